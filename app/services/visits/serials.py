"""Which device a terminal is: a swap as one step with its history, and what the register said before."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleBroken
from app.domain.identifiers import canonical
from app.models.jobs import Job
from app.models.merchants import Terminal
from app.models.visits import TerminalSerial, VisitReport

LONGEST = 40
"""Signs a serial has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialRow:
    """One device of a terminal."""

    serial: str
    since: datetime | None
    until: datetime | None
    job: str
    """Code of the job that brought it; empty for the first known."""


def serials(session: Session, terminal_id: int) -> list[SerialRow]:
    """The devices a terminal was, the present one first; one alone where it never changed."""
    query = (
        select(TerminalSerial.serial, TerminalSerial.since, TerminalSerial.until, Job.code)
        .outerjoin(VisitReport, VisitReport.id == TerminalSerial.report_id)
        .outerjoin(Job, Job.id == VisitReport.job_id)
        .where(TerminalSerial.terminal_id == terminal_id)
        .order_by(TerminalSerial.id.desc())
    )
    found = [
        SerialRow(serial=serial, since=since, until=until, job=job or "")
        for serial, since, until, job in session.execute(query)
    ]
    if found:
        return found
    terminal = session.get(Terminal, terminal_id)
    if terminal is None or not terminal.serial:
        return []
    return [SerialRow(serial=terminal.serial, since=None, until=None, job="")]


def put_in_place(session: Session, report: VisitReport, terminal: Terminal, at: datetime) -> None:
    """Let the device a report names be the terminal's from `at` on, and keep which one it was.

    Raises RuleBroken: serial-not-readable, serial-unchanged, serial-in-use.
    """
    fresh = report.serial_after
    if not is_serial(fresh):
        raise RuleBroken("serial-not-readable", serial=fresh)
    if fresh == canonical(terminal.serial):
        raise RuleBroken("serial-unchanged", serial=fresh)
    others = select(Terminal.number).where(Terminal.serial == fresh, Terminal.is_active)
    elsewhere = session.scalars(others.where(Terminal.id != terminal.id)).first()
    if elsewhere is not None:
        raise RuleBroken("serial-in-use", serial=fresh, terminal=elsewhere)
    present = session.scalars(
        select(TerminalSerial).where(
            TerminalSerial.terminal_id == terminal.id, TerminalSerial.until.is_(None)
        )
    ).first()
    known = canonical(terminal.serial)
    if present is None and known:
        present = TerminalSerial(terminal_id=terminal.id, serial=known, since=None)
        session.add(present)
    if present is not None:
        present.until = at
    session.flush()
    session.add(
        TerminalSerial(terminal_id=terminal.id, serial=fresh, since=at, until=None, report_id=report.id)
    )
    terminal.serial = fresh


def is_serial(text: str) -> bool:
    """Whether a serial in its stored form may stand on a device: Latin letters and figures."""
    return 3 <= len(text) <= LONGEST and text.isascii() and text.isalnum()
