import math

import pytest

from app.domain.dispatch_weights import SHIPPED, codes, kept_of, read_weights
from app.domain.errors import BadInput
from app.domain.tours import ALWAYS, Hours, Spot, Stop, Tour, arrivals, insertions, way

DOOR, NORTH = Spot(35.7, 51.4, "A"), Spot(35.8, 51.4, "A")
DAY = Hours(((-120, 60), (120, 180)))


@pytest.mark.parametrize(
    ("start", "minutes", "ends"),
    [
        (0, 0, 0),
        (0, 60, 60),
        (0, 61, 121),
        (60, 0, 120),
        (90, 0, 120),
        (0, 120, 180),
        (0, 121, math.inf),
        (180, 0, math.inf),
        (-500, 10, -110),
        (math.inf, 5, math.inf),
    ],
)
def test_minutes_pass_only_at_work(start, minutes, ends):
    assert DAY.after(start, minutes) == ends


def test_work_used_up_at_closing_ends_there_and_the_edge_belongs_to_no_shift():
    assert [DAY.has(at) for at in (-121, -120, 59.9, 60, 119, 120, 180)] == [
        *(False, True, True, False),
        *(False, True, False),
    ]
    assert ALWAYS.after(7, 5) == 12
    assert Hours(()).after(0, 0) == math.inf


def test_a_way_is_road_at_the_speed_of_the_zone_it_leads_to():
    # 11.12 km straight, 14.46 km of road.
    assert way(DOOR, NORTH, SHIPPED) == pytest.approx(39.42, abs=0.01)
    assert way(DOOR, Spot(35.8, 51.4, "D"), SHIPPED) == pytest.approx(17.35, abs=0.01)
    assert way(DOOR, DOOR, SHIPPED) == 0
    assert way(None, NORTH, SHIPPED) == way(DOOR, None, SHIPPED) == 60


def test_every_place_of_a_round_is_priced():
    stop = Stop(1, NORTH, 20, due=50, factor=4)
    tour = Tour(DOOR, free=5, stops=(stop,))
    assert arrivals(tour, SHIPPED) == (pytest.approx(44.42, abs=0.01),)
    first, last = insertions(tour, Stop(2, DOOR, 30, due=10), SHIPPED)
    # First: there at once, half an hour of work, and the other comes 24.42 minutes after its due instant.
    assert (first.place, first.travel, first.arrival, first.late) == (0, 0, 5, 0)
    assert first.makes_late_minutes == pytest.approx(24.42, abs=0.01)
    assert first.makes_late == pytest.approx(97.7, abs=0.05)
    # Last: 20 minutes of work up there, and the way back.
    assert (last.place, last.makes_late) == (1, 0)
    assert last.arrival == pytest.approx(103.85, abs=0.01)
    assert last.late == pytest.approx(93.85, abs=0.01)


def test_what_never_comes_is_never_later():
    tour = Tour(DOOR, stops=(Stop(1, NORTH, 20, due=50),), hours=Hours(()))
    assert [(each.arrival, each.makes_late) for each in insertions(tour, Stop(2, DOOR, 5, 5), SHIPPED)] == [
        (math.inf, 0),
        (math.inf, 0),
    ]


def test_weights_are_read_by_name():
    assert read_weights({}) == SHIPPED
    chosen = read_weights({"travel": "1.5", "certified": "atm، S90 , atm", "busy_slot": "block"})
    assert (chosen.travel, chosen.certified, chosen.busy_slot) == (1.5, ("ATM", "S90"), "block")
    assert kept_of(chosen) == {"travel": "1.5", "certified": "ATM, S90", "busy_slot": "block"}
    assert [SHIPPED.factor(priority) for priority in ("P1", "P2", "P3", "P4", "")] == [8, 4, 2, 1, 1]
    assert codes(" ,;") == ()


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ({"speed": "3"}, "unknown key 'speed'"),
        ({"speed_a": "0"}, "speed_a: found '0', expected a number from 1 to 200"),
        ({"late": "much"}, "late: found 'much', expected a number from 0 to 1000"),
        ({"late": "nan"}, "late: found 'nan', expected a number from 0 to 1000"),
        ({"busy_slot": "ask"}, "busy_slot: found 'ask', expected warn or block"),
    ],
)
def test_a_wrong_weight_is_named(kept, said):
    with pytest.raises(BadInput) as told:
        read_weights(kept)
    assert said in str(told.value)
