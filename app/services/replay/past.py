"""A what-if on the store's own past: a draft beside what holds, over the jobs as they really went."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from app.clock import Clock
from app.domain.agreements import Agreement
from app.domain.calendars import Calendars
from app.domain.comparison import Comparison, compare
from app.domain.what_if import Period, WhatIf
from app.services.agreement_book import book
from app.services.calendars.in_force import days_off
from app.services.doors import Doors
from app.services.replay.drafts import Scenario
from app.services.replay.stored_jobs import history_of, job_ids, jobs_at_once, stored_jobs

Told = Callable[[int, int], bool]
"""Told jobs done and jobs in all; answers whether to go on."""


def what_if(
    doors: Doors,
    clock: Clock,
    draft: Agreement,
    days: tuple[date, date],
    *,
    told: Told,
) -> Comparison | None:
    """What a draft had made of the local days from the first up to the second, beside what holds.

    Both sides are reckoned from the same events, up to now: the agreement of the draft's code as it is
    approved, or nothing where there is none yet, and the draft. Nothing is changed; the store is read a
    few hundred jobs at a time, so that no desk waits. None once `told` says stop.
    """
    period = Period.of_days(*days, ZoneInfo(draft.time_zone))
    now = clock.now()
    with doors.reading() as session:
        ids = job_ids(session, period.start, min(period.end, now))
        holding = book(session).named(draft.code)
        off = days_off(session)
    scenarios: list[Scenario] = [() if holding is None else (holding,), (draft,)]
    sides = [
        WhatIf(agreements, Calendars(off.holidays, off.closures), period, as_of=now)
        for agreements in scenarios
    ]
    done = 0
    for some in jobs_at_once(ids):
        if not told(done, len(ids)):
            return None
        with doors.reading() as session:
            jobs = stored_jobs(session, some)
            both = [[history_of(job, agreements) for job in jobs] for agreements in scenarios]
        for side, histories in zip(sides, both, strict=True):
            for history in histories:
                side.add(history)
        done += len(some)
    told(done, len(ids))
    before, after = (side.account() for side in sides)
    return compare(before, after)
