"""Paints the cells of the job board: shape, word, colour and pattern, never colour alone."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.i18n import _
from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.board_clock import remaining
from app.views.board.board_model import ROW, BoardModel
from app.views.board.board_order import Column
from app.views.widgets.canvas import Canvas
from app.views.widgets.marks import paint_avatar, paint_pill, paint_square, paint_time_left
from app.views.wording import countdown, left_word, name_in

ROW_HEIGHT = 52
STRIPE = 4
OUTCOMES = {"met": ("check-circle", "ok"), "missed": ("alert-octagon", "crit")}
"""How the clock of a job looks whose work is done."""
PRIORITY_TONES = {"P1": "crit"}
"""The screen is calm: only what is out of the ordinary is coloured, and amber is kept for a near breach."""


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
        _PAINTERS[Column(index.column())](self, canvas, row, model)
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

    def _paint_priority(self, canvas: Canvas, row: JobRow, model: BoardModel) -> None:
        height = canvas.box.height()
        shown = remaining(row, model.now)
        if shown is not None and shown.state == "late":
            canvas.painter.fillRect(canvas.rect(0, 0, STRIPE, height), canvas.colour("crit"))
        if not row.priority:
            return
        text = self._appearance.formats.digits(row.priority.removeprefix("P"))
        if not self._appearance.is_rtl:
            text = row.priority
        box = canvas.rect(14, (height - 26) // 2, 34, 26)
        paint_square(canvas, box, text, tone=PRIORITY_TONES.get(row.priority, "idle"))

    def _paint_clock(self, canvas: Canvas, row: JobRow, model: BoardModel) -> None:
        if row.clock_state in OUTCOMES and not row.is_open:
            icon, tone = OUTCOMES[row.clock_state]
            box = canvas.rect(8, 0, canvas.box.width() - 12, canvas.box.height())
            paint_pill(canvas, box, model.text(row, Column.CLOCK), tone=tone, icon=icon, outlined=True)
            return
        shown = remaining(row, model.now)
        if shown is None:
            return
        box = canvas.rect(8, 4, canvas.box.width() - 18, canvas.box.height() - 8)
        paint_time_left(
            canvas,
            box,
            # Without news from the store a clock may have been stopped long ago: it is greyed.
            "paused" if model.is_stale else shown.state,
            text=countdown(shown.seconds, shown.state, self._appearance.formats),
            word=left_word(shown.state),
            fraction=shown.fraction,
        )

    def _paint_call(self, canvas: Canvas, row: JobRow, model: BoardModel) -> None:
        city = name_in(row.city, row.city_en, fa=self._appearance.is_rtl)
        upper, lower = self._lines(
            canvas, both=bool(city) or model.is_fresh(row.id) or row.id in model.holders
        )
        canvas.text(upper, model.text(row, Column.CALL), px=14, weight=600, ltr=True)
        if (held := model.holders.get(row.id)) is not None:
            shape = "pencil-outline" if held.is_editing else "eye-outline"
            canvas.icon(canvas.rect(8, 30, 14, 14), shape, "info")
            canvas.text(canvas.rect(26, 28, canvas.box.width() - 32, 18), held.names, px=12, colour="info")
        elif model.is_fresh(row.id):
            canvas.text(lower, _("New · {city}").format(city=city), px=12, colour="info", weight=600)
        else:
            canvas.text(lower, city, px=12, colour="muted")

    def _paint_merchant(self, canvas: Canvas, row: JobRow, model: BoardModel) -> None:
        upper, lower = self._lines(canvas, both=bool(row.terminal))
        name = name_in(row.merchant, row.merchant_en, fa=self._appearance.is_rtl)
        canvas.text(upper, name, px=14, weight=500)
        canvas.text(lower, row.terminal, px=12, colour="muted", ltr=True)

    def _paint_fault(self, canvas: Canvas, row: JobRow, model: BoardModel) -> None:
        canvas.text(self._line(canvas), model.text(row, Column.FAULT))

    def _paint_technician(self, canvas: Canvas, row: JobRow, model: BoardModel) -> None:
        height, width = canvas.box.height(), canvas.box.width()
        if not row.technician:
            tone = "crit" if row.priority == "P1" else "idle"
            box = canvas.rect(8, 0, width - 12, height)
            paint_pill(canvas, box, _("Unassigned"), tone=tone, icon="account-plus-outline", outlined=True)
            return
        name = name_in(row.technician, row.technician_en, fa=self._appearance.is_rtl)
        disc = canvas.rect(8, (height - 28) // 2, 28, 28)
        paint_avatar(canvas, disc, name, seed=sum(map(ord, row.technician)))
        canvas.text(canvas.rect(44, 0, width - 50, height), name)

    def _paint_stage(self, canvas: Canvas, row: JobRow, model: BoardModel) -> None:
        box = canvas.rect(8, 0, canvas.box.width() - 12, canvas.box.height())
        paint_pill(canvas, box, model.text(row, Column.STAGE))

    def _paint_contractor(self, canvas: Canvas, row: JobRow, model: BoardModel) -> None:
        canvas.text(self._line(canvas), model.text(row, Column.CONTRACTOR), colour="muted")

    def _line(self, canvas: Canvas) -> QRect:
        return canvas.rect(8, 0, canvas.box.width() - 14, canvas.box.height())

    def _lines(self, canvas: Canvas, *, both: bool) -> tuple[QRect, QRect]:
        """Room for two lines of a cell; where the lower one would be empty the upper stands in the middle."""
        if not both:
            return self._line(canvas), QRect()
        width = canvas.box.width() - 14
        return canvas.rect(8, 7, width, 20), canvas.rect(8, 28, width, 18)


_PAINTERS = {
    Column.PRIORITY: BoardDelegate._paint_priority,  # noqa: SLF001 - the table of its own methods
    Column.CLOCK: BoardDelegate._paint_clock,  # noqa: SLF001
    Column.CALL: BoardDelegate._paint_call,  # noqa: SLF001
    Column.MERCHANT: BoardDelegate._paint_merchant,  # noqa: SLF001
    Column.FAULT: BoardDelegate._paint_fault,  # noqa: SLF001
    Column.TECHNICIAN: BoardDelegate._paint_technician,  # noqa: SLF001
    Column.STAGE: BoardDelegate._paint_stage,  # noqa: SLF001
    Column.CONTRACTOR: BoardDelegate._paint_contractor,  # noqa: SLF001
}
