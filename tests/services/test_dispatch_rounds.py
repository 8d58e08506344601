"""Whole queues to technicians: what holds of every plan."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dispatch_weights import SHIPPED
from app.domain.tours import ALWAYS, Hours, Spot, Stop, Tour, arrivals
from app.services.dispatch_rounds import FORBIDDEN, SOONER, Rounds, objective, planned

spots = st.none() | st.builds(
    Spot, st.floats(35, 36), st.floats(51, 52), st.sampled_from(("A", "C", "D", ""))
)
hours = st.sampled_from(
    (ALWAYS, Hours(((-60, 240), (300, 500.5), (1400, 9000))), Hours(((130, 400), (1400, 9000))))
)
stops = st.builds(
    Stop,
    job=st.just(0),
    spot=spots,
    minutes=st.floats(1, 120),
    due=st.none() | st.floats(-600, 1500),
    factor=st.sampled_from((1.0, 2.0, 4.0, 8.0)),
)


@st.composite
def queues(draw):
    """Technicians with what they carry, calls, and who may take which."""
    count = draw(st.integers(1, 4))
    tours = [
        Tour(draw(spots), draw(st.floats(0, 300)), tuple(draw(st.lists(stops, max_size=3))), draw(hours))
        for _ in range(count)
    ]
    calls = draw(st.lists(stops, max_size=8))
    number = iter(range(100))
    tours = [
        replace(tour, stops=tuple(replace(stop, job=next(number)) for stop in tour.stops)) for tour in tours
    ]
    calls = [replace(call, job=next(number)) for call in calls]
    allowed = draw(st.lists(st.booleans(), min_size=count * len(calls), max_size=count * len(calls)))
    may = np.array(allowed, dtype=bool).reshape(count, len(calls))
    return tours, calls, may


@settings(max_examples=40)
@given(queues())
def test_a_plan_is_feasible_and_never_worse_than_the_greedy_one(queue):
    tours, calls, may = queue
    plan = planned(tours, calls, may, SHIPPED)
    given_away = [
        stop
        for tour, old in zip(plan.tours, tours, strict=True)
        for stop in tour.stops
        if stop not in old.stops
    ]
    # Each call once, or nobody may take it.
    assert sorted(stop.job for stop in (*given_away, *plan.left)) == sorted(call.job for call in calls)
    assert [stop.job for stop in plan.left] == [
        call.job for place, call in enumerate(calls) if not may[:, place].any()
    ]
    for place, (tour, old) in enumerate(zip(plan.tours, tours, strict=True)):
        # What he has started is not touched, what he carries stays his and in its order.
        assert (tour.spot, tour.free, tour.hours) == (old.spot, old.free, old.hours)
        assert [stop for stop in tour.stops if stop in old.stops] == list(old.stops)
        assert all(may[place, calls.index(stop)] for stop in tour.stops if stop not in old.stops)
    takeable = [place for place in range(len(calls)) if may[:, place].any()]
    rounds = Rounds(tours, [calls[place] for place in takeable], may[:, takeable], SHIPPED)
    rounds.take(rounds.greedy())
    assert objective(plan.tours, SHIPPED) <= objective(rounds.tours(), SHIPPED) * (1 + 1e-9) + 1e-6


@settings(max_examples=40)
@given(queues())
def test_arrays_price_what_the_domain_prices(queue):
    tours, calls, may = queue
    rounds = Rounds(tours, calls, may, SHIPPED)
    assert rounds.worth(rounds.chains) == pytest.approx(objective(tours, SHIPPED), rel=1e-9, abs=1e-6)
    if not calls:
        return
    costs, places = rounds.prices(list(range(len(tours), len(tours) + len(calls))))
    for worker, tour in enumerate(tours):
        for place, call in enumerate(calls):
            if not may[worker, place]:
                assert costs[worker, place] == FORBIDDEN
                continue
            at = int(places[worker, place])
            put = replace(tour, stops=(*tour.stops[:at], call, *tour.stops[at:]))
            added = objective([put], SHIPPED) - objective([tour], SHIPPED)
            assert costs[worker, place] == pytest.approx(added, rel=1e-6, abs=1e-3)


def test_two_calls_and_two_technicians_by_hand():
    # docs/algorithms/dispatch.md: a greedy desk sends the near one to the urgent call, and the other is late.
    west, middle, east = (Spot(35.7, lon, "A") for lon in (51.30, 51.40, 51.50))
    tours = [Tour(middle), Tour(east)]
    urgent, other = Stop(1, middle, 30, due=90, factor=4), Stop(2, west, 30, due=40, factor=2)
    plan = planned(tours, [urgent, other], np.ones((2, 2), dtype=bool), SHIPPED)
    assert [[stop.job for stop in tour.stops] for tour in plan.tours] == [[2], [1]]
    assert [round(at, 1) for tour in plan.tours for at in arrivals(tour, SHIPPED)] == [32.0, 32.0]
    assert objective(plan.tours, SHIPPED) == pytest.approx(SOONER * 64.03, abs=0.01)
    rounds = Rounds(tours, [urgent, other], np.ones((2, 2), dtype=bool), SHIPPED)
    rounds.take(rounds.greedy())
    assert [[stop.job for stop in tour.stops] for tour in rounds.tours()] == [[1, 2], []]
    assert objective(rounds.tours(), SHIPPED) == pytest.approx(
        2 * (30 + 32.02 - 40) + SOONER * 62.02, abs=0.1
    )


def test_it_is_told_after_each_round_and_may_be_stopped():
    seen = []

    def goes(done):
        seen.append(done)
        return done < 3

    tours = [Tour(Spot(35.7, 51.4, "A"))]
    plan = planned(tours, [Stop(1, None, 5, 1)], np.ones((1, 1), dtype=bool), SHIPPED, goes=goes)
    assert (seen, plan.rounds) == ([0, 1, 2, 3], 3)
    assert timedelta(minutes=arrivals(plan.tours[0], SHIPPED)[0]) == timedelta(hours=1)
