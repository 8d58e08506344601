"""Histories on days on which clocks are changed: real seconds count (semantics 2).

Berlin goes from 02:00 to 03:00 on 29 March 2026 (+01:00 to +02:00) and from 03:00 back to 02:00 on
25 October 2026. Tehran went from 00:00 to 01:00 on 22 March 2022 (+03:30 to +04:30), and for the last time
from 00:00 of 22 September 2022 back to 23:00.
"""

from functools import partial

import pytest

from tests.domain.histories import notation
from tests.domain.histories.notation import sla

BERLIN = "Europe/Berlin"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NIGHT = {"weekly": {day: [["00:00", "06:00"], ["22:00", "24:00"]] for day in DAYS}}
EARLY = {"weekly": {day: [["00:00", "02:30"]] for day in DAYS}}
LATE = {"weekly": {day: [["20:00", "24:00"]] for day in DAYS}}
SHOP = {"weekly": {day: [["09:00", "17:00"]] for day in DAYS[:5]}}
CALENDARS = {"night": NIGHT, "early": EARLY, "late": LATE, "shop": SHOP}

in_berlin = partial(sla, zone=BERLIN, calendars=CALENDARS)
told = partial(notation.told, zone=BERLIN)


def test_in_spring_four_calendar_hours_end_five_hours_later_on_the_wall():
    # 00:30-02:00 is 1:30, then it is 03:00; 2:30 more: 05:30. At 03:15 it is 1:45.
    assert told(in_berlin("resolve 4 hours"), "2026-03-29 00:30 reported", "2026-03-29 03:15") == [
        "SLA resolve: running, due 2026-03-29 05:30, used 1:45"
    ]


def test_in_autumn_four_calendar_hours_end_three_hours_later_on_the_wall():
    # 00:30-03:00 is 2:30, then it is 02:00 again; 1:30 more: 03:30. At the second 02:15 it is 2:45.
    assert told(in_berlin("resolve 4 hours"), "2026-10-25 00:30 reported", "2026-10-25 02:15+01:00") == [
        "SLA resolve: running, due 2026-10-25 03:30, used 2:45"
    ]


def test_due_within_the_repeated_hour_says_which_of_the_two():
    # 01:30 + 1 h is the first 02:30, + 2 h the second.
    one, two = in_berlin("resolve 1 hours", code="ONE"), in_berlin("resolve 2 hours", code="TWO")
    assert told([one, two], "2026-10-25 01:30 reported", "2026-10-25 01:30") == [
        "SLA resolve: running, due 2026-10-25 02:30+02:00",
        "SLA resolve: running, due 2026-10-25 02:30+01:00",
    ]


def test_the_night_shift_of_spring_is_an_hour_shorter():
    # 01-02 is 1 h, 02-03 does not exist, 03-05 is 2 h.
    assert told(in_berlin("resolve 3 hours night"), "2026-03-29 01:00 reported", "2026-03-29 04:00") == [
        "SLA resolve: running, due 2026-03-29 05:00, used 2:00"
    ]


def test_the_night_shift_of_autumn_is_an_hour_longer():
    # 01-03 is 2 h, and the second 02-03 the third: due at 03:00.
    assert told(
        in_berlin("resolve 3 hours night"), "2026-10-25 01:00 reported", "2026-10-25 02:30+01:00"
    ) == ["SLA resolve: running, due 2026-10-25 03:00, used 2:30"]


def test_a_night_shift_up_to_its_closing_over_the_gap():
    # Sat 22-24 is 2 h; Sun 00-06 has 5: 7 h are used up at closing.
    assert told(in_berlin("resolve 7 hours night"), "2026-03-28 22:00 reported", "2026-03-29 01:00") == [
        "SLA resolve: running, due 2026-03-29 06:00, used 3:00"
    ]


def test_hours_that_close_inside_the_repeated_hour_close_twice():
    # 01:00-02:30 is 1:30, the second 02:00-02:30 is 0:30; 1 h is left for Monday 00:00.
    history = "2026-10-25 01:00 reported"
    assert told(in_berlin("resolve 3 hours early"), history, "2026-10-25 12:00") == [
        "SLA resolve: running, due 2026-10-26 01:00, used 2:00"
    ]
    assert told(in_berlin("resolve 2 hours early"), history, "2026-10-25 02:10+01:00") == [
        "SLA resolve: running, due 2026-10-25 02:30+01:00, used 1:40"
    ]


def test_hours_that_close_inside_the_gap_close_where_it_begins():
    # 01:00-02:00 is all that Sunday has left; 30 min more on Monday.
    assert told(in_berlin("resolve 90 minutes early"), "2026-03-29 01:00 reported", "2026-03-29 12:00") == [
        "SLA resolve: running, due 2026-03-30 00:30, used 1:00"
    ]


