"""The written form of a calendar: read whole, or refused at its place."""

from dataclasses import replace
from datetime import date, time

import pytest

from app.domain.calendar_spec import CalendarSpec, Period, shown
from app.domain.day_hours import WHOLE_DAY, read_hours
from app.domain.errors import BadInput

WEEKLY = {"sat": [["08:00", "12:00"], ["13:00", "24:00"]], "fri": []}
WRITTEN = {
    "tz": "Asia/Tehran",
    "weekly": WEEKLY,
    "holidays": ["2026-03-21", "2026-03-21"],
    "exceptions": {"2026-03-21": [["10:00", "12:00"]], "2026-04-04": [["10:00:30", "12:00"]]},
}
SHORT = {"sat": [["10:00", "12:00"]]}
WINTER = {"from": "2026-12-22", "to": "2027-03-20", "weekly": SHORT}
RAMADAN = {
    "title": {"fa": "رمضان", "en": "Ramadan"},
    "from": date(2026, 2, 18),
    "to": "2026-03-19",
    "weekly": {},
}


def test_everything_written_is_read():
    found = CalendarSpec.from_mapping("office", WRITTEN, file="a.json")
    assert found == CalendarSpec(
        name="office",
        time_zone="Asia/Tehran",
        weekly={5: ((28_800, 43_200), (46_800, 86_400)), 4: ()},
        holidays=frozenset({date(2026, 3, 21)}),
        exceptions={date(2026, 3, 21): ((36_000, 43_200),), date(2026, 4, 4): ((36_030, 43_200),)},
    )
    assert found.hours_on(date(2026, 3, 21)) == ()
    assert found.hours_on(date(2026, 4, 4)) == ((36_030, 43_200),)
    assert found.hours_on(date(2026, 4, 11)) == ((28_800, 43_200), (46_800, 86_400))
    assert found.hours_on(date(2026, 4, 12)) == ()


def test_periods_are_read_in_any_order_and_hold_from_their_first_to_their_last_day():
    found = CalendarSpec.from_mapping("office", WRITTEN | {"period": [WINTER, RAMADAN]}, file="a.json")
    assert found.periods == (
        Period(date(2026, 2, 18), date(2026, 3, 19), {}, {"fa": "رمضان", "en": "Ramadan"}),
        Period(date(2026, 12, 22), date(2027, 3, 20), {5: ((36_000, 43_200),)}),
    )
    usual = ((28_800, 43_200), (46_800, 86_400))
    saturdays = [
        date(2026, 2, 14),
        date(2026, 2, 21),
        date(2026, 3, 28),
        date(2026, 12, 26),
        date(2027, 3, 20),
    ]
    assert [found.hours_on(day) for day in saturdays] == [
        usual,
        (),
        usual,
        ((36_000, 43_200),),
        ((36_000, 43_200),),
    ]


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (WINTER | {"from": "2027-03-20", "to": "2027-03-20"}, "2027-03-20 to 2027-03-20"),
        (WINTER, "2026-12-22 to 2027-03-20"),
        (WINTER | {"from": "2027-01-01", "to": "2028-01-01"}, "2027-01-01 to 2028-01-01"),
    ],
)
def test_periods_that_share_a_date_are_refused_at_the_later_one(second: dict[str, object], found: str):
    with pytest.raises(BadInput) as refused:
        CalendarSpec.from_mapping(
            "office", WRITTEN | {"period": [RAMADAN, WINTER, second]}, file="a.toml", first=1
        )
    assert refused.value.column == "calendars.office.period[3]"
    assert refused.value.found == f"{found}, which meets period[2]"


def test_hours_of_a_day_may_be_written_in_any_order_and_touch():
    hours = [["13:00", "17:00"], ["12:00", "13:00"], ["08:00", "11:00"]]
    found = CalendarSpec.from_mapping("office", {"tz": "UTC", "weekly": {"sat": hours}}, file="a.json")
    assert found.weekly == {5: ((28_800, 39_600), (43_200, 46_800), (46_800, 61_200))}
    assert read_hours("13:00-17:00 08:00-12:00") == ((28_800, 43_200), (46_800, 61_200))


