"""The audit of a penalty case is frozen in the database itself, and taken back by a downgrade alone."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.models.parties import Party, PartyKind
from app.models.penalties import PenaltyCase
from app.models.penalty_life import PenaltyEvent
from tests.models.test_schema import upgraded

AT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
TOLD = "SELECT number, said_by FROM penalty_event"


def test_a_row_of_an_audit_is_refused_to_everybody(store):
    with store.writing() as session:
        session.add(Party(code="C1", kind=PartyKind.CONTRACTOR.value, name="پ"))
        session.flush()
        month = {"period": "1405-08", "period_from": date(2026, 10, 23), "period_to": date(2026, 11, 21)}
        sums = {"gross": Decimal(5), "payable": Decimal(5)}
        session.add(PenaltyCase(party_id=1, agreement="UC-1", as_of=AT, drafted_at=AT, **month, **sums))
        session.flush()
        day = AT.date()
        row = PenaltyEvent(
            case_id=1, number=1, what="drafted", happened_on=day, recorded_at=AT, said_by="Omid"
        )
        row.sha256 = "a" * 64
        session.add(row)
    statements = ["UPDATE penalty_event SET said_by = 'x'", "DELETE FROM penalty_event"]
    if store.engine.dialect.name == "postgresql":
        statements.append("TRUNCATE penalty_event CASCADE")
    for statement in statements:
        with pytest.raises(IntegrityError, match="history-frozen"), store.writing() as session:
            session.execute(text(statement))
        with store.reading() as session:
            assert session.execute(text(TOLD)).all() == [(1, "Omid")]
    upgraded(store, "0017", go=command.downgrade)
    with store.writing() as session:
        session.execute(text(statements[0]))
        assert session.execute(text(TOLD)).all() == [(1, "x")]
