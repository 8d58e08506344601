"""The waits of the stored jobs, read by the rules, and the jobs whose clocks take more than that."""

from datetime import datetime, timedelta
from itertools import chain, groupby
from operator import itemgetter
from typing import TypeAlias

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agreements import AgreementKind
from app.domain.clocks import ClockState, Wait
from app.domain.events import Event, EventKind, Owner, Source
from app.domain.job_life import read_life
from app.domain.opening_tape import EPOCH
from app.models.jobs import JobEvent, stands
from app.services.bulk_time.columns import ENDLESS, Column, Pauses, Places
from app.services.reevaluation.promises import Judged, Promise
from app.services.reevaluation.stored import NEVER, Clocks, as_text, driver_rows

K = EventKind

_MICROSECOND = timedelta(microseconds=1)
_UTC = "+00:00"

_NO_WORK = (K.REPORTED, K.ACKNOWLEDGED, K.CONTRACTOR, K.PRIORITY, K.EXCUSED, K.NOTE)
"""What neither begins nor ends a wait."""

Waits: TypeAlias = tuple[tuple[Wait, Owner], ...]


class OnlyDerived:
    """The jobs of which nothing but the derivation from events tells how some clocks stand."""

    def __init__(self, session: Session) -> None:
        self._had = {kind: _jobs_with(session, kind) for kind in (K.REOPENED, K.PRIORITY, K.EXCUSED)}

    def jobs(self, kind: AgreementKind, state: str) -> Column:
        """Their ids, for clocks of this state under agreements of this kind.

        A reopening goes on with promises of the company and begins those of contractors anew; a new priority
        adds to what contractors have used; an excuse says nothing of what was met.
        """
        changing = self._had[K.PRIORITY if kind is AgreementKind.UC else K.REOPENED]
        return changing if state == ClockState.MET.value else np.union1d(changing, self._had[K.EXCUSED])


def _jobs_with(session: Session, kind: EventKind) -> Column:
    query = select(JobEvent.job_id).where(JobEvent.kind == kind.value).distinct()
    return np.array(session.scalars(query).all(), np.int64)


def stored_waits(session: Session) -> dict[int, Waits]:
    """The waits of every job that has any, by its id."""
    row = JobEvent
    waited = select(row.job_id).where(row.kind == K.PAUSED.value)
    instants = (as_text(row.happened_at) + _UTC, as_text(row.recorded_at) + _UTC)
    query = (
        select(row.job_id, row.kind, *instants, row.source, row.reason, row.owner, row.value)
        .where(row.job_id.in_(waited), row.kind.not_in([kind.value for kind in _NO_WORK]), stands())
        .order_by(row.job_id)
    )
    rows = chain.from_iterable(driver_rows(session, query))
    by_job = groupby(rows, key=itemgetter(0))
    return {job: read_life(_event(*row[1:]) for row in its_rows).waits for job, its_rows in by_job}


def _event(kind: str, at: str, recorded_at: str, source: str, reason: str, owner: str, value: str) -> Event:
    return Event(
        kind=K(kind),
        at=datetime.fromisoformat(at),
        recorded_at=datetime.fromisoformat(recorded_at),
        source=Source(source),
        reason=reason,
        owner=Owner(owner) if owner else None,
        value=value,
    )


def pauses_of(promise: Promise, clocks: Clocks, waits: dict[int, Waits]) -> tuple[Pauses, Places]:
    """What stops these clocks, and the places of those of which only their derivation can tell it."""
    starts: list[int] = []
    ends: list[int] = []
    counts = np.zeros(len(clocks.ids) + 1, np.int64)
    left = []
    stops = clocks.stopped.tolist()
    for place, job in enumerate(clocks.jobs.tolist()):
        if job not in waits:
            continue
        try:
            stopping = list(promise.stopping(waits[job]))
        except Judged:
            left.append(place)
            continue
        counts[place + 1] = len(stopping)
        until = ENDLESS if stops[place] == NEVER else stops[place]
        for wait in stopping:
            starts.append(_micro(wait.start))
            ends.append(until if wait.end is None else min(_micro(wait.end), until))
    pauses = Pauses(np.cumsum(counts), np.array(starts, np.int64), np.array(ends, np.int64))
    return pauses, np.array(left, np.intp)


def _micro(instant: datetime) -> int:
    return (instant - EPOCH) // _MICROSECOND
