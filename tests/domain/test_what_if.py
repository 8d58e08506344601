from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from app.domain.what_if import Period, held_from
from tests.domain.promises import agreement, at, only, said, target, version


def versions(*days):
    numbered = [version(number=number, since=day) for number, day in enumerate(days, 1)]
    return agreement("UC", *numbered)


def told(found):
    return [(each.number, each.effective_from) for each in found.versions]


def test_what_holds_already_stays_as_it_is():
    since = versions(date(2025, 1, 1), date(2026, 1, 1))
    assert held_from(since, date(2026, 1, 1)) is since


def test_a_later_version_holds_as_if_it_had_from_the_first_day():
    draft = versions(date(2025, 1, 1), date(2026, 6, 1), date(2026, 9, 1))
    assert told(held_from(draft, date(2026, 5, 1))) == [(1, date(2025, 1, 1)), (3, date(2026, 5, 1))]
    assert told(held_from(draft, date(2024, 1, 1))) == [(3, date(2024, 1, 1))]


DAYS = [date(2026, 6, day) for day in (1, 2, 3, 4)]
HELD = [said("dispatched", "09:00", value="C1"), said("paused", "10:00", owner="merchant")]
WITHDRAWN = {"kind": "contractor", "clock": "10:00", "value": "C2"}


@pytest.mark.parametrize(
    ("last", "state", "counted"),
    [
        ([], "paused", [True, True, True]),
        ([said(**WITHDRAWN, day=2)], "cancelled", [False, True, False]),
        # Set apart while it stands: nothing ends it.
        ([said("excused", "10:00", day=3)], "excused", [True, False, False]),
        ([said("excused", "10:00"), said(**WITHDRAWN, day=3)], "excused", [True, False, False]),
    ],
)
def test_what_never_gets_a_due_instant_counts_in_one_period(last, state, counted):
    contract = agreement("UC", target("resolve", 4), contractor="C1")
    found = only(contract, [*HELD, *last], at("00:00", 20))
    assert (found.reading.state.value, found.reading.due_at) == (state, None)
    periods = [Period.of_days(*days, ZoneInfo("UTC")) for days in pairwise(DAYS)]
    assert [period.counts(found) for period in periods] == counted
