"""Terminals that break down again and again."""

from app.services.visits.repeats import repeats

DAY = 24 * 60


def asked(ground, *, fault="PRN-01", terminal=0, job=None):
    with ground.store.reading() as session:
        return repeats(session, ground.clock, ground.terminals[terminal], fault=fault, job_id=job)


def test_the_third_call_in_twenty_days_for_the_same_fault_is_told_as_such(ground):
    first = ground.call()
    assert asked(ground, job=first) is None
    ground.wait(8 * DAY)
    second = ground.call()
    ground.wait(11.5 * DAY)
    found = asked(ground)
    assert (found.calls, found.days, found.alike, found.is_same_fault) == (3, 20, 2, True)
    assert [call.job_id for call in found.earlier] == [second, first]
    assert not asked(ground, fault="KPD-01").is_same_fault
    third = ground.call()
    assert asked(ground, job=third) == found
    assert asked(ground, job=second).calls == 2


def test_other_terminals_older_calls_and_cancelled_ones_do_not_count(ground):
    ground.call()
    ground.wait(31 * DAY)
    ground.act(ground.call(), "cancel", reason="mistake")
    ground.call(terminal=1)
    assert asked(ground) is None
