"""Paints the rows of the job board whole: the ground that says how the user stands to one, and its cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.cell_painter import STRIPE, Told, paint_cell
from app.views.board.columns import Column
from app.views.widgets.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Cell:
    """A column in sight: where it begins and how wide it is, in pixels of the viewport."""

    column: Column
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Stand:
    """How the user stands to a row."""

    is_current: bool
    is_chosen: bool


class RowPainter:
    """One painter for all rows of one table."""

    def __init__(self, appearance: Appearance, told: Told) -> None:
        self._appearance = appearance
        self._told = told

    def paint(self, painter: QPainter, box: QRect, cells: Sequence[Cell], row: JobRow, stand: Stand) -> None:
        """Paint these cells of a row; `box`: all of it, with the ground beside the cells."""
        colour = self._appearance.colour
        ground = "chosen" if stand.is_chosen else "hover" if stand.is_current else "surface"
        painter.fillRect(box, colour(ground))
        painter.fillRect(box.x(), box.bottom(), box.width(), 1, colour("line"))
        for cell in cells:
            place = QRect(cell.left, box.y(), cell.width, box.height())
            canvas = Canvas(painter, place, self._appearance)
            if cell.column is Column.PRIORITY:
                _paint_stand(canvas, stand)
            paint_cell(canvas, row, cell.column, self._told)


def _paint_stand(canvas: Canvas, stand: Stand) -> None:
    height = canvas.box.height()
    if stand.is_current:
        canvas.painter.fillRect(canvas.rect(0, 0, STRIPE, height), canvas.colour("accent"))
    elif stand.is_chosen:
        # A shape as well as a colour tells what is chosen.
        canvas.icon(canvas.rect(48, (height - 12) // 2, 12, 12), "check-bold", "accent")
