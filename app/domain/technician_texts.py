"""What is known of a technician at work, as short texts that a list or a form can hold.

shifts         sat-wed 08:00-17:00; thu 08:00-13:00
leave          2026-12-01..2026-12-03 training; 1405/10/01
certificates   ATM 2027-03-20, S90
van            adapter 2, sim 5
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from app.domain.day_hours import hours_in_words, read_hours
from app.domain.jalali import jalali_text, parse_jalali
from app.domain.persian import Language, fold, latin_digits
from app.domain.windows import YEARS

Leave = tuple[date, date, str]
"""First day, last day, and why."""

DAYS: Mapping[str, int] = {"sat": 5, "sun": 6, "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4}
_PERSIAN = ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه")
_NAMES = {
    **{fold(name): weekday for name, weekday in DAYS.items()},
    **{fold(name): weekday for name, weekday in zip(_PERSIAN, DAYS.values(), strict=True)},
}
_WEEK = tuple(DAYS.values())
_MOST_PARTS = 999

SHIFTS = "shifts such as sat-wed 08:00-17:00; thu 08:00-13:00"
LEAVE = "leave such as 2026-12-01..2026-12-03 training; 2026-12-20"
CERTIFICATES = "certificates such as ATM 2027-03-20, S90"
VAN = "parts such as adapter 2, sim 5"


def read_shifts(text: str) -> dict[int, str]:
    """The hours of each weekday that is named (0 is Monday); ValueError says what was expected."""
    found: dict[int, str] = {}
    for entry in _entries(text, ";؛\n"):
        days, _space, hours = entry.partition(" ")
        for weekday in _days(days):
            if weekday in found:
                raise ValueError("each day once")
            read = read_hours(latin_digits(hours))
            if not read:
                raise ValueError(SHIFTS)
            found[weekday] = hours_in_words(read)
    return found


def write_shifts(shifts: Mapping[int, str], language: Language) -> str:
    """The shifts as `read_shifts` reads them, days of the same hours joined."""
    names = dict(zip(_WEEK, _PERSIAN if language == "fa" else DAYS, strict=True))
    runs: list[tuple[list[int], str]] = []
    for weekday in _WEEK:
        hours = shifts.get(weekday, "")
        if runs and runs[-1][1] == hours:
            runs[-1][0].append(weekday)
        else:
            runs.append(([weekday], hours))
    return "; ".join(
        f"{names[days[0]]}{'-' + names[days[-1]] if len(days) > 1 else ''} {hours}"
        for days, hours in runs
        if hours
    )


def read_leave(text: str) -> tuple[Leave, ...]:
    """Days away, in order and without overlap; ValueError says what was expected."""
    found = []
    for entry in _entries(text, ";؛\n"):
        days, _space, reason = entry.partition(" ")
        first, dots, last = days.partition("..")
        begins = _day(first, LEAVE)
        ends = _day(last, LEAVE) if dots else begins
        if ends < begins:
            raise ValueError("a last day that is not before the first")
        found.append((begins, ends, reason.strip()))
    found.sort()
    if any(later[0] <= earlier[1] for earlier, later in pairwise(found)):
        raise ValueError("times of leave that do not overlap")
    return tuple(found)


def write_leave(leave: Iterable[Leave], language: Language) -> str:
    """Days away as `read_leave` reads them."""
    return "; ".join(
        f"{_written(first, language)}{'' if first == last else '..' + _written(last, language)} {why}".strip()
        for first, last, why in leave
    )


def read_certificates(text: str) -> dict[str, date | None]:
    """What each covers, and its last day; ValueError says what was expected."""
    found: dict[str, date | None] = {}
    for entry in _entries(text, ",،;؛\n"):
        code, space, until = entry.rpartition(" ")
        if not space or not re.search(r"\d", latin_digits(until)) or not _is_date(until):
            code, until = entry, ""
        code = code.strip().upper()
        if code in found:
            raise ValueError("each certificate once")
        found[code] = _day(until, CERTIFICATES) if until else None
    return found


def write_certificates(certificates: Mapping[str, date | None], language: Language) -> str:
    """Certificates as `read_certificates` reads them."""
    return ", ".join(
        code if until is None else f"{code} {_written(until, language)}"
        for code, until in sorted(certificates.items())
    )


def read_van(text: str, known: Iterable[str]) -> dict[str, int]:
    """How many there are of each part, by the codes of the catalogue; ValueError says what was expected."""
    parts, found = frozenset(known), dict[str, int]()
    for entry in _entries(text, ",،;؛\n"):
        code, _space, count = latin_digits(entry).rpartition(" ")
        code = code.strip().lower()
        if code not in parts or not count.isdecimal() or int(count) > _MOST_PARTS:
            raise ValueError(f"{VAN}; parts: {', '.join(sorted(parts))}")
        if code in found:
            raise ValueError("each part once")
        found[code] = int(count)
    return found


def write_van(van: Mapping[str, int]) -> str:
    """Parts as `read_van` reads them."""
    return ", ".join(f"{part} {count}" for part, count in sorted(van.items()))


def _entries(text: str, marks: str) -> list[str]:
    pieces = re.split(f"[{marks}]", text)
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]


def _days(text: str) -> list[int]:
    first, dash, last = text.partition("-")
    ends = [_NAMES.get(fold(name)) for name in ((first, last) if dash else (first, first))]
    if ends[0] is None or ends[1] is None:
        raise ValueError(SHIFTS)
    begin, end = _WEEK.index(ends[0]), _WEEK.index(ends[1])
    if end < begin:
        raise ValueError("days in the order of the week, from sat to fri")
    return list(_WEEK[begin : end + 1])


def _is_date(text: str) -> bool:
    return re.fullmatch(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}", latin_digits(text)) is not None


def _day(text: str, expected: str) -> date:
    plain = latin_digits(text)
    try:
        found = date.fromisoformat(plain) if "-" in plain else parse_jalali(plain)
    except ValueError:
        raise ValueError(expected) from None
    if found.year not in YEARS:
        raise ValueError(f"a day of the years {YEARS[0]} to {YEARS[-1]}")
    return found


def _written(day: date, language: Language) -> str:
    return jalali_text(day) if language == "fa" else day.isoformat()
