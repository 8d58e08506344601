"""Reads JOBS.csv and EVENTS.csv (docs/replay.md) into the histories of a what-if."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from sys import intern
from typing import TypeVar
from zoneinfo import ZoneInfo

from app.domain.agreements import ZONES, Described, Metric
from app.domain.events import Event, EventKind, Owner, Priority, Service, Source
from app.domain.money import is_rial
from app.domain.obligations import JobFacts
from app.domain.penalties.lines import STEP_IN
from app.domain.what_if import History
from app.domain.windows import YEARS, Edge, in_utc, window
from app.services.replay.csv_rows import CsvRow, Told, csv_rows

JOB_COLUMNS = (
    *("job", "service", "terminal", "merchant", "zone", "city", "priority", "merchant_class"),
    *("contractor", "technician", "fault", "due_from", "due_to", "cost"),
)
EVENT_COLUMNS = ("job", "at", "event", "reason", "owner", "value", "source", "recorded_at")

_INSTANT = "an instant such as 2026-03-21T08:00+03:30"
_DAY = "a date such as 2026-03-21, or an instant"
_DAY_LENGTH = len("2026-03-21")
_NAMES_SOMEBODY = {EventKind.PRIORITY: "the new priority", EventKind.CONTRACTOR: "the new contractor"}

_SOURCES = {source.value: source for source in Source}

_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Reading:
    """Both files as they were read."""

    histories: list[History]
    events: int
    first_at: datetime | None
    last_at: datetime | None
    """When the first and the last event happened; None without any."""


def read_jobs(jobs: Path, events: Path, zone: ZoneInfo, told: Callable[[str], Told]) -> Reading:
    """The jobs in the order of their file, each with its events; BadInput names the first bad row."""
    happened: dict[str, list[Event]] = {}
    histories: list[History] = []
    for row in csv_rows(jobs, JOB_COLUMNS, ("job", "service"), told(jobs.name)):
        facts = _facts(row, zone)
        if facts.code in happened:
            raise row.wrong("job", "a job that no line above names")
        happened[facts.code] = []
        histories.append(History(facts, row.text("terminal"), happened[facts.code]))
    instants: list[datetime] = []
    count = 0
    for row in csv_rows(events, EVENT_COLUMNS, ("job", "at", "event"), told(events.name)):
        code, event = row.needed("job", "a job"), _event(row, zone)
        if code not in happened:
            raise row.wrong("job", f"a job of {jobs.name}")
        happened[code].append(event)
        instants = [min(*instants, event.at), max(*instants, event.at)] if instants else [event.at] * 2
        count += 1
    first, last = instants or (None, None)
    return Reading(histories, count, first, last)


def _facts(row: CsvRow, zone: ZoneInfo) -> JobFacts:
    code = intern(row.needed("job", "a job"))
    due_from, due_to = _window(row, zone)
    cost = row.text("cost")
    if cost and not is_rial(cost):
        raise row.wrong("cost", "whole rial")
    return JobFacts(
        code=code,
        described=Described(
            service=_word(row, "service", Service, needed=True) or "",
            zone=_one_of(row, "zone", ZONES),
            priority=_word(row, "priority", Priority) or "",
            merchant_class=intern(row.text("merchant_class")),
            fault=intern(row.text("fault")),
        ),
        contractor=intern(row.text("contractor")),
        due_from=due_from,
        due_to=due_to,
        cost=Decimal(cost) if cost else None,
    )


def _event(row: CsvRow, zone: ZoneInfo) -> Event:
    kind = _word(row, "event", EventKind, needed=True) or EventKind.NOTE
    at = _instant(row, "at", zone)
    if kind in _NAMES_SOMEBODY:
        row.needed("value", _NAMES_SOMEBODY[kind])
    if kind is EventKind.PRIORITY:
        _word(row, "value", Priority)
    if kind is EventKind.EXCUSED:
        _word(row, "value", Metric)
    if kind is EventKind.NOTE and row.text("reason") == STEP_IN and not is_rial(row.text("value")):
        raise row.wrong("value", "whole rial that the step-in cost")
    return Event(
        kind=kind,
        at=at,
        recorded_at=_instant(row, "recorded_at", zone) if row.text("recorded_at") else at,
        # Only a log that was taken into a store says nothing of when a fact was declared there.
        source=_SOURCES.get(row.text("source"), Source.DESK),
        reason=intern(row.text("reason")),
        owner=_word(row, "owner", Owner),
        value=intern(row.text("value")),
    )


def _window(row: CsvRow, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """An instant stands for itself, but for a PM visit, which is promised for days."""
    due_from, due_to = _edge(row, "due_from", zone), _edge(row, "due_to", zone)
    try:
        return window(due_from, due_to, zone, is_of_days=row.text("service") == Service.PM)
    except ValueError:
        raise row.wrong("due_from", "a time before due_to") from None


def _edge(row: CsvRow, column: str, zone: ZoneInfo) -> Edge:
    text = row.text(column)
    if not text:
        return None
    if len(text) > _DAY_LENGTH:
        return _instant(row, column, zone)
    try:
        day = date.fromisoformat(text) if text.isascii() and len(text) == _DAY_LENGTH else None
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise row.wrong(column, _DAY)
    return day


def _instant(row: CsvRow, column: str, zone: ZoneInfo) -> datetime:
    """The instant in UTC; without an offset it is a reading of the zone's wall clock."""
    text = row.needed(column, _INSTANT)
    # A date alone does not say which of its instants is meant.
    if len(text) <= _DAY_LENGTH or not text.isascii():
        raise row.wrong(column, _INSTANT)
    try:
        at = in_utc(datetime.fromisoformat(text), zone)
    except (ValueError, OverflowError):
        raise row.wrong(column, _INSTANT) from None
    if at.year not in YEARS:
        raise row.wrong(column, f"an instant of the years {YEARS[0]} to {YEARS[-1]}")
    return at


def _word(row: CsvRow, column: str, words: type[_Word], *, needed: bool = False) -> _Word | None:
    text = row.text(column)
    if not text and not needed:
        return None
    try:
        return words(text)
    except ValueError:
        raise row.wrong(column, "one of " + ", ".join(words)) from None


def _one_of(row: CsvRow, column: str, words: frozenset[str]) -> str:
    text = row.text(column)
    if text and text not in words:
        raise row.wrong(column, "one of " + ", ".join(sorted(words)))
    return intern(text)
