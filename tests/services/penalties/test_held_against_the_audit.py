"""A verification holds every case against its audit, its lines and its evidence."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.services.verification.audits import audit_findings
from tests.factories import dump
from tests.frozen import thaw
from tests.services.penalties.cases import told_at
from tests.services.penalties.test_objections import objected, serve

CASE = "UC-1 1405-08 0"


def object_once(told):
    """Bring a draft to an objection to its first line."""
    serve(told)
    objected(told, 0)


@pytest.fixture
def objecting(tmp_path):
    with told_at(tmp_path, object_once) as built:
        yield built


def found(told):
    with told.scene.store.reading() as session:
        return [
            (each.kind, each.subject, each.part, each.kept, each.right) for each in audit_findings(session)
        ]


def test_a_case_that_lived_by_the_rules_is_as_it_should_be(objecting):
    assert found(objecting) == []


@pytest.mark.parametrize(
    ("statement", "parts"),
    [
        ("UPDATE penalty_event SET said_by = 'Reza' WHERE number = 3", ["seal of audit row 3"]),
        ("UPDATE penalty_event SET after = 5 WHERE number = 1", ["seal of audit row 1"]),
        ("DELETE FROM penalty_event WHERE number = 2", ["audit row", "audit rows"]),
        ("DELETE FROM penalty_event WHERE number = 6", ["audit rows", "state", "audit rows objected"]),
        ("UPDATE penalty_case SET state = 'accepted'", ["state"]),
        (
            "UPDATE penalty_case SET payable = payable - 1",
            ["payable by its audit", "due by its audit", "payable"],
        ),
        ("UPDATE penalty_line SET waived = 7 WHERE id = 1", ["waived"]),
        ("UPDATE penalty_case SET settled = 7", ["settled"]),
    ],
)
def test_what_was_changed_behind_our_back_is_found(objecting, statement, parts):
    with objecting.scene.store.writing() as session:
        thaw(session)
        session.execute(text(statement))
    told = found(objecting)
    assert {(kind, subject) for kind, subject, *_rest in told} == {("penalty-case", CASE)}
    assert [part for _kind, _subject, part, *_rest in told] == parts


CUT = "DELETE FROM penalty_event WHERE number = (SELECT max(number) FROM penalty_event)"
BEFORE = "UPDATE penalty_case SET audited = audited - 1, state = "
"""As somebody does who knows what is held against the audit."""


@pytest.mark.parametrize(
    ("statements", "parts"),
    [
        (
            (
                "UPDATE penalty_line SET payable = 0 WHERE id = 1",
                "UPDATE penalty_case SET payable = (SELECT sum(payable) FROM penalty_line)",
            ),
            [("payable by its audit", "680000", "1180000"), ("due by its audit", "680000", "1180000")],
        ),
        (
            (
                "UPDATE penalty_line SET corrected = 100 WHERE id = 1",
                "UPDATE penalty_case SET corrected = 100",
            ),
            [("due by its audit", "1179900", "1180000")],
        ),
        ((CUT, f"{BEFORE} 'served'"), [("audit rows objected", "0", "1")]),
        (
            (CUT, f"{BEFORE} 'served'", "DELETE FROM objected_line", CUT, f"{BEFORE} 'issued'"),
            [("served on", "2026-11-22", "None")],
        ),
        (("UPDATE penalty_case SET served_on = '2026-11-23'",), [("served on", "2026-11-23", "2026-11-22")]),
    ],
)
def test_what_was_changed_in_step_is_found(objecting, statements, parts):
    with objecting.scene.store.writing() as session:
        thaw(session)
        session.execute(text("PRAGMA defer_foreign_keys = 1"))
        session.execute(text("DELETE FROM case_evidence"))
        for statement in statements:
            session.execute(text(statement))
    told = found(objecting)
    assert [(part, kept, right) for _kind, _subject, part, kept, right in told] == parts


def test_evidence_that_was_exchanged_is_found(objecting):
    with objecting.scene.store.writing() as session:
        session.execute(text("UPDATE case_evidence SET content = x'00'"))
    ((kind, subject, _part, kept, right),) = found(objecting)
    assert (kind, subject) == ("evidence", "door.jpg")
    assert kept != right


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE penalty_event SET said_by = 'Reza' WHERE number = 3",
        CUT,
        "REPLACE INTO penalty_event SELECT * FROM penalty_event WHERE number = 1",
        "INSERT OR REPLACE INTO penalty_event (case_id, number, what, happened_on, recorded_at, said_by,"
        " level, reason, note, evidence, reference, line, sha256) SELECT case_id, number, what, happened_on,"
        " recorded_at, 'Reza', '', '', '', '', '', '', '' FROM penalty_event WHERE number = 1",
    ],
)
def test_the_audit_is_refused_to_everybody(objecting, statement):
    before = dump(objecting.scene.store)
    with (
        pytest.raises(IntegrityError, match="history-frozen"),
        objecting.scene.store.writing() as session,
    ):
        session.execute(text(statement))
    assert dump(objecting.scene.store) == before
