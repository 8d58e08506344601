from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, StatementError

from app.models.base import Rial
from app.models.jobs import Job

TEHRAN = timezone(timedelta(hours=3, minutes=30))


def test_an_instant_comes_back_aware_and_in_utc(store):
    noon = datetime(2026, 6, 1, 12, 0, 0, 123456, tzinfo=TEHRAN)
    with store.writing() as session:
        session.add(Job(code="1", service="EM", reported_at=noon))
    with store.reading() as session:
        (found,) = session.scalars(select(Job.reported_at))
        assert (found, found.tzinfo) == (datetime(2026, 6, 1, 8, 30, 0, 123456, tzinfo=UTC), UTC)
        assert session.scalars(select(Job.id).where(Job.reported_at == noon)).all() == [1]
        assert session.scalars(select(Job.id).where(Job.reported_at < noon)).all() == []


def test_a_naive_instant_is_refused(store):
    job = Job(code="1", service="EM", reported_at=datetime(2026, 6, 1))  # noqa: DTZ001 - it is what is refused
    with pytest.raises(StatementError, match="an instant needs an offset"), store.writing() as session:
        session.add(job)
    with store.reading() as session:
        assert session.scalars(select(Job.id)).all() == []


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()])
def test_rial_are_whole_and_exact(dialect):
    column = Rial()
    large = Decimal(10**17 + 1)
    assert column.process_result_value(column.process_bind_param(large, dialect), dialect) == large
    assert column.process_bind_param(Decimal("5.00"), dialect) == 5
    assert column.process_bind_param(None, dialect) is None
    with pytest.raises(ValueError, match=r"0\.5 is not whole rial"):
        column.process_bind_param(Decimal("0.5"), dialect)


@pytest.mark.parametrize("sum_", ["NaN", "Infinity"])
def test_what_is_no_number_is_no_rial(sum_):
    with pytest.raises(ValueError, match="is not whole rial"):
        Rial().process_bind_param(Decimal(sum_), sqlite.dialect())


def test_a_row_cannot_point_at_nothing(store):
    with pytest.raises(IntegrityError), store.writing() as session:
        session.execute(insert(Job).values(code="1", service="EM", terminal_id=999, version=1))
    with store.reading() as session:
        assert session.scalars(select(Job.id)).all() == []