def test_a_wait_from_a_reading_to_the_same_reading_is_an_hour():
    # 01:00 + 4 h is 04:00 on the wall; the wait from the first 02:30 to the second moves it to 05:00.
    history = """
        2026-10-25 01:00 reported
                   02:30+02:00 paused merchant
                   02:30+01:00 resumed
    """
    assert told(in_berlin("resolve 4 hours"), history, "2026-10-25 03:30") == [
        "SLA resolve: running, due 2026-10-25 05:00, used 2:30, paused 1:00"
    ]


def test_a_wait_over_the_gap_is_an_hour_shorter_than_it_reads():
    # 01:30-03:30 is 1 h. In UTC: 00:00 + 4 h + 1 h = 05:00, which is 07:00 on the wall.
    history = """
        2026-03-29 01:00 reported
                   01:30 paused merchant
                   03:30 resumed
    """
    assert told(in_berlin("resolve 4 hours"), history, "2026-03-29 04:00") == [
        "SLA resolve: running, due 2026-03-29 07:00, used 1:00, paused 1:00"
    ]


def test_working_days_over_the_change_end_at_the_wall_clock_of_their_day():
    # Friday 27 March is the start day, Monday the first: 17:00 of summer time.
    assert told(
        in_berlin("install 1 working days shop"), "2026-03-27 10:00 reported", "2026-03-30 10:00"
    ) == ["SLA install: running, due 2026-03-30 17:00, used 8:00"]
    assert notation.instant("2026-03-30 17:00", BERLIN).isoformat() == "2026-03-30T15:00:00+00:00"


@pytest.mark.parametrize(
    ("reported", "due", "as_of"),
    [
        # Friday 16-17 is 1 h, Monday 09-10 the other; the weekend's change is not worked.
        ("2026-03-27 16:00", "2026-03-30 10:00", "2026-03-28 12:00"),
        ("2026-10-23 16:00", "2026-10-26 10:00", "2026-10-24 12:00"),
    ],
)
def test_office_hours_know_nothing_of_the_nights_change(reported, due, as_of):
    assert told(in_berlin("resolve 2 hours shop"), f"{reported} reported", as_of) == [
        f"SLA resolve: running, due {due}, used 1:00"
    ]


# --- Tehran, 2022 -----------------------------------------------------------------------------------

in_tehran = partial(sla, calendars=CALENDARS)
told_there = notation.told


def test_tehrans_last_change_makes_a_day_of_25_hours():
    # From noon of 21 September 24 real hours end at 11:00. At 22 Sept 00:00: 12 h to midnight, and one more.
    assert told_there(
        in_tehran("resolve 24 hours"), "2022-09-21 12:00 reported", "2022-09-22 00:00+03:30"
    ) == ["SLA resolve: running, due 2022-09-22 11:00, used 13:00"]


def test_tehrans_last_spring_makes_a_day_of_23_hours():
    # From noon of 21 March 24 real hours end at 13:00.
    assert told_there(in_tehran("resolve 24 hours"), "2022-03-21 12:00 reported", "2022-03-22 01:00") == [
        "SLA resolve: running, due 2022-03-22 13:00, used 12:00"
    ]


def test_after_the_last_change_a_day_has_24_hours_again():
    assert told_there(in_tehran("resolve 24 hours"), "2023-03-21 12:00 reported", "2023-03-22 00:00") == [
        "SLA resolve: running, due 2023-03-22 12:00, used 12:00"
    ]


def test_an_evening_shift_until_midnight_has_its_last_hour_twice():
    # 20-24 is 4 h, then it is 23:00 again: the fifth ends as the date changes.
    history = "2022-09-21 20:00 reported"
    assert told_there(in_tehran("resolve 5 hours late"), history, "2022-09-21 23:30+03:30") == [
        "SLA resolve: running, due 2022-09-22 00:00, used 4:30"
    ]
    # A sixth hour is the first of the next evening.
    assert told_there(in_tehran("resolve 6 hours late"), history, "2022-09-22 12:00") == [
        "SLA resolve: running, due 2022-09-22 21:00, used 5:00"
    ]


def test_a_working_day_that_is_longer_than_others_ends_with_its_last_reading():
    # The day after the 20th is the 21st: it closes at the second midnight. 20 Sept 20-24 is 4 h.
    assert told_there(
        in_tehran("install 1 working days late"), "2022-09-20 19:00 reported", "2022-09-21 12:00"
    ) == ["SLA install: running, due 2022-09-22 00:00, used 4:00"]
