"""The most urgent unassigned call goes to the proposed technician with two keys, and it is said why."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.parties import Technician
from app.models.technicians import TechnicianPart
from app.services.dispatch import candidates
from app.views.appearance import Appearance
from app.views.board.candidate_words import reasons
from app.views.main_window import MainWindow
from tests.stories.region import Program


def test_n_and_enter_send_whom_the_choice_names_and_the_reason_is_what_it_reckoned(
    program: Program,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
    appearance: Appearance,
    qtbot: QtBot,
) -> None:
    with program.store.writing() as session:
        session.add(TechnicianPart(technician_id=1, part="thermal-head", count=1))
    urgent, other = program.call(0, "P1"), program.call(1)
    window = open_window(appearance)
    with program.store.reading() as session:
        best = candidates(session, program.clock, urgent)[0]
    bar = window.board.most_urgent
    said = bar.accessibleName()
    # Distance, arrival against the due instant, and load, in the figures of the choice itself.
    assert " · ".join(reasons(best, appearance)) in said
    formats = appearance.formats
    assert best.km is not None
    assert best.arrives_at is not None
    for figure in (
        formats.locale.toString(best.km, "f", 1),
        formats.time(best.arrives_at),
        formats.number(round(best.travel_minutes)),
    ):
        assert figure in said
    qtbot.keyClick(window.board.table, Qt.Key.Key_N)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    calm()
    assert program.job(urgent).technician_id == best.technician_id == 1
    assert program.job(other).technician_id is None


def test_nobody_is_proposed_against_a_rule_and_it_is_said_which(
    program: Program,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
    english: Appearance,
    qtbot: QtBot,
) -> None:
    with program.store.writing() as session:
        session.get_one(Technician, 1).is_active = False
    urgent = program.call(0, "P1")
    window = open_window(english)
    bar = window.board.most_urgent
    assert "nearest to it Zhaleh Pouyan: Another contractor's territory" in bar.accessibleName()
    assert not bar.accept_button().isEnabled()
    qtbot.keyClick(window.board.table, Qt.Key.Key_N)
    calm()
    assert program.job(urgent).technician_id is None
