"""An agreement as one TOML file: reading it, with the place of every mistake (docs/agreement-file.md)."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from app.domain.agreement_checks import ties
from app.domain.agreement_clauses import read_caps, read_clause
from app.domain.agreement_table import AgreementTable
from app.domain.agreements import (
    ZONES,
    Agreement,
    AgreementKind,
    AgreementVersion,
    Document,
    DocumentKind,
    Metric,
    PartyRole,
    PauseRule,
    PmPolicy,
    Target,
    Unit,
)
from app.domain.calendar_spec import CalendarSpec
from app.domain.closing import ClosingRule
from app.domain.errors import BadInput
from app.domain.events import Owner, Priority, Service
from app.domain.scorecards import Kpi

MOST_OF = {Unit.MINUTES: 525_600, Unit.HOURS: 8_760, Unit.WORKING_DAYS: 366}
"""No promise is longer than a year."""
MOST_WEEKS = 520
"""Nor may scant opening hours stretch it beyond ten."""
LONGEST_NOTE, MOST_PHOTOS = 1000, 20
"""Nobody can be asked for more of one visit."""
_DAYS_OFF = ("official_holidays", "declared_closures")
_SECONDS = {Unit.MINUTES: 60, Unit.HOURS: 3600}


def read_agreement(text: str, *, file: str) -> Agreement:
    """The agreement a TOML `text` states; BadInput names the key that is wrong."""
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:  # besides bad syntax: endless figures, endless nesting
        raise BadInput(file, " ".join(str(error).split()), "valid TOML") from error
    return _agreement(AgreementTable(document, file, ""))


def _agreement(table: AgreementTable) -> Agreement:
    calendars = _calendars(table)
    versions = tuple(_version(t, calendars.specs) for t in table.tables("version"))
    _check_versions(table, versions)
    letters, parties = table.table("letters"), table.table("parties")
    agreement = Agreement(
        code=table.name("code"),
        kind=table.choice("kind", AgreementKind),
        title=_by_language(table, "title"),
        time_zone=table.zone("time_zone"),
        calendars=calendars.specs,
        holiday_calendars=calendars.observing,
        closure_calendars=calendars.following,
        parties={role: _by_language(parties, role) for role in PartyRole if parties.has(role)},
        documents=tuple(_document(t) for t in table.tables("document")),
        versions=versions,
        psp=table.text("psp", ""),
        contractor=table.text("contractor", ""),
        regions=frozenset(table.texts("regions")),
        letters={key: letters.text(key) for key in letters.names()},
        letter_languages=table.texts("letter_languages", frozenset({"fa", "en"})) or ("fa",),
        objection_days=table.whole("objection_days", 5),
    )
    parties.finish()
    table.finish()
    return agreement


def _document(table: AgreementTable) -> Document:
    document = Document(
        title=_by_language(table, "title"),
        number=table.name("number"),
        day=table.day("date"),
        kind=table.choice("kind", DocumentKind, DocumentKind.CONTRACT),
        note=table.text("note", ""),
    )
    table.finish()
    return document


class _Calendars(NamedTuple):
    specs: Mapping[str, CalendarSpec]
    observing: frozenset[str]
    """Those that close on official holidays."""
    following: frozenset[str]
    """Those that follow declared closures."""


def _calendars(table: AgreementTable) -> _Calendars:
    zone = table.zone("time_zone")
    specs: dict[str, CalendarSpec] = {}
    observing: set[str] = set()
    following: set[str] = set()
    named = table.table("calendars")
    for name in named.names():
        calendar = named.table(name)
        if calendar.has("tz"):
            raise calendar.wrong("tz", "no time zone: a calendar is kept in that of the agreement")
        hours = {key: value for key, value in named.raw(name).items() if key not in _DAYS_OFF}
        specs[name] = CalendarSpec.from_mapping(name, {"tz": zone, **hours}, file=table.file, first=1)
        if not any(specs[name].weekly.values()):
            raise calendar.wrong("weekly", "opening hours on one day at least")
        if calendar.flag("official_holidays"):
            observing.add(name)
        # Who closes when the country does closes when the province is told to, unless it is agreed otherwise.
        if calendar.flag("declared_closures", name in observing):
            following.add(name)
        if hours.get("always") is True and name in observing | following:
            raise calendar.wrong("always", "weekly hours, since the calendar knows days off")
    return _Calendars(specs, frozenset(observing), frozenset(following))


def _check_versions(table: AgreementTable, versions: tuple[AgreementVersion, ...]) -> None:
    if not versions:
        raise table.wrong("version", "at least one [[version]]")
    for earlier, later in pairwise(versions):
        if later.effective_from <= earlier.effective_from or later.number <= earlier.number:
            raise table.wrong("version", "versions with rising number and effective_from")


def _version(table: AgreementTable, calendars: Mapping[str, CalendarSpec]) -> AgreementVersion:
    targets = tuple(_target(t, calendars) for t in table.tables("target"))
    _check_ties(table, targets)
    prices = table.table("prices")
    priced, hours = frozenset(prices.names()), frozenset(calendars)
    clauses = tuple(read_clause(t, priced, hours, _by_language(t, "title")) for t in table.tables("clause"))
    if len({clause.code for clause in clauses}) < len(clauses):
        raise table.wrong("clause", "clauses of different codes")
    caps, cap_order = read_caps(table, priced, frozenset(clause.code for clause in clauses))
    version = AgreementVersion(
        number=table.whole("number", least=1),
        effective_from=table.day("effective_from"),
        targets=targets,
        pauses=tuple(_pause(t) for t in table.tables("pause")),
        prices={name: prices.amount(name) for name in prices.names()},
        clauses=clauses,
        caps=caps,
        cap_order=cap_order,
        pm=_pm(table),
        reopen_days=table.whole("reopen_days", 7),
        repeat_days=table.whole("repeat_days", 30),
        minimum_grace_minutes=table.whole("minimum_grace_minutes", 0),
        declaration_hours=table.whole("declaration_hours", 72),
        weights=_weights(table),
        closing=_closing(table.table("closing")),
    )
    table.finish()
    return version


def _closing(table: AgreementTable) -> ClosingRule:
    rule = ClosingRule(
        note=table.whole("note", 0, most=LONGEST_NOTE),
        photos=table.whole("photos", 0, most=MOST_PHOTOS),
        serial=table.flag("serial"),
    )
    table.finish()
    return rule


def _weights(version: AgreementTable) -> dict[str, int]:
    table = version.table("weights")
    weights = {kpi.value: table.whole(kpi, most=100) for kpi in Kpi if table.has(kpi)}
    table.finish()
    if weights and sum(weights.values()) != 100:
        raise version.wrong("weights", "whole numbers that add up to 100")
    return weights


def _check_ties(table: AgreementTable, targets: tuple[Target, ...]) -> None:
    for first, second in ties(targets):
        raise BadInput(
            table.file,
            f"targets {first} and {second} fit the same job equally well",
            "targets of which one is more specific",
            column=table.place("target"),
        )


def _target(table: AgreementTable, calendars: Mapping[str, CalendarSpec]) -> Target:
    metric, unit = table.choice("metric", Metric), table.choice("unit", Unit)
    if metric is Metric.APPOINTMENT and unit is not Unit.WINDOW:
        raise table.wrong("unit", "window: an appointment is counted in no other")
    target = Target(
        metric=metric,
        unit=unit,
        limit=_limit(table, unit),
        calendar=table.text("calendar", ""),
        services=frozenset(table.texts("services", frozenset(Service))),
        zones=frozenset(table.texts("zones", ZONES)),
        priorities=frozenset(table.texts("priorities", frozenset(Priority))),
        merchant_classes=frozenset(table.texts("merchant_classes")),
        faults=frozenset(table.texts("faults")),
        warn_at=table.percents("warn_at"),
    )
    if target.calendar and target.calendar not in calendars:
        raise table.wrong("calendar", "one of " + ", ".join(sorted(calendars)))
    if unit is Unit.WORKING_DAYS and not target.calendar:
        raise table.wrong("calendar", "a calendar, since working days are counted")
    if target.calendar and unit in _SECONDS:
        weekly = calendars[target.calendar].weekly.values()
        open_seconds = sum(closes - opens for hours in weekly for opens, closes in hours)
        if target.limit * _SECONDS[unit] > open_seconds * MOST_WEEKS:
            raise table.wrong("limit", f"what the calendar's hours allow in {MOST_WEEKS} weeks")
    table.finish()
    return target


def _limit(table: AgreementTable, unit: Unit) -> int:
    if unit is not Unit.WINDOW:
        return table.whole("limit", least=1, most=MOST_OF[unit])
    if table.has("limit"):
        raise table.wrong("limit", "no limit: a window ends with the job's own last day")
    return 0


def _pause(table: AgreementTable) -> PauseRule:
    rule = PauseRule(
        owner=table.choice("owner", Owner),
        reasons=frozenset(table.texts("reasons")),
        stops=frozenset(Metric(value) for value in table.texts("stops", frozenset(Metric))),
        evidence=table.flag("evidence"),
        approval_above_minutes=_minutes(table, "approval_above_minutes"),
    )
    table.finish()
    return rule


def _minutes(table: AgreementTable, key: str) -> int | None:
    return table.whole(key, most=MOST_OF[Unit.MINUTES]) if table.has(key) else None


def _pm(version: AgreementTable) -> PmPolicy | None:
    if not version.raw("pm"):
        return None
    table = version.table("pm")
    months = table.table("every_months")
    policy = PmPolicy(
        every_months={name: months.whole(name, least=1) for name in months.names()},
        window_percent=table.whole("window_percent", 10, most=100),
        on_holiday=table.text("on_holiday", "nearest"),
    )
    if policy.on_holiday not in {"previous", "next", "nearest", "keep"}:
        raise table.wrong("on_holiday", "previous, next, nearest or keep")
    table.finish()
    return policy


def _by_language(table: AgreementTable, key: str) -> dict[str, str]:
    words = table.table(key)
    title = {language: words.text(language) for language in ("fa", "en")}
    words.finish()
    return title
