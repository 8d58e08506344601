"""Instants as foreign logs write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.services.imports.log_times import is_time_form, read_instant

TEHRAN = ZoneInfo("Asia/Tehran")
ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("2012/10/09 14:50:17.000", "%Y/%m/%d %H:%M:%S.%f", datetime(2012, 10, 9, 11, 20, 17, tzinfo=UTC)),
        ("06/26/2018 10:58:54 PM", "%m/%d/%Y %I:%M:%S %p", datetime(2018, 6, 26, 18, 28, 54, tzinfo=UTC)),
        ("۱۴۰۴/۰۱/۰۱ ۰۸:۳۰", "jalali %Y/%m/%d %H:%M", datetime(2025, 3, 21, 5, tzinfo=UTC)),
        ("1403/12/30", "jalali %Y/%m/%d", datetime(2025, 3, 19, 20, 30, tzinfo=UTC)),
        ("2024-01-02T08:00:00+01:00", "iso", datetime(2024, 1, 2, 7, tzinfo=UTC)),
        ("2024-01-02", "iso", datetime(2024, 1, 1, 20, 30, tzinfo=UTC)),
        ("1704182400", "epoch", datetime(2024, 1, 2, 8, tzinfo=UTC)),
        ("2024-01-02 08:00 +0000", "%Y-%m-%d %H:%M %z", datetime(2024, 1, 2, 8, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_by_its_form(text: str, form: str, expected: datetime) -> None:
    assert is_time_form(form)
    assert read_instant(text, [form], TEHRAN) == expected


@pytest.mark.parametrize(
    "text", ["", "1404/12/30 08:00", "1404/01/01 24:00", "x", "9" * 30, "0001-01-01T00:00"]
)
def test_what_fits_no_form_is_no_instant(text: str) -> None:
    assert read_instant(text, ["jalali %Y/%m/%d %H:%M", "iso", "epoch"], TEHRAN) is None


def test_forms_are_tried_in_their_order() -> None:
    assert read_instant("02/01/2024", ["%d/%m/%Y", "%m/%d/%Y"], ROME) == datetime(2024, 1, 1, 23, tzinfo=UTC)
    assert read_instant("02/13/2024", ["%d/%m/%Y", "%m/%d/%Y"], ROME) == datetime(2024, 2, 12, 23, tzinfo=UTC)


def test_turned_clocks() -> None:
    twice, never = "2013-10-27 02:30", "2013-03-31 02:30"
    assert read_instant(twice, ["iso"], ROME) == datetime(2013, 10, 27, 0, 30, tzinfo=UTC)
    assert read_instant(never, ["iso"], ROME) == datetime(2013, 3, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("form", ["", "%H:%M", "%Y-%m", "%Q", "jalali %Y/%m", "jalali %Y/%m/%d %p", "%Y%"])
def test_a_form_without_a_day_is_none(form: str) -> None:
    assert not is_time_form(form)
