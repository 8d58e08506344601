from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.events import Owner, Priority, Source
from app.models.agreements import AgreementRevision
from app.models.jobs import Job, JobEvent, ObligationRow
from app.services.agreements.taking_in import record_agreement
from app.services.jobs.clocks import refresh
from app.services.jobs.commands import JobRef, Said, excuse
from tests.factories import BY_DESK, MINUTE, TARGETS, agreement_text, dump, founded

BOSS = Said("supervisor")


@pytest.fixture
def ground(store):
    return founded(store)


def obligations(ground, job):
    with ground.store.reading() as session:
        query = select(ObligationRow).where(ObligationRow.job_id == job).order_by(ObligationRow.id)
        return {(row.agreement, row.metric, row.sequence): row for row in session.scalars(query)}


def refused(ground, code, act):
    """`act` is refused with `code` and leaves everything as it was."""
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as told:
        act()
    assert told.value.code == code
    assert dump(ground.store) == before
    return told.value.parameters


def test_a_call_is_numbered_and_its_clocks_start(ground):
    job = ground.call()
    row = ground.job(job)
    assert (row.code, row.stage, row.is_open, row.priority) == ("10001", "new", True, "P2")
    assert (row.reported_at, row.zone, row.city) == (ground.clock.now(), "A", "تهران")
    assert (row.clock_metric, row.clock_state, row.clock_limit_seconds) == ("arrive", "running", 3600)
    assert row.clock_due_at == ground.clock.now() + 60 * MINUTE
    assert {key: found.state for key, found in obligations(ground, job).items()} == {
        ("SLA", "arrive", 0): "running",
        ("SLA", "resolve", 0): "running",
    }
    assert ground.job(ground.call(terminal=1)).code == "10002"


def test_every_command_appends_one_event_and_one_version(ground):
    job = ground.call()
    steps = [
        ("acknowledge", {}, "new"),
        ("assign", {"technician_id": ground.technicians[0]}, "dispatched"),
        ("accept", {}, "accepted"),
        ("depart", {}, "en-route"),
        ("change_priority", {"priority": Priority.P1}, "en-route"),
        ("arrive", {}, "on-site"),
        ("pause", {"reason": "shop-closed", "owner": Owner.MERCHANT}, "on-hold"),
        ("resume", {}, "on-site"),
        ("resolve", {"remedy": "R03"}, "resolved"),
        ("reopen", {"reason": "same-fault"}, "dispatched"),
        ("reject", {"reason": "too-far"}, "new"),
        ("assign", {"technician_id": ground.technicians[2]}, "dispatched"),
        ("resolve", {"remedy": "R03"}, "resolved"),
        ("close", {}, "closed"),
        ("excuse", {"reason": "wrong-address"}, "closed"),
    ]
    for done, (action, details, stage) in enumerate(steps, 1):
        ground.wait(1)
        version = ground.job(job).version
        ground.act(job, action, version=version, **details)
        assert (ground.job(job).stage, ground.job(job).version) == (stage, version + 1), action
        assert len(ground.events(job)) == done + 1, action
    assert ground.events(job)[:4] == ["reported", "acknowledged", "dispatched", "accepted"]


def test_a_note_is_one_event_and_changes_nothing_else(ground):
    job = ground.call()
    before = {name: rows for name, rows in dump(ground.store).items() if name not in {"job_event", "notice"}}
    ground.act(job, "add_note", said=Said("desk-2", note="کلید نزد همسایه است"))
    after = dump(ground.store)
    assert {name: rows for name, rows in after.items() if name not in {"job_event", "notice"}} == before
    assert ground.events(job) == ["reported", "note"]


