"""The head of the wall: what stands in four figures, the time, and whether the figures are fresh."""

from datetime import datetime

from PySide6.QtCore import QRect

from app.i18n import _
from app.services.wall import Wall
from app.views.wall.wall_brush import CLOCK, MARGIN, SMALL, WallBrush

FIGURE_WIDTH = 335


def paint_head(brush: WallBrush, rect: QRect, wall: Wall | None, *, now: datetime, stale_for: str) -> None:
    """Figures from the start side, the clock at the end; silence of the store covers the figures."""
    part, formats = brush.part(rect), brush.appearance.formats
    time = formats.time(now, seconds=True)
    brush.line(part, (rect.width() - 420, 36, 420), time, px=CLOCK, weight=700, align="end", tabular=True)
    date = formats.long_date(now)
    brush.line(part, (rect.width() - 520, 94, 520), date, px=SMALL, tone="muted", align="end")
    if stale_for:
        _paint_silence(brush, part.rect(0, 0, rect.width() - 560, rect.height() - 8), stale_for)
        return
    if wall is None:
        brush.line(part, (0, 56, 900), _("The store is being asked…"), px=SMALL, tone="muted")
        return
    figures = (
        (wall.breached, _("breached"), "crit"),
        (wall.unacknowledged, _("unacknowledged"), "crit"),
        (wall.due_soon, _("due in 30 min"), "warn"),
        (wall.open_calls, _("open calls"), "text"),
    )
    for place, (count, name, tone) in enumerate(figures):
        x = place * FIGURE_WIDTH
        said = formats.number(count)
        lit = tone if count else "muted"
        brush.line(part, (x, 38, FIGURE_WIDTH - 20), said, px=CLOCK, tone=lit, weight=700)
        brush.line(part, (x, 94, FIGURE_WIDTH - 10), name, px=SMALL, tone="muted")


def paint_hint(brush: WallBrush, text: str) -> None:
    """What the keys do, over the foot of the wall, for as long as somebody has just come to it."""
    width = min(brush.advance(text, SMALL, weight=500) + 140, brush.width - 2 * MARGIN)
    rect = brush.rect((brush.width - width) // 2, brush.height - 100, width, 76)
    part = brush.part(rect)
    part.rounded(rect, 16, fill="surface", line="accent", width=3)
    brush.line(part, (40, 38, width - 60), text, px=SMALL, weight=500)


def _paint_silence(brush: WallBrush, rect: QRect, stale_for: str) -> None:
    part = brush.part(rect)
    part.rounded(rect, 14, fill="crit_ground", line="crit", width=3)
    brush.icon(part.rect(24, rect.height() // 2 - 28, 56, 56), "alert", "crit")
    said = _("No news from the store · last {ago}").format(ago=stale_for)
    brush.line(part, (100, rect.height() // 2, rect.width() - 120), said, tone="crit", weight=700)
