"""The written form of a calendar: read whole, or refused at its place."""

from datetime import date, time

import pytest

from app.domain.calendar_spec import CalendarSpec, shown
from app.domain.errors import BadInput

WEEKLY = {"sat": [["08:00", "12:00"], ["13:00", "24:00"]], "fri": []}
WRITTEN = {
    "tz": "Asia/Tehran",
    "weekly": WEEKLY,
    "holidays": ["2026-03-21", "2026-03-21"],
    "exceptions": {"2026-03-21": [["10:00", "12:00"]], "2026-04-04": [["10:00:30", "12:00"]]},
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
        ({"weekly": {"sat": [["13:00", "17:00"], ["08:00", "12:00"]]}}, ".weekly.sat", None),
        ({"holidays": {}}, ".holidays", "a dict"),
        ({"holidays": ["2026-02-30"]}, ".holidays[0]", "'2026-02-30'"),
        ({"holidays": ["20260321"]}, ".holidays[0]", "'20260321'"),
        ({"holidays": [None]}, ".holidays[0]", "None"),
        ({"exceptions": []}, ".exceptions", "a list"),
        ({"exceptions": {"tomorrow": []}}, ".exceptions", "'tomorrow'"),
        ({"exceptions": {"2026-04-04": [["1", "2"]]}}, ".exceptions.2026-04-04[0]", "'1'"),
        ({"hollidays": []}, ".hollidays", "an unknown key"),
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
        "expected one of tz, weekly, holidays, exceptions"
    ]


def test_hours_out_of_order_are_a_bug_when_not_read_from_a_file():
    with pytest.raises(ValueError, match="in order"):
        CalendarSpec("office", "UTC", {0: ((50, 60), (10, 20))})


def test_long_values_are_shown_short():
    assert shown("x" * 500) == "'" + "x" * 56 + "..."
