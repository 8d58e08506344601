"""Which days off an agreement's calendar knows: holidays, closures of the country and of a province."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from app.domain.calendars import Calendars, Closure
from app.domain.day_hours import WHOLE_DAY, Hours, joined, without
from app.domain.working_time import AlwaysOpen
from tests.domain.promises import agreement, at, job, promised, said, target, version

GILAN, TEHRAN = "گیلان", "تهران"
SECOND = date(2026, 6, 2)
FROM_NOON: Hours = ((12 * 3600, 86_400),)
UNTIL_TEN: Hours = ((0, 10 * 3600),)
FOLLOWING = agreement("SLA", closure_calendars=frozenset({"office"}))


def hours_on(calendars: Calendars, province: str = "", day: date = SECOND) -> Hours:
    start = at("00:00", day.day)
    found = calendars.of(FOLLOWING, "office", province).open_intervals(start, start + timedelta(days=1))
    return tuple(
        ((each.start - start) // timedelta(seconds=1), (each.end - start) // timedelta(seconds=1))
        for each in found
    )


def test_a_closure_of_a_province_holds_there_alone():
    calendars = Calendars(closures=[Closure(SECOND, GILAN)])
    assert hours_on(calendars, GILAN) == ()
    assert hours_on(calendars, TEHRAN) == hours_on(calendars) == ((8 * 3600, 17 * 3600),)


def test_a_province_is_known_however_it_is_written():
    calendars = Calendars(closures=[Closure(SECOND, "کهگیلویه و بویراحمد")])
    assert hours_on(calendars, "كهگيلويه و بوير احمد") == ()


def test_closures_of_country_and_province_add_up_in_any_order():
    declared = [Closure(SECOND, "", FROM_NOON), Closure(SECOND, GILAN, UNTIL_TEN), Closure(SECOND, TEHRAN)]
    for closures in permutations(declared):
        calendars = Calendars(closures=closures)
        assert hours_on(calendars, GILAN) == ((10 * 3600, 12 * 3600),)
        assert hours_on(calendars, TEHRAN) == ()
        assert hours_on(calendars, "یزد") == ((8 * 3600, 12 * 3600),)


def test_only_a_calendar_that_follows_closures_does():
    deaf = agreement("SLA", holiday_calendars=frozenset({"office"}))
    calendars = Calendars(frozenset({date(2026, 6, 3)}), [Closure(SECOND), Closure(SECOND, GILAN)])
    office = calendars.of(deaf, "office", GILAN)
    assert (office.is_working_day(SECOND), office.is_working_day(date(2026, 6, 3))) == (True, False)
    assert isinstance(calendars.of(deaf, "", GILAN), AlwaysOpen)


def test_provinces_without_a_closure_share_one_calendar():
    calendars = Calendars(closures=[Closure(SECOND), Closure(SECOND, GILAN)])
    country = calendars.of(FOLLOWING, "office")
    assert calendars.of(FOLLOWING, "office", TEHRAN) is country
    assert calendars.of(FOLLOWING, "office", GILAN) is calendars.of(FOLLOWING, "office", GILAN) is not country


def test_a_job_is_measured_by_the_closures_of_its_province():
    terms = version(target("resolve", 4, calendar="office"))
    sla = agreement("SLA", terms, closure_calendars=frozenset({"office"}))
    closures = [Closure(SECOND, GILAN)]
    events = [said("reported", "15:00")]  # Monday; two hours are left of it
    for province, day in ((GILAN, 3), (TEHRAN, 2), ("", 2)):
        (found,) = promised(sla, events, at("16:00"), facts=job(province=province), closures=closures)
        assert found.reading.due_at == at("10:00", day)


@pytest.mark.parametrize(
    ("hours", "closed", "left"),
    [
        ((), WHOLE_DAY, ()),
        (WHOLE_DAY, (), WHOLE_DAY),
        (((10, 20),), ((20, 30), (40, 50)), ((10, 20),)),
        (((10, 20), (30, 40)), ((0, 10), (15, 35)), ((10, 15), (35, 40))),
        (((10, 20),), ((12, 14), (16, 18)), ((10, 12), (14, 16), (18, 20))),
        (((10, 20), (20, 30)), ((15, 25),), ((10, 15), (25, 30))),
    ],
)
def test_what_is_left_of_the_hours(hours: Hours, closed: Hours, left: Hours):
    assert without(hours, closed) == left
    assert joined(left, closed) == joined(hours, closed)
