"""The whole public logs, of which excerpts lie in tests/data/logs, against the facts known of them."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import SystemClock, TurnedClock
from app.models import schema
from app.models.jobs import Job, JobEvent
from app.models.store import Store
from app.services.imports.logs import import_log, read_log
from app.services.imports.mapping_file import read_mapping
from app.services.imports.outcome import Outcome

pytestmark = pytest.mark.acceptance

MAPPINGS = Path(__file__).resolve().parents[2] / "data" / "mappings"
Shared = Callable[[str], Path]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a file."""
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite'}", lambda _changes: None)
    schema.prepare(store)
    yield store
    store.dispose()


def imported(store: Store, clock: TurnedClock, name: str, *files: Path) -> Outcome:
    mapping = read_mapping((MAPPINGS / f"{name}.toml").read_text(encoding="utf-8"), file=name)
    reading = read_log(mapping, files, now=clock.now())
    with store.writing() as session:
        return import_log(session, clock, reading, progress=lambda _done, _all: None)


def kinds(session: Session) -> Counter[str]:
    return Counter(session.scalars(select(JobEvent.kind)))


def test_the_help_desk_log(shared: Shared, store: Store, clock: TurnedClock) -> None:
    log = shared("data/logs/helpdesk_italian/helpdesk_full.csv")
    watch = SystemClock()
    start = watch.monotonic()
    outcome = imported(store, clock, "helpdesk_italian", log)
    assert watch.monotonic() - start < 60

    assert outcome.counts() == {
        "read": 21348,
        "accepted": 21348,
        "unchanged": 0,
        "rejected": 0,
        "jobs": 4580,
        "events": 21348,
    }
    with store.reading() as session:
        assert kinds(session)["paused"] == 1463
        assert len(_ways(session)) == 226
        closed = select(Job.resolved_at, Job.closed_at).where(Job.closed_at.is_not(None))
        assert 10 < median((to - since).days for since, to in session.execute(closed)) < 40
    again = imported(store, clock, "helpdesk_italian", log)
    assert (again.unchanged, again.jobs, again.events) == (21348, 0, 0)


def _ways(session: Session) -> set[tuple[str, ...]]:
    """The different successions of activities; the activity stands in the note of each event."""
    ways: dict[int, list[str]] = {}
    asked = (
        select(JobEvent.job_id, JobEvent.note)
        .where(JobEvent.origin_key.is_not(None))
        .order_by(JobEvent.happened_at, JobEvent.id)
    )
    for job, activity in session.execute(asked):
        ways.setdefault(job, []).append(activity)
    return {tuple(way) for way in ways.values()}


def test_the_incidents_of_a_bank(shared: Shared, store: Store, clock: TurnedClock) -> None:
    folder = "data/logs/incidents_bpi2014_rabobank"
    files = [shared(f"{folder}/incident_{part}.csv") for part in ("detail", "activity")]
    outcome = imported(store, clock, "bpi2014_rabobank", *files)

    assert (outcome.read, outcome.accepted, outcome.rejected) == (43911, 43911, 0)
    assert (outcome.jobs, outcome.events) == (4000, 39911 + 4000 + 3845 + 4000)
    with store.reading() as session:
        found = kinds(session)
        assert (found["dispatched"], found["contractor"], found["reopened"]) == (7602, 4452, 206)
    assert imported(store, clock, "bpi2014_rabobank", *files).unchanged == 43911


def test_the_service_requests_of_a_city(shared: Shared, store: Store, clock: TurnedClock) -> None:
    log = shared("data/logs/nyc311_sample/nyc311_1000rows.csv")
    outcome = imported(store, clock, "nyc311", log)

    assert (outcome.read, outcome.accepted, outcome.rejected, outcome.jobs) == (1000, 990, 10, 990)
    assert {reject.column for reject in outcome.rejects} == {"Closed Date"}
    with store.reading() as session:
        due = session.execute(select(Job.closed_at, Job.due_to).where(Job.due_to.is_not(None))).all()
        in_time = sum(closed is not None and closed <= to for closed, to in due)
        late = sum(closed is not None and closed > to for closed, to in due)
        assert (len(due), in_time, late) == (486, 427, 52)
