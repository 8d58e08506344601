"""A list that typing narrows down: the hands stay in the line, arrows move, Enter goes on."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.persian import fold
from app.i18n import _
from app.views.appearance import Appearance
from app.views.board.dialogs import Option
from app.views.board.option_delegate import DETAIL, TITLE, OptionDelegate
from app.views.widgets.labels import label, tool_tip

KEY = Qt.ItemDataRole.UserRole


class NarrowingList(QWidget):
    """One choice among named options.

    Signals:
        picked: key of the option chosen now; empty if none is left.
        taken: the user pressed Enter and goes on.
    """

    picked = Signal(str)
    taken = Signal()

    def __init__(self, appearance: Appearance, name: str, *, searchable: bool = True) -> None:
        super().__init__()
        self._name = label("strong", name)
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Type to narrow down…"))
        self.line.setAccessibleName(name)
        self.line.setVisible(searchable)
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setItemDelegate(OptionDelegate(appearance, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self._name, self.line, self.list):
            column.addWidget(widget)
        self.setFocusProxy(self.line if searchable else self.list)
        self.line.textChanged.connect(self._narrow)
        self.line.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.currentItemChanged.connect(self._tell)

    def show_options(self, options: Sequence[Option], *, chosen: str = "") -> None:
        """Offer these, the likeliest first; `chosen` or else the first is chosen."""
        self.list.blockSignals(True)
        self.list.clear()
        for option in options:
            item = QListWidgetItem("\n".join(filter(None, (option.title, option.detail))))
            item.setToolTip(tool_tip(item.text()))
            for role, value in ((KEY, option.key), (TITLE, option.title), (DETAIL, option.detail)):
                item.setData(role, value)
            self.list.addItem(item)
        self.list.blockSignals(False)
        keys = [option.key for option in options]
        self.list.setCurrentRow(keys.index(chosen) if chosen in keys else 0)
        self._tell()

    def choose(self, key: str) -> None:
        """Choose the option with this key."""
        for place in range(self.list.count()):
            if self.list.item(place).data(KEY) == key:
                self.list.setCurrentRow(place)

    def chosen(self) -> str:
        """Key of the option chosen; empty if none is left."""
        item = self.list.currentItem()
        return str(item.data(KEY)) if item is not None and not item.isHidden() else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows typed into the line move in the list; Enter goes on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return False
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.taken.emit()
                return True
            if watched is self.line and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
        return False

    @Slot(str)
    def _narrow(self, typed: str) -> None:
        wanted = fold(typed)
        first = None
        for place in range(self.list.count()):
            item = self.list.item(place)
            item.setHidden(wanted not in fold(f"{item.text()} {item.data(KEY)}"))
            if first is None and not item.isHidden():
                first = place
        if first is not None:
            self.list.setCurrentRow(first)
        self._tell()

    def _step(self, by: int) -> None:
        place = self.list.currentRow() + by
        while 0 <= place < self.list.count():
            if not self.list.item(place).isHidden():
                self.list.setCurrentRow(place)
                return
            place += by

    @Slot()
    def _tell(self) -> None:
        self.picked.emit(self.chosen())
