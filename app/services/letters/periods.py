"""The period of a case in words: a Jalali month, or a quarter of a Jalali year."""

import re

from app.domain.jalali import JalaliMonth
from app.domain.persian import Language, persian_digits

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_ORDINALS = ("نخست", "دوم", "سوم", "چهارم")


def period_label(period: str, language: Language) -> str:
    """«آبان ۱۴۰۵», «سه‌ماهه دوم ۱۴۰۵»; ValueError where it is neither."""
    quarter = _QUARTER.fullmatch(period)
    if quarter is None:
        return JalaliMonth.parse(period).label(language)
    if language == "en":
        return f"quarter {quarter[2]} of {quarter[1]}"
    return f"سه‌ماهه {_ORDINALS[int(quarter[2]) - 1]} {persian_digits(quarter[1])}"
