"""The first look at the clocks of a store agrees with what was derived, and sees what was changed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.domain.events import Owner
from app.models.jobs import JobEvent, ObligationRow
from app.services.reevaluation import Reevaluation, in_microseconds, reevaluate
from tests.factories import dump, founded

CHANGES = [
    {"due_at": ObligationRow.started_at},
    {"used_seconds": 1},
    {"overrun_seconds": 7},
    {"limit_seconds": 61},
    {"state": "missed"},
]


@pytest.fixture
def ground(store):
    """Two jobs done in time and late, one that runs, one that has waited."""
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


def looked_at(ground) -> Reevaluation:
    with ground.store.reading() as session:
        return reevaluate(session)


def ids_of(ground, *states: str) -> list[int]:
    with ground.store.reading() as session:
        query = select(ObligationRow.id).where(ObligationRow.state.in_(states)).order_by(ObligationRow.id)
        return list(session.scalars(query))


def test_what_was_derived_is_what_counts(ground):
    before = dump(ground.store)
    assert looked_at(ground) == Reevaluation(checked=12, left=2, differing=[])
    assert [len(ids_of(ground, state)) for state in ("met", "missed", "running")] == [4, 4, 4]
    assert dump(ground.store) == before


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_a_clock_that_was_changed_is_found(ground, change):
    met = ids_of(ground, "met")[1]
    with ground.store.engine.begin() as connection:
        connection.execute(update(ObligationRow).where(ObligationRow.id == met).values(change))
    assert looked_at(ground).differing == [met]


def test_a_running_clock_that_is_due_at_another_instant_is_found(ground):
    running = ids_of(ground, "running")[0]
    with ground.store.engine.begin() as connection:
        later = connection.scalar(select(ObligationRow.due_at).where(ObligationRow.id == running))
        later += timedelta(microseconds=1)
        connection.execute(update(ObligationRow).where(ObligationRow.id == running).values(due_at=later))
    assert looked_at(ground).differing == [running]


def test_instants_are_read_to_the_microsecond(ground):
    with ground.store.reading() as session:
        query = select(JobEvent.happened_at, in_microseconds(JobEvent.happened_at))
        for instant, micro in session.execute(query):
            assert micro == round(instant.timestamp()) * 1_000_000 - 1
