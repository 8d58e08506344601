"""One penalty case: how far it has come, what can be done with it, and a tab for each side of it."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.domain.penalty_cases import CaseAction, CaseState
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.code_words import worded
from app.services.penalties.case_words import STATES
from app.views.agreements.agreement_words import day_text
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.case_columns import LOOKS, CaseWords, rial
from app.views.penalties.case_file import CaseFile
from app.views.penalties.case_keys import CaseBar
from app.views.penalties.case_tab import CaseTab
from app.views.penalties.letter_view import LetterView
from app.views.penalties.letters_tab import LettersTab
from app.views.penalties.life_tab import LifeTab
from app.views.penalties.lines_tab import LinesTab
from app.views.penalties.objection_tab import ObjectionTab
from app.views.penalties.pending_strip import PendingStrip
from app.views.penalties.settlement_tab import SettlementTab
from app.views.widgets.frames import Panel
from app.views.widgets.labels import ElidedLabel
from app.views.widgets.steps import Standing, Step, StepBar

WAY: Mapping[CaseState, CaseAction] = {
    CaseState.DRAFT: CaseAction.DRAFTED,
    CaseState.REVIEWED: CaseAction.REVIEWED,
    CaseState.APPROVED: CaseAction.APPROVED,
    CaseState.ISSUED: CaseAction.ISSUED,
    CaseState.SERVED: CaseAction.SERVED,
    CaseState.OBJECTED: CaseAction.OBJECTED,
    CaseState.ACCEPTED: CaseAction.ACCEPTED,
    CaseState.CORRECTED: CaseAction.CORRECTED,
    CaseState.SETTLED: CaseAction.SETTLED,
}
"""The states in the order of a life, and the step of the audit that led to each."""


class CaseDetails(Panel):
    """Head, steps, buttons, what waits, and the tabs.

    Signals:
        acted: name of the CaseKey the user wants.
        told, refused: as of a tab.
    """

    acted = Signal(str)
    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, view: LetterView) -> None:
        super().__init__(appearance)
        self._appearance = appearance
        self._clock = desk.clock
        self._words = CaseWords(appearance, self._today)
        self.file: CaseFile | None = None
        self.title = ElidedLabel("heading", least=120)
        self.sums = ElidedLabel("quiet", least=120)
        self.steps = StepBar(appearance)
        self.bar = CaseBar(appearance)
        self.pending = PendingStrip(appearance)
        self.lines = LinesTab(desk, appearance)
        self.life = LifeTab(desk, appearance)
        self.objection = ObjectionTab(desk, appearance)
        self.letters = LettersTab(desk, appearance, view)
        self.settlement = SettlementTab(desk, appearance)
        self._tabs: tuple[tuple[str, CaseTab], ...] = (
            (N_("Lines"), self.lines),
            (N_("Life"), self.life),
            (N_("Objection"), self.objection),
            (N_("Letters"), self.letters),
            (N_("Settlement"), self.settlement),
        )
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self._lay_out()
        self.bar.acted.connect(self.acted)
        appearance.changed.connect(self._say_head)
        self.show_file(None)

    def show_file(self, file: CaseFile | None) -> None:
        """Show this case; the tab looked at stays."""
        self.file = file
        self.bar.show_case(file.case if file else None)
        self.pending.show_file(file)
        for _title, tab in self._tabs:
            tab.show_file(file)
        self._say_head()

    def show_tab(self, tab: CaseTab) -> None:
        """Go to a tab."""
        self.tabs.setCurrentWidget(tab)

    def _today(self) -> date:
        return self._clock.now().astimezone(self._appearance.formats.zone).date()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        for widget in (self.title, self.sums, self.steps, self.bar, self.pending):
            column.addWidget(widget)
        for _title, tab in self._tabs:
            self.tabs.addTab(tab, "")
            tab.told.connect(self.told)
            tab.refused.connect(self.refused)
        column.addWidget(self.tabs, 1)
        box = QWidget()
        box.setLayout(column)
        self.body.addWidget(box)

    @Slot()
    def _say_head(self) -> None:
        formats = self._appearance.formats
        for place, (title, tab) in enumerate(self._tabs):
            count = f" ({formats.number(tab.count())})" if tab.count() else ""
            self.tabs.setTabText(place, f"{_(title)}{count}")
        file = self.file
        self.steps.setVisible(file is not None)
        if file is None:
            self.title.show_text(_("No case is chosen"))
            self.sums.show_text("")
            return
        case = file.case
        parts = (self._words.name(case), isolate(case.agreement), self._words.period(case))
        self.title.show_text(" · ".join(filter(None, (*parts, self._words.standing(case)))))
        self.sums.show_text(self._said_sums(file))
        self.steps.show_steps(self._steps(file))

    def _said_sums(self, file: CaseFile) -> str:
        case, formats = file.case, self._appearance.formats
        said = [_("gross {amount}").format(amount=isolate(rial(case.gross, formats)))]
        if case.lowered:
            said.append(_("lowered by {amount}").format(amount=isolate(rial(case.lowered, formats))))
        said.append(_("payable {amount} rial").format(amount=isolate(rial(case.payable, formats))))
        if case.corrected:
            said.append(_("due after correction {amount}").format(amount=isolate(rial(case.due, formats))))
        said.append(
            _("{part} of {whole} promises missed").format(
                part=formats.number(case.missed), whole=formats.number(case.obligations)
            )
        )
        return " · ".join(said)

    def _steps(self, file: CaseFile) -> tuple[Step, ...]:
        """Each state on the way of this case: those it passed, the present one, those ahead."""
        now = CaseState(file.case.state)
        reached = {CaseAction(row.what): row.happened_on for row in file.trail}
        if CaseAction.SERVED in reached and file.case.served_on is not None:
            reached[CaseAction.SERVED] = file.case.served_on
        way = [state for state in WAY if self._is_on_the_way(state, now, reached)]
        place = way.index(now)
        return tuple(
            self._step(state, _standing(number - place), reached) for number, state in enumerate(way)
        )

    def _is_on_the_way(self, state: CaseState, now: CaseState, reached: Mapping[CaseAction, date]) -> bool:
        if state is now:
            return True
        if state is CaseState.OBJECTED:
            return WAY[state] in reached
        if state is CaseState.ACCEPTED:
            return now is not CaseState.CORRECTED and CaseAction.CORRECTED not in reached
        if state is CaseState.CORRECTED:
            return now is not CaseState.ACCEPTED and CaseAction.CORRECTED in reached
        return True

    def _step(self, state: CaseState, standing: Standing, reached: Mapping[CaseAction, date]) -> Step:
        icon, tone = LOOKS[state]
        day = reached.get(WAY[state]) if standing != "ahead" else None
        note = day_text(day, self._appearance.formats) if day else ""
        return Step(worded(STATES, state), standing, note, icon, tone)


def _standing(distance: int) -> Standing:
    if distance < 0:
        return "done"
    return "ahead" if distance else "now"
