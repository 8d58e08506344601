"""The two lists that are always on the wall: breaches, and what is due within the half hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect

from app.i18n import _
from app.services.wall import Wall, WallJob
from app.views.plain_words import name_in
from app.views.wall.rotation import page_of
from app.views.wall.wall_brush import CLOCK, HEAD, MARGIN, SMALL, WallBrush

HEADING, ROW = 64, 120
CLOCK_WIDTH = 296


@dataclass(frozen=True)
class _List:
    title: str
    jobs: Sequence[WallJob]
    count: int
    tone: str
    icon: str
    nothing: str


def paint_jobs(brush: WallBrush, rect: QRect, wall: Wall, *, now: datetime, is_stale: bool) -> None:
    """Both lists side by side; stale clocks are grey, what is red stays red."""
    column = (rect.width() - MARGIN) // 2
    part = brush.part(rect)
    breaches = _List(
        _("Breached"), wall.breaches, wall.breached, "crit", "alert-octagon", _("Nothing is breached.")
    )
    soon = _List(
        _("Due in 30 minutes"), wall.soon, wall.due_soon, "warn", "timer-alert-outline",
        _("Nothing is due in the next half hour."),
    )  # fmt: skip
    for place, found in enumerate((breaches, soon)):
        area = part.rect(place * (column + MARGIN), 0, column, rect.height())
        _paint_list(brush, area, found, now=now, is_stale=is_stale)


def _paint_list(brush: WallBrush, rect: QRect, found: _List, *, now: datetime, is_stale: bool) -> None:
    part, formats = brush.part(rect), brush.appearance.formats
    room = max((rect.height() - HEADING) // ROW, 1)
    critical = sum(job.priority == "P1" for job in found.jobs) if found.tone == "crit" else 0
    shown, pages = page_of(found.jobs, now, room=room, pinned=critical)
    brush.icon(part.rect(0, 8, 48, 48), found.icon, found.tone if found.count else "muted")
    tone = found.tone if found.count else "muted"
    brush.line(part, (64, 32, 480), found.title, px=HEAD, tone=tone, weight=700)
    said = formats.number(found.count)
    if pages > 1:
        beside = _("{shown} of {count}").format(shown=formats.number(len(shown)), count=said)
        brush.line(part, (rect.width() - 330, 32, 330), beside, px=HEAD, tone=tone, weight=700, align="end")
    elif found.count:
        brush.line(part, (rect.width() - 330, 32, 330), said, px=HEAD, tone=tone, weight=700, align="end")
    if not found.jobs:
        part.rounded(part.rect(0, HEADING, rect.width(), ROW - 8), 14, line="line", width=2)
        brush.icon(part.rect(24, HEADING + 24, 48, 48), "check-circle-outline", "ok")
        brush.line(part, (92, HEADING + 48, rect.width() - 112), found.nothing, px=SMALL, tone="muted")
    for place, job in enumerate(shown):
        area = part.rect(0, HEADING + place * ROW, rect.width(), ROW - 8)
        _paint_job(brush, area, job, (found.tone, found.icon), seconds=_seconds(job, now), is_stale=is_stale)


def _seconds(job: WallJob, now: datetime) -> int:
    return int((job.due_at - now).total_seconds())


def _paint_job(
    brush: WallBrush, rect: QRect, job: WallJob, look: tuple[str, str], *, seconds: int, is_stale: bool
) -> None:
    part, middle = brush.part(rect), rect.height() // 2
    tone, icon = ("crit", "alert-octagon") if seconds < 0 else look
    is_open = tone == "crit" and not job.is_seen
    fill, line = (f"{tone}_ground", tone) if is_open else ("surface", "line")
    part.rounded(rect, 14, fill=fill, line=line, width=2)
    part.stripe(14, 10, tone)
    brush.icon(part.rect(28, middle - 24, 48, 48), icon, tone)
    clock_tone = "idle" if is_stale and tone != "crit" else tone
    clock = brush.appearance.formats.clock(seconds)
    place = (88, middle, CLOCK_WIDTH)
    brush.line(part, place, clock, px=_clock_px(brush, clock), tone=clock_tone, weight=700, tabular=True)
    x = 88 + CLOCK_WIDTH + 16
    width = rect.width() - x - 16
    if not job.technician:
        brush.icon(part.rect(rect.width() - 60, 13, 38, 38), "account-off-outline", tone)
    word = _("late") if seconds < 0 else _("left")
    brush.line(part, (x, 32, width - 50), f"{word} · {_named(brush, job)}", px=SMALL, tone=tone, weight=700)
    brush.line(part, (x, 82, width), _about(brush, job, width), px=SMALL, weight=500)


def _named(brush: WallBrush, job: WallJob) -> str:
    digits = brush.appearance.formats.digits
    return _("P{priority} · {code}").format(
        priority=digits(job.priority.removeprefix("P")), code=digits(job.code)
    )


def _about(brush: WallBrush, job: WallJob, width: int) -> str:
    """The merchant, and the city where there is room for it."""
    fa = brush.appearance.is_rtl
    merchant = name_in(job.merchant, job.merchant_en, fa=fa)
    city = name_in(job.city, job.city_en, fa=fa)
    both = _("{merchant}, {city}").format(merchant=merchant, city=city)
    return both if city and brush.advance(both, SMALL, weight=500) <= width else merchant


def _clock_px(brush: WallBrush, clock: str) -> int:
    """As large as fits: days late are many figures."""
    sizes = range(CLOCK, SMALL, -4)
    fits = (px for px in sizes if brush.advance(clock, px, weight=700, tabular=True) <= CLOCK_WIDTH)
    return next(fits, SMALL)
