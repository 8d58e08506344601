"""Scorecard formulas: what counts, when there is too little to say anything, and how grades fall."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clocks import ClockState
from app.domain.events import EventKind
from app.domain.scorecards import (
    GOALS,
    Kpi,
    Measure,
    Promise,
    Spread,
    compliance,
    grade,
    hands_on_seconds,
    is_repeat,
    mean_time,
    score,
    share,
    spread,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)


def promise(job: int, state: ClockState, due_at: datetime = NOW - HOUR) -> Promise:
    return Promise(job, state, due_at)


def of_hundred(kpi: Kpi, numerator: int) -> Measure:
    return Measure(kpi=kpi, numerator=numerator, denominator=100)


def test_open_and_overdue_is_missed_and_excused_stands_apart():
    measure = compliance(
        Kpi.RESOLVE,
        [
            promise(1, ClockState.MET),
            promise(2, ClockState.MISSED),
            promise(3, ClockState.RUNNING),
            promise(4, ClockState.PAUSED),
            promise(5, ClockState.EXCUSED),
            promise(6, ClockState.CANCELLED),
            promise(7, ClockState.RUNNING, NOW + HOUR),
            promise(8, ClockState.MET, NOW + HOUR),
        ],
        as_of=NOW,
        least=1,
    )
    assert (measure.numerator, measure.denominator, measure.excluded) == (1, 4, 1)
    assert (measure.counted, measure.jobs) == ((1,), (1, 2, 3, 4))
    assert measure.value == 25


@pytest.mark.parametrize(("count", "expected"), [(0, None), (19, None), (20, 100), (21, 100)])
def test_too_few_cases_are_no_data_and_never_a_hundred(count, expected):
    measure = compliance(Kpi.PM, [promise(job, ClockState.MET) for job in range(count)], as_of=NOW)
    assert measure.value == expected
    assert (measure.points is None) == (expected is None)


def test_nothing_at_all_is_no_data_even_where_one_case_would_do():
    assert share(Kpi.REPEAT_7, [], [], least=0).value is None


@pytest.mark.parametrize(
    ("kpi", "numerator", "points"),
    [
        (Kpi.RESOLVE, 95, 100),
        (Kpi.RESOLVE, 99, 100),
        (Kpi.RESOLVE, 90, 50),
        (Kpi.RESOLVE, 85, 0),
        (Kpi.RESOLVE, 60, 0),
        (Kpi.REPEAT_7, 5, 100),
        (Kpi.REPEAT_7, 0, 100),
        (Kpi.REPEAT_7, 10, 50),
        (Kpi.REPEAT_7, 40, 0),
    ],
)
def test_points_run_from_the_floor_to_the_target(kpi, numerator, points):
    assert of_hundred(kpi, numerator).points == points


def test_a_time_is_told_in_hours():
    measure = mean_time(Kpi.MTTR, {1: 3600, 2: 3 * 3600}, least=2)
    assert (measure.value, measure.points, measure.jobs) == (2, 100, (1, 2))
    assert mean_time(Kpi.MTTR, {1: 16 * 3600}, least=1).points == 50


def test_weights_of_an_agreement_take_the_place_of_the_usual_ones():
    told = [of_hundred(Kpi.RESOLVE, 90), of_hundred(Kpi.PM, 95)]
    assert score(told, {Kpi.RESOLVE: 60, Kpi.PM: 40}) == Fraction(60 * 50 + 40 * 100, 100)
    assert score(told, {Kpi.PM: 100}) == 100
    assert score(told, {Kpi.INSTALL: 100}) is None


def test_figures_without_data_give_their_weight_to_the_others():
    told = [of_hundred(Kpi.RESOLVE, 90), of_hundred(Kpi.PM, 95)]
    silent = Measure(kpi=Kpi.INSTALL, numerator=3, denominator=3)
    assert score([*told, silent]) == score(told) == Fraction(25 * 50 + 15 * 100, 40)
    assert score([silent]) is None
    assert grade(score([silent])) == ""


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        *((Fraction(90), "A"), (Fraction(8999, 100), "B"), (Fraction(80), "B"), (Fraction(70), "C")),
        *((Fraction(50), "D"), (Fraction(4999, 100), "E"), (Fraction(0), "E"), (Fraction(100), "A")),
    ],
)
def test_grades_begin_at_their_edges(points, expected):
    assert grade(points) == expected


def test_shares_keep_the_jobs_behind_them():
    measure = share(Kpi.FIRST_TIME_FIX, [4, 2, 9], [9, 4, 77], least=3)
    assert (measure.counted, measure.jobs, measure.value) == ((4, 9), (4, 2, 9), Fraction(200, 3))


def test_mean_median_and_ninth_tenth():
    assert spread([]) == Spread(0, None, None, None)
    assert spread([7]) == Spread(1, Fraction(7), Fraction(7), Fraction(7))
    assert spread([4, 1, 2, 100]) == Spread(4, Fraction(107, 4), Fraction(3), Fraction(100))
    assert spread(range(1, 11)) == Spread(10, Fraction(11, 2), Fraction(11, 2), Fraction(9))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), True),
        (timedelta(days=7), True),
        (timedelta(days=7, seconds=1), False),
        (-timedelta(seconds=1), False),
    ],
)
def test_a_repeat_comes_within_its_days(after, expected):
    assert is_repeat(NOW, NOW + after, 7) is expected


K = EventKind


@pytest.mark.parametrize(
    ("events", "hours"),
    [
        ([(K.ARRIVED, 0), (K.RESOLVED, 3)], 3),
        ([(K.ARRIVED, 0), (K.PAUSED, 1), (K.RESUMED, 4), (K.RESOLVED, 5)], 2),
        ([(K.PAUSED, 0), (K.RESUMED, 2), (K.ARRIVED, 3), (K.RESOLVED, 4)], 1),
        (
            [
                (K.ARRIVED, 0),
                (K.PAUSED, 1),
                (K.DISPATCHED, 5),
                (K.RESUMED, 6),
                (K.ARRIVED, 8),
                (K.RESOLVED, 9),
            ],
            2,
        ),
        ([(K.ARRIVED, 0), (K.RESOLVED, 1), (K.REOPENED, 3), (K.CLOSED, 4)], 1),
        ([(K.ARRIVED, 2)], 0),
        ([(K.RESOLVED, 2)], None),
        ([], None),
    ],
)
def test_hands_on_time_is_time_on_site_without_waits(events, hours):
    seconds = hands_on_seconds([(kind, NOW + at * HOUR) for kind, at in events])
    assert seconds == (None if hours is None else hours * 3600)


def test_the_weights_of_what_jobs_can_tell():
    assert {kpi: goal.weight for kpi, goal in GOALS.items()} == {
        Kpi.RESOLVE: 25,
        Kpi.ARRIVE: 8,
        Kpi.FIRST_TIME_FIX: 15,
        Kpi.REPEAT_7: 4,
        Kpi.REPEAT_30: 4,
        Kpi.MTTR: 6,
        Kpi.PM: 15,
        Kpi.INSTALL: 8,
        Kpi.SATISFACTION: 3,
    }


MEASURES = st.builds(
    lambda kpi, denominator, part: Measure(
        kpi=kpi, numerator=denominator * part // 100, denominator=denominator
    ),
    st.sampled_from([kpi for kpi in Kpi if kpi is not Kpi.MTTR]),
    st.integers(0, 200),
    st.integers(0, 100),
)


@given(st.lists(MEASURES))
def test_a_score_lies_among_its_points(measures):
    points = [measure.points for measure in measures if measure.points is not None]
    whole = score(measures)
    assert (whole is None) == (not points)
    assert whole is None or min(points) <= whole <= max(points)


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_nine_of_ten_did_not_take_longer(seconds):
    found = spread(seconds)
    assert sum(s <= found.p90 for s in seconds) * 10 >= 9 * len(seconds)
    assert min(seconds) <= found.median <= found.p90 <= max(seconds)
