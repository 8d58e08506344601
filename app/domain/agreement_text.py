"""An agreement written as its TOML file; reading it again gives the same (docs/agreement-file.md)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.agreement_table import MOST
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
from app.domain.day_hours import Hours, time_text
from app.domain.events import Priority, Service
from app.domain.penalties import PenaltyClause
from app.domain.scorecards import Kpi

LANGUAGES = ("fa", "en")
WEEK = ("sat", "sun", "mon", "tue", "wed", "thu", "fri")
WIDTH = 110
"""A longer list takes a line for each of its items."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')

Lines = Iterator[str]


def write_agreement(agreement: Agreement) -> str:
    """The agreement as TOML, in the order of the documentation; what has no value is left out."""
    tables = [_head(agreement)]
    if agreement.parties:
        tables.append(_parties(agreement.parties))
    if agreement.letters:
        tables.append(_table("[letters]", _free(agreement.letters)))
    tables += [_table("[[document]]", _document(document)) for document in agreement.documents]
    for name, spec in agreement.calendars.items():
        tables += _calendar(f"calendars.{_key(name)}", spec, _days_off(agreement, name))
    for version in agreement.versions:
        tables += _version(version)
    return "\n\n".join("\n".join(lines) for lines in tables) + "\n"


def _head(agreement: Agreement) -> Lines:
    yield _pair("code", agreement.code)
    yield _pair("kind", agreement.kind)
    yield _pair("title", _by_language(agreement.title))
    yield _pair("time_zone", agreement.time_zone)
    yield from _given("psp", agreement.psp)
    yield from _given("contractor", agreement.contractor)
    yield from _given("regions", sorted(agreement.regions))
    yield _pair("letter_languages", agreement.letter_languages)
    yield _pair("objection_days", agreement.objection_days)


def _parties(parties: Mapping[PartyRole, Mapping[str, str]]) -> Lines:
    return _table(
        "[parties]", (_pair(role, _by_language(parties[role])) for role in PartyRole if role in parties)
    )


def _document(document: Document) -> Lines:
    yield _pair("kind", document.kind)
    yield _pair("title", _by_language(document.title))
    yield _pair("number", document.number)
    yield _pair("date", document.day)
    yield from _given("note", document.note)


def _days_off(agreement: Agreement, name: str) -> Mapping[str, bool]:
    return {
        "official_holidays": name in agreement.holiday_calendars,
        "declared_closures": name in agreement.closure_calendars,
    }


def _calendar(place: str, spec: CalendarSpec, days_off: Mapping[str, bool]) -> Iterator[Lines]:
    if _is_always_open(spec) and not any(days_off.values()):
        yield _table(f"[{place}]", [_pair("always", True)])
        return
    holidays = _given("holidays", sorted(spec.holidays))
    yield _table(f"[{place}]", (*_free(days_off), *holidays))
    yield _table(f"[{place}.weekly]", (_pair(day, hours) for day, hours in _week(spec.weekly).items()))
    if spec.exceptions:
        dated = sorted(spec.exceptions.items())
        yield _table(f"[{place}.exceptions]", (_pair(day.isoformat(), _hours(hours)) for day, hours in dated))
    for period in spec.periods:
        yield _table(f"[[{place}.period]]", _period(period))


def _is_always_open(spec: CalendarSpec) -> bool:
    return spec.weekly == EVERY_HOUR and not (spec.holidays or spec.exceptions or spec.periods)


def _period(period: Period) -> Lines:
    yield from _given("title", _by_language(period.title))
    yield _pair("from", period.first)
    yield _pair("to", period.last)
    yield _pair("weekly", _week(period.weekly))


def _week(week: Week) -> dict[str, list[list[str]]]:
    hours = {day: week.get(WEEKDAYS.index(day)) for day in WEEK}
    return {day: _hours(found) for day, found in hours.items() if found is not None}


def _version(version: AgreementVersion) -> Iterator[Lines]:
    yield _table("[[version]]", _version_head(version))
    if version.prices:
        yield _table("[version.prices]", _free(version.prices))
    if version.weights:
        weights = version.weights
        yield _table("[version.weights]", (_pair(kpi, weights[kpi]) for kpi in Kpi if kpi in weights))
    if version.pm is not None:
        yield _table("[version.pm]", _pm(version.pm))
    for target in version.targets:
        yield _table("[[version.target]]", _target(target))
    for rule in version.pauses:
        yield _table("[[version.pause]]", _pause(rule))
    for clause in version.clauses:
        yield _table("[[version.clause]]", _clause(clause))


