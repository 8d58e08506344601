"""One penalty clause: what it charges, in which unit or by which scale, at what price, to which limits."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from app.domain.agreement_clauses import ONLY_FOR, ROUNDED
from app.domain.agreements import ZONES, Metric
from app.domain.errors import BadInput
from app.domain.events import Priority, Service
from app.domain.penalties.clauses import (
    BY_PERIOD,
    DOWNTIME,
    MEASURED,
    NOTHING,
    REMAINING_VALUE,
    UNIT_OF,
    WITH_METRIC,
    WITH_UNIT,
    Edges,
    LateUnit,
    PenaltyClause,
    PeriodKind,
    Rounding,
    TierMode,
    Trigger,
)
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.bad_input_words import spoken
from app.services.clause_figures import price_name
from app.services.clause_words import HAPPENED, MODES, PERIODS, clause_sentence
from app.services.code_words import METRICS, SERVICES, calendar_name, priority_mark, worded
from app.views.agreements.choice_list import TickList
from app.views.agreements.clause_fields import (
    beside,
    combo,
    fill_combo,
    number_of,
    plain_text,
    points_of,
    rial_of,
    rial_text,
    share_of,
    share_text,
    shown,
)
from app.views.agreements.clause_judging import JudgedFields
from app.views.agreements.clause_limits import LimitFields
from app.views.agreements.form import SmallForm
from app.views.agreements.scale_edit import AMOUNT, POINTS, RATE, ScaleEdit
from app.views.appearance import Appearance
from app.views.widgets.frames import ScrolledColumn
from app.views.widgets.labels import label

UNITS = {
    LateUnit.EVENT: N_("once"),
    LateUnit.HOUR: N_("an hour"),
    LateUnit.DAY: N_("a day"),
    LateUnit.WEEK: N_("a week"),
}
ROUNDINGS = {
    Rounding.STARTED: N_("each unit begun"),
    Rounding.WHOLE: N_("full units only"),
    Rounding.EXACT: N_("parts in proportion"),
}
EDGES = {Edges.UNITS: N_("in units"), Edges.LENGTH: N_("as parts of the project’s length")}
AN_AMOUNT, IN_POINTS, NO_SCALE = "", "\npoints", ""
FLAT_ALONE = frozenset({Trigger.REPEAT, Trigger.COMPLIANCE})
WITH_SCALE = frozenset({Trigger.COMPLIANCE, Trigger.VIOLATIONS})
SIZE = 700, 640

Number = TypeVar("Number", Decimal, Fraction)

Check = Callable[[PenaltyClause], None]
"""BadInput where the clause does not fit its agreement."""


@dataclass(frozen=True)
class ClauseGround:
    """What a clause may name, and how the whole is checked."""

    prices: Mapping[str, Decimal] = field(default_factory=dict)
    """In rial by name."""
    calendars: Collection[str] = ()
    taken: Collection[str] = ()
    """Codes of the other clauses."""
    check: Check = lambda _clause: None


class ClauseForm(SmallForm):
    """Answers with a PenaltyClause; only what its trigger can have is asked."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, known: PenaltyClause | None, *, ground: ClauseGround
    ) -> None:
        super().__init__(parent, appearance, _("Penalty clause"), accept=_("Take over"))
        self._ground = ground
        self._known = known or PenaltyClause(code="", metric=Metric.RESOLVE.value, title={})
        self._rows = QFormLayout()
        self.sentence = label("muted", wraps=True)
        self._make_naming(self._known)
        self._make_counting(self._known)
        self._make_value(self._known)
        self.limits = LimitFields(appearance, self._known, ground.prices)
        self.judged = JudgedFields(appearance, self._known)
        self._make_scope(self._known)
        self._lay_out()
        self._connect()
        self._weigh()

    def trigger_now(self) -> Trigger:
        """What the clause charges, as it is chosen now."""
        return Trigger(self.trigger.currentData())

    def answer(self) -> PenaltyClause:
        clause = self._clause()
        self._hold(clause)
        return clause

    def _clause(self) -> PenaltyClause:
        titles = {"fa": self.title_fa.text().strip(), "en": self.title_en.text().strip()}
        code = self.code.text().strip()
        if not code or code in self._ground.taken:
            raise ValueError(_("The clause needs a code of its own."))
        if not all(titles.values()):
            raise ValueError(_("The clause needs a title in both languages."))
        trigger = self.trigger_now()
        return PenaltyClause(
            code=code,
            trigger=trigger,
            title=titles,
            article=self.article.text().strip(),
            metric=str(self.promise.currentData()) if trigger in WITH_METRIC else "",
            unit=LateUnit(self.unit.currentData()) if trigger in WITH_UNIT else LateUnit.EVENT,
            rounding=Rounding(self.rounding.currentData()) if trigger in ROUNDED else Rounding.STARTED,
            period=PeriodKind(self.period.currentData()),
            **self._value(),
            **self._downtime(),
            **self.limits.answer(trigger),
            **self.judged.answer(trigger),
            **self._scope(),
        )

    def _hold(self, clause: PenaltyClause) -> None:
        try:
            self._ground.check(clause)
        except BadInput as wrong:
            key = (wrong.column or "").rpartition("].")[2]
            said = _("The clause does not hold together: {key}: found {found}, expected {expected}.")
            raise ValueError(
                said.format(key=isolate(key), found=spoken(wrong.found), expected=spoken(wrong.expected))
            ) from wrong

    def _make_naming(self, known: PenaltyClause) -> None:
        self.code, self.article = QLineEdit(known.code), QLineEdit(known.article)
        self.title_fa, self.title_en = (QLineEdit(known.title.get(key, "")) for key in ("fa", "en"))
        triggers = {Trigger.MISSED.value: _("A promise that was not kept")}
        triggers |= {each.value: _(HAPPENED[each]) for each in Trigger if each in HAPPENED}
        self.trigger = combo(triggers, known.trigger)
        self.promise = combo({each.value: worded(METRICS, each) for each in Metric}, known.metric)

    def _make_counting(self, known: PenaltyClause) -> None:
        self.unit = combo({each.value: _(name) for each, name in UNITS.items()}, known.unit)
        self.rounding = combo({each.value: _(name) for each, name in ROUNDINGS.items()}, known.rounding)
        self.period = combo({each: _(name) for each, name in PERIODS.items()}, known.period)
        calendars = {name: calendar_name(name) for name in ("", *self._ground.calendars)}
        self.calendar = combo(calendars, known.calendar)
        self.day_hours = self._line(plain_text(known.day_hours))

    def _make_value(self, known: PenaltyClause) -> None:
        self.base = combo(self._bases(known.trigger), IN_POINTS if known.gives_points else known.base)
        has_rate = bool(known.base) and not known.brackets and not known.severities
        is_violation = known.trigger is Trigger.VIOLATIONS and not known.severities
        self.rate = self._line(share_text(known.rate) if has_rate or is_violation else "")
        has_amount = not (known.base or known.brackets or known.gives_points) and bool(known.code)
        self.amount = QLineEdit(rial_text(known.amount if has_amount else None, self.appearance.formats))
        self.points = self._line("" if known.points is None else str(int(known.points)))
        tiers = known.tiers if known.brackets else NO_SCALE
        self.tiers = combo(self._modes(known.trigger), tiers)
        self.edges = combo({each.value: _(name) for each, name in EDGES.items()}, known.edges)
        self.scale = ScaleEdit(self.appearance)
        self.scale.show_brackets(known.brackets)

    def _make_scope(self, known: PenaltyClause) -> None:
        services = {service.value: worded(SERVICES, service.value) for service in Service}
        self.services = TickList(services, known.services, rows=3)
        self.zones = TickList({zone: zone for zone in sorted(ZONES)}, known.zones, rows=3)
        priorities = {each.value: priority_mark(each.value) for each in Priority}
        self.priorities = TickList(priorities, known.priorities, rows=3)

    def _line(self, text: str) -> QLineEdit:
        return QLineEdit(shown(text, self.appearance.formats))

    def _lay_out(self) -> None:
        self._rows.setHorizontalSpacing(14)
        self._rows.setVerticalSpacing(10)
        self._fields: dict[str, QWidget] = {}
        for key, name, widget in self._named_fields():
            if not widget.accessibleName():
                widget.setAccessibleName(name)
            self._rows.addRow(label("quiet", name, wraps=True), widget)
            self._fields[key] = widget
        inner = QWidget()
        inner.setLayout(self._rows)
        self._rows.setContentsMargins(0, 0, 10, 0)
        column = ScrolledColumn()
        column.add(inner)
        self.body.insertWidget(1, column, 1)
        self.body.insertWidget(2, self.sentence)
        self.setMinimumWidth(640)
        self.resize(*SIZE)

    def _named_fields(self) -> tuple[tuple[str, str, QWidget], ...]:
        """Key, name and field of every row, in order."""
        return (
            ("code", _("Code"), beside(self.code, self.article, _("Article"))),
            ("title_fa", _("Title in Persian"), self.title_fa),
            ("title_en", _("Title in English"), self.title_en),
            ("trigger", _("Charges"), self.trigger),
            ("metric", _("Promise"), self.promise),
            ("unit", _("For each"), beside(self.unit, self.rounding, _("Parts of a unit"))),
            ("period", _("Counted over the"), self.period),
            ("calendar", _("Hours that count"), self.calendar),
            ("day_hours", _("Hours down that make a day"), self.day_hours),
            ("base", _("Costs"), self.base),
            ("rate", _("Share in percent"), self.rate),
            ("amount", _("Amount in rial"), self.amount),
            ("points", _("Points"), self.points),
            ("tiers", _("Scale"), self.tiers),
            ("edges", _("Edges of the scale"), self.edges),
            ("scale", _("Steps of the scale"), self.scale),
            *self.judged.rows(),
            *self.limits.rows(),
            ("services", _("Services"), self.services),
            ("zones", _("Zones, priorities"), beside(self.zones, self.priorities, _("Priorities"))),
        )

    def _connect(self) -> None:
        self.trigger.currentIndexChanged.connect(self._take_trigger)
        for box in (self.base, self.unit, self.tiers):
            box.currentIndexChanged.connect(self._weigh)
        self.judged.escalation_after.valueChanged.connect(self._weigh)
        self.scale.edited.connect(self._say_sentence)
        for line in self.findChildren(QLineEdit):
            line.textChanged.connect(self._say_sentence)
        for lines in self.findChildren(QPlainTextEdit):
            lines.textChanged.connect(self._say_sentence)
        for choice in self.findChildren(QComboBox):
            choice.currentIndexChanged.connect(self._say_sentence)
        for tick in self.findChildren(QCheckBox):
            tick.toggled.connect(self._say_sentence)
        for ticks in (self.services, self.zones, self.priorities):
            ticks.itemChanged.connect(self._say_sentence)

    @Slot()
    def _say_sentence(self) -> None:
        """What the clause would say as it stands; nothing while it says nothing yet."""
        try:
            said = clause_sentence(self._clause(), self._ground.prices)
        except ValueError:
            said = ""
        self.sentence.setText(said)
        self.sentence.setVisible(bool(said))

    @Slot()
    def _take_trigger(self) -> None:
        """Offer what the new trigger can have."""
        trigger = self.trigger_now()
        fill_combo(self.base, self._bases(trigger), self.base.currentData())
        fill_combo(self.tiers, self._modes(trigger), self.tiers.currentData())
        self._weigh()

    def _bases(self, trigger: Trigger) -> dict[str, str]:
        found = {AN_AMOUNT: _("an amount in rial")} if trigger in ONLY_FOR["amount"] else {}
        if trigger in ONLY_FOR["points"]:
            found[IN_POINTS] = _("points")
        own = (REMAINING_VALUE,) if trigger is Trigger.MILESTONE else ()
        said = _("a share of: {price}")
        return found | {name: said.format(price=price_name(name)) for name in (*self._ground.prices, *own)}

    def _modes(self, trigger: Trigger) -> dict[str, str]:
        modes = [TierMode.FLAT] if trigger in FLAT_ALONE else list(TierMode)
        alone = {} if trigger in WITH_SCALE else {NO_SCALE: _("the same for every unit")}
        return {**alone, **{mode.value: _(MODES[mode]) for mode in modes}}

    def _is_once(self) -> bool:
        return self.trigger_now() in WITH_UNIT and self.unit.currentData() == LateUnit.EVENT

    def _has_scale(self) -> bool:
        trigger = self.trigger_now()
        if trigger is Trigger.VIOLATIONS:
            return True
        return trigger in ONLY_FOR["bracket"] and not self._is_once() and self.tiers.currentData() != NO_SCALE

    def _kind(self) -> str:
        """What the steps of a scale, or the clause without one, are worth."""
        base = self.base.currentData()
        if self.trigger_now() is Trigger.VIOLATIONS or base == IN_POINTS:
            return POINTS
        return RATE if base else AMOUNT

    @Slot()
    def _weigh(self) -> None:
        """Only what counts is shown."""
        trigger, has_scale, kind = self.trigger_now(), self._has_scale(), self._kind()
        is_violations = trigger is Trigger.VIOLATIONS
        is_plain = not has_scale and not is_violations
        shown = {
            "metric": trigger in WITH_METRIC,
            "unit": trigger in ROUNDED,
            "period": self._counts_periods(),
            "tiers": trigger in ONLY_FOR["bracket"] and not is_violations and not self._is_once(),
            "edges": trigger is Trigger.MILESTONE and has_scale,
            "scale": has_scale,
            "rate": is_violations or (is_plain and kind == RATE),
            "amount": is_plain and kind == AMOUNT,
            "points": is_plain and kind == POINTS,
            "calendar": trigger in DOWNTIME,
            "day_hours": trigger is Trigger.DOWNTIME_DAYS,
            "services": trigger in ONLY_FOR["services"],
            "zones": trigger in ONLY_FOR["zones"],
        }
        shown |= self.limits.shown(trigger) | self.judged.shown(trigger)
        for key, is_shown in shown.items():
            self._rows.setRowVisible(self._fields[key], is_shown)
        self.unit.setVisible(trigger in WITH_UNIT)
        self.rounding.setEnabled(not self._is_once())
        self.scale.show_kind(kind, has_per=is_violations)
        self._say_sentence()

    def _counts_periods(self) -> bool:
        trigger = self.trigger_now()
        of_events = UNIT_OF.get(trigger) is LateUnit.EVENT or self._is_once()
        return trigger in BY_PERIOD | MEASURED - {Trigger.MILESTONE} or of_events

    def _value(self) -> dict[str, Any]:
        base = str(self.base.currentData() or "")
        if self.base.currentData() is None:
            raise ValueError(_("The clause takes a share of a price, and the version names none."))
        found: dict[str, Any] = {"base": "" if base == IN_POINTS else base}
        if self.trigger_now() is Trigger.VIOLATIONS:
            severities = self.judged.severities_now()
            rate = NOTHING if severities else _needed(share_of(self.rate.text()))
            return found | {"severities": severities, "rate": rate, "brackets": self.scale.brackets()}
        if self._has_scale():
            found |= {"brackets": self.scale.brackets(), "tiers": TierMode(self.tiers.currentData())}
            return found | {"edges": Edges(self.edges.currentData())} if self._is_milestone() else found
        kind = self._kind()
        if kind == POINTS:
            return found | {"points": _needed(points_of(self.points.text()) or None)}
        if kind == RATE:
            return found | {"rate": _needed(share_of(self.rate.text()))}
        return found | {"amount": _needed(rial_of(self.amount.text()))}

    def _is_milestone(self) -> bool:
        return self.trigger_now() is Trigger.MILESTONE

    def _downtime(self) -> dict[str, Any]:
        trigger = self.trigger_now()
        found: dict[str, Any] = {}
        if trigger in DOWNTIME:
            found["calendar"] = str(self.calendar.currentData())
        if trigger is Trigger.DOWNTIME_DAYS:
            found["day_hours"] = number_of(self.day_hours.text()) or None
            if found["day_hours"] is None:
                raise ValueError(_("How many hours down make a day is missing."))
        return found

    def _scope(self) -> dict[str, Any]:
        if self.trigger_now() not in ONLY_FOR["services"]:
            return {}
        return {
            "services": self.services.ticked(),
            "zones": self.zones.ticked(),
            "priorities": self.priorities.ticked(),
        }


def _needed(value: Number | None) -> Number:
    if value is None:
        raise ValueError(_("The clause needs a share of a price, or an amount."))
    return value
