"""Numbers, dates and times as they are shown in each language."""

from datetime import UTC, datetime

import pytest

from app import i18n
from app.i18n import Language
from app.views.formats import Formats
from tests.views.conftest import TEHRAN

EVENING = datetime(2026, 11, 22, 21, 5, 9, tzinfo=UTC)


def test_persian_dates_are_jalali_in_the_local_zone() -> None:
    formats = Formats("fa", TEHRAN)
    # 21:05 in UTC is past midnight in Tehran.
    assert formats.date(EVENING) == "۱۴۰۵/۰۹/۰۲"
    assert formats.long_date(EVENING) == "دوشنبه ۲ آذر ۱۴۰۵"
    assert formats.time(EVENING) == "۰۰:۳۵"
    assert formats.time(EVENING, seconds=True) == "۰۰:۳۵:۰۹"
    assert formats.date_time(EVENING) == "\u2066۱۴۰۵/۰۹/۰۲ ۰۰:۳۵\u2069"


def test_english_dates_are_gregorian_in_the_local_zone() -> None:
    formats = Formats("en", TEHRAN)
    assert formats.date(EVENING) == "2026-11-23"
    assert formats.long_date(EVENING) == "Mon 23 Nov 2026"
    assert formats.time(EVENING) == "00:35"


def test_numbers_take_the_digits_of_the_language() -> None:
    assert Formats("fa", TEHRAN).number(1187) == "۱٬۱۸۷"
    assert Formats("fa", TEHRAN).percent(0.964) == "۹۶٫۴٪"
    assert Formats("en", TEHRAN).percent(0.964) == "96.4%"
    assert Formats("fa", TEHRAN).digits("P1") == "P۱"


def test_a_late_clock_shows_no_sign() -> None:
    assert Formats("en", TEHRAN).clock(-312) == "05:12"
    assert Formats("fa", TEHRAN).clock(3959) == "۱:۰۵:۵۹"


@pytest.mark.parametrize(
    ("language", "seconds", "said"),
    [
        ("en", 0, "now"),
        ("en", 45, "45 s ago"),
        ("en", 312, "5 min ago"),
        ("en", 3600, "1 hour ago"),
        ("en", 7300, "2 hours ago"),
        ("en", 200_000, "2 days ago"),
        ("fa", 0, "اکنون"),
        ("fa", 45, "۴۵ ثانیه پیش"),
        ("fa", 312, "۵ دقیقه پیش"),
        ("fa", 7300, "۲ ساعت پیش"),
        ("fa", 90_000, "۱ روز پیش"),
    ],
)
def test_ages_are_said_in_words(language: Language, seconds: int, said: str) -> None:
    with i18n.speaking(language):
        assert Formats(language, TEHRAN).ago(seconds) == said
