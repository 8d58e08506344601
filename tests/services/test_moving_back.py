"""A visit that was moved is moved back by a move of its own, unless somebody moved it since."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.models.plans import PmVisit, VisitMove
from app.services.jobs.commands import Said
from app.services.jobs.undoing import redo_all, undo_all
from app.services.rescheduling import TAKEN_BACK, Moved, Slot, reschedule, slot_of
from app.views.desk import Desk
from tests.factories import dump
from tests.views.small_region import found, opened_desk

BY, OTHER = Said("Nasrin"), Said("Maryam")
VISIT = 19
SLOT = Slot(day=date(2026, 6, 12), starts=time(10), minutes=30, technician_id=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path, found) as opened:
        yield opened


def moved(desk: Desk, slot: Slot, said: Said = BY) -> Moved:
    with desk._doors.writing() as session:  # noqa: SLF001 - what a test looks at
        return reschedule(session, desk.clock, VISIT, said, slot=slot, seen=slot_of(session, VISIT))


def planned(desk: Desk) -> tuple[object, ...]:
    with desk._doors.reading() as session:  # noqa: SLF001
        visit = session.get_one(PmVisit, VISIT)
        return visit.planned_date, visit.starts_at, visit.minutes, visit.technician_id


def test_undo_and_redo_of_a_move_are_moves_themselves(desk: Desk) -> None:
    before = planned(desk)
    done = moved(desk, SLOT)
    after = planned(desk)
    with desk._doors.writing() as session:  # noqa: SLF001
        undone = undo_all(session, desk.clock, (done,), OTHER)
    assert planned(desk) == before
    with desk._doors.writing() as session:  # noqa: SLF001
        redo_all(session, desk.clock, undone, BY)
    assert planned(desk) == after
    with desk._doors.reading() as session:  # noqa: SLF001
        moves = session.scalars(select(VisitMove).order_by(VisitMove.id)).all()
    assert [(each.moved_by, each.to_date, each.reason) for each in moves] == [
        ("Nasrin", SLOT.day, ""),
        ("Maryam", before[0], TAKEN_BACK),
        ("Nasrin", SLOT.day, TAKEN_BACK),
    ]


def test_what_somebody_else_moved_since_is_not_moved_back(desk: Desk) -> None:
    done = moved(desk, SLOT)
    moved(desk, Slot(day=date(2026, 6, 13)), OTHER)
    before = dump(desk._doors)  # noqa: SLF001
    with pytest.raises(RuleBroken) as told, desk._doors.writing() as session:  # noqa: SLF001
        undo_all(session, desk.clock, (done,), BY)
    assert (told.value.code, dump(desk._doors)) == ("visit-moved-since", before)  # noqa: SLF001
