import pytest
from sqlalchemy import select

from app.domain.events import Owner, Source
from app.models.alarms import Alarm
from app.models.jobs import ObligationRow
from app.models.store import Store
from app.services import alarms, sla_watch
from app.services.agreements.taking_in import record_agreement
from app.services.jobs.commands import Said
from tests.factories import BY_DESK, MINUTE, TARGETS, agreement_text, at_once, dump, founded


@pytest.fixture
def ground(store):
    return founded(store)


def watch(ground, store=None):
    with (store or ground.store).writing() as session:
        return sla_watch.raise_due(session, ground.clock)


def next_instant(ground):
    with ground.store.reading() as session:
        return sla_watch.next_instant(session)


def raised(ground):
    """Metric, threshold and minutes after the call of every alarm, in the order of their instants."""
    with ground.store.reading() as session:
        found = session.scalars(select(Alarm).order_by(Alarm.raised_at, Alarm.threshold, Alarm.id))
        return [
            (alarm.obligation.metric, alarm.threshold, (alarm.raised_at - alarm.job.reported_at) / MINUTE)
            for alarm in found
        ]


ARRIVE = [("arrive", 50, 30), ("arrive", 100, 60)]
RESOLVE = [("resolve", 50, 60), ("resolve", 75, 90), ("resolve", 100, 120)]


def test_every_threshold_is_announced_once_at_its_instant(ground):
    ground.call()
    start = ground.clock.now()
    instants = []
    while (instant := next_instant(ground)) is not None:
        instants.append((instant - start) / MINUTE)
        ground.clock.turn_to(instant)
        assert watch(ground) == 0, "at its due instant a promise can still be kept"
        ground.wait(0.001)
        assert watch(ground) > 0
        assert watch(ground) == 0
    assert instants == [30, 60, 90, 120]
    assert raised(ground) == sorted([*ARRIVE, *RESOLVE], key=lambda alarm: (alarm[2], alarm[1]))


def test_late_all_of_them_are_announced_at_their_own_instants(ground):
    job = ground.call()
    ground.wait(600)
    assert watch(ground) == 5
    assert raised(ground) == sorted([*ARRIVE, *RESOLVE], key=lambda alarm: (alarm[2], alarm[1]))
    assert ground.job(job).clock_state == "missed"
    with ground.store.reading() as session:
        assert set(session.scalars(select(Alarm.found_at))) == {ground.clock.now()}
    before = dump(ground.store)
    assert watch(ground) == 0
    assert dump(ground.store) == before


def test_a_clock_set_back_announces_nothing_twice(ground):
    ground.call()
    ground.wait(70)
    assert watch(ground) == 3
    ground.wait(-60)
    assert watch(ground) == 0
    ground.wait(61)
    assert watch(ground) == 0


def test_kept_promises_announce_nothing(ground):
    job = ground.call()
    ground.wait(20)
    ground.act(job, "resolve", remedy="R03")
    assert next_instant(ground) is None
    ground.wait(600)
    assert watch(ground) == 0


def test_a_waiting_clock_is_silent_and_goes_on_when_the_wait_is_over(ground):
    job = ground.call()
    ground.wait(40)
    assert watch(ground) == 1
    ground.act(job, "pause", reason="shop-closed", owner=Owner.MERCHANT)
    assert next_instant(ground) is None
    ground.wait(600)
    assert watch(ground) == 0
    ground.act(job, "resume")
    assert next_instant(ground) == ground.clock.now() + 20 * MINUTE
    ground.wait(21)
    assert watch(ground) == 2
    assert raised(ground) == [("arrive", 50, 30), ("resolve", 50, 660), ("arrive", 100, 660)]


def listed(ground):
    with ground.store.reading() as session:
        return alarms.listed(session)


def test_an_alarm_ends_with_its_cause(ground):
    job = ground.call()
    ground.wait(61)
    watch(ground)
    assert [alarm.cleared_at for alarm in listed(ground).alarms] == [None] * 3
    ground.assign(job)
    ground.act(job, "arrive")
    assert {(a.metric, a.threshold): a.cleared_at is None for a in listed(ground).alarms} == {
        ("arrive", 100): False,
        ("arrive", 50): False,
        ("resolve", 50): True,
    }
    ground.act(job, "resolve", remedy="R03")
    assert all(alarm.cleared_at == ground.clock.now() for alarm in listed(ground).alarms)


def test_an_alarm_whose_cause_is_back_is_there_again(ground):
    job = ground.call()
    ground.wait(130)
    watch(ground)
    ground.act(job, "resolve", remedy="R03")
    assert all(alarm.cleared_at is not None for alarm in listed(ground).alarms)
    ground.act(job, "reopen", reason="same-fault")
    back = {(a.metric, a.threshold) for a in listed(ground).alarms if a.cleared_at is None}
    assert back == {("resolve", 50), ("resolve", 75), ("resolve", 100)}


def wait_declared_late(ground, job, begun, over):
    """The merchant was shut from `begun` until `over` minutes ago, as the technician says only now."""
    start, end = (Said("T1", Source.CONTRACTOR, ground.clock.now() - ago * MINUTE) for ago in (begun, over))
    ground.act(job, "pause", said=start, reason="shop-closed", owner=Owner.MERCHANT)
    ground.act(job, "resume", said=end)


