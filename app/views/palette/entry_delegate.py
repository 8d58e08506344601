"""Paints a line of the palette: its icon, title over what it is about, its kind and its keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.views.appearance import Appearance
from app.views.palette.entries import Entry
from app.views.widgets.canvas import Canvas

ENTRY = Qt.ItemDataRole.UserRole
HEIGHT = 50
KIND_WIDTH, EDGE = 96, 14


class EntryDelegate(QStyledItemDelegate):
    """What cannot be done now is muted."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry = index.data(ENTRY)
        if not isinstance(entry, Entry):
            return
        painter.save()
        canvas = Canvas(painter, option.rect, self._appearance)
        states = QStyle.StateFlag
        if option.state & states.State_Selected:
            canvas.rounded(option.rect.adjusted(6, 1, -6, -1), 8, fill="chosen")
        elif option.state & states.State_MouseOver:
            canvas.rounded(option.rect.adjusted(6, 1, -6, -1), 8, fill="hover")
        width = option.rect.width()
        end: float = width - EDGE - KIND_WIDTH
        canvas.text(canvas.rect(end, 0, KIND_WIDTH, HEIGHT), entry.kind, px=12, colour="muted", align="end")
        end -= self._keys(canvas, entry.keys, end)
        canvas.icon(canvas.rect(EDGE + 6, 15, 20, 20), entry.icon, "muted")
        colour = "text" if entry.is_allowed else "muted"
        start, room = EDGE + 38, end - EDGE - 46
        height = 22 if entry.about else HEIGHT
        title = canvas.rect(start, 5 if entry.about else 0, room, height)
        canvas.text(title, entry.title, px=14, weight=600, colour=colour)
        if entry.about:
            canvas.text(canvas.rect(start, 27, room, 18), entry.about, px=12, colour="muted")
        painter.restore()

    def _keys(self, canvas: Canvas, keys: str, end: float) -> float:
        """A cap that ends where the kind begins; how much room it took."""
        if not keys:
            return 0
        lettering = self._appearance.lettering
        width = lettering.metrics(11, 600).horizontalAdvance(keys) + 16
        cap = canvas.rect(end - width, 13, width, 24)
        canvas.rounded(cap, 5, fill="raised", line="edge")
        canvas.text(cap, keys, px=11, weight=600, colour="muted", align="center", ltr=True)
        return width + 12
