"""How a foreign ticket log is to be understood: its files, columns, words and times."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.errors import BadInput
from app.domain.events import EventKind, Owner


class RowsAre(StrEnum):
    """What one row of a file is."""

    EVENTS = "events"
    TICKETS = "tickets"


class Otherwise(StrEnum):
    """What becomes of an activity that no rule names."""

    REJECT = "reject"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading; where several have the same, by its place among them."""

    name: str
    occurrence: int = 1

    def __str__(self) -> str:
        return self.name if self.occurrence == 1 else f"{self.name} ({self.occurrence})"

    def index(self, header: list[str]) -> int | None:
        """Where the column stands in a header."""
        places = [place for place, heading in enumerate(header) if heading.strip() == self.name]
        return places[self.occurrence - 1] if len(places) >= self.occurrence else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where a value comes from, and what is done to it on the way."""

    column: Column | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    default: str = ""
    prefix: str = ""

    def value(self, found: str) -> str:
        """The value in our words; empty where the log has none."""
        text = found.strip()
        if text in self.missing:
            text = ""
        text = self.values.get(text, text) or self.default
        return f"{self.prefix}{text}" if text else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """Which facts an activity or a date makes."""

    kinds: tuple[EventKind, ...]
    when: frozenset[str] = frozenset()
    """Activities or statuses it speaks of; empty: all."""
    at: Column | None = None
    first: tuple[EventKind, ...] = ()
    """The facts instead, where the row is the first of its ticket."""
    reason: str = ""
    owner: Owner | None = None
    value: str | None = None
    """In place of the contractor, priority or remedy of the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFile:
    """One kind of file of the log, recognised by its headings."""

    name: str
    rows: RowsAre
    delimiter: str
    encoding: str
    times: tuple[str, ...]
    fields: Mapping[str, Field]
    rules: tuple[EventRule, ...]
    otherwise: Otherwise = Otherwise.REJECT
    missing: frozenset[str] = frozenset()
    """Texts that stand for no value."""

    def columns(self) -> tuple[Column, ...]:
        """Every column it needs, in the order of the mapping."""
        used = [each.column for each in self.fields.values()] + [rule.at for rule in self.rules]
        return tuple(dict.fromkeys(column for column in used if column is not None))

    def absent(self, header: list[str]) -> list[Column]:
        """The columns it needs and the header lacks."""
        return [column for column in self.columns() if column.index(header) is None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMapping:
    """A foreign log."""

    name: str
    time_zone: str
    psp: str
    region: str
    files: tuple[LogFile, ...]

    def file_for(self, header: list[str], *, file: str, line: int) -> LogFile:
        """The section whose columns the header has, the most demanding first; BadInput for none."""
        fitting = [section for section in self.files if not section.absent(header)]
        if fitting:
            return max(fitting, key=lambda section: len(section.columns()))
        nearest = min(self.files, key=lambda section: len(section.absent(header)))
        absent = ", ".join(map(str, nearest.absent(header)))
        raise BadInput(file, "headings without " + absent, f"the columns of {nearest.name!r}", row=line)
