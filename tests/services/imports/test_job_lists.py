"""Jobs, events and visits of files in the store: opened, appended, known, refused."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import TurnedClock
from app.models.jobs import Job, JobEvent, ObligationRow
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician
from app.models.plans import PmPlanRow, PmVisit
from app.models.store import Store
from app.services.agreements.taking_in import record_agreement
from app.services.imports.event_lists import import_events
from app.services.imports.job_lists import import_jobs
from app.services.imports.list_rows import read_list
from app.services.imports.outcome import Outcome
from app.services.imports.visit_lists import import_visits
from app.services.maintenance import generate_visits
from tests.prepared import filled

TEHRAN = ZoneInfo("Asia/Tehran")
TAKES = {"jobs": import_jobs, "events": import_events, "visits": import_visits}
Take = Callable[[str, str], Outcome]

AGREEMENT = """
code = "UC-1"
kind = "UC"
title = { fa = "بازدید و تعمیر", en = "Visits and repairs" }
time_zone = "Asia/Tehran"
contractor = "C1"

[[version]]
number = 1
effective_from = 2024-03-20

[version.pm]
every_months = { premium = 1, standard = 3, low = 6 }

[[version.target]]
services = ["EM"]
metric = "resolve"
limit = 4
unit = "hours"
"""


def founded(session: Session) -> None:
    """Two terminals and their contractor."""
    contractor = Party(code="C1", name="One")
    merchant = Merchant(
        code="M1", name="Shop", zone="B", merchant_class="standard", city="Karaj", province="Alborz"
    )
    session.add_all(
        (
            Party(code="C2", name="Two"),
            Technician(code="T1", name="Ali", party=contractor),
            Terminal(number="70001", merchant=merchant, party=contractor),
            Terminal(number="70002", merchant=merchant, party=contractor),
        )
    )
    session.flush()
    clock = TurnedClock(datetime(2026, 5, 1, tzinfo=UTC))
    record_agreement(session, clock, AGREEMENT, file="uc.toml", by="admin")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "store.sqlite"
    path.write_bytes(filled(founded))
    store = Store(f"sqlite:///{path}", lambda _changes: None)
    yield store
    store.dispose()


@pytest.fixture
def take(store: Store, clock: TurnedClock, tmp_path: Path) -> Take:
    """Imports a text as one kind of list."""

    def taken(kind: str, text: str) -> Outcome:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        reading = read_list(kind, [path])
        with store.writing() as session:
            return TAKES[kind](session, clock, reading, zone=TEHRAN, progress=lambda _done, _all: None)

    return taken


def figures(outcome: Outcome) -> tuple[int, int, int, int, int | None, int | None]:
    counts = (outcome.read, outcome.accepted, outcome.unchanged, outcome.rejected)
    return (*counts, outcome.jobs, outcome.events)


JOBS = """\
job,service,terminal,priority,contractor,technician,fault,due_from,due_to
HD-1,EM,70001,P2,C1,T1,no-power,,
HD-2,PM,۷۰۰۰۲,,C1,,,1405/03/01,1405/03/10
"""
EVENTS = """\
job,at,event,reason,owner,value,source,recorded_at
HD-1,2026-05-30T10:00,reported,,,,merchant,
HD-1,2026-05-30T10:05+03:30,dispatched,,,c1,,2026-05-30T10:06+03:30
HD-1,1405/03/09 11:00,paused,closed,merchant,,Ali on the phone,
HD-1,2026-05-30T08:30Z,resumed,,,,contractor,
HD-1,2026-05-30T15:00,resolved,,,R-1,contractor,2026-05-30T15:00:01.5
HD-2,2026-05-31T12:00,resolved,,,,,
"""


def test_jobs_and_their_events_are_taken_in_once(take: Take, store: Store) -> None:
    assert figures(take("jobs", JOBS)) == (2, 2, 0, 0, 2, 0)
    assert figures(take("events", EVENTS)) == (6, 6, 0, 0, 0, 6)
    with store.reading() as session:
        repair, visit = session.scalars(select(Job).order_by(Job.id))
        assert (repair.code, repair.zone, repair.city, repair.merchant_class) == (
            "HD-1", "B", "Karaj", "standard",
        )  # fmt: skip
        assert (repair.stage, repair.province, repair.registered_party) == ("resolved", "Alborz", "C1")
        assert repair.technician is not None
        assert repair.technician.code == "T1"
        assert visit.due_from == datetime(2026, 5, 21, 20, 30, tzinfo=UTC)
        assert visit.due_to == datetime(2026, 5, 31, 20, 30, tzinfo=UTC)
        said = [
            (event.kind, event.happened_at, event.value, event.source, event.actor, event.technician)
            for event in repair.events
        ]
        assert said == [
            ("reported", datetime(2026, 5, 30, 6, 30, tzinfo=UTC), "", "merchant", "", ""),
            ("dispatched", datetime(2026, 5, 30, 6, 35, tzinfo=UTC), "C1", "desk", "", "T1"),
            ("paused", datetime(2026, 5, 30, 7, 30, tzinfo=UTC), "", "desk", "Ali on the phone", ""),
            ("resumed", datetime(2026, 5, 30, 8, 30, tzinfo=UTC), "", "contractor", "", ""),
            ("resolved", datetime(2026, 5, 30, 11, 30, tzinfo=UTC), "R-1", "contractor", "", ""),
        ]
        assert [event.recorded_at for event in repair.events][1] == datetime(2026, 5, 30, 6, 36, tzinfo=UTC)
        # Dispatched 10:05, four hours, one of them a wait of the merchant's that no rule lets stop it.
        promise = session.scalars(select(ObligationRow).where(ObligationRow.job_id == repair.id)).one()
        assert promise.due_at == datetime(2026, 5, 30, 10, 35, tzinfo=UTC)
        assert (promise.state, promise.overrun_seconds) == ("missed", 3300)

    assert figures(take("jobs", JOBS)) == (2, 0, 2, 0, 0, 0)
    assert figures(take("events", EVENTS)) == (6, 0, 6, 0, 0, 0)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(JobEvent)) == 6


def test_codes_are_found_whatever_their_case_and_digits(take: Take, store: Store) -> None:
    take("jobs", JOBS)
    assert figures(take("jobs", "job,service\nhd-۱,em\n")) == (1, 0, 1, 0, 0, 0)
    assert figures(take("events", "job,at,event\nhd-۱,2026-05-30T10:00,reported\n")) == (1, 1, 0, 0, 0, 1)
    assert figures(take("events", "job,at,event\nHD-1,2026-05-30T10:00,reported\n")) == (1, 0, 1, 0, 0, 0)
    assert figures(take("visits", VISITS.replace(",C1", ",c1")))[:4] == (1, 1, 0, 0)
    with store.reading() as session:
        assert session.scalars(select(Job.code).order_by(Job.id)).all() == ["HD-1", "HD-2"]


def test_two_events_alike_are_two_facts_and_stay_two(take: Take, store: Store) -> None:
    twice = "job,at,event,value\nHD-1,2026-05-30T10:00,note,called\nHD-1,2026-05-30T10:00,note,called\n"
    take("jobs", JOBS)
    assert figures(take("events", twice)) == (2, 2, 0, 0, 0, 2)
    assert figures(take("events", twice)) == (2, 0, 2, 0, 0, 0)
    assert figures(take("events", twice + "HD-1,2026-05-30T10:00,note,called\n")) == (3, 1, 2, 0, 0, 1)


def test_a_file_without_a_column_leaves_it_to_the_merchant_an_empty_cell_does_not(
    take: Take, store: Store
) -> None:
    take("jobs", "job,service,merchant,zone\nA,EM,M1,\nB,EM,M1,C\n")
    with store.reading() as session:
        rows = session.execute(select(Job.code, Job.zone, Job.city).order_by(Job.code))
        assert [tuple(row) for row in rows] == [("A", "", "Karaj"), ("B", "C", "Karaj")]


@pytest.mark.parametrize(
    ("kind", "row", "expected"),
    [
        ("jobs", "X,FIX,,,,,,,", "line 2, service: found 'FIX', expected one of EM, PM"),
        ("jobs", "X,EM,9,,,,,,", "terminal: found '9', expected the code of a terminal that is known"),
        ("jobs", "X,EM,,,C9,,,,", "contractor: found 'C9', expected the code of a contractor that is known"),
        ("jobs", "X,EM,,,,T9,,,", "technician: found 'T9', expected the code of a technician that is known"),
        ("jobs", "X,EM,,P5,,,,,", "priority: found 'P5', expected one of P1, P2, P3, P4"),
        ("jobs", "X,PM,,,,,,2026-02-30,", "due_from: found '2026-02-30', expected a date such as"),
        ("jobs", "X,PM,,,,,,1900-01-01,", "expected a date of the years 1970 to 2199"),
        ("jobs", "X,PM,,,,,,2026-05-02,2026-05-01", "expected a time before due_to"),
        ("jobs", "HD-1,EM,70002,,,,,,", "terminal: found '70002', expected 70001, as job HD-1 has it"),
        ("jobs", "HD-2,PM,,,,,,,1405/03/11", "expected the window that job HD-2 has: 2026-06-01T00:00:00"),
        ("events", "HD-9,2026-05-30T10:00,note,,,,,", "job: found 'HD-9', expected the code of a job that"),
        ("events", "HD-1,2026-05-30,note,,,,,", "at: found '2026-05-30', expected an instant such as"),
        ("events", "HD-1,2026-06-02T10:00,note,,,,,", "expected an instant that is not in the future"),
        ("events", "HD-1,2026-05-30T10:00,fixed,,,,,", "event: found 'fixed', expected one of reported"),
        ("events", "HD-1,2026-05-30T10:00,paused,x,nobody,,,", "owner: found 'nobody', expected one of"),
        ("events", "HD-1,2026-05-30T10:00,priority,,,P7,,", "value: found 'P7', expected one of P1"),
        ("events", "HD-1,2026-05-30T10:00,priority,,,,,", "found nothing, expected the new priority"),
        ("events", "HD-1,2026-05-30T10:00,contractor,,,C9,,", "value: found 'C9', expected the code of a"),
        ("events", "HD-1,2026-05-30T10:00,dispatched,,,C9,,", "value: found 'C9', expected the code of a"),
        ("events", "HD-1,2026-05-30T10:00,excused,,,x,,", "value: found 'x', expected one of acknowledge"),
        ("events", "HD-1,9999-12-31T23:59-12:00,note,,,,,", "an instant of the years 1970 to 2199"),
    ],
)
def test_a_bad_row_is_explained_and_changes_nothing(
    take: Take, store: Store, kind: str, row: str, expected: str
) -> None:
    take("jobs", JOBS)
    outcome = take(kind, f"{(JOBS if kind == 'jobs' else EVENTS).splitlines()[0]}\n{row}\n")
    assert figures(outcome)[:4] == (1, 0, 0, 1)
    assert expected in str(outcome.rejects[0])
    with store.reading() as session:
        assert session.scalars(select(Job.code).order_by(Job.id)).all() == ["HD-1", "HD-2"]
        assert session.scalar(select(func.count()).select_from(JobEvent)) == 0


def test_what_a_step_in_cost_is_kept(take: Take, store: Store) -> None:
    costs = "job,service,cost\nA,EM,۱٬۲۰۰٬۰۰۰\nB,EM,\n"
    assert figures(take("jobs", costs)) == (2, 2, 0, 0, 2, 0)
    with store.reading() as session:
        assert session.scalars(select(Job.cost).order_by(Job.id)).all() == [Decimal(1_200_000), None]
    assert figures(take("jobs", costs)) == (2, 0, 2, 0, 0, 0)
    outcome = take("jobs", "job,service,cost\nA,EM,1\nC,EM,1.5\n")
    assert [str(reject).partition("expected ")[2] for reject in outcome.rejects] == [
        "whole rial",
        "1200000, as job A has it",
    ]


def test_a_workbook_is_read_as_well(store: Store, take: Take, clock: TurnedClock, tmp_path: Path) -> None:
    take("jobs", JOBS)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["درخواست", "زمان", "رویداد", "ستون دیگر"])
    sheet.append(["HD-1", datetime(2026, 5, 30, 10, 0, 30), "Reported", "…"])  # noqa: DTZ001 - as a sheet has it
    book.save(tmp_path / "events.xlsx")
    reading = read_list("events", [tmp_path / "events.xlsx"])
    with store.writing() as session:
        outcome = import_events(session, clock, reading, zone=TEHRAN, progress=lambda _done, _all: None)
    assert figures(outcome) == (1, 1, 0, 0, 0, 1)
    with store.reading() as session:
        assert session.scalars(select(Job.reported_at).where(Job.code == "HD-1")).one() == datetime(
            2026, 5, 30, 6, 30, 30, tzinfo=UTC
        )


VISITS = "terminal,earliest,latest,planned,contractor\n70001,1405/03/20,1405/03/30,1405/03/24,C1\n"


def test_a_visit_of_a_terminal_without_a_plan_begins_one(
    take: Take, store: Store, clock: TurnedClock
) -> None:
    assert figures(take("visits", VISITS)) == (1, 1, 0, 0, None, None)
    assert figures(take("visits", VISITS)) == (1, 0, 1, 0, None, None)
    with store.writing() as session:
        plan = session.scalars(select(PmPlanRow)).one()
        assert (plan.agreement, plan.anchor, plan.every_months) == ("UC-1", date(2026, 6, 15), 3)
        generate_visits(session, clock, date(2026, 10, 1))
        visits = session.scalars(select(PmVisit).order_by(PmVisit.number)).all()
        assert [(visit.number, visit.window_from, visit.planned_date) for visit in visits] == [
            (0, date(2026, 6, 10), date(2026, 6, 14)),
            (1, date(2026, 9, 7), date(2026, 9, 16)),
        ]


def test_a_window_moves_the_visit_it_meets_and_never_the_grid(take: Take, store: Store) -> None:
    take("visits", VISITS)
    later = "terminal,earliest,latest\n70001,2026-09-14,2026-09-20\n"
    assert figures(take("visits", later))[:4] == (1, 1, 0, 0)
    assert figures(take("visits", later))[:4] == (1, 0, 1, 0)
    with store.reading() as session:
        visits = session.scalars(select(PmVisit).order_by(PmVisit.number)).all()
        assert [(v.number, v.grid_date, v.window_from, v.window_to) for v in visits] == [
            (0, date(2026, 6, 15), date(2026, 6, 10), date(2026, 6, 20)),
            (1, date(2026, 9, 16), date(2026, 9, 14), date(2026, 9, 20)),
        ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("70009,2026-06-10,2026-06-20,,", "expected the number of an active terminal that is known"),
        ("70001,2026-06-10,2026-06-20,,C2", "contractor: found 'C2', expected C1, who looks after the"),
        ("70001,2026-06-20,2026-06-10,,", "expected a day that is not before the earliest"),
        ("70001,2026-05-01,2026-05-10,,", "expected a window that is not over"),
        ("70001,2028-05-01,2028-05-10,,", "expected a day within 366 days"),
        ("70001,2026-06-10,2026-06-20,2026-06-21,", "planned: found '2026-06-21', expected a day of the"),
        ("70002,2026-07-10,2026-07-20,,", "expected a window in which the terminal's plan has a visit"),
        ("70002,2026-06-10,2026-10-20,,", "expected a window that meets one visit of the terminal's plan"),
    ],
)
def test_a_bad_visit_is_explained_and_changes_nothing(
    take: Take, store: Store, row: str, expected: str
) -> None:
    take("visits", VISITS.replace("70001", "70002"))
    outcome = take("visits", f"{VISITS.splitlines()[0]}\n{row}\n")
    assert figures(outcome)[:4] == (1, 0, 0, 1)
    assert expected in str(outcome.rejects[0])
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(PmPlanRow)) == 1
        first = session.scalars(select(PmVisit).order_by(PmVisit.number)).first()
        assert first is not None
        assert (first.window_from, first.window_to) == (date(2026, 6, 10), date(2026, 6, 20))


def test_a_visit_whose_job_is_open_stays_as_it_is(take: Take, store: Store, clock: TurnedClock) -> None:
    take("visits", "terminal,earliest,latest\n70001,2026-05-30,2026-06-10\n")
    with store.writing() as session:
        generate_visits(session, clock, date(2026, 6, 30))
    outcome = take("visits", "terminal,earliest,latest\n70001,2026-05-30,2026-06-12\n")
    assert figures(outcome)[:4] == (1, 0, 0, 1)
    assert "expected 2026-05-30 to 2026-06-10: its job is open" in str(outcome.rejects[0])
