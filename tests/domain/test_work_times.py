"""When scheduled work is due, last and next."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.work_times import Days, last_due, next_due

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
TEHRAN = ZoneInfo("Asia/Tehran")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=TEHRAN).astimezone(UTC)


@pytest.mark.parametrize(
    ("days", "now", "last", "following"),
    [
        (Days.DAILY, "2026-06-01T05:59:59", "2026-05-31T06:00", "2026-06-01T06:00"),
        (Days.DAILY, "2026-06-01T06:00:00", "2026-06-01T06:00", "2026-06-02T06:00"),
        (Days.WEEKLY, "2026-06-01T12:00:00", "2026-05-30T06:00", "2026-06-06T06:00"),
        (Days.MONTHLY, "2026-06-01T12:00:00", "2026-05-22T06:00", "2026-06-22T06:00"),
        # Esfand 1404 has 29 days.
        (Days.MONTHLY, "2026-03-20T12:00:00", "2026-02-20T06:00", "2026-03-21T06:00"),
    ],
)
def test_last_and_next(days, now, last, following):
    assert last_due(days, 360, at(now), TEHRAN) == at(last)
    assert next_due(days, 360, at(now), TEHRAN) == at(following)


@given(
    st.sampled_from(list(Days)),
    st.integers(0, 1439),
    st.integers(0, 630_000_000).map(lambda seconds: EPOCH + timedelta(seconds=seconds)),
)
def test_now_lies_between_them_and_nothing_is_due_between(days, minute, now):
    before, after = last_due(days, minute, now, TEHRAN), next_due(days, minute, now, TEHRAN)
    assert before <= now < after
    assert last_due(days, minute, after - timedelta(microseconds=1), TEHRAN) == before
    assert next_due(days, minute, before, TEHRAN) == after
