from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.models.agreements import AgreementRevision, Holiday
from app.services.agreement_book import book
from app.services.agreements.taking_in import Taken, record_agreement
from tests.factories import agreement_text, founded

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.fixture
def ground(store):
    return founded(store)


def record(ground, text):
    with ground.store.writing() as session:
        return record_agreement(session, ground.clock, text, file="new.toml", by="manager")


def codes(ground):
    with ground.store.reading() as session:
        return [agreement.code for agreement in book(session).agreements]


def test_an_agreement_is_kept_as_it_was_written(ground):
    text = agreement_text("UC", code="UC3", contractor="C2")
    assert record(ground, text) is Taken.APPROVED
    assert codes(ground) == ["SLA", "UC1", "UC2", "UC3"]
    with ground.store.reading() as session:
        row = session.scalars(select(AgreementRevision).where(AgreementRevision.code == "UC3")).one()
    assert (row.document, row.kind, row.drafted_by, row.decided_by) == (text, "UC", "manager", "manager")
    assert (row.decided_at, row.number, row.state) == (ground.clock.now(), 1, "approved")


def test_the_newest_approved_revision_is_read(ground):
    record(ground, agreement_text("SLA", body=""))
    assert codes(ground) == ["SLA", "UC1", "UC2"]
    with ground.store.reading() as session:
        assert book(session).named("SLA").versions[0].targets == ()


def test_a_transaction_sees_what_it_has_recorded(ground):
    with ground.store.writing() as session:
        before = book(session)
        record_agreement(session, ground.clock, agreement_text("OLA"), file="ola.toml", by="manager")
        assert before.named("OLA") is None
        assert book(session).named("OLA").code == "OLA"


def test_the_book_is_read_once_a_transaction_and_parsed_once_a_change(ground):
    with ground.store.reading() as session:
        first = book(session)
        assert book(session) is first
    with ground.store.reading() as session:
        assert book(session) is first
    with ground.store.writing() as session:
        session.add_all(
            [
                Holiday(day=date(2026, 6, 2), name="تعطیل", recorded_at=NOW, approved_at=NOW),
            ]
        )
    with ground.store.reading() as session:
        assert book(session) is not first


def test_which_agreements_speak_of_a_job(ground):
    text = agreement_text("SLA", code="NORTH").replace(
        "[[version]]", 'psp = "P"\nregions = ["N"]\n[[version]]'
    )
    record(ground, text)
    with ground.store.reading() as session:
        found = book(session)
    assert [a.code for a in found.for_job("P", "N")] == ["NORTH", "SLA", "UC1", "UC2"]
    assert [a.code for a in found.for_job("P", "S")] == ["SLA", "UC1", "UC2"]
    assert [a.code for a in found.for_job("Q", "N")] == ["SLA", "UC1", "UC2"]
