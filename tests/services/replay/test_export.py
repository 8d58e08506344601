"""What is exported from a store and replayed gives the clocks that the store keeps."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import schema
from app.models.jobs import Job, JobEvent, ObligationRow, stands
from app.models.store import Store
from app.services.agreement_book import book
from app.services.penalties.lateness import is_latest
from app.services.replay.export import export_jobs
from app.services.replay.job_files import read_jobs
from app.services.replay.replaying import Asked, replay_into
from app.services.sample_region.days import Region, live
from app.services.sample_region.founding import Size

SMALL = Region(
    size=Size(merchants=150, terminals=200, technicians=8), days=5, repairs_per_day=14, errands_per_day=6
)
UNTIL = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)
TEHRAN = ZoneInfo("Asia/Tehran")


def in_silence(_done: int, _total: int) -> None:
    """Nobody is told."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('region') / 'store.sqlite'}", lambda changes: None)
    schema.prepare(store)
    live(store, SMALL, until=UNTIL, seed=7, progress=lambda day, share, jobs: None)
    yield store
    store.dispose()


def told(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(TEHRAN).isoformat()


def cached(session: Session) -> list[tuple[str, ...]]:
    """The store's own clocks as lines of clocks.csv."""
    query = select(Job.code, ObligationRow).join(Job).where(is_latest(), ObligationRow.due_at.is_not(None))
    lines = []
    for code, row in session.execute(query):
        line = (code, row.agreement, str(row.agreement_version), row.metric, row.party)
        target = "" if row.unit == "window" else row.target
        times = (told(row.started_at), told(row.due_at), told(row.stopped_at))
        seconds = ("", "", "")
        if row.stopped_at is not None:
            seconds = (str(row.paused_seconds), str(row.used_seconds), str(row.overrun_seconds))
        lines.append((*line, target, row.unit, *times, *seconds, row.state))
    return sorted(lines)


def replayed(file: Path) -> list[tuple[str, ...]]:
    """The lines of clocks.csv; what an open clock has used depends on when it is asked.

    The store keeps the unit alone, and no word on whether a calendar counts it.
    """
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    for row in rows:
        if row["unit"] != "working days":
            row["unit"] = row["unit"].removeprefix("working ")
        if not row["stopped"]:
            row |= {"paused_seconds": "", "used_seconds": "", "overrun_seconds": ""}
    return sorted(tuple(row.values()) for row in rows if row["due"])


def test_a_replay_of_the_export_gives_the_clocks_of_the_store(lived: Store, tmp_path: Path) -> None:
    with lived.reading() as session:
        jobs, events = export_jobs(session, tmp_path / "past", TEHRAN, progress=in_silence)
        kept = cached(session)
        scenario = book(session).agreements
        assert events == len(session.scalars(select(JobEvent.id).where(stands())).all())
    reading = read_jobs(
        tmp_path / "past/jobs.csv", tmp_path / "past/events.csv", TEHRAN, lambda _file: in_silence
    )
    assert (len(reading.histories), reading.events) == (jobs, events)
    asked = Asked(date(2026, 1, 1), date(2028, 1, 1), UNTIL, TEHRAN)
    replay_into(tmp_path / "out", reading.histories, scenario, asked, told=in_silence)
    assert len(kept) > 300
    assert replayed(tmp_path / "out/clocks.csv") == kept


def test_an_export_may_be_of_some_days(lived: Store, tmp_path: Path) -> None:
    with lived.reading() as session:
        everything, _events = export_jobs(session, tmp_path / "all", TEHRAN, progress=in_silence)
        first, beyond = date(2026, 11, 20), date(2026, 11, 22)
        some, _events = export_jobs(
            session, tmp_path / "some", TEHRAN, first=first, beyond=beyond, progress=in_silence
        )
    with (tmp_path / "some/events.csv").open(encoding="utf-8", newline="") as file:
        days = {row["at"][:10] for row in csv.DictReader(file) if row["event"] == "reported"}
    assert 0 < some < everything
    assert days == {"2026-11-20", "2026-11-21"}
