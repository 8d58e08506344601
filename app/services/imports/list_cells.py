"""What one cell of a list may hold: codes, names, phones, positions, yes or no."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from app.domain.agreements import ZONES
from app.domain.day_hours import hours_in_words, read_hours
from app.domain.identifiers import canonical, is_legal_id
from app.domain.jalali import parse_jalali
from app.domain.money import MOST_RIAL
from app.domain.persian import fold, latin_digits
from app.domain.windows import YEARS

LONGEST_TEXT = 500
LONGEST_CODE = 100

CellValue = str | float | bool | date | datetime | Decimal
Parse = Callable[[str], CellValue]
"""Reads a cell that is not empty; ValueError says what was expected."""

_QUOTED_FORMULA = re.compile(r'="([^"]*)"')
_WHOLE_AS_FRACTION = re.compile(r"([0-9]+)\.0+")
_SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_PHONE = re.compile(r"\+?[0-9]{4,15}")
_MOBILE_WITHOUT_ZERO = re.compile(r"9[0-9]{9}")

_INSTANT = re.compile(r"([0-9]{2,4}[-/][0-9]{1,2}[-/][0-9]{1,2})[Tt ]([0-9]{2}:[0-9]{2}.*)")

# fmt: off
_CLASSES = {
    "premium": "premium", "ویژه": "premium", "ممتاز": "premium",
    "standard": "standard", "عادی": "standard", "معمولی": "standard",
    "low": "low", "کم تراکنش": "low", "کم": "low",
}
_FLAGS = {
    "true": True, "1": True, "yes": True, "y": True, "active": True, "فعال": True, "بله": True, "بلی": True,
    "false": False, "0": False, "no": False, "n": False, "inactive": False, "غیرفعال": False, "خیر": False,
}
# fmt: on


def bare(cell: str) -> str:
    """The text of a cell; a formula that only quotes is what it quotes, any other is refused."""
    text = " ".join(cell.split())
    quoted = _QUOTED_FORMULA.fullmatch(text)
    if quoted:
        return quoted[1].strip()
    if text.startswith("="):
        raise ValueError("a value, not a formula")
    if "\0" in text:
        raise ValueError("text without NUL characters")
    return text


def text(cell: str) -> str:
    """Free text of a reasonable length."""
    if len(cell) > LONGEST_TEXT:
        raise ValueError(f"at most {LONGEST_TEXT} characters")
    return cell


def code(cell: str) -> str:
    """A code or number, as a spreadsheet may have spoiled it: 12345678.0 is 12345678."""
    found = latin_digits(cell)
    found = "".join(letter for letter in found if unicodedata.category(letter) != "Cf")
    whole = _WHOLE_AS_FRACTION.fullmatch(found)
    if whole:
        return whole[1]
    if _SHORTENED.fullmatch(found):
        raise ValueError("all its figures; a spreadsheet has shortened it")
    if not found or len(found) > LONGEST_CODE:
        raise ValueError(f"a code of at most {LONGEST_CODE} characters")
    return found


def legal_id(cell: str) -> str:
    """A company's national ID."""
    if not is_legal_id(code(cell)):
        raise ValueError("a national ID of eleven figures with its check figure")
    return canonical(code(cell))


def phone(cell: str) -> str:
    """A phone number in Latin figures; a mobile number gets back the zero a spreadsheet took."""
    figures = re.sub(r"[\s()./-]", "", code(cell))
    if not _PHONE.fullmatch(figures):
        raise ValueError("a phone number of 4 to 15 figures")
    return f"0{figures}" if _MOBILE_WITHOUT_ZERO.fullmatch(figures) else figures


def zone(cell: str) -> str:
    """A zone."""
    if cell.upper() not in ZONES:
        raise ValueError("one of " + ", ".join(sorted(ZONES)))
    return cell.upper()


def merchant_class(cell: str) -> str:
    """A class of merchants, in Persian or English."""
    found = {fold(word): name for word, name in _CLASSES.items()}.get(fold(cell))
    if found is None:
        raise ValueError("one of premium, standard, low (ویژه، عادی، کم)")
    return found


def flag(cell: str) -> bool:
    """Yes or no, in Persian or English."""
    found = {fold(word): value for word, value in _FLAGS.items()}.get(fold(cell))
    if found is None:
        raise ValueError("true or false (فعال، غیرفعال)")
    return found


def latitude(cell: str) -> float:
    """Degrees north."""
    return _degrees(cell, 90)


def longitude(cell: str) -> float:
    """Degrees east."""
    return _degrees(cell, 180)


def hours(cell: str) -> str:
    """Hours of a day, such as 08:00-12:00 13:00-17:00; the dash may be a long one."""
    figures = re.sub(r"\s*[-–—]\s*", "-", latin_digits(cell).replace("،", " ").replace(",", " "))
    return hours_in_words(read_hours(figures))


def day(cell: str) -> date:
    """A date, Jalali or Gregorian by its year."""
    figures = latin_digits(cell)
    try:
        return (
            parse_jalali(figures) if figures.startswith(("12", "13", "14")) else date.fromisoformat(figures)
        )
    except ValueError:
        raise ValueError("a date such as 2026-03-21 or 1405/01/01") from None


def instant(cell: str) -> datetime:
    """An instant; without an offset a reading of the wall clock. A day alone is none."""
    expected = ValueError("an instant such as 2026-03-21T08:00+03:30 or 1405/01/01 08:00")
    found = _INSTANT.fullmatch(latin_digits(cell))
    if found is None:
        raise expected
    try:
        at = datetime.combine(day(found[1]), time.fromisoformat(found[2]))
    except ValueError:
        raise expected from None
    if at.year not in YEARS:
        raise ValueError(f"an instant of the years {YEARS[0]} to {YEARS[-1]}")
    return at


def edge(cell: str) -> date:
    """The edge of a window: a day, or an instant of it."""
    if _INSTANT.fullmatch(latin_digits(cell)):
        return instant(cell)
    found = day(cell)
    if found.year not in YEARS:
        raise ValueError(f"a date of the years {YEARS[0]} to {YEARS[-1]}")
    return found


def rial(cell: str) -> Decimal:
    """Whole rial; figures may be grouped."""
    figures = re.sub("[,٬ ]", "", code(cell))
    if not (figures.isascii() and figures.isdecimal() and int(figures) <= MOST_RIAL):
        raise ValueError("whole rial")
    return Decimal(figures)


def one_of(words: type[StrEnum]) -> Parse:
    """Reads a word of ours, in whatever case."""
    known = {fold(word): word.value for word in words}

    def parse(cell: str) -> str:
        if fold(cell) not in known:
            raise ValueError("one of " + ", ".join(words))
        return known[fold(cell)]

    return parse


def _degrees(cell: str, most: int) -> float:
    try:
        degrees = float(latin_digits(cell).replace("٫", "."))
    except ValueError:
        degrees = float("nan")
    if not -most <= degrees <= most:
        raise ValueError(f"degrees from -{most} to {most}")
    return degrees