def test_what_was_said_is_kept_as_it_was_said(ground):
    job = ground.call()
    ground.wait(30)
    happened = ground.clock.now() - 20 * MINUTE
    said = Said("T1", Source.CONTRACTOR, happened, "در راه")
    ground.act(job, "pause", said=said, reason="shop-closed", owner=Owner.MERCHANT)
    with ground.store.reading() as session:
        event = session.scalars(select(JobEvent).order_by(JobEvent.id.desc())).first()
        assert (event.happened_at, event.recorded_at) == (happened, ground.clock.now())
        assert (event.source, event.actor, event.note) == ("contractor", "T1", "در راه")
        assert (event.reason, event.owner) == ("shop-closed", "merchant")


def test_a_wait_is_decided_by_the_instant_at_which_it_began(ground):
    job = ground.call()
    ground.wait(10)
    began = ground.clock.now()
    ground.act(job, "pause", reason="shop-closed", owner=Owner.MERCHANT)
    refused(
        ground,
        "unknown-wait",
        partial(ground.act, job, "decide_wait", said=BOSS, began_at=began + MINUTE, is_approved=True),
    )
    ground.act(job, "decide_wait", said=BOSS, began_at=began, is_approved=False)
    ground.act(job, "decide_wait", said=BOSS, began_at=began, is_approved=True)
    assert ground.events(job) == ["reported", "paused", "wait-refused", "wait-approved"]
    with ground.store.reading() as session:
        event = session.scalars(select(JobEvent).order_by(JobEvent.id.desc())).first()
        assert event.value == began.isoformat()


@pytest.mark.parametrize(
    ("by", "code"), [(" DESK-1 ", "wait-by-second-person"), (" ", "approval-needs-a-name")]
)
def test_a_second_person_decides_a_wait_by_name(ground, by, code):
    job = ground.call()
    began = ground.clock.now()
    ground.act(job, "pause", reason="shop-closed", owner=Owner.MERCHANT)
    decide = partial(ground.act, job, "decide_wait", said=Said(by), began_at=began, is_approved=True)
    refused(ground, code, decide)
    assert ground.events(job) == ["reported", "paused"]


def test_the_board_counts_down_the_merchants_next_promise(ground):
    job = ground.call()
    ground.assign(job)
    ground.wait(10)
    ground.act(job, "arrive")
    row = ground.job(job)
    assert (row.clock_metric, row.clock_due_at) == ("resolve", row.reported_at + 120 * MINUTE)
    ground.act(job, "pause", reason="shop-closed", owner=Owner.MERCHANT)
    row = ground.job(job)
    assert (row.clock_state, row.clock_due_at, row.clock_left_seconds) == ("paused", None, 110 * 60)
    assert row.hold_reason == "shop-closed"
    ground.wait(60)
    ground.act(job, "resume")
    assert ground.job(job).clock_due_at == row.reported_at + 180 * MINUTE
    ground.act(job, "resolve", remedy="R03")
    row = ground.job(job)
    assert (row.is_open, row.clock_state, row.clock_metric, row.resolved_at) == (
        False,
        "met",
        "",
        ground.clock.now(),
    )


def test_a_dispatch_starts_the_contractors_clocks_and_a_withdrawal_ends_them(ground):
    job = ground.call()
    ground.wait(5)
    ground.assign(job, 0)
    ground.wait(5)
    ground.assign(job, 2)
    found = obligations(ground, job)
    assert found["UC1", "resolve", 0].state == "cancelled"
    assert found["UC2", "resolve", 1].due_at == ground.clock.now() + 120 * MINUTE
    with ground.store.reading() as session:
        row = session.get_one(Job, job)
        assert (row.party.code, row.technician.code) == ("C2", "T3")


def test_a_rejected_job_has_no_technician(ground):
    job = ground.call()
    ground.assign(job)
    ground.act(job, "reject", reason="too-far")
    row = ground.job(job)
    assert (row.stage, row.technician_id) == ("new", None)


