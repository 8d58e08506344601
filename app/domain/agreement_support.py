"""Whether contracts and the company's own units are quick enough for what merchants were promised (ITIL)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product
from typing import NamedTuple

from app.domain.agreement_cells import Cell, cells_of, merged
from app.domain.agreement_checks import Finding, Severity
from app.domain.agreements import Agreement, AgreementKind, AgreementVersion, Metric, Target, Unit
from app.domain.calendars import Calendars
from app.domain.clocks import limit_in_seconds
from app.domain.due_chains import CountedDue, DayDue, DueRule, Excess, worst_start
from app.domain.opening_tape import EPOCH, Tape
from app.domain.working_time import OpeningHours, WorkingCalendar, WorkingTime

LOOKED_AHEAD = timedelta(days=731)
"""Two years hold every season, Ramadan and Nowruz at least twice."""
SUPPORTED = (Metric.ARRIVE, Metric.RESOLVE, Metric.INSTALL)
HANDED_ON = (Metric.DISPATCH, Metric.ACKNOWLEDGE)
"""What the company's own unit does first: it dispatches, or else takes the call."""


class _Terms(NamedTuple):
    """One version in force, counted in the list of its agreement from 1."""

    agreement: Agreement
    version: AgreementVersion
    place: int


class _Promise(NamedTuple):
    terms: _Terms
    target: Target

    @property
    def at(self) -> str:
        number = self.terms.version.targets.index(self.target) + 1
        return f"version[{self.terms.place}].target[{number}]"


class _Link(NamedTuple):
    """A contractor's promise, what comes before it, and the promise to the merchant that both support."""

    contract: _Promise
    before: _Promise | None
    whole: _Promise
    cells: list[Cell]
    """The jobs for which they hang together."""

    @property
    def key(self) -> tuple[str, ...]:
        before = () if self.before is None else (self.before.terms.agreement.code, self.before.at)
        return (self.contract.at, self.whole.at, *before)


def check_support(agreements: Sequence[Agreement], calendars: Calendars, *, since: datetime) -> list[Finding]:
    """Each UC that lets an SLA be missed although everybody keeps his promise: "support-looser".

    For every kind of job, from the worst start of the next two years: the contractor's clock starts when
    the dispatch of an OLA is due, or at once where no OLA promises one. Versions are compared as they
    stand side by side; promises for a window are left out, for it is the job's own.
    """
    found: list[Finding] = []
    until = since + LOOKED_AHEAD
    for start, end in pairwise([since, *_borders(agreements, since, until), until]):
        found += _Stretch(agreements, calendars, start, end).findings()
    return found


def _borders(agreements: Sequence[Agreement], since: datetime, until: datetime) -> list[datetime]:
    """The instants between two at which a version takes effect."""
    starts = {
        _midnight(agreement, version.effective_from)
        for agreement in agreements
        for version in agreement.versions
    }
    return sorted(start for start in starts if since < start < until)


def _midnight(agreement: Agreement, day: date) -> datetime:
    zone = Calendars().of(agreement, "").tz
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


@dataclass(slots=True)
class _Stretch:
    """A time in which the same versions hold."""

    agreements: Sequence[Agreement]
    calendars: Calendars
    since: datetime
    until: datetime
    _hours: dict[tuple[str, str], OpeningHours] = field(default_factory=dict)
    _tapes: dict[tuple[OpeningHours, datetime], Tape] = field(default_factory=dict)
    _rules: dict[tuple[Tape, int, Unit], DueRule] = field(default_factory=dict)
    _worst: dict[tuple[DueRule, ...], Excess | None] = field(default_factory=dict)
    """What was worked out before: contracts of one form differ in few promises."""

    def findings(self) -> Iterator[Finding]:
        desks = list(self._in_force(AgreementKind.OLA))
        for whole, contract in product(self._in_force(AgreementKind.SLA), self._in_force(AgreementKind.UC)):
            if _may_meet(whole.agreement, contract.agreement):
                yield from self._between(whole, contract, [d for d in desks if _may_meet(d[0], contract[0])])

    def _in_force(self, kind: AgreementKind) -> Iterator[_Terms]:
        for agreement in self.agreements:
            day = self.calendars.local_date(agreement, self.since)
            version = agreement.version_at(day)
            if agreement.kind is kind and version is not None:
                yield _Terms(agreement, version, agreement.versions.index(version) + 1)

    def _between(self, whole: _Terms, contract: _Terms, desks: Sequence[_Terms]) -> Iterator[Finding]:
        for link in _links(whole, contract, desks):
            excess = self._excess(link)
            if excess is not None:
                yield _finding(link, excess)

    def _excess(self, link: _Link) -> Excess | None:
        chain = [link.contract] if link.before is None else [link.before, link.contract]
        reach = max(self._latest(chain), self._latest([link.whole])) + timedelta(days=1)
        rules = tuple(self._rule(promise, reach) for promise in (*chain, link.whole))
        if rules not in self._worst:
            since, until = _seconds(self.since), _seconds(self.until)
            self._worst[rules] = worst_start(rules[:-1], rules[-1], since, until)
        return self._worst[rules]

    def _latest(self, chain: Sequence[_Promise]) -> datetime:
        instant = self.until
        for promise in chain:
            instant = _due(self._hours_of(promise), promise.target, instant)
        # Rounded up, so that promises alike share a tape.
        return datetime(instant.year + 1, 1, 1, tzinfo=UTC)

    def _hours_of(self, promise: _Promise) -> OpeningHours:
        """The hours a promise is counted in; the same ones for calendars that say the same."""
        agreement, name = promise.terms.agreement, promise.target.calendar
        if (agreement.code, name) not in self._hours:
            hours = self.calendars.of(agreement, name)
            alike = (known for known in self._hours.values() if _says_the_same(known, hours))
            self._hours[agreement.code, name] = next(alike, hours)
        return self._hours[agreement.code, name]

    def _rule(self, promise: _Promise, reach: datetime) -> DueRule:
        target, hours = promise.target, self._hours_of(promise)
        tape = self._tape(hours, reach)
        key = (tape, target.limit, target.unit)
        if key not in self._rules:
            if target.unit is Unit.WORKING_DAYS:
                self._rules[key] = _by_day(hours, target, self.since, reach)
            else:
                limit = limit_in_seconds(hours, self.since, target.limit, target.unit)
                self._rules[key] = CountedDue(tape, limit)
        return self._rules[key]

    def _tape(self, hours: OpeningHours, reach: datetime) -> Tape:
        """The hours as a tape in whole seconds."""
        if (hours, reach) not in self._tapes:
            edges = [edge for interval in hours.open_seconds(self.since, reach) for edge in interval]
            self._tapes[hours, reach] = Tape(_seconds(self.since), _seconds(reach), edges)
        return self._tapes[hours, reach]


