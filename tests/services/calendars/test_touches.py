"""What a change to days off may move: which calendars and dates, and whose jobs."""

from datetime import date

import pytest

from app.domain.errors import RuleBroken
from app.services.agreements.taking_in import record_agreement
from app.services.calendars import days_off as commands
from app.services.calendars.days_off import DayOff
from app.services.calendars.touches import Touch, touch_of, touched_jobs
from tests.factories import agreement_text, founded

MONDAY, TUESDAY = date(2026, 6, 1), date(2026, 6, 2)
CALENDARS = """
[calendars.office]
official_holidays = true
declared_closures = false
weekly = { mon = [["08:00", "17:00"]], tue = [["08:00", "17:00"]] }

[calendars.shop]
declared_closures = true
weekly = { mon = [["08:00", "17:00"]], tue = [["08:00", "17:00"]] }

[[version]]"""


@pytest.fixture
def ground(store):
    ground = founded(store)
    text = agreement_text("SLA").replace("[[version]]", CALENDARS, 1)
    text = text.replace('unit = "minutes"', 'unit = "minutes"\ncalendar = "shop"')
    with store.writing() as session:
        record_agreement(session, ground.clock, text, file="sla.toml", by="manager")
    return ground


def touch(ground, day_off):
    with ground.store.reading() as session:
        found = touch_of(session, day_off)
        return found, touched_jobs(session, ground.clock, found)


def declared(ground, day, **more):
    closure = DayOff(day=day, name="سرما", **more)
    with ground.store.writing() as session:
        return commands.declare_closure(session, ground.clock, closure, by="supervisor")


def test_a_closure_touches_what_follows_closures_and_the_jobs_of_its_province(ground):
    job = ground.call()
    here = declared(ground, MONDAY, province="Tehran")
    expected = Touch(frozenset({("SLA", "shop")}), "تهران", frozenset({MONDAY}))
    assert touch(ground, here) == (expected, [job])
    assert touch(ground, declared(ground, MONDAY, province="Gilan"))[1] == []
    assert touch(ground, declared(ground, MONDAY)) == (
        Touch(frozenset({("SLA", "shop")}), "", frozenset({MONDAY})),
        [job],
    )


def test_a_day_that_no_clock_reaches_touches_no_job(ground):
    """Called on Monday, due after two hours, solved at once: later and earlier days are out of reach."""
    job = ground.call()
    ground.assign(job)
    ground.act(job, "resolve", remedy="R03")
    assert touch(ground, declared(ground, TUESDAY))[1] == [job]  # a day's margin for any time zone
    assert touch(ground, declared(ground, date(2026, 6, 4)))[1] == []
    assert touch(ground, declared(ground, date(2026, 5, 29)))[1] == []


def test_a_clock_that_runs_on_is_reached_by_every_day_until_now(ground):
    job = ground.call()
    ground.wait(5 * 1440)
    assert touch(ground, declared(ground, date(2026, 6, 4)))[1] == [job]
    assert touch(ground, declared(ground, date(2026, 6, 9)))[1] == []


def test_a_move_touches_both_days_and_a_confirmation_none(ground):
    official = DayOff(day=TUESDAY, name="عید", is_official=True, is_estimated=True)
    with ground.store.writing() as session:
        row = commands.note(ground.clock, official, by="loader")
        commands.keep_all(session, ground.clock, [(row, None)])
        moved = commands.move_holiday(session, ground.clock, row.id, to=MONDAY, by="contracts")
    office = frozenset({("SLA", "office")})
    assert touch(ground, moved)[0] == Touch(office, "", frozenset({MONDAY, TUESDAY}))
    with ground.store.writing() as session:
        commands.reject_day_off(session, ground.clock, moved, by="contracts")
        confirmed = commands.confirm_holiday(session, ground.clock, row.id, by="contracts")
    assert touch(ground, confirmed) == (Touch(frozenset(), "", frozenset()), [])
    with ground.store.writing() as session:
        withdrawn = commands.withdraw_closure(session, ground.clock, confirmed, by="contracts")
    assert touch(ground, withdrawn)[0] == Touch(office, "", frozenset({TUESDAY}))


def test_a_change_nobody_recorded_touches_nothing(ground):
    with pytest.raises(RuleBroken) as broken:
        touch(ground, 99)
    assert broken.value.code == "unknown-day-off"
