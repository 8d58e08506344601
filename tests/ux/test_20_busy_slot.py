"""Moving a visit onto a busy time warns with the clash and wants a reason; a setting makes it a block."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QTime
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.dispatch_weights import SHIPPED
from app.domain.errors import RuleBroken
from app.models.jobs import Job
from app.models.plans import PmVisit, VisitMove
from app.models.technicians import TechnicianLeave
from app.services.dispatch_settings import keep_weights
from app.services.jobs.commands import Said
from app.services.maintenance import PmVisitRow, visits
from app.services.rescheduling import Slot, clashes, reschedule, slot_of
from app.views.appearance import Appearance
from app.views.calendar.move_dialog import MoveDialog
from app.views.desk import Desk
from tests.factories import dump
from tests.views.small_region import found, opened_desk

TEHRAN = ZoneInfo("Asia/Tehran")
BY = Said("Nasrin")
MOVED, OTHER = 19, 21
"""Two visits planned for 10 June; their windows run from 4 to 16 June."""
DAY = date(2026, 6, 12)
TEN = Slot(day=DAY, starts=time(10), minutes=45, technician_id=1)


def busy(session: Session) -> None:
    """The technician makes another visit at 10:30, has an appointment at 14:00, and leave on the 14th."""
    other = session.get_one(PmVisit, OTHER)
    other.planned_date, other.technician_id = DAY, 1
    other.starts_at = datetime(2026, 6, 12, 10, 30, tzinfo=TEHRAN)
    terminal = other.plan.terminal
    session.add(
        Job(
            code="J-77",
            service="INSTALL",
            terminal=terminal,
            merchant=terminal.merchant,
            technician_id=1,
            due_from=datetime(2026, 6, 12, 14, tzinfo=TEHRAN),
            due_to=datetime(2026, 6, 12, 15, tzinfo=TEHRAN),
        )
    )
    session.add(
        TechnicianLeave(
            technician_id=1,
            starts_at=datetime(2026, 6, 14, tzinfo=TEHRAN),
            ends_at=datetime(2026, 6, 15, tzinfo=TEHRAN),
        )
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk on the small region with a busy technician."""
    with opened_desk(tmp_path, found, busy) as opened:
        yield opened


def store(desk: Desk):
    return desk._doors  # noqa: SLF001 - what a test looks at


def move(desk: Desk, slot: Slot, reason: str = "") -> None:
    with store(desk).writing() as session:
        seen = slot_of(session, MOVED)
        reschedule(session, desk.clock, MOVED, BY, slot=slot, seen=seen, reason=reason)


@pytest.mark.parametrize(
    ("slot", "codes"),
    [
        (TEN, ["visit"]),
        (replace(TEN, starts=time(9, 45)), []),
        (replace(TEN, starts=time(11, 15)), []),
        (replace(TEN, starts=time(11, 14)), ["visit"]),
        (replace(TEN, starts=time(14, 30)), ["appointment"]),
        (replace(TEN, starts=time(13, 50), minutes=10), []),
        (replace(TEN, starts=None), []),
        (replace(TEN, technician_id=None), []),
        (replace(TEN, technician_id=2), []),
        (replace(TEN, day=date(2026, 6, 14), starts=None), ["leave"]),
        (replace(TEN, day=date(2026, 6, 14), starts=time(23, 30)), ["leave"]),
    ],
)
def test_what_is_busy(desk: Desk, slot: Slot, codes: list[str]) -> None:
    with store(desk).reading() as session:
        assert [clash.kind for clash in clashes(session, MOVED, slot).found] == codes


def test_a_busy_time_is_refused_without_a_reason_and_taken_with_one(desk: Desk) -> None:
    before = dump(store(desk))
    with pytest.raises(RuleBroken) as told:
        move(desk, TEN, "  ")
    assert told.value.code == "busy-slot"
    assert dump(store(desk)) == before
    move(desk, TEN, "the merchant can only then")
    with store(desk).reading() as session:
        assert slot_of(session, MOVED) == TEN
        (kept,) = session.scalars(select(VisitMove))
        assert (kept.moved_by, kept.from_date, kept.to_date) == ("Nasrin", date(2026, 6, 10), DAY)
        assert kept.reason == "the merchant can only then"
        assert kept.clash != ""
        # The grid of the plan has not moved.
        assert session.get_one(PmVisit, MOVED).grid_date == date(2026, 6, 10)


