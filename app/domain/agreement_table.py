"""One table of an agreement file: typed values, and for each mistake its file and dotted key."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.errors import BadInput
from app.domain.money import MOST_RIAL

MOST = 10_000
"""Greater numbers of days, units or percent are a mistake."""
LONGEST_SHOWN = 60
FINEST = 20
"""Decimals of a share; nobody agrees on more."""
_PERCENT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,18})?|\.[0-9]{1,18})%")
_PARTS = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")


class AgreementTable:
    """A TOML table that knows where it stands, hands out typed values and refuses unknown keys."""

    def __init__(self, table: Mapping[str, Any], file: str, path: str) -> None:
        self._table = table
        self.file = file
        self._path = path
        self._asked: set[str] = set()

    def wrong(self, key: str, expected: str) -> BadInput:
        found = _shown(self._table[key]) if key in self._table else "nothing"
        return BadInput(self.file, found, expected, column=self.place(key))

    def has(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._table

    def text(self, key: str, default: str | None = None) -> str:
        value: str = self._value(key, str, "text", default)
        return value

    def name(self, key: str) -> str:
        """A text that something is called by."""
        if not self.text(key).strip():
            raise self.wrong(key, "a text that is not empty")
        return self.text(key)

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = MOST) -> int:
        value: int = self._value(key, int, "a whole number", default)
        if isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(key, f"a whole number from {least} to {most}")
        return value

    def amount(self, key: str) -> Decimal:
        """A sum in whole rial."""
        return Decimal(self.whole(key, most=MOST_RIAL))

    def share(self, key: str) -> Fraction:
        """An exact number that is not below 0: 0.10, "10%" or "1/3"."""
        raw = self._take(key)
        value = _number(raw)
        if value is None:
            raise self.wrong(key, 'a number such as 0.10, "10%" or "1/3"')
        if not 0 <= value <= MOST:
            raise self.wrong(key, f"a number from 0 to {MOST}")
        return value

    def shares(self, key: str) -> tuple[Fraction, ...]:
        """A list of such numbers; empty where it is not given."""
        values = self._value(key, list, "a list of numbers", [])
        numbers = [_number(value) for value in values]
        if any(number is None or not 0 <= number <= MOST for number in numbers):
            raise self.wrong(key, f"a list of numbers from 0 to {MOST}")
        return tuple(number for number in numbers if number is not None)

    def percent(self, key: str) -> Fraction:
        """An exact number of percent, written without the sign, which would make a hundredth of it."""
        self._refuse_sign(key, [self._table.get(key)])
        return self.share(key)

    def percent_list(self, key: str) -> tuple[Fraction, ...]:
        """A list of such numbers; empty where it is not given."""
        given = self._table.get(key)
        self._refuse_sign(key, given if isinstance(given, list) else [])
        return self.shares(key)

    def _refuse_sign(self, key: str, values: Iterable[object]) -> None:
        if any(isinstance(value, str) and value.strip().endswith("%") for value in values):
            raise self.wrong(key, "a number of percent without the sign, such as 99.6")

    def day(self, key: str) -> date:
        value = self._take(key)
        if type(value) is not date:
            raise self.wrong(key, "a date such as 2024-03-20")
        return value

    def zone(self, key: str) -> str:
        try:
            return ZoneInfo(self.text(key)).key
        except (ValueError, OSError, LookupError):  # a folder, a path, an unknown key
            raise self.wrong(key, "a time zone such as Asia/Tehran") from None

    def choice(self, key: str, choices: type[Any], default: Any = None) -> Any:
        if default is not None and not self.has(key):
            return default
        value = self._take(key)
        if value not in [member.value for member in choices]:
            raise self.wrong(key, "one of " + ", ".join(member.value for member in choices))
        return choices(value)

    def flag(self, key: str, default: bool = False) -> bool:
        return bool(self._value(key, bool, "true or false", default))

    def texts(self, key: str, allowed: frozenset[str] | None = None) -> tuple[str, ...]:
        values = self._value(key, list, "a list of texts", [])
        for value in values:
            if not isinstance(value, str) or (allowed is not None and value not in allowed):
                raise self.wrong(key, "a list of " + (", ".join(sorted(allowed)) if allowed else "texts"))
        return tuple(values)

    def percents(self, key: str) -> tuple[int, ...]:
        values = self._value(key, list, "a list of percentages", [])
        if any(not isinstance(value, int) or isinstance(value, bool) for value in values) or any(
            not 0 < value < 100 for value in values
        ):
            raise self.wrong(key, "a list of whole numbers from 1 to 99")
        return tuple(sorted(set(values)))

    def raw(self, key: str) -> Mapping[str, Any]:
        value: Mapping[str, Any] = self._value(key, dict, "a table", {})
        return value

    def table(self, key: str) -> "AgreementTable":
        return AgreementTable(self.raw(key), self.file, self.place(key))

    def tables(self, key: str) -> list["AgreementTable"]:
        values = self._value(key, list, "a list of tables", [])
        if any(not isinstance(value, dict) for value in values):
            raise self.wrong(key, "a list of tables")
        return [
            AgreementTable(value, self.file, f"{self.place(key)}[{place}]")
            for place, value in enumerate(values, 1)
        ]

    def names(self) -> list[str]:
        return list(self._table)

    def finish(self) -> None:
        """Refuse keys nobody asked for: a typing mistake must not pass for a promise."""
        for key in self._table:
            if key not in self._asked:
                raise BadInput(
                    self.file,
                    f"unknown key {_shown(key)}",
                    "one of " + ", ".join(sorted(self._asked)),
                    column=self.place(key),
                )

    def _value(self, key: str, kind: type[Any], expected: str, default: Any) -> Any:
        if default is not None and not self.has(key):
            return default
        value = self._take(key)
        if not isinstance(value, kind):
            raise self.wrong(key, expected)
        return value

    def _take(self, key: str) -> Any:
        if not self.has(key):
            raise BadInput(self.file, "nothing", f"a value for {key!r}", column=self.place(key))
        return self._table[key]

    def place(self, key: str) -> str:
        # A key is anybody's text; an error stays on one line.
        return " ".join((f"{self._path}.{key}" if self._path else key).split())


def number_text(value: Fraction) -> str:
    """An exact number as a file has it: in decimals where that is the very same, else as parts."""
    places = _places(value.denominator)
    if places > FINEST:
        return f"{value.numerator}/{value.denominator}"
    digits = f"{value.numerator * 10**places // value.denominator:0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def _places(denominator: int) -> int:
    """Decimals that write a number of this denominator; more than the finest where none do."""
    for places in range(FINEST + 1):
        if 10**places % denominator == 0:
            return places
    return FINEST + 1


def _number(raw: object) -> Fraction | None:
    if isinstance(raw, str):
        percent, parts = _PERCENT.fullmatch(raw), _PARTS.fullmatch(raw)
        if percent is not None:
            return Fraction(percent[1]) / 100
        return Fraction(int(parts[1]), int(parts[2])) if parts is not None and int(parts[2]) else None
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        return None
    if isinstance(raw, Decimal):
        exponent = raw.as_tuple().exponent
        # Out of all bounds, and too long to reckon with exactly.
        if not isinstance(exponent, int) or not -FINEST <= exponent <= FINEST:
            return None
    return Fraction(raw)


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str | list | dict) else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."
