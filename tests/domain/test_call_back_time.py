from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.call_back_time import call_back_at

TEHRAN = ZoneInfo("Asia/Tehran")
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)  # 11:30 in Tehran


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("14:30", datetime(2026, 6, 1, 11, tzinfo=UTC)),
        ("۱۴:۳۰", datetime(2026, 6, 1, 11, tzinfo=UTC)),
        ("1430", datetime(2026, 6, 1, 11, tzinfo=UTC)),
        ("9:05", datetime(2026, 6, 2, 5, 35, tzinfo=UTC)),
        ("11:30", datetime(2026, 6, 2, 8, tzinfo=UTC)),
        ("+45", NOW + timedelta(minutes=45)),
        ("+ ۹۰", NOW + timedelta(minutes=90)),
        ("25:00", None),
        ("14:60", None),
        ("+0", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_to_call_back_is_the_next_one_meant(typed, at):
    assert call_back_at(typed, NOW, TEHRAN) == at
