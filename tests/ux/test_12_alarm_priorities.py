"""Requirement 12: alarms have three priorities, and a report holds their announced shares against 5/15/80."""

from datetime import timedelta

from app.clock import TurnedClock
from app.domain.alarm_life import Urgency
from app.services.alarm_report import announced_shares
from app.services.scheduler import TimedWork
from tests.stories.region import Program


def test_the_report_counts_what_was_announced_by_urgency(program: Program, clock: TurnedClock) -> None:
    start = clock.now()
    for place, priority in enumerate(("P1", "P2", "P3", "P4")):
        program.call(place, priority)
    clock.turn_by(timedelta(hours=5))
    TimedWork(program.store, clock, program.feed, failed=lambda error: None).watch_deadlines()
    with program.store.reading() as session:
        rows = announced_shares(session, start, clock.now() + timedelta(seconds=1))
        before = announced_shares(session, start - timedelta(days=1), start)
    # Breaches of P1 and P2, the last warning of P1, and five more: 8 in all.
    assert [(row.urgency, row.announced, float(row.share or 0) * 100, row.target) for row in rows] == [
        (Urgency.HIGH, 1, 12.5, 5),
        (Urgency.MEDIUM, 2, 25.0, 15),
        (Urgency.LOW, 5, 62.5, 80),
    ]
    assert [(row.announced, row.share) for row in before] == [(0, None)] * 3
