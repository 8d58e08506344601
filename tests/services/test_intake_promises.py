import pytest

from app.services.intake.promises import Promise, promises
from app.services.jobs import commands
from app.services.jobs.commands import NewCall
from tests.factories import BY_DESK, MINUTE, dump, founded


@pytest.fixture
def ground(store):
    return founded(store)


def test_the_promises_shown_are_those_that_are_made(ground):
    before = dump(ground.store)
    with ground.store.reading() as session:
        shown = promises(
            session, ground.clock, terminal_id=ground.terminals[0], fault="PRN-01", priority="P2"
        )
    assert dump(ground.store) == before
    now = ground.clock.now()
    assert shown == [
        Promise(kind="SLA", metric="arrive", due_at=now + 60 * MINUTE),
        Promise(kind="SLA", metric="resolve", due_at=now + 120 * MINUTE),
    ]
    call = NewCall(terminal_id=ground.terminals[0], fault="PRN-01", priority="P2")
    with ground.store.writing() as session:
        job = commands.register(session, ground.clock, call, BY_DESK)
    with ground.store.reading() as session:
        made = commands.Job.__mapper__.class_
        found = session.get_one(made, job).obligations
        assert [(row.kind, row.metric, row.due_at) for row in found] == [
            (p.kind, p.metric, p.due_at) for p in shown
        ]


def test_an_unknown_terminal_is_promised_nothing(ground):
    with ground.store.reading() as session:
        assert promises(session, ground.clock, terminal_id=999, fault="", priority="P2") == []
