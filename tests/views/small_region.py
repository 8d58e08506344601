"""A region small enough to count by hand: contractors, terminals, a month of PM visits, penalties."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pypdfium2
from sqlalchemy.orm import Session

from app.clock import TurnedClock
from app.models.jobs import Job, ObligationRow
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician
from app.models.penalties import Letter, LetterDocument, PenaltyCase, PenaltyLineRow
from app.models.plans import PmPlanRow, PmVisit
from app.models.store import Store
from app.services.agreements.taking_in import record_agreement
from app.services.calendars.days_off import DayOff, approve_day_off, declare_closure
from app.services.calendars.official import load_holidays
from app.services.changefeed import Changefeed
from app.views.desk import Desk
from tests.prepared import filled

CONTRACT = Path(__file__).resolve().parents[2] / "data" / "agreements" / "uc-kajban.toml"
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
TODAY = date(2026, 6, 1)
"""11 Khordad 1405; the month runs from 22 May to 21 June."""

PARTIES = (
    ("ARGHAVAN", "ارغوان تجهیز البرز", "Arghavan Tajhiz Alborz"),
    ("SEPIDAR", "سپیدار پایانه", "Sepidar Payaneh"),
    ("TOSKA", "توسکا خدمت پارس", "Toska Khedmat Pars"),
)
SHOPS = (
    ("سوپرمارکت بهار", "Bahar Market", "تهران", "Tehran"),
    ("داروخانهٔ نیلوفر", "Niloofar Pharmacy", "کرج", "Karaj"),
    ("رستوران سه‌تار", "Setar Restaurant", "شهریار", "Shahriar"),
    ("کتاب‌فروشی آفتاب", "Aftab Bookshop", "تهران", "Tehran"),
)
VISITS = (
    # Day of the window's middle, settled state, how many.
    (date(2026, 5, 23), "done", 3),
    (date(2026, 5, 23), "missed", 1),
    (date(2026, 5, 28), "done", 2),
    (date(2026, 5, 30), "planned", 2),
    (date(2026, 5, 30), "done", 4),
    (date(2026, 6, 1), "planned", 5),
    (date(2026, 6, 1), "excused", 1),
    (date(2026, 6, 10), "planned", 4),
    (date(2026, 6, 28), "planned", 2),
)
"""In Khordad: 22 visits, of them 9 planned, 2 overdue, 9 done, 1 missed, 1 excused; 2 in Tir."""


CLOSED = DayOff(day=date(2026, 6, 8), province="البرز", name="آلودگی هوا", name_en="Air pollution")
"""A closure of one province."""


def found(session: Session) -> None:
    """Fill an empty store."""
    clock = TurnedClock(NOW)
    load_holidays(session, clock, 1405, by="Nasrin")
    closure = declare_closure(session, clock, CLOSED, by="Nasrin")
    approve_day_off(session, clock, closure, by="Parisa")
    parties = [Party(code=code, name=name, name_en=name_en) for code, name, name_en in PARTIES]
    session.add_all(parties)
    session.flush()
    for place, party in enumerate(parties):
        session.add(
            Technician(code=f"T{place}", name="کاوه آذرمهر", name_en="Kaveh Azarmehr", party_id=party.id)
        )
    session.flush()
    terminals = list(_terminals(session, parties))
    _visits(session, terminals)
    _penalties(session, parties, terminals)


def _terminals(session: Session, parties: list[Party]) -> Iterator[Terminal]:
    for place in range(24):
        name, name_en, city, city_en = SHOPS[place % len(SHOPS)]
        merchant = Merchant(code=f"M{place:03}", name=name, name_en=name_en, city=city, city_en=city_en)
        terminal = Terminal(
            number=f"T-22{place:05}", merchant=merchant, party_id=parties[place % len(parties)].id
        )
        session.add(terminal)
        yield terminal
    session.flush()


def _visits(session: Session, terminals: list[Terminal]) -> None:
    session.flush()
    left = iter(terminals)
    for day, state, count in VISITS:
        for _each in range(count):
            plan = PmPlanRow(
                terminal=next(left), agreement="UC-1", anchor=day - timedelta(days=60), every_months=2
            )
            visit = PmVisit(
                plan=plan,
                number=1,
                grid_date=day,
                due_date=day,
                window_from=day - timedelta(days=6),
                window_to=day + timedelta(days=6),
                planned_date=day,
                state=state,
            )
            session.add(visit)
    session.flush()


def _penalties(session: Session, parties: list[Party], terminals: list[Terminal]) -> None:
    states = ("draft", "approved", "issued")
    for place, (party, state) in enumerate(zip(parties, states, strict=True)):
        case = PenaltyCase(
            party_id=party.id,
            agreement=f"UC-{party.code}",
            period="1405-02",
            period_from=date(2026, 4, 21),
            period_to=date(2026, 5, 21),
            as_of=NOW,
            state=state,
            obligations=40 + place,
            missed=3,
            gross=Decimal(1_280_000),
            payable=Decimal(1_020_000),
            drafted_at=NOW,
        )
        session.add(case)
        session.flush()
        for number in range(3):
            _line(session, case, terminals[place * 3 + number], number)
    _letter(session, case)


def _line(session: Session, case: PenaltyCase, terminal: Terminal, number: int) -> None:
    due = datetime(2026, 5, 3 + number, 10, 30, tzinfo=UTC)
    metric, unit = (("resolve", "hour"), ("arrive", "hour"), ("pm", "day"))[number]
    done = due + timedelta(hours=5, minutes=20) if number < 2 else None
    job = Job(
        code=f"J-{case.id}{number:03}",
        service="PM" if metric == "pm" else "EM",
        terminal=terminal,
        merchant=terminal.merchant,
        reported_at=due - timedelta(hours=4),
    )
    obligation = ObligationRow(
        job=job, agreement=case.agreement, kind="UC", agreement_version=1, metric=metric,
        party=case.party.code,
        unit="window" if metric == "pm" else "hours",
        started_at=due - timedelta(hours=4), due_at=due, stopped_at=done, state="missed",
    )  # fmt: skip
    session.add(obligation)
    session.flush()
    case.lines.append(
        PenaltyLineRow(
            obligation_id=obligation.id, item=str(obligation.id), job_id=job.id, agreement_version=1,
            clause=("R-1", "A-1", "PM-1")[number],
            metric=metric, due_at=due, done_at=done, overrun_seconds=19_200 + number * 200_000,
            quantity=Decimal(6 - number), unit=unit, base="visit_fee", base_amount=Decimal(2_600_000),
            rate=Decimal("0.05"), amount=Decimal((780_000, 390_000, 110_000)[number]),
            payable=Decimal((780_000, 240_000, 0)[number]),
            reasons=("", "most-units", "one-charge-per-incident")[number],
        )
    )  # fmt: skip


def _letter(session: Session, case: PenaltyCase) -> None:
    letter = Letter(
        series="PM", year=1405, serial=12, number="1405-PM-0012", kind="penalty", case=case, party=case.party,
        agreement=case.agreement, reference=f"case:{case.id}",
        state="issued", numbered_at=NOW, issued_at=NOW,
    )  # fmt: skip
    for language, pages in (("fa", 2), ("en", 1)):
        pdf = blank_pdf(pages)
        letter.documents.append(
            LetterDocument(language=language, payload={}, pdf=pdf, sha256=sha256(pdf).hexdigest())
        )
    session.add(letter)
    session.flush()


CALLS = (
    # Contractor, first day of the month, EM calls due, of them repaired in time.
    ("ARGHAVAN", date(2026, 2, 20), 22, 21),
    ("ARGHAVAN", date(2026, 3, 21), 25, 20),
    ("ARGHAVAN", date(2026, 4, 21), 40, 39),
    ("SEPIDAR", date(2026, 4, 21), 30, 26),
    ("TOSKA", date(2026, 4, 21), 5, 5),
)


def add_calls(session: Session) -> None:
    """EM calls of three months, repaired in time or an hour late; the last call of each month is a repeat."""
    parties = {party.code: party for party in session.query(Party)}
    terminal = session.query(Terminal).first()
    assert terminal is not None
    for code, first, count, kept in CALLS:
        earlier: Job | None = None
        for number in range(count):
            due = datetime.combine(first, time(12), UTC) + timedelta(hours=12 * number)
            job = Job(
                code=f"C-{code[0]}{first:%m}{number:03}", service="EM", terminal=terminal,
                merchant=terminal.merchant, party_id=parties[code].id, stage="closed", is_open=False,
                reported_at=due - timedelta(hours=4),
                resolved_at=due + timedelta(hours=-1 if number < kept else 1),
            )  # fmt: skip
            if number == count - 1 and earlier is not None:
                session.flush()
                job.repeat_of_id = earlier.id
            earlier = job
            for metric in ("resolve", "arrive"):
                job.obligations.append(
                    ObligationRow(
                        agreement=f"UC-{code}", kind="UC", agreement_version=1, metric=metric, party=code,
                        started_at=job.reported_at, due_at=due, stopped_at=job.resolved_at,
                        state="met" if number < kept else "missed",
                        used_seconds=10_800 if number < kept else 18_000,
                    )
                )  # fmt: skip
            session.add(job)
    session.flush()


def blank_pdf(pages: int) -> bytes:
    """A document of so many empty A4 pages."""
    document = pypdfium2.PdfDocument.new()
    for _page in range(pages):
        document.new_page(595, 842)
    written = BytesIO()
    document.save(written)
    document.close()
    return written.getvalue()


def record_contracts(session: Session) -> None:
    """Give each contractor the shipped sample contract as its own."""
    document = CONTRACT.read_text("utf-8")
    for code, _name, _name_en in PARTIES:
        own = document.replace("KAJBAN", code)
        record_agreement(session, TurnedClock(NOW), own, file=CONTRACT.name, by="Nasrin")


@contextmanager
def opened_desk(folder: Path, *fillings: Callable[[Session], None]) -> Iterator[Desk]:
    """A desk on a store that was filled by `fillings`; everything is closed again."""
    feed = Changefeed()
    file = folder / "store.sqlite"
    file.write_bytes(filled(*fillings))
    store = Store(f"sqlite:///{file}", feed.publish)
    desk = Desk(store, TurnedClock(NOW), feed, user="Nasrin")
    try:
        yield desk
    finally:
        desk.close()
        store.dispose()
