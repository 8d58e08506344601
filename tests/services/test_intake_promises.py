from datetime import timedelta

import pytest

from app.models.jobs import Job
from app.models.merchants import Terminal
from app.services.agreements.taking_in import record_agreement
from app.services.intake.promises import Foreseen, Promise, promises
from app.services.jobs import commands
from app.services.jobs.commands import NewCall
from tests.factories import BY_DESK, MINUTE, agreement_text, dump, founded


@pytest.fixture
def ground(store):
    return founded(store)


def shown(ground, *, priority="P2", service="EM"):
    with ground.store.reading() as session:
        return promises(
            session,
            ground.clock,
            terminal_id=ground.terminals[0],
            fault="PRN-01",
            priority=priority,
            service=service,
        )


def test_the_promises_shown_are_those_that_are_made(ground):
    before = dump(ground.store)
    foreseen = shown(ground)
    assert dump(ground.store) == before
    now = ground.clock.now()
    own = {"kind": "SLA", "unit": "minutes", "is_working": False, "agreement": "SLA", "party": ""}
    contract = {**own, "kind": "UC", "agreement": "UC1", "party": "C1"}
    assert foreseen == Foreseen(
        promises=(
            Promise(metric="arrive", target="60", due_at=now + 60 * MINUTE, **own),
            Promise(metric="resolve", target="120", due_at=now + 120 * MINUTE, **own),
            Promise(metric="arrive", target="60", due_at=now + 60 * MINUTE, **contract),
            Promise(metric="resolve", target="120", due_at=now + 120 * MINUTE, **contract),
        ),
        without=("OLA",),
    )
    job = ground.call()
    ground.assign(job)
    with ground.store.reading() as session:
        made = session.get_one(Job, job).obligations
        assert [(row.kind, row.metric, row.due_at, row.party) for row in made] == [
            (p.kind, p.metric, p.due_at, p.party) for p in foreseen.promises
        ]


def test_an_agreement_that_promises_nothing_says_so(ground):
    only_p1 = '[[version.target]]\nmetric = "resolve"\nlimit = 30\nunit = "minutes"\npriorities = ["P1"]\n'
    with ground.store.writing() as session:
        record_agreement(
            session, ground.clock, agreement_text("OLA", body=only_p1), file="ola.toml", by="desk-1"
        )
    assert shown(ground).silent == (("OLA", "OLA"),)
    found = shown(ground, priority="P1")
    assert found.silent == found.without == ()
    assert [promise.kind for promise in found.promises] == ["SLA", "SLA", "OLA", "UC", "UC"]
    assert shown(ground, service="ROLL").silent == (("SLA", "SLA"), ("OLA", "OLA"), ("UC", "UC1"))


def test_without_a_contractor_of_the_territory_no_contract_promises_anything(ground):
    with ground.store.writing() as session:
        session.get_one(Terminal, ground.terminals[0]).party_id = None
    found = shown(ground)
    assert {promise.kind for promise in found.promises} == {"SLA"}
    assert found.without == ("OLA", "UC")


def test_an_unknown_terminal_is_promised_nothing(ground):
    with ground.store.reading() as session:
        assert promises(session, ground.clock, terminal_id=999, fault="", priority="P2") == Foreseen()


def test_what_the_merchant_pays_for_has_no_target_from_the_start(ground):
    call = NewCall(terminal_id=ground.terminals[0], fault="DMG-01", priority="P2", is_chargeable=True)
    with ground.store.writing() as session:
        job = commands.register(session, ground.clock, call, BY_DESK)
    ground.clock.turn_by(timedelta(hours=5))
    ground.act(job, "add_note", said=commands.Said("desk-1", note="x"))
    with ground.store.reading() as session:
        found = session.get_one(Job, job)
        assert [(row.metric, row.state) for row in found.obligations] == [
            ("arrive", "excused"),
            ("resolve", "excused"),
        ]
        assert [(event.kind, event.reason) for event in found.events][:2] == [
            ("reported", ""),
            ("excused", "chargeable"),
        ]
        assert {row.next_alarm_at for row in found.obligations} == {None}
