"""Paints the cells of the job board: shape, word, colour and pattern, never colour alone."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QRect

from app.i18n import _
from app.services.job_row import JobRow
from app.views.board.board_clock import remaining
from app.views.board.columns import Column
from app.views.board.held_by import HeldBy
from app.views.plain_words import countdown, left_word, name_in
from app.views.widgets.canvas import Canvas
from app.views.widgets.marks import paint_avatar, paint_pill, paint_square, paint_time_left

STRIPE = 4
OUTCOMES = {"met": ("check-circle", "ok"), "missed": ("alert-octagon", "crit")}
"""How the clock of a job looks whose work is done."""
PRIORITY_TONES = {"P1": "crit"}
"""The screen is calm: only what is out of the ordinary is coloured, and amber is kept for a near breach."""
LOW = 44
"""A row lower than this has room for one line."""
BESIDE = 20
"""Room for a mark before the number of a call in a low row."""


class Told(Protocol):
    """What a cell says beside its row: the board's model, or what was kept of it."""

    @property
    def now(self) -> datetime:
        """The instant the clocks show."""

    @property
    def is_stale(self) -> bool:
        """Whether the store has not been heard of for a while."""

    @property
    def holders(self) -> Mapping[int, HeldBy]:
        """Who else has a job open."""

    def is_fresh(self, job_id: int) -> bool:
        """Whether the job has just come."""

    def text(self, row: JobRow, column: Column) -> str:
        """What a cell says."""


def is_low(height: int) -> bool:
    """Whether a row of this height has room for one line only."""
    return height < LOW


def paint_cell(canvas: Canvas, row: JobRow, column: Column, told: Told) -> None:
    """Paint one cell over its ground."""
    _PAINTERS[column](canvas, row, told)


