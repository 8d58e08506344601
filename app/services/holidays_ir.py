"""Official holidays of Iran, solar and lunar; the only importer of the `holidays` package."""

from dataclasses import dataclass
from datetime import date

from holidays import country_holidays

from app.domain.persian import persian_digits

_ESTIMATED = {"fa_IR": " (تخمینی)", "en_US": " (estimated)"}
_BETWEEN_NAMES = "; "  # as the package joins two occasions of one day


@dataclass(frozen=True, order=True)
class Holiday:
    """A day off for the whole country; `estimated` while its lunar date is only computed, not announced."""

    date: date
    name_fa: str
    name_en: str
    estimated: bool


def official_holidays(first: date, last: date) -> list[Holiday]:
    """The official holidays from `first` to `last`, both included, in order of date.

    One-off closures reach the package only after the event; the control room enters those itself.
    """
    years = range(first.year, last.year + 1)
    persian = country_holidays("IR", years=years, language="fa_IR")
    english = country_holidays("IR", years=years, language="en_US")
    return [_holiday(day, persian[day], english[day]) for day in sorted(persian) if first <= day <= last]


def _holiday(day: date, persian: str, english: str) -> Holiday:
    names_fa = persian.split(_BETWEEN_NAMES)
    names_en = english.split(_BETWEEN_NAMES)
    return Holiday(
        date=day,
        name_fa="؛ ".join(_spelled(name.removesuffix(_ESTIMATED["fa_IR"])) for name in names_fa),
        name_en="; ".join(name.removesuffix(_ESTIMATED["en_US"]) for name in names_en),
        # One occasion that is certain makes the day off certain.
        estimated=all(name.endswith(_ESTIMATED["en_US"]) for name in names_en),
    )


def _spelled(name: str) -> str:
    """The Persian name as Poshtiban spells it: Persian digits, spaces between words."""
    return persian_digits(name.replace("عیدنوروز", "عید نوروز").replace("؛", "؛ "))
