"""Figures that no job carries: milestones of a project, availability, levels of an at-risk pool."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from app.domain.agreements import Agreement, AgreementVersion
from app.domain.penalties.clauses import PenaltyClause, Trigger
from app.domain.penalties.facts import Occurrence
from app.domain.penalties.periods import Period, kind_of
from app.domain.penalties.tiers import violations
from app.domain.persian import fold

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A part of a project, how long it was given and how late it came."""

    contractor: str
    name: str
    remaining_value: Decimal
    """Rial of what was late."""
    length_days: int
    """Days that the contract gave for all of it."""
    due: date
    done: date | None = None
    """None: not yet."""
    excused_days: int = 0

    @property
    def key(self) -> tuple[str, ...]:
        """What it is about."""
        return self.contractor, fold(self.name)

    @property
    def item(self) -> str:
        """What its charges are kept under."""
        return f"milestone {self.name}"

    def late_days(self, as_of: date) -> int:
        """Unauthorised days late, as it stood on a day."""
        return max((min(self.done or as_of, as_of) - self.due).days - self.excused_days, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure in percent that was measured over a month or a quarter."""

    contractor: str
    name: str
    period: Period
    value: Fraction
    severity: str = ""
    months: tuple[Fraction, ...] = ()
    """The same figure in each month of a quarter."""
    missed_before: int = 0
    """How many periods just before this one the same target was missed in."""

    @property
    def key(self) -> tuple[str, ...]:
        """What it is about."""
        return self.contractor, self.name, str(self.period), self.severity

    @property
    def item(self) -> str:
        """What its charges are kept under."""
        return f"{self.name} {self.severity} {self.period}"

    def end(self, zone: ZoneInfo) -> datetime:
        """The instant at which it counts."""
        return _end_of(self.period.last_day(), zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedLevel:
    """A service level that was missed in a month."""

    contractor: str
    level: str
    period: Period
    pool: Fraction | None = None
    """Share of the pool and of the level in it; None: as the clause allocates them."""
    share: Fraction | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What it is about."""
        return self.contractor, fold(self.level), str(self.period)

    @property
    def item(self) -> str:
        """What its charges are kept under."""
        return f"{self.level} {self.period}"

    def end(self, zone: ZoneInfo) -> datetime:
        """The instant at which it counts."""
        return _end_of(self.period.last_day(), zone)


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that was measured."""

    milestones: tuple[Milestone, ...] = ()
    figures: tuple[Figure, ...] = ()
    levels: tuple[MissedLevel, ...] = ()

    def contractors(self) -> frozenset[str]:
        """Whom it speaks of."""
        return frozenset(
            each.contractor for some in (self.milestones, self.figures, self.levels) for each in some
        )

    def last_at(self, zone: ZoneInfo) -> datetime | None:
        """The end of the last day on which something was done; None: nothing was."""
        days = [milestone.done for milestone in self.milestones if milestone.done is not None]
        return _end_of(max(days), zone) if days else None

    def facts(self, agreement: Agreement, *, as_of: datetime) -> Iterator[tuple[str, Occurrence, int]]:
        """What clauses of an agreement may charge: the contractor, the fact, the version in force."""
        zone = ZoneInfo(agreement.time_zone)
        for milestone in self.milestones:
            version = agreement.version_at(milestone.due)
            if version is not None:
                last = (as_of - _INSTANT).astimezone(zone).date()
                yield milestone.contractor, _of_milestone(milestone, last, zone), version.number
        for figure in self.figures:
            for version, clause in _clauses(agreement, figure.period, Trigger.VIOLATIONS):
                if clause.figure == figure.name:
                    yield figure.contractor, _of_figure(figure, clause, zone), version.number
        for level in self.levels:
            for version, clause in _clauses(agreement, level.period, Trigger.AT_RISK):
                rate = _share_at_risk(level, clause)
                if rate is not None:
                    yield level.contractor, _of_level(level, clause, rate, zone), version.number


def _clauses(
    agreement: Agreement, period: Period, trigger: Trigger
) -> Iterator[tuple[AgreementVersion, PenaltyClause]]:
    version = agreement.version_at(period.last_day())
    if version is None:
        return
    for clause in version.clauses:
        if clause.trigger is trigger and clause.period is kind_of(period):
            yield version, clause


def _of_milestone(milestone: Milestone, as_of: date, zone: ZoneInfo) -> Occurrence:
    done = milestone.done if milestone.done is not None and milestone.done <= as_of else None
    return Occurrence(
        trigger=Trigger.MILESTONE,
        item=milestone.item,
        at=_end_of(milestone.due, zone),
        done_at=None if done is None else datetime.combine(done, time(), zone),
        measure=Fraction(milestone.late_days(as_of)),
        base_amount=milestone.remaining_value,
        length=Fraction(milestone.length_days),
    )


def _of_figure(figure: Figure, clause: PenaltyClause, zone: ZoneInfo) -> Occurrence:
    count = violations(clause.brackets, figure.value)
    if clause.month_floor is not None:
        count += sum(month < clause.month_floor for month in figure.months)
    return Occurrence(
        trigger=Trigger.VIOLATIONS,
        clause=clause.code,
        item=figure.item,
        at=figure.end(zone),
        measure=count,
        rate=clause.severities.get(figure.severity, clause.rate) if clause.base else None,
        further_rate=_further(figure, clause),
    )


def _further(figure: Figure, clause: PenaltyClause) -> Fraction | None:
    """The rate for a target missed in several periods running."""
    if clause.escalation_after is None or figure.missed_before + 1 < clause.escalation_after:
        return None
    return clause.escalations.get(figure.severity, clause.escalation_rate)


def _share_at_risk(level: MissedLevel, clause: PenaltyClause) -> Fraction | None:
    if level.pool is not None and level.share is not None:
        return clause.rate * level.pool * level.share
    for each in clause.allocations:
        if each.level == level.level:
            return clause.rate * clause.pools[each.pool] * each.share
    return None


def _of_level(level: MissedLevel, clause: PenaltyClause, rate: Fraction, zone: ZoneInfo) -> Occurrence:
    return Occurrence(
        trigger=Trigger.AT_RISK,
        clause=clause.code,
        item=level.item,
        at=level.end(zone),
        rate=rate,
    )


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + _DAY, time(), zone)
