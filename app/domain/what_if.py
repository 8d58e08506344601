"""A what-if: what some agreements make of a period, job by job; it touches no store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.domain.accounts import Account, Charge, Outcome, Rule
from app.domain.agreements import Agreement, AgreementKind, Unit
from app.domain.calendars import Calendars
from app.domain.clocks import OPEN_STATES, ClockState, Reading
from app.domain.derivation import derive
from app.domain.event_order import in_order
from app.domain.events import Event, EventKind, Service
from app.domain.obligations import JobFacts, Obligation
from app.domain.penalties.counting import Kept
from app.domain.penalties.facts import Lateness, late_dates
from app.domain.penalties.gathering import Gathering
from app.domain.penalties.happened import step_in_cost, what_happened
from app.domain.penalties.lines import PenaltyLine
from app.domain.penalties.measured import Measured
from app.domain.penalties.pricing import price

_INSTANT = timedelta(microseconds=1)
_DECIDED = frozenset({ClockState.MET, ClockState.MISSED})
_HANDS_OVER = frozenset({EventKind.DISPATCHED, EventKind.CONTRACTOR})


@dataclass(frozen=True, slots=True)
class Period:
    """The instants after `start` up to `end`: what is due at the closing midnight still belongs to it."""

    start: datetime
    end: datetime

    @classmethod
    def of_days(cls, first: date, beyond: date, zone: ZoneInfo) -> "Period":
        """The local days from `first` up to, but without, `beyond`."""
        return cls(datetime.combine(first, time(), zone), datetime.combine(beyond, time(), zone))

    def counts(self, obligation: Obligation) -> bool:
        """Whether it holds the due instant; a clock that stands has none yet, but was begun by its end.

        What was withdrawn while it stood gets none: it counts once, where it ended; what was excused
        then has no end either, and counts where it began.
        """
        reading = obligation.reading
        if reading.due_at is None and reading.state in OPEN_STATES:
            return obligation.started_at <= self.end
        return self.start < (reading.due_at or reading.stopped_at or obligation.started_at) <= self.end


@dataclass(frozen=True, slots=True)
class History:
    """A job with everything that happened to it."""

    facts: JobFacts
    terminal: str
    events: Sequence[Event]
    agreements: frozenset[str] | None = None
    """Codes of those that may speak of it; None: every one."""

    def is_spoken_of(self, agreement: Agreement) -> bool:
        """Whether the agreement may speak of this job."""
        return self.agreements is None or agreement.code in self.agreements


class WhatIf:
    """Takes jobs one by one and keeps the account of a period under some agreements.

    Charges follow the store's own: each contractor is priced by each UC alone. Lateness is measured up
    to `as_of`; what happened after it is left out.
    """

    def __init__(
        self, agreements: Sequence[Agreement], calendars: Calendars, period: Period, *, as_of: datetime
    ) -> None:
        self._agreements = agreements
        self._calendars = calendars
        self._period = period
        self._as_of = as_of
        self._zones = {agreement.code: ZoneInfo(agreement.time_zone) for agreement in agreements}
        self._outcomes: list[Outcome] = []
        self._gathered = {
            agreement.code: Gathering(agreement, calendars, period.start, period.end)
            for agreement in agreements
            if agreement.kind is AgreementKind.UC
        }
        self._contractors: set[str] = set()

    def add(self, history: History) -> list[Obligation]:
        """Take a job in; the promises on it that belong to the period."""
        events = in_order(event for event in history.events if event.at <= self._as_of)
        self._contractors.update(_holders(history.facts, events))
        facts, priority = history.facts, _priority(history.facts, events)
        counted = []
        agreements = [each for each in self._agreements if history.is_spoken_of(each)]
        for obligation in derive(facts, events, agreements, self._calendars, as_of=self._as_of):
            outcome = self._outcome(history, obligation)
            self._outcomes.append(outcome)
            gathering = self._gathered.get(outcome.agreement)
            if gathering is not None and gathering.wants_kept:
                self._keep(gathering, facts, priority, outcome)
            if not outcome.counts:
                continue
            counted.append(obligation)
            if gathering is not None and outcome.state is ClockState.MISSED:
                lateness = replace(
                    self._broken_by(facts, priority, outcome, obligation), cost=step_in_cost(facts, events)
                )
                gathering.add_late(outcome.party, lateness, outcome.version)
        self._gather(history, events, priority, agreements)
        return counted

    def add_measured(self, measured: Measured) -> None:
        """Take figures in that no job carries."""
        self._contractors.update(measured.contractors())
        for agreement in self._agreements:
            gathering = self._gathered.get(agreement.code)
            if gathering is None:
                continue
            for party, fact, version in measured.facts(agreement, as_of=self._as_of):
                if self._period.start < fact.at <= self._period.end:
                    gathering.add(party, [(fact, version)])

    def account(self) -> Account:
        """What everything taken in so far comes to. Raises RuleBroken("no-base-price")."""
        charges: list[Charge] = []
        reviews = []
        for agreement in self._agreements:
            code = agreement.code
            gathered = self._gathered[code].facts() if code in self._gathered else {}
            for party, facts in gathered.items():
                priced = price(agreement, facts)
                charges += [Charge(line, code, party, self._promise(line)) for line in priced.lines]
                reviews += [(code, party, review) for review in priced.reviews]
        return Account(self._outcomes, charges, reviews, frozenset(self._contractors))

    def _gather(
        self, history: History, events: Sequence[Event], priority: str, agreements: Sequence[Agreement]
    ) -> None:
        """What happened on a job beside its promises, for the contracts that charge it."""
        facts, happened = history.facts, None
        for agreement in agreements:
            gathering = self._gathered.get(agreement.code)
            if gathering is None:
                continue
            if facts.due_to is not None and facts.described.service == Service.PM:
                gathering.add_visit(history.terminal, facts.due_to)
            if gathering.wants_jobs:
                if happened is None:
                    happened = what_happened(facts, history.terminal, priority, events, as_of=self._as_of)
                gathering.add_job(happened)

    def _keep(self, gathering: Gathering, facts: JobFacts, priority: str, outcome: Outcome) -> None:
        if outcome.due_at is None or outcome.state not in _DECIDED:
            return
        kept = Kept(
            metric=outcome.metric.value,
            service=facts.described.service,
            zone=facts.described.zone,
            priority=priority,
            version=outcome.version,
            due_at=outcome.due_at,
            is_met=outcome.state is ClockState.MET,
            counts=outcome.counts,
        )
        gathering.add_kept(outcome.party, kept)

    def _outcome(self, history: History, obligation: Obligation) -> Outcome:
        target = obligation.target
        return Outcome(
            number=len(self._outcomes),
            job=history.facts.code,
            terminal=history.terminal,
            agreement=obligation.agreement,
            kind=obligation.kind,
            version=obligation.version,
            metric=obligation.metric,
            party=obligation.party,
            sequence=obligation.sequence,
            rule=Rule(target.limit, target.unit, target.calendar),
            due_at=obligation.reading.due_at,
            state=obligation.reading.state,
            counts=self._period.counts(obligation),
        )

    def _broken_by(
        self, facts: JobFacts, priority: str, outcome: Outcome, obligation: Obligation
    ) -> Lateness:
        reading = obligation.reading
        return Lateness(
            obligation=outcome.number,
            job=outcome.job,
            metric=outcome.metric.value,
            overrun_seconds=reading.overrun_seconds,
            late_dates=self._late_dates(outcome, reading),
            due_at=outcome.due_at or self._as_of,
            done_at=reading.stopped_at,
            service=facts.described.service,
            zone=facts.described.zone,
            priority=priority,
            terminal=outcome.terminal,
            is_undecided=obligation.is_undecided,
        )

    def _late_dates(self, outcome: Outcome, reading: Reading) -> int | None:
        if outcome.rule.unit is not Unit.WINDOW or outcome.due_at is None:
            return None
        zone = self._zones[outcome.agreement]
        # The instant it is looked at is the end of what is known, and no part of it.
        measured = reading.stopped_at or self._as_of - _INSTANT
        return late_dates(outcome.due_at.astimezone(zone), measured.astimezone(zone))

    def _promise(self, line: PenaltyLine) -> Outcome | None:
        """What a line is for, where that is one promise."""
        return None if line.obligation is None else self._outcomes[line.obligation]


def held_from(agreement: Agreement, first: date) -> Agreement:
    """The agreement as if its last version had taken effect by `first`; versions in between never do."""
    last = agreement.versions[-1]
    if last.effective_from <= first:
        return agreement
    earlier = tuple(version for version in agreement.versions[:-1] if version.effective_from < first)
    return replace(agreement, versions=(*earlier, replace(last, effective_from=first)))


def with_prices(agreement: Agreement, prices: Mapping[str, Decimal]) -> Agreement:
    """The agreement with other sums for the prices that its versions name."""
    versions = tuple(
        replace(
            version,
            prices={name: prices.get(name, amount) for name, amount in version.prices.items()},
        )
        for version in agreement.versions
    )
    return replace(agreement, versions=versions)


def _holders(facts: JobFacts, events: Sequence[Event]) -> set[str]:
    """Codes of the contractors that had the job at some time."""
    named = {event.value for event in events if event.kind in _HANDS_OVER}
    return {code for code in (facts.contractor, *named) if code}


def _priority(facts: JobFacts, events: Sequence[Event]) -> str:
    """The priority it came to."""
    later = [event.value for event in events if event.kind is EventKind.PRIORITY and event.value]
    return later[-1] if later else facts.described.priority
