"""A small notation: what was promised, what happened and how it reads, in lines that a reader can check.

    told(sla("resolve 4 hours office"), '''
        2026-08-01 15:00 reported
                   16:00 paused merchant shop-closed   @ 2026-08-01 18:00
        2026-08-02 09:00 resumed
    ''', "2026-08-02 10:00")
    == ["SLA resolve: running, due 2026-08-02 12:00, used 2:00, paused 2:00"]

Times are wall-clock readings in the zone of the history; one that the clocks show twice carries its offset.
A date left out is that of the line before; `@` says when a fact was written down, where that was later.
Durations are hours:minutes[:seconds]; what is not named is nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.agreements import Agreement, AgreementVersion, Metric, PauseRule, Target
from app.domain.calendar_spec import CalendarSpec
from app.domain.calendars import Calendars, Closure
from app.domain.derivation import derive
from app.domain.events import Event, EventKind, Owner
from app.domain.obligations import JobFacts, Obligation
from tests.domain import promises

TEHRAN = "Asia/Tehran"
WORK = frozenset({Metric.RESOLVE, Metric.INSTALL})
WORK_WAITS = tuple(PauseRule(owner=owner, stops=WORK) for owner in Owner)
"""Every owner's wait stops the work's clocks; the clocks of responses go on (semantics 3)."""

_IRANIAN_WEEK = {day: [["08:00", "17:00"]] for day in ("sat", "sun", "mon", "tue", "wed")}
OFFICE = {"weekly": {**_IRANIAN_WEEK, "thu": [["08:00", "13:00"]]}}
"""Saturday to Wednesday 9 h, Thursday 5 h, Friday closed."""

_TARGET = re.compile(
    r"(?P<metric>\w+)( (?P<limit>\d+))? (?P<unit>minutes|hours|working days|window)"
    r"( (?P<calendar>[a-z]\w*))?( (?P<priority>P\d))?"
)
_LINE = re.compile(
    r"((?P<day>\d{4}-\d\d-\d\d) )? *(?P<clock>\d\d:\d\d[^ ]*) (?P<kind>[\w-]+)"
    r"( (?P<first>[^ @]+))?( (?P<second>[^ @]+))?( *@ (?P<recorded>.+))?"
)


def target(written: str) -> Target:
    """A target such as "resolve 4 hours office P1"; without a calendar every hour counts."""
    found = _TARGET.fullmatch(written)
    assert found, written
    more = {"priorities": (found["priority"],)} if found["priority"] else {}
    limit = int(found["limit"] or 0)
    return promises.target(found["metric"], limit, found["unit"], calendar=found["calendar"] or "", **more)


def version(number: int, since: str, *targets: str, **more: Any) -> AgreementVersion:
    """A version in force from a local day on."""
    more.setdefault("pauses", WORK_WAITS)
    parts = [target(written) for written in targets]
    return promises.version(*parts, number=number, since=date.fromisoformat(since), **more)


def agreed(kind: str, *parts: str | AgreementVersion, zone: str = TEHRAN, **more: Any) -> Agreement:
    """An agreement with an office calendar; `calendars` names others, `terms` are those of its version."""
    versions = [part for part in parts if isinstance(part, AgreementVersion)]
    targets = [part for part in parts if isinstance(part, str)]
    calendars = {"office": OFFICE, **more.pop("calendars", {})}
    made = promises.agreement(
        kind, *(versions or [version(1, "2020-01-01", *targets, **more.pop("terms", {}))]), **more
    )
    specs = {
        name: CalendarSpec.from_mapping(name, {"tz": zone, **written}, file="test")
        for name, written in calendars.items()
    }
    return replace(made, time_zone=zone, calendars=specs)


def sla(*parts: str | AgreementVersion, **more: Any) -> Agreement:
    """What the company promised the merchant."""
    return agreed("SLA", *parts, **more)


def uc(contractor: str, *parts: str | AgreementVersion, **more: Any) -> Agreement:
    """What a contractor promised the company."""
    return agreed("UC", *parts, contractor=contractor, code=f"UC-{contractor}", **more)


def instant(written: str, zone: str = TEHRAN) -> datetime:
    """The instant of "2026-08-01 09:30", a reading in the zone unless it carries an offset."""
    read = datetime.fromisoformat(written)
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def story(written: str, zone: str = TEHRAN) -> list[Event]:
    """The events of a history."""
    return list(_events(written, zone))


def told(
    agreements: Agreement | list[Agreement],
    history: str,
    as_of: str,
    *,
    zone: str = TEHRAN,
    facts: JobFacts | None = None,
    holidays: tuple[str, ...] = (),
    closures: tuple[Closure, ...] = (),
) -> list[str]:
    """How every promise on the job reads at an instant, a line each."""
    days = frozenset(date.fromisoformat(day) for day in holidays)
    found = derive(
        facts or promises.job(),
        story(history, zone),
        agreements if isinstance(agreements, list) else [agreements],
        Calendars(days, closures),
        as_of=instant(as_of, zone),
    )
    return [_line(obligation, ZoneInfo(zone)) for obligation in found]


def _events(written: str, zone: str) -> Iterator[Event]:
    day = ""
    for line in filter(None, map(str.strip, written.splitlines())):
        found = _LINE.fullmatch(line)
        assert found, line
        day = found["day"] or day
        at = instant(f"{day} {found['clock']}", zone)
        recorded = instant(found["recorded"], zone) if found["recorded"] else at
        first, second = found["first"] or "", found["second"] or ""
        if found["kind"] == "paused":
            said: dict[str, Any] = {"owner": Owner(first) if first else None, "reason": second}
        else:
            said = {"value": first, "technician": second}
        yield Event(kind=EventKind(found["kind"]), at=at, recorded_at=recorded, **said)


def _line(obligation: Obligation, zone: ZoneInfo) -> str:
    reading = obligation.reading
    number = f" #{obligation.sequence}" if obligation.sequence else ""
    who = " ".join(filter(None, [obligation.kind.value, obligation.party, obligation.metric.value]))
    parts = [
        f"due {_reading(reading.due_at, zone)}" if reading.due_at else "",
        _amount("used", reading.used_seconds),
        _amount("paused", reading.paused_seconds),
        _amount("late", reading.overrun_seconds),
        _amount("left", reading.left_seconds) if reading.due_at is None else "",
        f"stop {_reading(reading.stopped_at, zone)}" if reading.stopped_at else "",
    ]
    if obligation.is_undecided:
        parts.append("undecided")
    return f"{who}{number}: {', '.join([reading.state.value, *filter(None, parts)])}"


def _amount(word: str, seconds: int) -> str:
    if not seconds:
        return ""
    minutes, second = divmod(seconds, 60)
    return f"{word} {minutes // 60}:{minutes % 60:02}" + (f":{second:02}" if second else "")


def _reading(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    shown = f"{local:%Y-%m-%d %H:%M}"
    if local.second or local.microsecond:
        shown += f":{local:%S}"
    if local.microsecond:
        shown += f".{local.microsecond:06}".rstrip("0")
    is_shown_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return shown + (local.isoformat()[-6:] if is_shown_twice else "")
