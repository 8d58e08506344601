"""Places to pixels and back, and what is left of many points at one scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.views.map.levels import CELL, DOT, Points, dots, in_sight, marks
from app.views.map.projection import CLOSEST, FARTHEST, Projection

SEEN = Projection(lat=35.7, lon=51.4, scale=1000.0, width=800, height=600)


def points(*places: tuple[float, float, int]) -> Points:
    """Jobs 1, 2, … at latitude, longitude and in a state."""
    lat, lon, state = zip(*places, strict=True)
    return Points(
        ids=np.arange(1, len(places) + 1),
        lat=np.array(lat, np.float64),
        lon=np.array(lon, np.float64),
        state=np.array(state, np.int8),
    )


@given(x=st.floats(0, 800), y=st.floats(0, 600), factor=st.floats(0.01, 50))
def test_zooming_keeps_what_lies_under_the_pixel(x: float, y: float, factor: float) -> None:
    lat, lon = SEEN.place(x, y)
    closer = SEEN.zoomed(factor, x, y)
    (back_x,), (back_y,) = closer.pixels(np.array([lat]), np.array([lon]))
    assert (back_x, back_y) == (pytest.approx(x, abs=1e-4), pytest.approx(y, abs=1e-4))
    assert FARTHEST <= closer.scale <= CLOSEST


def test_north_is_up_and_east_is_right() -> None:
    (x,), (y,) = SEEN.pixels(np.array([35.8]), np.array([51.5]))
    assert x > 400
    assert y < 300
    assert SEEN.kilometres(1000) == pytest.approx(111.2)


def test_everything_fits() -> None:
    lat, lon = np.array([29.6, 38.1, 35.7]), np.array([52.5, 46.3, 59.6])
    x, y = SEEN.fitted(lat, lon).pixels(lat, lon)
    assert x.min() >= 59
    assert x.max() <= 741
    assert y.min() >= 59
    assert y.max() <= 541


def test_jobs_near_each_other_become_one_mark_in_the_worst_of_their_states() -> None:
    (ground_x,), (ground_y,) = SEEN.pixels(np.array([0.0]), np.array([0.0]))
    x, y = 400 - (400 - ground_x) % CELL[0] + 10, 300 - (300 - ground_y) % CELL[1] + 10
    one, other = SEEN.place(x, y), SEEN.place(x + 20, y + 5)
    found = marks(points((*one, 2), (*other, 0), (35.9, 51.4, 3), (20.0, 51.4, 0)), SEEN)
    by_count = sorted(zip(found.count.tolist(), found.state.tolist(), found.first.tolist(), strict=True))
    assert by_count == [(1, 3, 2), (2, 0, 0)]


@given(st.lists(st.tuples(st.floats(34, 37), st.floats(50, 53), st.integers(0, 4)), min_size=1, max_size=60))
def test_no_job_in_sight_is_lost_or_counted_twice(places: list[tuple[float, float, int]]) -> None:
    given_points = points(*places)
    found = marks(given_points, SEEN)
    within = in_sight(given_points, SEEN)
    assert found.count.sum() == within.size
    assert set(found.first.tolist()) <= set(within.tolist())
    if within.size:
        assert found.state.min() == given_points.state[within].min()


def test_groups_hang_on_the_ground() -> None:
    rng = np.random.default_rng(7)
    many = points(*((35.7 + a, 51.4 + b, 2) for a, b in rng.normal(0, 0.02, (200, 2))))
    before = marks(many, SEEN)
    after = marks(many, SEEN.moved(37, -11))
    assert before.count.tolist() == after.count.tolist()
    assert after.x - before.x == pytest.approx(37)
    assert after.y - before.y == pytest.approx(-11)


def test_nothing_is_no_mark() -> None:
    assert marks(Points.none(), SEEN).count.tolist() == []
    assert dots(np.empty(0), np.empty(0), SEEN).max() == 0


def test_terminals_are_dots_where_they_stand() -> None:
    shade = dots(np.array([35.7, 35.7, 60.0]), np.array([51.4, 51.4, 51.4]), SEEN)
    assert shade.shape == (200, 267)
    assert np.argwhere(shade).tolist() == [[300 // DOT, 400 // DOT]]
    assert shade.max() == 140