def test_the_setting_makes_it_a_block(desk: Desk) -> None:
    with store(desk).writing() as session:
        keep_weights(session, desk.clock, replace(SHIPPED, busy_slot="block"))
    before = dump(store(desk))
    with pytest.raises(RuleBroken) as told:
        move(desk, TEN, "the merchant can only then")
    assert told.value.code == "busy-slot-blocked"
    assert dump(store(desk)) == before
    move(desk, replace(TEN, starts=time(8)))


@pytest.mark.parametrize(
    ("slot", "code"),
    [
        (replace(TEN, day=date(2026, 6, 17)), "outside-window"),
        (replace(TEN, day=date(2026, 6, 3)), "outside-window"),
    ],
)
def test_a_visit_stays_inside_its_window(desk: Desk, slot: Slot, code: str) -> None:
    before = dump(store(desk))
    with pytest.raises(RuleBroken) as told:
        move(desk, slot, "whatever")
    assert told.value.code == code
    assert dump(store(desk)) == before


def test_what_changed_meanwhile_or_is_over_is_not_moved(desk: Desk) -> None:
    with store(desk).reading() as session:
        seen = slot_of(session, MOVED)
    move(desk, replace(TEN, starts=time(8)))
    for visit, code in ((MOVED, "changed-meanwhile"), (1, "visit-settled"), (999, "unknown-visit")):
        with pytest.raises(RuleBroken) as told, store(desk).writing() as session:
            reschedule(session, desk.clock, visit, BY, slot=TEN, seen=seen, reason="late")
        assert told.value.code == code
    past = replace(TEN, day=date(2026, 5, 31), starts=time(8))
    overdue = 7
    with pytest.raises(RuleBroken) as told, store(desk).writing() as session:
        reschedule(session, desk.clock, overdue, BY, slot=past, seen=slot_of(session, overdue))
    assert told.value.code == "day-gone"


def row(desk: Desk) -> PmVisitRow:
    with store(desk).reading() as session:
        shown = visits(session, desk.clock, date(2026, 6, 1), date(2026, 6, 20), zone=TEHRAN)
    return next(visit for visit in shown if visit.id == MOVED)


@pytest.mark.parametrize("mode", ["warn", "block"])
def test_the_window_names_the_clash_before_it_is_done(
    desk: Desk, appearance: Appearance, qtbot: QtBot, mode: str
) -> None:
    with store(desk).writing() as session:
        keep_weights(session, desk.clock, replace(SHIPPED, busy_slot=mode))
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = MoveDialog(desk, appearance, row(desk), parent)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.technician.count() > 1 and desk.is_idle())
    assert not dialog.move_button.isEnabled(), "nothing is chosen that differs"
    dialog.day.show_day(DAY)
    dialog.has_hour.setChecked(True)
    dialog.hour.setTime(QTime(10, 0))
    dialog.minutes.setValue(45)
    dialog.technician.setCurrentIndex(dialog.technician.findData(1))
    qtbot.waitUntil(desk.is_idle)
    clash = dialog.clash.text()
    assert appearance.formats.digits("10:30") in clash
    assert dialog.reason.isVisible() is (mode == "warn")
    assert not dialog.move_button.isEnabled()
    if mode == "warn":
        moved = QSignalSpy(dialog.told)
        dialog.reason.setText("the merchant can only then")
        dialog.move_button.click()
        qtbot.waitUntil(lambda: moved.count() == 1)
        assert row(desk).starts_at == datetime(2026, 6, 12, 10, tzinfo=TEHRAN)
    else:
        dialog.hour.setTime(QTime(8, 0))
        qtbot.waitUntil(desk.is_idle)
        assert dialog.clash.text() == ""
        assert dialog.move_button.isEnabled()
    dialog.close()
