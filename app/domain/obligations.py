"""What a promise on a job is: what is known of the job, and an obligation with its clock read."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.domain.agreements import AgreementKind, Described, Metric, Target
from app.domain.clocks import Counting, Reading, Wait
from app.domain.event_order import ENDS
from app.domain.events import EventKind

K = EventKind

STOPPED_BY: dict[Metric, frozenset[EventKind]] = {
    Metric.ACKNOWLEDGE: ENDS | {K.ACKNOWLEDGED, K.DISPATCHED, K.ACCEPTED, K.DEPARTED, K.ARRIVED},
    Metric.DISPATCH: ENDS | {K.DISPATCHED},
    Metric.ACCEPT: ENDS | {K.ACCEPTED, K.DEPARTED, K.ARRIVED},
    Metric.ARRIVE: ENDS | {K.ARRIVED},
    Metric.RESOLVE: ENDS,
    Metric.INSTALL: ENDS,
    Metric.PM: ENDS,
    Metric.APPOINTMENT: ENDS | {K.ARRIVED},
}
"""The first of these events after its start stops the clock of a metric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFacts:
    """What is known of a job beside its events."""

    code: str
    described: Described
    province: str = ""
    """Where it is done; empty: only what holds for the whole country is known to hold."""
    contractor: str = ""
    due_to: datetime | None = None
    """The end of its window, for PM visits and appointments: a closing midnight, or an hour."""
    due_from: datetime | None = None
    cost: Decimal | None = None
    """What it cost to have it done by others, in rial."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One promise on one job, with its clock read."""

    agreement: str
    kind: AgreementKind
    version: int
    metric: Metric
    party: str
    """Code of the contractor whose clock it is; empty for the company's own promises."""
    sequence: int
    """0 for the first run of this clock, more after each reopening or new dispatch."""
    target: Target
    started_at: datetime
    reading: Reading
    read_until: datetime
    """When its clock stopped, or else up to when it was read."""
    warnings: tuple[tuple[int, datetime], ...] = ()
    """Percent used up and the instant at which that is so; known only while nothing stops the clock."""
    undecided: tuple[Wait, ...] = ()
    """Waits that need an approval which nobody has given or refused, cut where it begins to be needed."""
    counting: Counting | None = field(default=None, compare=False)
    """What the reading was read from; None for a window, which counts nothing."""

    @property
    def is_undecided(self) -> bool:
        """Whether a long wait has not been decided: a breach stands all the same, its penalty does not."""
        return bool(self.undecided)
