"""What a desk can do with a job: every command appends one event and derives the rest."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import inspect
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.events import EventKind, Owner, Priority, Source, is_reason
from app.domain.job_states import Stage, check_allowed
from app.domain.money import is_rial
from app.domain.penalties.clauses import DECLARED
from app.domain.penalties.lines import STEP_IN
from app.domain.people import is_same_person
from app.models.jobs import Job, JobEvent
from app.models.merchants import Terminal
from app.models.parties import Technician
from app.services.jobs.clocks import refresh
from app.services.jobs.closing import refuse_unproven
from app.services.jobs.returns import refuse_late_reopening, repeat_of
from app.services.numbering import next_call_number


@dataclass(frozen=True, slots=True)
class JobRef:
    """A job, and the version of it that the user saw; None asks for no check."""

    id: int
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Who declares a fact, for whom, and when it happened (None: now)."""

    by: str
    source: Source = Source.DESK
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What a command has written down, by which it can be undone."""

    job_id: int
    event_id: int
    kind: EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """A call as the dispatcher takes it."""

    terminal_id: int
    fault: str
    priority: str
    service: str = "EM"
    description: str = ""
    due_from: datetime | None = None
    due_to: datetime | None = None
    contractor: str = ""
    """Code, where the job belongs to a contractor before any dispatch (PM visits)."""
    caller: str = ""
    caller_phone: str = ""
    is_chargeable: bool = False
    """Whether the merchant pays for it: then what the company promises is set apart from the start."""


def register(session: Session, clock: Clock, call: NewCall, said: Said) -> int:
    """Open a job for a terminal; its clocks start. Returns the job's id."""
    job = opened(session, clock, call, said)
    session.flush()
    return job.id


def opened(session: Session, clock: Clock, call: NewCall, said: Said) -> Job:
    """The job that `register` opens, before it is written: for many at once."""
    with session.no_autoflush:
        terminal = session.get(Terminal, call.terminal_id)
        if terminal is None:
            raise RuleBroken("unknown-terminal", terminal=call.terminal_id)
        job = _job_of(call, terminal)
        job.code = next_call_number(session)
        session.add(job)
        append(session, clock, job, EventKind.REPORTED, said)
        if call.is_chargeable:
            append(session, clock, job, EventKind.EXCUSED, said, reason=CHARGEABLE)
    # Asked last, since the question writes what is pending: the new job goes with it.
    repeated = repeat_of(session, job, clock.now())
    if repeated is not None:
        job.repeat_of_id = repeated
    return job


def _job_of(call: NewCall, terminal: Terminal) -> Job:
    merchant = terminal.merchant
    return Job(
        service=call.service,
        terminal=terminal,
        merchant=merchant,
        psp=merchant.psp,
        region=merchant.region,
        device_type=terminal.device_type,
        zone=merchant.zone,
        province=merchant.province,
        city=merchant.city,
        merchant_class=merchant.merchant_class,
        fault=call.fault,
        registered_priority=call.priority,
        registered_party=call.contractor,
        due_from=call.due_from,
        due_to=call.due_to,
        description=call.description,
        caller=call.caller,
        caller_phone=call.caller_phone,
        stage=Stage.NEW.value,
    )


def acknowledge(session: Session, clock: Clock, job: JobRef, said: Said) -> Done:
    """Confirm to the merchant that the call is taken up."""
    return _act(session, clock, job, EventKind.ACKNOWLEDGED, said)


def assign(
    session: Session, clock: Clock, job: JobRef, said: Said, *, technician_id: int, reason: str = ""
) -> Done:
    """Dispatch the job to a technician; the contractor's clocks start. `reason`: why not to the last one."""
    technician = session.get(Technician, technician_id)
    if technician is None or not technician.is_active:
        raise RuleBroken("technician-not-available", technician=technician_id)
    found = load(session, job)
    check_allowed(Stage(found.stage), EventKind.DISPATCHED)
    if found.technician_id == technician_id and found.stage != Stage.NEW:
        raise RuleBroken("already-assigned", job=found.code, technician=technician.name)
    details = {"value": technician.party.code, "technician": technician.code, "reason": reason}
    return done(session, append(session, clock, found, EventKind.DISPATCHED, said, **details))


