"""The panels at the foot of the wall that take turns: money at risk, contractors, the map."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRect

from app.domain.penalties.outlook import NextStep, StepKind
from app.i18n import _, ngettext
from app.services.penalties.at_risk import AtRisk
from app.services.wall import Crew, Silence, Wall
from app.views.penalties.case_columns import rial
from app.views.plain_words import name_in
from app.views.wall.rotation import PANEL_SECONDS, page_of, place_at
from app.views.wall.wall_brush import BODY, HEAD, MARGIN, SMALL, WallBrush
from app.views.wall.wall_feed import WallFeed
from app.views.wall.wall_map import WallMap, province_names
from app.views.widgets.canvas import Canvas

PANELS = ("money", "contractors", "map")
TITLE, LINE, INSET = 64, 60, 28


class TurningPanels:
    """One of the panels at a time, chosen by the clock."""

    def __init__(self) -> None:
        self._map = WallMap()

    def paint(self, brush: WallBrush, rect: QRect, feed: WallFeed, now: datetime) -> None:
        """The panel whose turn it is, and dots that say which."""
        wall, risks = feed.wall, feed.risks
        if wall is None:
            return
        part = brush.part(rect)
        part.rounded(rect, 16, fill="surface", line="line", width=2)
        turn = place_at(now, len(PANELS), PANEL_SECONDS)
        if PANELS[turn] == "money":
            _paint_money(brush, part, risks, now)
        elif PANELS[turn] == "contractors":
            _paint_contractors(brush, part, wall, now)
        else:
            self._paint_map(brush, part, wall)
        for place in range(len(PANELS)):
            x = rect.width() - INSET - 22 * (len(PANELS) - place)
            part.disc(part.rect(x, 28, 12, 12), "accent" if place == turn else "edge")

    def _paint_map(self, brush: WallBrush, part: Canvas, wall: Wall) -> None:
        _title(brush, part, "map-marker-radius", _("Open calls by province"))
        height = part.box.height()
        side = min((height - TITLE - 20) * 13 // 10, 700)
        self._map.paint(brush, part.rect(INSET, TITLE, side, height - TITLE - 20), wall.provinces)
        formats, fa = brush.appearance.formats, brush.appearance.is_rtl
        room = (height - TITLE - 20) // LINE
        left = side + 2 * INSET
        width = (part.box.width() - left - 2 * INSET) // 2
        for place, jobs in enumerate(wall.provinces[: 2 * room]):
            x, y = left + place // room * (width + INSET), TITLE + 34 + place % room * LINE
            name = jobs.province if fa else province_names().get(jobs.province, jobs.province)
            tone = "crit" if jobs.breached else "text"
            brush.line(part, (x, y, width - 330), name or _("no province"), weight=500)
            said = formats.number(jobs.open)
            if jobs.breached:
                said = _("{open} · {breached} breached").format(
                    open=said, breached=formats.number(jobs.breached)
                )
            brush.line(part, (x + width - 330, y, 320), said, px=SMALL, tone=tone, weight=700, align="end")


def _title(brush: WallBrush, part: Canvas, icon: str, text: str) -> None:
    brush.icon(part.rect(INSET, 14, 44, 44), icon, "muted")
    brush.line(part, (INSET + 58, 36, 900), text, px=HEAD - 6, tone="muted", weight=700)


def _paint_money(brush: WallBrush, part: Canvas, risks: Sequence[AtRisk], now: datetime) -> None:
    _title(brush, part, "cash-multiple", _("Money at risk this month (rial)"))
    if not risks:
        brush.line(part, (INSET, TITLE + 60, 1200), _("No contract in force"), px=SMALL, tone="muted")
        return
    width, formats = part.box.width() - 2 * INSET, brush.appearance.formats
    name, figure = int(width * 0.34), int(width * 0.18)
    columns = (INSET + name, INSET + name + figure, INSET + name + 2 * figure)
    heads = (_("So far"), _("If all are missed"), "")
    for x, head in zip(columns, heads, strict=True):
        brush.line(part, (x, TITLE + 22, figure - 20), head, px=SMALL, tone="muted", align="end")
    room = (part.box.height() - TITLE - LINE) // LINE
    shown, _pages = page_of(risks, now, room=room)
    for place, risk in enumerate(shown):
        y = TITLE + LINE + 26 + place * LINE
        contractor = name_in(risk.name_fa, risk.name_en, fa=brush.appearance.is_rtl)
        brush.line(part, (INSET, y, name - 16), contractor, weight=600)
        so_far = rial(risk.so_far.payable, formats)
        tone = "warn" if risk.at_stake else "text"
        brush.line(part, (columns[0], y, figure - 20), so_far, tabular=True, align="end")
        missed = rial(risk.if_missed.payable, formats)
        brush.line(
            part, (columns[1], y, figure - 20), missed, tone=tone, weight=700, tabular=True, align="end"
        )
        rest = part.box.width() - INSET - columns[2]
        if risk.steps:
            said, tone = _step(brush, risk.steps[0])
            brush.line(part, (columns[2] + 20, y, rest - 20), said, px=SMALL, tone=tone, weight=500)


def _step(brush: WallBrush, step: NextStep) -> tuple[str, str]:
    if step.kind is StepKind.CAP and not step.misses:
        return _("The cap of the month is reached"), "idle"
    if step.kind is StepKind.CAP:
        text = ngettext("{count} miss to the cap", "{count} misses to the cap", step.misses)
    else:
        text = ngettext("{count} miss to a higher rate", "{count} misses to a higher rate", step.misses)
    tone = "crit" if step.misses <= 1 else "warn"
    return text.format(count=brush.appearance.formats.number(step.misses)), tone


def _paint_contractors(brush: WallBrush, part: Canvas, wall: Wall, now: datetime) -> None:
    whole = part.box.width() - 2 * INSET - MARGIN
    half = whole * 14 // 25
    room = (part.box.height() - TITLE - 20) // LINE
    _title(brush, part, "account-clock", _("Contractors that do not answer"))
    silent, _pages = page_of(wall.silent, now, room=room)
    for place, silence in enumerate(silent):
        _paint_silence(brush, part, silence, (TITLE + 34 + place * LINE, half), now)
    if not wall.silent:
        brush.icon(part.rect(INSET, TITLE + 14, 44, 44), "check-circle-outline", "ok")
        said = _("Every dispatch is answered.")
        brush.line(part, (INSET + 60, TITLE + 36, half - 60), said, px=SMALL, tone="muted")
    x, rest, formats = INSET + half + MARGIN, whole - half, brush.appearance.formats
    free, all_of_them = sum(crew.free for crew in wall.crews), sum(crew.technicians for crew in wall.crews)
    brush.icon(part.rect(x, 14, 44, 44), "account-check", "muted")
    title = _("Technicians free: {free} of {all}").format(
        free=formats.number(free), all=formats.number(all_of_them)
    )
    brush.line(part, (x + 58, 36, rest - 150), title, px=HEAD - 6, tone="muted", weight=700)
    crews, _pages = page_of(wall.crews, now, room=room)
    for place, crew in enumerate(crews):
        _paint_crew(brush, part, crew, (x, TITLE + 34 + place * LINE, rest))


def _paint_silence(
    brush: WallBrush, part: Canvas, silence: Silence, at: tuple[int, int], now: datetime
) -> None:
    y, width = at
    formats = brush.appearance.formats
    brush.icon(part.rect(INSET, y - 20, 40, 40), "account-clock", "warn")
    name = name_in(silence.contractor, silence.contractor_en, fa=brush.appearance.is_rtl)
    brush.line(part, (INSET + 54, y, width - 474), name, weight=600)
    text = ngettext("{count} job · {ago}", "{count} jobs · {ago}", silence.jobs)
    ago = formats.ago(int((now - silence.since).total_seconds()))
    said = text.format(count=formats.number(silence.jobs), ago=ago)
    brush.line(part, (INSET + width - 420, y, 420), said, px=SMALL, tone="warn", weight=700, align="end")


def _paint_crew(brush: WallBrush, part: Canvas, crew: Crew, at: tuple[int, int, int]) -> None:
    x, y, width = at
    formats = brush.appearance.formats
    name = name_in(crew.contractor, crew.contractor_en, fa=brush.appearance.is_rtl)
    brush.line(part, (x, y, width - 190), name, px=BODY, weight=600)
    said = _("{free} of {all}").format(free=formats.number(crew.free), all=formats.number(crew.technicians))
    tone = "text" if crew.free else "warn"
    brush.line(part, (x + width - 180, y, 180), said, px=BODY, tone=tone, weight=700, align="end")
