"""What an agreement asks to be shown before a job is closed, and whether a photo fits its visit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PHOTO_SLACK = timedelta(minutes=30)
"""How far beside the visit a photo may be taken: clocks of cameras differ."""
LONGEST_VISIT = timedelta(hours=24)
"""How old a photo may be where nobody recorded the arrival (domain.md, section 2.4)."""
WITHOUT_VISIT = frozenset({"R01", "R02", "R10", "R11"})
"""Remedies for which nobody has to have been there: by phone, remotely, put off, cancelled."""
SWAPPED = "R05"
"""The remedy that puts another device in a terminal's place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRule:
    """What must be shown of a visit; nothing unless it is said."""

    note: int = 0
    """Letters of the note at least."""
    photos: int = 0
    serial: bool = False
    """Whether the serial has to be read off the device."""

    def stricter(self, other: "ClosingRule") -> "ClosingRule":
        """Both at once."""
        return ClosingRule(
            note=max(self.note, other.note),
            photos=max(self.photos, other.photos),
            serial=self.serial or other.serial,
        )


NOTHING = ClosingRule()


class Proof(StrEnum):
    """What can be missing."""

    NOTE = "note"
    PHOTOS = "photos"
    SERIAL = "serial"
    NEW_SERIAL = "new-serial"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: how much is needed and how much there is."""

    what: Proof
    needed: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a report shows."""

    remedy: str
    note: str = ""
    photos: int = 0
    serial: str = ""
    """As read off the device that was found."""
    new_serial: str = ""


def strictest(rules: Iterable[ClosingRule]) -> ClosingRule:
    """All of them at once."""
    whole = NOTHING
    for rule in rules:
        whole = whole.stricter(rule)
    return whole


def missing(rule: ClosingRule, shown: Shown) -> tuple[Missing, ...]:
    """What a report lacks; a swap needs the new serial whatever was agreed."""
    lacks: list[Missing] = []
    if shown.remedy == SWAPPED and not shown.new_serial:
        lacks.append(Missing(Proof.NEW_SERIAL, 1, 0))
    if shown.remedy in WITHOUT_VISIT:
        return tuple(lacks)
    letters = len(" ".join(shown.note.split()))
    if letters < rule.note:
        lacks.append(Missing(Proof.NOTE, rule.note, letters))
    if shown.photos < rule.photos:
        lacks.append(Missing(Proof.PHOTOS, rule.photos, shown.photos))
    if rule.serial and not shown.serial:
        lacks.append(Missing(Proof.SERIAL, 1, 0))
    return tuple(lacks)


class PhotoTime(StrEnum):
    """How the time in a photo stands to its visit."""

    FITS = "fits"
    UNKNOWN = "unknown"
    """The camera wrote none."""
    BEFORE = "before"
    AFTER = "after"


def photo_time(taken_at: datetime | None, arrived_at: datetime | None, done_at: datetime) -> PhotoTime:
    """Whether a photo was taken during the visit, give or take `PHOTO_SLACK`."""
    if taken_at is None:
        return PhotoTime.UNKNOWN
    begun = arrived_at if arrived_at is not None else done_at - LONGEST_VISIT
    if taken_at < begun - PHOTO_SLACK:
        return PhotoTime.BEFORE
    return PhotoTime.AFTER if taken_at > done_at + PHOTO_SLACK else PhotoTime.FITS
