"""The first look at the clocks of a store agrees with their derivation, and sees what was changed."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select, update

from app.domain.events import Owner
from app.models.jobs import Job, ObligationRow
from app.services.jobs.clocks import derived, event_of, paired
from app.services.reevaluation import stored
from app.services.reevaluation.stored import as_text
from app.services.reevaluation.whole import Reevaluation, reevaluate
from tests.factories import dump, founded
from tests.services.crowd import Crowd

CHANGES = [
    {"due_at": ObligationRow.started_at},
    {"due_at": None},
    {"used_seconds": 1},
    {"paused_seconds": 1},
    {"overrun_seconds": 7},
    {"limit_seconds": 61},
    {"state": "missed"},
    {"state": "running"},
]
FIELDS = ("due_at", "limit_seconds", "used_seconds", "paused_seconds", "overrun_seconds", "state")


@pytest.fixture
def ground(store):
    """Two jobs done in time and late, one that runs, one that waits."""
    ground = founded(store)
    ground.clock.turn_by(timedelta(microseconds=999_999))
    for minutes in (30, 200):
        job = ground.call()
        ground.assign(job)
        ground.wait(minutes)
        ground.act(job, "arrive")
        ground.act(job, "resolve", remedy="")
    ground.assign(ground.call(terminal=1))
    waiting = ground.call(terminal=2)
    ground.act(waiting, "pause", reason="merchant-closed", owner=Owner.MERCHANT)
    return ground


def looked_at(store) -> Reevaluation:
    with store.reading() as session:
        return reevaluate(session)


def ids_of(store, *states: str) -> list[int]:
    with store.reading() as session:
        query = select(ObligationRow.id).where(ObligationRow.state.in_(states)).order_by(ObligationRow.id)
        return list(session.scalars(query))


def change(store, obligation: int, **values: object) -> None:
    with store.engine.begin() as connection:
        connection.execute(update(ObligationRow).where(ObligationRow.id == obligation).values(values))


def test_what_was_derived_is_what_counts(ground):
    before = dump(ground.store)
    assert looked_at(ground.store) == Reevaluation(checked=14, left=0, differing=[])
    assert [len(ids_of(ground.store, state)) for state in ("met", "missed", "running", "paused")] == [
        4,
        4,
        4,
        2,
    ]
    assert dump(ground.store) == before


@pytest.mark.parametrize("values", CHANGES, ids="".join)
def test_a_clock_that_was_changed_is_found(ground, values):
    met = ids_of(ground.store, "met")[1]
    change(ground.store, met, **values)
    assert looked_at(ground.store).differing == [met]


def test_an_open_clock_that_is_due_at_another_instant_is_found(ground):
    running, paused = ids_of(ground.store, "running")[0], ids_of(ground.store, "paused")[0]
    with ground.store.reading() as session:
        due = session.get_one(ObligationRow, running).due_at
    change(ground.store, running, due_at=due + timedelta(microseconds=1))
    change(ground.store, paused, due_at=due)
    assert looked_at(ground.store).differing == sorted([running, paused])


def test_random_lives_count_as_they_were_derived(store, monkeypatch):
    monkeypatch.setattr(stored, "_ROWS", 100)
    crowd = Crowd(store, 1)
    crowd.live(150)
    looked = looked_at(store)
    assert looked.differing == []
    assert looked.checked > 100
    assert looked.left > 0
    assert looked.checked + looked.left == sum(1 for _ in ids_of(store, *STATES))


def test_what_was_changed_in_random_lives_is_found_as_the_derivation_finds_it(store):
    crowd = Crowd(store, 5)
    crowd.live(100)
    whole = ids_of(store, *STATES)
    random = Random(5)
    for obligation in random.sample(whole, 60):
        with store.reading() as session:
            row = session.get_one(ObligationRow, obligation)
            name = random.choice(("due_at", "limit_seconds", "used_seconds", "overrun_seconds"))
            was = getattr(row, name)
        change(store, obligation, **{name: crowd.clock.now() if name == "due_at" else was + 1})
    looked = looked_at(store)
    assert set(looked.differing) <= derived_otherwise(crowd)
    assert len(looked.differing) > 10


def derived_otherwise(crowd: Crowd) -> set[int]:
    """Ids of the clocks that are stored otherwise than their events make them."""
    found = set()
    with crowd.store.reading() as session:
        for job in session.scalars(select(Job)):
            events = [event_of(row) for row in job.events]
            for row, promise in paired(job, derived(session, job, events, as_of=crowd.clock.now())):
                assert row is not None
                names = FIELDS if promise.reading.stopped_at else FIELDS[:2]
                if any(getattr(row, name) != getattr(promise.reading, name) for name in names):
                    found.add(row.id)
    return found


STATES = ("running", "paused", "met", "missed", "excused", "cancelled")


def test_instants_are_read_to_the_microsecond(ground):
    with ground.store.reading() as session:
        query = select(
            ObligationRow.started_at, as_text(ObligationRow.started_at), as_text(ObligationRow.stopped_at)
        )
        for started, text, stopped in session.execute(query.where(ObligationRow.state == "running")):
            assert text == started.strftime("%Y-%m-%d %H:%M:%S.999999")
            assert stopped is None
