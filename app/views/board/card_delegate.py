"""Paints a job as a card: priority and clock, merchant, call and fault, technician."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.i18n import _
from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.board_clock import remaining
from app.views.board.board_model import ROW, BoardModel
from app.views.board.cell_painter import OUTCOMES, PRIORITY_TONES
from app.views.board.columns import Column
from app.views.board.job_list import JobList
from app.views.plain_words import countdown, left_word, name_in
from app.views.widgets.canvas import Canvas
from app.views.widgets.marks import paint_pill, paint_square, paint_time_left

CARD_HEIGHT, GAP, EDGE = 106, 8, 10
CLOCK_TOP, CLOCK_HEIGHT, FOOT = 8, 30, 81
BETWEEN = 34
"""What a clock takes beside its time and its word."""
CARRIED_WIDTH = 240


class CardDelegate(QStyledItemDelegate):
    """One painter for all cards of a view; `with_stage` where the place does not tell the stage."""

    def __init__(self, appearance: Appearance, view: QAbstractItemView, *, with_stage: bool = False) -> None:
        super().__init__(view)
        self._appearance = appearance
        self._view = view
        self._with_stage = with_stage

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, CARD_HEIGHT + GAP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row, model = index.data(ROW), index.model()
        if not isinstance(row, JobRow) or not isinstance(model, JobList):
            return
        painter.save()
        box = option.rect.adjusted(0, 0, -1, -GAP)
        canvas = Canvas(painter, box, self._appearance)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        current = self._view.currentIndex() == index
        canvas.rounded(box, 9, fill="chosen" if chosen else "raised", line="line")
        if chosen and not current:
            canvas.within(box).stripe(9, 4, "accent")
        if current:
            canvas.rounded(box, 9, line="accent", width=2 if self._view.hasFocus() else 1)
        paint_job(canvas, row, model.board, with_stage=self._with_stage)
        painter.restore()


def card_picture(view: QAbstractItemView, appearance: Appearance, board: BoardModel, row: JobRow) -> QPixmap:
    """A job as it is carried by the mouse."""
    size, density = QSize(CARRIED_WIDTH, CARD_HEIGHT), view.devicePixelRatioF()
    pixmap = QPixmap(size * density)
    pixmap.setDevicePixelRatio(density)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    canvas = Canvas(painter, QRect(QPoint(0, 0), size), appearance)
    canvas.rounded(canvas.box, 9, fill="chosen", line="accent", width=2)
    paint_job(canvas, row, board)
    painter.end()
    return pixmap


def paint_job(canvas: Canvas, row: JobRow, board: BoardModel, *, with_stage: bool = False) -> None:
    """What a card says, inside the box of `canvas`."""
    appearance, width = canvas.appearance, canvas.box.width() - 2 * EDGE
    _paint_clock(canvas, canvas.rect(EDGE, CLOCK_TOP, width, CLOCK_HEIGHT), row, board)
    merchant = name_in(row.merchant, row.merchant_en, fa=appearance.is_rtl)
    canvas.text(canvas.rect(EDGE, 41, width, 20), merchant, px=14, weight=600)
    code = board.text(row, Column.CALL)
    wide = appearance.lettering.width(code, 12, weight=600) + 2
    canvas.text(canvas.rect(EDGE, 61, wide, 18), code, px=12, weight=600, colour="muted", ltr=True)
    fault = canvas.rect(EDGE + wide + 8, 61, width - wide - 8, 18)
    canvas.text(fault, board.text(row, Column.FAULT), px=12)
    _paint_foot(canvas, row, board, with_stage=with_stage)


def _paint_clock(canvas: Canvas, box: QRect, row: JobRow, board: BoardModel) -> None:
    shown = remaining(row, board.now)
    if shown is not None:
        word, formats = left_word(shown.state), canvas.appearance.formats
        text = countdown(shown.seconds, shown.state, formats)
        lettering = canvas.appearance.lettering
        needed = lettering.width(text, 13, weight=700, tabular=True) + lettering.width(word, 12, weight=600)
        if needed + BETWEEN > box.width():
            text = countdown(shown.seconds, shown.state, formats, is_brief=True)
        paint_time_left(
            canvas,
            box,
            "paused" if board.is_stale else shown.state,
            text=text,
            word=word,
            fraction=shown.fraction,
            compact=True,
        )
    elif row.clock_state in OUTCOMES and not row.is_open:
        icon, tone = OUTCOMES[row.clock_state]
        paint_pill(canvas, box, board.text(row, Column.CLOCK), tone=tone, icon=icon, outlined=True)


def _paint_foot(canvas: Canvas, row: JobRow, board: BoardModel, *, with_stage: bool) -> None:
    """Who has it; at the end side its priority, and before that its stage or that it has just come in."""
    lettering, width, end = canvas.appearance.lettering, canvas.box.width() - 2 * EDGE, EDGE
    if row.priority:
        square = canvas.rect(canvas.box.width() - EDGE - 26, FOOT, 26, 18)
        paint_square(canvas, square, _rank(row, canvas), tone=PRIORITY_TONES.get(row.priority, "idle"))
        end += 32
    is_fresh = board.is_fresh(row.id)
    said = _("Just in") if is_fresh else board.text(row, Column.STAGE) if with_stage else ""
    if said:
        wide = min(lettering.width(said, 12, weight=600) + 2, width // 2)
        box = canvas.rect(canvas.box.width() - end - wide, FOOT, wide, 18)
        canvas.text(box, said, px=12, weight=600, colour="info" if is_fresh else "muted", align="end")
        end += wide + 6
    mark = canvas.rect(EDGE, FOOT, 18, 18)
    rest = canvas.rect(EDGE + 24, FOOT, canvas.box.width() - EDGE - 24 - end, 18)
    if row.technician:
        canvas.icon(mark, "account-outline", "muted")
        name = name_in(row.technician, row.technician_en, fa=canvas.appearance.is_rtl)
        canvas.text(rest, name, px=12)
    else:
        tone = "crit" if row.priority == "P1" else "muted"
        canvas.icon(mark, "account-plus-outline", tone)
        canvas.text(rest, _("Unassigned"), px=12, weight=600, colour=tone)


def _rank(row: JobRow, canvas: Canvas) -> str:
    appearance = canvas.appearance
    return appearance.formats.digits(row.priority.removeprefix("P")) if appearance.is_rtl else row.priority
