"""Figures in Persian and English: digits, groups, words, durations; and how search compares texts."""

import unicodedata
from decimal import Decimal
from functools import cache
from typing import Literal

Language = Literal["fa", "en"]

WORDS_LIMIT = 10**18
"""Amounts from here on are not written in words."""

_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC = "٠١٢٣٤٥٦٧٨٩"
_LATIN = "0123456789"
_TO_PERSIAN = str.maketrans(_LATIN + _ARABIC, _PERSIAN * 2)
_TO_LATIN = str.maketrans(_PERSIAN + _ARABIC, _LATIN * 2)
_TO_PERSIAN_FIGURES = str.maketrans(_LATIN + ",.", _PERSIAN + "٬٫")

_LEFT_TO_RIGHT_MARK = "\u200e"
_LEFT_TO_RIGHT_ISOLATE = "\u2066"
_POP_ISOLATE = "\u2069"
_NO_ISOLATES = dict.fromkeys(map(ord, _LEFT_TO_RIGHT_ISOLATE + _POP_ISOLATE))

# Letters that a keyboard or an old system writes for another, after their marks are taken off.
_ONE_LETTER = str.maketrans("يىكةەہھ", "ییکهههه", "ـء")
_LAST_MARK = 0x3000
_BYTE_ORDER_MARK = 0xFEFF

# fmt: off
_WORDS_FA = (
    "صفر", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "یازده", "دوازده", "سیزده",
    "چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده",
)
_TENS_FA = ("بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود")
_HUNDREDS_FA = ("یکصد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد")
_SCALES_FA = ("", " هزار", " میلیون", " میلیارد", " تریلیون", " کوادریلیون")

_WORDS_EN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_TENS_EN = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES_EN = ("", " thousand", " million", " billion", " trillion", " quadrillion")
# fmt: on


def persian_digits(text: str) -> str:
    """`text` with its Latin and Arabic-Indic digits written as Persian ones."""
    return text.translate(_TO_PERSIAN)


def latin_digits(text: str) -> str:
    """`text` with its Persian and Arabic-Indic digits written as Latin ones."""
    return text.translate(_TO_LATIN)


def fold(text: str) -> str:
    """`text` as search compares it: one form of each letter and digit, no marks, no spaces, no case.

    Spaces go because «علی‌اصغر», «علی اصغر» and «علیاصغر» are one name: split a query into words first.
    """
    if not text.isascii():
        bare = unicodedata.normalize("NFKD", text).translate(_marks())
        text = latin_digits(bare.translate(_ONE_LETTER))
    return "".join(text.split()).casefold()


def isolate(text: str) -> str:
    """`text` set off so that a code or figure reads left to right inside Persian."""
    return f"{_LEFT_TO_RIGHT_ISOLATE}{text}{_POP_ISOLATE}"


def without_isolates(text: str) -> str:
    """`text` without what `isolate` sets around: nothing turns round in an English line."""
    return text.translate(_NO_ISOLATES)


def grouped(number: int | Decimal, language: Language) -> str:
    """The number in groups of three: «۱۲۵٬۴۰۰٬۰۰۰», "125,400,000"."""
    figures = f"{number:,}" if isinstance(number, int) else f"{number:,f}"
    if language == "en":
        return figures
    sign = _LEFT_TO_RIGHT_MARK if number < 0 else ""  # keeps the minus before the figures
    return sign + figures.translate(_TO_PERSIAN_FIGURES)


def number_words(amount: int | Decimal, language: Language) -> str:
    """A whole number from 0 up to 10**18 in words, as an official letter writes it, without a unit."""
    whole = int(amount)
    if whole != amount or not 0 <= whole < WORDS_LIMIT:
        raise ValueError(f"no words for {amount}")
    groups = _groups(whole)
    if language == "fa":
        words = [_below_thousand_fa(group) + _SCALES_FA[scale] for group, scale in groups]
        return " و ".join(words) or _WORDS_FA[0]
    words = [_below_thousand_en(group) + _SCALES_EN[scale] for group, scale in groups]
    if len(words) > 1 and 0 < whole % 1000 < 100:
        words[-1] = f"and {words[-1]}"
    return " ".join(words) or _WORDS_EN[0]


def duration_words(seconds: int, language: Language) -> str:
    """A duration in its two leading parts: «۲ ساعت و ۵ دقیقه», "2 h 5 min".

    Hours are never summed to days: a day of working time is no day of the calendar.
    """
    hours, minutes, rest = _clock_parts(seconds)
    leading = ((hours, "ساعت", "h"), (minutes, "دقیقه", "min"))
    shown = [part for part in leading if part[0]] or [(rest, "ثانیه", "s")]
    if language == "fa":
        return " و ".join(f"{grouped(count, 'fa')} {unit}" for count, unit, _ in shown)
    return " ".join(f"{grouped(count, 'en')} {unit}" for count, _, unit in shown)


def clock_text(seconds: int, language: Language) -> str:
    """A countdown as a clock shows it: «۱:۰۵:۵۹», "05:12"."""
    hours, minutes, rest = _clock_parts(seconds)
    shown = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"
    return persian_digits(shown) if language == "fa" else shown


def _clock_parts(seconds: int) -> tuple[int, int, int]:
    if seconds < 0:
        raise ValueError(f"a duration is not negative: {seconds}")
    minutes, rest = divmod(seconds, 60)
    return (*divmod(minutes, 60), rest)


def _groups(whole: int) -> list[tuple[int, int]]:
    """The groups of three figures that are not zero with their power of a thousand, highest first."""
    groups = []
    scale = 0
    while whole:
        whole, group = divmod(whole, 1000)
        if group:
            groups.append((group, scale))
        scale += 1
    return groups[::-1]


def _below_thousand_fa(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [_HUNDREDS_FA[hundreds - 1]] if hundreds else []
    if rest >= 20:
        words.append(_TENS_FA[rest // 10 - 2])
        rest %= 10
    if rest:
        words.append(_WORDS_FA[rest])
    return " و ".join(words)


def _below_thousand_en(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_WORDS_EN[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        tens, units = divmod(rest, 10)
        words.append(_TENS_EN[tens - 2] + (f"-{_WORDS_EN[units]}" if units else ""))
    elif rest:
        words.append(_WORDS_EN[rest])
    return " and ".join(words)


@cache
def _marks() -> dict[int, None]:
    """Vowel signs, joiners, bidi marks and controls, none of which a search tells apart."""
    points = (*range(_LAST_MARK), _BYTE_ORDER_MARK)
    return {
        point: None
        for point in points
        if unicodedata.category(chr(point)) in ("Mn", "Cf") and not chr(point).isspace()
    }