def test_periods_may_follow_each_other():
    spring = {"from": "2027-03-21", "to": "2027-03-21", "weekly": {}}
    found = CalendarSpec.from_mapping("office", WRITTEN | {"period": [spring, WINTER]}, file="a.json")
    assert [period.last for period in found.periods] == [date(2027, 3, 20), date(2027, 3, 21)]


def test_a_calendar_may_always_be_open():
    found = CalendarSpec.from_mapping("all", {"tz": "UTC", "always": True}, file="a.json")
    assert found.weekly == dict.fromkeys(range(7), WHOLE_DAY)
    assert CalendarSpec.from_mapping("office", WRITTEN | {"always": False}, file="a.json").weekly == {
        5: ((28_800, 43_200), (46_800, 86_400)),
        4: (),
    }


def test_a_closure_takes_away_from_whatever_is_open():
    day = date(2026, 4, 11)  # a Saturday, 08:00-12:00 and 13:00-24:00
    plain = CalendarSpec.from_mapping("office", WRITTEN, file="a.json")
    told = {
        ((0, 86_400),): ((), True),
        ((36_000, 50_400),): (((28_800, 36_000), (50_400, 86_400)), False),
        ((0, 28_800), (43_200, 46_800)): (((28_800, 43_200), (46_800, 86_400)), False),
        ((79_200, 86_400),): (((28_800, 43_200), (46_800, 79_200)), True),
        ((46_800, 86_400),): (((28_800, 43_200),), True),
    }
    for closed, expected in told.items():
        spec = replace(plain, closed={day: closed})
        assert (spec.hours_on(day), spec.is_cut_short(day)) == expected
    assert not plain.is_cut_short(day)
    assert not replace(plain, closed={date(2026, 4, 10): WHOLE_DAY}).is_cut_short(date(2026, 4, 10))


def test_dates_and_times_may_come_as_such():
    written = {"tz": "UTC", "weekly": {"mon": [[time(8), time(9, 30)]]}, "holidays": [date(2026, 1, 1)]}
    found = CalendarSpec.from_mapping("office", written, file="a.toml")
    assert (found.weekly, found.holidays) == ({0: ((28_800, 34_200),)}, {date(2026, 1, 1)})