def test_an_excuse_sets_the_misses_apart(ground):
    job = ground.call()
    ground.wait(90)
    ground.act(job, "resolve", remedy="R03")
    assert obligations(ground, job)["SLA", "arrive", 0].state == "missed"
    ground.act(job, "excuse", reason="wrong-address")
    assert obligations(ground, job)["SLA", "arrive", 0].state == "excused"
    assert obligations(ground, job)["SLA", "resolve", 0].state == "met"


def test_a_wait_recorded_late_takes_a_breach_back(ground):
    job = ground.call()
    ground.wait(70)
    ground.act(job, "add_note", said=Said("desk-1", note="دیر شد"))
    assert obligations(ground, job)["SLA", "arrive", 0].state == "missed"
    declared = Said("T1", Source.CONTRACTOR, ground.clock.now() - 40 * MINUTE)
    ground.act(job, "pause", said=declared, reason="shop-closed", owner=Owner.MERCHANT)
    assert obligations(ground, job)["SLA", "arrive", 0].state == "paused"


def test_a_visit_is_promised_for_its_window(ground):
    first = ground.clock.now()
    job = ground.call(
        service="PM", priority="P4", contractor="C1", due_from=first, due_to=first + timedelta(days=3)
    )
    found = obligations(ground, job)
    assert {key: row.due_at for key, row in found.items()} == {
        ("SLA", "pm", 0): first + timedelta(days=3),
        ("UC1", "pm", 0): first + timedelta(days=3),
    }
    assert ground.job(job).party_id is not None


def test_a_number_that_an_imported_job_has_is_skipped(ground):
    with ground.store.writing() as session:
        session.add_all(Job(code=code, service="EM", stage="closed") for code in ("10001", "10002", "10004"))
    assert [ground.job(ground.call(terminal=place)).code for place in range(2)] == ["10003", "10005"]


def test_a_call_soon_after_the_last_is_a_repeat(ground):
    first = ground.call()
    ground.act(first, "resolve", remedy="R03")
    ground.wait(30 * 24 * 60)
    assert ground.job(ground.call()).repeat_of_id == first
    assert ground.job(ground.call(terminal=1)).repeat_of_id is None
    ground.wait(24 * 60)
    assert ground.job(ground.call()).repeat_of_id is None


DAY = 24 * 60


def with_days(ground, *, reopen_days, repeat_days):
    """A new version of the merchant's agreement from 10 June on, with other days than the first."""
    days = f"reopen_days = {reopen_days}\nrepeat_days = {repeat_days}\n"
    later = "\n[[version]]\nnumber = 2\neffective_from = 2026-06-10\n" + days + TARGETS
    with ground.store.writing() as session:
        record_agreement(session, ground.clock, agreement_text("SLA") + later, file="sla.toml", by="desk-1")


def too_late(ground, job):
    reopening = partial(ground.act, job, "reopen", reason="same-fault")
    return dict(refused(ground, "reopened-too-late", reopening))


def test_the_version_in_force_says_how_long_a_call_is_a_repeat(ground):
    with_days(ground, reopen_days=7, repeat_days=2)
    first = ground.call()
    ground.act(first, "resolve", remedy="R03")
    ground.wait(8 * DAY)  # 9 June, still under the first version: 30 days
    second = ground.call()
    assert ground.job(second).repeat_of_id == first
    ground.act(second, "resolve", remedy="R03")
    ground.wait(2 * DAY)
    third = ground.call()
    assert ground.job(third).repeat_of_id == second
    ground.wait(DAY)
    assert ground.job(ground.call()).repeat_of_id is None


def test_a_job_is_reopened_within_the_days_of_its_own_version(ground):
    with_days(ground, reopen_days=1, repeat_days=30)
    job = ground.call()
    ground.wait(15 * 60)  # 23:00
    ground.act(job, "resolve", remedy="R03")
    ground.wait(7 * DAY + 59)  # 23:59 seven days later, by the calendar of the first version
    ground.act(job, "reopen", reason="same-fault")
    ground.wait(1)
    ground.act(job, "resolve", remedy="R03")  # 9 June, 00:00
    ground.wait(8 * DAY)
    assert too_late(ground, job) == {"days": 7}
    later = ground.call(terminal=1)
    ground.act(later, "resolve", remedy="R03")
    ground.wait(2 * DAY)
    assert too_late(ground, later) == {"days": 1}


