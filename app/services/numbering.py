"""Gapless numbers: one row a series and year, locked until the transaction that took a number ends."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.penalties import Numbering

FIRST_JOB = 10000
"""Calls are numbered from here on, so that every call number has five digits at least."""


def next_serial(session: Session, series: str, year: int) -> int:
    """The next number of `series` in `year`; given back if the transaction fails."""
    query = select(Numbering).where(Numbering.series == series, Numbering.year == year).with_for_update()
    with session.no_autoflush:  # what else is pending does not touch the series
        row = session.scalar(query)
    if row is None:
        row = Numbering(series=series, year=year, last=0)
        session.add(row)
        session.flush()
    row.last += 1
    return row.last


def next_number(session: Session, series: str) -> str:
    """The next number of a series that does not start anew each year."""
    return str(FIRST_JOB + next_serial(session, series, 0))
