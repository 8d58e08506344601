"""Agreements, events and readings in few words, for tests of the rules; times are UTC, day 1 a Monday."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain.agreements import (
    Agreement,
    AgreementKind,
    AgreementVersion,
    Described,
    Metric,
    PauseRule,
    Target,
    Unit,
)
from app.domain.calendar_spec import CalendarSpec
from app.domain.calendars import Calendars, Closure
from app.domain.derivation import derive
from app.domain.events import Event, EventKind, Owner
from app.domain.obligations import JobFacts, Obligation

HOUR = 3600
OFFICE = CalendarSpec.from_mapping(
    "office",
    {"tz": "UTC", "weekly": {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}},
    file="test",
)
EVERY_STOP = frozenset(Metric)
ALL_OWNERS = tuple(PauseRule(owner=owner, stops=EVERY_STOP) for owner in Owner)


def at(clock: str, day: int = 1) -> datetime:
    """An instant of June 2026, from "09:30" and the day of the month; 1 June is a Monday."""
    hour, minute = clock.split(":")
    return datetime(2026, 6, day, tzinfo=UTC) + timedelta(hours=int(hour), minutes=int(minute))


def said(kind: str, clock: str, *, day: int = 1, recorded: datetime | None = None, **details: Any) -> Event:
    """One event; `owner` may be its plain word."""
    if isinstance(details.get("owner"), str):
        details["owner"] = Owner(details["owner"])
    happened = at(clock, day)
    return Event(kind=EventKind(kind), at=happened, recorded_at=recorded or happened, **details)


def target(metric: str, limit: int, unit: str = "hours", **more: Any) -> Target:
    """One target; sets may be given as plain tuples."""
    sets = ("services", "zones", "priorities", "merchant_classes", "faults")
    fitted = {name: frozenset(value) if name in sets else value for name, value in more.items()}
    return Target(metric=Metric(metric), limit=limit, unit=Unit(unit), **fitted)


def version(
    *targets: Target, number: int = 1, since: date = date(2026, 1, 1), **more: Any
) -> AgreementVersion:
    """One version; unless told otherwise, every owner's wait stops every clock."""
    more.setdefault("pauses", ALL_OWNERS)
    return AgreementVersion(number=number, effective_from=since, targets=targets, **more)


def agreement(kind: str, *parts: Target | AgreementVersion, **more: Any) -> Agreement:
    """An agreement of one version made of targets, or of the versions given."""
    versions = tuple(part for part in parts if isinstance(part, AgreementVersion))
    targets = tuple(part for part in parts if isinstance(part, Target))
    return Agreement(
        code=more.pop("code", kind),
        kind=AgreementKind(kind),
        title={},
        time_zone="UTC",
        calendars={"office": OFFICE},
        versions=versions or (version(*targets, **more.pop("terms", {})),),
        **more,
    )


def job(**more: Any) -> JobFacts:
    """A job in zone A of priority P2."""
    described = {"service": "EM", "zone": "A", "priority": "P2", "merchant_class": "standard"}
    for name in list(more):
        if name in {*described, "fault"}:
            described[name] = more.pop(name)
    return JobFacts(code="10001", described=Described(**described), **more)


def promised(
    agreements: Agreement | list[Agreement],
    events: list[Event],
    as_of: datetime,
    *,
    facts: JobFacts | None = None,
    holidays: frozenset[date] = frozenset(),
    closures: Iterable[Closure] = (),
) -> list[Obligation]:
    """What was promised on a job, as it stands."""
    found = agreements if isinstance(agreements, list) else [agreements]
    return derive(facts or job(), events, found, Calendars(holidays, closures), as_of=as_of)


def only(
    agreements: Agreement | list[Agreement], events: list[Event], as_of: datetime, **more: Any
) -> Obligation:
    """The one thing that was promised."""
    (found,) = promised(agreements, events, as_of, **more)
    return found


def told(obligation: Obligation) -> tuple[str, datetime | None, int, int]:
    """State, due instant, counted seconds and late seconds of a clock."""
    reading = obligation.reading
    return reading.state.value, reading.due_at, reading.used_seconds, reading.overrun_seconds
