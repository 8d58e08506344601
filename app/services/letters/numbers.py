"""Numbers of letters: a series and a serial in a Jalali year, as printed in both scripts, and read back."""

import re
from dataclasses import dataclass

from app.domain.agreements import Agreement
from app.domain.persian import fold, latin_digits, persian_digits

SERIES, SERIES_FA = "PM", "پ‌م"
"""The usual series; a contract may name its own (`letters.series`, `letters.series_fa`)."""

_FORM = re.compile(r"([0-9]{4})([/-])(.+)\2([0-9]+)")


@dataclass(frozen=True, slots=True)
class LetterNumber:
    """A number somebody asks for; its series as it was written."""

    year: int
    series: str
    serial: int

    def is_in(self, series: str, series_fa: str) -> bool:
        """Whether the series is meant, in either script."""
        return fold(self.series) in {fold(series), fold(series_fa)}


def series_of(agreement: Agreement) -> tuple[str, str]:
    """The series of letters under a contract in Latin and in Persian script."""
    series = agreement.letters.get("series", SERIES)
    usual_fa = SERIES_FA if series == SERIES else series
    return series, agreement.letters.get("series_fa", usual_fa)


def latin_number(series: str, year: int, serial: int) -> str:
    """As filed: 1405-PM-0012."""
    return f"{year}-{series}-{serial:04}"


def persian_number(series_fa: str, year: int, serial: int) -> str:
    """As printed in Persian: «۱۴۰۵/پ‌م/۱۲»."""
    return persian_digits(f"{year}/{series_fa}/{serial}")


def read_number(text: str) -> LetterNumber | None:
    """The number written in either script; None where it is none."""
    bare = "".join(letter for letter in latin_digits(text.strip()) if letter not in _BIDI_MARKS)
    found = _FORM.fullmatch(bare)
    return LetterNumber(int(found[1]), found[3], int(found[4])) if found else None


_BIDI_MARKS = frozenset("\u200e\u200f\u2066\u2067\u2068\u2069")