def _version_head(version: AgreementVersion) -> Lines:
    yield _pair("number", version.number)
    yield _pair("effective_from", version.effective_from)
    yield _pair("reopen_days", version.reopen_days)
    yield _pair("repeat_days", version.repeat_days)
    yield _pair("minimum_grace_minutes", version.minimum_grace_minutes)
    yield _pair("declaration_hours", version.declaration_hours)


def _pm(policy: PmPolicy) -> Lines:
    yield _pair("every_months", policy.every_months)
    yield _pair("window_percent", policy.window_percent)
    yield _pair("on_holiday", policy.on_holiday)


def _target(target: Target) -> Lines:
    yield _pair("metric", target.metric)
    if target.unit is not Unit.WINDOW:
        yield _pair("limit", target.limit)
    yield _pair("unit", target.unit)
    yield from _given("calendar", target.calendar)
    yield from _given("services", _in_order(target.services, Service))
    yield from _given("zones", sorted(target.zones))
    yield from _given("priorities", _in_order(target.priorities, Priority))
    yield from _given("merchant_classes", sorted(target.merchant_classes))
    yield from _given("faults", sorted(target.faults))
    yield from _given("warn_at", target.warn_at)


def _pause(rule: PauseRule) -> Lines:
    yield _pair("owner", rule.owner)
    yield from _given("reasons", sorted(rule.reasons))
    yield _pair("stops", _in_order(rule.stops, Metric))
    if rule.evidence:
        yield _pair("evidence", rule.evidence)
    if rule.approval_above_minutes is not None:
        yield _pair("approval_above_minutes", rule.approval_above_minutes)


def _clause(clause: PenaltyClause) -> Lines:
    yield _pair("code", clause.code)
    yield _pair("metric", clause.metric)
    yield _pair("title", _by_language(clause.title))
    yield from _given("article", clause.article)
    yield _pair("unit", clause.unit)
    yield _pair("rounding", clause.rounding)
    if clause.base:
        yield _pair("base", clause.base)
        yield _share("rate", clause.rate)
    else:
        yield _pair("amount", clause.amount)
    if clause.item_cap_rate is not None:
        yield _share("item_cap_rate", clause.item_cap_rate)
    if clause.item_cap_amount is not None:
        yield _pair("item_cap_amount", clause.item_cap_amount)
    if clause.most_units is not None:
        yield _pair("most_units", clause.most_units)
    yield from _given("services", _in_order(clause.services, Service))
    yield from _given("zones", sorted(clause.zones))
    yield from _given("priorities", _in_order(clause.priorities, Priority))


# --- TOML ------------------------------------------------------------------------------------------


def _table(heading: str, pairs: Iterable[str]) -> Lines:
    yield heading
    yield from pairs


def _free(table: Mapping[str, object]) -> Lines:
    """A table whose keys are anybody's names, in the order in which they were given."""
    return (_pair(key, value) for key, value in table.items())


def _given(key: str, value: object) -> Lines:
    if value:
        yield _pair(key, value)


def _pair(key: str, value: object) -> str:
    line = f"{_key(key)} = {_value(value)}"
    if isinstance(value, list | tuple) and len(line) > WIDTH:
        items = "".join(f"    {_value(item)},\n" for item in value)
        return f"{_key(key)} = [\n{items}]"
    return line


def _share(key: str, share: Decimal) -> str:
    """In percent, as contracts write it, where a percentage reads as the very same share."""
    percent = share * 100
    if percent / 100 == share and percent <= MOST and _places(percent) <= 2:
        return _pair(key, f"{percent.normalize():f}%")
    return f"{key} = {share:f}"


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _key(key: str) -> str:
    return str(key) if _BARE.fullmatch(key) else _text(key)


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case str():
            return _text(value)
        case Mapping():
            inside = ", ".join(_pair(key, found) for key, found in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
    raise TypeError(f"nothing to write a {type(value).__name__} with")


def _text(text: str) -> str:
    return '"' + _ESCAPED.sub(lambda found: _escape(found[0]), text) + '"'


def _escape(character: str) -> str:
    return f"\\{character}" if character in '"\\' else f"\\u{ord(character):04X}"


def _by_language(words: Mapping[str, str]) -> dict[str, str]:
    return {language: words[language] for language in LANGUAGES if language in words}


def _in_order(values: frozenset[str] | frozenset[Metric], kinds: type[StrEnum]) -> list[str]:
    return [kind.value for kind in kinds if kind in values]


def _hours(hours: Hours) -> list[list[str]]:
    return [[time_text(opens), time_text(closes)] for opens, closes in hours]
