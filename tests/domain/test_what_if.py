from datetime import date

from app.domain.what_if import held_from
from tests.domain.promises import agreement, version


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