@pytest.mark.parametrize(
    ("change", "place", "found"),
    [
        ({"tz": "Asia/Teheran"}, ".tz", "'Asia/Teheran'"),
        ({"tz": "../etc/passwd"}, ".tz", "'../etc/passwd'"),
        ({"tz": "Asia"}, ".tz", "'Asia'"),
        ({"tz": "a\0b"}, ".tz", r"'a\x00b'"),
        ({"tz": ""}, ".tz", "''"),
        ({"tz": None}, ".tz", "None"),
        ({"tz": ["UTC"]}, ".tz", "a list"),
        ({"weekly": []}, ".weekly", "a list"),
        ({"weekly": None}, ".weekly", "None"),
        ({"weekly": {"Sat": []}}, ".weekly", "'Sat'"),
        ({"weekly": {"sat": None}}, ".weekly.sat", "None"),
        ({"weekly": {"sat": ["08:00", "17:00"]}}, ".weekly.sat[0]", "'08:00'"),
        ({"weekly": {"sat": [["08:00"]]}}, ".weekly.sat[0]", "1 values"),
        ({"weekly": {"sat": [["08:00", "24:01"]]}}, ".weekly.sat[0]", "'24:01'"),
        ({"weekly": {"sat": [["8:00", "17:00"]]}}, ".weekly.sat[0]", "'8:00'"),
        ({"weekly": {"sat": [["۰۸:۰۰", "17:00"]]}}, ".weekly.sat[0]", r"'\u06f0\u06f8:\u06f0\u06f0'"),
        ({"weekly": {"sat": [[8, 17]]}}, ".weekly.sat[0]", "8"),
        ({"weekly": {"sat": [["08:00", "08:00"]]}}, ".weekly.sat", "'08:00-08:00'"),
        ({"weekly": {"sat": [["22:00", "06:00"]]}}, ".weekly.sat", "'22:00-06:00'"),
        ({"weekly": {"sat": [["08:00", "12:00:01"], ["12:00", "13:00"]]}}, ".weekly.sat", None),
        ({"weekly": {"sat": [["11:00", "17:00"], ["08:00", "12:00"]]}}, ".weekly.sat", None),
        ({"holidays": {}}, ".holidays", "a dict"),
        ({"holidays": ["2026-02-30"]}, ".holidays[0]", "'2026-02-30'"),
        ({"holidays": ["20260321"]}, ".holidays[0]", "'20260321'"),
        ({"holidays": [None]}, ".holidays[0]", "None"),
        ({"exceptions": []}, ".exceptions", "a list"),
        ({"exceptions": {"tomorrow": []}}, ".exceptions", "'tomorrow'"),
        ({"exceptions": {"2026-04-04": [["1", "2"]]}}, ".exceptions.2026-04-04[0]", "'1'"),
        ({"hollidays": []}, ".hollidays", "an unknown key"),
        ({"always": 1}, ".always", "1"),
        ({"always": True}, ".weekly", "hours of a calendar that is always open"),
        ({"period": {}}, ".period", "a dict"),
        ({"period": [5]}, ".period[0]", "5"),
        ({"period": [WINTER | {"until": 1}]}, ".period[0].until", "an unknown key"),
        ({"period": [{"from": "2026-12-22", "weekly": {}}]}, ".period[0].to", "nothing"),
        ({"period": [{"from": "2026-12-22", "to": "2027-03-20"}]}, ".period[0].weekly", "nothing"),
        ({"period": [WINTER | {"from": "winter"}]}, ".period[0].from", "'winter'"),
        ({"period": [WINTER | {"to": "2026-12-21"}]}, ".period[0].to", "2026-12-21"),
        ({"period": [WINTER | {"weekly": {"day": []}}]}, ".period[0].weekly", "'day'"),
        ({"period": [RAMADAN, WINTER | {"weekly": {"mon": [[1]]}}]}, ".period[1].weekly.mon[0]", "1 values"),
        ({"period": [WINTER | {"title": "cold"}]}, ".period[0].title", "'cold'"),
        ({"period": [WINTER | {"title": {"de": "kalt"}}]}, ".period[0].title.de", "'kalt'"),
        ({"period": [WINTER | {"title": {"fa": 5}}]}, ".period[0].title.fa", "5"),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(change: dict[str, object], place: str, found: str | None):
    with pytest.raises(BadInput) as refused:
        CalendarSpec.from_mapping("office", WRITTEN | change, file="a.json")
    assert refused.value.file == "a.json"
    assert refused.value.column == f"calendars.office{place}"
    assert found is None or refused.value.found == found


@pytest.mark.parametrize("written", [None, [], "UTC", 5, {}, {"tz": "UTC"}, {"weekly": {}}])
def test_a_calendar_needs_zone_and_week(written: object):
    with pytest.raises(BadInput):
        CalendarSpec.from_mapping("office", written, file="a.json")


def test_an_error_stays_on_one_line_whatever_the_keys_are():
    with pytest.raises(BadInput) as refused:
        CalendarSpec.from_mapping("of\nfice", WRITTEN | {"a\r\nb": 1, "\u2028": 2}, file="a.json")
    assert str(refused.value).splitlines() == [
        "a.json, calendars.of fice.a b: found an unknown key, "
        "expected one of tz, always, weekly, period, holidays, exceptions"
    ]


def test_hours_out_of_order_are_a_bug_when_not_read_from_a_file():
    with pytest.raises(ValueError, match="in order"):
        CalendarSpec("office", "UTC", {0: ((50, 60), (10, 20))})


def test_periods_out_of_order_are_a_bug_when_not_read_from_a_file():
    one, two = Period(date(2026, 1, 1), date(2026, 1, 5), {}), Period(date(2026, 1, 5), date(2026, 1, 9), {})
    with pytest.raises(ValueError, match="periods out of order"):
        CalendarSpec("office", "UTC", {}, periods=(one, two))
    with pytest.raises(ValueError, match="periods out of order"):
        CalendarSpec("office", "UTC", {}, periods=(Period(two.last, two.first, {}),))


def test_long_values_are_shown_short():
    assert shown("x" * 500) == "'" + "x" * 56 + "..."
