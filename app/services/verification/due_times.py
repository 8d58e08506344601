"""Holds what is cached of every job against its derivation from the events."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.domain.clocks import ClockState
from app.domain.job_states import OPEN, JobState, state_after
from app.domain.obligations import Obligation
from app.models.jobs import Job, JobEvent, ObligationRow
from app.models.parties import Party, Technician
from app.services.jobs.clocks import derived, paired, shown_clock, shown_state, standing_events, superseded
from app.services.verification.findings import Finding, Progress

BATCH = 500

_TOLD = ("priority", "reported_at", "resolved_at", "closed_at", "hold_reason")
"""What the events of a job say of it."""
_FIXED = (
    *("kind", "agreement_version", "party", "target", "unit"),
    *("started_at", "due_at", "stopped_at", "limit_seconds"),
)
"""What no passing of time changes."""
_COUNTED = ("used_seconds", "paused_seconds", "overrun_seconds")
"""What is settled once a clock has stopped."""
_MOVES_ON = {
    ClockState.RUNNING: frozenset({ClockState.MISSED}),
    ClockState.PAUSED: frozenset({ClockState.RUNNING, ClockState.MISSED}),
}
"""To what a clock comes by itself while nobody looks; the watch notes it when it announces it."""


class Inspection:
    """One look at the caches of all jobs, and the counts of what it saw."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        # A store whose clock was turned on holds facts of a time that has not come here.
        latest = session.scalar(select(func.max(JobEvent.recorded_at)))
        self._as_of = now if latest is None else max(now, latest)
        # A job shows nobody where the store does not know the code that an event names.
        self._parties = frozenset(session.scalars(select(Party.code)))
        self._technicians = frozenset(session.scalars(select(Technician.code)))
        self.jobs = 0
        self.obligations = 0
        self.announcements_due = 0

    def findings(self, progress: Progress) -> Iterator[Finding]:
        """Every difference, job by job."""
        total = self._session.scalar(select(func.count()).select_from(Job)) or 0
        last = 0
        while jobs := self._batch(last):
            for job in jobs:
                yield from self._differences(job)
            last = jobs[-1].id
            self.jobs += len(jobs)
            self._session.expunge_all()
            progress(self.jobs, total)

    def _batch(self, after: int) -> Sequence[Job]:
        query = (
            select(Job)
            .where(Job.id > after)
            .order_by(Job.id)
            .limit(BATCH)
            .options(selectinload(Job.events), selectinload(Job.obligations))
            .options(selectinload(Job.psp), selectinload(Job.region))
            .options(selectinload(Job.party), selectinload(Job.technician))
        )
        return self._session.scalars(query).all()

    def _differences(self, job: Job) -> Iterator[Finding]:
        events = standing_events(job)
        state = state_after(events, contractor=job.registered_party, priority=job.registered_priority)
        yield from _compared(job, "", "stage", job.stage, state.stage.value)
        for name in _TOLD:
            yield from _compared(job, "", name, getattr(job, name), getattr(state, name))
        yield from _compared(job, "", "is_open", job.is_open, state.stage in OPEN)
        yield from self._of_hands(job, state)
        obligations = derived(self._session, job, events, as_of=self._as_of)
        self.obligations += len(obligations)
        for row, obligation in paired(job, obligations):
            if row is None:
                yield _finding(job, obligation_name(obligation), "nothing", obligation.reading.state.value)
            else:
                yield from self._of_obligation(job, row, obligation)
        for row in superseded(job, obligations):
            yield from _compared(job, _row_name(row), "state", row.state, ClockState.CANCELLED.value)
        rows = [row for row, _obligation in paired(job, obligations) if row is not None]
        shown = shown_clock(rows)
        yield from _compared(job, "", "clock_due_at", job.clock_due_at, shown.due_at if shown else None)
        yield from _compared(job, "", "clock_state", job.clock_state, shown_state(rows))

    def _of_hands(self, job: Job, state: JobState) -> Iterator[Finding]:
        """In whose hands the job is."""
        party = state.contractor if state.contractor in self._parties else ""
        technician = state.technician if state.technician in self._technicians else ""
        yield from _compared(job, "", "party", job.party.code if job.party else "", party)
        kept = job.technician.code if job.technician else ""
        yield from _compared(job, "", "technician", kept, technician)

    def _of_obligation(self, job: Job, row: ObligationRow, obligation: Obligation) -> Iterator[Finding]:
        reading = obligation.reading
        right: dict[str, object] = {
            "kind": obligation.kind.value,
            "agreement_version": obligation.version,
            "party": obligation.party,
            "target": str(obligation.target.limit),
            "unit": obligation.target.unit.value,
            "started_at": obligation.started_at,
            "due_at": reading.due_at,
            "stopped_at": reading.stopped_at,
            "limit_seconds": reading.limit_seconds,
            "used_seconds": reading.used_seconds,
            "paused_seconds": reading.paused_seconds,
            "overrun_seconds": reading.overrun_seconds,
        }
        names = _FIXED if reading.stopped_at is None else _FIXED + _COUNTED
        for name in names:
            yield from _compared(job, obligation_name(obligation), name, getattr(row, name), right[name])
        if row.state == reading.state.value:
            return
        if (
            reading.state in _MOVES_ON.get(ClockState(row.state), frozenset())
            and row.next_alarm_at is not None
        ):
            self.announcements_due += 1
            return
        yield from _compared(job, obligation_name(obligation), "state", row.state, reading.state.value)


def obligation_name(obligation: Obligation) -> str:
    """Agreement, metric and sequence, as in UC-NORTH/resolve/0."""
    return f"{obligation.agreement}/{obligation.metric.value}/{obligation.sequence}"


def _row_name(row: ObligationRow) -> str:
    return f"{row.agreement}/{row.metric}/{row.sequence}"


def _compared(job: Job, name: str, field: str, kept: object, right: object) -> Iterator[Finding]:
    if kept != right:
        yield _finding(job, f"{name} {field}".strip(), _text(kept), _text(right))


def _finding(job: Job, part: str, kept: str, right: str) -> Finding:
    kind = "obligation" if "/" in part else "job"
    return Finding(kind=kind, subject=job.code, part=part, kept=kept, right=right)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value) or "nothing"
