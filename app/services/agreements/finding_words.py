"""What the checks of agreements found, each in one sentence of the chosen language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.agreement_cells import OTHER, Cell
from app.domain.agreement_checks import Finding, Severity
from app.domain.agreements import ZONES
from app.domain.events import Priority, Service
from app.domain.persian import grouped, isolate
from app.i18n import N_, _, chosen
from app.services.clause_figures import price_name
from app.services.code_words import METRICS, SERVICES, calendar_name, class_name, priority_mark, worded
from app.services.proofs.words import instant

SEVERITIES: Mapping[str, str] = {
    Severity.ERROR: N_("Error"),
    Severity.WARNING: N_("Warning"),
}

FINDINGS: Mapping[str, str] = {
    "versions-order": N_(
        "Version {version} does not come after the version before it, by number or first day."
    ),
    "weights-sum": N_("The weights of the score add up to {total}, not to 100."),
    "target-tie": N_("Targets {first} and {second} fit the same job, and neither is more specific."),
    "target-gap": N_("“{metric}” is promised to some jobs of a service and not to others: {cells}."),
    "target-shadowed": N_(
        "Target {target} is never used: target {by} is more specific for every job it fits."
    ),
    "target-unreachable": N_("Target {target} is never used: targets {by} together are more specific."),
    "contractor-pause": N_("A wait that the contractor answers for would stop its own clocks: {stops}."),
    "pause-tie": N_("Waits {first} and {second} fit the same wait, and ask for different proof or approval."),
    "clause-without-target": N_(
        "Clause {clause} never charges: nothing that it fits is promised for “{metric}”."
    ),
    "clause-measured": N_(
        "Clause {clause} judges figures that are measured outside this program: only a replay charges it, "
        "no monthly case does."
    ),
    "points-not-counted": N_(
        "The points of clause {clause} cost nothing: no clause of this version adds them up."
    ),
    "points-not-given": N_("Clause {clause} adds up points, and no clause of this version gives any."),
    "price-unused": N_("No clause takes a share of the price “{price}”."),
    "calendar-unused": N_("No target counts in the calendar “{calendar}”."),
}
"""By the code of the check; "support-looser" is said by `_support`."""


def finding_sentence(finding: Finding) -> str:
    """What is wrong or odd, without its place."""
    if finding.code == "support-looser":
        return _support(finding.parameters)
    told = {name: _parameter(name, value) for name, value in finding.parameters.items()}
    return _(FINDINGS[finding.code]).format_map(told)


def finding_line(finding: Finding) -> str:
    """The same with its severity and place: one line for a terminal."""
    severity = _(SEVERITIES[finding.severity])
    return f"{severity}: {finding.agreement}, {finding.place}: {finding_sentence(finding)}"


def cells_text(cells: Iterable[Cell]) -> str:
    """The jobs that a finding speaks of, by what sets them apart: "EM · P4; INSTALL · zones C, D"."""
    return _joined((_cell(cell) for cell in cells), _SEMICOLON)


def _support(parameters: Mapping[str, Any]) -> str:
    zone = ZoneInfo(parameters["time_zone"])
    told = {name: _parameter(name, value) for name, value in parameters.items()}
    told |= {name: instant(parameters[name], zone) for name in ("start", "due", "allowed")}
    if parameters["ola"]:
        return _(
            "Looser than what it supports: kept to the last second after {ola}, “{metric}” of a job that "
            "begins {start} is due {due}, but {sla} promised {allowed} ({cells})."
        ).format_map(told)
    return _(
        "Looser than what it supports: kept to the last second, “{metric}” of a job that begins {start} "
        "is due {due}, but {sla} promised {allowed} ({cells})."
    ).format_map(told)


def _parameter(name: str, value: Any) -> str:
    worder = _WORDERS.get(name)
    if worder is not None:
        return worder(value)
    if isinstance(value, int):
        return grouped(value, chosen())
    return value.isoformat() if isinstance(value, datetime) else isolate(str(value))


def _cell(cell: Cell) -> str:
    services = _named(cell.services, tuple(Service), _service)
    priorities = _named(cell.priorities, tuple(Priority), priority_mark)
    zones = _named(cell.zones, sorted(ZONES), isolate)
    classes, faults = _others(cell.merchant_classes, class_name), _others(cell.faults, isolate)
    said = [
        services or _("every service"),
        _("priorities {names}").format(names=priorities) if priorities else "",
        _("zones {names}").format(names=zones) if zones else "",
        _("merchant class {names}").format(names=classes) if classes else "",
        _("fault {names}").format(names=faults) if faults else "",
    ]
    return " · ".join(part for part in said if part)


def _named(names: frozenset[str], every: Sequence[str], word: Callable[[str], str]) -> str:
    """The names in the order of all of them; empty where it is every one."""
    return "" if names >= set(every) else _joined((word(name) for name in every if name in names), _COMMAS)


def _others(names: frozenset[str], word: Callable[[str], str]) -> str:
    """Names that targets set apart; empty where none is."""
    named = [word(name) for name in sorted(names - {OTHER})]
    return _joined([*named, _("all others")] if named and OTHER in names else named, _COMMAS)


def _metric(code: Any) -> str:
    return worded(METRICS, str(code))


def _service(code: str) -> str:
    return worded(SERVICES, code)


def _numbers(numbers: Iterable[int]) -> str:
    return _joined((grouped(number, chosen()) for number in numbers), _COMMAS)


def _metrics(codes: Iterable[str]) -> str:
    return _joined((_metric(code) for code in codes), _COMMAS)


def _joined(words: Iterable[str], mark: Mapping[str, str]) -> str:
    return mark[chosen()].join(words)


_COMMAS = {"fa": "، ", "en": ", "}
_SEMICOLON = {"fa": "؛ ", "en": "; "}
_WORDERS: Mapping[str, Callable[[Any], str]] = {
    "calendar": calendar_name,
    "metric": _metric,
    "price": price_name,
    "stops": _metrics,
    "by": _numbers,
    "cells": cells_text,
}
