"""Foreign ticket logs: what they become, what is refused and why, and that a second reading adds nothing."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import TurnedClock
from app.domain.errors import BadInput
from app.models import schema
from app.models.jobs import Job, JobEvent, ObligationRow
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Psp, Region, Technician
from app.models.store import Store
from app.services.agreements.taking_in import record_agreement
from app.services.imports.logs import import_log, read_log
from app.services.imports.mapping_file import read_mapping
from app.services.imports.outcome import Outcome

ROOT = Path(__file__).resolve().parents[3]
LOGS = ROOT / "tests" / "data" / "logs"
MAPPINGS = ROOT / "data" / "mappings"

EVENTS = """
name = "desk"
time_zone = "Asia/Tehran"
psp = "alpha"
region = "north"

[[file]]
name = "events"
rows = "events"
times = ["%Y-%m-%d %H:%M", "jalali %Y/%m/%d %H:%M"]
missing = ["NA", "?"]

[file.fields]
ticket = "id"
activity = "what"
at = "when"
contractor = "firm"
technician = "person"
merchant = "shop"
terminal = "tid"
priority = { column = "grade", values = { high = "P1", low = "P4" } }
zone = { default = "B" }

[[file.event]]
when = ["open"]
kinds = ["reported"]

[[file.event]]
when = ["give"]
kinds = ["dispatched", "accepted"]

[[file.event]]
when = ["hold"]
kinds = ["paused"]
owner = "merchant"

[[file.event]]
when = ["grade"]
first = ["reported"]
kinds = ["priority"]

[[file.event]]
when = ["done"]
kinds = ["resolved"]
"""
HEADER = "id,what,when,firm,person,shop,tid,grade\n"

TICKETS = """
name = "desk"
time_zone = "UTC"

[[file]]
name = "tickets"
rows = "tickets"
times = ["iso"]

[file.fields]
ticket = "id"
activity = "status"
contractor = "firm"

[[file.event]]
at = "opened"
kinds = ["reported"]

[[file.event]]
at = "ended"
when = ["done"]
kinds = ["resolved", "closed"]

