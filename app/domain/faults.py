"""The catalogue of problems, causes and remedies to pick from; data/faults.toml tells its grammar."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NoReturn

from app.domain.errors import BadInput
from app.domain.events import Owner, Priority
from app.domain.persian import Language

_FILE = "faults.toml"
_FAULT_CODE = re.compile(r"[A-Z]{2,4}-[0-9]{2}")
_TABLES = ("categories", "parts", "remedies", "faults")
_NEEDED = ("category", "problem", "causes", "remedy", "priority")
_KEYS = (*_NEEDED, "minutes", "parts", "owner", "chargeable")


@dataclass(frozen=True)
class Wording:
    """One text in both languages."""

    fa: str
    en: str

    def spoken(self, language: Language) -> str:
        """The text in `language`."""
        return self.fa if language == "fa" else self.en


@dataclass(frozen=True)
class Term:
    """A category, a part or a remedy: its code and what it is called."""

    code: str
    wording: Wording


@dataclass(frozen=True)
class Fault:
    """One problem with its likely causes, what to do, and how it is judged."""

    code: str
    category: Term
    problem: Wording
    causes: tuple[Wording, ...]
    remedy: Wording
    priority: Priority
    minutes: int | None
    """Typical time at the site."""
    parts: tuple[Term, ...]
    """What may be used up."""
    owner: Owner | None
    """To whose account it goes, where that is settled beforehand."""
    chargeable: bool
    """Whether the merchant pays and no target applies."""


def load_faults(text: str) -> dict[str, Fault]:
    """The faults of the catalogue by code, in its order; BadInput at the first mistake."""
    catalogue = _catalogue(text)
    categories = _terms(catalogue, "categories")
    parts = _terms(catalogue, "parts")
    return {
        code: _fault(code, entry, categories=categories, parts=parts)
        for code, entry in _table(catalogue, "faults").items()
    }


def load_parts(text: str) -> dict[str, Term]:
    """The parts by code, in their order; BadInput at the first mistake."""
    return _terms(_catalogue(text), "parts")


def load_remedies(text: str) -> dict[str, Term]:
    """The remedy codes R01 … R11 by code, in their order; BadInput at the first mistake."""
    return _terms(_catalogue(text), "remedies")


def _fault(code: str, entry: object, *, categories: Mapping[str, Term], parts: Mapping[str, Term]) -> Fault:
    place = f"faults.{code}"
    if not _FAULT_CODE.fullmatch(code):
        _refuse(place, code, "a code such as PWR-01")
    table = _mapping(entry, place)
    _expect_keys(table, place, needed=_NEEDED, known=_KEYS)
    owner = table.get("owner")
    return Fault(
        code=code,
        category=categories[_one_of(table["category"], f"{place}.category", categories)],
        problem=_wording(table["problem"], f"{place}.problem"),
        causes=tuple(
            _wording(cause, f"{place}.causes.{number}")
            for number, cause in enumerate(_list(table["causes"], f"{place}.causes"), start=1)
        ),
        remedy=_wording(table["remedy"], f"{place}.remedy"),
        priority=Priority(_one_of(table["priority"], f"{place}.priority", list(Priority))),
        minutes=_minutes(table.get("minutes"), f"{place}.minutes"),
        parts=tuple(
            parts[_one_of(part, f"{place}.parts", parts)]
            for part in _list(table.get("parts", []), f"{place}.parts")
        ),
        owner=None if owner is None else Owner(_one_of(owner, f"{place}.owner", list(Owner))),
        chargeable=_flag(table.get("chargeable", False), f"{place}.chargeable"),
    )


def _catalogue(text: str) -> dict[str, object]:
    try:
        catalogue: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as mistake:
        raise BadInput(file=_FILE, found=str(mistake), expected="TOML") from mistake
    _expect_keys(catalogue, "", needed=_TABLES, known=_TABLES)
    return catalogue


def _table(catalogue: Mapping[str, object], name: str) -> Mapping[str, object]:
    return _mapping(catalogue[name], name)


def _terms(catalogue: Mapping[str, object], name: str) -> dict[str, Term]:
    table = _table(catalogue, name)
    return {code: Term(code, _wording(entry, f"{name}.{code}")) for code, entry in table.items()}


def _wording(value: object, place: str) -> Wording:
    table = _mapping(value, place)
    _expect_keys(table, place, needed=("fa", "en"), known=("fa", "en"))
    return Wording(fa=_text(table["fa"], f"{place}.fa"), en=_text(table["en"], f"{place}.en"))


def _expect_keys(
    table: Mapping[str, object], place: str, *, needed: Collection[str], known: Collection[str]
) -> None:
    prefix = f"{place}." if place else ""
    for key in needed:
        if key not in table:
            _refuse(f"{prefix}{key}", "nothing", "a value")
    for key in table:
        if key not in known:
            _refuse(f"{prefix}{key}", key, f"one of {', '.join(known)}")


def _mapping(value: object, place: str) -> Mapping[str, object]:
    return value if isinstance(value, dict) else _refuse(place, repr(value), "a table")


def _list(value: object, place: str) -> list[object]:
    return value if isinstance(value, list) else _refuse(place, repr(value), "a list")


def _text(value: object, place: str) -> str:
    if isinstance(value, str) and value.strip():
        return value
    return _refuse(place, repr(value), "a text")


def _one_of(value: object, place: str, known: Collection[str]) -> str:
    if isinstance(value, str) and value in known:
        return value
    return _refuse(place, repr(value), f"one of {', '.join(known)}")


def _minutes(value: object, place: str) -> int | None:
    if value is None or (type(value) is int and value > 0):
        return value
    return _refuse(place, repr(value), "whole minutes above 0")


def _flag(value: object, place: str) -> bool:
    return value if isinstance(value, bool) else _refuse(place, repr(value), "true or false")


def _refuse(place: str, found: str, expected: str) -> NoReturn:
    raise BadInput(file=_FILE, column=place, found=found, expected=expected)
