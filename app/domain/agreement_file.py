"""An agreement as one TOML file: reading it, with the place of every mistake (docs/agreement-file.md)."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from app.domain.agreements import (
    Agreement,
    AgreementKind,
    AgreementVersion,
    Metric,
    PauseRule,
    PmPolicy,
    Target,
    Unit,
)
from app.domain.calendar_spec import CalendarSpec
from app.domain.errors import BadInput
from app.domain.events import Owner, Priority, Service
from app.domain.penalties import LateUnit, PenaltyClause, Rounding

ZONES = frozenset("ABCD")


def read_agreement(text: str, *, file: str) -> Agreement:
    """The agreement a TOML `text` states; BadInput names the key that is wrong."""
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(file, str(error), "valid TOML") from error
    return _agreement(_Table(document, file, ""))


class _Table:
    """A TOML table that knows where it stands, hands out typed values and refuses unknown keys."""

    def __init__(self, table: Mapping[str, Any], file: str, path: str) -> None:
        self._table = table
        self.file = file
        self._path = path
        self._seen: set[str] = set()

    def wrong(self, key: str, expected: str) -> BadInput:
        found = repr(self._table[key]) if key in self._table else "nothing"
        return BadInput(self.file, found, expected, column=self.place(key))

    def has(self, key: str) -> bool:
        return key in self._table

    def text(self, key: str, default: str | None = None) -> str:
        value: str = self._value(key, str, "text", default)
        return value

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        value: int = self._value(key, int, "a whole number", default)
        if isinstance(value, bool) or value < least:
            raise self.wrong(key, f"a whole number of at least {least}")
        return value

    def amount(self, key: str) -> Decimal:
        """A sum in whole rial."""
        return Decimal(self.whole(key))

    def share(self, key: str) -> Decimal:
        """A share of a price: 0.10, or "10%"."""
        raw = self._take(key)
        try:
            value = Decimal(raw[:-1]) / 100 if isinstance(raw, str) and raw.endswith("%") else Decimal(raw)
        except (InvalidOperation, TypeError, ValueError):
            raise self.wrong(key, 'a share such as 0.10 or "10%"') from None
        if not value.is_finite() or value < 0:
            raise self.wrong(key, "a share of zero or more")
        return value

    def day(self, key: str) -> date:
        value = self._take(key)
        if type(value) is not date:
            raise self.wrong(key, "a date such as 2024-03-20")
        return value

    def choice(self, key: str, choices: type[Any], default: Any = None) -> Any:
        if default is not None and key not in self._table:
            return default
        value = self._take(key)
        if value not in [member.value for member in choices]:
            raise self.wrong(key, "one of " + ", ".join(member.value for member in choices))
        return choices(value)

    def flag(self, key: str) -> bool:
        return bool(self._value(key, bool, "true or false", False))

    def texts(self, key: str, allowed: frozenset[str] | None = None) -> tuple[str, ...]:
        values = self._value(key, list, "a list of texts", [])
        for value in values:
            if not isinstance(value, str) or (allowed is not None and value not in allowed):
                raise self.wrong(key, "a list of " + (", ".join(sorted(allowed)) if allowed else "texts"))
        return tuple(values)

    def wholes(self, key: str) -> tuple[int, ...]:
        values = self._value(key, list, "a list of whole numbers", [])
        if any(not isinstance(value, int) or isinstance(value, bool) or value <= 0 for value in values):
            raise self.wrong(key, "a list of whole numbers above 0")
        return tuple(values)

    def raw(self, key: str) -> Mapping[str, Any]:
        value: Mapping[str, Any] = self._value(key, dict, "a table", {})
        return value

    def table(self, key: str) -> "_Table":
        return _Table(self.raw(key), self.file, self.place(key))

    def tables(self, key: str) -> list["_Table"]:
        values = self._value(key, list, "a list of tables", [])
        if any(not isinstance(value, dict) for value in values):
            raise self.wrong(key, "a list of tables")
        return [
            _Table(value, self.file, f"{self.place(key)}[{place}]") for place, value in enumerate(values, 1)
        ]

    def names(self) -> list[str]:
        return list(self._table)

    def finish(self) -> None:
        """Refuse keys nobody asked for: a typing mistake must not pass for a promise."""
        for key in self._table:
            if key not in self._seen:
                raise BadInput(
                    self.file,
                    f"unknown key {key!r}",
                    "one of " + ", ".join(sorted(self._seen)),
                    column=self.place(key),
                )

    def _value(self, key: str, kind: type[Any], expected: str, default: Any) -> Any:
        if default is not None and key not in self._table:
            self._seen.add(key)
            return default
        value = self._take(key)
        if not isinstance(value, kind):
            raise self.wrong(key, expected)
        return value

    def _take(self, key: str) -> Any:
        self._seen.add(key)
        if key not in self._table:
            raise BadInput(self.file, "nothing", f"a value for {key!r}", column=self.place(key))
        return self._table[key]

    def place(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def _agreement(table: _Table) -> Agreement:
    calendars, holiday_calendars = _calendars(table)
    versions = tuple(_version(t, frozenset(calendars)) for t in table.tables("version"))
    _check_versions(table, versions)
    agreement = Agreement(
        code=table.text("code"),
        kind=table.choice("kind", AgreementKind),
        title=_by_language(table, "title"),
        time_zone=table.text("time_zone"),
        calendars=calendars,
        holiday_calendars=holiday_calendars,
        versions=versions,
        psp=table.text("psp", ""),
        contractor=table.text("contractor", ""),
        regions=frozenset(table.texts("regions")),
        letters={key: table.table("letters").text(key) for key in table.raw("letters")},
        letter_languages=table.texts("letter_languages", frozenset({"fa", "en"})) or ("fa",),
        objection_days=table.whole("objection_days", 5),
    )
    table.finish()
    return agreement


def _calendars(table: _Table) -> tuple[dict[str, CalendarSpec], frozenset[str]]:
    zone = table.text("time_zone")
    specs: dict[str, CalendarSpec] = {}
    closing: set[str] = set()
    named = table.table("calendars")
    for name in named.names():
        body = dict(named.raw(name))
        if body.pop("official_holidays", False) is True:
            closing.add(name)
        body["holidays"] = [_iso(value) for value in body.get("holidays", [])]
        specs[name] = CalendarSpec.from_mapping(name, {"tz": zone, **body}, file=table.file)
    return specs, frozenset(closing)


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _check_versions(table: _Table, versions: tuple[AgreementVersion, ...]) -> None:
    if not versions:
        raise table.wrong("version", "at least one [[version]]")
    for earlier, later in pairwise(versions):
        if later.effective_from <= earlier.effective_from or later.number <= earlier.number:
            raise table.wrong("version", "versions with rising number and effective_from")


def _version(table: _Table, calendars: frozenset[str]) -> AgreementVersion:
    targets = tuple(_target(t, calendars) for t in table.tables("target"))
    _check_ties(table, targets)
    prices = table.table("prices")
    clauses = tuple(_clause(t, frozenset(prices.names())) for t in table.tables("clause"))
    version = AgreementVersion(
        number=table.whole("number", least=1),
        effective_from=table.day("effective_from"),
        targets=targets,
        pauses=tuple(_pause(t) for t in table.tables("pause")),
        prices={name: prices.amount(name) for name in prices.names()},
        clauses=clauses,
        pm=_pm(table),
        reopen_days=table.whole("reopen_days", 7),
        repeat_days=table.whole("repeat_days", 30),
    )
    table.finish()
    return version


def _check_ties(table: _Table, targets: tuple[Target, ...]) -> None:
    for place, target in enumerate(targets):
        for earlier_place, earlier in enumerate(targets[:place]):
            if target.overlaps(earlier):
                raise BadInput(
                    table.file,
                    f"targets {earlier_place + 1} and {place + 1} fit the same job equally well",
                    "targets of which one is more specific",
                    column=table.place("target"),
                )


def _target(table: _Table, calendars: frozenset[str]) -> Target:
    unit = table.choice("unit", Unit)
    calendar = table.text("calendar", "")
    if calendar and calendar not in calendars:
        raise table.wrong("calendar", "one of " + ", ".join(sorted(calendars)))
    if unit is Unit.WORKING_DAYS and not calendar:
        raise table.wrong("calendar", "a calendar, since working days are counted")
    target = Target(
        metric=table.choice("metric", Metric),
        unit=unit,
        limit=table.whole("limit", 0 if unit is Unit.WINDOW else None, least=0),
        calendar=calendar,
        services=frozenset(table.texts("services", frozenset(Service))),
        zones=frozenset(table.texts("zones", ZONES)),
        priorities=frozenset(table.texts("priorities", frozenset(Priority))),
        merchant_classes=frozenset(table.texts("merchant_classes")),
        faults=frozenset(table.texts("faults")),
        warn_at=table.wholes("warn_at"),
    )
    table.finish()
    return target


def _pause(table: _Table) -> PauseRule:
    rule = PauseRule(
        owner=table.choice("owner", Owner),
        reasons=frozenset(table.texts("reasons")),
        stops=frozenset(Metric(value) for value in table.texts("stops", frozenset(Metric))),
    )
    table.finish()
    return rule


def _pm(version: _Table) -> PmPolicy | None:
    if not version.raw("pm"):
        return None
    table = version.table("pm")
    months = table.table("every_months")
    policy = PmPolicy(
        every_months={name: months.whole(name, least=1) for name in months.names()},
        window_percent=table.whole("window_percent", 10),
        on_holiday=table.text("on_holiday", "nearest"),
    )
    if policy.on_holiday not in {"previous", "next", "nearest", "keep"}:
        raise table.wrong("on_holiday", "previous, next, nearest or keep")
    table.finish()
    return policy


def _clause(table: _Table, prices: frozenset[str]) -> PenaltyClause:
    base = table.text("base", "")
    if base and base not in prices:
        raise table.wrong("base", "one of the prices " + ", ".join(sorted(prices)))
    if bool(base) == table.has("amount") or bool(base) != table.has("rate"):
        raise table.wrong("base", "either a base with a rate, or an amount")
    clause = PenaltyClause(
        code=table.text("code"),
        metric=table.choice("metric", Metric).value,
        title=_by_language(table, "title"),
        article=table.text("article", ""),
        unit=table.choice("unit", LateUnit, LateUnit.EVENT),
        rounding=table.choice("rounding", Rounding, Rounding.STARTED),
        base=base,
        rate=table.share("rate") if base else Decimal(0),
        amount=Decimal(0) if base else table.amount("amount"),
        item_cap_rate=table.share("item_cap_rate") if table.has("item_cap_rate") else None,
        item_cap_amount=table.amount("item_cap_amount") if table.has("item_cap_amount") else None,
        most_units=Decimal(table.whole("most_units", least=1)) if table.has("most_units") else None,
        services=frozenset(table.texts("services", frozenset(Service))),
        zones=frozenset(table.texts("zones", ZONES)),
        priorities=frozenset(table.texts("priorities", frozenset(Priority))),
    )
    table.finish()
    return clause


def _by_language(table: _Table, key: str) -> dict[str, str]:
    words = table.table(key)
    return {language: words.text(language) for language in ("fa", "en")}
