"""The hard rules of a dispatch: who may not take a call, and which of them a reason can override."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.domain.dispatch_weights import Weights
from app.domain.tours import Hours

IN_NOTE = re.compile(r"^\[([a-z -]+)\] ", re.MULTILINE)
"""A line of a note that begins with codes of rules."""
_ALWAYS_KEPT = frozenset({"technician-not-available", "on-leave"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A hard rule that is broken: its code and what its sentence needs (app/services/refusals.py)."""

    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def may_override(self) -> bool:
        """Whether a reason is enough to send him all the same."""
        return self.code not in _ALWAYS_KEPT


def in_note(rules: Iterable[Rule], reason: str) -> str:
    """How the note of a dispatch names the rules it went against: `[off-shift no-skill] reason`."""
    return f"[{' '.join(rule.code for rule in rules)}] {reason}"


def overridden(note: str) -> frozenset[str]:
    """Codes of the rules that a note says a dispatch went against."""
    return frozenset(code for found in IN_NOTE.finditer(note) for code in found[1].split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of a technician that a rule can ask for."""

    id: int
    party: str
    is_in_house: bool = False
    """A unit of the company itself: neither a territory nor a contract binds it."""
    is_active: bool = True
    skills: frozenset[str] = frozenset()
    """Models, kinds of device or services; empty: nothing is known."""
    certificates: Mapping[str, date | None] = field(default_factory=dict)
    """What each covers, and the last day on which it holds."""
    leave: tuple[tuple[datetime, datetime], ...] = ()
    """Half-open times in which he is away."""
    hours: Hours | None = None
    """When he is at work, in minutes from now; None: nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a call asks of whoever takes it."""

    device: str
    model: str
    service: str
    territory: str = ""
    """Code of the contractor in whose territory it lies; empty: anybody's."""
    contracted: frozenset[str] | None = None
    """Contractors with an agreement in force for it; None: the store knows no such agreement."""

    @property
    def codes(self) -> tuple[str, ...]:
        """What a skill or a certificate may be for, the most special first."""
        return tuple(code.upper() for code in (self.model, self.device, self.service) if code)


def rules_against(
    person: Person, asked: Asked, weights: Weights, *, now: datetime, today: date
) -> tuple[Rule, ...]:
    """Every hard rule that forbids to send `person` now; instants are told in the zone of `now`."""
    final = _availability(person, now)
    return tuple(
        final
        or [*_ability(person, asked, weights, today), *_right(person, asked), *_shift(person, weights, now)]
    )


def _availability(person: Person, now: datetime) -> list[Rule]:
    if not person.is_active:
        return [Rule("technician-not-available")]
    away = next((end for start, end in person.leave if start <= now < end), None)
    return [] if away is None else [Rule("on-leave", {"until": away.astimezone(now.tzinfo)})]


def _ability(person: Person, asked: Asked, weights: Weights, today: date) -> list[Rule]:
    found = []
    if person.skills and person.skills.isdisjoint(asked.codes):
        found.append(Rule("no-skill", {"device": asked.model or asked.device}))
    for code in asked.codes:
        if code not in weights.certified:
            continue
        if code not in person.certificates:
            found.append(Rule("no-certificate", {"covers": code}))
            continue
        ends = person.certificates[code]
        if ends is not None and ends < today:
            found.append(Rule("certificate-expired", {"covers": code, "day": ends}))
    return found


def _right(person: Person, asked: Asked) -> list[Rule]:
    if person.is_in_house:
        return []
    if asked.territory and person.party != asked.territory:
        return [Rule("out-of-territory")]
    if asked.contracted is not None and person.party not in asked.contracted:
        return [Rule("no-contract")]
    return []


def _shift(person: Person, weights: Weights, now: datetime) -> list[Rule]:
    if person.hours is None or person.hours.has(0.0):
        return []
    back = next((opens for opens, _closes in person.hours.spans if opens > 0), None)
    if back is None:
        return [Rule("never-at-work")]
    if back <= weights.shift_ahead * 60:
        return []
    return [Rule("off-shift", {"since": now + timedelta(minutes=back)})]
