"""Gapless numbers: one row a series and year, locked until the transaction that took a number ends."""

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import RuleBroken
from app.models.jobs import Job
from app.models.penalties import Numbering

FIRST_JOB = 10000
"""Calls are numbered from here on, so that every call number has five digits at least."""


def next_serial(session: Session, series: str, year: int) -> int:
    """The next number of `series` in `year`; given back if the transaction fails."""
    row = _locked(session, series, year)
    if row is None:
        with suppress(IntegrityError), session.begin_nested():  # another desk may begin the series now
            session.add(Numbering(series=series, year=year, last=0))
        row = _locked(session, series, year)
        if row is None:
            raise RuleBroken("changed-meanwhile", series=series)
    row.last += 1
    return row.last


def _locked(session: Session, series: str, year: int) -> Numbering | None:
    taken: dict[tuple[str, int], tuple[object, Numbering]] = session.info.setdefault("numbering", {})
    transaction, row = taken.get((series, year), (None, None))
    if row is not None and transaction is session.get_transaction():
        return row
    query = select(Numbering).where(Numbering.series == series, Numbering.year == year).with_for_update()
    with session.no_autoflush:  # what else is pending does not touch the series
        row = session.scalar(query.execution_options(populate_existing=True))
    if row is not None:
        taken[series, year] = session.get_transaction(), row
    return row


def next_call_number(session: Session) -> str:
    """The next call number, in a series that never starts anew; what an imported job has is skipped."""
    while True:
        number = str(FIRST_JOB + next_serial(session, "job", 0))
        if session.scalar(select(Job.id).where(Job.code == number)) is None:
            return number
