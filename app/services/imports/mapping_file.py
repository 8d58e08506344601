"""A mapping as one TOML file: reading it, with the place of every mistake (docs/import-mapping.md)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.errors import BadInput
from app.domain.events import EventKind, Owner
from app.services.imports.log_mapping import Column, EventRule, Field, LogFile, LogMapping, Otherwise, RowsAre
from app.services.imports.log_times import is_time_form
from app.services.imports.text_file import AUTO, ENCODINGS

TICKET_FIELDS = (
    *("ticket", "service", "terminal", "merchant", "merchant_class", "zone", "city", "fault", "priority"),
    *("contractor", "technician", "description", "due_from", "due_to"),
)
"""What a row may say of its job."""

EVENT_FIELDS = ("at", "activity", "actor", "remedy", "note")
"""What a row may say of a fact beside it."""

_TEXTS = "a list of texts"
_COLUMN = "a heading, or a table with column and occurrence"


@dataclass(frozen=True, slots=True)
class _Key:
    """What a key may hold; without a default it must be there."""

    kind: type | tuple[type, ...]
    expected: str
    default: Any = None
    is_required: bool = False


_TEXT = _Key(str, "text", "")
_REQUIRED_TEXT = _Key(str, "text", is_required=True)

GRAMMAR: Mapping[str, Mapping[str, _Key]] = {
    "": {
        "name": _REQUIRED_TEXT,
        "time_zone": _REQUIRED_TEXT,
        "psp": _TEXT,
        "region": _TEXT,
        "file": _Key(list, "at least one [[file]]", is_required=True),
    },
    "file": {
        "name": _REQUIRED_TEXT,
        "rows": _REQUIRED_TEXT,
        "delimiter": _Key(str, "one character", ","),
        "encoding": _Key(str, "text", AUTO),
        "missing": _Key(list, _TEXTS, []),
        "times": _Key(list, _TEXTS, ["iso"]),
        "otherwise": _Key(str, "text", Otherwise.REJECT.value),
        "fields": _Key(dict, "a table", is_required=True),
        "event": _Key(list, "at least one [[file.event]]", is_required=True),
    },
    "file.fields": {name: _Key((str, dict), _COLUMN) for name in (*TICKET_FIELDS, *EVENT_FIELDS)},
    "file.fields.*": {
        "column": _TEXT,
        "occurrence": _Key(int, "a whole number above 0", 1),
        "values": _Key(dict, "a table of texts", {}),
        "missing": _Key(list, _TEXTS, []),
        "default": _TEXT,
        "prefix": _TEXT,
    },
    "file.event": {
        "kinds": _Key(list, "a list of event kinds", is_required=True),
        "first": _Key(list, "a list of event kinds", []),
        "when": _Key(list, _TEXTS, []),
        "at": _Key((str, dict), _COLUMN),
        "reason": _TEXT,
        "owner": _TEXT,
        "value": _Key(str, "text"),
    },
}
"""Every key of every table; the page docs/import-mapping.md lists the same."""


class _Table:
    """A table of the file checked against the grammar: typed values, and the place of each."""

    def __init__(self, value: object, table: str, file: str, path: str) -> None:
        self.file = file
        self._path = path
        self._keys = GRAMMAR[table]
        if not isinstance(value, dict):
            raise BadInput(file, repr(value), "a table", column=path)
        self._found = value
        for key, found in value.items():
            if key not in self._keys:
                expected = "one of " + ", ".join(sorted(self._keys))
                raise BadInput(file, f"unknown key {key!r}", expected, column=self.place(key))
            if not isinstance(found, self._keys[key].kind) or isinstance(found, bool):
                raise self.wrong(key)
        for key, rule in self._keys.items():
            if rule.is_required and not value.get(key):
                raise self.wrong(key)

    def __getitem__(self, key: str) -> Any:
        return self._found.get(key, self._keys[key].default)

    def __contains__(self, key: str) -> bool:
        return key in self._found

    def place(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def wrong(self, key: str, expected: str = "") -> BadInput:
        found = repr(self._found[key]) if key in self._found else "nothing"
        return BadInput(self.file, found, expected or self._keys[key].expected, column=self.place(key))

    def texts(self, key: str) -> tuple[str, ...]:
        if not all(isinstance(text, str) for text in self[key]):
            raise self.wrong(key)
        return tuple(self[key])

    def choices(self, key: str, choices: type[Any]) -> tuple[Any, ...]:
        allowed = [member.value for member in choices]
        if any(value not in allowed for value in self[key]):
            raise self.wrong(key, "some of " + ", ".join(allowed))
        return tuple(map(choices, self[key]))

    def choice(self, key: str, choices: type[Any]) -> Any:
        allowed = [member.value for member in choices]
        if self[key] not in allowed:
            raise self.wrong(key, "one of " + ", ".join(allowed))
        return choices(self[key])


def read_mapping(text: str, *, file: str) -> LogMapping:
    """The mapping a TOML `text` states; BadInput names the key that is wrong."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(file, str(error), "valid TOML") from error
    table = _Table(document, "", file, "")
    try:
        ZoneInfo(table["time_zone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise table.wrong("time_zone", "a time zone such as Asia/Tehran") from None
    files = tuple(
        _file(_Table(value, "file", file, f"file[{place}]")) for place, value in enumerate(table["file"], 1)
    )
    return LogMapping(
        name=table["name"],
        time_zone=table["time_zone"],
        psp=table["psp"],
        region=table["region"],
        files=files,
    )


def _file(table: _Table) -> LogFile:
    rows = table.choice("rows", RowsAre)
    missing = frozenset(table.texts("missing"))
    fields = _fields(table, missing)
    _check_fields(table, rows, fields)
    return LogFile(
        name=table["name"],
        rows=rows,
        delimiter=_delimiter(table),
        encoding=_encoding(table),
        times=_times(table),
        fields=fields,
        rules=_rules(table, rows, fields),
        otherwise=table.choice("otherwise", Otherwise),
        missing=missing,
    )


def _delimiter(table: _Table) -> str:
    delimiter: str = table["delimiter"]
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise table.wrong("delimiter")
    return delimiter


def _encoding(table: _Table) -> str:
    encoding: str = table["encoding"]
    if encoding not in ENCODINGS:
        raise table.wrong("encoding", "one of " + ", ".join(sorted(ENCODINGS)))
    return encoding


def _times(table: _Table) -> tuple[str, ...]:
    forms = table.texts("times")
    for form in forms:
        if not is_time_form(form):
            raise table.wrong("times", 'forms such as "%d/%m/%Y %H:%M", "jalali %Y/%m/%d %H:%M" or "iso"')
    return forms


def _fields(table: _Table, missing: frozenset[str]) -> dict[str, Field]:
    named = _Table(table["fields"], "file.fields", table.file, table.place("fields"))
    return {name: _field(named[name], missing, named.file, named.place(name)) for name in table["fields"]}


def _field(value: str | dict[str, Any], missing: frozenset[str], file: str, path: str) -> Field:
    if isinstance(value, str):
        return Field(column=Column(value), missing=missing)
    table = _Table(value, "file.fields.*", file, path)
    if not table["column"] and not table["default"]:
        raise table.wrong("column", "a heading, or a default for every row")
    if any(not isinstance(text, str) for text in table["values"].values()):
        raise table.wrong("values")
    return Field(
        column=_column(table) if table["column"] else None,
        values=table["values"],
        missing=missing | frozenset(table.texts("missing")),
        default=table["default"],
        prefix=table["prefix"],
    )


def _column(table: _Table) -> Column:
    if table["occurrence"] < 1:
        raise table.wrong("occurrence")
    return Column(table["column"], table["occurrence"])


def _check_fields(table: _Table, rows: RowsAre, fields: Mapping[str, Field]) -> None:
    needed = ("ticket", "at", "activity") if rows is RowsAre.EVENTS else ("ticket",)
    for name in needed:
        if name not in fields or fields[name].column is None:
            raise BadInput(table.file, "nothing", _COLUMN, column=table.place(f"fields.{name}"))
    if rows is RowsAre.TICKETS and "at" in fields:
        raise BadInput(table.file, "fields.at", "at in each [[file.event]]", column=table.place("fields.at"))


def _rules(table: _Table, rows: RowsAre, fields: Mapping[str, Field]) -> tuple[EventRule, ...]:
    rules = []
    for place, value in enumerate(table["event"], 1):
        rule = _Table(value, "file.event", table.file, f"{table.place('event')}[{place}]")
        _check_rule(rule, rows, fields)
        rules.append(
            EventRule(
                kinds=rule.choices("kinds", EventKind),
                when=frozenset(rule.texts("when")),
                at=_at(rule),
                first=rule.choices("first", EventKind),
                reason=rule["reason"],
                owner=rule.choice("owner", Owner) if rule["owner"] else None,
                value=rule["value"],
            )
        )
    return tuple(rules)


def _at(rule: _Table) -> Column | None:
    value = rule["at"]
    if isinstance(value, str):
        return Column(value)
    if value is None:
        return None
    extra = sorted(value.keys() - {"column", "occurrence"})
    if extra:
        raise BadInput(
            rule.file, f"unknown key {extra[0]!r}", "one of column, occurrence", column=rule.place("at")
        )
    return _column(_Table(value, "file.fields.*", rule.file, rule.place("at")))


def _check_rule(rule: _Table, rows: RowsAre, fields: Mapping[str, Field]) -> None:
    if EventKind.PAUSED.value in (*rule["kinds"], *rule["first"]) and not rule["owner"]:
        raise rule.wrong("owner", "who has to answer for the wait: one of " + ", ".join(Owner))
    if rows is RowsAre.EVENTS:
        if not rule["when"]:
            raise rule.wrong("when", "the activities this rule speaks of")
        if "at" in rule:
            raise rule.wrong("at", "fields.at, where a row is an event")
        return
    if "at" not in rule:
        raise rule.wrong("at")
    if "first" in rule:
        raise rule.wrong("first", "no first, where a row is a ticket")
    if rule["when"] and "activity" not in fields:
        raise rule.wrong("when", "fields.activity to compare with")
