"""Paints an answer of a question: its title over what speaks for it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.views.appearance import Appearance
from app.views.widgets.canvas import Canvas

TITLE = Qt.ItemDataRole.UserRole + 1
DETAIL = Qt.ItemDataRole.UserRole + 2
BAR = Qt.ItemDataRole.UserRole + 3
"""Why it cannot simply be taken: app.views.board.dialogs.Bar."""
MORE = Qt.ItemDataRole.UserRole + 4
ONE_LINE, TWO_LINES, THREE_LINES = 36, 52, 70


class OptionDelegate(QStyledItemDelegate):
    """A line for the title, one for the detail and one for more, where there are any."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        height = TWO_LINES if index.data(DETAIL) else ONE_LINE
        return QSize(120, THREE_LINES if index.data(MORE) else height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        canvas = Canvas(painter, option.rect, self._appearance)
        states = QStyle.StateFlag
        if option.state & states.State_Selected:
            canvas.rounded(option.rect, 8, fill="chosen")
        elif option.state & states.State_MouseOver:
            canvas.rounded(option.rect, 8, fill="hover")
        detail, width = str(index.data(DETAIL) or ""), option.rect.width() - 24
        height = 22 if detail else option.rect.height()
        title = canvas.rect(12, 6 if detail else 0, width, height)
        bar = str(index.data(BAR) or "")
        canvas.text(title, str(index.data(TITLE)), weight=600, colour="muted" if bar == "closed" else "text")
        if detail:
            colour = {"reason": "warn", "closed": "crit", "late": "crit"}.get(bar, "muted")
            canvas.text(canvas.rect(12, 28, width, 18), detail, px=12, colour=colour)
        if more := str(index.data(MORE) or ""):
            canvas.text(canvas.rect(12, 47, width, 18), more, px=12, colour="muted")
        painter.restore()
