"""A penalty clause and a cap in one plain sentence of the chosen language, for whoever signs it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial

from app.domain.agreement_clauses import ROUNDED
from app.domain.events import Service
from app.domain.penalties.clauses import (
    UNIT_OF,
    Bracket,
    Cap,
    CapEffect,
    CapScope,
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
from app.services.clause_figures import (
    amount_of,
    edges,
    joined,
    number,
    rial,
    share,
    share_of_price,
    usual_name,
)
from app.services.code_words import METRICS, SERVICES, calendar_name, priority_mark, worded

TRIGGERS: Mapping[str, str] = {
    "acknowledge": N_("Acknowledged late"),
    "dispatch": N_("Dispatched late"),
    "accept": N_("Accepted late"),
    "arrive": N_("Late on site"),
    "resolve": N_("Repaired late"),
    "install": N_("Installed late"),
    "pm": N_("Periodic visit late or not done"),
    "appointment": N_("Appointment not kept"),
}
"""What went wrong, by the metric that was missed."""

HAPPENED: Mapping[str, str] = {
    Trigger.NO_SHOW: N_("Nobody came"),
    Trigger.WRONG_REPORT: N_("A report was wrong"),
    Trigger.TERMINAL_LOST: N_("A terminal was lost"),
    Trigger.REPEAT: N_("The same terminal failed again"),
    Trigger.DOWNTIME_DAYS: N_("Days on which a terminal was down"),
    Trigger.DOWNTIME_HOURS: N_("Hours for which a terminal was down"),
    Trigger.COMPLIANCE: N_("Share of promises kept"),
    Trigger.POINTS: N_("Points collected"),
    Trigger.VIOLATIONS: N_("Violations counted from a measured figure"),
    Trigger.AT_RISK: N_("Service levels missed, out of the amount at risk"),
    Trigger.MILESTONE: N_("A part of the project was late"),
}
"""What went wrong, by a trigger that is no missed promise."""

PERIODS: Mapping[str, str] = {PeriodKind.MONTH: N_("month"), PeriodKind.QUARTER: N_("quarter")}
RUNNING: Mapping[str, str] = {PeriodKind.MONTH: N_("months"), PeriodKind.QUARTER: N_("quarters")}

_PER = {
    (LateUnit.HOUR, Rounding.STARTED): N_("for each hour begun"),
    (LateUnit.HOUR, Rounding.WHOLE): N_("for each full hour"),
    (LateUnit.HOUR, Rounding.EXACT): N_("for each hour and its parts in proportion"),
    (LateUnit.DAY, Rounding.STARTED): N_("for each day begun"),
    (LateUnit.DAY, Rounding.WHOLE): N_("for each full day"),
    (LateUnit.DAY, Rounding.EXACT): N_("for each day and its parts in proportion"),
    (LateUnit.WEEK, Rounding.STARTED): N_("for each week begun"),
    (LateUnit.WEEK, Rounding.WHOLE): N_("for each full week"),
    (LateUnit.WEEK, Rounding.EXACT): N_("for each week and its parts in proportion"),
}
_PER_OWN_UNIT = {
    LateUnit.EVENT: N_("each time"),
    LateUnit.DAY: N_("for each such day"),
    LateUnit.POINT: N_("for each point"),
    LateUnit.VIOLATION: N_("for each violation"),
}
MODES: Mapping[str, str] = {
    TierMode.SLAB: N_("all units at the value of the bracket they reach"),
    TierMode.MARGINAL: N_("each unit at the value of its own bracket"),
    TierMode.FLAT: N_("the value of the bracket once"),
}
"""How brackets charge."""
SCOPES: Mapping[str, str] = {
    CapScope.ITEM: N_("one case in its life"),
    CapScope.MONTH: N_("a month"),
    CapScope.QUARTER: N_("a quarter"),
    CapScope.CONTRACT: N_("the whole contract"),
}
"""Over what a cap is the most."""
_CAP_OVER = {
    CapScope.MONTH: N_("at most {sum} in a month"),
    CapScope.QUARTER: N_("at most {sum} in a quarter"),
    CapScope.CONTRACT: N_("at most {sum} over the whole contract"),
}
_REVIEW_OVER = {
    CapScope.MONTH: N_("more than {sum} in a month calls for a review of the contract"),
    CapScope.QUARTER: N_("more than {sum} in a quarter calls for a review of the contract"),
    CapScope.CONTRACT: N_("more than {sum} over the whole contract calls for its review"),
}

Prices = Mapping[str, Decimal]


def clause_sentence(clause: PenaltyClause, prices: Prices) -> str:
    """What the clause takes, for what, and how much at most; `prices` in rial by name."""
    parts = [
        *_charges(clause, prices),
        *_counting(clause),
        *_limits(clause, prices),
        *_more(clause, prices),
    ]
    return f"{_happened(clause)}{_scope(clause)}: {joined(parts, ';')}."


def cap_sentence(cap: Cap, prices: Prices) -> str:
    """What a cap is the most of, for which clauses, and what happens beyond it."""
    most = share_of_price(cap.rate, cap.base, prices) if cap.base else rial(cap.amount)
    over = _CAP_OVER if cap.effect is CapEffect.LIMIT else _REVIEW_OVER
    said = _(over[cap.scope]).format(sum=most)
    if cap.running > 1:
        said = _("{said}, once it is so {count} times running").format(
            said=said, count=number(Fraction(cap.running))
        )
    codes = joined([isolate(code) for code in sorted(cap.clauses)], ",")
    whose = _("Clauses {codes} together").format(codes=codes) if codes else _("All clauses together")
    return f"{whose}: {said}."


def order_sentence(order: Sequence[CapScope]) -> str:
    """In which order caps are applied."""
    scopes = joined([_(SCOPES[scope]) for scope in order], ",")
    return _("Caps are applied in this order: {scopes}.").format(scopes=scopes)


def _happened(clause: PenaltyClause) -> str:
    if clause.trigger is Trigger.MISSED:
        return _(TRIGGERS[clause.metric])
    said = _(HAPPENED[clause.trigger])
    named = {
        Trigger.COMPLIANCE: worded(METRICS, clause.metric),
        Trigger.VIOLATIONS: usual_name(clause.figure),
    }.get(clause.trigger)
    return _("{said} “{name}”").format(said=said, name=named) if named else said


def _scope(clause: PenaltyClause) -> str:
    services = [worded(SERVICES, service.value) for service in Service if service.value in clause.services]
    zones = [isolate(zone) for zone in sorted(clause.zones)]
    priorities = [priority_mark(priority) for priority in sorted(clause.priorities)]
    named = [
        (_("services {names}"), services),
        (_("zones {names}"), zones),
        (_("priorities {names}"), priorities),
    ]
    said = [words.format(names=joined(names, ",")) for words, names in named if names]
    return f" ({joined(said, ';')})" if said else ""


def _charges(clause: PenaltyClause, prices: Prices) -> list[str]:
    if clause.trigger is Trigger.AT_RISK:
        return _at_risk(clause, prices)
    if clause.trigger is Trigger.VIOLATIONS:
        return [*_steps(clause, prices), *_by_severity(clause, prices)]
    if not clause.brackets:
        return [f"{_value(clause, clause, prices)} {_per(clause)}"]
    steps = _steps(clause, prices)
    if clause.trigger is Trigger.COMPLIANCE:
        return steps
    is_per_unit = clause.trigger in ROUNDED and clause.tiers is not TierMode.FLAT
    return [*steps, _(MODES[clause.tiers]), *([_per(clause)] if is_per_unit else [])]


def _steps(clause: PenaltyClause, prices: Prices) -> list[str]:
    following = (*clause.brackets[1:], None)
    measure, bare = partial(_measured, clause), partial(_bare, clause)
    return [
        f"{edges(bracket, above, measure=measure, bare=bare)}: {_value(clause, bracket, prices)}"
        for bracket, above in zip(clause.brackets, following, strict=True)
    ]


def _bare(clause: PenaltyClause, value: Fraction) -> str:
    """The same figure with its unit left out."""
    if clause.edges is Edges.LENGTH:
        return share(value)
    return share(value / 100) if clause.trigger is Trigger.COMPLIANCE else number(value)


def _measured(clause: PenaltyClause, value: Fraction) -> str:
    """So much of what the edges of the clause's brackets are stated in."""
    if clause.edges is Edges.LENGTH:
        return _("{share} of the project’s length").format(share=share(value))
    if clause.trigger is Trigger.REPEAT:
        return _("{days} after the repair").format(days=amount_of(LateUnit.DAY, value))
    if clause.trigger is Trigger.VIOLATIONS:
        return number(value)
    return amount_of(UNIT_OF.get(clause.trigger, clause.unit), value)


