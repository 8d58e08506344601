"""How the background work of a store stands: for a health line, for Prometheus and for the window."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.i18n import _
from app.models.alarms import Alarm
from app.models.background import Notification, WorkRun
from app.models.jobs import ObligationRow
from app.models.messages import OutgoingMessage
from app.services.background.leading import LeaderRow, leader
from app.services.presence import store_time

LATE = timedelta(seconds=60)
"""An instant that nobody took for so long means that nobody works."""
NOBODY_LEADS, LATE_CODE = "nobody-leads", "late"
"""Codes of what can be wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How it stands at one instant."""

    at: datetime
    leader: LeaderRow | None
    overdue: int
    """Deadlines and steps of alarms whose instant has passed and that nobody announced."""
    late_seconds: float
    """How long the oldest of them has waited."""
    alarms_open: int
    messages: dict[str, int]
    """SMS by state."""
    notifications: dict[str, int]
    """Mails and webhooks by state."""
    runs: dict[str, int]
    """Runs of scheduled work by state."""

    @property
    def problem(self) -> str:
        """Code of what is wrong, empty where all is well."""
        if self.leader is None or not self.leader.is_alive:
            return NOBODY_LEADS
        return LATE_CODE if self.late_seconds > LATE.total_seconds() else ""


def figures(session: Session, clock: Clock) -> Figures:
    """How the background work stands."""
    now = store_time(session, clock)
    counts, oldest = [], []
    for column in (ObligationRow.next_alarm_at, Alarm.next_step_at):
        number, first = session.execute(select(func.count(), func.min(column)).where(column < now)).one()
        counts.append(number)
        oldest.append(first)
    waits = [(now - at).total_seconds() for at in oldest if at is not None]
    is_open = Alarm.cleared_at.is_(None) | Alarm.acknowledged_at.is_(None)
    return Figures(
        at=now,
        leader=leader(session, clock),
        overdue=sum(counts),
        late_seconds=max(waits, default=0.0),
        alarms_open=session.scalar(select(func.count()).select_from(Alarm).where(is_open)) or 0,
        messages=_by_state(session, OutgoingMessage),
        notifications=_by_state(session, Notification),
        runs=_by_state(session, WorkRun),
    )


def health_line(found: Figures) -> str:
    """One line for a person or a script; the first word is ok or failing."""
    led = found.leader
    who = (
        _("{login}@{machine} ({program}, pid {pid}) leads, heard {seconds} s ago").format(
            login=led.login,
            machine=led.machine,
            program=led.program,
            pid=led.pid,
            seconds=f"{led.heard_seconds:.1f}",
        )
        if led is not None and led.holder
        else _("nobody leads")
    )
    rest = _(
        "{overdue} deadlines late; {waiting} notices waiting, {failed} failed; {runs} runs failed"
    ).format(
        overdue=found.overdue,
        waiting=found.messages.get("queued", 0) + found.notifications.get("queued", 0),
        failed=found.messages.get("failed", 0) + found.notifications.get("failed", 0),
        runs=found.runs.get("failed", 0),
    )
    word = "failing" if found.problem else "ok"
    late = [_("deadlines are announced late")] if found.problem == LATE_CODE else []
    return f"{word}: " + "; ".join([who, *late, rest])


def prometheus(found: Figures) -> str:
    """The figures in the text format of Prometheus (0.0.4)."""
    led = found.leader
    lines = [
        *_metric("poshtiban_up", "Whether all is well", {"": 0 if found.problem else 1}),
        *_metric(
            "poshtiban_leader_alive", "Whether some program leads", {"": int(bool(led and led.is_alive))}
        ),
        *_metric("poshtiban_leader_epoch", "How often the lead changed hands", {"": led.epoch if led else 0}),
        *_metric(
            "poshtiban_leader_heard_seconds",
            "Age of the leader's last beat",
            {"": led.heard_seconds if led else float("nan")},
        ),
        *_metric("poshtiban_deadlines_late", "Deadlines past and not announced", {"": found.overdue}),
        *_metric("poshtiban_deadlines_late_seconds", "Age of the oldest of them", {"": found.late_seconds}),
        *_metric("poshtiban_alarms_open", "Alarms that are listed", {"": found.alarms_open}),
        *_metric("poshtiban_messages", "SMS by state", _labelled(found.messages, "sent", "failed", "queued")),
        *_metric(
            "poshtiban_notifications",
            "Mails and webhooks by state",
            _labelled(found.notifications, "sent", "failed", "queued"),
        ),
        *_metric(
            "poshtiban_work_runs",
            "Runs of scheduled work by state",
            _labelled(found.runs, "done", "failed", "queued", "running", "cancelled"),
        ),
    ]
    return "\n".join(lines) + "\n"


def _labelled(counts: dict[str, int], *known: str) -> dict[str, float]:
    states = sorted({*known, *counts})
    return {f'{{state="{state}"}}': counts.get(state, 0) for state in states}


def _metric(name: str, says: str, values: dict[str, float]) -> list[str]:
    return [
        f"# HELP {name} {says}",
        f"# TYPE {name} gauge",
        *(f"{name}{label} {_number(value)}" for label, value in values.items()),
    ]


def _number(value: float) -> str:
    if value != value:
        return "NaN"
    return f"{value:g}" if isinstance(value, int) else f"{value:.3f}"


def _by_state(
    session: Session, table: type[OutgoingMessage] | type[Notification] | type[WorkRun]
) -> dict[str, int]:
    rows = session.execute(select(table.state, func.count()).group_by(table.state))
    return {state: number for state, number in rows}