def _says_the_same(one: OpeningHours, other: OpeningHours) -> bool:
    if isinstance(one, WorkingCalendar) and isinstance(other, WorkingCalendar):
        return replace(one.spec, name="") == replace(other.spec, name="")
    return type(one) is type(other) and one.tz == other.tz


def _may_meet(one: Agreement, other: Agreement) -> bool:
    """Whether both may speak of one job."""
    same_psp = not one.psp or not other.psp or one.psp == other.psp
    return same_psp and (not one.regions or not other.regions or bool(one.regions & other.regions))


def _links(whole: _Terms, contract: _Terms, desks: Sequence[_Terms]) -> Iterable[_Link]:
    """Which promises hang together, and for which jobs."""
    links: dict[tuple[str, ...], _Link] = {}
    parties = (whole, contract, *desks)
    for cell in cells_of(target for terms in parties for target in terms.version.targets):
        for metric in SUPPORTED:
            ours, theirs = _promise(whole, metric, cell), _promise(contract, metric, cell)
            if ours is None or theirs is None:
                continue
            for before in _handed_on(desks, cell) or [None]:
                link = _Link(theirs, before, ours, [])
                links.setdefault(link.key, link).cells.append(cell)
    return links.values()


def _handed_on(desks: Sequence[_Terms], cell: Cell) -> list[_Promise | None]:
    found: list[_Promise | None] = []
    for desk in desks:
        promises = (_promise(desk, metric, cell) for metric in HANDED_ON)
        found += [promise for promise in promises if promise is not None][:1]
    return found


def _promise(terms: _Terms, metric: Metric, cell: Cell) -> _Promise | None:
    target = terms.version.target_for(metric, cell.example)
    return None if target is None or target.unit is Unit.WINDOW else _Promise(terms, target)


def _finding(link: _Link, excess: Excess) -> Finding:
    before = link.before
    return Finding(
        severity=Severity.ERROR,
        code="support-looser",
        agreement=link.contract.terms.agreement.code,
        place=link.contract.at,
        parameters={
            "metric": link.contract.target.metric,
            "cells": merged(link.cells),
            "sla": link.whole.terms.agreement.code,
            "sla_place": link.whole.at,
            "ola": before.terms.agreement.code if before else "",
            "ola_place": before.at if before else "",
            "time_zone": link.contract.terms.agreement.time_zone,
            "start": _instant(excess.start),
            "due": _instant(excess.due),
            "allowed": _instant(excess.allowed),
        },
    )


def _due(hours: OpeningHours, target: Target, start: datetime) -> datetime:
    limit = limit_in_seconds(hours, start, target.limit, target.unit)
    return hours.due(start, WorkingTime(limit))


def _by_day(hours: OpeningHours, target: Target, since: datetime, reach: datetime) -> DayDue:
    first, last = hours.local_date(since), hours.local_date(reach)
    days = [first + timedelta(days=number) for number in range((last - first).days)]
    starts = [datetime(day.year, day.month, day.day, tzinfo=hours.tz).astimezone(UTC) for day in days]
    return DayDue([_seconds(s) for s in starts], [_seconds(_due(hours, target, s)) for s in starts])


def _seconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(seconds=1)


def _instant(seconds: int) -> datetime:
    return EPOCH + timedelta(seconds=seconds)
