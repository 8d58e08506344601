"""What a visit has to show, and when a photo belongs to it."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.closing import ClosingRule, Missing, PhotoTime, Proof, Shown, missing, photo_time, strictest

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ALL = ClosingRule(note=20, photos=2, serial=True)


def test_everything_that_lacks_is_named_with_its_figures():
    assert missing(ALL, Shown(remedy="R03", note="  short   note ", photos=1)) == (
        Missing(Proof.NOTE, 20, 10),
        Missing(Proof.PHOTOS, 2, 1),
        Missing(Proof.SERIAL, 1, 0),
    )
    assert missing(ALL, Shown(remedy="R03", note="a" * 20, photos=2, serial="A1")) == ()
    assert missing(ALL, Shown(remedy="R03", note="a" * 19, photos=2, serial="A1")) == (
        Missing(Proof.NOTE, 20, 19),
    )


@pytest.mark.parametrize("remedy", ["R01", "R02", "R10", "R11"])
def test_nothing_is_asked_of_what_needs_no_visit(remedy):
    assert missing(ALL, Shown(remedy=remedy)) == ()


def test_a_swap_needs_the_new_serial_whatever_was_agreed():
    assert missing(ClosingRule(), Shown(remedy="R05")) == (Missing(Proof.NEW_SERIAL, 1, 0),)
    assert missing(ClosingRule(), Shown(remedy="R05", new_serial="B2")) == ()


def test_the_strictest_of_several_agreements_counts():
    rules = [ClosingRule(note=5, photos=2), ClosingRule(note=20), ClosingRule(serial=True)]
    assert strictest(rules) == ALL
    assert strictest([]) == ClosingRule()


@pytest.mark.parametrize(
    ("taken", "fits"),
    [
        (None, PhotoTime.UNKNOWN),
        (NOON - HOUR - 31 * MINUTE, PhotoTime.BEFORE),
        (NOON - HOUR - 30 * MINUTE, PhotoTime.FITS),
        (NOON + 30 * MINUTE, PhotoTime.FITS),
        (NOON + 31 * MINUTE, PhotoTime.AFTER),
    ],
)
def test_a_photo_fits_its_visit_give_or_take_half_an_hour(taken, fits):
    assert photo_time(taken, NOON - HOUR, NOON) is fits


def test_without_an_arrival_a_photo_may_be_a_day_old():
    assert photo_time(NOON - 24 * HOUR, None, NOON) is PhotoTime.FITS
    assert photo_time(NOON - 25 * HOUR, None, NOON) is PhotoTime.BEFORE
