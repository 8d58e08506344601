"""The price of everything a contractor owes: what holds for clauses, caps and periods of any shape."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreements import Agreement, AgreementKind, AgreementVersion
from app.domain.calendars import Calendars
from app.domain.errors import RuleBroken
from app.domain.events import Event, EventKind
from app.domain.penalties.capping import ChargedBefore
from app.domain.penalties.clauses import (
    CAP_ORDER,
    Bracket,
    Cap,
    CapEffect,
    CapScope,
    LateUnit,
    PenaltyClause,
    PeriodKind,
    Rounding,
    Side,
    TierMode,
    Trigger,
)
from app.domain.penalties.facts import Lateness, Occurrence
from app.domain.penalties.gathering import Gathering
from app.domain.penalties.happened import Down, Happened, Noted
from app.domain.penalties.lines import PenaltyLine
from app.domain.penalties.pricing import Priced, price
from app.domain.penalties.tiers import bracket_of, violations, worth
from app.domain.what_if import History, Period, WhatIf
from tests.domain.promises import agreement as promised
from tests.domain.promises import at, job, said, target, version

DUE = datetime(2026, 4, 4, 8, tzinfo=UTC)
PRICES = {"fee": Decimal(900_000), "invoice": Decimal(1_000_000_000)}
ZERO = Fraction(0)


def bracket(low: object, rate: object = None, **more: object) -> Bracket:
    return Bracket(low=Fraction(str(low)), rate=None if rate is None else Fraction(str(rate)), **more)


def scale(*steps: tuple[object, object], side: Side = Side.OVER) -> tuple[Bracket, ...]:
    """Brackets from their lower edges and rates; all edges but the first on the same side."""
    found = [bracket(low, rate, side=side if low else Side.FROM) for low, rate in steps]
    ends = [replace(lower, high=upper.low) for lower, upper in pairwise(found)]
    return (*ends, found[-1])


def clause(code: str = "X", **terms: object) -> PenaltyClause:
    made = {"metric": "resolve", "unit": LateUnit.DAY, "base": "fee", "rate": Fraction(1, 10), **terms}
    if made.get("trigger", Trigger.MISSED) is not Trigger.MISSED:
        made |= {"metric": ""}
    return PenaltyClause(code=code, title={}, **made)


def contract(
    *clauses: PenaltyClause, caps: tuple[Cap, ...] = (), order: tuple[CapScope, ...] = CAP_ORDER
) -> Agreement:
    terms = AgreementVersion(
        number=1,
        effective_from=date(2024, 3, 20),
        targets=(),
        prices=PRICES,
        clauses=clauses,
        caps=caps,
        cap_order=order,
    )
    return Agreement(
        code="UC", kind=AgreementKind.UC, title={}, time_zone="Asia/Tehran", calendars={}, versions=(terms,)
    )


def late(
    days: object = 1, number: int = 1, *, job: str = "", due: datetime = DUE, **more: object
) -> Lateness:
    return Lateness(
        obligation=number,
        job=job or f"J{number}",
        metric="resolve",
        overrun_seconds=int(Fraction(str(days)) * 86400),
        due_at=due,
        done_at=None,
        **more,
    )


def priced(agreement: Agreement, *facts: object, before: ChargedBefore | None = None) -> Priced:
    return price(agreement, [(fact, 1) for fact in facts], before)


def payables(agreement: Agreement, *facts: object) -> list[int]:
    return [int(line.payable) for line in priced(agreement, *facts).lines]


# --- Scales ----------------------------------------------------------------------------------------

THREE = scale((0, "0.1"), (2, "0.2"), (5, "0.5"))


@pytest.mark.parametrize(
    ("side", "figure", "rate"),
    [
        *(
            (Side.OVER, figure, rate)
            for figure, rate in ((0, "0.1"), (2, "0.1"), ("2.01", "0.2"), (5, "0.2"))
        ),
        *(
            (Side.FROM, figure, rate)
            for figure, rate in ((0, "0.1"), ("1.99", "0.1"), (2, "0.2"), (5, "0.5"))
        ),
    ],
)
def test_each_edge_is_on_the_side_that_is_stated(side: Side, figure: object, rate: str) -> None:
    steps = scale((0, "0.1"), (2, "0.2"), (5, "0.5"), side=side)
    assert bracket_of(steps, Fraction(str(figure))).rate == Fraction(rate)


@pytest.mark.parametrize(
    ("mode", "days", "rial"),
    [
        *((TierMode.SLAB, days, rial) for days, rial in ((2, 180_000), (3, 540_000), (7, 3_150_000))),
        *((TierMode.MARGINAL, days, rial) for days, rial in ((2, 180_000), (3, 360_000), (7, 1_620_000))),
        *((TierMode.FLAT, days, rial) for days, rial in ((2, 90_000), (3, 180_000), (7, 450_000))),
    ],
)
def test_three_ways_of_charging_by_brackets(mode: TierMode, days: int, rial: int) -> None:
    """10 % of 900,000 a day up to day 2, 20 % up to day 5, 50 % beyond."""
    stepped = clause(rate=ZERO, brackets=THREE, tiers=mode)
    assert payables(contract(stepped), late(days)) == [rial]


def test_fourteen_free_days() -> None:
    allowing = contract(clause(free_units=Fraction(14)))
    assert payables(allowing, late(14), late("14.5", 2), late(16, 3)) == [0, 90_000, 180_000]


def test_the_first_events_of_a_month_are_free() -> None:
    events = contract(clause(unit=LateUnit.EVENT, free_units=Fraction(2)))
    facts = [late(1, n, due=DUE + timedelta(days=n)) for n in (5, 1, 3, 30)]
    lines = priced(events, *facts).lines
    assert [(line.obligation, int(line.payable), line.reasons) for line in lines] == [
        (1, 0, ("free-allowance",)),
        (3, 0, ("free-allowance",)),
        (5, 90_000, ()),
        (30, 0, ("free-allowance",)),
    ]


def test_violations_count_each_part_begun_that_is_missing() -> None:
    counted = (
        bracket(0, points=Decimal(3), per=Fraction(1), high=Fraction("99.5")),
        bracket("99.5", points=Decimal(1)),
    )
    figures = ["99.5", "99.49", "98.5", "98.49"]
    assert [violations(counted, Fraction(figure)) for figure in figures] == [1, 3, 3, 6]


# --- One charge per incident -----------------------------------------------------------------------


def test_what_waits_for_a_decision_takes_no_free_event() -> None:
    allowing = contract(clause(unit=LateUnit.EVENT, free_units=Fraction(1)))
    waiting = late(number=1, is_undecided=True)
    assert payables(allowing, waiting, late(number=2), late(number=3)) == [0, 0, 90_000]


def test_a_clause_that_adds_up_is_charged_beside_the_dearest() -> None:
    both = contract(
        clause("A"), clause("B", rate=Fraction(1, 5)), clause("C", rate=Fraction(1, 2), adds_up=True)
    )
    assert payables(both, late()) == [0, 180_000, 450_000]


def down(*jobs: str, hours: int = 10) -> Occurrence:
    return Occurrence(
        trigger=Trigger.DOWNTIME_HOURS,
        item="down T1 1405-01",
        terminal="T1",
        at=DUE + timedelta(days=3),
        measure=Fraction(hours),
        jobs=jobs,
    )


@pytest.mark.parametrize(("hours", "charged"), [(4, [90_000, 90_000, 0]), (9, [0, 0, 202_500])])
def test_downtime_of_a_terminal_or_what_its_jobs_cost_whichever_is_more(
    hours: int, charged: list[int]
) -> None:
    """Late twice at 90,000 each; an hour down at 22,500."""
    hourly = clause("D", trigger=Trigger.DOWNTIME_HOURS, rate=Fraction(1, 40), unit=LateUnit.EVENT)
    both = contract(clause("A"), hourly)
    facts = late(1, 1, job="J1"), late(1, 2, job="J2"), down("J1", "J2", hours=hours)
    assert payables(both, *facts) == charged


def test_one_job_over_two_months_down_is_charged_for_both() -> None:
    hourly = clause("D", trigger=Trigger.DOWNTIME_HOURS, rate=Fraction(1, 40), unit=LateUnit.EVENT)
    second = replace(down("J1"), item="down T1 1405-02", at=DUE + timedelta(days=33))
    assert payables(contract(hourly), down("J1"), second) == [225_000, 225_000]


# --- Caps over many lines --------------------------------------------------------------------------


def month_cap(amount: int, *codes: str, **more: object) -> Cap:
    return Cap(scope=CapScope.MONTH, amount=Decimal(amount), clauses=frozenset(codes), **more)


def test_a_month_cap_cuts_the_last_lines_of_each_month() -> None:
    capped = contract(clause(), caps=(month_cap(100_000),))
    facts = [late(1, n, due=DUE + timedelta(days=n)) for n in (1, 2, 3, 31)]
    lines = priced(capped, *reversed(facts)).lines
    assert [(int(line.payable), line.reasons) for line in lines] == [
        (90_000, ()),
        (10_000, ("month-cap",)),
        (0, ("month-cap",)),
        (90_000, ()),
    ]


def test_what_is_due_at_the_closing_midnight_is_of_the_month_that_ends() -> None:
    capped = contract(clause(), caps=(month_cap(90_000),))
    closing = datetime(2026, 4, 20, 20, 30, tzinfo=UTC)
    facts = [late(1, 1), late(1, 2, due=closing), late(1, 3, due=closing + timedelta(seconds=1))]
    assert payables(capped, *facts) == [90_000, 0, 90_000]


def test_a_cap_of_some_clauses_leaves_the_others() -> None:
    capped = contract(clause("A"), clause("B", metric="arrive"), caps=(month_cap(50_000, "A"),))
    assert payables(capped, late(), replace(late(1, 2), metric="arrive")) == [50_000, 90_000]


def test_a_share_of_the_contract_is_the_most_in_all() -> None:
    capped = contract(clause(), caps=(Cap(scope=CapScope.CONTRACT, base="fee", rate=Fraction(1, 5)),))
    assert payables(capped, late(), late(1, 2), late(1, 3)) == [90_000, 90_000, 0]
    before = ChargedBefore(sums={CapScope.CONTRACT: {"X": Decimal(100_000)}})
    assert [int(line.payable) for line in priced(capped, late(), before=before).lines] == [80_000]


def test_caps_are_applied_in_the_order_that_is_stated() -> None:
    """A month of 300,000 at most, an item of 100,000: which comes first decides what is left."""
    terms = clause(item_cap_amount=Decimal(100_000)), clause("Y", metric="arrive")
    facts = late(3, 1), replace(late(1, 2, due=DUE + timedelta(days=1)), metric="arrive")
    for order, charged in (
        (CAP_ORDER, [100_000, 90_000]),
        ((CapScope.MONTH, CapScope.ITEM, CapScope.QUARTER, CapScope.CONTRACT), [100_000, 30_000]),
    ):
        capped = contract(*terms, caps=(month_cap(300_000),), order=order)
        assert payables(capped, *facts) == charged


def test_a_cap_of_a_price_that_is_not_stated_is_refused() -> None:
    capped = contract(clause(), caps=(Cap(scope=CapScope.MONTH, base="gold", rate=Fraction(1)),))
    with pytest.raises(RuleBroken) as broken:
        priced(capped, late())
    assert (broken.value.code, broken.value.parameters) == (
        "no-base-price",
        {"clause": "month", "price": "gold"},
    )


@pytest.mark.parametrize(
    ("running", "told"), [(1, ["1405-01", "1405-02", "1405-04"]), (2, ["1405-02"]), (3, [])]
)
def test_a_review_is_told_of_periods_running(running: int, told: list[str]) -> None:
    cap = month_cap(80_000, effect=CapEffect.REVIEW, running=running)
    facts = [late(1, n, due=DUE + timedelta(days=31 * n)) for n in (0, 1, 3)]
    found = priced(contract(clause(), caps=(cap,)), *facts)
    assert [review.period for review in found.reviews] == told
    assert [int(line.payable) for line in found.lines] == [90_000] * 3


# --- Points, compliance, step-in -------------------------------------------------------------------


def test_points_of_a_month_and_of_a_quarter() -> None:
    def counting(code: str, period: PeriodKind) -> PenaltyClause:
        steps = scale((0, 0), (3, "0.02"), side=Side.FROM)
        return clause(code, trigger=Trigger.POINTS, base="invoice", rate=ZERO, brackets=steps,
                      tiers=TierMode.FLAT, period=period, unit=LateUnit.EVENT)  # fmt: skip

    giving = clause("P", base="", rate=ZERO, points=Decimal(2), unit=LateUnit.EVENT)
    agreed = contract(giving, counting("M", PeriodKind.MONTH), counting("Q", PeriodKind.QUARTER))
    facts = [late(1, n, due=DUE + timedelta(days=31 * n)) for n in (0, 1)]
    lines = [line for line in priced(agreed, *facts).lines if line.trigger is Trigger.POINTS]
    assert [(line.item, int(line.quantity), int(line.payable)) for line in lines] == [
        ("points 1405-01", 2, 0),
        ("points 1405-02", 2, 0),
        ("points 1405-Q1", 4, 20_000_000),
    ]


def test_what_waits_for_a_decision_gives_no_points_yet() -> None:
    giving = clause("P", base="", rate=ZERO, points=Decimal(2), unit=LateUnit.EVENT)
    (line,) = priced(contract(giving), late(is_undecided=True)).lines
    assert (line.points, line.quantity, line.reasons) == (0, 0, ("waits-for-decision",))


def test_points_that_waited_count_in_the_case_after_the_decision() -> None:
    giving = clause("P", base="", rate=ZERO, points=Decimal(2), unit=LateUnit.EVENT)
    carried, case_end = late(is_carried=True), DUE + timedelta(days=40)
    before = ChargedBefore(is_one_case=True, case_end=case_end)
    assert priced(contract(giving), carried, before=before).lines == []
    waited = replace(before, waiting=frozenset({("1", "P")}))
    assert [line.points for line in priced(contract(giving), carried, before=waited).lines] == [2]


def kept_in_time(*shares: tuple[int, int]) -> list[History]:
    """For each month so many repairs in time, and so many late."""
    found = []
    for month, (met, missed) in enumerate(shares):
        for number in range(met + missed):
            day = date(2026, 4, 4) + timedelta(days=31 * month)
            begun = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
            hours = 1 if number < met else 5
            ended = begun + timedelta(hours=hours)
            events = [
                Event(kind=EventKind.DISPATCHED, at=begun, recorded_at=begun, value="C1"),
                Event(kind=EventKind.RESOLVED, at=ended, recorded_at=ended),
            ]
            found.append(History(replace(job(), code=f"{month}-{number}"), "T", events))
    return found


@pytest.mark.parametrize(
    ("shares", "charged"),
    [
        ([(19, 1)], []),
        ([(18, 2)], [10_000_000]),
        ([(0, 1)], [10_000_000]),
        ([(18, 2), (18, 2)], [10_000_000, 10_000_000, 30_000_000]),
        ([(18, 2), (20, 0), (18, 2)], [10_000_000, 10_000_000]),
    ],
)
def test_a_share_kept_below_its_target_costs_more_when_it_is_so_again(
    shares: list[tuple[int, int]], charged: list[int]
) -> None:
    """1 % of the invoice below 95 %, 3 % besides from the second month running on."""
    below = clause("K", trigger=Trigger.COMPLIANCE, base="invoice", rate=ZERO, unit=LateUnit.EVENT,
                   brackets=scale((0, "0.01"), (95, 0), side=Side.FROM), tiers=TierMode.FLAT,
                   escalation_after=2, escalation_rate=Fraction("0.03"))  # fmt: skip
    terms = replace(version(target("resolve", 4)), clauses=(replace(below, metric="resolve"),), prices=PRICES)
    period = Period(datetime(2026, 3, 20, 20, 30, tzinfo=UTC), datetime(2026, 7, 22, 20, 30, tzinfo=UTC))
    what_if = WhatIf([promised("UC", terms)], Calendars(), period, as_of=period.end)
    for history in kept_in_time(*shares):
        what_if.add(history)
    lines = [each.line for each in what_if.account().charges]
    assert [int(line.payable) for line in lines if line.payable] == charged


# --- Laws ------------------------------------------------------------------------------------------

RATES = st.fractions(0, 2, max_denominator=60)


@st.composite
def scales(draw: st.DrawFn, *, is_rising: bool = False) -> tuple[Bracket, ...]:
    edges = sorted(draw(st.sets(st.integers(1, 60), max_size=3)))
    rates = draw(st.lists(RATES, min_size=len(edges) + 1, max_size=len(edges) + 1))
    return scale(
        *zip([0, *edges], sorted(rates) if is_rising else rates, strict=True),
        side=draw(st.sampled_from(Side)),
    )


@st.composite
def terms(draw: st.DrawFn, code: str, *, is_rising: bool = False) -> PenaltyClause:
    """A clause of lateness with everything that may lower it."""
    steps = draw(st.just(()) | scales(is_rising=is_rising))
    return clause(
        code,
        unit=draw(
            st.sampled_from(
                [LateUnit.HOUR, LateUnit.DAY, LateUnit.WEEK] + ([] if steps else [LateUnit.EVENT])
            )
        ),
        rounding=draw(st.sampled_from(Rounding)),
        rate=ZERO if steps else draw(RATES),
        brackets=steps,
        tiers=draw(st.sampled_from(TierMode)),
        free_units=Fraction(draw(st.integers(0, 2))),
        most_units=draw(st.none() | st.integers(1, 9).map(Decimal)),
        item_cap_rate=draw(st.none() | RATES),
        item_cap_amount=draw(st.none() | st.integers(0, 2_000_000).map(Decimal)),
        adds_up=draw(st.booleans()),
        step_in_rate=draw(st.none() | RATES),
    )


CAPS = st.builds(
    Cap,
    scope=st.sampled_from([CapScope.MONTH, CapScope.QUARTER, CapScope.CONTRACT]),
    clauses=st.frozensets(st.sampled_from(["A", "B"])),
    amount=st.integers(0, 3_000_000).map(Decimal),
)
LATE = st.builds(
    lambda seconds, number, job, days, cost: replace(
        late(1, number, job=job, due=DUE + timedelta(days=days)), overrun_seconds=seconds, cost=cost
    ),
    seconds=st.integers(0, 40 * 86400),
    number=st.integers(1, 10**6),
    job=st.sampled_from(["J1", "J2", "J3"]),
    days=st.integers(0, 90),
    cost=st.none() | st.integers(0, 10**7).map(Decimal),
)
ALL_LATE = st.lists(LATE, max_size=4, unique_by=lambda each: each.obligation)


def agreements(*, is_rising: bool = False) -> st.SearchStrategy[Agreement]:
    return st.builds(
        lambda a, b, caps, order: contract(a, b, caps=tuple(caps), order=tuple(order)),
        terms("A", is_rising=is_rising),
        terms("B", is_rising=is_rising),
        st.lists(CAPS, max_size=3),
        st.permutations(CAP_ORDER),
    )


AGREED = agreements()


def total(lines: list[PenaltyLine]) -> Decimal:
    return sum((line.payable for line in lines), Decimal(0))


def without_caps(agreed: Agreement) -> Agreement:
    (terms,) = agreed.versions
    bare = [replace(each, most_units=None, step_in_rate=None, item_cap_rate=None, item_cap_amount=None)
            for each in terms.clauses]  # fmt: skip
    return replace(agreed, versions=(replace(terms, clauses=tuple(bare), caps=()),))


def with_no_cap_of_periods(agreed: Agreement) -> Agreement:
    (terms,) = agreed.versions
    return replace(agreed, versions=(replace(terms, caps=()),))


@given(AGREED, ALL_LATE)
def test_gross_less_what_was_taken_is_payable(agreed: Agreement, facts: list[Lateness]) -> None:
    lines = priced(agreed, *facts).lines
    for line in lines:
        assert line.amount - sum(each.taken for each in line.lowered) == line.payable
        assert 0 <= line.payable <= line.amount
        assert line.payable == line.payable.to_integral_value()
        assert all(each.taken > 0 for each in line.lowered)


@given(AGREED, ALL_LATE)
def test_caps_never_raise_a_sum(agreed: Agreement, facts: list[Lateness]) -> None:
    (stated,) = agreed.versions
    no_step_in = replace(
        agreed,
        versions=(replace(stated, clauses=tuple(replace(c, step_in_rate=None) for c in stated.clauses)),),
    )
    assert total(priced(agreed, *facts).lines) <= total(priced(with_no_cap_of_periods(agreed), *facts).lines)
    assert total(priced(no_step_in, *facts).lines) <= total(priced(without_caps(agreed), *facts).lines)


@given(AGREED, ALL_LATE, st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_no_rial(agreed: Agreement, facts: list[Lateness], dice: object) -> None:
    shuffled = list(facts)
    dice.shuffle(shuffled)
    assert priced(agreed, *shuffled) == priced(agreed, *facts)


@given(scales(is_rising=True), st.fractions(0, 100, max_denominator=7))
def test_with_rising_rates_a_slab_never_charges_less_than_marginal(
    steps: tuple[Bracket, ...], quantity: Fraction
) -> None:
    slab, marginal = (
        worth(steps, quantity, mode, base=Fraction(900_000), scale=Fraction(1))
        for mode in (TierMode.SLAB, TierMode.MARGINAL)
    )
    assert slab >= marginal


@given(terms("A").filter(lambda each: each.unit is not LateUnit.EVENT))
def test_what_is_not_late_costs_nothing(agreed: PenaltyClause) -> None:
    assert payables(contract(agreed), late(0)) == [0]


@given(AGREED, st.integers(0, 12), st.booleans())
def test_a_promise_that_was_kept_costs_nothing(agreed: Agreement, hours: int, is_closed: bool) -> None:
    end = "closed" if is_closed else "resolved"
    (stated,) = agreed.versions
    promise = replace(stated, targets=(target("resolve", 12),))
    period = Period(at("00:00", 1), at("00:00", 28))
    what_if = WhatIf([replace(agreed, versions=(promise,))], Calendars(), period, as_of=period.end)
    events = [said("dispatched", "06:00", value="C1"), said(end, f"{6 + hours:02}:00")]
    what_if.add(History(job(), "T", events))
    assert what_if.account().charges == []


@given(AGREED, ALL_LATE, st.integers(0, 90))
def test_a_period_that_is_split_charges_no_incident_twice(
    agreed: Agreement, facts: list[Lateness], day: int
) -> None:
    """Each promise is of one of the two parts, and costs there at most what it costs by itself."""
    border = DUE + timedelta(days=day, seconds=1)
    parts = [[f for f in facts if f.due_at < border], [f for f in facts if f.due_at >= border]]
    lines = [line for part in parts for line in priced(agreed, *part).lines]
    keys = [(line.key, line.clause) for line in lines]
    assert len(keys) == len(set(keys))
    (stated,) = with_no_cap_of_periods(agreed).versions
    nothing_free = [replace(each, free_units=ZERO) for each in stated.clauses]
    for fact in facts:
        # What one clause has free, or an item cap that comes later cuts, leaves the incident to another.
        alone = [
            (each, total(priced(replace(agreed, versions=(replace(stated, clauses=(each,)),)), fact).lines))
            for each in nothing_free
        ]
        most = max((rial for each, rial in alone if not each.adds_up), default=0)
        most += sum(rial for each, rial in alone if each.adds_up)
        assert sum(line.payable for line in lines if line.item == fact.item) <= most


@given(
    agreements(is_rising=True), LATE, st.lists(st.integers(0, 40 * 86400), min_size=1, max_size=4).map(sorted)
)
def test_lateness_over_several_periods_costs_what_it_costs_at_once(
    agreed: Agreement, fact: Lateness, seconds: list[int]
) -> None:
    # Where more lateness costs less, as with falling rates of a slab, what was charged is not given back.
    item_first = without_order(with_no_cap_of_periods(agreed))
    incident, counted = Decimal(0), {}
    for overrun in seconds:
        before = ChargedBefore({fact.job: incident}, dict(counted))
        for line in priced(item_first, replace(fact, overrun_seconds=overrun), before=before).lines:
            incident += line.payable
            counted[line.key, line.clause] = counted.get((line.key, line.clause), Decimal(0)) + line.amount
            assert line.amount - sum(each.taken for each in line.lowered) == line.payable
    at_once = priced(item_first, replace(fact, overrun_seconds=seconds[-1])).lines
    if not any(each.adds_up for each in item_first.versions[0].clauses):
        assert incident == total(at_once)
    assert sum(counted.values()) == sum(line.amount for line in at_once)


def without_order(agreed: Agreement) -> Agreement:
    (stated,) = agreed.versions
    return replace(agreed, versions=(replace(stated, cap_order=CAP_ORDER),))


def repaired(job: str, reported: datetime, resolved: datetime) -> Happened:
    """A call on terminal T that C1 had until its repair."""
    return Happened(
        job=job,
        terminal="T",
        province="",
        service="EM",
        zone="A",
        priority="",
        reported_at=reported,
        repaired=((resolved, "C1"),),
        noted=(),
        down=(Down("C1", reported, resolved),),
        waits=(),
    )


@pytest.mark.parametrize(
    ("calls", "repeats"),
    [
        ((("J1", 0, 0), ("J2", 0, 0)), ["repeat J2"]),
        ((("J2", 0, 0), ("J1", 0, 0), ("J3", 0, 0)), ["repeat J2", "repeat J3"]),
        ((("J2", 0, 3), ("J1", 3, 4)), ["repeat J1"]),
        ((("J1", 3, 3), ("J2", 0, 3)), ["repeat J1"]),
        ((("J1", 0, 4), ("J2", 3, 3)), []),
    ],
)
def test_of_two_calls_at_one_instant_one_is_the_repeat(
    calls: tuple[tuple[str, int, int], ...], repeats: list[str]
) -> None:
    agreed = contract(clause("R", trigger=Trigger.REPEAT, unit=LateUnit.EVENT))
    gathering = Gathering(agreed, Calendars(), DUE, DUE + timedelta(days=9))
    for job_, reported, resolved in calls:
        gathering.add_job(repaired(job_, DUE + timedelta(hours=reported), DUE + timedelta(hours=resolved)))
    assert sorted(fact.item for fact, _version in gathering.facts().get("C1", [])) == repeats


def test_what_is_noted_late_takes_the_name_of_no_other() -> None:
    """Two notes of one instant, and then one of an hour earlier that is recorded after them."""
    agreed = contract(clause("N", trigger=Trigger.NO_SHOW, unit=LateUnit.EVENT))
    first = Noted(Trigger.NO_SHOW, DUE + timedelta(hours=2), "C1")
    late = Noted(Trigger.NO_SHOW, DUE + timedelta(hours=1), "C1")

    def items(*noted: Noted) -> dict[str, datetime]:
        gathering = Gathering(agreed, Calendars(), DUE, DUE + timedelta(days=9))
        gathering.add_job(replace(repaired("J1", DUE, DUE + timedelta(hours=3)), noted=noted))
        return {
            fact.item: fact.at for fact, _version in gathering.facts()["C1"] if isinstance(fact, Occurrence)
        }

    before, after = items(first, first), items(late, first, first)
    assert (len(before), len(after)) == (2, 3)
    assert before.items() < after.items()


def test_many_jobs_of_one_terminal_are_gathered_in_a_moment() -> None:
    """Five thousand calls on one terminal: each is a repeat of the one before, and down an hour."""
    steps = scale((0, 0), (1, "0.5"))
    agreed = contract(
        clause("R", trigger=Trigger.REPEAT, unit=LateUnit.EVENT),
        clause("D", trigger=Trigger.DOWNTIME_HOURS, rate=ZERO, brackets=steps, tiers=TierMode.FLAT),
    )
    gathering = Gathering(agreed, Calendars(), DUE, DUE + timedelta(days=900))
    for number in range(5_000):
        start = DUE + timedelta(hours=number)
        gathering.add_job(repaired(f"J{number:05}", start, start + timedelta(minutes=30)))
    facts = [fact for fact, _version in gathering.facts()["C1"]]
    assert sum(fact.trigger is Trigger.REPEAT for fact in facts) == 4_999
    assert sum(fact.measure for fact in facts if fact.trigger is Trigger.DOWNTIME_HOURS) == 2_500
