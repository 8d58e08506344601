"""`poshtiban clock`: answer the business-time questions of a JSON file."""

import argparse
import json
import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import MINYEAR, UTC, datetime
from pathlib import Path
from typing import NoReturn

from app.clock import Clock
from app.commands.command_line import Subparsers
from app.commands.output_file import write_output
from app.domain.calendar_spec import CalendarSpec, shown
from app.domain.errors import BadInput, RuleBroken
from app.domain.working_time import Interval, WorkingCalendar, WorkingTime
from app.i18n import _

Result = dict[str, object]

_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_INSTANT_FORM = "an ISO-8601 instant such as 2026-03-21T08:00+03:30"


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `clock FILE.json [--output OUT.json]`."""
    parser = subparsers.add_parser(
        "clock", parents=[common], help=_("Answer business-time questions from a JSON file")
    )
    parser.add_argument("file", type=Path, metavar="FILE.json", help=_("calendars and questions"))
    parser.add_argument("--output", type=Path, metavar="OUT.json", help=_("where the answers go"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, _clock: Clock) -> int:
    """Answer the questions of a file, to the named output or to the screen; 0, or BadInput."""
    output: Path | None = arguments.output
    answers = json.dumps(answer(_document(arguments.file), file=str(arguments.file)), indent=2) + "\n"
    if output is not None:
        write_output(output, answers.encode())
    if output is None or arguments.json:
        sys.stdout.write(answers)
    return 0


def answer(document: object, *, file: str) -> dict[str, list[Result]]:
    """Answers in the order of the cases; a case without an answer says why, a wrong document is BadInput."""
    table = _table(document, file, None)
    calendars = {
        name: WorkingCalendar(CalendarSpec.from_mapping(name, written, file=file))
        for name, written in _table(_required(table, "calendars", file), file, "calendars").items()
    }
    cases = _required(table, "cases", file)
    if not isinstance(cases, list):
        raise BadInput(file, shown(cases), "a list of questions", column="cases")
    return {"results": [_result(case, calendars) for case in cases]}


def _document(path: Path) -> object:
    file = str(path)
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(file, error.strerror or "no access", "a readable JSON file") from error
    except json.JSONDecodeError as error:
        place = f"character {error.colno}"
        raise BadInput(file, error.msg, "JSON", row=error.lineno, column=place) from error
    except UnicodeDecodeError as error:
        raise BadInput(file, f"byte {error.start} that is no UTF-8", "JSON in UTF-8") from error
    except ValueError as error:  # Python refuses to read an integer of thousands of digits
        raise BadInput(file, "a number too long to read", "JSON") from error
    except RecursionError as error:
        raise BadInput(file, "values nested too deeply", "JSON") from error


def _table(value: object, file: str, column: str | None) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise BadInput(file, shown(value), "an object", column=column)
    return value


def _required(table: Mapping[str, object], key: str, file: str) -> object:
    if key not in table:
        raise BadInput(file, "nothing", "calendars and cases", column=key)
    return table[key]


def _result(case: object, calendars: Mapping[str, WorkingCalendar]) -> Result:
    question = _Question(case if isinstance(case, dict) else {})
    result: Result = {"id": question.echo()}
    try:
        if not isinstance(case, dict):
            _refuse("case", shown(case), "an object")
        operation = _OPERATIONS.get(question.text("op"))
        if operation is None:
            _refuse("op", shown(case["op"]), f"one of {', '.join(_OPERATIONS)}")
        question.name()
        calendar = calendars.get(question.text("calendar"))
        if calendar is None:
            _refuse("calendar", shown(case["calendar"]), "the name of one of the calendars")
        result |= operation(calendar, question)
    except _Unanswerable as why:
        result["error"] = why.args[0]
    except RuleBroken as broken:
        result["error"] = str(broken)
    return result


def _due(calendar: WorkingCalendar, question: "_Question") -> Result:
    return _due_outside(calendar, question, [])


def _due_with_pauses(calendar: WorkingCalendar, question: "_Question") -> Result:
    return _due_outside(calendar, question, question.pauses(calendar))


def _due_outside(calendar: WorkingCalendar, question: "_Question", pauses: list[Interval]) -> Result:
    due = calendar.due(question.instant("start", calendar), question.working_time(), pauses)
    return {"due": due.astimezone(calendar.tz).isoformat()}


def _elapsed(calendar: WorkingCalendar, question: "_Question") -> Result:
    start, end = question.instant("start", calendar), question.instant("end", calendar)
    return {"seconds": calendar.elapsed(start, end).seconds}


def _is_open(calendar: WorkingCalendar, question: "_Question") -> Result:
    return {"open": calendar.is_open(question.instant("at", calendar))}


_OPERATIONS: dict[str, Callable[[WorkingCalendar, "_Question"], Result]] = {
    "due": _due,
    "elapsed": _elapsed,
    "due_with_pauses": _due_with_pauses,
    "is_open": _is_open,
}


class _Unanswerable(Exception):  # noqa: N818 - it names the question
    """A case that has no answer, and why."""


def _refuse(key: str, found: str, expected: str) -> NoReturn:
    raise _Unanswerable(f"{key}: found {found}, expected {expected}")


@dataclass(frozen=True)
class _Question:
    case: Mapping[str, object]

    def echo(self) -> str | int | None:
        """The id as it was given; an id of another kind is not repeated."""
        given = self.case.get("id")
        return given if isinstance(given, str | int) and not isinstance(given, bool) else None

    def name(self) -> None:
        """Refuse an id that cannot be repeated."""
        if self.echo() is None:
            _refuse("id", shown(self.value("id")), "a text or a whole number")

    def value(self, key: str) -> object:
        if key not in self.case:
            _refuse(key, "nothing", "a value")
        return self.case[key]

    def text(self, key: str) -> str:
        value = self.value(key)
        return value if isinstance(value, str) else _refuse(key, shown(value), "a text")

    def working_time(self) -> WorkingTime:
        """`working_seconds`; a fraction of a second is rounded half up, clocks count whole ones."""
        value = self.value("working_seconds")
        if isinstance(value, float) and math.isfinite(value) and value >= 0:
            return WorkingTime(math.floor(value + 0.5))
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            _refuse("working_seconds", shown(value), "a number of seconds, 0 or more")
        return WorkingTime(value)

    def instant(self, key: str, calendar: WorkingCalendar) -> datetime:
        return _instant(self.value(key), key, calendar)

    def pauses(self, calendar: WorkingCalendar) -> list[Interval]:
        """`pauses` in UTC."""
        value = self.value("pauses")
        if not isinstance(value, list):
            _refuse("pauses", shown(value), "a list of pairs")
        return [_pause(pair, f"pauses[{place}]", calendar) for place, pair in enumerate(value)]


def _pause(pair: object, place: str, calendar: WorkingCalendar) -> Interval:
    if not isinstance(pair, list) or len(pair) != 2:
        _refuse(place, shown(pair), "a pair of instants")
    start, end = (_reading(edge, place, calendar) for edge in pair)
    return Interval(_within_reach(start), _within_reach(end))


def _within_reach(at: datetime) -> datetime:
    """The instant in UTC; a pause may have begun, or end, beyond the first or the last that UTC can tell."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return _FIRST if at.year == MINYEAR else _LAST


def _instant(value: object, place: str, calendar: WorkingCalendar) -> datetime:
    """An instant in UTC."""
    try:
        return _reading(value, place, calendar).astimezone(UTC)
    except OverflowError:
        _refuse(place, shown(value), _INSTANT_FORM)


def _reading(value: object, place: str, calendar: WorkingCalendar) -> datetime:
    """An aware instant; without an offset it is a reading of the calendar's own wall clock."""
    # A date alone does not say which of its instants is meant.
    if not isinstance(value, str) or len(value) <= len("2026-03-21") or not value.isascii():
        _refuse(place, shown(value), _INSTANT_FORM)
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        _refuse(place, shown(value), _INSTANT_FORM)
    return at if at.tzinfo else at.replace(tzinfo=calendar.tz)
