"""Scorecards in words: names and formulas of the figures, values with what they were made of, grades."""

from collections.abc import Mapping
from fractions import Fraction

from app.domain.persian import duration_words
from app.domain.scorecards import GOALS, Kpi, Measure, RepairTimes, Unit, response_rate
from app.i18n import N_, _
from app.services.scorecards import ScorecardRow
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.formats import Formats

NAMES: Mapping[Kpi, str] = {
    Kpi.RESOLVE: N_("EM repaired in time"),
    Kpi.ARRIVE: N_("On site in time"),
    Kpi.FIRST_TIME_FIX: N_("First-time fix"),
    Kpi.REPEAT_7: N_("Repeat within 7 days"),
    Kpi.REPEAT_30: N_("Repeat within 30 days"),
    Kpi.MTTR: N_("Mean time to repair"),
    Kpi.PM: N_("PM compliance"),
    Kpi.INSTALL: N_("Installed in time"),
    Kpi.SATISFACTION: N_("Merchant satisfaction"),
}

FORMULAS: Mapping[Kpi, str] = {
    Kpi.RESOLVE: N_("EM calls repaired by their due time, of those due; open and overdue is late."),
    Kpi.ARRIVE: N_("Arrivals by their due time, of the arrivals due."),
    Kpi.FIRST_TIME_FIX: N_("EM calls repaired on one visit with no new call in 30 days, of those repaired."),
    Kpi.REPEAT_7: N_("EM calls whose terminal was reported again within 7 days, of those repaired."),
    Kpi.REPEAT_30: N_("EM calls whose terminal was reported again within 30 days, of those repaired."),
    Kpi.MTTR: N_("Hours the contract's clock counted, divided by the EM calls repaired."),
    Kpi.PM: N_("PM visits made inside their window, of those due; excused ones stand apart."),
    Kpi.INSTALL: N_("Installations finished by their due time, of those due."),
    Kpi.SATISFACTION: N_("Mean of the scores, 1 to 5, that merchants gave when they were called back."),
}  # fmt: skip

OUTCOMES: Mapping[Kpi, tuple[str, str]] = {
    Kpi.FIRST_TIME_FIX: (N_("fixed at once"), N_("not at once")),
    Kpi.REPEAT_7: (N_("came back"), N_("stayed fixed")),
    Kpi.REPEAT_30: (N_("came back"), N_("stayed fixed")),
    Kpi.MTTR: (N_("repaired"), ""),
    Kpi.SATISFACTION: (N_("called back"), ""),
}
"""What it means for a job to be counted, and not to be; in time and late where nothing else is said."""
KEPT: tuple[str, str] = (N_("in time"), N_("out of time"))

GRADES: Mapping[str, str] = {"A": "ok", "B": "info", "C": "warn", "D": "crit", "E": "crit"}
SHOWN = (Kpi.RESOLVE, Kpi.ARRIVE, Kpi.FIRST_TIME_FIX, Kpi.PM)
"""What the table of contractors shows beside grade, score and repair times."""


def value_text(kpi: Kpi, value: Fraction | None, formats: Formats) -> str:
    """A value with its unit; "no data" where there are too few cases."""
    if value is None:
        return _("no data")
    if GOALS[kpi].unit is Unit.HOURS:
        return _("{count} h").format(count=formats.locale.toString(float(value), "f", 1))
    if GOALS[kpi].unit is Unit.SCORE:
        return _("{score} of 5").format(score=formats.locale.toString(float(value), "f", 1))
    return formats.percent(float(value) / 100)


def made_of(measure: Measure, formats: Formats) -> str:
    """Numerator and denominator in words; of a time how many cases."""
    whole = formats.number(measure.denominator)
    if GOALS[measure.kpi].unit is Unit.HOURS:
        return _("{count} calls").format(count=whole)
    if GOALS[measure.kpi].unit is Unit.SCORE:
        return _("{count} answers").format(count=whole)
    return _("{part} of {whole}").format(part=formats.number(measure.numerator), whole=whole)


def needed(measure: Measure, formats: Formats) -> str:
    """How many cases a value needs."""
    return _("{least} are needed").format(least=formats.number(measure.least))


def standing(measure: Measure) -> tuple[str, str]:
    """Tone and shape of a value: nothing at its target, a triangle below, an octagon at the floor."""
    points = measure.points
    if points is None:
        return "muted", ""
    if points >= 100:
        return "text", ""
    return ("crit", "alert-octagon") if points <= 0 else ("warn", "alert")


def limit_text(kpi: Kpi, value: Fraction, formats: Formats) -> str:
    """A target or floor with its unit; percents and hours are whole."""
    if GOALS[kpi].unit is Unit.SCORE:
        return formats.locale.toString(float(value), "f", 1)
    whole = formats.number(int(value))
    if GOALS[kpi].unit is Unit.HOURS:
        return _("{count} h").format(count=whole)
    return whole + ("٪" if formats.language == "fa" else "%")


def target_text(kpi: Kpi, formats: Formats) -> str:
    """The target with its side: at least or at most."""
    goal = GOALS[kpi]
    side = _("at least {value}") if goal.target > goal.floor else _("at most {value}")
    return side.format(value=limit_text(kpi, goal.target, formats))


def times_text(times: RepairTimes, formats: Formats) -> str:
    """The three meanings of "time to repair", each with its middle and its 90th percentile."""
    spoken = (
        (_("reported to repaired"), times.elapsed),
        (_("by the contract's clock"), times.contract),
        (_("hands-on"), times.hands_on),
    )
    said = [
        _("{name}: middle {median}, 9 of 10 within {p90}").format(
            name=name, median=hours_text(spread.median, formats), p90=hours_text(spread.p90, formats)
        )
        for name, spread in spoken
        if spread.median is not None and spread.p90 is not None
    ]
    return "\n".join(said)