def test_a_breach_that_a_late_wait_takes_back_is_no_longer_true(ground):
    job = ground.call()
    ground.wait(70)
    watch(ground)
    wait_declared_late(ground, job, 30, 10)
    # 50 of 60 minutes are used: the warning holds, the breach does not.
    assert {(a.metric, a.threshold): a.cleared_at is None for a in listed(ground).alarms} == {
        ("arrive", 100): False,
        ("arrive", 50): True,
        ("resolve", 50): False,
    }
    ground.wait(60)
    watch(ground)
    # The real breach comes 20 minutes later, and is announced anew, once; the first one stays taken back.
    assert [alarm for alarm in raised(ground) if alarm[0] == "arrive"] == [*ARRIVE, ("arrive", 100, 80)]
    breaches = [(a.metric, a.threshold, a.cleared_at is None) for a in listed(ground).alarms]
    assert sorted(b for b in breaches if b[:2] == ("arrive", 100)) == [
        ("arrive", 100, False),
        ("arrive", 100, True),
    ]
    ground.act(job, "add_note", said=Said("desk-1", note="asked again"))
    assert watch(ground) == 0


def test_a_breach_taken_back_twice_is_announced_each_time_it_is_true(ground):
    job = ground.call()
    for minutes, begun, over in [(65, 25, 5), (20, 20, 15)]:
        ground.wait(minutes)
        watch(ground)
        wait_declared_late(ground, job, begun, over)
    ground.wait(10)
    watch(ground)
    assert [alarm[2] for alarm in raised(ground) if alarm[:2] == ("arrive", 100)] == [60, 80, 85]


def test_a_clock_set_back_over_an_announced_breach_announces_it_once(ground):
    job = ground.call()
    ground.wait(61)
    watch(ground)
    ground.wait(-2)
    ground.act(job, "acknowledge")
    ground.wait(3)
    watch(ground)
    assert [alarm for alarm in raised(ground) if alarm[0] == "arrive"] == ARRIVE


def arrival(ground, agreement="SLA"):
    with ground.store.reading() as session:
        query = select(ObligationRow).where(
            ObligationRow.agreement == agreement, ObligationRow.metric == "arrive"
        )
        row = session.scalars(query).one()
        return row.state, row.announced


def test_a_desk_whose_clock_is_behind_leaves_an_announced_breach_as_it_is(ground):
    job = ground.call()
    ground.wait(61)
    watch(ground)
    assert arrival(ground) == ("missed", 100)
    ground.wait(-2)
    ground.act(job, "acknowledge")
    assert arrival(ground) == ("missed", 100)
    assert next_instant(ground) is not None
    # What another desk has recorded later is no less known.
    ground.wait(12)
    ground.act(job, "add_note", said=Said("desk", note="-"))
    ground.wait(-30)
    ground.act(job, "add_note", said=Said("desk", note="-"))
    with ground.store.reading() as session:
        used = select(ObligationRow.used_seconds).where(ObligationRow.agreement == "SLA")
        assert set(session.scalars(used)) == {71 * 60}


def test_a_long_wait_that_nobody_decides_is_over_for_the_board_at_its_limit(ground):
    body = TARGETS.replace(
        'stops = ["arrive", "resolve"]', 'stops = ["arrive", "resolve"]\napproval_above_minutes = 20'
    )
    with ground.store.writing() as session:
        text = agreement_text("OLA", body=body)
        record_agreement(session, ground.clock, text, file="test.toml", by="desk-1")
    job = ground.call()
    ground.wait(10)
    ground.act(job, "pause", reason="shop-closed", owner=Owner.MERCHANT)
    assert arrival(ground, "OLA")[0] == "paused"
    assert next_instant(ground) == ground.clock.now() + 20 * MINUTE
    ground.wait(21)
    assert watch(ground) == 0
    assert (arrival(ground)[0], arrival(ground, "OLA")[0]) == ("paused", "running")
    # Half of the 60 minutes are used up 20 minutes later than without the wait.
    assert next_instant(ground) == ground.clock.now() + 19 * MINUTE


def test_many_jobs_are_announced_in_one_go(ground):
    for place in range(20):
        ground.call(terminal=place % 4)
    ground.wait(31)
    assert watch(ground) == 20


def test_two_desks_at_once_announce_everything_once(ground):
    for place in range(12):
        ground.call(terminal=place % 4)
    ground.wait(130)
    desks = [Store(ground.store.url, lambda changes: None) for _ in range(4)]
    waiting = list(desks)
    found = at_once(lambda: watch(ground, waiting.pop()), 4)
    for desk in desks:
        desk.dispose()
    assert sum(found) == 12 * 5
    assert len(raised(ground)) == 12 * 5


def test_a_desk_that_acts_while_another_watches_loses_nothing(ground):
    job = ground.call()
    ground.wait(130)
    watched = at_once(lambda: watch(ground), 2)
    ground.act(job, "resolve", remedy="R03", said=BY_DESK)
    assert sum(watched) == 5
    assert watch(ground) == 0
