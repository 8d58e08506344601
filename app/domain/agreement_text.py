"""An agreement written as its TOML file; reading it again gives the same (docs/agreement-file.md)."""

from collections.abc import Iterator, Mapping

from app.domain.agreement_clause_text import cap_order_line, cap_tables, clause_tables
from app.domain.agreements import (
    Agreement,
    AgreementVersion,
    Document,
    Metric,
    PartyRole,
    PauseRule,
    PmPolicy,
    Target,
    Unit,
)
from app.domain.calendar_spec import EVERY_HOUR, WEEKDAYS, CalendarSpec, Period, Week
from app.domain.closing import NOTHING, ClosingRule
from app.domain.day_hours import Hours, time_text
from app.domain.events import Priority, Service
from app.domain.scorecards import Kpi
from app.domain.toml_text import Lines, by_language, free, given, in_order, key_text, pair, table

WEEK = ("sat", "sun", "mon", "tue", "wed", "thu", "fri")


def write_agreement(agreement: Agreement) -> str:
    """The agreement as TOML, in the order of the documentation; what has no value is left out."""
    tables = [_head(agreement)]
    if agreement.parties:
        tables.append(_parties(agreement.parties))
    if agreement.letters:
        tables.append(table("[letters]", free(agreement.letters)))
    tables += [table("[[document]]", _document(document)) for document in agreement.documents]
    for name, spec in agreement.calendars.items():
        tables += _calendar(f"calendars.{key_text(name)}", spec, _days_off(agreement, name))
    for version in agreement.versions:
        tables += _version(version)
    return "\n\n".join("\n".join(lines) for lines in tables) + "\n"


def _head(agreement: Agreement) -> Lines:
    yield pair("code", agreement.code)
    yield pair("kind", agreement.kind)
    yield pair("title", by_language(agreement.title))
    yield pair("time_zone", agreement.time_zone)
    yield from given("psp", agreement.psp)
    yield from given("contractor", agreement.contractor)
    yield from given("regions", sorted(agreement.regions))
    yield pair("letter_languages", agreement.letter_languages)
    yield pair("objection_days", agreement.objection_days)


def _parties(parties: Mapping[PartyRole, Mapping[str, str]]) -> Lines:
    return table(
        "[parties]", (pair(role, by_language(parties[role])) for role in PartyRole if role in parties)
    )


def _document(document: Document) -> Lines:
    yield pair("kind", document.kind)
    yield pair("title", by_language(document.title))
    yield pair("number", document.number)
    yield pair("date", document.day)
    yield from given("note", document.note)


def _days_off(agreement: Agreement, name: str) -> Mapping[str, bool]:
    return {
        "official_holidays": name in agreement.holiday_calendars,
        "declared_closures": name in agreement.closure_calendars,
    }


def _calendar(place: str, spec: CalendarSpec, days_off: Mapping[str, bool]) -> Iterator[Lines]:
    if _is_always_open(spec) and not any(days_off.values()):
        yield table(f"[{place}]", [pair("always", True)])
        return
    holidays = given("holidays", sorted(spec.holidays))
    yield table(f"[{place}]", (*free(days_off), *holidays))
    yield table(f"[{place}.weekly]", (pair(day, hours) for day, hours in _week(spec.weekly).items()))
    if spec.exceptions:
        dated = sorted(spec.exceptions.items())
        yield table(f"[{place}.exceptions]", (pair(day.isoformat(), _hours(hours)) for day, hours in dated))
    for period in spec.periods:
        yield table(f"[[{place}.period]]", _period(period))


def _is_always_open(spec: CalendarSpec) -> bool:
    return spec.weekly == EVERY_HOUR and not (spec.holidays or spec.exceptions or spec.periods)


def _period(period: Period) -> Lines:
    yield from given("title", by_language(period.title))
    yield pair("from", period.first)
    yield pair("to", period.last)
    yield pair("weekly", _week(period.weekly))


def _week(week: Week) -> dict[str, list[list[str]]]:
    hours = {day: week.get(WEEKDAYS.index(day)) for day in WEEK}
    return {day: _hours(found) for day, found in hours.items() if found is not None}


def _version(version: AgreementVersion) -> Iterator[Lines]:
    yield table("[[version]]", _version_head(version))
    if version.prices:
        yield table("[version.prices]", free(version.prices))
    if version.weights:
        weights = version.weights
        yield table("[version.weights]", (pair(kpi, weights[kpi]) for kpi in Kpi if kpi in weights))
    if version.closing != NOTHING:
        yield table("[version.closing]", _closing(version.closing))
    if version.pm is not None:
        yield table("[version.pm]", _pm(version.pm))
    for target in version.targets:
        yield table("[[version.target]]", _target(target))
    for rule in version.pauses:
        yield table("[[version.pause]]", _pause(rule))
    for clause in version.clauses:
        yield from clause_tables(clause)
    yield from cap_tables(version.caps)


def _version_head(version: AgreementVersion) -> Lines:
    yield pair("number", version.number)
    yield pair("effective_from", version.effective_from)
    yield pair("reopen_days", version.reopen_days)
    yield pair("repeat_days", version.repeat_days)
    yield pair("minimum_grace_minutes", version.minimum_grace_minutes)
    yield pair("declaration_hours", version.declaration_hours)
    yield from cap_order_line(version.cap_order)


def _closing(rule: ClosingRule) -> Lines:
    yield pair("note", rule.note)
    yield pair("photos", rule.photos)
    yield pair("serial", rule.serial)


def _pm(policy: PmPolicy) -> Lines:
    yield pair("every_months", policy.every_months)
    yield pair("window_percent", policy.window_percent)
    yield pair("on_holiday", policy.on_holiday)


def _target(target: Target) -> Lines:
    yield pair("metric", target.metric)
    if target.unit is not Unit.WINDOW:
        yield pair("limit", target.limit)
    yield pair("unit", target.unit)
    yield from given("calendar", target.calendar)
    yield from given("services", in_order(target.services, Service))
    yield from given("zones", sorted(target.zones))
    yield from given("priorities", in_order(target.priorities, Priority))
    yield from given("merchant_classes", sorted(target.merchant_classes))
    yield from given("faults", sorted(target.faults))
    yield from given("warn_at", target.warn_at)


def _pause(rule: PauseRule) -> Lines:
    yield pair("owner", rule.owner)
    yield from given("reasons", sorted(rule.reasons))
    yield pair("stops", in_order(rule.stops, Metric))
    if rule.evidence:
        yield pair("evidence", rule.evidence)
    if rule.approval_above_minutes is not None:
        yield pair("approval_above_minutes", rule.approval_above_minutes)


def _hours(hours: Hours) -> list[list[str]]:
    return [[time_text(opens), time_text(closes)] for opens, closes in hours]
