"""The choice of a technician: its formula in worked numbers, and what holds whatever the figures are."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dispatch_rules import Asked, Person, rules_against
from app.domain.dispatch_weights import SHIPPED, Weights
from app.domain.suggestion import Call, Worker, judged, ranked, standing
from app.domain.tours import ALWAYS, Hours, Spot, Stop, Tour

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
TODAY = date(2026, 6, 1)
DOOR = Spot(35.7, 51.4, "A")
ASKED = Asked(device="POS", model="S90", service="EM", territory="C1", contracted=frozenset({"C1", "C2"}))
CALL = Call(
    stop=Stop(1, DOOR, 30, due=60, factor=4),
    asked=ASKED,
    parts=("adapter", "battery"),
    known_to=frozenset({2}),
)


def judge(worker, call=CALL, weights=SHIPPED):
    return judged(worker, call, weights, now=NOW, today=TODAY)


def rank(workers, call=CALL, weights=SHIPPED):
    return ranked(workers, call, weights, now=NOW, today=TODAY)


def worker(id_=1, **more):
    person = Person(id=id_, party=more.pop("party", "C1"), **more.pop("person", {}))
    return Worker(person=person, tour=more.pop("tour", Tour(DOOR)), **more)


def test_the_worked_example_of_the_page():
    # docs/algorithms/dispatch.md: 11.12 km north, busy for half an hour, carries one call, knows the site.
    north = Spot(35.8, 51.4, "A")
    carried = Stop(7, DOOR, 20, due=100, factor=2)
    found = judge(
        worker(2, tour=Tour(north, free=30, stops=(carried,)), open_jobs=1, van={"adapter": 1}),
    )
    assert [(part.name, round(part.amount, 1), round(part.minutes, 1)) for part in found.parts] == [
        ("travel", 39.4, 39.4),
        ("wait", 30.0, 15.0),
        ("late", 9.4, 113.1),
        ("makes-late", 0.0, 0.0),
        ("load", 1, 12.0),
        ("part", 1, 30.0),
        ("known-site", 1, -10.0),
    ]
    assert round(found.score, 1) == 199.5
    assert (found.insertion.place, found.missing, found.broken) == (0, ("battery",), ())


def test_a_van_nobody_knows_is_no_fault():
    assert judge(worker(van=None)).missing == ()
    assert (judge(worker(van={})).missing, judge(worker(van={})).parts[5].minutes) == (CALL.parts, 60)


@pytest.mark.parametrize(
    ("person", "codes"),
    [
        ({}, []),
        ({"is_active": False, "skills": frozenset({"ATM"})}, ["technician-not-available"]),
        ({"leave": ((NOW, NOW + timedelta(hours=1)),)}, ["on-leave"]),
        ({"leave": ((NOW - timedelta(hours=1), NOW),)}, []),
        ({"skills": frozenset({"ATM"})}, ["no-skill", "no-certificate"]),
        ({"skills": frozenset({"EM"}), "certificates": {"S90": TODAY}}, []),
        ({"certificates": {"S90": TODAY - timedelta(days=1)}}, ["certificate-expired"]),
        ({"hours": Hours(((-60, 60),))}, []),
        ({"hours": Hours(((60, 120),))}, []),
        ({"hours": Hours(((961, 1000),))}, ["off-shift"]),
        ({"hours": Hours(())}, ["never-at-work"]),
    ],
)
def test_each_rule_by_its_code(person, codes):
    weights = (
        replace(SHIPPED, certified=("S90",)) if "skill" in str(person) or "cert" in str(person) else SHIPPED
    )
    found = rules_against(Person(id=1, party="C1", **person), ASKED, weights, now=NOW, today=TODAY)
    assert [rule.code for rule in found] == codes
    final = {"technician-not-available", "on-leave"}
    assert [rule.may_override for rule in found] == [code not in final for code in codes]


def test_territory_and_contract_bind_contractors_alone():
    def broken(party, asked=ASKED, **more):
        person = Person(id=1, party=party, **more)
        return [rule.code for rule in rules_against(person, asked, SHIPPED, now=NOW, today=TODAY)]

    assert broken("C2") == ["out-of-territory"]
    assert broken("ROOM", is_in_house=True) == []
    assert broken("C2", replace(ASKED, territory="")) == []
    assert broken("C3", replace(ASKED, territory="")) == ["no-contract"]
    assert broken("C3", replace(ASKED, territory="", contracted=None)) == []


spots = st.builds(Spot, st.floats(35, 36), st.floats(51, 52), st.sampled_from(("A", "B", "C", "D", "")))
stops = st.builds(
    Stop,
    job=st.integers(1, 999),
    spot=st.none() | spots,
    minutes=st.floats(1, 120),
    due=st.none() | st.floats(-600, 3000),
    factor=st.sampled_from((1.0, 2.0, 4.0, 8.0)),
)
hours = st.sampled_from(
    (ALWAYS, Hours(((-60, 240), (300, 500), (1400, 9000))), Hours(((1200, 9000),)), Hours(()))
)


@st.composite
def workers(draw, id_=1):
    known = draw(st.none() | hours)
    skills = draw(st.sampled_from((frozenset(), frozenset({"POS"}), frozenset({"ATM"}))))
    person = Person(
        id=id_,
        party=draw(st.sampled_from(("C1", "C2", "C3"))),
        is_in_house=draw(st.booleans()),
        is_active=draw(st.booleans()),
        skills=skills,
        leave=draw(st.sampled_from(((), ((NOW, NOW + timedelta(hours=2)),)))),
        hours=known,
    )
    carried = tuple(draw(st.lists(stops, max_size=4)))
    tour = Tour(draw(st.none() | spots), draw(st.floats(0, 120)), carried, known or ALWAYS)
    van = draw(st.none() | st.dictionaries(st.sampled_from(("adapter", "battery")), st.integers(0, 3)))
    return Worker(person=person, tour=tour, open_jobs=len(carried), van=van)


calls = st.builds(Call, stop=stops, asked=st.just(ASKED), parts=st.sampled_from(((), ("adapter", "battery"))))
teams = st.integers(1, 5).flatmap(lambda count: st.tuples(*(workers(id_) for id_ in range(1, count + 1))))


@given(teams, calls, st.randoms())
def test_the_order_in_which_they_are_looked_at_changes_nothing(team, call, random):
    shuffled = list(team)
    random.shuffle(shuffled)
    assert rank(shuffled, call) == rank(team, call)


@given(teams, calls)
def test_who_breaks_a_rule_never_stands_before_who_breaks_none(team, call):
    found = rank(team, call)
    assert [standing(each.broken) for each in found] == sorted(standing(each.broken) for each in found)
    assert len(found) == len(team)
    assert all(each.may_override == (standing(each.broken) < 2) for each in found)


@given(workers(), calls, st.floats(0, 1), st.floats(0, 1))
def test_more_distance_is_never_better(one, call, near, farther):
    """He stands and carries everything at one place, and the call moves away from it."""

    def at(lat):
        stop = replace(call.stop, spot=Spot(lat, DOOR.lon, "A"))
        carried = tuple(replace(each, spot=DOOR) for each in one.tour.stops)
        placed = replace(one, tour=replace(one.tour, spot=DOOR, stops=carried))
        return judge(placed, replace(call, stop=stop)).score

    assert at(DOOR.lat + near + farther) >= at(DOOR.lat + near) - 1e-6


@given(workers(), calls)
def test_the_score_is_the_sum_of_its_parts_and_the_place_the_best(one, call):
    found = judge(one, call)
    assert found.score == sum(part.minutes for part in found.parts)
    assert {part.name for part in found.parts} == {
        *("travel", "wait", "late", "makes-late", "load", "part", "known-site"),
    }


@given(workers(), calls)
def test_weights_of_nothing_make_all_alike(one, call):
    nothing = Weights(travel=0, wait=0, late=0, makes_late=0, load=0, part=0, known_site=0)
    assert judge(one, call, nothing).score == 0
