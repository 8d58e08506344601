"""What people, causes and time do with an alarm: applied, recorded, and refused without a trace."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.alarm_life import STATES, AlarmState, AlarmStep
from app.domain.errors import RuleBroken
from app.models.alarms import Alarm, AlarmDelivery, UserHours
from app.models.parties import User
from app.models.store import Store
from app.services import alarm_rules, alarm_steps, alarm_watch, alarms, sla_watch
from app.services.alarm_steps import Shelf
from tests.factories import MINUTE, Ground, at_once, dump, founded

SHELF = Shelf("part-on-the-way", 60)


@pytest.fixture
def ground(store):
    return founded(store)


def watch(ground, minutes=0.0):
    """Time passes, and what is due is done; how many steps alarms took by themselves."""
    ground.wait(minutes)
    with ground.store.writing() as session:
        sla_watch.raise_due(session, ground.clock)
        return alarm_watch.take_due(session, ground.clock)


def do(ground, command, alarm, *arguments, by="desk-2"):
    with ground.store.writing() as session:
        getattr(alarm_steps, command)(session, ground.clock, alarm, *arguments, by=by)


def breach(ground, priority="P2", terminal=0):
    """The id of the breach of an arrival that is an hour late; the other alarms are out of the way."""
    job = ground.call(priority=priority, terminal=terminal)
    watch(ground, 61)
    with ground.store.reading() as session:
        found = session.scalars(select(Alarm).where(Alarm.job_id == job).order_by(Alarm.threshold)).all()
        return job, next(alarm.id for alarm in found if alarm.threshold == 100)


def state(ground, alarm):
    with ground.store.reading() as session:
        return session.get_one(Alarm, alarm).state.value


def steps(ground, alarm):
    with ground.store.reading() as session:
        return [(event.step, event.actor) for event in alarms.history(session, alarm)]


def test_the_history_says_who_when_and_why(ground):
    start = ground.clock.now()
    job, alarm = breach(ground)
    do(ground, "acknowledge", alarm)
    do(ground, "undo_acknowledgement", alarm, by="desk-3")
    do(ground, "shelve", alarm, SHELF)
    do(ground, "unshelve", alarm)
    ground.assign(job)
    ground.act(job, "arrive")
    do(ground, "acknowledge", alarm)
    with ground.store.reading() as session:
        told = alarms.history(session, alarm)
    assert [(event.step, event.actor) for event in told] == [
        ("raised", ""),
        ("acknowledged", "desk-2"),
        ("acknowledgement-undone", "desk-3"),
        ("shelved", "desk-2"),
        ("unshelved", "desk-2"),
        ("cause-gone", ""),
        ("acknowledged", "desk-2"),
    ]
    assert (told[0].at, told[0].recorded_at) == (start + 60 * MINUTE, ground.clock.now())
    assert (told[3].reason, told[3].until) == ("part-on-the-way", ground.clock.now() + 60 * MINUTE)
    assert state(ground, alarm) == "cleared"


BY_HAND = {
    AlarmStep.ACKNOWLEDGE: ("acknowledge", ()),
    AlarmStep.UNDO: ("undo_acknowledgement", ()),
    AlarmStep.SHELVE: ("shelve", (SHELF,)),
    AlarmStep.UNSHELVE: ("unshelve", ()),
}
BY_CAUSE = {
    AlarmStep.CLEAR: ("resolve", {"remedy": "R03"}),
    AlarmStep.BACK: ("reopen", {"reason": "same-fault"}),
}
BY_TIME = {AlarmStep.SHELF_END: 60, AlarmStep.REMIND: 60, AlarmStep.ESCALATE: 15}
"""Minutes after the step before it."""


def ways_to(wanted):
    """The shortest row of steps that leads from a raised alarm to a state."""
    ways = {AlarmState.RAISED: ()}
    while wanted not in ways:
        for (state, step), after in STATES.items():
            if state in ways and after not in ways:
                ways[after] = (*ways[state], step)
    return ways[wanted]


@pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("before", "step"), list(STATES))
def test_each_change_of_state_comes_by_hand_by_its_cause_or_at_its_instant(ground, before, step):
    job = ground.call()
    watch(ground, 121)
    with ground.store.reading() as session:
        breaches = alarms.standing(session).breaches
    alarm = next(row.id for row in breaches if row.metric == "resolve")

    def take(each):
        ground.wait(1 if each not in BY_TIME else 0)
        if each in BY_HAND:
            command, arguments = BY_HAND[each]
            do(ground, command, alarm, *arguments)
        elif each in BY_CAUSE:
            command, details = BY_CAUSE[each]
            ground.act(job, command, **details)
        else:
            was, minutes = steps(ground, alarm), BY_TIME[each] - since(ground, alarm)
            watch(ground, minutes - 0.01)
            assert steps(ground, alarm) == was, "not before its instant"
            watch(ground, 0.02)
        return ground.clock.now()

    for each in ways_to(before):
        take(each)
    assert state(ground, alarm) == before.value
    now = take(step)
    assert state(ground, alarm) == STATES[before, step].value
    with ground.store.reading() as session:
        last = alarms.history(session, alarm)[-1]
    assert (last.step, last.recorded_at) == (step.value, now)
    assert timedelta(0) <= now - last.at < timedelta(seconds=1)


def since(ground, alarm):
    """Minutes since the step that the next one by itself is counted from."""
    with ground.store.reading() as session:
        told = [
            event
            for event in alarms.history(session, alarm)
            if event.step not in {"cause-gone", "cause-back"}
        ]
    return (ground.clock.now() - told[-1].recorded_at) / MINUTE


@pytest.mark.parametrize(
    ("command", "arguments", "code"),
    [
        ("undo_acknowledgement", (), "not-acknowledged"),
        ("unshelve", (), "not-shelved"),
        ("shelve", (Shelf("part-on-the-way", 0),), "shelved-too-long"),
        ("shelve", (Shelf("part-on-the-way", -5),), "shelved-too-long"),
        ("shelve", (Shelf("part-on-the-way", 241),), "shelved-too-long"),
        ("shelve", (Shelf("lunch", 10),), "unknown-code"),
        ("shelve", (Shelf("other", 10),), "needs-a-note"),
        ("shelve", (Shelf("other", 10, "  "),), "needs-a-note"),
    ],
)
def test_what_is_refused_leaves_no_trace(ground, command, arguments, code):
    _job, alarm = breach(ground)
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as told:
        do(ground, command, alarm, *arguments)
    assert told.value.code == code
    assert dump(ground.store) == before


@pytest.mark.parametrize("command", ["acknowledge", "shelve"])
def test_a_shelved_alarm_is_neither_acknowledged_nor_shelved_again(ground, command):
    _job, alarm = breach(ground)
    do(ground, "shelve", alarm, SHELF)
    before = dump(ground.store)
    with pytest.raises(RuleBroken):
        do(ground, command, alarm, *((SHELF,) if command == "shelve" else ()))
    assert dump(ground.store) == before


def test_of_a_group_all_or_none_are_shelved(ground):
    _job, alarm = breach(ground, priority="P1")
    _other, second = breach(ground, terminal=1)
    with pytest.raises(RuleBroken) as told:
        do(ground, "shelve", [second, alarm], Shelf("network-outage", 61))
    assert (told.value.code, told.value.parameters) == ("shelved-too-long", {"most": 60})
    assert (state(ground, alarm), state(ground, second)) == ("raised", "raised")
    do(ground, "shelve", [second, alarm], Shelf("network-outage", 60))
    assert (state(ground, alarm), state(ground, second)) == ("shelved", "shelved")


def test_a_shelf_ends_by_itself_and_asks_again(ground):
    _job, alarm = breach(ground)
    do(ground, "shelve", alarm, SHELF)
    back = ground.clock.now() + 60 * MINUTE
    watch(ground, 59.9)
    assert state(ground, alarm) == "shelved"
    watch(ground, 5)
    assert state(ground, alarm) == "raised"
    with ground.store.reading() as session:
        last = alarms.history(session, alarm)[-1]
        row = session.get_one(Alarm, alarm)
    assert (last.step, last.actor, last.at, last.recorded_at) == (
        "shelf-over",
        "",
        back,
        ground.clock.now(),
    )
    assert (row.announced_at, row.acknowledged_at, row.shelved_by) == (ground.clock.now(), None, "")


def test_a_shelved_alarm_whose_cause_goes_does_not_come_back(ground):
    job, alarm = breach(ground)
    do(ground, "shelve", alarm, SHELF)
    ground.assign(job)
    ground.act(job, "arrive")
    assert state(ground, alarm) == "shelved-quiet"
    watch(ground, 61)
    assert state(ground, alarm) == "cleared"


def test_a_cause_that_comes_back_asks_again_but_not_from_the_shelf(ground):
    job = ground.call()
    watch(ground, 121)
    with ground.store.reading() as session:
        breaches = alarms.standing(session).breaches
    alarm = next(row.id for row in breaches if row.metric == "resolve")

    def solved_and_not(minutes):
        for action, details in (("resolve", {"remedy": "R03"}), ("reopen", {"reason": "same-fault"})):
            ground.act(job, action, **details)
            ground.wait(minutes)

    do(ground, "acknowledge", alarm)
    solved_and_not(1)
    assert state(ground, alarm) == "raised"
    do(ground, "shelve", alarm, SHELF)
    solved_and_not(1)
    assert state(ground, alarm) == "shelved"
    assert [step for step, _by in steps(ground, alarm)][1:] == [
        *("acknowledged", "cause-gone", "cause-back", "shelved", "cause-gone", "cause-back")
    ]


def test_a_forgotten_acknowledgement_asks_again_until_the_cause_is_gone(ground):
    job, alarm = breach(ground)
    do(ground, "acknowledge", alarm)
    assert watch(ground, 59.9) == 0
    watch(ground, 0.2)
    assert (state(ground, alarm), steps(ground, alarm)[-1]) == ("raised", ("reminded", ""))
    do(ground, "acknowledge", alarm)
    ground.assign(job)
    ground.act(job, "arrive")
    watch(ground, 300)
    assert state(ground, alarm) == "cleared"


def test_nothing_is_done_twice(ground):
    _job, alarm = breach(ground)
    do(ground, "acknowledge", alarm)
    watch(ground, 600)
    before = dump(ground.store)
    assert watch(ground) == 0
    assert dump(ground.store) == before


def people(ground, *hours):
    with ground.store.writing() as session:
        users = [User(login=login, name=login, role=login) for login in ("supervisor", "regional-manager")]
        session.add_all(users)
        session.flush()
        session.add_all(UserHours(user_id=users[0].id, weekday=day, opens=o, closes=c) for day, o, c in hours)


def deliveries(ground):
    with ground.store.reading() as session:
        found = session.scalars(select(AlarmDelivery).order_by(AlarmDelivery.id)).all()
        return [(d.user.login, d.logged_at, d.due_at, d.delivered_at) for d in found]


def test_what_nobody_answers_climbs_the_ladder(ground):
    people(ground)
    _job, alarm = breach(ground, priority="P1")
    announced = ground.clock.now()
    for _minute in range(40):
        watch(ground, 1)
    assert steps(ground, alarm) == [("raised", ""), ("escalated", ""), ("escalated", "")]
    with ground.store.reading() as session:
        assert [event.reason for event in alarms.history(session, alarm)] == ["", "supervisor", "manager"]
        assert {row.escalated for row in alarms.listed(session).alarms if row.id == alarm} == {2}
    reached = [(login, (at - announced) / MINUTE) for login, at, _due, done in deliveries(ground) if done]
    assert reached[:2] == [("supervisor", 5), ("regional-manager", 15)]
    do(ground, "acknowledge", alarm)
    watch(ground, 16)
    with ground.store.reading() as session:
        assert session.get_one(Alarm, alarm).escalated == 0, "asked again, the dispatcher is first again"


def test_outside_the_hours_of_a_supervisor_the_instant_is_logged_and_the_delivery_held(ground):
    # 08:00 UTC is 11:30 in Tehran; the alarm climbs at 12:36 of a Monday, and the supervisor comes at 14:00.
    people(ground, (0, 14 * 60, 22 * 60))
    breach(ground, priority="P1")
    watch(ground, 5)
    logged = ground.clock.now()
    begins = logged + timedelta(minutes=84)
    assert deliveries(ground) == [("supervisor", logged, begins, None)]
    with ground.store.reading() as session:
        assert alarm_watch.next_instant(session) == logged + timedelta(minutes=10), "the manager's turn"
    watch(ground, 83.9)
    assert ("supervisor", logged, begins, None) in deliveries(ground)
    with ground.store.reading() as session:
        assert alarm_watch.next_instant(session) == begins
    watch(ground, 0.1)
    assert ("supervisor", logged, begins, begins) in deliveries(ground)
    before = dump(ground.store)
    assert watch(ground) == 0
    assert dump(ground.store) == before


def test_the_settings_of_one_agreement_are_its_own(ground):
    with ground.store.writing() as session:
        alarm_rules.set_rule(session, ground.clock, "remind-medium", 7, by="admin", agreement="SLA")
        alarm_rules.set_rule(session, ground.clock, "remind-medium", 30, by="admin")
        found = alarm_rules.settings(session)
    assert alarm_rules.value_of(found, "remind-medium", agreement="SLA") == 7
    assert alarm_rules.value_of(found, "remind-medium", agreement="UC1") == 30
    assert alarm_rules.value_of(found, "shelf-medium", agreement="SLA") == 240
    _job, alarm = breach(ground)
    do(ground, "acknowledge", alarm)
    watch(ground, 8)
    assert state(ground, alarm) == "raised"


def test_a_setting_holds_for_what_is_waiting_already(ground):
    _job, alarm = breach(ground)
    do(ground, "acknowledge", alarm)
    with ground.store.writing() as session:
        alarm_rules.set_rule(session, ground.clock, "remind-medium", 10, by="admin")
    watch(ground)
    assert state(ground, alarm) == "acknowledged"
    watch(ground, 9.9)
    assert state(ground, alarm) == "acknowledged"
    watch(ground, 0.2)
    assert state(ground, alarm) == "raised"


@pytest.mark.parametrize(
    ("name", "value", "agreement", "code"),
    [
        ("remind-urgent", 5, "", "unknown-code"),
        ("flood-alarms", 5, "SLA", "unknown-code"),
        ("remind-high", 0, "", "alarm-rule-range"),
        ("flood-alarms", 1, "", "alarm-rule-range"),
        ("shelf-low", 10081, "", "alarm-rule-range"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(ground, name, value, agreement, code):
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as told, ground.store.writing() as session:
        alarm_rules.set_rule(session, ground.clock, name, value, by="admin", agreement=agreement)
    assert told.value.code == code
    assert dump(ground.store) == before


def test_several_desks_at_once_take_each_step_once(ground: Ground):
    numbers = [breach(ground, terminal=place)[1] for place in range(3)]
    do(ground, "acknowledge", numbers)
    ground.wait(61)
    desks = [Store(ground.store.url, lambda changes: None) for _ in range(3)]
    waiting = list(desks)

    def take():
        with waiting.pop().writing() as session:
            return alarm_watch.take_due(session, ground.clock)

    at_once(take, 3)
    for desk in desks:
        desk.dispose()
    for number in numbers:
        assert [step for step, _by in steps(ground, number)].count("reminded") == 1


def test_a_handover_finds_open_breaches_acknowledged_and_shelved(ground):
    numbers = [breach(ground, terminal=place)[1] for place in range(3)]
    do(ground, "acknowledge", numbers[0])
    do(ground, "shelve", numbers[1], SHELF, by="supervisor")
    with ground.store.reading() as session:
        found = alarms.standing(session)
        on_shelf = alarms.shelved(session)
        counts = alarms.listed(session)
    assert numbers[0] in {row.id for row in found.acknowledged}
    assert [(row.id, row.shelved_by, row.shelved_reason) for row in found.shelved] == [
        (numbers[1], "supervisor", "part-on-the-way")
    ]
    assert on_shelf == list(found.shelved)
    assert numbers[2] in {row.id for row in found.breaches}
    assert {row.state for row in found.breaches} == {AlarmState.RAISED}
    assert counts.shelved == 1
    assert numbers[1] not in {row.id for row in counts.alarms}