[[file.event]]
at = "ended"
when = ["void"]
kinds = ["cancelled"]
"""

Take = Callable[..., Outcome]


@pytest.fixture
def take(store: Store, clock: TurnedClock, tmp_path: Path) -> Take:
    """Imports a text through a mapping, in a transaction of its own."""

    def taken(text: str | bytes, mapping: str = EVENTS) -> Outcome:
        path = tmp_path / "log.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return imported(store, clock, mapping, [path])

    return taken


def imported(store: Store, clock: TurnedClock, mapping: str, paths: Sequence[Path]) -> Outcome:
    reading = read_log(read_mapping(mapping, file="m.toml"), paths, now=clock.now())
    with store.writing() as session:
        return import_log(session, clock, reading, progress=lambda _done, _all: None)


def shipped(name: str) -> str:
    return (MAPPINGS / f"{name}.toml").read_text(encoding="utf-8")


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def kinds(session: Session) -> Counter[str]:
    return Counter(session.scalars(select(JobEvent.kind)))


def history(session: Session, code: str) -> list[tuple[str, datetime]]:
    rows = session.execute(
        select(JobEvent.kind, JobEvent.happened_at)
        .join(Job)
        .where(Job.code == code)
        .order_by(JobEvent.happened_at, JobEvent.id)
    )
    return [(kind, at) for kind, at in rows]


def told(outcome: Outcome) -> list[str]:
    return [str(reject) for reject in outcome.rejects]


def test_the_help_desk_log_becomes_jobs_with_pauses(store: Store, clock: TurnedClock) -> None:
    outcome = imported(store, clock, shipped("helpdesk_italian"), [LOGS / "helpdesk_italian.csv"])

    assert outcome.counts() == {
        "read": 714,
        "accepted": 714,
        "unchanged": 0,
        "rejected": 0,
        "jobs": 150,
        "events": 714,
    }
    with store.reading() as session:
        found = kinds(session)
        assert (found["paused"], found["closed"], found["dispatched"]) == (46, 150, 159)
        assert found["reported"] == 150
        owners = set(session.scalars(select(JobEvent.owner).where(JobEvent.kind == "paused")))
        assert owners == {"merchant"}
        assert count(session, Party) == 4


def test_a_second_reading_adds_nothing(store: Store, clock: TurnedClock) -> None:
    for place in range(2):
        outcome = imported(store, clock, shipped("helpdesk_italian"), [LOGS / "helpdesk_italian.csv"])
        with store.reading() as session:
            assert (count(session, Job), count(session, JobEvent)) == (150, 722)
        assert outcome.unchanged == 714 * place


def test_half_a_log_and_then_all_of_it_is_all_of_it(store: Store, clock: TurnedClock, tmp_path: Path) -> None:
    lines = (LOGS / "helpdesk_italian.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    half = tmp_path / "half.csv"
    half.write_text("".join(lines[:400]), encoding="utf-8")
    mapping = shipped("helpdesk_italian")

    assert imported(store, clock, mapping, [half]).accepted == 399
    newer = imported(store, clock, mapping, [LOGS / "helpdesk_italian.csv"])

    assert (newer.accepted, newer.unchanged) == (315, 399)
    with store.reading() as session:
        assert (count(session, Job), count(session, JobEvent)) == (150, 722)


def test_two_files_of_one_log_belong_together(store: Store, clock: TurnedClock) -> None:
    files = [LOGS / "bpi2014_incident_activity.csv", LOGS / "bpi2014_incident_detail.csv"]
    outcome = imported(store, clock, shipped("bpi2014_rabobank"), files)

    assert (outcome.read, outcome.accepted, outcome.jobs) == (1151, 1151, 90)
    with store.reading() as session:
        found = kinds(session)
        assert (found["dispatched"], found["contractor"], found["reopened"]) == (181, 127, 15)
        assert found["reported"] == 90
        assert count(session, Job) == 90


def test_the_second_file_may_come_later(store: Store, clock: TurnedClock) -> None:
    mapping = shipped("bpi2014_rabobank")
    first = imported(store, clock, mapping, [LOGS / "bpi2014_incident_activity.csv"])
    with store.reading() as session:
        assert set(session.scalars(select(Job.registered_priority))) == {""}
    second = imported(store, clock, mapping, [LOGS / "bpi2014_incident_detail.csv"])

    assert (first.jobs, second.jobs, second.accepted) == (90, 0, 90)
    with store.reading() as session:
        assert "" not in set(session.scalars(select(Job.registered_priority)))


def test_requests_closed_before_they_were_made_are_refused_with_line_and_reason(
    store: Store, clock: TurnedClock
) -> None:
    outcome = imported(store, clock, shipped("nyc311"), [LOGS / "nyc311.csv"])

    assert (outcome.read, outcome.accepted, outcome.rejected, outcome.jobs) == (123, 120, 3, 120)
    assert told(outcome)[0] == (
        "nyc311.csv, line 122, Closed Date: found '11/13/2017 01:27:00 PM',"
        " expected not before Created Date (11/14/2017 01:28:00 PM)"
    )
    with store.reading() as session:
        due = session.execute(select(Job.closed_at, Job.due_to).where(Job.due_to.is_not(None))).all()
        assert len(due) == 60
        assert sum(closed is not None and closed <= to for closed, to in due) == 55
        assert sum(closed is not None and closed > to for closed, to in due) == 5


def test_facts_carry_who_why_and_when(store: Store, take: Take) -> None:
    take(
        HEADER
        + "1,done,2024-01-05 09:00,f1,t1,s1,100,high\n"
        + "1,hold,1402/10/13 10:00,f1,t1,s1,100,high\n"
        + "1,open,2024-01-02 08:00,NA,NA,s1,100,high\n"
        + "1,give,2024-01-02 08:30,f1,t1,s1,100,high\n"
    )
    with store.reading() as session:
        assert history(session, "1") == [
            ("reported", datetime(2024, 1, 2, 4, 30, tzinfo=UTC)),
            ("dispatched", datetime(2024, 1, 2, 5, tzinfo=UTC)),
            ("accepted", datetime(2024, 1, 2, 5, tzinfo=UTC)),
            ("paused", datetime(2024, 1, 3, 6, 30, tzinfo=UTC)),
            ("resolved", datetime(2024, 1, 5, 5, 30, tzinfo=UTC)),
        ]
        job = session.scalars(select(Job)).one()
        assert (job.stage, job.origin, job.registered_priority, job.zone) == ("resolved", "desk", "P1", "B")
        assert job.party is not None
        assert job.technician is not None
        assert job.terminal is not None
        assert (job.party.code, job.technician.code, job.terminal.number) == ("f1", "t1", "100")
        assert job.psp is not None
        assert job.region is not None
        assert (job.psp.code, job.region.code) == ("alpha", "north")
        paused = session.scalars(select(JobEvent).where(JobEvent.kind == "paused")).one()
        assert (paused.reason, paused.owner, paused.source) == ("hold", "merchant", "log")
        tables = (Party, Technician, Merchant, Terminal, Psp, Region)
        assert [count(session, table) for table in tables] == [1] * 6


def test_rows_alike_are_facts_of_their_own(store: Store, take: Take) -> None:
    row = "1,open,2024-01-02 08:00,,,,,\n"
    assert take(HEADER + row + row).counts()["events"] == 2
    assert take(HEADER + row).unchanged == 1
    assert take(HEADER + row * 3).counts() == {
        "read": 3,
        "accepted": 1,
        "unchanged": 2,
        "rejected": 0,
        "jobs": 0,
        "events": 1,
    }


def test_a_log_that_begins_late_gets_a_start(store: Store, take: Take) -> None:
    outcome = take(HEADER + "1,done,2024-01-02 08:00,,,,,\n")

    assert outcome.events == 1
    with store.reading() as session:
        start = session.scalars(select(JobEvent).where(JobEvent.kind == "reported")).one()
        assert (start.reason, start.happened_at) == ("implied", datetime(2024, 1, 2, 4, 30, tzinfo=UTC))


def test_the_first_row_of_a_ticket_may_mean_something_else(store: Store, take: Take) -> None:
    late = "1,grade,2024-01-03 08:00,,,,,low\n"
    take(HEADER + late + "1,grade,2024-01-02 08:00,,,,,high\n")
    take(HEADER + late + "1,grade,2024-01-04 08:00,,,,,high\n")
    with store.reading() as session:
        assert [kind for kind, _at in history(session, "1")] == ["reported", "priority", "priority"]
        assert session.scalars(select(Job.priority)).one() == "P1"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",open,2024-01-02 08:00,,,,,", "line 2, id: found nothing, expected the code of the ticket"),
        ("1,open,02.01.2024,,,,,", "line 2, when: found '02.01.2024', expected an instant written %Y"),
        ("1,open,,,,,,", "line 2, when: found nothing, expected an instant written %Y"),
        ("1,open,2924-01-02 08:00,,,,,", "expected an instant that is not in the future"),
        ("1,sleep,2024-01-02 08:00,,,,,", "line 2, what: found 'sleep', expected one of done, give"),
        ("1,open,2024-01-02 08:00,,,,,huge", "line 2, grade: found 'huge', expected one of P1, P2, P3, P4"),
        ("1,open,2024-01-02 08:00,,,,7,", "line 2, terminal: found '7', expected a terminal that is known"),
        ("1,open,2024-01-02 08:00", "line 2: found 3 cells, expected 8 as in the line of headings"),
        ("1,open,2024-01-02 08:00,,,,,,x", "line 2: found 9 cells"),
        ("1\0,open,2024-01-02 08:00,,,,,", "line 2: found a NUL character"),
        ("1" * 101 + ",open,2024-01-02 08:00,,,,,", "expected a code of at most 100 characters"),
    ],
)
def test_a_bad_row_is_explained_and_changes_nothing(
    store: Store, take: Take, row: str, expected: str
) -> None:
    outcome = take(f"{HEADER}{row}\n")

    assert (outcome.read, outcome.accepted, outcome.rejected) == (1, 0, 1)
    assert expected in told(outcome)[0]
    with store.reading() as session:
        assert (count(session, Job), count(session, JobEvent)) == (0, 0)


def test_a_bad_row_is_named_by_its_physical_line(take: Take) -> None:
    text = HEADER + '\n"1",open,2024-01-02 08:00,,,"a\nshop",,\n1,sleep,2024-01-02 08:00,,,,,\n'
    assert [reject.row for reject in take(text).rejects] == [5]


def test_the_code_of_another_job_is_not_taken(store: Store, take: Take, clock: TurnedClock) -> None:
    row = HEADER + "1,open,2024-01-02 08:00,,,,,\n"
    take(row)
    outcome = take(row, EVENTS.replace('"desk"', '"other"'))

    assert (outcome.accepted, outcome.rejected) == (0, 1)
    assert "it is one of desk; give the ticket a prefix" in told(outcome)[0]
    with store.reading() as session:
        assert count(session, JobEvent) == 1


def test_one_row_a_ticket(store: Store, take: Take) -> None:
    header = "id,status,firm,opened,ended\n"
    first = take(
        header + "a,open,f1,2024-01-01T08:00Z,\nb,void,f1,2024-01-01T08:00Z,2024-01-02T08:00Z\n", TICKETS
    )
    newer = take(header + "a,done,f1,2024-01-01T08:00Z,2024-01-03T08:00Z\nc,open,f1,,\n", TICKETS)

    assert (first.accepted, first.events) == (2, 3)
    assert (newer.accepted, newer.events, newer.rejected) == (1, 2, 1)
    assert "expected a date in at least one of its columns" in told(newer)[0]
    with store.reading() as session:
        stages = {job.code: job.stage for job in session.scalars(select(Job))}
        assert stages == {"a": "closed", "b": "cancelled"}
        assert {job.registered_party for job in session.scalars(select(Job))} == {"f1"}


def test_promises_follow_where_an_agreement_speaks_of_the_jobs(
    store: Store, take: Take, clock: TurnedClock
) -> None:
    document = """
