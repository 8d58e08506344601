"""What the wall is told: equal to the store's own rows, at every instant."""

import pytest
from sqlalchemy import select

from app.models.jobs import Job
from app.models.technicians import TechnicianLeave, TechnicianShift
from app.services import alarm_watch, sla_watch
from app.services.wall import wall
from tests.factories import MINUTE, founded


@pytest.fixture
def ground(store):
    return founded(store)


def told(ground, minutes=0.0):
    ground.wait(minutes)
    with ground.store.writing() as session:
        sla_watch.raise_due(session, ground.clock)
        alarm_watch.take_due(session, ground.clock)
    with ground.store.reading() as session:
        return wall(session, ground.clock)


def test_breaches_and_the_next_half_hour(ground):
    first = ground.call(priority="P2")
    ground.wait(20)
    second = ground.call(priority="P1", terminal=1)
    found = told(ground, 35)
    assert [(job.id, job.priority) for job in found.soon] == [(first, "P2"), (second, "P1")]
    assert (found.breached, found.due_soon, found.open_calls) == (0, 2, 2)
    found = told(ground, 40)
    assert [(job.id, job.is_seen) for job in found.breaches] == [(second, False), (first, False)]
    assert (found.breached, found.due_soon) == (2, 0)
    ground.act(first, "resolve", remedy="R03")
    found = told(ground)
    assert [job.id for job in found.breaches] == [second]
    assert (found.breaches[0].merchant_en, found.breaches[0].city_en) == ("Shop 1", "Tehran")


def test_a_clock_past_its_instant_is_late_before_anything_announced_it(ground):
    job = ground.call()
    ground.wait(61)
    with ground.store.reading() as session:
        found = wall(session, ground.clock)
    assert [breach.id for breach in found.breaches] == [job]


def test_a_contractor_is_silent_after_twenty_minutes(ground):
    job = ground.call()
    ground.assign(job)
    since = ground.clock.now()
    assert told(ground, 19).silent == ()
    (silence,) = told(ground, 2).silent
    assert (silence.contractor_en, silence.jobs, silence.since) == ("Contractor one", 1, since)
    ground.act(job, "accept")
    assert told(ground).silent == ()


def test_technicians_are_free_unless_a_call_is_theirs(ground):
    ground.assign(ground.call())
    crews = [(crew.contractor_en, crew.free, crew.technicians) for crew in told(ground).crews]
    assert crews == [("Contractor one", 1, 2), ("Contractor two", 1, 1)]


def test_whoever_is_off_duty_or_on_leave_is_not_at_work(ground):
    """It is a Monday, 08:00 UTC; the zone of the agreements is UTC."""
    first, second, third = ground.technicians
    with ground.store.writing() as session:
        session.add(TechnicianShift(technician_id=first, weekday=0, hours="09:00-17:00"))
        session.add(TechnicianShift(technician_id=second, weekday=6, hours="22:00-24:00"))
        session.add(TechnicianShift(technician_id=second, weekday=0, hours="00:00-08:30"))
        start = ground.clock.now() + 20 * MINUTE
        session.add(TechnicianLeave(technician_id=third, starts_at=start, ends_at=start + 60 * MINUTE))

    def crews(minutes=0):
        return [(crew.contractor_en, crew.free, crew.technicians) for crew in told(ground, minutes).crews]

    assert crews() == [("Contractor one", 1, 1), ("Contractor two", 1, 1)]
    assert crews(29) == [("Contractor one", 1, 1)]
    assert crews(1) == []
    assert crews(50) == [("Contractor one", 1, 1), ("Contractor two", 1, 1)]


def test_the_map_counts_every_open_call_once(ground):
    for place in range(3):
        ground.call(terminal=place)
    found = told(ground, 61)
    with ground.store.reading() as session:
        rows = session.execute(select(Job.province).where(Job.is_open)).scalars().all()
    assert {province.province: (province.open, province.breached) for province in found.provinces} == {
        "تهران": (3, 3)
    }
    assert len(rows) == found.open_calls == 3
