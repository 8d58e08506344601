"""Weekly hours of duty."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain.duty import Hours, duty_from

TEHRAN = ZoneInfo("Asia/Tehran")
OFFICE = [Hours(day, 8 * 60, 16 * 60) for day in (5, 6, 0, 1, 2)]
NIGHTS = [Hours(4, 22 * 60, 6 * 60)]


def at(day, hour, minute=0):
    """Of June 2026, whose first day is a Monday."""
    return datetime(2026, 6, day, hour, minute, tzinfo=TEHRAN)


@pytest.mark.parametrize(
    ("hours", "now", "begin"),
    [
        ([], at(1, 3), at(1, 3)),
        (OFFICE, at(1, 8), at(1, 8)),
        (OFFICE, at(1, 15, 59), at(1, 15, 59)),
        (OFFICE, at(1, 16), at(2, 8)),
        (OFFICE, at(1, 7), at(1, 8)),
        (OFFICE, at(3, 17), at(6, 8)),
        (NIGHTS, at(5, 23), at(5, 23)),
        (NIGHTS, at(6, 5, 59), at(6, 5, 59)),
        (NIGHTS, at(6, 6), at(12, 22)),
        (NIGHTS, at(5, 21), at(5, 22)),
        ([Hours(0, 480, 480)], at(2, 7), at(2, 7)),
        ([Hours(0, 480, 480)], at(2, 8), at(8, 8)),
    ],
)
def test_the_next_duty(hours, now, begin):
    assert duty_from(hours, now) == begin