class CardWords:
    """Cells of a contractor's month."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance

    def columns(self) -> tuple[Column, ...]:
        """The columns of the table of contractors; those of `SHOWN` begin at the fourth."""
        return (
            Column(N_("Contractor"), self._name, 152, 3, order=self.name),
            Column(N_("Grade"), self._grade, 52, 0, order=lambda card: card.grade or "Z"),
            Column(N_("Score"), self._score, 62, 1, order=lambda card: card.points or Fraction(-1)),
            *(self._figure_column(kpi) for kpi in SHOWN),
            Column(
                N_("Repair time"),
                self._times,
                154,
                1,
                drop=1,
                order=lambda card: card.times.contract.median or 0,
            ),
        )

    def name(self, card: ScorecardRow) -> str:
        """The party's name in the language spoken."""
        return card.name_fa if self._appearance.language == "fa" else card.name_en

    def _figure_column(self, kpi: Kpi) -> Column:
        def cell(card: ScorecardRow) -> Cell:
            return self._value(card.measures[kpi])

        def order(card: ScorecardRow) -> Fraction:
            value = card.measures[kpi].value
            return Fraction(-1) if value is None else value

        return Column(SHORT[kpi], cell, 102, 1, order=order)

    @property
    def _formats(self) -> Formats:
        return self._appearance.formats

    def _name(self, card: ScorecardRow) -> Cell:
        sub = _("in-house team") if card.kind == "in-house" else ""
        if card.is_provisional:
            sub = _("provisional")
        return Cell(self.name(card), sub=sub, bold=True)

    def _grade(self, card: ScorecardRow) -> Cell:
        if not card.grade:
            return Cell("–", tone="muted")
        return Cell(card.grade, tone=GRADES[card.grade], pill=True)

    def _score(self, card: ScorecardRow) -> Cell:
        if card.points is None:
            return Cell(_("no data"), tone="muted")
        return Cell(self._formats.locale.toString(float(card.points), "f", 1), bold=True)

    def _value(self, measure: Measure) -> Cell:
        formats = self._formats
        tone, icon = standing(measure)
        if measure.value is None:
            return Cell(_("no data"), sub=_only(measure, formats), tone=tone)
        value = value_text(measure.kpi, measure.value, formats)
        return Cell(value, sub=made_of(measure, formats), tone=tone, icon=icon)

    def _times(self, card: ScorecardRow) -> Cell:
        times = card.times.contract
        if times.median is None or times.p90 is None or times.count < card.measures[Kpi.MTTR].least:
            return Cell(_("no data"), sub=_only(card.measures[Kpi.MTTR], self._formats), tone="muted")
        median, p90 = (hours_text(part, self._formats) for part in (times.median, times.p90))
        return Cell(median, sub=_("9 of 10 within {time}").format(time=p90))


def _only(measure: Measure, formats: Formats) -> str:
    return _("only {count}").format(count=formats.number(measure.denominator))


def _median(card: ScorecardRow) -> Fraction:
    return card.times.contract.median or Fraction(0)


SHORT: Mapping[Kpi, str] = {
    Kpi.RESOLVE: N_("EM in time"),
    Kpi.ARRIVE: N_("On site"),
    Kpi.FIRST_TIME_FIX: N_("First fix"),
    Kpi.PM: N_("PM"),
}


class FigureWords:
    """Cells of one figure of a contractor's month."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance
        self._weights: Mapping[Kpi, int] = {}

    def weigh(self, weights: Mapping[Kpi, int]) -> None:
        """Say these weights beside the figures from now on."""
        self._weights = weights

    def columns(self) -> tuple[Column, ...]:
        """The columns of the table of figures."""
        return (
            Column(N_("Figure"), self._name, 146, 3),
            Column(N_("Value"), self._value, 102, 1),
            Column(N_("Made of"), self._made_of, 98, 1),
            Column(N_("Target"), self._target, 100, 1),
            Column(N_("Points"), self._points, 47, 0),
        )

    def _name(self, measure: Measure) -> Cell:
        weight = self._appearance.formats.number(self._weights.get(measure.kpi, 0))
        return Cell(_(NAMES[measure.kpi]), sub=_("weight {weight}").format(weight=weight), bold=True)

    def _value(self, measure: Measure) -> Cell:
        tone, icon = standing(measure)
        return Cell(value_text(measure.kpi, measure.value, self._appearance.formats), tone=tone, icon=icon)

    def _made_of(self, measure: Measure) -> Cell:
        formats = self._appearance.formats
        excused = _("{count} excused").format(count=formats.number(measure.excluded))
        rate = response_rate(measure)
        if measure.value is None:
            return Cell(_only(measure, formats), sub=needed(measure, formats), tone="muted")
        if measure.kpi is Kpi.SATISFACTION and rate is not None:
            answered = _("{percent} answered").format(percent=formats.percent(float(rate) / 100, decimals=0))
            return Cell(made_of(measure, formats), sub=answered)
        return Cell(made_of(measure, formats), sub=excused if measure.excluded else "")

    def _target(self, measure: Measure) -> Cell:
        formats = self._appearance.formats
        floor = limit_text(measure.kpi, GOALS[measure.kpi].floor, formats)
        return Cell(target_text(measure.kpi, formats), sub=_("0 points at {floor}").format(floor=floor))

    def _points(self, measure: Measure) -> Cell:
        points = measure.points
        if points is None:
            return Cell("–", tone="muted")
        return Cell(self._appearance.formats.number(round(points)), bold=True)


def hours_text(seconds: Fraction, formats: Formats) -> str:
    """A duration in its two leading parts."""
    return duration_words(round(seconds), formats.language)
