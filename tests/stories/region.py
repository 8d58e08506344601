"""A region of two contractors with promises counted in minutes, opened as one program after another."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock, TurnedClock
from app.models.jobs import Job
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician
from app.models.store import Store
from app.services.agreements.taking_in import record_agreement
from app.services.changefeed import Changefeed
from app.services.jobs import commands
from app.services.jobs.commands import JobRef, NewCall, Said
from app.views.desk import Desk
from tests.prepared import filled

FAULT = "PRN-01"
SLA = """
code = "SLA-1"
kind = "SLA"
title = { fa = "تعهد خدمت", en = "Service promise" }
time_zone = "Asia/Tehran"

[[version]]
number = 1
effective_from = 2020-03-20

[[version.target]]
metric = "resolve"
limit = 60
unit = "minutes"
services = ["EM"]
priorities = ["P1"]
warn_at = [80]

[[version.target]]
metric = "resolve"
limit = 240
unit = "minutes"
services = ["EM"]
priorities = ["P2", "P3", "P4"]
warn_at = [80]

[[version.pause]]
owner = "merchant"
stops = ["resolve"]
"""
SHOPS = (
    ("سوپرمارکت بهار", "Bahar Market", "تهران", "Tehran"),
    ("داروخانهٔ نیلوفر", "Niloofar Pharmacy", "کرج", "Karaj"),
    ("رستوران سه‌تار", "Setar Restaurant", "شهریار", "Shahriar"),
    ("پوشاک گلبرگ", "Golbarg Clothing", "ورامین", "Varamin"),
)
PEOPLE = (("کاوه آذرمهر", "Kaveh Azarmehr"), ("ژاله پویان", "Zhaleh Pouyan"))
SHOPS_IN_ALL = 12
BY = Said("Nasrin")


def found(session: Session, clock: Clock) -> None:
    """Fill an empty store."""
    parties = [
        Party(code="C1", name="سپیدار پایانه", name_en="Sepidar Payaneh"),
        Party(code="C2", name="توسکا خدمت", name_en="Toska Khedmat"),
    ]
    session.add_all(parties)
    session.flush()
    for place, (party, (name, name_en)) in enumerate(zip(parties, PEOPLE, strict=True)):
        session.add(
            Technician(
                code=f"T{place}", name=name, name_en=name_en, party_id=party.id, lat=35.7, lon=51.3 + place
            )
        )
    for place in range(SHOPS_IN_ALL):
        name, name_en, city, city_en = SHOPS[place % len(SHOPS)]
        merchant = Merchant(
            code=f"M{place:03}", name=name, name_en=name_en,
            city=city, city_en=city_en, phone=f"0950000{place:04}", lat=35.7, lon=51.4,
        )  # fmt: skip
        number = f"T-{22000 + place}"
        session.add(Terminal(number=number, model="Sunmi P2", merchant=merchant, party_id=parties[0].id))
    record_agreement(session, clock, SLA, file="sla.toml", by="Nasrin")


@dataclass
class Program:
    """One program on the store: what its windows share, without a window."""

    store: Store
    feed: Changefeed
    desk: Desk
    clock: Clock

    def call(self, place: int, priority: str = "P2") -> int:
        """Register a call of the terminal at `place`; the job's id."""
        with self.store.writing() as session:
            terminal = session.scalars(select(Terminal.id).order_by(Terminal.id)).all()[place]
            new = NewCall(terminal_id=terminal, fault=FAULT, priority=priority)
            return commands.register(session, self.clock, new, BY)

    def assign(self, job_id: int, technician: int = 1) -> None:
        """Send a technician."""
        with self.store.writing() as session:
            commands.assign(session, self.clock, JobRef(job_id), BY, technician_id=technician)

    def job(self, job_id: int) -> Job:
        """A job as the store has it; its columns only."""
        with self.store.reading() as session:
            return session.get_one(Job, job_id)


@cache
def _founded_at(now: datetime) -> bytes:
    return filled(lambda session: found(session, TurnedClock(now)))


@contextmanager
def opened(folder: Path, clock: Clock, *, user: str = "Nasrin") -> Iterator[Program]:
    """A program on the store of `folder`, which is made and filled if there is none."""
    feed = Changefeed()
    file = folder / "store.sqlite"
    if not file.exists():
        file.write_bytes(_founded_at(clock.now()))
    store = Store(f"sqlite:///{file}", feed.publish)
    desk = Desk(store, clock, feed, user=user)
    try:
        yield Program(store, feed, desk, clock)
    finally:
        desk.close()
        store.dispose()


def turned(program: Program) -> TurnedClock:
    """Its clock, which the test turns."""
    assert isinstance(program.clock, TurnedClock)
    return program.clock
