"""Figures, days and sums as a letter of one language writes them."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from unicodedata import bidirectional, category
from zoneinfo import ZoneInfo

from app.domain.jalali import jalali_text, long_date
from app.domain.persian import Language, grouped, isolate, latin_digits, persian_digits
from app.services.typesetting.bidi import first_strong_isolate, without_controls

_HUNDREDTH = Decimal("0.01")
_LATIN_LETTER = re.compile("[A-Za-z]")
_UNPRINTABLE = frozenset({"Cc", "Cs"})


@dataclass(frozen=True)
class Script:
    """How one language writes what is counted; days are those of the contract's zone."""

    language: Language
    zone: ZoneInfo

    def local(self, instant: datetime) -> date:
        """The day of an instant."""
        return instant.astimezone(self.zone).date()

    def day(self, day: date) -> str:
        """A day of the running text: Jalali in Persian, both calendars in English."""
        if self.language == "fa":
            return persian_digits(jalali_text(day))
        return f"{long_date(day, 'en').partition(' ')[2]} / {jalali_text(day).replace('/', '-')}"

    def short_day(self, day: date) -> str:
        """A day of a table."""
        return persian_digits(jalali_text(day)) if self.language == "fa" else day.isoformat()

    def instant(self, instant: datetime) -> str:
        """Day and time of a table."""
        local = instant.astimezone(self.zone)
        return f"{self.short_day(local.date())} {self.figures(f'{local:%H:%M}')}"

    def figures(self, told: int | str) -> str:
        """Figures as the language writes them; a code with Latin letters stays as it is."""
        text = str(told)
        if self.language == "en":
            return latin_digits(text)
        return text if _LATIN_LETTER.search(text) else persian_digits(text)

    def measure(self, measured: Decimal) -> str:
        """A measured figure, to two decimals at most: 89.4, «۸۹٫۴»."""
        return grouped(measured.quantize(_HUNDREDTH, ROUND_HALF_UP).normalize(), self.language)

    def code(self, text: str) -> str:
        """A number of the office, set off from the words around; empty stays empty."""
        if not text:
            return ""
        return isolate(self.figures(text)) if self.language == "fa" else self.figures(text)

    def name(self, name: str) -> str:
        """A name on one line; one with letters of the other direction stands as a unit of its own."""
        bare = one_line(name)
        kinds = {bidirectional(letter) for letter in bare}
        is_mixed = "L" in kinds if self.language == "fa" else not kinds.isdisjoint({"R", "AL"})
        return first_strong_isolate(bare) if is_mixed else bare

    def amount(self, amount: Decimal) -> str:
        """A sum without its unit."""
        return grouped(amount, self.language)


def one_line(text: str) -> str:
    """What somebody typed as one line of letters that can be printed, without what turns text round."""
    kept = (letter if category(letter) not in _UNPRINTABLE else " " for letter in without_controls(text))
    return " ".join("".join(kept).split())
