"""How many more misses until the next bracket of a month, or its cap."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.penalties.clauses import (
    Bracket,
    Cap,
    CapScope,
    LateUnit,
    PenaltyClause,
    Side,
    TierMode,
    Trigger,
)
from app.domain.penalties.outlook import Promised, StepKind, next_cap, next_compliance, next_points
from app.domain.penalties.tiers import bracket_of

PRICES = {"month_invoice": Decimal(1_000_000_000)}


def scale(*steps: tuple[int, Side, int | None, int], trigger: Trigger = Trigger.COMPLIANCE) -> PenaltyClause:
    """Brackets from low to high with their percent of the invoice."""
    return PenaltyClause(
        code="K-1",
        trigger=trigger,
        metric="resolve" if trigger is Trigger.COMPLIANCE else "",
        title={},
        unit=LateUnit.PERCENT,
        base="month_invoice",
        tiers=TierMode.FLAT,
        brackets=tuple(
            Bracket(
                low=Fraction(low),
                side=side,
                high=None if high is None else Fraction(high),
                rate=Fraction(rate, 100),
            )
            for low, side, high, rate in steps
        ),
    )


KEPT = scale((0, Side.FROM, 90, 5), (90, Side.FROM, 95, 2), (95, Side.FROM, None, 0))


def test_three_more_misses_move_a_contractor_from_two_percent_to_five():
    """100 promises, 8 missed, 20 of them open: 92 % kept; 89 % after three more."""
    step = next_compliance(KEPT, Promised(met=72, missed=8, open=20), PRICES)
    assert (step.kind, step.clause, step.metric, step.misses) == (StepKind.COMPLIANCE, "K-1", "resolve", 3)
    assert (step.rate_now, step.rate_then) == (Fraction(2, 100), Fraction(5, 100))
    assert (step.now, step.then) == (20_000_000, 50_000_000)
    assert (step.figure, step.edge) == (92, 90)


@pytest.mark.parametrize(
    ("promised", "misses"),
    [
        (Promised(met=90, missed=10, open=0), 1),  # 90 % is still two percent; 90 of 101 is not
        (Promised(met=18, missed=0, open=2), 2),  # 95 % still costs nothing; 90 % costs two
        (Promised(met=0, missed=0, open=1), 1),
        (Promised(met=99, missed=1, open=0), 5),  # 99 of 105 is below 95 %
        (Promised(met=10, missed=10, open=5), None),  # there is nothing dearer
        (Promised(met=0, missed=0, open=0), None),
    ],
)
def test_equality_stays_where_it_is_and_new_promises_are_missed_when_none_is_open(promised, misses):
    step = next_compliance(KEPT, promised, PRICES)
    assert (step and step.misses) == misses


COUNTS = st.integers(0, 300)


@given(COUNTS, COUNTS, COUNTS)
def test_one_miss_less_leaves_the_bracket_as_it_is(met, missed, still_open):
    promised = Promised(met, missed, still_open)
    step = next_compliance(KEPT, promised, PRICES)
    if step is not None:
        at = [bracket_of(KEPT.brackets, promised.share(count)) for count in (0, step.misses - 1, step.misses)]
        assert at[0] == at[1] != at[2]
        assert at[2].rate > at[0].rate


def test_a_clause_without_brackets_has_no_step():
    flat = PenaltyClause(code="K", trigger=Trigger.COMPLIANCE, metric="pm", title={}, amount=Decimal(5))
    assert next_compliance(flat, Promised(1, 1, 1), PRICES) is None
    assert next_points(flat, Fraction(1), Fraction(1), PRICES) is None


@pytest.mark.parametrize(
    ("points", "of_one", "misses"),
    [(0, 2, 6), (9, 1, 2), (10, 1, 1), (10, 3, 1), (11, 2, 5), (21, 2, None), (3, 0, None)],
)
def test_points_to_the_next_bracket(points, of_one, misses):
    clause = scale(
        (0, Side.FROM, 10, 0), (10, Side.OVER, 20, 1), (20, Side.OVER, None, 3), trigger=Trigger.POINTS
    )
    step = next_points(clause, Fraction(points), Fraction(of_one), PRICES)
    assert (step and step.misses) == misses


def test_a_cap_tells_what_is_left_to_it():
    cap = Cap(scope=CapScope.MONTH, base="month_invoice", rate=Fraction(1, 10))
    step = next_cap(cap, Decimal(70_000_000), Decimal(7_000_000), PRICES)
    assert (step.kind, step.clause, step.misses, step.now, step.then) == (
        *(StepKind.CAP, "month", 5),
        *(Decimal(70_000_000), Decimal(100_000_000)),
    )
    assert next_cap(cap, Decimal(100_000_000), Decimal(0), PRICES).misses == 0
    assert next_cap(cap, Decimal(0), Decimal(0), PRICES) is None
    assert next_cap(Cap(scope=CapScope.MONTH, amount=Decimal(9)), Decimal(1), Decimal(3), PRICES).misses == 3
