"""What the cards of the alarm panel say, of one alarm and of a flood."""

from datetime import datetime

from app.domain.alarm_life import LEVELS
from app.domain.persian import isolate
from app.i18n import _, ngettext
from app.services.alarm_words import LADDER, SHELVING
from app.services.alarms import AlarmRow, FloodRow
from app.services.code_words import METRICS, worded
from app.views.appearance import Appearance
from app.views.plain_words import name_in
from app.views.widgets.alarm_card import CardFace
from app.views.wording import Catalogue

PLANNED = frozenset({"pm", "install"})
"""Metrics of work that no merchant called for."""
LATE_SECONDS = 5
"""Found later than this after its instant, an alarm says so."""


class AlarmFaces:
    """Faces in the language of the moment."""

    def __init__(self, appearance: Appearance, catalogue: Catalogue) -> None:
        self._appearance = appearance
        self._catalogue = catalogue

    def face(self, row: AlarmRow | FloodRow, now: datetime) -> CardFace:
        """What the card of an alarm or a flood says."""
        return self._flood(row, now) if isinstance(row, FloodRow) else self._alarm(row, now)

    def age(self, row: AlarmRow | FloodRow, now: datetime) -> str:
        """How long ago it began."""
        since = row.announced_at if isinstance(row, FloodRow) else row.raised_at
        return self._appearance.formats.ago(int((now - since).total_seconds()))

    def title(self, row: AlarmRow) -> str:
        """What is wrong with which call."""
        return _title(row).format(kind=row.agreement_kind, code=self._appearance.formats.digits(row.code))

    def place(self, row: AlarmRow) -> str:
        """What was promised where, and who is on it."""
        fa = self._appearance.is_rtl
        return _("{metric}: {place}, {city} — {who}").format(
            metric=worded(METRICS, row.metric),
            place=name_in(row.merchant, row.merchant_en, fa=fa),
            city=name_in(row.city, row.city_en, fa=fa),
            who=name_in(row.technician, row.technician_en, fa=fa) or _("no technician"),
        )

    def shelf(self, row: AlarmRow) -> str:
        """Who shelved it until when, and why."""
        formats = self._appearance.formats
        return _("{by} shelved it until {time} · {reason}").format(
            by=row.shelved_by,
            time=formats.time(row.shelved_until) if row.shelved_until else "",
            reason=worded(SHELVING, row.shelved_reason),
        )

    def flood_title(self, row: FloodRow) -> str:
        """How many alarms came together, and where."""
        count = self._appearance.formats.number(len(row.alarm_ids))
        city = name_in(row.city, row.city_en, fa=self._appearance.is_rtl)
        if city:
            text = ngettext(
                "Flood · {count} alarm in {city}", "Flood · {count} alarms in {city}", len(row.alarm_ids)
            )
        else:
            text = ngettext("Flood · {count} alarm", "Flood · {count} alarms", len(row.alarm_ids))
        return text.format(count=count, city=city)

    def _alarm(self, row: AlarmRow, now: datetime) -> CardFace:
        is_breach = row.kind == "breach"
        return CardFace(
            title=self.title(row),
            subtitle=" · ".join((self.place(row), *self._remarks(row))),
            age=self.age(row, now),
            tone="crit" if is_breach else "warn",
            icon="alert-octagon" if is_breach else "alert",
            is_open=not row.acknowledged_at,
        )

    def _remarks(self, row: AlarmRow) -> list[str]:
        formats = self._appearance.formats
        said = []
        late = int((row.found_at - row.raised_at).total_seconds())
        if row.is_recalculated:
            said.append(_("found by recalculation"))
        elif late > LATE_SECONDS:
            said.append(_("found late by {time}").format(time=formats.clock(late)))
        if row.cleared_at and not row.acknowledged_at:
            said.append(_("its cause is gone"))
        if row.announced_at > row.found_at and not row.acknowledged_at:
            said.append(_("asks again since {time}").format(time=formats.time(row.announced_at)))
        if row.escalated and not row.acknowledged_at:
            said.append(_("passed up to the {level}").format(level=worded(LADDER, LEVELS[row.escalated])))
        if row.acknowledged_at:
            said.append(_("acknowledged by {by}").format(by=row.acknowledged_by))
        return said

    def _flood(self, row: FloodRow, now: datetime) -> CardFace:
        return CardFace(
            title=self.flood_title(row),
            subtitle=self._cause(row),
            age=self.age(row, now),
            tone="crit" if row.breaches else "warn",
            icon="layers-triple",
            is_open=not row.is_acknowledged,
        )

    def _cause(self, row: FloodRow) -> str:
        formats, fa = self._appearance.formats, self._appearance.is_rtl
        shared = [
            self._catalogue.fault(row.fault, "", self._appearance.language) if row.fault else "",
            name_in(row.contractor, row.contractor_en, fa=fa),
            isolate(row.model) if row.model else "",
        ]
        told = " · ".join(part for part in shared if part)
        cause = _("One likely cause: {cause}").format(cause=told) if told else _("No common cause")
        if row.city and not told:
            cause = _("All in one city")
        counts = ngettext("{jobs} job, {breaches} breached", "{jobs} jobs, {breaches} breached", row.jobs)
        said = counts.format(jobs=formats.number(row.jobs), breaches=formats.number(row.breaches))
        return f"{cause} — {said}"


def _title(row: AlarmRow) -> str:
    """Only an emergency call is a call: planned work is a job."""
    if row.metric in PLANNED:
        breach, near = _("{kind} breach · job {code}"), _("{kind} near breach · job {code}")
    else:
        breach, near = _("{kind} breach · call {code}"), _("{kind} near breach · call {code}")
    return breach if row.kind == "breach" else near
