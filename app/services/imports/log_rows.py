"""Rows of a foreign log in our words: what each says of its ticket, and the facts it makes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from app.domain.agreements import ZONES
from app.domain.errors import BadInput
from app.domain.events import EventKind, Owner, Priority, Service
from app.services.imports.log_mapping import Column, EventRule, LogFile, LogMapping, Otherwise, RowsAre
from app.services.imports.log_times import read_instant
from app.services.imports.outcome import quoted
from app.services.imports.text_file import Row, Sheet

MERCHANT_CLASSES = frozenset({"premium", "standard", "low"})
LONGEST_CODE = 100

_ALLOWED: Mapping[str, frozenset[str]] = {
    "service": frozenset(Service),
    "priority": frozenset(Priority),
    "zone": ZONES,
    "merchant_class": MERCHANT_CLASSES,
}
_CODES = ("ticket", "terminal", "merchant", "contractor", "technician")
_TOLD_IN_EVENT = ("activity", "contractor", "technician", "priority", "actor", "remedy", "note")
_NEEDS_REASON = frozenset({EventKind.PAUSED, EventKind.REJECTED, EventKind.CANCELLED, EventKind.EXCUSED})
_NOTE = EventRule(kinds=(EventKind.NOTE,))


@dataclass(frozen=True, slots=True)
class Mark:
    """One instant of a row, and the rule that says what happened then."""

    rule: EventRule
    at: datetime
    key: str
    """What makes it the same fact when it is read again."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row that could be read."""

    file: str
    line: int
    words: Mapping[str, str]
    """Values by field, in our words."""
    marks: tuple[Mark, ...]
    due_from: datetime | None = None
    due_to: datetime | None = None

    @property
    def ticket(self) -> str:
        """The code of the job."""
        return self.words["ticket"]

    @property
    def begins_at(self) -> datetime:
        """Its earliest instant."""
        return min(mark.at for mark in self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One event of a job, as it is going to be stored."""

    kind: EventKind
    at: datetime
    key: str | None
    actor: str = ""
    reason: str = ""
    owner: Owner | None = None
    value: str = ""
    technician: str = ""
    note: str = ""


def facts(row: LogRow, *, is_first: bool) -> list[Fact]:
    """The events a row makes; `is_first`: nothing of its ticket is known to have happened earlier."""
    found = []
    for mark in row.marks:
        kinds = mark.rule.first if is_first and mark.rule.first else mark.rule.kinds
        for place, kind in enumerate(kinds):
            key = mark.key if place == 0 else f"{mark.key}/{place}"
            found.append(_fact(row.words, mark, kind, key))
    return found


def _fact(words: Mapping[str, str], mark: Mark, kind: EventKind, key: str) -> Fact:
    rule = mark.rule
    values = {
        EventKind.DISPATCHED: "contractor",
        EventKind.CONTRACTOR: "contractor",
        EventKind.PRIORITY: "priority",
        EventKind.RESOLVED: "remedy",
    }
    value = words.get(values.get(kind, ""), "") if rule.value is None else rule.value
    activity = words.get("activity", "")
    return Fact(
        kind=kind,
        at=mark.at,
        key=key,
        actor=words.get("actor", "") or words.get("technician", ""),
        reason=rule.reason or activity if kind in _NEEDS_REASON else "",
        owner=rule.owner if kind is EventKind.PAUSED else None,
        value=value,
        technician=words.get("technician", "") if kind is EventKind.DISPATCHED else "",
        note=words.get("note", "") or activity,
    )


class LogReader:
    """Reads the rows of one file; rows that cannot be understood are set apart with the reason."""

    def __init__(self, mapping: LogMapping, section: LogFile, sheet: Sheet, *, now: datetime) -> None:
        self.rejects: list[BadInput] = []
        self._log = mapping.name
        self._zone = ZoneInfo(mapping.time_zone)
        self._section = section
        self._file = sheet.file
        self._now = now
        header = [heading.strip() for heading in sheet.rows[0].cells]
        self._width = len(header)
        self._columns = {column: column.index(header) for column in section.columns()}
        self._rules = {activity: rule for rule in section.rules for activity in rule.when}
        self._seen: Counter[str] = Counter()
        self._body = sheet.rows[1:]

    def rows(self) -> list[LogRow]:
        """Every row that could be read; `rejects` holds the others."""
        found = []
        for row in self._body:
            try:
                found.append(self._read(row))
            except BadInput as reject:
                self.rejects.append(reject)
        return found

    def _read(self, row: Row) -> LogRow:
        self._check_shape(row)
        words = {
            name: field.value(self._cell(row, field.column)) for name, field in self._section.fields.items()
        }
        for name in _CODES:
            self._check_code(row, name, words.get(name))
        for name, allowed in _ALLOWED.items():
            if words.get(name) and words[name] not in allowed:
                raise self._wrong(row, name, "one of " + ", ".join(sorted(allowed)))
        is_event = self._section.rows is RowsAre.EVENTS
        marks = self._event_mark(row, words) if is_event else self._ticket_marks(row, words)
        return LogRow(
            self._file,
            row.line,
            words,
            marks,
            due_from=self._due(row, "due_from", words),
            due_to=self._due(row, "due_to", words),
        )

    def _check_shape(self, row: Row) -> None:
        cells = len(row.cells)
        if cells < self._width or any(cell.strip() for cell in row.cells[self._width :]):
            raise BadInput(
                self._file, f"{cells} cells", f"{self._width} as in the line of headings", row=row.line
            )
        if any("\0" in cell for cell in row.cells):
            raise BadInput(self._file, "a NUL character", "text", row=row.line)

    def _check_code(self, row: Row, name: str, code: str | None) -> None:
        if name == "ticket" and not code:
            raise self._wrong(row, name, "the code of the ticket")
        if code and len(code) > LONGEST_CODE:
            raise self._wrong(row, name, f"a code of at most {LONGEST_CODE} characters")

    def _event_mark(self, row: Row, words: Mapping[str, str]) -> tuple[Mark, ...]:
        rule = self._rules.get(words["activity"])
        if rule is None:
            if self._section.otherwise is Otherwise.REJECT or not words["activity"]:
                raise self._wrong(row, "activity", "one of " + ", ".join(sorted(self._rules)))
            rule = _NOTE
        column = self._section.fields["at"].column
        at = self._instant(row, column, words["at"])
        if at is None:
            raise self._wrong(row, "at", self._form)
        self._check_past(row, column, at)
        told = "\x1f".join((at.isoformat(), *(words.get(name, "") for name in _TOLD_IN_EVENT)))
        key = f"{self._log}:{words['ticket']}:{sha256(told.encode()).hexdigest()[:20]}"
        # Two rows alike are two facts: the log keeps whole seconds, and counts both.
        self._seen[key] += 1
        return (Mark(rule, at, f"{key}:{self._seen[key]}"),)

    def _ticket_marks(self, row: Row, words: Mapping[str, str]) -> tuple[Mark, ...]:
        marks: dict[str, tuple[Mark, Column]] = {}
        for rule in self._section.rules:
            column = rule.at
            if column is None or (rule.when and words.get("activity") not in rule.when):
                continue
            text = self._cell(row, column).strip()
            at = None if text in self._missing else self._instant(row, column, text)
            if at is None:
                continue
            self._check_past(row, column, at)
            key = f"{self._log}:{words['ticket']}:{rule.kinds[0].value}:{at.isoformat()}"
            marks.setdefault(key, (Mark(rule, at, key), column))
        if not marks:
            raise self._wrong(row, "ticket", "a date in at least one of its columns")
        self._check_order(row, [*marks.values()])
        return tuple(mark for mark, _column in marks.values())

    def _check_order(self, row: Row, marks: list[tuple[Mark, Column]]) -> None:
        opened = [pair for pair in marks if EventKind.REPORTED in pair[0].rule.kinds]
        for start, heading in opened:
            for mark, column in marks:
                if mark.at < start.at:
                    expected = f"not before {heading} ({self._cell(row, heading).strip()})"
                    found = quoted(self._cell(row, column).strip())
                    raise BadInput(self._file, found, expected, row=row.line, column=str(column))

    def _due(self, row: Row, name: str, words: Mapping[str, str]) -> datetime | None:
        field = self._section.fields.get(name)
        return None if field is None else self._instant(row, field.column, words[name])

    def _instant(self, row: Row, column: Column | None, text: str) -> datetime | None:
        if not text:
            return None
        at = read_instant(text, self._section.times, self._zone)
        if at is None:
            raise BadInput(self._file, quoted(text), self._form, row=row.line, column=str(column))
        return at

    def _check_past(self, row: Row, column: Column | None, at: datetime) -> None:
        if at > self._now:
            expected = "an instant that is not in the future"
            found = quoted(self._cell(row, column).strip())
            raise BadInput(self._file, found, expected, row=row.line, column=str(column))

    @property
    def _form(self) -> str:
        return "an instant written " + " or ".join(self._section.times)

    @property
    def _missing(self) -> frozenset[str]:
        return self._section.missing

    def _cell(self, row: Row, column: Column | None) -> str:
        place = None if column is None else self._columns[column]
        return "" if place is None else row.cells[place]

    def _wrong(self, row: Row, name: str, expected: str) -> BadInput:
        field = self._section.fields.get(name)
        column = field.column if field else None
        found = self._cell(row, column).strip()
        return BadInput(
            self._file,
            quoted(found) if found else "nothing",
            expected,
            row=row.line,
            column=str(column) if column else name,
        )
