"""Finds the parties, people and places that a file names by code, and makes those nobody knew."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.persian import fold
from app.models.base import Base

BATCH = 500

Row = TypeVar("Row", bound=Base)


def batches(codes: Iterable[str], size: int = BATCH) -> Iterator[Sequence[str]]:
    """The codes in portions a database takes in one question."""
    rest = iter(codes)
    while portion := list(islice(rest, size)):
        yield portion


def known(
    session: Session, table: type[Row], key: InstrumentedAttribute[str], codes: Iterable[str]
) -> dict[str, Row]:
    """The rows of `table` whose `key` is one of `codes`, by that code."""
    found: dict[str, Row] = {}
    for portion in batches(codes):
        for row in session.scalars(select(table).where(key.in_(portion))):
            found[getattr(row, key.key)] = row
    return found


def known_or_made(
    session: Session,
    key: InstrumentedAttribute[str],
    codes: Iterable[str],
    make: Callable[[str], Row],
    *,
    table: type[Row],
) -> dict[str, Row]:
    """The rows with these codes; those that are missing are added."""
    rows = known(session, table, key, dict.fromkeys(code for code in codes if code))
    for code in dict.fromkeys(code for code in codes if code and code not in rows):
        rows[code] = make(code)
        session.add(rows[code])
    session.flush()
    return rows


class Codes:
    """Codes of a table, found also where only digits, case or the form of a letter differ."""

    def __init__(self, session: Session, table: type[Base], key: InstrumentedAttribute[str]) -> None:
        self._ids: dict[str, int] = {code: place for code, place in session.execute(select(key, table.id))}
        self._by_fold = {fold(code): code for code in self._ids}

    def stored(self, code: str) -> str:
        """The code as the store has it; one it does not have stays as it is."""
        return code if code in self._ids else self._by_fold.get(fold(code), code)

    def has(self, code: str) -> bool:
        """Whether the store has it."""
        return self.stored(code) in self._ids

    def id(self, code: str) -> int:
        """The row with a code the store has."""
        return self._ids[self.stored(code)]
