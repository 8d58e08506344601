"""A contractor, its contract, and a few terminals, for tests of penalties, letters and scorecards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import TurnedClock
from app.domain.events import Owner
from app.models import schema
from app.models.jobs import Job
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Psp, Region, Technician
from app.models.store import Store, sqlite_file
from app.services.agreements.taking_in import record_agreement
from app.services.jobs import commands as jobs
from app.services.jobs.commands import JobRef, NewCall, Said
from tests.prepared import filled

TEHRAN = ZoneInfo("Asia/Tehran")
FOUNDED = datetime(2026, 3, 21, tzinfo=TEHRAN)
BY_DESK = Said("desk")

CONTRACT = """
code = "UC-1"
kind = "UC"
title = { fa = "قرارداد پشتیبانی یکم", en = "Support contract one" }
time_zone = "Asia/Tehran"
contractor = "C1"
letter_languages = ["fa", "en"]

[letters]
contract_number = "SP-1405-17"
contract_date = "1404/12/20"
article = "۱۲"
article_en = "12"
addressee = "جناب آقای مهندس نیک‌نام"
addressee_en = "Mr Niknam"
unit = "مدیریت پشتیبانی منطقه شمال"
unit_en = "Regional Support, North"
signatory = "مریم راستگو"
signatory_en = "Maryam Rastgoo"
signatory_post = "مدیر پشتیبانی منطقه شمال"
signatory_post_en = "Head of regional support"

[[version]]
number = 1
effective_from = 2025-03-21

[version.prices]
visit_fee = 2500000
monthly_fee = 900000
pm_fee = 1800000

[[version.target]]
metric = "arrive"
limit = 2
unit = "hours"
services = ["EM"]

[[version.target]]
metric = "resolve"
limit = 24
unit = "hours"
services = ["EM"]

[[version.target]]
metric = "pm"
unit = "window"
services = ["PM"]

[[version.pause]]
owner = "merchant"
stops = ["arrive", "resolve"]

[[version.clause]]
code = "1"
metric = "arrive"
title = { fa = "دیرکرد حضور", en = "Late arrival" }
article = "۳-۱"
unit = "hour"
base = "visit_fee"
rate = "10%"
most_units = 2

[[version.clause]]
code = "2"
metric = "resolve"
title = { fa = "دیرکرد رفع خرابی", en = "Late repair" }
article = "۳-۲"
unit = "day"
base = "monthly_fee"
rate = "40%"
item_cap_rate = 2

[[version.clause]]
code = "3"
metric = "pm"
title = { fa = "دیرکرد بازدید دوره‌ای", en = "Late visit" }
article = "۳-۳"
unit = "week"
base = "pm_fee"
rate = "10%"
item_cap_rate = 1
"""


def local(month: int, day: int, hour: int = 0, minute: int = 0, *, year: int = 2026) -> datetime:
    """An instant on Tehran's wall clock."""
    return datetime(year, month, day, hour, minute, tzinfo=TEHRAN).astimezone(UTC)


@dataclass
class Scene:
    """A store with one contractor, its technician and one terminal; the clock is turned by hand."""

    store: Store
    clock: TurnedClock
    party_id: int
    technician_id: int
    terminal_id: int

    def call(self, reported: datetime, *, dispatched: datetime | None = None) -> int:
        """A call on the terminal, given to the contractor; returns the job's id."""
        job = self._register(NewCall(terminal_id=self.terminal_id, fault="PRN-01", priority="P2"), reported)
        return self.act(job, dispatched or reported, "assign", technician_id=self.technician_id)

    def visit(self, first: datetime, until: datetime, *, done: datetime | None = None) -> int:
        """A periodic visit promised for the days from `first` up to the midnight `until`."""
        call = NewCall(
            terminal_id=self.terminal_id,
            fault="",
            priority="P4",
            service="PM",
            due_from=first,
            due_to=until,
            contractor="C1",
        )
        job = self._register(call, first)
        return job if done is None else self.act(job, done, "resolve", remedy="R03")

    def act(self, job: int, at: datetime, action: str, *, said: Said = BY_DESK, **details: object) -> int:
        """Something is done to a job at an instant."""
        self.clock.turn_to(at)
        with self.store.writing() as session:
            getattr(jobs, action)(session, self.clock, JobRef(job), said, **details)
        return job

    def wait_for_merchant(self, job: int, start: datetime, end: datetime) -> int:
        """The work stands, for a reason that stops the contractor's clock."""
        self.act(job, start, "pause", reason="shop-closed", owner=Owner.MERCHANT)
        return self.act(job, end, "resume")

    def repaired(self, reported: datetime, *, arrived: timedelta, resolved: timedelta) -> int:
        """A whole call: dispatched at once, on site and resolved so much later."""
        job = self.call(reported)
        self.act(job, reported + arrived, "arrive")
        return self.act(job, reported + resolved, "resolve", remedy="R03")

    def code(self, job: int) -> str:
        """The number of a call."""
        with self.store.reading() as session:
            return str(session.scalar(select(Job.code).where(Job.id == job)))

    def _register(self, call: NewCall, at: datetime) -> int:
        self.clock.turn_to(at)
        with self.store.writing() as session:
            return jobs.register(session, self.clock, call, BY_DESK)


@contextmanager
def contractor_scene(url: str, document: str = CONTRACT) -> Iterator[Scene]:
    """A prepared store with contractor C1 under `document`."""
    store = Store(url, lambda changes: None)
    if file := sqlite_file(store.url):
        file.write_bytes(_founded(document))
    else:
        schema.prepare(store)
        with store.writing() as session:
            _found(session, document)
    try:
        with store.reading() as session:
            ids = [session.scalars(select(table.id)).one() for table in (Party, Technician, Terminal)]
        yield Scene(store, TurnedClock(FOUNDED), *ids)
    finally:
        store.dispose()


@cache
def _founded(document: str) -> bytes:
    return filled(lambda session: _found(session, document))


def _found(session: Session, document: str) -> None:
    party = Party(code="C1", name="پشتیبان گستر آزمون", name_en="Test Support", legal_id="10380284790")
    merchant = Merchant(
        code="M1",
        name="فروشگاه نمونه",
        name_en="Sample shop",
        zone="A",
        psp=Psp(code="P", name="پرداخت نمونه"),
        region=Region(code="N", name="شمال", name_en="North"),
    )
    terminal = Terminal(number="10020030", merchant=merchant, party=party)
    session.add_all([party, merchant, terminal, Technician(code="T1", name="تکنسین یکم", party=party)])
    session.flush()
    record_agreement(session, TurnedClock(FOUNDED), document, file="uc-1.toml", by="desk")
