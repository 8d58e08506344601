"""Penalty clauses against the worked figures of real clause sets, and the laws every clause keeps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleBroken
from app.domain.penalties.charging import charge, quantity_of
from app.domain.penalties.clauses import LateUnit, PenaltyClause, Rounding
from app.domain.penalties.facts import Lateness, applies, late_dates
from app.domain.penalties.incidents import highest_only
from app.domain.penalties.lines import Lowered, PenaltyLine

DUE = datetime(2026, 11, 1, 8, tzinfo=UTC)
TEHRAN = ZoneInfo("Asia/Tehran")
PRICES = {"pm_fee": Decimal(1_800_000), "monthly_fee": Decimal(900_000), "visit_fee": Decimal(2_500_000)}

WEEKLY_PM = PenaltyClause(
    code="CS-2",
    metric="pm",
    title={"fa": "بازدید دیرکرد", "en": "Late visit"},
    unit=LateUnit.WEEK,
    base="pm_fee",
    rate=Fraction("0.10"),
    item_cap_rate=Fraction(1),
)
DAILY_PM = replace(
    WEEKLY_PM, code="CS-3", unit=LateUnit.DAY, rate=Fraction("0.02"), item_cap_rate=Fraction("0.10")
)
ON_SITE = PenaltyClause(
    code="CS-5",
    metric="arrive",
    title={"fa": "دیرکرد حضور", "en": "Late on site"},
    unit=LateUnit.HOUR,
    base="visit_fee",
    rate=Fraction("0.10"),
    most_units=Decimal(2),
)
SWAP = PenaltyClause(
    code="CS-11",
    metric="resolve",
    title={"fa": "تعویض", "en": "Swap"},
    unit=LateUnit.DAY,
    base="monthly_fee",
    rate=Fraction("0.05"),
)
PER_HOUR = PenaltyClause(
    code="H",
    metric="resolve",
    title={},
    unit=LateUnit.HOUR,
    rounding=Rounding.EXACT,
    amount=Decimal(100),
)


def late(
    *, seconds: int = 0, dates: int | None = None, obligation: int = 1, job: str = "10001", metric: str = "pm"
) -> Lateness:
    return Lateness(
        obligation=obligation,
        job=job,
        metric=metric,
        overrun_seconds=seconds,
        late_dates=dates,
        due_at=DUE,
        done_at=DUE + timedelta(seconds=seconds),
    )


def payable(clause: PenaltyClause, lateness: Lateness) -> int:
    return int(charge(clause, lateness, prices=PRICES).payable)


@pytest.mark.parametrize(
    ("dates", "expected"), [(1, 180_000), (8, 360_000), (30, 900_000), (80, 1_800_000), (71, 1_800_000)]
)
def test_a_late_visit_costs_a_tenth_of_its_fee_each_week_begun(dates, expected):
    assert payable(WEEKLY_PM, late(dates=dates)) == expected


@pytest.mark.parametrize(("dates", "expected"), [(1, 36_000), (4, 144_000), (5, 180_000), (9, 180_000)])
def test_a_late_visit_costs_two_percent_a_day_up_to_a_tenth(dates, expected):
    assert payable(DAILY_PM, late(dates=dates)) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(1800, 250_000), (7200, 500_000), (7201, 500_000), (3600, 250_000)]
)
def test_late_arrival_costs_a_tenth_of_the_visit_each_hour_begun_two_at_most(seconds, expected):
    """Arriving after 2.5 h, 4 h and more where 2 h were promised."""
    assert payable(ON_SITE, late(seconds=seconds, metric="arrive")) == expected


@pytest.mark.parametrize(("hours", "expected"), [(1, 45_000), (24, 45_000), (25, 90_000)])
def test_a_late_swap_costs_each_day_begun(hours, expected):
    assert payable(SWAP, late(seconds=hours * 3600, metric="resolve")) == expected


def test_a_line_says_what_was_counted_and_what_lowered_it():
    assert charge(DAILY_PM, late(dates=9), prices=PRICES) == PenaltyLine(
        obligation=1,
        job="10001",
        clause="CS-3",
        metric="pm",
        quantity=Fraction(9),
        unit=LateUnit.DAY,
        base="pm_fee",
        base_amount=Decimal(1_800_000),
        rate=Fraction(1, 50),
        amount=Decimal(324_000),
        payable=Decimal(180_000),
        lowered=(Lowered("item-cap", Decimal(144_000)),),
        item="1",
        jobs=("10001",),
        due_at=DUE,
        done_at=DUE,
    )


def test_the_lower_of_two_item_caps_holds():
    clause = replace(WEEKLY_PM, item_cap_amount=Decimal(200_000))
    assert charge(clause, late(dates=30), prices=PRICES).payable == Decimal(200_000)


def test_a_price_the_version_does_not_state_is_refused():
    with pytest.raises(RuleBroken) as broken:
        charge(WEEKLY_PM, late(dates=1), prices={})
    assert (broken.value.code, broken.value.parameters) == (
        "no-base-price",
        {"clause": "CS-2", "price": "pm_fee"},
    )


@pytest.mark.parametrize(
    ("rounding", "seconds", "expected"),
    [
        (Rounding.STARTED, 3600, 1),
        (Rounding.STARTED, 3601, 2),
        (Rounding.WHOLE, 3599, 0),
        (Rounding.WHOLE, 7199, 1),
        (Rounding.EXACT, 5400, Decimal("1.5")),
    ],
)
def test_a_part_of_a_unit_counts_as_the_clause_says(rounding, seconds, expected):
    assert quantity_of(replace(ON_SITE, rounding=rounding), late(seconds=seconds)) == expected


def test_an_event_counts_once_however_late():
    assert quantity_of(replace(ON_SITE, unit=LateUnit.EVENT), late(seconds=10**7)) == 1


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(18, 1), (17, 0), (54, 2), (53, 1), (3600, 100)],
)
def test_rial_are_rounded_half_up_once(seconds, expected):
    """At 100 rial an hour 18 s are half a rial."""
    assert payable(PER_HOUR, late(seconds=seconds)) == expected


def test_thirds_are_not_rounded_before_the_line_is():
    clause = replace(PER_HOUR, amount=Decimal(900_000))
    assert payable(clause, late(seconds=1200)) == 300_000


def test_a_clause_speaks_only_of_what_it_names():
    clause = replace(
        ON_SITE, services=frozenset({"EM"}), zones=frozenset({"A", "B"}), priorities=frozenset({"P1"})
    )
    said = replace(late(metric="arrive"), service="EM", zone="A", priority="P1")
    assert applies(clause, said)
    assert not applies(clause, replace(said, metric="resolve"))
    assert not applies(clause, replace(said, service="SWAP"))
    assert not applies(clause, replace(said, zone="C"))
    assert not applies(clause, replace(said, priority="P2"))


def test_of_one_incident_only_the_dearest_line_is_payable():
    cheap = charge(ON_SITE, late(seconds=60, metric="arrive"), prices=PRICES)
    dear = charge(SWAP, late(seconds=10 * 86400, metric="resolve", obligation=2), prices=PRICES)
    other = charge(ON_SITE, late(seconds=60, metric="arrive", obligation=3, job="10002"), prices=PRICES)
    lines = highest_only([cheap, dear, other])
    assert [line.payable for line in lines] == [0, 450_000, 250_000]
    assert [line.reasons for line in lines] == [("one-charge-per-incident",), (), ()]
    assert [line.amount for line in lines] == [250_000, 450_000, 250_000]


def test_of_equal_lines_the_earlier_obligation_stays():
    lines = [
        charge(ON_SITE, late(seconds=60, metric="arrive", obligation=number), prices=PRICES)
        for number in (5, 4)
    ]
    assert [line.payable for line in highest_only(lines)] == [0, 250_000]


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (datetime(2026, 11, 10, 23, 59, tzinfo=TEHRAN), 0),
        (datetime(2026, 11, 11, 0, 0, tzinfo=TEHRAN), 1),
        (datetime(2026, 11, 12, 9, 0, tzinfo=TEHRAN), 2),
        (datetime(2026, 11, 1, 9, 0, tzinfo=TEHRAN), 0),
    ],
)
def test_late_dates_are_counted_from_the_last_day_of_the_window(done, expected):
    assert late_dates(datetime(2026, 11, 11, tzinfo=TEHRAN), done) == expected


CLAUSES = st.builds(
    PenaltyClause,
    code=st.just("X"),
    metric=st.just("pm"),
    title=st.just({}),
    unit=st.sampled_from([LateUnit.EVENT, LateUnit.HOUR, LateUnit.DAY, LateUnit.WEEK]),
    rounding=st.sampled_from(Rounding),
    base=st.just("pm_fee"),
    rate=st.decimals(min_value=0, max_value=3, places=6).map(Fraction),
    item_cap_rate=st.none() | st.decimals(min_value=0, max_value=2, places=4).map(Fraction),
    item_cap_amount=st.none() | st.integers(0, 5_000_000).map(Decimal),
    most_units=st.none() | st.integers(1, 20).map(Decimal),
)
OVERRUNS = st.integers(0, 120 * 86400)


@given(CLAUSES, OVERRUNS)
def test_caps_never_raise_and_rial_are_whole(clause, seconds):
    line = charge(clause, late(seconds=seconds), prices=PRICES)
    uncapped = replace(clause, item_cap_rate=None, item_cap_amount=None, most_units=None)
    assert 0 <= line.payable <= line.amount == charge(uncapped, late(seconds=seconds), prices=PRICES).payable
    assert line.payable == line.payable.to_integral_value()
    assert line.amount == line.amount.to_integral_value()
    assert bool(line.reasons) or line.payable == line.amount


@given(CLAUSES.filter(lambda clause: clause.unit is not LateUnit.EVENT))
def test_what_is_not_late_costs_nothing(clause):
    line = charge(clause, late(seconds=0, dates=0), prices=PRICES)
    assert (line.amount, line.payable) == (0, 0)


@given(CLAUSES, st.lists(OVERRUNS, min_size=1, max_size=5).map(sorted))
def test_lateness_split_over_months_costs_what_it_costs_at_once(clause, overruns):
    charged = counted = Decimal(0)
    for seconds in overruns:
        line = charge(
            clause, late(seconds=seconds), prices=PRICES, charged_before=charged, counted_before=counted
        )
        charged += line.payable
        counted += line.amount
    at_once = charge(clause, late(seconds=overruns[-1]), prices=PRICES)
    assert (charged, counted) == (at_once.payable, at_once.amount)


@given(CLAUSES, OVERRUNS, OVERRUNS)
def test_more_lateness_never_costs_less(clause, one, another):
    less, more = sorted((one, another))
    assert payable(clause, late(seconds=less)) <= payable(clause, late(seconds=more))


@given(st.lists(st.tuples(CLAUSES, st.integers(1, 3), OVERRUNS), max_size=8))
def test_an_incident_is_charged_its_dearest_line(drawn):
    lines = [
        charge(clause, late(seconds=seconds, obligation=place, job=str(job)), prices=PRICES)
        for place, (clause, job, seconds) in enumerate(drawn)
    ]
    kept = highest_only(lines)
    for job in {line.job for line in lines}:
        dearest = max(line.payable for line in lines if line.job == job)
        assert sum(line.payable for line in kept if line.job == job) == dearest
