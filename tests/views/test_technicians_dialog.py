"""What is known of technicians at work, edited in lines: read, marked, saved, refused when it changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import RuleBroken
from app.models.technicians import TechnicianLeave, TechnicianShift
from app.services.technician_file import at_work
from app.views.appearance import Appearance
from app.views.contractors.technicians_dialog import TechniciansDialog
from app.views.desk import Desk
from tests.views.small_region import NOW, found, opened_desk
from tests.views.test_pages import clipped


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk on the small region."""
    with opened_desk(tmp_path, found) as opened:
        yield opened


def known(desk: Desk):
    with desk._doors.reading() as session:  # noqa: SLF001 - what the store has now
        return at_work(session, desk.clock, 1)


def opened(desk: Desk, appearance: Appearance, parent: QWidget, qtbot: QtBot) -> TechniciansDialog:
    dialog = TechniciansDialog(desk, appearance, (1, "Arghavan"), parent)
    dialog.show()
    qtbot.waitUntil(desk.is_idle)
    return dialog


def test_lines_are_kept_as_they_stand(desk: Desk, appearance: Appearance, qtbot: QtBot) -> None:
    with desk._doors.writing() as session:  # noqa: SLF001 - filled for the test
        session.add(TechnicianShift(technician_id=1, weekday=0, hours="08:00-12:00"))
        session.add(
            TechnicianLeave(
                technician_id=1, starts_at=NOW.replace(year=2025), ends_at=NOW.replace(year=2025, day=2)
            )
        )
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = opened(desk, appearance, parent, qtbot)
    assert clipped(dialog) == []
    assert not dialog.save_button.isEnabled(), "nothing differs"
    dialog.lines["shifts"].setText("sat-wed 08:00-17:00")
    dialog.lines["leave"].setText("2026-06-10..2026-06-11 training")
    dialog.lines["certificates"].setText("ATM 2027-01-01")
    dialog.lines["van"].setText("adapter 2")
    dialog.lines["skills"].setText("POS، ATM")
    dialog.save_button.click()
    qtbot.waitUntil(desk.is_idle)
    kept = known(desk)
    assert kept.shifts == dict.fromkeys((5, 6, 0, 1, 2), "08:00-17:00")
    assert (kept.skills, dict(kept.van), list(kept.certificates)) == ("POS,ATM", {"adapter": 2}, ["ATM"])
    assert [(first.day, last.day, why) for first, last, why in kept.leave] == [(10, 11, "training")]
    with desk._doors.reading() as session:  # noqa: SLF001 - leave that is over stays
        assert session.query(TechnicianLeave).count() == 2
    assert not dialog.save_button.isEnabled()


def test_a_line_that_cannot_be_read_holds_the_button_back(
    desk: Desk, english: Appearance, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = opened(desk, english, parent, qtbot)
    before = known(desk)
    for name, text in (
        ("shifts", "all day"),
        ("leave", "soon"),
        ("van", "wheel 2"),
        ("certificates", "A, a"),
    ):
        dialog.lines[name].setText(text)
        assert not dialog.save_button.isEnabled(), name
        dialog.lines[name].setText("")
    assert known(desk) == before


def test_hours_after_a_persian_day_read_from_left_to_right_and_examples_can_be_typed(
    desk: Desk, persian: Appearance, qtbot: QtBot
) -> None:
    with desk._doors.writing() as session:  # noqa: SLF001 - filled for the test
        session.add(TechnicianShift(technician_id=1, weekday=0, hours="08:00-12:00"))
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = opened(desk, persian, parent, qtbot)
    assert dialog.lines["shifts"].text() == "دوشنبه \u200e08:00-12:00"
    assert not dialog.save_button.isEnabled(), "nothing differs"
    for name, line in dialog.lines.items():
        line.setText(line.placeholderText())
        assert dialog._value(name), name  # noqa: SLF001 - what is read of the example
    dialog.save_button.click()
    qtbot.waitUntil(desk.is_idle)
    assert known(desk).shifts == {**dict.fromkeys((5, 6, 0, 1, 2), "08:00-17:00"), 3: "08:00-13:00"}


def test_what_somebody_else_saved_is_not_overwritten(desk: Desk, english: Appearance, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = opened(desk, english, parent, qtbot)
    with desk._doors.writing() as session:  # noqa: SLF001 - another desk
        session.add(TechnicianShift(technician_id=1, weekday=0, hours="08:00-12:00"))
    refused = QSignalSpy(dialog.refused)
    dialog.lines["skills"].setText("POS")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: refused.count() == 1 and desk.is_idle())
    error = refused.at(0)[0]
    assert isinstance(error, RuleBroken)
    assert error.code == "changed-meanwhile"
    assert known(desk).skills == ""
    assert "mon" in dialog.lines["shifts"].text(), "how it stands is shown"
