"""Penalty clauses and caps of an agreement file: reading them, with the place of every mistake."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from app.domain.agreement_table import AgreementTable, number_text
from app.domain.agreements import ZONES, Metric
from app.domain.errors import BadInput
from app.domain.events import Priority, Service
from app.domain.penalties.clauses import (
    CAP_ORDER,
    DOWNTIME,
    MEASURED,
    NOTHING,
    OF_CALLS,
    REMAINING_VALUE,
    WITH_METRIC,
    WITH_UNIT,
    Allocation,
    Bracket,
    Cap,
    CapEffect,
    CapScope,
    Edges,
    LateUnit,
    PenaltyClause,
    PeriodKind,
    Rounding,
    Side,
    TierMode,
    Trigger,
)

_EVERY = frozenset(Trigger)
_ESCALATING = frozenset({Trigger.COMPLIANCE, Trigger.VIOLATIONS})
_BY_PRICE_ALONE = frozenset({Trigger.AT_RISK, Trigger.VIOLATIONS})
_NO_POINTS = MEASURED | {Trigger.POINTS, Trigger.COMPLIANCE}
ROUNDED = WITH_UNIT | {Trigger.DOWNTIME_HOURS}
ONLY_FOR: Mapping[str, frozenset[Trigger]] = {
    "metric": WITH_METRIC,
    "unit": WITH_UNIT,
    "rounding": ROUNDED,
    "points": _EVERY - _NO_POINTS,
    "amount": _EVERY - _BY_PRICE_ALONE,
    "most_units": _EVERY - {Trigger.AT_RISK, Trigger.COMPLIANCE},
    "free_units": _EVERY - {Trigger.AT_RISK, Trigger.COMPLIANCE},
    "edges": frozenset({Trigger.MILESTONE}),
    "bracket": _EVERY - {Trigger.AT_RISK},
    "until_next_due": frozenset({Trigger.MISSED}),
    "step_in_rate": frozenset({Trigger.MISSED}),
    "calendar": DOWNTIME,
    "day_hours": frozenset({Trigger.DOWNTIME_DAYS}),
    "figure": frozenset({Trigger.VIOLATIONS}),
    "severities": frozenset({Trigger.VIOLATIONS}),
    "month_floor": frozenset({Trigger.VIOLATIONS}),
    "escalation_after": _ESCALATING,
    "escalation_rate": _ESCALATING,
    "escalations": frozenset({Trigger.VIOLATIONS}),
    "pools": frozenset({Trigger.AT_RISK}),
    "pool_limit": frozenset({Trigger.AT_RISK}),
    "allocation": frozenset({Trigger.AT_RISK}),
    "services": _EVERY - MEASURED - {Trigger.POINTS},
    "zones": _EVERY - MEASURED - {Trigger.POINTS},
    "priorities": _EVERY - MEASURED - {Trigger.POINTS},
}
"""Keys that mean something for some triggers alone."""

_VALUES = ("rate", "amount", "points")


def read_clause(
    table: AgreementTable, prices: frozenset[str], calendars: frozenset[str], title: Mapping[str, str]
) -> PenaltyClause:
    """One `[[version.clause]]`; BadInput names the key that is wrong."""
    trigger = table.choice("trigger", Trigger, Trigger.MISSED)
    _check_keys(table, trigger)
    base = _base(table, "base", prices | ({REMAINING_VALUE} if trigger is Trigger.MILESTONE else set()))
    brackets = _brackets(table, trigger, base)
    if trigger is Trigger.VIOLATIONS or not brackets:
        _check_value(table, trigger, base)
    clause = PenaltyClause(
        code=table.name("code"),
        trigger=trigger,
        metric=table.choice("metric", Metric).value if trigger in WITH_METRIC else "",
        title=title,
        article=table.text("article", ""),
        unit=table.choice("unit", _Unit, _Unit.EVENT).unit,
        rounding=table.choice("rounding", Rounding, Rounding.STARTED),
        base=base,
        rate=_share(table, "rate") or NOTHING,
        amount=table.amount("amount") if table.has("amount") else Decimal(0),
        points=_count(table, "points"),
        free_units=_share(table, "free_units") or NOTHING,
        tiers=table.choice("tiers", TierMode, TierMode.SLAB),
        edges=table.choice("edges", Edges, Edges.UNITS),
        brackets=brackets,
        most_units=_count(table, "most_units"),
        item_cap_rate=_share(table, "item_cap_rate"),
        item_cap_amount=table.amount("item_cap_amount") if table.has("item_cap_amount") else None,
        cap_base=_base(table, "cap_base", prices),
        adds_up=table.flag("adds_up"),
        until_next_due=table.flag("until_next_due"),
        step_in_rate=_share(table, "step_in_rate"),
        period=table.choice("period", PeriodKind, PeriodKind.MONTH),
        calendar=_calendar(table, calendars),
        day_hours=_share(table, "day_hours"),
        figure=table.text("figure", ""),
        severities=_shares(table, "severities"),
        month_floor=_share(table, "month_floor"),
        escalation_after=table.whole("escalation_after", least=2) if table.has("escalation_after") else None,
        escalation_rate=_share(table, "escalation_rate"),
        escalations=_shares(table, "escalations"),
        pools=_shares(table, "pools"),
        pool_limit=_share(table, "pool_limit") or Fraction(1),
        allocations=tuple(_allocation(each) for each in table.tables("allocation")),
        services=frozenset(table.texts("services", frozenset(Service))),
        zones=frozenset(table.texts("zones", ZONES)),
        priorities=frozenset(table.texts("priorities", frozenset(Priority))),
    )
    _check(table, clause)
    table.finish()
    return clause


def read_caps(
    version: AgreementTable, prices: frozenset[str], codes: frozenset[str]
) -> tuple[tuple[Cap, ...], tuple[CapScope, ...]]:
    """The `[[version.cap]]` of a version, and the order in which caps are applied."""
    order = version.texts("cap_order", frozenset(CapScope)) if version.has("cap_order") else CAP_ORDER
    if sorted(order) != sorted(CAP_ORDER):
        raise version.wrong("cap_order", "each once of " + ", ".join(CAP_ORDER))
    caps = tuple(_cap(table, prices, codes) for table in version.tables("cap"))
    return caps, tuple(CapScope(scope) for scope in order)


def _cap(table: AgreementTable, prices: frozenset[str], codes: frozenset[str]) -> Cap:
    base = _base(table, "base", prices)
    _check_share_or_sum(table, base)
    cap = Cap(
        scope=table.choice("over", _Over).scope,
        clauses=frozenset(table.texts("clauses", codes)),
        base=base,
        rate=_share(table, "rate") or NOTHING,
        amount=table.amount("amount") if table.has("amount") else Decimal(0),
        effect=table.choice("effect", CapEffect, CapEffect.LIMIT),
        running=table.whole("running", 1, least=1),
    )
    if cap.running > 1 and (cap.effect is not CapEffect.REVIEW or cap.scope is CapScope.CONTRACT):
        raise table.wrong("running", "1, unless months or quarters in succession call for a review")
    table.finish()
    return cap


class _Unit(StrEnum):
    """The units that a clause may choose."""

    EVENT = "event"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"

    @property
    def unit(self) -> LateUnit:
        return LateUnit(self.value)


class _Over(StrEnum):
    """What a cap of a version may be the most of."""

    MONTH = "month"
    QUARTER = "quarter"
    CONTRACT = "contract"

    @property
    def scope(self) -> CapScope:
        return CapScope(self.value)


def _check_keys(table: AgreementTable, trigger: Trigger) -> None:
    for key, triggers in ONLY_FOR.items():
        if table.has(key) and trigger not in triggers:
            raise table.wrong(key, f"no such key with the trigger {trigger.value}")


def _check_value(table: AgreementTable, trigger: Trigger, base: str) -> None:
    """A share of a base, a sum, or points: one of them and no more."""
    if trigger is Trigger.VIOLATIONS and base and table.has("severities") != table.has("rate"):
        return
    if table.has("points") and not (base or table.has("amount") or table.has("rate")):
        return
    if table.has("points"):
        raise table.wrong("points", "points alone, without a base, a rate or an amount")
    _check_share_or_sum(table, base)


def _check_share_or_sum(table: AgreementTable, base: str) -> None:
    if bool(base) == table.has("amount") or bool(base) != table.has("rate"):
        raise table.wrong("base", "either a base with a rate, or an amount")


def _brackets(table: AgreementTable, trigger: Trigger, base: str) -> tuple[Bracket, ...]:
    tables = table.tables("bracket")
    if not tables:
        return ()
    if trigger is not Trigger.VIOLATIONS:
        for key in _VALUES:
            if table.has(key):
                raise table.wrong(key, "no such key beside brackets: each states its own")
    if trigger is Trigger.VIOLATIONS or not base:
        kinds = {"points"} if trigger is Trigger.VIOLATIONS else {"amount", "points"} & _first_keys(tables)
    else:
        kinds = {"rate"}
    kind = next(iter(sorted(kinds)), "amount")
    brackets = tuple(_bracket(each, kind, trigger) for each in tables)
    _check_edges(tables, brackets)
    return brackets


def _first_keys(tables: Sequence[AgreementTable]) -> set[str]:
    return set(tables[0].names())


def _bracket(table: AgreementTable, kind: str, trigger: Trigger) -> Bracket:
    is_from = table.has("from")
    if is_from == table.has("over"):
        raise table.wrong("from", "either from or over, the lower edge")
    if table.has("below") and table.has("to"):
        raise table.wrong("below", "either below or to, the upper edge")
    for key in _VALUES:
        if table.has(key) and key != kind:
            raise table.wrong(key, f"{kind}, as the base of the clause and its other brackets have it")
    has_per = table.has("per")
    if has_per and trigger is not Trigger.VIOLATIONS:
        raise table.wrong("per", f"no such key with the trigger {trigger.value}")
    bracket = Bracket(
        low=table.share("from" if is_from else "over"),
        side=Side.FROM if is_from else Side.OVER,
        high=_share(table, "below") if table.has("below") else _share(table, "to"),
        rate=table.share("rate") if kind == "rate" else None,
        amount=table.amount("amount") if kind == "amount" else None,
        points=Decimal(table.whole("points")) if kind == "points" else None,
        per=table.share("per") if has_per else None,
    )
    if has_per and (not bracket.per or bracket.high is None):
        raise table.wrong("per", "a figure above 0, in a bracket with an upper edge")
    table.finish()
    return bracket


def _check_edges(tables: Sequence[AgreementTable], brackets: Sequence[Bracket]) -> None:
    """Each bracket begins exactly where the one below ends, on the other side of the edge."""
    first, last = brackets[0], brackets[-1]
    if first.low or first.side is not Side.FROM:
        raise tables[0].wrong(first.side.value, "from = 0: the first bracket begins there")
    for (below, lower), (above, upper) in pairwise(zip(tables, brackets, strict=True)):
        ends = "below" if below.has("below") else "to"
        if lower.high is None or lower.high <= lower.low:
            raise below.wrong(ends, "an upper edge above its lower one: another bracket follows")
        begins = Side.FROM if ends == "below" else Side.OVER
        if upper.low != lower.high or upper.side is not begins:
            gap = upper.low > lower.high or (upper.low == lower.high and upper.side is Side.OVER)
            said = f"{begins.value} = {number_text(lower.high)}, where the bracket before it ends"
            raise above.wrong(upper.side.value, f"{said}: {'a gap' if gap else 'an overlap'} is left")
    if last.high is not None:
        raise tables[-1].wrong(
            "below" if tables[-1].has("below") else "to", "no upper edge: the last bracket has none"
        )


def _check(table: AgreementTable, clause: PenaltyClause) -> None:
    trigger = clause.trigger
    if (
        trigger in {Trigger.REPEAT, Trigger.COMPLIANCE}
        and clause.brackets
        and clause.tiers is not TierMode.FLAT
    ):
        raise table.wrong("tiers", f"flat: a bracket of {trigger.value} is charged once")
    if table.has("tiers") and (not clause.brackets or trigger is Trigger.VIOLATIONS):
        raise table.wrong("tiers", "no such key without brackets that charge")
    if trigger in {Trigger.COMPLIANCE, Trigger.VIOLATIONS} and not clause.brackets:
        raise BadInput(
            table.file, "no bracket", f"brackets of {trigger.value}", column=table.place("bracket")
        )
    if trigger in OF_CALLS and clause.services - {Service.EM}:
        raise table.wrong("services", f"EM alone: {trigger.value} is of calls for repair")
    if trigger is Trigger.DOWNTIME_DAYS and not clause.day_hours:
        raise table.wrong("day_hours", "hours above 0 that make a day of downtime")
    if clause.unit is LateUnit.EVENT and trigger in WITH_UNIT:
        _check_event(table, clause)
    if clause.item_cap_rate is not None and not (clause.base or clause.cap_base):
        raise table.wrong("cap_base", "a price that item_cap_rate is a share of")
    if clause.step_in_rate is not None and clause.most_units is None:
        raise table.wrong("most_units", "the units after which others are called in")
    _check_measured(table, clause)


def _check_event(table: AgreementTable, clause: PenaltyClause) -> None:
    if clause.brackets:
        raise table.wrong("unit", "hour, day or week: an event has no brackets")
    if clause.trigger is Trigger.MILESTONE:
        raise table.wrong("unit", "day or week")


def _check_measured(table: AgreementTable, clause: PenaltyClause) -> None:
    trigger = clause.trigger
    if trigger is Trigger.MILESTONE and clause.unit is LateUnit.HOUR:
        raise table.wrong("unit", "day or week")
    if trigger is Trigger.VIOLATIONS and not clause.figure:
        raise table.wrong("figure", "the name of the measured figure")
    escalates = clause.escalation_rate is not None or clause.escalations
    if (clause.escalation_after is None) == bool(escalates):
        raise table.wrong("escalation_after", "periods in succession, with escalation_rate or escalations")
    if clause.escalation_rate is not None and not clause.base:
        raise table.wrong("escalation_rate", "no such key without a base")
    if trigger is Trigger.AT_RISK:
        _check_pools(table, clause)


def _check_pools(table: AgreementTable, clause: PenaltyClause) -> None:
    if sum(clause.pools.values()) > clause.pool_limit:
        limit = number_text(clause.pool_limit * 100)
        raise table.wrong("pools", f"pools that come to {limit} % at most")
    allocated: dict[str, Fraction] = {}
    for place, each in enumerate(clause.allocations):
        at = table.tables("allocation")[place]
        if each.pool not in clause.pools:
            raise at.wrong("pool", "one of the pools " + ", ".join(sorted(clause.pools)))
        if each.level in {other.level for other in clause.allocations[:place]}:
            raise at.wrong("level", "each level once")
        allocated[each.pool] = allocated.get(each.pool, NOTHING) + each.share
        if allocated[each.pool] > 1:
            raise at.wrong("share", f"shares of the pool {each.pool} that come to 100 % at most")


def _allocation(table: AgreementTable) -> Allocation:
    found = Allocation(level=table.name("level"), pool=table.name("pool"), share=table.share("share"))
    table.finish()
    return found


def _base(table: AgreementTable, key: str, prices: frozenset[str] | set[str]) -> str:
    base = table.text(key, "")
    if base and base not in prices:
        raise table.wrong(key, "one of the prices " + ", ".join(sorted(prices)))
    return base


def _calendar(table: AgreementTable, calendars: frozenset[str]) -> str:
    name = table.text("calendar", "")
    if name and name not in calendars:
        raise table.wrong("calendar", "one of " + ", ".join(sorted(calendars)))
    return name


def _share(table: AgreementTable, key: str) -> Fraction | None:
    return table.share(key) if table.has(key) else None


def _shares(table: AgreementTable, key: str) -> dict[str, Fraction]:
    named = table.table(key)
    return {name: named.share(name) for name in named.names()}


def _count(table: AgreementTable, key: str) -> Decimal | None:
    return Decimal(table.whole(key, least=1)) if table.has(key) else None