def _paint_priority(canvas: Canvas, row: JobRow, told: Told) -> None:
    height = canvas.box.height()
    shown = remaining(row, told.now)
    if shown is not None and shown.state == "late":
        canvas.painter.fillRect(canvas.rect(0, 0, STRIPE, height), canvas.colour("crit"))
    if not row.priority:
        return
    text = canvas.appearance.formats.digits(row.priority.removeprefix("P"))
    if not canvas.appearance.is_rtl:
        text = row.priority
    box = canvas.rect(14, (height - 26) // 2, 34, 26)
    paint_square(canvas, box, text, tone=PRIORITY_TONES.get(row.priority, "idle"))


def _paint_clock(canvas: Canvas, row: JobRow, told: Told) -> None:
    if row.clock_state in OUTCOMES and not row.is_open:
        icon, tone = OUTCOMES[row.clock_state]
        box = canvas.rect(8, 0, canvas.box.width() - 12, canvas.box.height())
        paint_pill(canvas, box, told.text(row, Column.CLOCK), tone=tone, icon=icon, outlined=True)
        return
    shown = remaining(row, told.now)
    if shown is None:
        return
    box = canvas.rect(8, 4, canvas.box.width() - 18, canvas.box.height() - 8)
    paint_time_left(
        canvas,
        box,
        # Without news from the store a clock may have been stopped long ago: it is greyed.
        "paused" if told.is_stale else shown.state,
        text=countdown(shown.seconds, shown.state, canvas.appearance.formats),
        word=left_word(shown.state),
        fraction=shown.fraction,
        compact=is_low(canvas.box.height()),
    )


def _paint_call(canvas: Canvas, row: JobRow, told: Told) -> None:
    if is_low(canvas.box.height()):
        _paint_number_alone(canvas, row, told)
        return
    city = name_in(row.city, row.city_en, fa=canvas.appearance.is_rtl)
    upper, lower = _lines(canvas, both=bool(city) or told.is_fresh(row.id) or row.id in told.holders)
    canvas.text(upper, told.text(row, Column.CALL), px=14, weight=600, ltr=True)
    if (held := told.holders.get(row.id)) is not None:
        canvas.icon(canvas.rect(8, 30, 14, 14), _shape_of(held), "info")
        canvas.text(canvas.rect(26, 28, canvas.box.width() - 32, 18), held.names, px=12, colour="info")
    elif told.is_fresh(row.id):
        canvas.text(lower, _("New · {city}").format(city=city), px=12, colour="info", weight=600)
    else:
        canvas.text(lower, city, px=12, colour="muted")


def _paint_number_alone(canvas: Canvas, row: JobRow, told: Told) -> None:
    """In a low row a mark says who has the job open, or that it has just come in."""
    held, lead = told.holders.get(row.id), 0
    if held is not None or told.is_fresh(row.id):
        lead = BESIDE
        mark = canvas.rect(8, (canvas.box.height() - 16) // 2, 16, 16)
        canvas.icon(mark, "new-box" if held is None else _shape_of(held), "info")
    line = canvas.rect(8 + lead, 0, canvas.box.width() - 14 - lead, canvas.box.height())
    canvas.text(line, told.text(row, Column.CALL), px=14, weight=600, ltr=True)


def _shape_of(held: HeldBy) -> str:
    return "pencil-outline" if held.is_editing else "eye-outline"


def _paint_merchant(canvas: Canvas, row: JobRow, told: Told) -> None:
    name = name_in(row.merchant, row.merchant_en, fa=canvas.appearance.is_rtl)
    if not is_low(canvas.box.height()):
        upper, lower = _lines(canvas, both=bool(row.terminal))
        canvas.text(upper, name, px=14, weight=500)
        canvas.text(lower, row.terminal, px=12, colour="muted", ltr=True)
        return
    line = _line(canvas)
    canvas.text(line, name, px=14, weight=500)
    # The terminal stands beside the name only where it takes nothing from it.
    used, wide = canvas.width(name, 14, weight=500) + 12, canvas.width(row.terminal, 12) + 1
    if used + wide <= line.width():
        rest = canvas.within(line).rect(line.width() - wide, 0, wide, line.height())
        canvas.text(rest, row.terminal, px=12, colour="muted", ltr=True)


def _paint_fault(canvas: Canvas, row: JobRow, told: Told) -> None:
    canvas.text(_line(canvas), told.text(row, Column.FAULT))


def _paint_technician(canvas: Canvas, row: JobRow, told: Told) -> None:
    height, width = canvas.box.height(), canvas.box.width()
    if not row.technician:
        tone = "crit" if row.priority == "P1" else "idle"
        box = canvas.rect(8, 0, width - 12, height)
        paint_pill(canvas, box, _("Unassigned"), tone=tone, icon="account-plus-outline", outlined=True)
        return
    name = name_in(row.technician, row.technician_en, fa=canvas.appearance.is_rtl)
    disc = canvas.rect(8, (height - 28) // 2, 28, 28)
    paint_avatar(canvas, disc, name, seed=sum(map(ord, row.technician)))
    canvas.text(canvas.rect(44, 0, width - 50, height), name)


def _paint_stage(canvas: Canvas, row: JobRow, told: Told) -> None:
    box = canvas.rect(8, 0, canvas.box.width() - 12, canvas.box.height())
    paint_pill(canvas, box, told.text(row, Column.STAGE))


def _paint_contractor(canvas: Canvas, row: JobRow, told: Told) -> None:
    canvas.text(_line(canvas), told.text(row, Column.CONTRACTOR), colour="muted")


def _line(canvas: Canvas) -> QRect:
    return canvas.rect(8, 0, canvas.box.width() - 14, canvas.box.height())


def _lines(canvas: Canvas, *, both: bool) -> tuple[QRect, QRect]:
    """Room for two lines of a cell; where the lower one would be empty the upper stands in the middle."""
    if not both:
        return _line(canvas), QRect()
    width = canvas.box.width() - 14
    return canvas.rect(8, 7, width, 20), canvas.rect(8, 28, width, 18)


_PAINTERS: Mapping[Column, Callable[[Canvas, JobRow, Told], None]] = {
    Column.PRIORITY: _paint_priority,
    Column.CLOCK: _paint_clock,
    Column.CALL: _paint_call,
    Column.MERCHANT: _paint_merchant,
    Column.FAULT: _paint_fault,
    Column.TECHNICIAN: _paint_technician,
    Column.STAGE: _paint_stage,
    Column.CONTRACTOR: _paint_contractor,
}
