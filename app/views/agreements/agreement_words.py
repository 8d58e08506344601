"""Agreements in words: kinds, versions and days, what a target promises, to which jobs."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from app.domain.agreements import Metric, PartyRole, Unit
from app.domain.events import Service
from app.domain.jalali import jalali_text
from app.domain.persian import isolate
from app.domain.target_grid import Promised, Subject
from app.i18n import N_, Language, _, ngettext
from app.services.agreements.register import AgreementRow
from app.services.code_words import METRICS, SERVICES, calendar_name, class_name, worded
from app.views.formats import Formats
from app.views.wording import Catalogue

KIND_TONES: Mapping[str, str] = {"SLA": "info", "OLA": "idle", "UC": "idle"}
"""Tone of each kind."""

KIND_NAMES: Mapping[str, str] = {
    "SLA": N_("Service level agreement (SLA)"),
    "OLA": N_("Operational level agreement (OLA)"),
    "UC": N_("Underpinning contract (UC)"),
}

METRIC_ORDER = tuple(Metric)
LONG_MINUTES = 120
"""From here on minutes are said in hours and minutes."""


def in_language(words: Mapping[str, str], language: Language) -> str:
    """A text by language; the other one where it is missing."""
    other: Language = "en" if language == "fa" else "fa"
    return words.get(language) or words.get(other, "")


def day_text(day: date, formats: Formats) -> str:
    """A local day in figures: Jalali in Persian."""
    shown = formats.digits(jalali_text(day)) if formats.language == "fa" else day.isoformat()
    return isolate(shown)


def moment_text(instant: datetime, formats: Formats) -> str:
    """An instant in figures."""
    return formats.date_time(instant)


def listed(words: Iterable[str], language: Language) -> str:
    """Words one after the other."""
    return ("، " if language == "fa" else ", ").join(words)


def version_name(number: int, formats: Formats) -> str:
    """ "Version 2"."""
    return _("Version {number}").format(number=formats.number(number))


def limit_text(promised: Promised, formats: Formats) -> str:
    """ "4 h working", "90 min", "3 working days": the unit as the contract says it, working or not."""
    count, is_working = promised.limit, bool(promised.calendar)
    if promised.unit is Unit.WINDOW:
        return _("within its window")
    if promised.unit is Unit.WORKING_DAYS:
        said = ngettext("{count} working day", "{count} working days", count)
        return said.format(count=formats.number(count))
    if promised.unit is Unit.MINUTES and count < LONG_MINUTES:
        said = _("{count} min working") if is_working else _("{count} min")
        return said.format(count=formats.number(count))
    said = _("{time} h working") if is_working else _("{time} h")
    minutes = count if promised.unit is Unit.MINUTES else count * 60
    whole, rest = formats.number(minutes // 60), minutes % 60
    return said.format(time=f"{whole}:{formats.digits(f'{rest:02}')}" if rest else whole)


def counted_text(promised: Promised) -> str:
    """In which hours a limit is counted."""
    if promised.unit is Unit.WINDOW:
        return _("agreed or planned days")
    return calendar_name(promised.calendar)


def warnings_text(promised: Promised, formats: Formats) -> str:
    """ "warns at 50%, 80%"; empty where it never does."""
    if not promised.warn_at:
        return ""
    shares = listed(
        (formats.percent(share / 100, decimals=0) for share in promised.warn_at), formats.language
    )
    return _("warns at {shares}").format(shares=shares)


def promised_text(promised: Promised, formats: Formats) -> str:
    """The whole promise in one line."""
    parts = (limit_text(promised, formats), counted_text(promised), warnings_text(promised, formats))
    return " · ".join(filter(None, parts))


def service_names(services: Iterable[str], language: Language) -> str:
    """Services in the order of the documentation; none named stands for every one."""
    wanted = set(services)
    if not wanted:
        return _("Every service")
    return listed((worded(SERVICES, each.value) for each in Service if each.value in wanted), language)


def metric_names(metrics: Iterable[Metric], language: Language) -> str:
    """Metrics in their order."""
    wanted = set(metrics)
    return listed((worded(METRICS, each.value) for each in METRIC_ORDER if each in wanted), language)


def subject_text(subject: Subject, faults: Catalogue, language: Language) -> str:
    """Of which jobs a grid speaks."""
    said = [service_names(subject.services, language)]
    if subject.merchant_classes:
        names = listed((class_name(each) for each in sorted(subject.merchant_classes)), language)
        said.append(_("merchants: {classes}").format(classes=names))
    if subject.faults:
        names = listed((faults.fault(each, "", language) for each in sorted(subject.faults)), language)
        said.append(_("fault: {faults}").format(faults=names))
    return " · ".join(said)


def party_names(row: AgreementRow, language: Language) -> str:
    """Who promises what to whom."""
    names = [in_language(row.parties[role], language) for role in PartyRole if role in row.parties]
    if not names:
        return isolate(row.contractor) if row.contractor else _("parties unnamed")
    return " ← ".join(names) if language == "fa" else " → ".join(names)


def in_force(row: AgreementRow, today: date) -> int | None:
    """The number of the approved version that holds on `today`; None where none does yet."""
    held = [v.number for v in row.versions if v.state == "approved" and v.effective_from <= today]
    return held[-1] if held else None


def zone_name(zone: str) -> str:
    """The name of a column."""
    return _("Zone {zone}").format(zone=zone) if zone else _("Every zone")


def priority_name(priority: str) -> str:
    """The name of a row."""
    names = {
        "P1": _("P1 · critical"),
        "P2": _("P2 · high"),
        "P3": _("P3 · medium"),
        "P4": _("P4 · low"),
    }
    return names.get(priority, _("Every priority"))