def accept(session: Session, clock: Clock, job: JobRef, said: Said) -> Done:
    """The contractor takes the job."""
    return _act(session, clock, job, EventKind.ACCEPTED, said)


def reject(session: Session, clock: Clock, job: JobRef, said: Said, *, reason: str) -> Done:
    """The contractor refuses the job; it waits for another dispatch."""
    return _act(session, clock, job, EventKind.REJECTED, said, reason=reason)


def depart(session: Session, clock: Clock, job: JobRef, said: Said) -> Done:
    """The technician is on the way."""
    return _act(session, clock, job, EventKind.DEPARTED, said)


def arrive(session: Session, clock: Clock, job: JobRef, said: Said) -> Done:
    """The technician is on site and starts work."""
    return _act(session, clock, job, EventKind.ARRIVED, said)


def pause(
    session: Session,
    clock: Clock,
    job: JobRef,
    said: Said,
    *,
    reason: str,
    owner: Owner,
    resume_at: datetime | None = None,
) -> Done:
    """Work waits; which clocks stand is decided by the agreements.

    `resume_at`: when it should go on, as far as somebody said so.
    """
    if not reason:
        raise RuleBroken("pause-needs-reason")
    value = "" if resume_at is None else resume_at.isoformat()
    return _act(session, clock, job, EventKind.PAUSED, said, reason=reason, owner=owner.value, value=value)


def decide_wait(
    session: Session, clock: Clock, job: JobRef, said: Said, *, began_at: datetime, is_approved: bool
) -> Done:
    """Approve or refuse a wait that is longer than the agreements let pass without a supervisor.

    Raises RuleBroken: unknown-job, changed-meanwhile, unknown-wait, approval-needs-a-name, and
    wait-by-second-person where whoever recorded the wait would decide on it.
    """
    found = load(session, job)
    waits = [e for e in found.events if e.kind == EventKind.PAUSED.value and e.happened_at == began_at]
    if not waits:
        raise RuleBroken("unknown-wait", job=found.code, at=began_at.isoformat())
    name = said.by.strip()
    if not name:
        raise RuleBroken("approval-needs-a-name")
    if any(is_same_person(name, wait.actor) for wait in waits):
        raise RuleBroken("wait-by-second-person", by=name)
    kind = EventKind.WAIT_APPROVED if is_approved else EventKind.WAIT_REFUSED
    check_allowed(Stage(found.stage), kind)
    return done(session, append(session, clock, found, kind, said, value=began_at.isoformat()))


def resume(session: Session, clock: Clock, job: JobRef, said: Said) -> Done:
    """The wait is over."""
    return _act(session, clock, job, EventKind.RESUMED, said)


def resolve(session: Session, clock: Clock, job: JobRef, said: Said, *, remedy: str) -> Done:
    """The fault is gone; `remedy` is its code in the catalogue."""
    return _act(session, clock, job, EventKind.RESOLVED, said, value=remedy)


def close(session: Session, clock: Clock, job: JobRef, said: Said) -> Done:
    """The desk has checked the work with the merchant; RuleBroken closing-incomplete: it is not proven."""
    found = load(session, job)
    check_allowed(Stage(found.stage), EventKind.CLOSED)
    refuse_unproven(session, found)
    return done(session, append(session, clock, found, EventKind.CLOSED, said))


def reopen(session: Session, clock: Clock, job: JobRef, said: Said, *, reason: str) -> Done:
    """The same fault is back within the agreed days."""
    found = load(session, job)
    check_allowed(Stage(found.stage), EventKind.REOPENED)
    refuse_late_reopening(session, found, said.at or clock.now())
    return done(session, append(session, clock, found, EventKind.REOPENED, said, reason=reason))


def cancel(session: Session, clock: Clock, job: JobRef, said: Said, *, reason: str) -> Done:
    """The call was a mistake or is withdrawn."""
    return _act(session, clock, job, EventKind.CANCELLED, said, reason=reason)


def change_priority(session: Session, clock: Clock, job: JobRef, said: Said, *, priority: Priority) -> Done:
    """Raise or lower the priority; who and why stay in the events."""
    return _act(session, clock, job, EventKind.PRIORITY, said, value=priority.value)