code = "SLA-1"
kind = "SLA"
time_zone = "Asia/Tehran"
title = { fa = "پیمان", en = "SLA" }
psp = "alpha"
[[version]]
number = 1
effective_from = 2023-01-01
[[version.target]]
metric = "resolve"
limit = 24
unit = "hours"
[[version.pause]]
owner = "merchant"
stops = ["resolve"]
"""
    with store.writing() as session:
        record_agreement(session, clock, document, file="a.toml", by="t")
    take(
        HEADER
        + "1,open,2024-01-02 08:00,,,,,\n1,hold,2024-01-02 09:00,,,,,\n1,give,2024-01-04 09:00,f,,,,\n"
        + "1,done,2024-01-04 10:00,,,,,\n2,open,2024-01-02 08:00,,,,,\n2,done,2024-01-04 10:00,,,,,\n"
    )
    with store.reading() as session:
        rows = session.execute(
            select(Job.code, ObligationRow.state, ObligationRow.used_seconds).join(Job).order_by(Job.code)
        )
        assert [tuple(row) for row in rows] == [("1", "met", 2 * 3600), ("2", "missed", 50 * 3600)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "log.csv: found an empty file"),
        (b"\n\n", "log.csv: found an empty file"),
        (b"id;what\n1;open\n", "found headings without id, what, when, firm, person, shop, tid, grade"),
        (HEADER.encode() + b'1,"open,2024\n', "log.csv, line 2: found unexpected end of data"),
        (HEADER.encode() + b"1,\xff\xfe\xfa,x\n", "log.csv, line 2: found the byte 0xff, which is not UTF-8"),
        (b"PK\x03\x04rest", "log.csv: found a zip file or workbook, expected a CSV file"),
        (b"x," * 1_000_000 + b"\n", "log.csv, line 1: found 1,000,001 columns"),
        (HEADER.encode() + b"1" * 200_000, "found field larger than field limit"),
    ],
)
def test_a_file_that_is_no_such_log_changes_nothing(
    store: Store, take: Take, raw: bytes, expected: str
) -> None:
    with pytest.raises(BadInput) as failure:
        take(raw)
    assert expected in str(failure.value)
    assert "\n" not in str(failure.value)
    with store.reading() as session:
        assert (count(session, Job), count(session, Psp)) == (0, 0)


def test_only_headings_is_a_log_without_rows(take: Take) -> None:
    assert take(HEADER).read == 0


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from app.clock import TurnedClock
from app.models.store import Store
from app.services.imports.logs import import_log, read_log
from app.services.imports.mapping_file import read_mapping
url, mapping, log = sys.argv[1:]
clock = TurnedClock(datetime(2026, 6, 1, tzinfo=UTC))
mapping = read_mapping(Path(mapping).read_text(encoding="utf-8"), file="m")
reading = read_log(mapping, [Path(log)], now=clock.now())
with Store(url, lambda changes: None).writing() as session:
    import_log(session, clock, reading, progress=lambda done, total: os.kill(os.getpid(), signal.SIGKILL))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_an_import_that_is_killed_leaves_nothing(store: Store, clock: TurnedClock) -> None:
    log = LOGS / "helpdesk_italian.csv"
    mapping = MAPPINGS / "helpdesk_italian.toml"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, store.url.render_as_string(), str(mapping), str(log)],
        cwd=ROOT,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    with store.reading() as session:
        assert [count(session, table) for table in (Job, JobEvent, Party)] == [0, 0, 0]
    assert imported(store, clock, shipped("helpdesk_italian"), [log]).accepted == 714


def test_a_shared_store_takes_the_same_log(postgres_url: str, clock: TurnedClock) -> None:
    store = Store(postgres_url, lambda _changes: None)
    schema.prepare(store)
    for place in range(2):
        outcome = imported(store, clock, shipped("helpdesk_italian"), [LOGS / "helpdesk_italian.csv"])
        assert (outcome.accepted, outcome.unchanged) == (714 * (1 - place), 714 * place)
    store.dispose()
