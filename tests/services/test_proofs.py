"""The proof sheet of a stored promise: in words of both languages, as text, and as PDF."""

import pytest
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.events import Owner
from app.models.jobs import ObligationRow
from app.services.proofs.question import proof
from app.services.proofs.sheet_pdf import proof_pdf
from app.services.proofs.statement import statement
from app.services.proofs.text import as_text
from tests.factories import founded


@pytest.fixture
def ground(store):
    found = founded(store)
    job = found.call()
    found.wait(10)
    found.assign(job)
    found.wait(20)
    found.act(job, "pause", reason="merchant-closed", owner=Owner.MERCHANT)
    found.wait(30)
    found.act(job, "resume")
    found.wait(60)
    found.act(job, "arrive")
    return found


def sheet(ground, agreement="SLA", metric="arrive"):
    with ground.store.reading() as session:
        query = select(ObligationRow.id).where(
            ObligationRow.agreement == agreement, ObligationRow.metric == metric
        )
        return proof(session, ground.clock, session.scalars(query).one())


def test_the_sheet_of_a_stored_promise_is_said_in_english(ground):
    found = sheet(ground)
    said = statement(found.sheet, "en", parties=found.parties)
    # Reported 08:00, 30 min, the wait, 30 min until due at 09:30; there at 10:00.
    assert said.title == "Proof sheet: Arrive on site, job \u206610001\u2069"
    assert said.verdict == "Missed: due \u20662026-06-01 09:30:00\u2069, 30 min late."
    bare = [tuple(cell.strip("\u2066\u2069") for cell in row) for row in said.segments]
    assert bare == [
        ("2026-06-01 08:00:00", "2026-06-01 08:10:00", "Counting", "Own unit", "0:10:00", "0:10:00"),
        ("2026-06-01 08:10:00", "2026-06-01 08:30:00", "Counting", "Contractor one", "0:20:00", "0:30:00"),
        ("2026-06-01 08:30:00", "2026-06-01 09:00:00", "Waiting", "Merchant", "0:00:00", "0:30:00"),
        ("2026-06-01 09:00:00", "2026-06-01 09:30:00", "Counting", "Contractor one", "0:30:00", "1:00:00"),
        ("2026-06-01 09:30:00", "2026-06-01 10:00:00", "Past due", "Contractor one", "0:30:00", "1:30:00"),
    ]
    assert dict(said.about)["Target"] == "1 hour · chosen because it names the service"


def test_and_in_persian_with_jalali_dates(ground):
    found = sheet(ground)
    said = statement(found.sheet, "fa", parties=found.parties)
    assert said.verdict == "نقض تعهد: سررسید \u2066۱۴۰۵/۰۳/۱۱ ۰۹:۳۰:۰۰\u2069، ۳۰ دقیقه تأخیر."
    assert [row[3] for row in said.segments] == [
        "واحد داخلی",
        "پیمانکار یکم",
        "پذیرنده",
        "پیمانکار یکم",
        "پیمانکار یکم",
    ]


def test_lateness_is_told_as_the_contract_counts_it_and_as_it_passed(store):
    ground = founded(store)
    job = ground.call()
    ground.assign(job)
    # Due 09:00. A wait from 09:10 to 09:40 does not count, then there at 09:50.
    for minutes, action in ((70, "pause"), (30, "resume"), (10, "arrive")):
        ground.wait(minutes)
        details = {"reason": "merchant-closed", "owner": Owner.MERCHANT} if action == "pause" else {}
        ground.act(job, action, **details)
    found = sheet(ground)
    about = dict(statement(found.sheet, "en", parties=found.parties).about)
    assert about["Lateness"] == "20 min as the contract counts, of 50 min that passed after it was due"
    about = dict(statement(found.sheet, "fa", parties=found.parties).about)
    assert about["دیرکرد"] == "۲۰ دقیقه به شمارش قرارداد، از ۵۰ دقیقه که پس از سررسید گذشت"


def test_as_text_the_columns_stand_under_each_other(ground):
    found = sheet(ground)
    lines = as_text(statement(found.sheet, "en", parties=found.parties)).splitlines()
    assert lines[:2] == [
        "Proof sheet: Arrive on site, job 10001",
        "Missed: due 2026-06-01 09:30:00, 30 min late.",
    ]
    heading = next(line for line in lines if line.startswith("From"))
    last = next(line for line in lines if "Past due" in line)
    assert heading.index("Clock") == last.index("Past due")
    assert heading.index("Running total") == last.index("1:30:00")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_as_pdf_equal_sheets_are_equal_bytes(ground, language):
    found = sheet(ground)
    said = statement(found.sheet, language, parties=found.parties)
    pdf = proof_pdf(said)
    assert pdf.startswith(b"%PDF-")
    assert proof_pdf(said) == pdf


def test_what_is_not_there_has_no_sheet(ground):
    with ground.store.reading() as session, pytest.raises(RuleBroken) as refused:
        proof(session, ground.clock, 999)
    assert refused.value.code == "unknown-obligation"
