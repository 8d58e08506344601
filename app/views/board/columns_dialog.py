"""The layout of the table by keys: which columns, in which order, how wide, and how high rows are."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import N_, _
from app.views.appearance import Appearance
from app.views.board.board_header import BoardHeader
from app.views.board.column_layout import ALWAYS
from app.views.board.columns import HEADINGS, Column
from app.views.widgets.labels import label

COLUMN = Qt.ItemDataRole.UserRole
LIST_HEIGHT = 278
"""All columns in sight."""


@dataclass(frozen=True)
class Change:
    """What a key and its button do to the column under the cursor."""

    title: str
    cap: str
    key: Qt.Key
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    places: int = 0
    """Further from the start side."""
    steps: int = 0
    """Wider."""


CHANGES = (
    Change(N_("Further to the start"), "Alt ↑", Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier, places=-1),
    Change(N_("Further to the end"), "Alt ↓", Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier, places=1),
    Change(N_("Wider"), "+", Qt.Key.Key_Plus, steps=1),
    Change(N_("Narrower"), "-", Qt.Key.Key_Minus, steps=-1),
)
_NOT_HIDDEN = N_("{column} (always shown)")
_CHECKED = Qt.CheckState.Checked


class ColumnsDialog(QDialog):
    """Changes the table at once; what is done here stays with the user."""

    def __init__(self, appearance: Appearance, header: BoardHeader, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._header = header
        self.list = QListWidget()
        self.list.setAccessibleName(_("Columns"))
        self.list.setMinimumHeight(LIST_HEIGHT)
        self.list.installEventFilter(self)
        self.list.itemChanged.connect(self._show_column)
        self.compact = QCheckBox(_("Compact rows"))
        self.compact.setChecked(header.columns.is_compact)
        self.compact.toggled.connect(header.show_compact)
        self._lay_out()
        header.arranged.connect(self._fill)
        self._fill()
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def current(self) -> Column | None:
        """The column the cursor stands on."""
        item = self.list.currentItem()
        return None if item is None else Column(item.data(COLUMN))

    def change(self, change: Change) -> None:
        """Do this to the column under the cursor."""
        column = self.current()
        if column is None:
            return
        if change.places:
            self._header.move_column(column, change.places)
        elif column in self._header.shown():
            self._header.widen_column(column, change.steps)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            # Plus is a shifted key on most keyboards, and on all of them one of the number pad.
            extra = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
            for change in CHANGES:
                if event.key() == change.key and event.modifiers() & ~extra == change.modifier:
                    self.change(change)
                    return True
        return False

    def _lay_out(self) -> None:
        title = _("Columns and rows")
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label("heading", title))
        said = _(
            "Space shows or hides a column. The table stays as you leave it, and a kept view has its own."
        )
        column.addWidget(label("muted", said, wraps=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.list, 1)
        row.addLayout(self._buttons())
        column.addLayout(row)
        column.addWidget(self.compact)
        ends = QHBoxLayout()
        restore, close = QPushButton(_("Columns as from the start")), QPushButton(_("Close"))
        restore.clicked.connect(self._header.restore)
        close.clicked.connect(self.accept)
        for button in (restore, close):
            button.setAutoDefault(False)
        ends.addWidget(restore)
        ends.addStretch(1)
        ends.addWidget(close)
        column.addLayout(ends)

    def _buttons(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        for place, change in enumerate(CHANGES):
            button = QPushButton(_(change.title))
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._press, change))
            grid.addWidget(button, place, 0)
            cap = label("key", change.cap)
            cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(cap, place, 1)
        grid.setRowStretch(len(CHANGES), 1)
        return grid

    def _press(self, change: Change, _is_checked: bool = False) -> None:
        self.change(change)

    @Slot()
    def _fill(self) -> None:
        """List the columns as they stand; the cursor stays with its column."""
        order = self._header.columns.order
        self.list.blockSignals(True)
        # A box that is ticked tells of it while it still is in use: only another order makes the list anew.
        if [self._column(place) for place in range(self.list.count())] != list(order):
            current = self.current()
            self.list.clear()
            for column in order:
                self.list.addItem(_item(column))
            self.list.setCurrentRow(0 if current is None else order.index(current))
        for place, column in enumerate(order):
            is_shown = column in self._header.shown()
            self.list.item(place).setCheckState(_CHECKED if is_shown else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.compact.setChecked(self._header.columns.is_compact)

    def _column(self, place: int) -> Column:
        return Column(self.list.item(place).data(COLUMN))

    @Slot(QListWidgetItem)
    def _show_column(self, item: QListWidgetItem) -> None:
        is_shown = item.checkState() == _CHECKED
        self._header.show_column(Column(item.data(COLUMN)), is_shown)


def _item(column: Column) -> QListWidgetItem:
    heading, is_fixed = _(HEADINGS[column]), column in ALWAYS
    item = QListWidgetItem(_(_NOT_HIDDEN).format(column=heading) if is_fixed else heading)
    item.setData(COLUMN, int(column))
    if is_fixed:
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
    return item
