import pytest

from app.domain.errors import RuleBroken
from app.services import alarm_steps, alarms, sla_watch
from tests.factories import MINUTE, Statements, dump, founded


@pytest.fixture
def ground(store):
    return founded(store)


def listed(ground, **limits):
    with ground.store.reading() as session:
        return alarms.listed(session, **limits)


def breached(ground, minutes=61, **call):
    job = ground.call(**call)
    ground.wait(minutes)
    with ground.store.writing() as session:
        sla_watch.raise_due(session, ground.clock)
    return job


def acknowledge(ground, alarm):
    with ground.store.writing() as session:
        alarm_steps.acknowledge(session, ground.clock, alarm, by="desk-2")


def test_an_alarm_tells_what_is_wrong_and_where(ground):
    start = ground.clock.now()
    job = ground.call(priority="P1")
    ground.assign(job)
    breached(ground, minutes=61, terminal=1)
    newest = listed(ground).alarms[0]
    row = next(
        a
        for a in listed(ground).alarms
        if a.job_id == job and a.agreement_kind == "UC" and a.threshold == 100
    )
    assert newest.kind == "breach"
    assert (row.code, row.kind, row.metric, row.priority) == ("10001", "breach", "arrive", "P1")
    assert (row.merchant, row.city_en, row.technician_en) == ("سوپرمارکت کوهسار", "Tehran", "Yekta")
    assert (row.raised_at, row.due_at) == (start + 60 * MINUTE,) * 2
    assert (row.found_at, row.acknowledged_at, row.cleared_at) == (ground.clock.now(), None, None)


def test_breaches_come_first_then_the_newest(ground):
    breached(ground)
    breached(ground, terminal=1)
    order = [(a.kind, a.raised_at) for a in listed(ground).alarms]
    kinds = [kind for kind, _ in order]
    assert kinds == sorted(kinds)
    breaches = [at for kind, at in order if kind == "breach"]
    assert breaches == sorted(breaches, reverse=True)


def test_an_acknowledged_alarm_stays_listed_while_it_is_true(ground):
    job = breached(ground, 31)
    (alarm,) = listed(ground).alarms
    acknowledge(ground, alarm.id)
    after = listed(ground)
    assert (after.unacknowledged, after.listed) == (0, 1)
    assert (after.alarms[0].acknowledged_by, after.alarms[0].acknowledged_at) == (
        "desk-2",
        ground.clock.now(),
    )
    ground.act(job, "resolve", remedy="R03")
    assert listed(ground).listed == 0


def test_a_cleared_alarm_stays_listed_until_somebody_has_seen_it(ground):
    job = breached(ground, 31)
    ground.act(job, "resolve", remedy="R03")
    (alarm,) = listed(ground).alarms
    assert alarm.cleared_at == ground.clock.now()
    acknowledge(ground, alarm.id)
    assert listed(ground) == alarms.AlarmList(alarms=(), floods=(), unacknowledged=0, listed=0, shelved=0)


@pytest.mark.parametrize("code", ["unknown-alarm", "already-acknowledged"])
def test_what_cannot_be_acknowledged_is_refused(ground, code):
    breached(ground, 31)
    (alarm,) = listed(ground).alarms
    acknowledge(ground, alarm.id)
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as told:
        acknowledge(ground, 999 if code == "unknown-alarm" else alarm.id)
    assert told.value.code == code
    assert dump(ground.store) == before


def test_the_list_is_short_the_counts_are_whole_and_four_questions_are_enough(ground):
    for place in range(2):
        ground.call(terminal=place)
    breached(ground)
    with Statements(ground.store) as statements:
        found = listed(ground, limit=4)
    assert (len(found.alarms), found.listed, found.unacknowledged) == (4, 9, 9)
    assert len(statements.asked) <= 4


def test_a_critical_call_stands_above_the_newest(ground):
    critical = ground.call(priority="P1")
    ground.wait(1)
    ground.call(priority="P3", terminal=1)
    ground.wait(600)
    with ground.store.writing() as session:
        sla_watch.raise_due(session, ground.clock)
    breaches = [alarm for alarm in listed(ground).alarms if alarm.kind == "breach"]
    assert [alarm.priority for alarm in breaches] == sorted(alarm.priority for alarm in breaches)
    assert breaches[0].job_id == critical
    assert {alarm.priority for alarm in breaches} == {"P1", "P3"}
