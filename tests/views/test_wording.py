"""Codes in the user's words: every code of the domain has some, in both languages."""

import re
from datetime import date
from pathlib import Path

import pytest

from app.domain.clocks import ClockState
from app.domain.errors import BadInput, RuleBroken, StoreUnavailable
from app.domain.events import EventKind, Owner, Service
from app.domain.job_states import Stage
from app.domain.persian import without_isolates
from app.i18n import Language, speaking
from app.services.code_words import CLOCK_STATES, EVENTS, OWNERS, worded
from app.services.refusals import REFUSALS
from app.views.formats import Formats
from app.views.plain_words import countdown, left_word, name_in
from app.views.wording import (
    SERVICES,
    STAGES,
    WAIT_OWNERS,
    WAITS,
    Catalogue,
    party_name,
    refusal,
    target_in_words,
)
from tests.views.conftest import TEHRAN

SERVICES_FOLDER = Path(__file__).resolve().parents[2] / "app" / "services"
RAISED = re.compile(r'RuleBroken\(\s*"([a-z-]+)"')


def test_every_code_of_the_domain_has_words() -> None:
    for codes, words in (
        (Stage, STAGES),
        (EventKind, EVENTS),
        (Owner, OWNERS),
        (Service, SERVICES),
        (ClockState, CLOCK_STATES),
    ):
        assert {code.value for code in codes} <= set(words)
    assert set(WAITS) == set(WAIT_OWNERS)
    assert set(WAIT_OWNERS.values()) <= {owner.value for owner in Owner}


@pytest.mark.parametrize(
    "room", ["jobs/commands.py", "alarm_steps.py", "calendars/days_off.py", "../domain/job_states.py"]
)
def test_every_refusal_of_the_board_has_words(room: str) -> None:
    raised = set(RAISED.findall((SERVICES_FOLDER / room).resolve().read_text("utf-8")))
    assert raised != set()
    assert raised <= set(REFUSALS)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fa", "تا کار در مرحلهٔ «متوقف» است این شدنی نیست."),
        ("en", "This is not possible while the job is “On hold”."),
    ],
)
def test_a_refusal_is_one_sentence(language: Language, expected: str) -> None:
    with speaking(language):
        assert refusal(RuleBroken("not-in-this-stage", stage="on-hold")) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fa", "تعطیلی سه‌شنبه ۱۲ خرداد ۱۴۰۵ پیش‌تر ثبت شده است."),
        ("en", "Tue 2 Jun 2026 is recorded as off already."),
    ],
)
def test_a_refusal_tells_a_date_in_full(language: Language, expected: str) -> None:
    with speaking(language):
        assert refusal(RuleBroken("already-off", day=date(2026, 6, 2))) == expected


def test_a_refusal_words_its_codes_and_figures() -> None:
    with speaking("fa"):
        price = RuleBroken("no-base-price", clause="9-1", price="monthly_fee")
        assert "«حق‌الزحمهٔ ماهانهٔ پایانه»" in refusal(price)
        assert "آبان ۱۴۰۵" in refusal(RuleBroken("earlier-month-open", period="1405-08"))
        assert "۷ روز" in refusal(RuleBroken("reopened-too-late", days=7))
        assert "۱۰۴۸۲" in refusal(RuleBroken("already-assigned", job="10482", technician="علی"))


def test_a_refusal_with_a_missing_parameter_is_still_a_sentence() -> None:
    with speaking("en"):
        assert refusal(RuleBroken("already-acknowledged")) == "… has already acknowledged this alarm."
        assert refusal(RuleBroken("never-named")) == "never-named"
        assert refusal(StoreUnavailable("store-full", "x")) == "The disk is full."
        bad = BadInput("a.csv", "x", "a number")
        assert without_isolates(refusal(bad)) == "a.csv: found x; expected a number"


def test_a_contractor_is_told_by_name_or_else_by_code() -> None:
    names = {"C1": ("سپیدار پایانه", "Sepidar"), "C2": ("", "Two")}
    assert [party_name(code, names, fa=True) for code in ("C1", "C2")] == ["سپیدار پایانه", "Two"]
    assert party_name("C1", names, fa=False) == "Sepidar"
    assert party_name("C3", names, fa=False) == "\u2066C3\u2069"


def test_words_beside_a_countdown_differ() -> None:
    for language in ("fa", "en"):
        with speaking(language):
            assert len({left_word(state) for state in ("late", "paused", "met", "left")}) == 4
            assert left_word("warning") == left_word("left")


@pytest.mark.parametrize(
    ("target", "unit", "is_working", "fa", "en"),
    [
        ("90", "minutes", False, "۱ ساعت و ۳۰ دقیقه", "1 h 30 min"),
        ("90", "minutes", True, "۱ ساعت و ۳۰ دقیقه از ساعت کاری", "1 h 30 min of working time"),
        ("30", "minutes", False, "۳۰ دقیقه", "30 minutes"),
        ("1", "minutes", True, "۱ دقیقهٔ کاری", "1 working minute"),
        ("240", "minutes", True, "۴ ساعت کاری", "4 working hours"),
        ("4", "hours", True, "۴ ساعت کاری", "4 working hours"),
        ("1", "hours", False, "۱ ساعت", "1 hour"),
        ("24", "hours", False, "۲۴ ساعت", "24 hours"),
        ("3", "working days", True, "۳ روز کاری", "3 working days"),
        ("", "window", False, "تا پایان بازهٔ آن", "by the end of its window"),
    ],
)
def test_a_target_always_names_its_unit(
    target: str, unit: str, *, is_working: bool, fa: str, en: str
) -> None:
    said = {}
    for language in ("fa", "en"):
        with speaking(language):
            formats = Formats(language, TEHRAN)
            said[language] = target_in_words(target, unit, formats, is_working=is_working)
    assert said == {"fa": fa, "en": en}


@pytest.mark.parametrize(
    ("seconds", "state", "fa", "en"),
    [
        (86_399, "late", "۲۳:۵۹:۵۹", "23:59:59"),
        (86_400, "late", "۱ روز", "1 d"),
        (386 * 3600 + 34 * 60, "late", "۱۶ روز و ۲ ساعت", "16 d 2 h"),
        (30 * 3600, "paused", "۳۰ ساعت", "30 h"),
    ],
)
def test_long_clocks_are_said_in_words(seconds: int, state: str, fa: str, en: str) -> None:
    said = {}
    for language in ("fa", "en"):
        with speaking(language):
            said[language] = countdown(seconds, state, Formats(language, TEHRAN))
    assert said == {"fa": fa, "en": en}


def test_catalogue_names_faults_and_other_work() -> None:
    catalogue = Catalogue.shipped()
    with speaking("en"):
        assert catalogue.fault("PWR-01", "EM", "en") == "Does not switch on"
        assert catalogue.fault("", "PM", "en") == "Periodic visit (PM)"
        assert catalogue.fault("X-9", "EM", "en") == "X-9"
        assert catalogue.remedy("unknown", "en") == "unknown"


def test_a_name_in_the_other_script_is_better_than_none() -> None:
    assert (name_in("الف", "A", fa=True), name_in("الف", "A", fa=False)) == ("الف", "A")
    assert (name_in("", "A", fa=True), name_in("الف", "", fa=False)) == ("A", "الف")
    assert worded(STAGES, "unheard-of") == "unheard-of"
