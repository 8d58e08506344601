"""Working calendars and the country's days: hours as typed, what a day is and why, what is done about it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app import i18n
from app.clock import TurnedClock
from app.domain.agreement_file import read_agreement
from app.domain.agreements import Agreement
from app.domain.calendar_spec import Period
from app.domain.day_hours import WHOLE_DAY, Hours
from app.services.calendars.days import DayOffRow, DayOffState
from app.services.calendars.days_off import DayOff, declare_closure
from app.services.calendars.official import load_holidays
from app.views.appearance import Appearance
from app.views.calendars.calendars_tab import CalendarsTab
from app.views.calendars.day_account import Almanac
from app.views.calendars.day_marks import CLOSURE, ESTIMATED, HOLIDAY, PERIOD, PROPOSED, SHUT, marks_of
from app.views.calendars.day_tools import APPROVE, CONFIRM, LOAD, MOVE, WITHDRAW
from app.views.calendars.day_words import day_sentence
from app.views.calendars.forms import ClosureForm, ExceptionForm, NameForm, PeriodForm
from app.views.calendars.week_editor import read_typed
from app.views.calendars.year_view import YearView
from app.views.what_if.proposal_dialog import ProposalDialog
from tests.stories.region import Program, opened
from tests.views.small_region import CONTRACT
from tests.views.test_pages import clipped

MONDAY, FRIDAY = date(2026, 6, 1), date(2026, 6, 5)
MORNING: Hours = ((28800, 43200),)
RAMADAN = Period(date(2027, 2, 8), date(2027, 3, 9), {0: ((32400, 50400),)}, {"en": "Ramadan hours"})
AGREEMENT = read_agreement(CONTRACT.read_text("utf-8"), file=CONTRACT.name)
NAME = next(iter(AGREEMENT.calendars))


@pytest.fixture
def program(tmp_path: Path, clock: TurnedClock) -> Iterator[Program]:
    with opened(tmp_path, clock) as started:
        yield started


def row(day: date, **more: object) -> DayOffRow:
    terms: dict[str, object] = {
        "id": 1, "day": day, "province": "", "name": "سرما", "name_en": "Cold", "is_official": False,
        "is_estimated": False, "closed": WHOLE_DAY, "declared_by": "", "reference": "", "recorded_at": None,
        "recorded_by": "Nasrin", "state": DayOffState.IN_FORCE, "is_withdrawal": False, "decided_at": None,
        "decided_by": "", "replaces_id": None,
    }  # fmt: skip
    return DayOffRow(**(terms | more))  # type: ignore[arg-type]


def agreement(**terms: object) -> Agreement:
    spec = replace(
        AGREEMENT.calendars[NAME], weekly={0: MORNING}, periods=(), exceptions={}, holidays=frozenset()
    )
    return replace(
        AGREEMENT,
        calendars={NAME: replace(spec, **terms)},  # type: ignore[arg-type]
        holiday_calendars=frozenset({NAME}),
        closure_calendars=frozenset({NAME}),
    )


def test_hours_are_read_as_people_type_them() -> None:
    assert read_typed("08:00–12:00, 13:00-17:00") == ((28800, 43200), (46800, 61200))
    assert read_typed("۸ – ۱۲، ۱۳:۰۰–۲۴") == ((28800, 43200), (46800, 86400))
    assert read_typed("  ") == ()
    for wrong in ("9", "9-8", "8-12 11-13", "8-25", "a-b", "8:60-9"):
        with pytest.raises(ValueError, match=r"[Hh]ours"), i18n.speaking("en"):
            read_typed(wrong)


@pytest.mark.parametrize(
    ("rows", "terms", "day", "hours", "marks"),
    [
        ([], {}, MONDAY, MORNING, []),
        ([], {}, FRIDAY, (), [SHUT]),
        ([row(MONDAY, is_official=True)], {}, MONDAY, (), [HOLIDAY]),
        ([row(MONDAY, is_official=True, is_estimated=True)], {}, MONDAY, (), [ESTIMATED]),
        ([row(MONDAY)], {}, MONDAY, (), [CLOSURE]),
        ([row(MONDAY, closed=((36000, 86400),))], {}, MONDAY, ((28800, 36000),), ["part"]),
        ([row(MONDAY, state=DayOffState.PROPOSED)], {}, MONDAY, MORNING, [PROPOSED]),
        ([], {"periods": (RAMADAN,)}, date(2027, 2, 8), ((32400, 50400),), [PERIOD]),
        ([], {"exceptions": {FRIDAY: MORNING}}, FRIDAY, MORNING, ["exception"]),
    ],
)
def test_a_day_counts_as_the_rules_say_and_shows_why(
    rows: list[DayOffRow], terms: dict[str, object], day: date, hours: Hours, marks: list[str]
) -> None:
    account = Almanac.of(agreement(**terms), NAME, rows).account(day)
    assert (account.hours, marks_of(account)) == (hours, marks)


def test_what_counts_and_why_is_said(appearance: Appearance) -> None:
    formats = appearance.formats
    ramadan = Almanac.of(agreement(periods=(RAMADAN,)), NAME, ()).account(date(2027, 2, 8))
    lunar = Almanac.of(agreement(), NAME, [row(MONDAY, is_official=True, is_estimated=True)]).account(MONDAY)
    said = [day_sentence(account, formats, is_country=False) for account in (ramadan, lunar)]
    plain = ["".join(letter for letter in line if letter not in "\u2066\u2067\u2068\u2069") for line in said]
    if formats.language == "en":
        assert plain == [
            "Mon 8 Feb 2027: 09:00–14:00, 5 h — Ramadan hours",
            "Mon 1 Jun 2026: closed — Cold (estimated)",
        ]
    else:
        assert plain[1] == "دوشنبه ۱۱ خرداد ۱۴۰۵: تعطیل — سرما (تخمینی)"


def shown(qtbot: QtBot, program: Program, appearance: Appearance, *, editable: bool) -> CalendarsTab:
    tab = CalendarsTab(program.desk, appearance)
    qtbot.addWidget(tab)
    tab.resize(810, 700)
    tab.show()
    edited = agreement(periods=(RAMADAN,), exceptions={FRIDAY: MORNING})
    first = edited.versions[-1]
    if editable:
        unused = replace(first, targets=tuple(replace(target, calendar="") for target in first.targets))
        edited = replace(edited, versions=(unused,))
    tab.show_version(edited, edited.versions[-1], editable=editable)
    qtbot.waitUntil(program.desk.is_idle)
    return tab


def test_hours_of_a_draft_are_edited_in_place(qtbot: QtBot, program: Program, appearance: Appearance) -> None:
    tab = shown(qtbot, program, appearance, editable=True)
    field, wrong = tab.terms.week.fields[5], tab.terms.week.wrong[5]
    spy = QSignalSpy(tab.changed)
    field.setText("12-8")
    field.editingFinished.emit()
    assert wrong.isVisible()
    assert spy.count() == 0
    field.setText("8-12")
    field.editingFinished.emit()
    assert not wrong.isVisible()
    told: Agreement = spy.at(0)[0]
    assert told.calendars[NAME].weekly == {0: MORNING, 5: MORNING}
    qtbot.mouseClick(tab.terms.closures, Qt.MouseButton.LeftButton)
    assert spy.at(1)[0].closure_calendars == frozenset()
    qtbot.waitUntil(lambda: clipped(tab) == [])


def test_what_is_approved_is_only_read_and_what_an_approved_version_uses_is_copied(
    qtbot: QtBot, program: Program, persian: Appearance
) -> None:
    tab = shown(qtbot, program, persian, editable=False)
    assert not tab.terms.week.fields[5].isVisible()
    assert not tab.copy_button.isVisible()
    used = agreement()
    (first,) = used.versions
    target = replace(first.targets[0], calendar=NAME)
    first = replace(first, targets=(target,))
    second = replace(first, number=2, effective_from=date(2027, 1, 1))
    used = replace(used, versions=(first, second))
    tab.show_version(used, second, editable=True)
    assert not tab.terms.holidays.isEnabled()
    qtbot.mouseClick(tab.copy_button, Qt.MouseButton.LeftButton)
    assert tab.form is not None
    assert tab.form.name.text() == f"{NAME}-2"
    tab.form.name.setText(f" {NAME} ")
    with pytest.raises(ValueError, match="تقویم دیگری"):
        tab.form.answer()
    tab.form.name.setText("ساعات  زمستانی")
    with qtbot.waitSignal(tab.changed) as copied:
        tab.form.accept()
    assert set(copied.args[0].calendars) == {NAME, "ساعات زمستانی"}
    assert "ساعات زمستانی" in copied.args[0].holiday_calendars


def test_forms_answer_or_say_what_is_wrong(qtbot: QtBot, program: Program, persian: Appearance) -> None:
    tab = shown(qtbot, program, persian, editable=True)
    same = PeriodForm(tab, persian, RAMADAN, [RAMADAN])
    with pytest.raises(ValueError, match="دوره"):
        same.answer()
    assert PeriodForm(tab, persian, RAMADAN, []).answer() == RAMADAN
    assert ExceptionForm(tab, persian, FRIDAY, MORNING).answer() == (FRIDAY, MORNING)
    closure = ClosureForm(tab, persian, MONDAY, "تهران")
    with pytest.raises(ValueError, match="علت"):
        closure.answer()
    closure.name.setText("برف")
    assert closure.answer() == DayOff(day=MONDAY, name="برف", province="تهران")


def year_view(qtbot: QtBot, program: Program, appearance: Appearance) -> YearView:
    view = YearView(program.desk, appearance)
    qtbot.addWidget(view)
    view.resize(940, 760)
    view.show()
    qtbot.waitUntil(program.desk.is_idle)
    return view


def test_keys_walk_the_days_in_reading_order(qtbot: QtBot, program: Program, appearance: Appearance) -> None:
    grid = year_view(qtbot, program, appearance).grid
    forth = Qt.Key.Key_Left if appearance.is_rtl else Qt.Key.Key_Right
    days = []
    for key in (forth, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(grid, key)
        days.append(grid.chosen())
    assert days == [
        date(2026, 6, 2), date(2026, 6, 9), date(2026, 7, 10), date(2026, 3, 21), date(2027, 3, 20),
    ]  # fmt: skip
    qtbot.keyClick(grid, forth)
    assert (grid.chosen(), grid.year()) == (date(2027, 3, 21), 1406)
    grid.choose(FRIDAY)
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell(MONDAY).center())
    assert grid.chosen() == MONDAY


def test_the_holidays_of_a_year_are_loaded_and_an_estimated_one_confirmed(
    qtbot: QtBot, program: Program, persian: Appearance
) -> None:
    view = year_view(qtbot, program, persian)
    with qtbot.waitSignal(view.told):
        qtbot.mouseClick(view.tools.buttons[LOAD], Qt.MouseButton.LeftButton)
    view.grid.choose(date(2027, 3, 10))
    qtbot.waitUntil(lambda: view.account(date(2027, 3, 10)).is_estimated)
    assert {key for key, button in view.tools.buttons.items() if button.isVisible()} >= {
        CONFIRM,
        MOVE,
        WITHDRAW,
    }
    qtbot.mouseClick(view.tools.buttons[CONFIRM], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not view.account(date(2027, 3, 10)).is_estimated)
    assert not view.tools.buttons[CONFIRM].isVisible()


def test_a_closure_is_proposed_and_approved_by_a_second_person_who_saw_what_it_changes(
    qtbot: QtBot, program: Program, persian: Appearance
) -> None:
    with program.store.writing() as session:
        load_holidays(session, program.clock, 1405, by="Nasrin")
        declare_closure(session, program.clock, DayOff(day=MONDAY, name="برف"), by="Omid")
    view = year_view(qtbot, program, persian)
    view.grid.choose(MONDAY)
    qtbot.waitUntil(lambda: bool(view.account(MONDAY).proposed))
    assert [each.day for each in view.proposals.rows()] == [MONDAY]
    qtbot.waitUntil(lambda: clipped(view) == [])
    qtbot.mouseClick(view.tools.buttons[APPROVE], Qt.MouseButton.LeftButton)
    dialog = view.tools.findChild(ProposalDialog)
    qtbot.waitUntil(dialog.approve_button.isEnabled)
    dialog.accept()
    form = view.tools.findChild(NameForm)
    form.name.setText("Omid")
    with qtbot.waitSignal(view.refused) as refusal:
        form.accept()
    assert refusal.args[0].code == "second-person-needed"
    assert view.account(MONDAY).proposed
    view.tools.approve_as("Nasrin")
    qtbot.waitUntil(lambda: bool(view.account(MONDAY).closures))
    assert not view.proposals.isVisible()


def test_a_closure_of_another_province_waits_in_sight_and_leads_there(
    qtbot: QtBot, program: Program, persian: Appearance
) -> None:
    with program.store.writing() as session:
        declare_closure(session, program.clock, DayOff(day=MONDAY, name="برف", province="تهران"), by="Omid")
    view = year_view(qtbot, program, persian)
    qtbot.waitUntil(lambda: [each.province for each in view.proposals.rows()] == ["تهران"])
    assert not view.account(MONDAY).proposed
    view.proposals.choose(view.proposals.row_model().key_at(0))
    qtbot.waitUntil(lambda: bool(view.account(MONDAY).proposed))
    assert view.province.currentData() == "تهران"