def _value(clause: PenaltyClause, step: PenaltyClause | Bracket, prices: Prices) -> str:
    """What one unit costs by the clause or by one of its brackets."""
    if step.points is not None:
        return _points(clause, step)
    if not clause.base:
        amount = step.amount or Decimal(0)
        return rial(amount) if amount else _("nothing")
    return share_of_price(step.rate, clause.base, prices) if step.rate else _("nothing")


def _points(clause: PenaltyClause, step: PenaltyClause | Bracket) -> str:
    if not step.points:
        return _("nothing")
    unit = LateUnit.VIOLATION if clause.trigger is Trigger.VIOLATIONS else LateUnit.POINT
    said = amount_of(unit, Fraction(step.points))
    if isinstance(step, Bracket) and step.per is not None and step.high is not None:
        return _("{said} for each {per} begun below {high}").format(
            said=said, per=number(step.per), high=number(step.high)
        )
    return said


def _per(clause: PenaltyClause) -> str:
    if clause.trigger is Trigger.MISSED and clause.unit is LateUnit.EVENT:
        return _("once, however late")
    unit = UNIT_OF.get(clause.trigger, clause.unit)
    if clause.trigger is not Trigger.DOWNTIME_HOURS and unit in _PER_OWN_UNIT and clause.trigger in UNIT_OF:
        return _(_PER_OWN_UNIT[unit])
    return _(_PER[unit, clause.rounding])