def excuse(session: Session, clock: Clock, job: JobRef, said: Said, *, reason: str) -> Done:
    """Set what was promised apart: it could not be kept through no fault of the contractor."""
    return _act(session, clock, job, EventKind.EXCUSED, said, reason=reason)


def add_note(
    session: Session, clock: Clock, job: JobRef, said: Said, *, reason: str = "", value: str = ""
) -> Done:
    """Write something down; nothing else changes.

    `reason` is what a clause of penalty may charge (`NOTED`), or `step-in`: then `value` is what it cost to
    have the job done by others. Raises RuleBroken: empty-note, unknown-code, no-whole-rial.
    """
    if not said.note.strip():
        raise RuleBroken("empty-note")
    if reason and reason not in NOTED:
        raise RuleBroken("unknown-code", found=reason, known=", ".join(sorted(NOTED)))
    if reason == STEP_IN and not is_rial(value):
        raise RuleBroken("no-whole-rial", amount=value)
    return _act(session, clock, job, EventKind.NOTE, said, reason=reason, value=value)


def call_again(session: Session, clock: Clock, job: JobRef, said: Said) -> Done:
    """The merchant calls again about a job that is still open; nothing starts anew."""
    found = load(session, job)
    if not found.is_open:
        raise RuleBroken("not-in-this-stage", stage=found.stage, action=EventKind.NOTE.value)
    return done(session, append(session, clock, found, EventKind.NOTE, said, reason=CALLED_AGAIN))


def _act(session: Session, clock: Clock, job: JobRef, kind: EventKind, said: Said, **details: str) -> Done:
    reason = details.get("reason", "")
    if reason and not is_reason(reason):
        raise RuleBroken("unknown-reason", reason=reason)
    found = load(session, job)
    check_allowed(Stage(found.stage), kind)
    return done(session, append(session, clock, found, kind, said, **details))


def done(session: Session, event: JobEvent) -> Done:
    """What an undo needs to know of an event that was appended."""
    session.flush()
    return Done(event.job_id, event.id, EventKind(event.kind))


def load(session: Session, job: JobRef) -> Job:
    """The job that is meant; RuleBroken unknown-job, and changed-meanwhile where the user saw another."""
    found = session.get(Job, job.id, options=_WITH)
    if found is None:
        raise RuleBroken("unknown-job", job=job.id)
    if job.version is not None and job.version != found.version:
        raise RuleBroken("changed-meanwhile", job=found.code, stage=found.stage)
    return found


CALLED_AGAIN = "called-again"
"""Reason of a note: the merchant asked after the job."""
CHARGEABLE = "chargeable"
"""Reason of an excuse: the merchant pays for the repair, and no target applies."""
NOTED = frozenset({*(trigger.value for trigger in DECLARED), STEP_IN})
"""Reasons of a note that clauses of penalty look for."""
_WITH = [joinedload(Job.psp), joinedload(Job.region), joinedload(Job.party), joinedload(Job.technician)]


def append(
    session: Session, clock: Clock, job: Job, kind: EventKind, said: Said, **details: object
) -> JobEvent:
    """Write a fact down and derive the rest; RuleBroken in-the-future, before-the-call."""
    now = clock.now()
    at = said.at or now
    if at > now:
        raise RuleBroken("in-the-future", at=at.isoformat())
    if job.reported_at is not None and at < job.reported_at:
        raise RuleBroken("before-the-call", at=at.isoformat())
    event = JobEvent(
        kind=kind.value,
        happened_at=at,
        recorded_at=now,
        source=said.source.value,
        actor=said.by,
        note=said.note,
        **(UNSAID | details),
    )
    job.events.append(event)
    refresh(session, job, as_of=now)
    if inspect(job).persistent and kind is not EventKind.NOTE:
        # Two desks must not derive one job from half of its events each, even if nothing here differs.
        flag_modified(job, "stage")
    return event


UNSAID = {"reason": "", "owner": "", "value": "", "technician": ""}
"""An event is read by the rules before it is written, when its columns have no defaults yet."""
