"""Answers under a line one types in: arrows in the line move in the list, a click takes one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from app.views.appearance import Appearance
from app.views.board.dialogs import KEY, Option
from app.views.board.option_delegate import BAR, DETAIL, TITLE, OptionDelegate
from app.views.widgets.labels import tool_tip


class OptionList(QListWidget):
    """Options by key; the focus stays where it is."""

    def __init__(self, appearance: Appearance, *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setItemDelegate(OptionDelegate(appearance, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_options(self, options: Sequence[Option], *, first: bool) -> None:
        """Show these; `first`: with the first of them chosen."""
        self.blockSignals(True)  # what is chosen while it is filled is nobody's choice
        self.clear()
        for option in options:
            item = QListWidgetItem("\n".join(filter(None, (option.title, option.detail))))
            item.setToolTip(tool_tip(item.text()))
            for role, value in (
                (KEY, option.key),
                (TITLE, option.title),
                (DETAIL, option.detail),
                (BAR, option.bar),
            ):
                item.setData(role, value)
            self.addItem(item)
        self.setCurrentRow(0 if first and options else -1)
        self.blockSignals(False)
        self.scrollToTop()

    def key(self) -> str:
        """Key of the option chosen; empty while none is."""
        item = self.currentItem()
        return str(item.data(KEY)) if item is not None else ""

    def step(self, by: int) -> None:
        """Go on by so many options."""
        self.setCurrentRow(min(max(self.currentRow() + by, 0), self.count() - 1))