def test_without_an_agreement_a_job_is_reopened_within_seven_days(ground):
    with ground.store.writing() as session:
        for document in session.scalars(select(AgreementRevision)):
            session.delete(document)
    job = ground.call()
    ground.act(job, "resolve", remedy="R03")
    ground.wait(8 * DAY)
    assert too_late(ground, job) == {"days": 7}
    in_time = Said("desk-1", at=ground.clock.now() - timedelta(days=1))
    ground.act(job, "reopen", reason="same-fault", said=in_time)
    assert ground.job(job).resolved_at is None


def test_a_stale_version_is_refused(ground):
    job = ground.call()
    ground.act(job, "acknowledge", version=1)
    told = refused(
        ground, "changed-meanwhile", lambda: ground.act(job, "cancel", version=1, reason="mistake")
    )
    assert told == {"job": "10001", "stage": "new"}


def test_what_is_not_allowed_now_is_refused(ground):
    job = ground.call()
    told = refused(ground, "not-in-this-stage", lambda: ground.act(job, "close"))
    assert told == {"stage": "new", "action": "closed"}


@pytest.mark.parametrize(("minutes", "code"), [(1, "in-the-future"), (-1, "before-the-call")])
def test_an_impossible_time_is_refused(ground, minutes, code):
    job = ground.call()
    said = Said("desk-1", at=ground.clock.now() + minutes * MINUTE)
    refused(ground, code, lambda: ground.act(job, "acknowledge", said=said))
    refused(ground, code, lambda: ground.act(job, "assign", said=said, technician_id=ground.technicians[0]))


def test_nonsense_is_refused(ground):
    job = ground.call()
    ground.assign(job)
    refused(ground, "already-assigned", lambda: ground.assign(job))
    refused(ground, "technician-not-available", lambda: ground.act(job, "assign", technician_id=999))
    refused(ground, "pause-needs-reason", lambda: ground.act(job, "pause", reason="", owner=Owner.PSP))
    for reason in ("17", "no part", "P1", "a-"):
        refused(ground, "unknown-reason", lambda reason=reason: ground.act(job, "cancel", reason=reason))
        refused(
            ground,
            "unknown-reason",
            lambda reason=reason: ground.act(job, "pause", reason=reason, owner=Owner.PSP),
        )
    refused(ground, "empty-note", lambda: ground.act(job, "add_note", said=Said("desk-1", note="  ")))
    refused(ground, "unknown-job", lambda: ground.act(999, "acknowledge"))
    ground.terminals[0] = 999
    refused(ground, "unknown-terminal", ground.call)


def test_refreshing_what_is_fresh_writes_nothing(ground):
    job = ground.call()
    ground.assign(job)
    before = dump(ground.store)
    with ground.store.writing() as session:
        refresh(session, session.get_one(Job, job), as_of=ground.clock.now())
    assert dump(ground.store) == before


@pytest.mark.parametrize("prepared_url", ["postgres"], indirect=True)
def test_two_desks_cannot_act_on_the_same_state(ground):
    """SQLite has one writer at a time: there the second desk begins after the first."""
    job = ground.call()

    def too_late():
        with ground.store.writing() as session:
            seen = session.get_one(Job, job)
            ground.act(seen.id, "acknowledge")
            excuse(session, ground.clock, JobRef(job), BY_DESK, reason="wrong-address")

    with pytest.raises(RuleBroken) as told:
        too_late()
    assert told.value.code == "changed-meanwhile"
    assert ground.events(job) == ["reported", "acknowledged"]
