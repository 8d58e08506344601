"""Paints the rows of the job board: the ground that says where the cursor stands and what is chosen."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.board_model import ROW, BoardModel
from app.views.board.cell_painter import STRIPE, paint_cell
from app.views.board.columns import ROW_HEIGHT, Column
from app.views.widgets.canvas import Canvas


class BoardDelegate(QStyledItemDelegate):
    """One painter for all columns of one table."""

    def __init__(self, appearance: Appearance, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._appearance = appearance
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(60, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(ROW)
        model = index.model()
        if not isinstance(row, JobRow) or not isinstance(model, BoardModel):
            return
        painter.save()
        canvas = Canvas(painter, option.rect, self._appearance)
        self._paint_ground(canvas, option, index)
        paint_cell(canvas, row, Column(index.column()), model)
        painter.restore()

    def _paint_ground(
        self, canvas: Canvas, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        is_current = self._view.currentIndex().row() == index.row()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "chosen" if is_chosen else "hover" if is_current else "surface"
        canvas.painter.fillRect(canvas.box, canvas.colour(ground))
        canvas.painter.setPen(canvas.colour("line"))
        canvas.painter.drawLine(canvas.box.bottomLeft(), canvas.box.bottomRight())
        if is_current and index.column() == Column.PRIORITY:
            canvas.painter.fillRect(canvas.rect(0, 0, STRIPE, canvas.box.height()), canvas.colour("accent"))
        if is_chosen and not is_current and index.column() == Column.PRIORITY:
            # A shape as well as a colour tells what is chosen.
            canvas.icon(canvas.rect(48, (canvas.box.height() - 12) // 2, 12, 12), "check-bold", "accent")
