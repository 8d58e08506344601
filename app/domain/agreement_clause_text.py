"""Penalty clauses and caps written as tables of an agreement file; what has no value is left out."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from app.domain.agreement_clauses import ROUNDED
from app.domain.events import Priority, Service
from app.domain.penalties.clauses import (
    CAP_ORDER,
    WITH_UNIT,
    Allocation,
    Bracket,
    Cap,
    CapEffect,
    CapScope,
    Edges,
    PenaltyClause,
    PeriodKind,
    Side,
    Trigger,
)
from app.domain.toml_text import Lines, by_language, given, in_order, key_text, pair, share, table


def clause_tables(clause: PenaltyClause) -> Iterator[Lines]:
    """A clause, then its brackets and its allocations."""
    yield table("[[version.clause]]", _clause(clause))
    for place, bracket in enumerate(clause.brackets):
        above = clause.brackets[place + 1] if place + 1 < len(clause.brackets) else None
        yield table("[[version.clause.bracket]]", _bracket(bracket, above))
    for allocation in clause.allocations:
        yield table("[[version.clause.allocation]]", _allocation(allocation))


def cap_tables(caps: tuple[Cap, ...]) -> Iterator[Lines]:
    """The caps of a version."""
    for cap in caps:
        yield table("[[version.cap]]", _cap(cap))


def cap_order_line(order: tuple[CapScope, ...]) -> Lines:
    """In which order caps are applied, where it is not the usual one."""
    if order != CAP_ORDER:
        yield pair("cap_order", [scope.value for scope in order])


def _clause(clause: PenaltyClause) -> Lines:
    yield pair("code", clause.code)
    if clause.trigger is not Trigger.MISSED:
        yield pair("trigger", clause.trigger)
    yield from given("metric", clause.metric)
    yield pair("title", by_language(clause.title))
    yield from given("article", clause.article)
    yield from _unit(clause)
    yield from _value(clause)
    yield from _limits(clause)
    yield from _judging(clause)
    yield from given("services", in_order(clause.services, Service))
    yield from given("zones", sorted(clause.zones))
    yield from given("priorities", in_order(clause.priorities, Priority))


def _unit(clause: PenaltyClause) -> Lines:
    if clause.trigger in WITH_UNIT:
        yield pair("unit", clause.unit)
    if clause.trigger in ROUNDED:
        yield pair("rounding", clause.rounding)
    if clause.period is not PeriodKind.MONTH:
        yield pair("period", clause.period)
    if clause.free_units:
        yield pair("free_units", clause.free_units)


def _value(clause: PenaltyClause) -> Lines:
    yield from given("base", clause.base)
    if clause.brackets and clause.trigger is not Trigger.VIOLATIONS:
        yield pair("tiers", clause.tiers)
    elif clause.points is not None:
        yield pair("points", clause.points)
    elif clause.base and not clause.severities:
        yield share("rate", clause.rate)
    elif not clause.base:
        yield pair("amount", clause.amount)
    if clause.edges is not Edges.UNITS:
        yield pair("edges", clause.edges)


def _limits(clause: PenaltyClause) -> Lines:
    yield from _share("item_cap_rate", clause.item_cap_rate)
    if clause.item_cap_amount is not None:
        yield pair("item_cap_amount", clause.item_cap_amount)
    yield from given("cap_base", clause.cap_base)
    if clause.most_units is not None:
        yield pair("most_units", clause.most_units)
    if clause.adds_up:
        yield pair("adds_up", clause.adds_up)
    if clause.until_next_due:
        yield pair("until_next_due", clause.until_next_due)
    yield from _share("step_in_rate", clause.step_in_rate)


def _judging(clause: PenaltyClause) -> Lines:
    yield from given("calendar", clause.calendar)
    if clause.day_hours is not None:
        yield pair("day_hours", clause.day_hours)
    yield from given("figure", clause.figure)
    yield from _shares("severities", clause.severities)
    if clause.month_floor is not None:
        yield pair("month_floor", clause.month_floor)
    if clause.escalation_after is not None:
        yield pair("escalation_after", clause.escalation_after)
    yield from _share("escalation_rate", clause.escalation_rate)
    yield from _shares("escalations", clause.escalations)
    yield from _shares("pools", clause.pools)
    if clause.pool_limit != 1:
        yield share("pool_limit", clause.pool_limit)


def _bracket(bracket: Bracket, above: Bracket | None) -> Lines:
    yield pair(bracket.side, bracket.low)
    if bracket.high is not None:
        yield pair("below" if above is None or above.side is Side.FROM else "to", bracket.high)
    yield from _share("rate", bracket.rate)
    if bracket.amount is not None:
        yield pair("amount", bracket.amount)
    if bracket.points is not None:
        yield pair("points", bracket.points)
    if bracket.per is not None:
        yield pair("per", bracket.per)


def _allocation(allocation: Allocation) -> Lines:
    yield pair("level", allocation.level)
    yield pair("pool", allocation.pool)
    yield share("share", allocation.share)


def _cap(cap: Cap) -> Lines:
    yield pair("over", cap.scope)
    yield from given("clauses", sorted(cap.clauses))
    if cap.base:
        yield pair("base", cap.base)
        yield share("rate", cap.rate)
    else:
        yield pair("amount", cap.amount)
    if cap.effect is not CapEffect.LIMIT:
        yield pair("effect", cap.effect)
    if cap.running != 1:
        yield pair("running", cap.running)


def _share(key: str, value: Fraction | None) -> Lines:
    if value is not None:
        yield share(key, value)


def _shares(key: str, shares: Mapping[str, Fraction]) -> Lines:
    if shares:
        inside = ", ".join(share(name, value) for name, value in shares.items())
        yield f"{key_text(key)} = {{ {inside} }}"
