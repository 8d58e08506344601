"""Periodic visits over a real store: noted once, opened in time, and never dropped."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.clock import TurnedClock
from app.domain.errors import RuleBroken
from app.domain.events import Owner
from app.domain.jalali import JalaliMonth
from app.models.jobs import Job, ObligationRow
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician
from app.models.plans import PmPlanRow, PmVisit
from app.models.store import Store
from app.services import maintenance
from app.services.agreements.taking_in import record_agreement
from app.services.jobs import commands as jobs
from app.services.jobs.commands import JobRef, Said
from app.services.maintenance import JobSeen, PmFilter, state_of
from tests.prepared import filled

TEHRAN = ZoneInfo("Asia/Tehran")
START = date(2026, 6, 1)
FOUNDED = datetime.combine(START, time(6), TEHRAN)
BY_DESK = Said("desk")

CONTRACT = """
code = "UC-1"
kind = "UC"
title = { fa = "قرارداد", en = "Contract" }
time_zone = "Asia/Tehran"
contractor = "C1"

[calendars.office]
weekly.sat = [["08:00", "17:00"]]
weekly.sun = [["08:00", "17:00"]]
weekly.mon = [["08:00", "17:00"]]
weekly.tue = [["08:00", "17:00"]]
weekly.wed = [["08:00", "17:00"]]
weekly.thu = [["08:00", "13:00"]]

[[version]]
number = 1
effective_from = 2024-03-20

[version.pm]
every_months = { premium = 1, standard = 2 }
window_percent = 10

