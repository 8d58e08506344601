"""A job's promises, derived from its events and the agreements in force (product.md, semantics 1-9)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from app.domain.agreements import Agreement, AgreementKind, AgreementVersion, Metric, Unit
from app.domain.calendars import Calendars
from app.domain.clocks import ClockState
from app.domain.events import Event
from app.domain.job_life import Life, Run, company_runs, contractor_runs, read_life
from app.domain.obligations import JobFacts, Obligation
from app.domain.promises import Promises


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
    by_contractors = contractor_runs(life, job.contractor, job.due_from)
    found: list[Obligation] = []
    for agreement in agreements:
        for run in _runs(agreement, calendars, life, by_contractors, job.due_from):
            for version, windows in _versions(agreement, calendars, run.start, job.due_from or run.start):
                promises = Promises(job, life, agreement, version, calendars, run, as_of)
                found += promises.windows() if windows else promises.counted()
    return _once(found)


def _versions(
    agreement: Agreement, calendars: Calendars, start: datetime, opened: datetime
) -> Iterator[tuple[AgreementVersion, bool]]:
    """The versions in force when a run started and, for the windows (True), when its window opened."""
    for instant, windows in ((start, False), (opened, True)):
        version = agreement.version_at(calendars.local_date(agreement, instant))
        if version is not None:
            yield version, windows


def _once(found: list[Obligation]) -> list[Obligation]:
    """Without a second promise of the same window to a party that gave the visit back and got it again."""
    kept: dict[tuple[str, Metric, str, int | None], Obligation] = {}
    for obligation in found:
        number = None if obligation.target.unit is Unit.WINDOW else obligation.sequence
        key = (obligation.agreement, obligation.metric, obligation.party, number)
        earlier = kept.get(key)
        if earlier is None:
            kept[key] = obligation
        elif earlier.reading.state is ClockState.CANCELLED:
            kept[key] = replace(obligation, sequence=earlier.sequence)
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
