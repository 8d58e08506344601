"""Measured figures in words: what they are about, what was measured, and where they stand."""

from collections.abc import Mapping
from datetime import date

from app.domain.persian import isolate, persian_digits
from app.i18n import N_, _
from app.services.clause_figures import usual_name
from app.services.code_words import worded
from app.services.letters.periods import period_label
from app.services.penalties.measured_figures import MET, FigureRow
from app.services.penalties.waiting_figures import Waiting
from app.services.replay.measured_file import LEVEL, MILESTONE
from app.views.agreements.agreement_words import day_text
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column

STATES: Mapping[str, str] = {
    "stated": N_("waits for approval"),
    "approved": N_("counts"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
    "replaced": N_("replaced"),
}
_TONES = {"stated": "warn", "approved": "ok", "refused": "muted", "withdrawn": "muted", "replaced": "muted"}


class FigureWords:
    """The columns of the list, and a figure in one sentence."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance

    def columns(self) -> tuple[Column, ...]:
        """As the list shows them."""
        return (
            Column(N_("Contractor"), self._contractor, 150, 2, order=self._name),
            Column(N_("What was measured"), self._about, 180, 3),
            Column(N_("Figure"), self._value, 170, 3),
            Column(N_("Evidence"), self._evidence, 140, 2, drop=2),
            Column(N_("Stated by"), self._stated, 120, 1, drop=1),
            Column(N_("Standing"), self._standing, 140, 1),
        )

    def about(self, row: FigureRow) -> str:
        """ "availability, severity high"; a milestone by its own name."""
        said = isolate(row.name) if row.kind == MILESTONE else usual_name(row.name)
        return (
            _("{figure}, severity {severity}").format(figure=said, severity=usual_name(row.severity))
            if row.severity
            else said
        )

    def value(self, row: FigureRow) -> str:
        """What was measured."""
        parts = filter(None, (self.main(row), self.more(row)))
        return " · ".join(parts)

    def main(self, row: FigureRow) -> str:
        """The figure itself; of a milestone when it was due and done."""
        if row.kind == MILESTONE:
            due, done = row.keys.get("due"), row.keys.get("done")
            said = _("due {due}, done {done}") if done else _("due {due}, not done yet")
            return said.format(due=self._iso(due), done=self._iso(done) if done else "")
        if row.kind == LEVEL:
            return _("Met") if row.keys.get(MET) else _("Missed")
        return _("{value} percent").format(value=self._number(row.keys.get("value")))

    def more(self, row: FigureRow) -> str:
        """What else was stated of it."""
        keys, formats = row.keys, self._appearance.formats
        if row.kind == MILESTONE:
            value = keys.get("remaining_value")
            return _("{amount} rial, contract of {days} days").format(
                amount=isolate(formats.number(value) if isinstance(value, int) else ""),
                days=formats.digits(str(keys.get("length_days", ""))),
            )
        months, before = keys.get("months"), keys.get("missed_before")
        listed = " · ".join(self._number(each) for each in months) if isinstance(months, list) else ""
        said = [_("its months {months}").format(months=listed)] if listed else []
        if before:
            running = formats.digits(str(before))
            said.append(_("periods missed running before: {count}").format(count=running))
        return " · ".join(said)

    def sentence(self, row: FigureRow) -> str:
        """What a line was reckoned from: the figure, whose it is, its evidence."""
        period = period_label(row.period, self._appearance.language) if row.period else ""
        about = f"{self.about(row)} ({period})" if period else self.about(row)
        return _(
            "{figure}: {value}. Stated by {by} on {day}, approved by {second}. Evidence: {evidence}"
        ).format(
            figure=about,
            value=self.value(row),
            by=isolate(row.recorded_by),
            day=self._day(row.recorded_at.astimezone(self._appearance.formats.zone).date()),
            second=isolate(row.decided_by),
            evidence=isolate(row.evidence),
        )

    def waiting(self, waiting: Waiting, titles: Mapping[str, Mapping[str, str]]) -> str:
        """What a clause waits for."""
        title = titles.get(waiting.clause, {}).get(self._appearance.language, "") or isolate(waiting.clause)
        said = (
            _("“{clause}” waits for the approval of {figure}.")
            if waiting.is_stated
            else _("“{clause}” waits for {figure}.")
        )
        return said.format(clause=title, figure=self._wanted(waiting))

    def _wanted(self, waiting: Waiting) -> str:
        if waiting.kind == MILESTONE:
            return _("the milestones of the project")
        period = period_label(waiting.period, self._appearance.language)
        name = usual_name(waiting.name) if waiting.name else _("the service levels")
        return _("{figure} of {period}").format(figure=name, period=period)

    def _iso(self, day: object) -> str:
        return self._day(date.fromisoformat(str(day)))

    def _day(self, day: date) -> str:
        return day_text(day, self._appearance.formats)

    def _number(self, value: object) -> str:
        text = str(value)
        return persian_digits(text).replace(".", "٫") if self._appearance.language == "fa" else text

    def _name(self, row: FigureRow) -> str:
        return row.name_fa if self._appearance.language == "fa" else row.name_en

    def _contractor(self, row: FigureRow) -> Cell:
        return Cell(self._name(row), sub=isolate(row.agreement), bold=True)

    def _about(self, row: FigureRow) -> Cell:
        sub = period_label(row.period, self._appearance.language) if row.period else _("milestone")
        return Cell(self.about(row), sub=sub)

    def _value(self, row: FigureRow) -> Cell:
        return Cell(self.main(row), sub=self.more(row))

    def _evidence(self, row: FigureRow) -> Cell:
        return Cell(row.evidence, sub=row.note)

    def _stated(self, row: FigureRow) -> Cell:
        day = self._day(row.recorded_at.astimezone(self._appearance.formats.zone).date())
        return Cell(isolate(row.recorded_by), sub=day)

    def _standing(self, row: FigureRow) -> Cell:
        sub = " · ".join(filter(None, (isolate(row.decided_by) if row.decided_by else "", row.reason)))
        return Cell(worded(STATES, row.state), sub=sub, tone=_TONES[row.state], bold=row.state == "stated")