[[version.target]]
metric = "pm"
unit = "window"
calendar = "office"
services = ["PM"]
"""


@dataclass
class Scene:
    """A store with one contractor, one technician and two terminals."""

    store: Store
    clock: TurnedClock

    def at(self, day, hour=9):
        self.clock.turn_to(datetime.combine(day, time(hour), TEHRAN))

    def plan(self, terminal_id=1, anchor=START):
        with self.store.writing() as session:
            return maintenance.plan_terminal(session, terminal_id, agreement="UC-1", anchor=anchor)

    def generate(self, until):
        with self.store.writing() as session:
            return maintenance.generate_visits(session, self.clock, until)

    def close(self):
        with self.store.writing() as session:
            return maintenance.close_windows(session, self.clock)

    def do(self, command, job_id, **details):
        with self.store.writing() as session:
            command(session, self.clock, JobRef(job_id), BY_DESK, **details)

    def visits(self, first=START, last=date(2026, 12, 31), **only):
        with self.store.reading() as session:
            return maintenance.visits(session, self.clock, first, last, zone=TEHRAN, only=PmFilter(**only))

    def states(self):
        with self.store.reading() as session:
            return list(session.scalars(select(PmVisit.state).order_by(PmVisit.id)))


@pytest.fixture
def scene(tmp_path):
    file = tmp_path / "store.sqlite"
    file.write_bytes(filled(found))
    store = Store(f"sqlite:///{file}", lambda changes: None)
    yield Scene(store, TurnedClock(FOUNDED))
    store.dispose()


def found(session):
    party = Party(code="C1", name="پیمانکار", name_en="Contractor")
    for number, merchant_class in ((1, "premium"), (2, "standard")):
        merchant = Merchant(
            code=f"M{number}",
            name=f"بهار {number}",
            name_en=f"Bahar {number}",
            merchant_class=merchant_class,
            city="تهران",
            zone="A",
        )
        session.add(Terminal(number=f"1000000{number}", merchant=merchant, party=party))
        session.flush()
    session.add(Technician(code="T1", name="رضا", name_en="Reza", party=party))
    session.flush()
    record_agreement(session, TurnedClock(FOUNDED), CONTRACT, file="uc.toml", by="admin")


def test_visits_are_noted_once_and_opened_when_their_window_opens(scene):
    scene.plan()
    assert scene.generate(date(2026, 9, 1)) == 3
    assert scene.generate(date(2026, 9, 1)) == 0
    found = [(row.number, row.window_from, row.window_to, row.job_id) for row in scene.visits()]
    assert found == [
        (1, date(2026, 6, 29), date(2026, 7, 5), None),
        (2, date(2026, 7, 30), date(2026, 8, 5), None),
        (3, date(2026, 8, 30), date(2026, 9, 5), None),
    ]
    scene.at(date(2026, 6, 29), 0)
    assert scene.generate(date(2026, 9, 1)) == 0
    assert scene.generate(date(2026, 9, 1)) == 0
    with scene.store.reading() as session:
        job = session.scalars(select(Job)).one()
        assert (job.service, job.registered_party, job.terminal_id) == ("PM", "C1", 1)
        assert job.due_from == datetime(2026, 6, 28, 20, 30, tzinfo=UTC)
        assert job.due_to == datetime(2026, 7, 5, 20, 30, tzinfo=UTC)
        promise = session.scalars(select(ObligationRow)).one()
        assert (promise.metric, promise.party, promise.due_at) == ("pm", "C1", job.due_to)


def test_an_interval_follows_the_merchant_class(scene):
    scene.plan(2)
    with scene.store.reading() as session:
        plan = session.scalars(select(PmPlanRow)).one()
    assert (plan.every_months, plan.window_percent, plan.on_holiday) == (2, 10, "nearest")


@pytest.mark.parametrize(
    ("terminal", "agreement", "code"),
    [(1, "UC-1", "already-planned"), (9, "UC-1", "unknown-terminal"), (2, "UC-9", "unknown-agreement")],
)
def test_a_plan_that_makes_no_sense_is_refused_and_changes_nothing(scene, terminal, agreement, code):
    scene.plan()
    with pytest.raises(RuleBroken) as broken, scene.store.writing() as session:
        maintenance.plan_terminal(session, terminal, agreement=agreement, anchor=START)
    assert broken.value.code == code
    with scene.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(PmPlanRow)) == 1


def test_a_class_without_a_policy_has_no_plan(scene):
    with scene.store.writing() as session:
        session.get_one(Merchant, 2).merchant_class = "low"
    with pytest.raises(RuleBroken) as broken:
        scene.plan(2)
    assert (broken.value.code, broken.value.parameters["merchant_class"]) == ("no-pm-policy", "low")


def opened_job(scene):
    scene.plan()
    scene.at(date(2026, 6, 29))
    scene.generate(date(2026, 9, 1))
    return next(row.job_id for row in scene.visits() if row.job_id is not None)


def test_a_visit_done_within_its_window_is_done(scene):
    job_id = opened_job(scene)
    scene.at(date(2026, 7, 5), 23)
    scene.do(jobs.resolve, job_id, remedy="R03")
    assert scene.visits()[0].state == "done"
    assert scene.states()[0] == "planned"
    with scene.store.writing() as session:
        assert maintenance.mark_done(session, scene.clock, job_id) == "done"
    assert scene.close() == 0
    assert scene.states()[0] == "done"


def test_a_window_that_closes_without_a_visit_counts_it_missed_once(scene):
    job_id = opened_job(scene)
    scene.at(date(2026, 7, 5), 23)
    assert scene.close() == 0
    scene.at(date(2026, 7, 6), 0)
    assert scene.visits()[0].state == "missed"
    assert scene.close() == 1
    assert scene.close() == 0
    scene.do(jobs.resolve, job_id, remedy="R03")
    with scene.store.writing() as session:
        assert maintenance.mark_done(session, scene.clock, job_id) == "missed"
    assert (scene.states()[0], scene.visits()[0].state) == ("missed", "missed")


def test_a_cancelled_visit_is_not_forgotten(scene):
    job_id = opened_job(scene)
    scene.do(jobs.cancel, job_id, reason="given-up")
    assert scene.close() == 0
    scene.at(date(2026, 7, 6))
    assert scene.close() == 1


def test_a_refused_visit_is_excused_even_after_its_window(scene):
    job_id = opened_job(scene)
    scene.do(jobs.pause, job_id, reason="merchant-refused", owner=Owner.MERCHANT)
    scene.at(date(2026, 7, 6))
    assert scene.close() == 1
    scene.do(jobs.excuse, job_id, reason="merchant-refused")
    with scene.store.writing() as session:
        assert maintenance.mark_done(session, scene.clock, job_id) == "excused"
    assert scene.visits()[0].state == "excused"


def test_a_terminal_out_of_use_is_excused_without_a_job(scene):
    scene.plan()
    scene.generate(date(2026, 9, 1))
    with scene.store.writing() as session:
        session.get_one(Terminal, 1).is_active = False
    scene.at(date(2026, 6, 29))
    scene.generate(date(2026, 9, 1))
    assert (scene.states()[0], scene.visits()[0].job_id) == ("excused", None)


def test_what_was_not_generated_for_months_is_missed_not_dropped(scene):
    opened_job(scene)
    scene.at(date(2026, 9, 20))
    scene.generate(date(2026, 10, 1))
    assert scene.close() == 1
    assert [row.number for row in scene.visits()] == [1, 2, 3, 4]


def test_a_window_that_closed_while_the_program_was_off_is_missed_and_owed_by_nobody(scene):
    scene.plan()
    scene.generate(date(2026, 9, 1))
    scene.at(date(2026, 9, 5), 23)
    scene.generate(date(2026, 12, 14))
    scene.generate(date(2026, 12, 14))
    assert scene.close() == 0
    seen = [(row.number, row.state, row.job_id is None) for row in scene.visits()][:4]
    assert seen == [
        (1, "missed", True),
        (2, "missed", True),
        (3, "overdue", False),
        (4, "planned", True),
    ]
    with scene.store.reading() as session:
        promise = session.scalars(select(ObligationRow)).one()
        closed = session.scalars(select(PmVisit.closed_at).order_by(PmVisit.id)).all()
        days = maintenance.month(session, scene.clock, JalaliMonth(1405, 4), zone=TEHRAN)
    assert promise.due_at == datetime(2026, 9, 5, 20, 30, tzinfo=UTC)
    assert closed[:3] == [scene.clock.now(), scene.clock.now(), None]
    assert sum(day.missed for day in days) == 1


def test_only_jobs_of_visits_can_be_marked(scene):
    with pytest.raises(RuleBroken) as broken, scene.store.writing() as session:
        maintenance.mark_done(session, scene.clock, 77)
    assert broken.value.code == "no-visit-of-this-job"


def test_a_month_counts_its_days_and_a_list_names_its_visits(scene):
    opened_job(scene)
    scene.at(date(2026, 7, 3))
    with scene.store.reading() as session:
        days = maintenance.month(session, scene.clock, JalaliMonth(1405, 4), zone=TEHRAN)
    assert (len(days), days[0].day, sum(day.due for day in days)) == (31, date(2026, 6, 22), 1)
    busy = next(day for day in days if day.due)
    assert (busy.day, busy.overdue, busy.planned) == (date(2026, 7, 2), 1, 0)
    row = scene.visits(state="overdue")[0]
    assert (row.terminal, row.merchant, row.merchant_en) == ("10000001", "بهار 1", "Bahar 1")
    assert (row.contractor, row.contractor_name_en, row.technician, row.city) == (
        "C1",
        "Contractor",
        "",
        "تهران",
    )
    assert (row.due_date, row.planned_date, row.job_code) == (date(2026, 7, 2), date(2026, 7, 2), "10001")
    assert scene.visits(contractor="C2") == []
    assert scene.visits(city="کرج") == []
    scene.do(jobs.assign, row.job_id, technician_id=1)
    assert scene.visits()[0].technician_en == "Reza"


NOW = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("settled", "seen", "state"),
    [
        ("planned", None, "planned"),
        ("planned", JobSeen(None, None, False), "planned"),
        ("planned", JobSeen(None, NOW, False), "missed"),
        ("planned", JobSeen(NOW - timedelta(seconds=1), NOW, False), "done"),
        ("planned", JobSeen(NOW, NOW, False), "missed"),
        ("missed", JobSeen(NOW - timedelta(days=1), NOW, False), "missed"),
        ("missed", JobSeen(None, NOW, True), "excused"),
        ("done", JobSeen(NOW, NOW, True), "done"),
    ],
)
def test_the_state_of_a_visit_follows_its_job(settled, seen, state):
    assert state_of(settled, seen, NOW) == state
