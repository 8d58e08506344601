"""The lines of a TOML file: tables, keys and values, so that reading them gives the same."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.domain.agreement_table import MOST, number_text

LANGUAGES = ("fa", "en")
WIDTH = 110
"""A longer list takes a line for each of its items."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')

Lines = Iterator[str]


def table(heading: str, pairs: Iterable[str]) -> Lines:
    """A heading and what stands under it."""
    yield heading
    yield from pairs


def free(named: Mapping[str, object]) -> Lines:
    """A table whose keys are anybody's names, in the order in which they were given."""
    return (pair(key, value) for key, value in named.items())


def given(key: str, value: object) -> Lines:
    """A key that has a value."""
    if value:
        yield pair(key, value)


def pair(key: str, value: object) -> str:
    """A key with its value."""
    line = f"{key_text(key)} = {value_text(value)}"
    if isinstance(value, list | tuple) and len(line) > WIDTH:
        items = "".join(f"    {value_text(item)},\n" for item in value)
        return f"{key_text(key)} = [\n{items}]"
    return line


def share(key: str, value: Fraction) -> str:
    """In percent, as contracts write it, where that takes two decimals at most."""
    percent = value * 100
    if (percent * 100).denominator == 1 and percent <= MOST:
        return pair(key, f"{number_text(percent)}%")
    return pair(key, value)


def key_text(key: str) -> str:
    """A key, in quotation marks where it needs them."""
    return str(key) if _BARE.fullmatch(key) else _text(key)


def value_text(value: object) -> str:
    """A value that is a text, a number, a date, or made of these."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case Fraction():
            written = number_text(value)
            return _text(written) if "/" in written else written
        case date():
            return value.isoformat()
        case str():
            return _text(value)
        case Mapping():
            inside = ", ".join(pair(key, found) for key, found in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case list() | tuple():
            return f"[{', '.join(map(value_text, value))}]"
    raise TypeError(f"nothing to write a {type(value).__name__} with")


def _text(text: str) -> str:
    return '"' + _ESCAPED.sub(lambda found: _escape(found[0]), text) + '"'


def _escape(character: str) -> str:
    return f"\\{character}" if character in '"\\' else f"\\u{ord(character):04X}"


def by_language(words: Mapping[str, str]) -> dict[str, str]:
    """Words in the order of the languages."""
    return {language: words[language] for language in LANGUAGES if language in words}


def in_order(values: frozenset[str], kinds: type[StrEnum]) -> list[str]:
    """Values in the order of the words they are among."""
    return [kind.value for kind in kinds if kind in values]