def _by_severity(clause: PenaltyClause, prices: Prices) -> list[str]:
    per = _(_PER_OWN_UNIT[LateUnit.VIOLATION])
    if not clause.severities:
        return [f"{_value(clause, clause, prices)} {per}"]
    named = _("severity {name}")
    costs = {name: share_of_price(rate, clause.base, prices) for name, rate in clause.severities.items()}
    return [f"{named.format(name=usual_name(name))}: {cost} {per}" for name, cost in costs.items()]


def _at_risk(clause: PenaltyClause, prices: Prices) -> list[str]:
    at_risk = share_of_price(clause.rate, clause.base, prices) if clause.base else rial(clause.amount)
    pools = [f"{usual_name(name)} {share(part)}" for name, part in clause.pools.items()]
    levels = [
        _("{level} {share} of {pool}").format(
            level=usual_name(each.level), share=share(each.share), pool=usual_name(each.pool)
        )
        for each in clause.allocations
    ]
    return [
        _("at risk is {sum}").format(sum=at_risk),
        *([_("its pools: {pools}").format(pools=joined(pools, ","))] if pools else []),
        *([_("a missed level takes: {levels}").format(levels=joined(levels, ","))] if levels else []),
    ]


def _counting(clause: PenaltyClause) -> Iterable[str]:
    """Over what, in which hours and from where on it counts."""
    if clause.trigger in {Trigger.POINTS, Trigger.COMPLIANCE, Trigger.DOWNTIME_DAYS, Trigger.DOWNTIME_HOURS}:
        yield _("counted over the {period}").format(period=_(PERIODS[clause.period]))
    if clause.day_hours is not None:
        yield _("a day with {hours} down or more counts").format(
            hours=amount_of(LateUnit.HOUR, clause.day_hours)
        )
    if clause.calendar:
        yield _("hours of the calendar “{calendar}” alone").format(calendar=calendar_name(clause.calendar))
    if clause.free_units:
        yield _free(clause)
    if clause.until_next_due:
        yield _("no longer than until the next visit is due")


def _free(clause: PenaltyClause) -> str:
    unit = UNIT_OF.get(clause.trigger, clause.unit)
    if unit is LateUnit.EVENT:
        said = _("the first {count} of the {period} not charged")
        return said.format(count=number(clause.free_units), period=_(PERIODS[clause.period]))
    return _("the first {amount} not charged").format(amount=amount_of(unit, clause.free_units))


def _limits(clause: PenaltyClause, prices: Prices) -> Iterable[str]:
    if clause.most_units is not None:
        unit = UNIT_OF.get(clause.trigger, clause.unit)
        yield _("for {amount} at most").format(amount=amount_of(unit, Fraction(clause.most_units)))
    if clause.step_in_rate is not None:
        yield _("then others may be called in, for {share} of what they cost").format(
            share=share(clause.step_in_rate)
        )
    caps = []
    if clause.item_cap_rate is not None:
        caps.append(share_of_price(clause.item_cap_rate, clause.cap_base or clause.base, prices))
    if clause.item_cap_amount is not None:
        caps.append(rial(clause.item_cap_amount))
    for cap in caps:
        yield _("at most {cap} for one case").format(cap=cap)


def _more(clause: PenaltyClause, prices: Prices) -> Iterable[str]:
    """What makes it dearer, and what it is charged beside."""
    if clause.month_floor is not None:
        yield _("each month of the quarter below {floor} is one violation more").format(
            floor=number(clause.month_floor)
        )
    if clause.escalation_after is not None:
        yield _("{more} more once it is so in {count} {period} running").format(
            more=_dearer(clause, prices),
            count=number(Fraction(clause.escalation_after)),
            period=_(RUNNING[clause.period]),
        )
    if clause.adds_up:
        yield _("charged beside what else the same incident costs")


def _dearer(clause: PenaltyClause, prices: Prices) -> str:
    if clause.escalation_rate is not None:
        return share_of_price(clause.escalation_rate, clause.base, prices)
    severities = [f"{usual_name(name)} {share(rate)}" for name, rate in clause.escalations.items()]
    return joined(severities, ",")
