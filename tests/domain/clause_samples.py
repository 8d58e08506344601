"""Penalty clauses and caps of every shape that an agreement file can state."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from app.domain.agreement_clauses import ONLY_FOR, ROUNDED
from app.domain.agreements import ZONES, Metric
from app.domain.events import Priority, Service
from app.domain.penalties.clauses import (
    DOWNTIME,
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

WORDS = st.text(max_size=12)
NAMES = st.text(min_size=1, max_size=8).filter(str.strip)
BY_LANGUAGE = st.fixed_dictionaries({"fa": WORDS, "en": WORDS})
RIAL = st.integers(0, 10**15).map(Decimal)
SHARES = (
    st.decimals(0, 10_000, places=4).map(Fraction)
    | st.fractions(0, 10_000, max_denominator=999)
    | st.sampled_from([Fraction("0.05"), Fraction(1), Fraction("1.15"), Fraction("0.000125"), Fraction(1, 3)])
)
EDGES = st.sampled_from([Fraction(1, 10), Fraction("7.2"), Fraction(1), Fraction(5), Fraction("99.5")])
SERVICES = st.frozensets(st.sampled_from([service.value for service in Service]))
ZONES_NAMED = st.frozensets(st.sampled_from(sorted(ZONES)))
PRIORITIES = st.frozensets(st.sampled_from([priority.value for priority in Priority]))
OF_LATENESS = (LateUnit.EVENT, LateUnit.HOUR, LateUnit.DAY, LateUnit.WEEK)
COUNTED = st.integers(1, 10_000).map(Decimal)


@st.composite
def brackets(draw: st.DrawFn, kind: str, *, with_per: bool = False) -> tuple[Bracket, ...]:
    """Two steps or three, without gap or overlap."""
    edges = sorted(draw(st.sets(EDGES, min_size=1, max_size=2)))
    found = []
    for low, high in zip([Fraction(0), *edges], [*edges, None], strict=True):
        found.append(
            Bracket(
                low=low,
                side=draw(st.sampled_from(Side)) if low else Side.FROM,
                high=high,
                rate=draw(SHARES) if kind == "rate" else None,
                amount=draw(RIAL) if kind == "amount" else None,
                points=Decimal(draw(st.integers(0, 100))) if kind == "points" else None,
                per=Fraction(1) if with_per and high is not None and draw(st.booleans()) else None,
            )
        )
    return tuple(found)


def _may(key: str, trigger: Trigger) -> bool:
    return trigger in ONLY_FOR[key]


@st.composite
def clauses(draw: st.DrawFn, code: str, prices: list[str], calendars: list[str]) -> PenaltyClause:
    """One clause of any trigger that its prices allow."""
    by_price = {Trigger.AT_RISK, Trigger.VIOLATIONS}
    trigger = draw(st.sampled_from([each for each in Trigger if prices or each not in by_price]))
    bases = [*prices, REMAINING_VALUE] if trigger is Trigger.MILESTONE else prices
    base = draw(st.sampled_from(bases if trigger in by_price else ["", *bases]))
    found = PenaltyClause(
        code=code,
        trigger=trigger,
        metric=draw(st.sampled_from(Metric)).value if trigger in WITH_METRIC else "",
        title=draw(BY_LANGUAGE),
        article=draw(WORDS),
        base=base,
        period=draw(st.sampled_from(PeriodKind)),
        adds_up=draw(st.booleans()),
        services=draw(_services(trigger)),
        zones=draw(ZONES_NAMED) if _may("zones", trigger) else frozenset(),
        priorities=draw(PRIORITIES) if _may("priorities", trigger) else frozenset(),
    )
    changes = draw(_units(trigger)) | draw(_values(trigger, base)) | draw(_limits(trigger, base, prices))
    changes |= draw(_judged(trigger, base, calendars))
    if changes.get("brackets") and changes.get("unit") is LateUnit.EVENT and trigger in WITH_UNIT:
        changes["unit"] = LateUnit.DAY
    return PenaltyClause(**({name: getattr(found, name) for name in found.__slots__} | changes))


def _services(trigger: Trigger) -> st.SearchStrategy[frozenset[str]]:
    if trigger in OF_CALLS:
        return st.sampled_from([frozenset(), frozenset({"EM"})])
    return SERVICES if _may("services", trigger) else st.just(frozenset())


@st.composite
def _units(draw: st.DrawFn, trigger: Trigger) -> dict[str, object]:
    found: dict[str, object] = {}
    if trigger in WITH_UNIT:
        units = OF_LATENESS[2:] if trigger is Trigger.MILESTONE else OF_LATENESS
        found["unit"] = draw(st.sampled_from(units))
    if trigger in ROUNDED:
        found["rounding"] = draw(st.sampled_from(Rounding))
    if _may("free_units", trigger):
        found["free_units"] = draw(st.sampled_from([Fraction(0), Fraction(14), Fraction(1, 2)]))
    return found


@st.composite
def _values(draw: st.DrawFn, trigger: Trigger, base: str) -> dict[str, object]:
    """A rate, an amount, points, or brackets of them."""
    if trigger is Trigger.VIOLATIONS:
        severities = draw(st.dictionaries(NAMES, SHARES, max_size=2))
        rate = Fraction(0) if severities else draw(SHARES)
        return {
            "severities": severities,
            "rate": rate,
            "brackets": draw(brackets("points", with_per=True)),
            "figure": draw(NAMES),
        }
    kinds = ["rate"] if base else ["amount", "points"] if _may("points", trigger) else ["amount"]
    kind = draw(st.sampled_from(kinds))
    is_judged = trigger in {Trigger.REPEAT, Trigger.COMPLIANCE}
    if trigger is Trigger.COMPLIANCE or (_may("bracket", trigger) and draw(st.booleans())):
        tiers = TierMode.FLAT if is_judged else draw(st.sampled_from(TierMode))
        found: dict[str, object] = {"brackets": draw(brackets(kind)), "tiers": tiers}
        if trigger is Trigger.MILESTONE:
            found["edges"] = draw(st.sampled_from(Edges))
        return found
    if kind == "points":
        return {"points": draw(COUNTED)}
    return {"rate": draw(SHARES)} if kind == "rate" else {"amount": draw(RIAL)}


@st.composite
def _limits(draw: st.DrawFn, trigger: Trigger, base: str, prices: list[str]) -> dict[str, object]:
    cap_base = draw(st.sampled_from(["", *prices]))
    found: dict[str, object] = {"cap_base": cap_base, "item_cap_amount": draw(st.none() | RIAL)}
    if base or cap_base:
        found["item_cap_rate"] = draw(st.none() | SHARES)
    if _may("most_units", trigger):
        found["most_units"] = draw(st.none() | COUNTED)
    if trigger is Trigger.MISSED:
        found["until_next_due"] = draw(st.booleans())
        found["step_in_rate"] = draw(SHARES) if found["most_units"] is not None else None
    return found


@st.composite
def _judged(draw: st.DrawFn, trigger: Trigger, base: str, calendars: list[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    if trigger in DOWNTIME:
        found["calendar"] = draw(st.sampled_from(["", *calendars]))
    if trigger is Trigger.DOWNTIME_DAYS:
        found["day_hours"] = draw(EDGES)
    if trigger is Trigger.VIOLATIONS:
        found["month_floor"] = draw(st.none() | EDGES)
    if trigger in {Trigger.COMPLIANCE, Trigger.VIOLATIONS} and base and draw(st.booleans()):
        found |= {"escalation_after": draw(st.integers(2, 10)), "escalation_rate": draw(SHARES)}
    if trigger is Trigger.AT_RISK:
        pools = draw(st.dictionaries(NAMES, st.just(Fraction(1, 3)), min_size=1, max_size=3))
        found |= {"pools": pools, "pool_limit": draw(st.sampled_from([Fraction(1), Fraction(2)]))}
        levels = draw(st.lists(NAMES, unique=True, max_size=3))
        in_pools = st.sampled_from(sorted(pools))
        found["allocations"] = tuple(
            Allocation(level=x, pool=draw(in_pools), share=Fraction(1, 3)) for x in levels
        )
    return found


@st.composite
def caps(draw: st.DrawFn, prices: list[str], codes: list[str]) -> Cap:
    """One cap of a version."""
    base = draw(st.sampled_from(["", *prices]))
    scope = draw(st.sampled_from([CapScope.MONTH, CapScope.QUARTER, CapScope.CONTRACT]))
    effect = draw(st.sampled_from(CapEffect))
    is_running = effect is CapEffect.REVIEW and scope is not CapScope.CONTRACT
    return Cap(
        scope=scope,
        clauses=draw(st.frozensets(st.sampled_from(codes))) if codes else frozenset(),
        base=base,
        rate=draw(SHARES) if base else Fraction(0),
        amount=Decimal(0) if base else draw(RIAL),
        effect=effect,
        running=draw(st.integers(1, 4)) if is_running else 1,
    )
