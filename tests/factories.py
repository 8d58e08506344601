"""A small region for tests of services: two contractors, their technicians, terminals and agreements."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.clock import TurnedClock
from app.models.jobs import Job, JobEvent
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Psp, Region, Technician
from app.models.registry import METADATA
from app.models.store import Store
from app.services.agreements.taking_in import record_agreement
from app.services.jobs import commands
from app.services.jobs.commands import JobRef, NewCall, Said

BY_DESK = Said("desk-1")
MINUTE = timedelta(minutes=1)

_HEAD = """
code = "{code}"
kind = "{kind}"
title = {{ fa = "توافق", en = "Agreement" }}
time_zone = "UTC"
contractor = "{contractor}"

[[version]]
number = 1
effective_from = 2026-01-01
"""

TARGETS = """
[[version.target]]
metric = "arrive"
limit = 60
unit = "minutes"
services = ["EM"]
warn_at = [50]

[[version.target]]
metric = "resolve"
limit = 120
unit = "minutes"
services = ["EM"]
warn_at = [50, 75]

[[version.target]]
metric = "pm"
unit = "window"
services = ["PM"]

[[version.pause]]
owner = "merchant"
stops = ["arrive", "resolve"]
"""


def agreement_text(kind: str, *, code: str = "", contractor: str = "", body: str = TARGETS) -> str:
    """Calls: on site within 60 minutes (warning at 30), solved within 120 (warnings at 60 and 90)."""
    return _HEAD.format(code=code or kind, kind=kind, contractor=contractor) + body


@dataclass
class Ground:
    """Ids of what `founded` wrote, and shorthands for what a desk does; the clock is turned by hand."""

    store: Store
    clock: TurnedClock
    terminals: list[int]
    technicians: list[int]

    def call(self, *, terminal: int = 0, priority: str = "P2", fault: str = "PRN-01", **more: Any) -> int:
        """A call that is taken now; returns the job's id."""
        call = NewCall(terminal_id=self.terminals[terminal], fault=fault, priority=priority, **more)
        with self.store.writing() as session:
            return commands.register(session, self.clock, call, BY_DESK)

    def act(self, job: int, action: str, *, version: int | None = None, **details: Any) -> None:
        """One command of the desk, now, in a transaction of its own."""
        said = details.pop("said", BY_DESK)
        with self.store.writing() as session:
            getattr(commands, action)(session, self.clock, JobRef(job, version), said, **details)

    def assign(self, job: int, technician: int = 0) -> None:
        """Dispatch a job."""
        self.act(job, "assign", technician_id=self.technicians[technician])

    def wait(self, minutes: float) -> None:
        """Time passes."""
        self.clock.turn_by(minutes * MINUTE)

    def job(self, job: int) -> Job:
        """The row of a job as it is stored."""
        with self.store.reading() as session:
            return session.get_one(Job, job)

    def events(self, job: int) -> list[str]:
        """What happened to a job, in the order it was written."""
        with self.store.reading() as session:
            query = select(JobEvent.kind).where(JobEvent.job_id == job).order_by(JobEvent.id)
            return list(session.scalars(query))


def founded(store: Store) -> Ground:
    """Write the region; the time is Monday 1 June 2026, 08:00 UTC."""
    clock = TurnedClock(datetime(2026, 6, 1, 8, tzinfo=UTC))
    psp, region = Psp(code="P", name="پرداخت نمونه"), Region(code="N", name="شمال", name_en="North")
    first = Party(code="C1", name="پیمانکار یکم", name_en="Contractor one")
    second = Party(code="C2", name="پیمانکار دوم", name_en="Contractor two")
    technicians = [
        Technician(code="T1", name="یکتا", name_en="Yekta", party=first, lat=35.70, lon=51.40),
        Technician(code="T2", name="دلیر", name_en="Delir", party=first, lat=35.80, lon=51.40),
        Technician(code="T3", name="سروش", name_en="Soroush", party=second, lat=35.70, lon=51.40),
    ]
    names = ["سوپرمارکت کوهسار", "داروخانه دکتر نیکی", "کافه یاس", "نانوایی گندم"]
    terminals = [
        Terminal(
            number=f"1002003{place}",
            model="S90",
            party=first,
            merchant=Merchant(
                province="تهران",
                code=f"M{place}",
                name=name,
                name_en=f"Shop {place}",
                phone=f"0912000000{place}",
                zone="A",
                city="تهران",
                city_en="Tehran",
                address="خیابان نمونه",
                lat=35.70,
                lon=51.40,
                psp=psp,
                region=region,
            ),
        )
        for place, name in enumerate(names)
    ]
    with store.writing() as session:
        session.add_all([first, second, *technicians, *terminals])
        session.flush()
        for text in (
            agreement_text("SLA"),
            agreement_text("UC", code="UC1", contractor="C1"),
            agreement_text("UC", code="UC2", contractor="C2"),
        ):
            record_agreement(session, clock, text, file="test.toml", by="desk-1")
        ids = [terminal.id for terminal in terminals]
        return Ground(store, clock, ids, [technician.id for technician in technicians])


def dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, to show that something was left as it was."""
    with store.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
            for table in METADATA.sorted_tables
        }


class Statements:
    """Counts the questions put to a store while it is entered."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self.asked: list[str] = []

    def __enter__(self) -> "Statements":
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            self.asked.append(statement)


def count(session: Session, table: Any) -> int:
    """How many rows a table has."""
    return session.scalar(select(func.count()).select_from(table)) or 0


def at_once(work: Callable[[], Any], times: int) -> list[Any]:
    """Run `work` in as many threads, all beginning together; what they returned."""
    start, results = Barrier(times), list[Any]()

    def run() -> None:
        start.wait()
        results.append(work())

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
