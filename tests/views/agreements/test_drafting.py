"""The next version of an agreement in the window: drafted, edited, saved, overtaken, approved, imported."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.agreement_text import write_agreement
from app.domain.agreements import Agreement, Metric, PauseRule, Unit
from app.domain.events import Owner
from app.domain.target_grid import Promised, grids_of
from app.services.agreement_book import book
from app.services.agreements.register import agreements
from app.services.agreements.revisions import RevisionRef, save_draft
from app.views.agreements.agreements_page import AgreementsPage
from app.views.agreements.cell_form import CellForm
from app.views.agreements.draft_forms import ApprovalForm, NewVersionForm, WithdrawalForm
from app.views.agreements.leaving import Leaving, leaving_box
from app.views.agreements.opening import opened
from app.views.agreements.targets_tab import TargetsTab
from app.views.appearance import Appearance
from app.views.desk import Desk
from tests.views.agreements.conftest import AGREEMENTS, opened_on, shown

CODE = "UC-KAJBAN"
TIR = date(2026, 6, 22)
"""The first of the month after the one in which the tests stand."""


def stored(desk: Desk, qtbot: QtBot) -> Any:
    """The row of the agreement in the store, and its newest wording."""
    answers: list[Any] = []

    def question(session: Any) -> Any:
        row = next(each for each in agreements(session) if each.code == CODE)
        return row, opened(session, row).agreement

    desk.ask(question, done=answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    return answers[0]


def promise(agreement: Agreement, number: int, cell: tuple[str, str]) -> Promised | None:
    """What the general repair grid of a version promises in a cell."""
    version = next(each for each in agreement.versions if each.number == number)
    grids = [grid for grid in grids_of(version.targets) if grid.subject.metric is Metric.RESOLVE]
    return next(grid for grid in grids if "EM" in grid.subject.services).cells.get(cell)


def targets(page: AgreementsPage) -> TargetsTab:
    tab = page.details.tabs["targets"]
    assert isinstance(tab, TargetsTab)
    return tab


def begin_draft(page: AgreementsPage, qtbot: QtBot) -> None:
    """Open the draft of version 2 as proposed."""
    opened_on(page, qtbot, CODE)
    page.new_draft()
    assert isinstance(page.form, NewVersionForm)
    assert page.form.day.day() == TIR
    page.form.accept()
    qtbot.waitUntil(page.details.is_editable)


def set_cell(page: AgreementsPage, limit: int, cell: tuple[str, str] = ("P1", "A")) -> None:
    """Change one cell by its form."""
    tab = targets(page)
    tab.cards[0].matrix.choose(cell)
    tab.change_cells()
    assert isinstance(tab.form, CellForm)
    tab.form.limit.setValue(limit)
    tab.form.unit.setCurrentIndex(tab.form.unit.findData(Unit.HOURS.value))
    tab.form.accept()


def test_a_promise_is_changed_with_the_keys_alone(page: AgreementsPage, desk: Desk, qtbot: QtBot) -> None:
    keys = Qt.Key
    page.agreements.choose("UC-GAZBON")
    page.agreements.setFocus()
    qtbot.keyClick(page.agreements, keys.Key_Down)
    qtbot.waitUntil(lambda: targets(page).agreement is not None and targets(page).agreement.code == CODE)
    qtbot.keyClick(page.agreements, keys.Key_Return)
    matrix = targets(page).cards[0].matrix
    assert (matrix.hasFocus(), matrix.cells()) == (True, [("P1", "A")])
    page.activateWindow()
    qtbot.keyClick(matrix, keys.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(page.form, NewVersionForm)
    qtbot.keyClick(page.form.day, keys.Key_Return)
    qtbot.waitUntil(page.details.is_editable)
    matrix = targets(page).cards[0].matrix
    assert matrix.cells() == [("P1", "A")]
    qtbot.keyClick(matrix, keys.Key_Left)
    qtbot.keyClick(matrix, keys.Key_Return)
    form = targets(page).form
    assert isinstance(form, CellForm)
    assert (form.limit.value(), form.limit.text()) == (450, "۷:۳۰")
    qtbot.keyClicks(form.limit, "6:40")
    qtbot.keyClick(form.limit, keys.Key_Return)
    assert matrix.text_of(("P1", "B")).startswith("۶:۴۰ ساعت کاری · ساعات گسترده")
    assert page.agreements.row_model().cell(1, 2).text == "ذخیره‌نشده"
    page.activateWindow()
    qtbot.waitUntil(matrix.hasFocus)
    with qtbot.waitSignal(page.drafts.saved):
        qtbot.keyClick(matrix, keys.Key_S, Qt.KeyboardModifier.ControlModifier)
    row, agreement = stored(desk, qtbot)
    assert (row.draft.version, row.draft.saved_by) == (2, "Nasrin")
    assert promise(agreement, 2, ("P1", "B")) == Promised(
        limit=400, unit=Unit.MINUTES, calendar="extended", warn_at=(80,)
    )
    assert promise(agreement, 1, ("P1", "B")) == Promised(
        limit=450, unit=Unit.MINUTES, calendar="extended", warn_at=(80,)
    )
    assert agreement.versions[1].effective_from == TIR


def test_hours_and_minutes_are_typed_as_such(page: AgreementsPage, qtbot: QtBot) -> None:
    begin_draft(page, qtbot)
    tab = targets(page)
    tab.cards[0].matrix.choose(("P4", "A"))
    tab.change_cells()
    form = tab.form
    assert isinstance(form, CellForm)
    assert (form.limit.text(), form.unit.currentData()) == ("۲۰:۰۰", Unit.MINUTES.value)
    form.unit.setCurrentIndex(form.unit.findData(Unit.HOURS.value))
    assert form.limit.text() == "۱٬۲۰۰"
    form.limit.selectAll()
    qtbot.keyClicks(form.limit, "21:15")
    assert form.unit.currentData() == Unit.MINUTES.value
    answer = form.answer()
    assert answer is not None
    assert (answer.limit, answer.unit) == (1275, Unit.MINUTES)


def approve(page: AgreementsPage, qtbot: QtBot) -> None:
    """Wait for what the approval would change, and want it."""
    page.approve()
    proposal = page.proposal
    assert proposal is not None
    qtbot.waitUntil(proposal.approve_button.isEnabled)
    proposal.accept()


def test_the_same_person_is_refused_and_a_second_one_approves(
    page: AgreementsPage, desk: Desk, qtbot: QtBot
) -> None:
    begin_draft(page, qtbot)
    approve(page, qtbot)
    form = page.form
    assert isinstance(form, ApprovalForm)
    assert form.name.text() == ""
    form.name.setText("nasrin")
    form.accept()
    assert form.isVisible()
    assert stored(desk, qtbot)[0].approved.number == 1
    form.name.setText("Davoud")
    form.accept()
    qtbot.waitUntil(lambda: not page.details.is_editable())
    row, _agreement = stored(desk, qtbot)
    assert (row.approved.number, row.approved.decided_by, row.draft) == (2, "Davoud", None)
    assert page.details.badge.text().endswith("تأییدشده · فقط خواندنی")


def test_what_the_checks_call_an_error_refuses_the_approval(
    page: AgreementsPage, desk: Desk, qtbot: QtBot
) -> None:
    begin_draft(page, qtbot)
    page.details.show_tab("waits")
    version = page.details.version()
    assert version is not None
    own = PauseRule(owner=Owner.CONTRACTOR, stops=frozenset({Metric.RESOLVE}))
    page.details.current_tab().change_version(pauses=(*version.pauses, own))
    with qtbot.waitSignal(page.drafts.saved):
        page.save()
    qtbot.waitUntil(lambda: page.agreements.current().draft.version == 2 and desk.is_idle())
    approve(page, qtbot)
    assert isinstance(page.form, ApprovalForm)
    page.form.name.setText("Davoud")
    with qtbot.waitSignal(page.refused) as refused:
        page.form.accept()
    assert refused.args[0].code == "agreement-error"
    assert stored(desk, qtbot)[0].draft is not None


def test_several_cells_get_the_same_promise_and_a_row_is_copied(page: AgreementsPage, qtbot: QtBot) -> None:
    begin_draft(page, qtbot)
    tab = targets(page)
    matrix = tab.cards[0].matrix
    matrix.choose_row(matrix.shown().priorities.index("P2"))
    tab.copy_cells()
    matrix.choose_row(matrix.shown().priorities.index("P3"))
    tab.paste_cells()
    own = tab.cards[0].matrix.shown().own
    assert [own["P3", zone].limit for zone in "ABCD"] == [own["P2", zone].limit for zone in "ABCD"]
    matrix.choose_column(matrix.shown().zones.index("D"))
    tab.clear_cells()
    own = tab.cards[0].matrix.shown().own
    assert {zone for _priority, zone in own} == {"A", "B", "C"}
    assert matrix.text_of(("P1", "D")) == "بدون تعهد"
    matrix.choose(("", ""))
    tab.change_cells()
    assert isinstance(tab.form, CellForm)
    tab.form.limit.setValue(90)
    tab.form.accept()
    assert matrix.text_of(("P1", "D")) == "۹۰ ساعت · زمان تقویمی (از قاعدهٔ کلی‌تر)"


def test_a_cell_is_chosen_alone_whatever_key_is_held(page: AgreementsPage, qtbot: QtBot) -> None:
    begin_draft(page, qtbot)
    matrix = targets(page).cards[0].matrix
    matrix.choose_column(matrix.shown().zones.index("D"))
    qtbot.keyPress(matrix, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    matrix.choose(("P1", "A"))
    qtbot.keyRelease(matrix, Qt.Key.Key_Control)
    assert matrix.cells() == [("P1", "A")]


def test_a_stale_save_is_refused_with_both_values(page: AgreementsPage, desk: Desk, qtbot: QtBot) -> None:
    begin_draft(page, qtbot)
    set_cell(page, 3)
    row, agreement = stored(desk, qtbot)
    theirs = write_agreement(agreement).replace("limit = 210", "limit = 240")
    # Version 1 is approved and stays; its own limit comes first in the file.
    theirs = theirs.replace("limit = 240", "limit = 210", 1)
    with qtbot.waitSignal(desk.changed):
        desk.do(save_draft, RevisionRef(row.draft.id), theirs, by="Behnam")
    qtbot.waitUntil(page.details.overtaken.isVisible)
    with qtbot.waitSignal(page.refused) as refused:
        page.save()
    assert refused.args[0].code == "changed-meanwhile"
    assert promise(stored(desk, qtbot)[1], 2, ("P1", "A")) == Promised(
        limit=240, unit=Unit.MINUTES, calendar="extended", warn_at=(80,)
    )
    notice = page.details.overtaken
    assert "Behnam" in notice.text.text()
    assert "مال او ۴ ساعت" in notice.both.text()
    assert "مال شما ۳ ساعت" in notice.both.text()
    with qtbot.waitSignal(page.drafts.saved):
        notice.keep_button.click()
    kept = promise(stored(desk, qtbot)[1], 2, ("P1", "A"))
    assert kept is not None
    assert (kept.limit, kept.unit) == (3, Unit.HOURS)
    qtbot.waitUntil(lambda: not notice.isVisible())


def test_edits_that_are_dropped_leave_what_the_store_has(page: AgreementsPage, qtbot: QtBot) -> None:
    begin_draft(page, qtbot)
    set_cell(page, 3)
    assert page.drafts.unsaved() == (CODE,)
    page.details.overtaken.dropped.emit()
    assert page.drafts.unsaved() == ()
    assert targets(page).cards[0].matrix.shown().own["P1", "A"].limit == 210


def test_a_draft_is_withdrawn_once_that_is_said_again(page: AgreementsPage, desk: Desk, qtbot: QtBot) -> None:
    begin_draft(page, qtbot)
    page.withdraw()
    assert isinstance(page.form, WithdrawalForm)
    page.form.reject()
    assert stored(desk, qtbot)[0].draft is not None
    page.withdraw()
    page.form.accept()
    qtbot.waitUntil(lambda: not page.details.is_editable())
    row, agreement = stored(desk, qtbot)
    assert (row.draft, len(agreement.versions)) == (None, 1)
    page.details.show_tab("history")
    history = page.details.tabs["history"]
    qtbot.waitUntil(lambda: [each.state for each in history.rows.rows()] == ["withdrawn", "approved"])


class Answers:
    """A user who answers in turn, and what he was asked."""

    def __init__(self, *answers: Leaving) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, bool]] = []

    def __call__(self, parent: QWidget, text: str, closing: bool) -> Leaving:
        self.asked.append((text, closing))
        return self._answers.pop(0)


def test_leaving_with_edits_asks_once(qtbot: QtBot, desk: Desk, persian: Appearance) -> None:
    user = Answers(Leaving.STAY, Leaving.GO, Leaving.STAY, Leaving.SAVE, Leaving.SAVE)
    page = shown(qtbot, AgreementsPage(desk, persian, ask_to_leave=user))
    assert page.may_leave()
    begin_draft(page, qtbot)
    set_cell(page, 3)
    assert [page.may_leave(), page.may_leave(), page.may_leave()] == [False, True, True]
    assert [closing for _text, closing in user.asked] == [False, False]
    assert CODE in user.asked[0][0]
    set_cell(page, 2)
    assert not page.may_leave()
    assert not page.may_leave(closing=True)
    qtbot.waitUntil(lambda: page.drafts.unsaved() == ())
    assert page.may_leave(closing=True)


def test_escape_and_enter_lose_nothing(qtbot: QtBot, page: AgreementsPage) -> None:
    for closing in (False, True):
        box, answers = leaving_box(page, "…", closing=closing)
        assert answers[box.buttonRole(box.escapeButton())] is Leaving.STAY
        assert answers[box.buttonRole(box.defaultButton())] is Leaving.SAVE
        box.deleteLater()


def test_a_file_becomes_a_draft_and_a_revision_a_file(
    qtbot: QtBot, desk: Desk, persian: Appearance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "new.toml"
    text = (AGREEMENTS / "cs-09.toml").read_text("utf-8")
    source.write_text(text, encoding="utf-8")
    page = shown(qtbot, AgreementsPage(desk, persian, choose_file=lambda _parent, _name: source))
    page.import_file()
    qtbot.waitUntil(lambda: any(row.code == "CS-09" for row in page.agreements.rows()))
    opened_on(page, qtbot, "CS-09")
    assert page.details.is_editable()
    page.details.show_tab("history")
    history = page.details.tabs["history"]
    kept = tmp_path / "kept.toml"
    qtbot.waitUntil(lambda: len(history.rows.rows()) == 1)
    monkeypatch.setattr(history, "_choose_file", lambda _parent, _name: kept)
    with qtbot.waitSignal(page.told):
        history.export()
    assert kept.read_text("utf-8") == text
    source.write_text("code = 1\n", encoding="utf-8")
    with qtbot.waitSignal(page.refused):
        page.import_file()


@pytest.mark.parametrize("typed", ["0", "120", "x"])
def test_a_wrong_warning_is_said_and_nothing_changes(page: AgreementsPage, qtbot: QtBot, typed: str) -> None:
    begin_draft(page, qtbot)
    tab = targets(page)
    tab.cards[0].matrix.choose(("P1", "A"))
    tab.change_cells()
    form = tab.form
    assert form is not None
    form.warnings.setText(typed)
    form.accept()
    assert form.isVisible()
    assert page.drafts.unsaved() == ()
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert page.drafts.unsaved() == ()


def test_the_book_measures_by_the_old_version_until_the_new_day(
    page: AgreementsPage, desk: Desk, qtbot: QtBot
) -> None:
    begin_draft(page, qtbot)
    answers: list[Any] = []
    desk.ask(lambda session: book(session).named(CODE), done=answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert [version.number for version in answers[0].versions] == [1]
