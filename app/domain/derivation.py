"""A job's promises, derived from its events and the agreements in force (product.md, semantics 1-9)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from app.domain.agreements import Agreement, AgreementKind, Metric, Unit
from app.domain.calendars import Calendars
from app.domain.clocks import ClockState
from app.domain.events import Event
from app.domain.job_life import Life, Run, company_runs, contractor_runs, read_life
from app.domain.obligations import JobFacts, Obligation
from app.domain.promises import Promises

_Key = tuple[str, Metric, int]


def derive(
    job: JobFacts,
    events: Iterable[Event],
    agreements: Sequence[Agreement],
    calendars: Calendars,
    *,
    as_of: datetime,
) -> list[Obligation]:
    """Every promise on a job as it stands at `as_of`; an empty list where nothing was promised."""
    life = read_life(events)
    by_contractors = contractor_runs(life, job.contractor, job.due_from, job.due_to)
    found: list[Obligation] = []
    for agreement in agreements:
        for run in _runs(agreement, calendars, life, by_contractors, job.due_from):
            found += _promised(job, life, agreement, calendars, run, as_of)
    return _once(found)


def _promised(
    job: JobFacts, life: Life, agreement: Agreement, calendars: Calendars, run: Run, as_of: datetime
) -> list[Obligation]:
    """What one agreement promises in a run, by the version in force as it starts, or as the window opens."""
    started = agreement.version_at(calendars.local_date(agreement, run.start))
    opened = started
    if job.due_from is not None:
        opened = agreement.version_at(calendars.local_date(agreement, job.due_from))
    counted, windows = [], []
    for version in (started,) if opened is started else (started, opened):
        if version is None:
            continue
        for obligation in Promises(job, life, agreement, version, calendars, run, as_of).all():
            if run.is_undispatched and obligation.reading.state is ClockState.CANCELLED:
                continue
            if obligation.target.unit is Unit.WINDOW:
                if version is opened:
                    windows.append(obligation)
            elif version is started and not run.only_windows:
                counted.append(obligation)
    return counted + windows


def _once(found: list[Obligation]) -> list[Obligation]:
    """Each under a number of its own, in order: what stood before the first dispatch has the first ones.

    Without a second promise of the same window to a party that gave the visit back and got it again.
    """
    kept: dict[_Key, Obligation] = {}
    windows: dict[tuple[str, Metric, str], _Key] = {}
    for obligation in found:
        agreement, metric, number = obligation.agreement, obligation.metric, obligation.sequence
        while (agreement, metric, number) in kept:
            number += 1
        key = (agreement, metric, number)
        if obligation.target.unit is Unit.WINDOW:
            key = windows.setdefault((agreement, metric, obligation.party), key)
            if key in kept and kept[key].reading.state is not ClockState.CANCELLED:
                continue
        kept[key] = obligation if obligation.sequence == key[2] else replace(obligation, sequence=key[2])
    return list(kept.values())


def _runs(
    agreement: Agreement,
    calendars: Calendars,
    life: Life,
    by_contractors: list[Run],
    otherwise: datetime | None,
) -> list[Run]:
    if agreement.kind is AgreementKind.UC:
        return [run for run in by_contractors if agreement.contractor in {"", run.party}]

    def in_time(run: Run, ended: datetime, reopened: datetime) -> bool:
        """Whether a reopening goes on with a promise (semantics 7), in local days after the end."""
        version = agreement.version_at(calendars.local_date(agreement, run.start))
        passed = calendars.local_date(agreement, reopened) - calendars.local_date(agreement, ended)
        return version is None or passed.days <= version.reopen_days

    return company_runs(life, agreement.contractor, otherwise, in_time)
