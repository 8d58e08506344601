"""A letter's number, content and bytes are frozen in the database itself, whoever asks for the change."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.models.parties import Party, PartyKind
from app.models.penalties import Letter, LetterDocument, Numbering

AT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
TABLES = ("numbering", "letter", "letter_document")


def letter(serial, **more):
    number = f"1405-PM-{serial:04}"
    return Letter(
        **{"series": "PM", "year": 1405, "serial": serial, "number": number, "kind": "penalty"},
        **{"reference": f"case:{serial}", "party_id": 1, "agreement": "UC-1", "numbered_at": AT, **more},
    )


@pytest.fixture
def letters(store):
    """One letter that is issued, one that has only its number."""
    with store.writing() as session:
        session.add(Party(code="C1", kind=PartyKind.CONTRACTOR.value, name="پ"))
        session.add(Numbering(series="PM", year=1405, last=2))
        session.flush()
        issued, numbered = letter(1), letter(2)
        issued.documents.append(LetterDocument(language="fa", payload={"sum": "5"}, fingerprint="f"))
        numbered.documents.append(LetterDocument(language="fa", payload={"sum": "6"}, fingerprint="g"))
        session.add_all([issued, numbered])
    with store.writing() as session:
        first = session.get_one(Letter, 1)
        (document,) = first.documents
        document.pdf, document.sha256 = b"%PDF", "a" * 64
        first.state, first.issued_at = "issued", AT
    return store


def rows(store):
    with store.reading() as session:
        return [session.execute(text(f"SELECT * FROM {table} ORDER BY id")).all() for table in TABLES]


REFUSED = [
    *(
        f"UPDATE letter SET {change} WHERE id = 1"
        for change in (
            *("number = 'x'", "serial = 9", "year = 1404", "series = 'X'", "kind = 'waiver'", "id = 7"),
            *("reference = 'case:9'", "agreement = 'UC-2'", "case_id = 4", "earlier_id = 2"),
            *("state = 'numbered'", "issued_at = NULL", "numbered_by = 'x'", "numbered_at = NULL"),
        )
    ),
    "UPDATE letter SET number = 'x' WHERE id = 2",
    *(
        f"UPDATE letter_document SET {change} WHERE letter_id = 1"
        for change in ("payload = '{}'", "fingerprint = 'x'", "pdf = NULL", "sha256 = ''", "language = 'en'")
    ),
    "UPDATE letter_document SET payload = '{}' WHERE letter_id = 2",
    "UPDATE numbering SET last = 1",
    "UPDATE numbering SET year = 1404",
    *(f"DELETE FROM {table}" for table in reversed(TABLES)),
]


@pytest.mark.parametrize("statement", REFUSED)
def test_what_a_letter_says_is_refused_to_everybody(letters, statement):
    before = rows(letters)
    with (
        pytest.raises(IntegrityError, match="letter-frozen"),
        letters.writing() as session,
    ):
        session.execute(text(statement))
    assert rows(letters) == before


@pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO numbering (id, series, year, last) VALUES (1, 'PM', 1405, 0)",
        "REPLACE INTO numbering (series, year, last) VALUES ('PM', 1405, 0)",
        "REPLACE INTO letter_document SELECT id, letter_id, language, '{}', fingerprint, pdf, sha256"
        " FROM letter_document WHERE id = 1",
        "REPLACE INTO letter SELECT * FROM letter WHERE id = 1",
    ],
)
def test_no_row_is_put_in_the_place_of_a_letter(letters, statement):
    before = rows(letters)
    with pytest.raises(IntegrityError, match="letter-frozen"), letters.writing() as session:
        session.execute(text(statement))
    assert rows(letters) == before


@pytest.mark.parametrize("prepared_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("table", TABLES)
def test_no_table_of_letters_is_emptied(letters, table):
    before = rows(letters)
    with pytest.raises(IntegrityError, match="letter-frozen"), letters.writing() as session:
        session.execute(text(f"TRUNCATE {table} CASCADE"))
    assert rows(letters) == before


def test_what_may_change_changes(letters):
    with letters.writing() as session:
        session.execute(text("UPDATE numbering SET last = last + 1"))
        session.execute(text("UPDATE letter SET attempts = attempts + 1, problem = 'full' WHERE id = 2"))
        session.execute(text("UPDATE letter_document SET sha256 = 'b' WHERE letter_id = 2"))
        session.execute(text("UPDATE letter SET state = 'issued' WHERE id = 2"))
    with letters.reading() as session:
        assert session.scalar(text("SELECT last FROM numbering")) == 3
        assert session.execute(text("SELECT state, attempts FROM letter WHERE id = 2")).one() == ("issued", 1)
