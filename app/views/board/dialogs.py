"""Small questions on the way of a job: whom to send, why it waits, what was done, what to remember."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.persian import fold
from app.i18n import _
from app.views.appearance import Appearance
from app.views.board.option_delegate import BAR, DETAIL, MORE, TITLE, OptionDelegate
from app.views.widgets.labels import label, tool_tip

KEY = Qt.ItemDataRole.UserRole


Bar = Literal["", "reason", "closed"]


@dataclass(frozen=True)
class Option:
    """One answer to choose: its key, and what it says in one or two lines."""

    key: str
    title: str
    detail: str = ""
    bar: Bar = ""
    """`reason`: it can be taken with a reason; `closed`: it cannot be taken, only be read."""
    more: str = ""
    """A third, quiet line."""
    words: str = ""
    """By which else it is found, e.g. a name in the other script."""


class ChoiceDialog(QDialog):
    """One question with a list of answers that typing narrows down, and room for a note.

    Where the note is the answer it must not be empty; what there is to choose then says of which kind it is.

    Signals:
        answered: key of the answer, and the note.
    """

    answered = Signal(str, str)

    def __init__(
        self,
        parent: QWidget,
        appearance: Appearance,
        title: str,
        options: Sequence[Option],
        *,
        accept: str,
        is_note: bool = False,
        extra: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._extra = extra
        self.setWindowTitle(title)
        self._needs_note = is_note
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(_("Type to narrow down…"))
        self._filter.setAccessibleName(_("Type to narrow down…"))
        self._list = QListWidget()
        self._list.setAccessibleName(title)
        self._list.setItemDelegate(OptionDelegate(appearance, self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._note = QLineEdit()
        for option in options:
            self._add(option)
        self._list.setCurrentRow(0)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._accept = self._buttons.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
        self._accept.setDefault(True)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._list.itemDoubleClicked.connect(self._take)
        self._list.currentItemChanged.connect(self._weigh)
        self._filter.textChanged.connect(self._narrow)
        self._note.textChanged.connect(self._weigh)
        self._lay_out(title)
        self._weigh()

    def accept(self) -> None:
        """Tell the answer; without one nothing happens."""
        if self._accept.isEnabled():
            self.answered.emit(self.chosen(), self.note())
            super().accept()

    def chosen(self) -> str:
        """The key of the answer; empty if none is left."""
        item = self._list.currentItem()
        return str(item.data(KEY)) if item is not None and not item.isHidden() else ""

    def note(self) -> str:
        """What was written down beside it."""
        return self._note.text().strip()

    def _lay_out(self, title: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label("heading", title, wraps=True))
        for widget in (self._filter, self._list, self._note, self._extra, self._buttons):
            if widget is not None:
                column.addWidget(widget)
        self._filter.setVisible(not self._needs_note)
        self.setMinimumSize(480, 460)
        (self._note if self._needs_note else self._filter).setFocus()

    def _add(self, option: Option) -> None:
        item = QListWidgetItem("\n".join(filter(None, (option.title, option.detail, option.more))))
        item.setToolTip(tool_tip(item.text()))
        roles = (
            (KEY, option.key),
            (TITLE, option.title),
            (DETAIL, option.detail),
            (BAR, option.bar),
            (MORE, option.more),
        )
        for role, value in roles:
            item.setData(role, value)
        self._list.addItem(item)

    @Slot(QListWidgetItem)
    def _take(self, _item: QListWidgetItem) -> None:
        self.accept()

    @Slot(str)
    def _narrow(self, typed: str) -> None:
        wanted = fold(typed)
        first = None
        for place in range(self._list.count()):
            item = self._list.item(place)
            item.setHidden(wanted not in fold(item.text()))
            if first is None and not item.isHidden():
                first = place
        if first is not None:
            self._list.setCurrentRow(first)
        self._weigh()

    @Slot()
    def _weigh(self) -> None:
        """Only what answers the question can be accepted; what a rule forbids needs its reason."""
        item = self._list.currentItem()
        bar = "" if item is None else str(item.data(BAR) or "")
        needs_note = self._needs_note or bar == "reason"
        if self._needs_note:
            asked = _("What happened, or what was said")
        else:
            asked = _("Why it is done all the same (needed)") if needs_note else _("Note (optional)")
        self._note.setPlaceholderText(asked)
        self._note.setAccessibleName(asked)
        is_chosen = self._needs_note or bool(self.chosen())
        self._accept.setEnabled(is_chosen and bar != "closed" and (bool(self.note()) or not needs_note))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list while the hands stay in the line they type in."""
        typing = self._note if self._needs_note else self._filter
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self.focusWidget() is typing:
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        place = self._list.currentRow() + by
        while 0 <= place < self._list.count():
            if not self._list.item(place).isHidden():
                self._list.setCurrentRow(place)
                return
            place += by
