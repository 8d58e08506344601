"""Columns of lateness cost what the exact rules say, line by line and in all."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.agreements import Agreement, AgreementKind, AgreementVersion
from app.domain.errors import RuleBroken
from app.domain.penalties.capping import ChargedBefore
from app.domain.penalties.clauses import (
    Bracket,
    Cap,
    CapScope,
    LateUnit,
    PenaltyClause,
    Rounding,
    Side,
    TierMode,
    Trigger,
)
from app.domain.penalties.facts import Lateness, Occurrence
from app.domain.penalties.pricing import price
from app.services.bulk_pricing.columns import columns_of
from app.services.bulk_pricing.pricing import BulkPrices, Owed, can_price, owed

DUE = datetime(2026, 11, 1, 8, tzinfo=UTC)
METRICS, ZONES = ("arrive", "resolve", "pm"), ("A", "B")
ITEMS = st.sampled_from([(1, "C1"), (2, "C2")])
NO_BEFORE = ChargedBefore(is_one_case=True)


def agreement(*clauses: PenaltyClause, caps: tuple[Cap, ...] = (), versions: int = 1) -> Agreement:
    first = AgreementVersion(
        number=1,
        effective_from=date(2024, 3, 20),
        targets=(),
        prices={"fee": Decimal(2_500_000), "invoice": Decimal(10_000_000)},
        clauses=clauses,
        caps=caps,
    )
    return Agreement(
        code="UC-1",
        kind=AgreementKind.UC,
        title={"fa": "", "en": ""},
        time_zone="Asia/Tehran",
        calendars={},
        versions=tuple(replace(first, number=number + 1) for number in range(versions)),
        contractor="C1",
    )


def clause(code: str, **more: object) -> PenaltyClause:
    values: dict[str, object] = {"code": code, "metric": "resolve", "title": {}, "unit": LateUnit.HOUR}
    return PenaltyClause(**(values | more))  # type: ignore[arg-type]


def late(obligation: int, **more: object) -> Lateness:
    values: dict[str, object] = {
        "obligation": obligation,
        "job": str(obligation),
        "metric": "resolve",
        "overrun_seconds": 3600,
        "due_at": DUE + timedelta(hours=obligation),
        "done_at": None,
    }
    return Lateness(**(values | more))  # type: ignore[arg-type]


def exactly(agreed: Agreement, facts: list[tuple[Lateness, int]], before: ChargedBefore = NO_BEFORE) -> Owed:
    lines = price(agreed, facts, before).lines
    return Owed(
        sum((line.amount for line in lines), Decimal(0)), sum((line.payable for line in lines), Decimal(0))
    )


def whole_hours(hours: int) -> int:
    return hours * 3600


EDGES = st.fractions(min_value=Fraction(1, 4), max_value=40, max_denominator=4)
RATES = st.fractions(min_value=0, max_value=1, max_denominator=30)
SUMS = st.integers(0, 3_000_000).map(Decimal)


@st.composite
def brackets(draw: st.DrawFn) -> tuple[Bracket, ...]:
    edges = sorted(draw(st.sets(EDGES, min_size=1, max_size=3)))
    by_rate, side, found = draw(st.booleans()), Side.FROM, []
    for low, high in zip([Fraction(0), *edges], [*edges, None], strict=True):
        value = {"rate": draw(RATES)} if by_rate else {"amount": draw(SUMS)}
        found.append(Bracket(low=low, side=side, high=high, **value))  # type: ignore[arg-type]
        side = draw(st.sampled_from(Side))
    return tuple(found)


@st.composite
def any_clause(draw: st.DrawFn, code: str) -> PenaltyClause:
    steps = draw(st.one_of(st.just(()), brackets()))
    unit = draw(st.sampled_from([LateUnit.EVENT, LateUnit.HOUR, LateUnit.DAY, LateUnit.WEEK]))
    by_rate = any(bracket.rate is not None for bracket in steps) if steps else draw(st.booleans())
    return clause(
        code,
        metric=draw(st.sampled_from(METRICS)),
        unit=unit,
        rounding=draw(st.sampled_from(Rounding)),
        base="fee" if by_rate else "",
        rate=draw(RATES) if by_rate and not steps else Fraction(0),
        amount=draw(SUMS) if not by_rate and not steps else Decimal(0),
        free_units=Fraction(0) if unit is LateUnit.EVENT else draw(st.sampled_from([0, Fraction(1, 2), 3])),
        brackets=steps,
        tiers=draw(st.sampled_from(TierMode)),
        most_units=draw(st.sampled_from([None, Decimal(2), Decimal("4.5")])),
        item_cap_rate=draw(st.sampled_from([None, Fraction(1, 3), Fraction(2)])) if by_rate else None,
        item_cap_amount=draw(st.sampled_from([None, Decimal(700_000)])),
        adds_up=draw(st.booleans()),
        until_next_due=draw(st.booleans()),
        zones=frozenset(draw(st.sampled_from([(), ("A",)]))),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Agreement, list[tuple[Lateness, int]], ChargedBefore]:
    codes = ["C1", "C2", "C3"][: draw(st.integers(1, 3))]
    clauses = [draw(any_clause(code)) for code in codes]
    caps = tuple(
        Cap(
            scope=scope,
            clauses=frozenset(draw(st.sampled_from([(), ("C1",)]))),
            amount=Decimal(draw(st.integers(0, 9_000_000))),
        )
        for scope in draw(st.sets(st.sampled_from([CapScope.MONTH, CapScope.CONTRACT])))
    )
    facts = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        dates = draw(st.one_of(st.none(), st.integers(0, 90)))
        lateness = late(
            number,
            job=draw(st.sampled_from(["10", "9", "7"])),
            metric=draw(st.sampled_from(METRICS)),
            overrun_seconds=draw(
                st.one_of(st.integers(0, 4 * 86_400), st.integers(0, 40).map((3600).__mul__))
            ),
            late_dates=dates,
            dates_to_next=draw(st.sampled_from([None, 10])),
            due_at=DUE + timedelta(hours=draw(st.integers(0, 3))),
            zone=draw(st.sampled_from(ZONES)),
            is_undecided=draw(st.sampled_from([False, False, False, True])),
        )
        facts.append((lateness, draw(st.sampled_from([1, 1, 2, 9]))))
    before = ChargedBefore(
        incidents={job: draw(SUMS) for job in draw(st.sets(st.sampled_from(["10", "9"])))},
        items={(str(n), code): draw(SUMS) for n, code in draw(st.sets(ITEMS))},
        kept={(str(n), code): draw(SUMS) for n, code in draw(st.sets(ITEMS))},
        sums={CapScope.CONTRACT: {"C1": draw(SUMS)}},
        is_one_case=True,
    )
    return agreement(*clauses, caps=caps, versions=2), facts, before


@settings(max_examples=100)
@given(cases())
def test_any_clause_costs_what_the_exact_rules_say(case):
    agreed, facts, before = case
    found = BulkPrices(agreed).charges(columns_of(facts, before), before)
    lines = price(agreed, facts, before).lines
    codes = sorted({each.code for each in agreed.versions[0].clauses})
    rows = sorted(facts, key=lambda fact: (fact[0].job, fact[0].obligation))
    by_line = {
        (rows[row][0].obligation, codes[place]): payable
        for row, place, payable in zip(found.rows, found.clauses, found.payable, strict=True)
        if payable
    }
    assert by_line == {(line.obligation, line.clause): line.payable for line in lines if line.payable}
    assert found.gross == sum(line.amount for line in lines)


def test_the_worked_sums_of_a_scale_a_cap_and_a_month():
    """Two hours at 10 % each of 2,500,000, further ones at 20 %; 900,000 an item, 1,000,000 a month."""
    steps = (
        Bracket(low=Fraction(0), high=Fraction(2), rate=Fraction(1, 10)),
        Bracket(low=Fraction(2), side=Side.OVER, rate=Fraction(1, 5)),
    )
    agreed = agreement(
        clause("R", base="fee", brackets=steps, tiers=TierMode.MARGINAL, item_cap_amount=Decimal(900_000)),
        caps=(Cap(scope=CapScope.MONTH, amount=Decimal(1_000_000)),),
    )
    facts = [
        (late(number, overrun_seconds=hours * 3600), 1) for number, hours in ((1, 1), (2, 3), (3, 2), (4, 7))
    ]
    found = BulkPrices(agreed).charges(columns_of(facts, NO_BEFORE), NO_BEFORE)
    assert found.payable.tolist() == [250_000, 750_000, 0, 0]
    assert found.owed() == Owed(Decimal(250_000 + 1_000_000 + 500_000 + 3_000_000), Decimal(1_000_000))
    assert owed(agreed, facts, NO_BEFORE) == exactly(agreed, facts)


def test_met_promises_cost_nothing():
    agreed = agreement(clause("R", amount=Decimal(100)))
    columns = columns_of([(late(1), 1), (late(2), 1)], NO_BEFORE)
    assert BulkPrices(agreed).charges(replace(columns, is_missed=columns.is_missed & False)).owed() == (0, 0)
    assert owed(agreed, []) == (0, 0)


@pytest.mark.parametrize(
    "more",
    [
        {"amount": Decimal(10) ** 15, "unit": LateUnit.EVENT},
        {"amount": Decimal(10) ** 15, "rounding": Rounding.EXACT},
        {"base": "fee", "rate": Fraction(1, 2**61 - 1), "rounding": Rounding.EXACT},
        {"amount": Decimal(1), "free_units": Fraction(1, 10**18)},
    ],
)
def test_what_a_column_cannot_hold_is_reckoned_by_the_exact_rules(more):
    agreed = agreement(clause("R", **more))
    facts = [(late(number, overrun_seconds=10**9 + number), 1) for number in range(20)]
    assert owed(agreed, facts) == exactly(agreed, facts, ChargedBefore())
    assert owed(agreed, [(late(1, overrun_seconds=10**30), 1)]).gross > 0


@pytest.mark.parametrize(
    ("more", "is_one_case"),
    [
        ({"step_in_rate": Fraction(23, 20), "most_units": Decimal(2)}, True),
        ({"unit": LateUnit.EVENT, "free_units": Fraction(1)}, True),
        ({"points": Decimal(2)}, True),
        ({}, False),
    ],
)
def test_what_takes_more_than_one_figure_is_left_to_the_exact_rules(more, is_one_case):
    agreed = agreement(
        clause("R", **({"amount": Decimal(1000)} | more)),
        caps=(Cap(scope=CapScope.MONTH, amount=Decimal(1500)),),
    )
    before = ChargedBefore(is_one_case=is_one_case)
    assert not can_price(agreed, before)
    facts = [(late(number, overrun_seconds=9000, cost=Decimal(300)), 1) for number in (1, 2)]
    assert owed(agreed, facts, before) == exactly(agreed, facts, before)


def test_other_facts_are_charged_as_well():
    agreed = agreement(
        clause("N", trigger=Trigger.NO_SHOW, metric="", unit=LateUnit.EVENT, amount=Decimal(700))
    )
    no_show = Occurrence(trigger=Trigger.NO_SHOW, item="n1", at=DUE, jobs=("7",))
    assert owed(agreed, [(no_show, 1), (late(1), 1)], NO_BEFORE) == (700, 700)


def test_a_price_that_the_version_does_not_state_is_refused():
    agreed = agreement(clause("R", base="travel", rate=Fraction(1, 10)))
    with pytest.raises(RuleBroken, match="no-base-price"):
        owed(agreed, [(late(1), 1)], NO_BEFORE)
    assert owed(agreed, [(late(1, metric="arrive"), 1)], NO_BEFORE) == (0, 0)


def test_a_cap_over_sums_beyond_whole_floats_cuts_to_the_rial():
    cap = Cap(scope=CapScope.MONTH, amount=Decimal(30 * 10**15 + 7))
    agreed = agreement(clause("R", unit=LateUnit.EVENT, amount=Decimal(10**15)), caps=(cap,))
    facts = [(late(number), 1) for number in range(1, 300)]
    found = BulkPrices(agreed).charges(columns_of(facts, NO_BEFORE), NO_BEFORE)
    by_obligation = dict(zip(found.rows.tolist(), found.payable.tolist(), strict=True))
    assert sorted(by_obligation.values())[-31:] == [7, *[10**15] * 30]
    assert found.owed() == exactly(agreed, facts)
