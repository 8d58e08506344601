"""Stating a measured figure: of whom, what, over which time, how much, and by what it is proved."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from app.domain.jalali import JalaliMonth, JalaliQuarter
from app.domain.persian import isolate, latin_digits
from app.i18n import N_, _
from app.services.clause_figures import usual_name
from app.services.letters.periods import period_label
from app.services.penalties.figure_offers import MeasuredContract, Offer
from app.services.penalties.measured_figures import MET, Statement
from app.services.replay.measured_file import FIGURE, LEVEL, MILESTONE
from app.views.appearance import Appearance
from app.views.penalties.step_form import StepForm, needed
from app.views.widgets.amount_edit import AmountEdit
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.date_edit import JalaliDateEdit
from app.views.widgets.number_edit import NumberEdit

BACK = {True: 6, False: 12}
"""How many periods back can be stated: quarters, months."""
MOST_DAYS, MOST_BEFORE = 10_000, 40
MISSED = "missed"
RESULTS = (
    Choice(MISSED, N_("Missed"), "close-circle-outline"),
    Choice(MET, N_("Met"), "check-circle-outline"),
)


class FigureForm(StepForm):
    """Answers with a Statement; `today` is the local day."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, contracts: Sequence[MeasuredContract], today: date
    ) -> None:
        super().__init__(parent, appearance, _("State a measured figure"), accept=_("State it"))
        self._contracts = contracts
        self._today = today
        self.contract, self.what, self.severity, self.period = (QComboBox() for _each in range(4))
        self.value, self.months, self.milestone = QLineEdit(), QLineEdit(), QLineEdit()
        self.evidence, self.note = QLineEdit(), QLineEdit()
        self.before = NumberEdit(appearance, name=_("Missed before"), most=MOST_BEFORE)
        self.outcome = SegmentedControl(appearance, RESULTS, name=N_("Result"))
        self.amount = AmountEdit(appearance, name=_("Value that is late (rial)"))
        self.length = NumberEdit(appearance, name=_("Days of the contract"), least=1, most=MOST_DAYS)
        self.due_on = JalaliDateEdit(appearance, name=_("Due on"), day=today)
        self.is_done = QCheckBox(_("It is done"))
        self.done_on = JalaliDateEdit(appearance, name=_("Done on"), day=today)
        self.excused = NumberEdit(appearance, name=_("Excused days"), most=MOST_DAYS)
        self._lay_out()
        for contract in contracts:
            name = contract.name_fa if appearance.language == "fa" else contract.name_en
            self.contract.addItem(f"{name} · {isolate(contract.agreement)}")
        self.contract.currentIndexChanged.connect(self._offer)
        self.what.currentIndexChanged.connect(self._show_fields)
        self.is_done.toggled.connect(self._show_fields)
        self._offer()

    def answer(self) -> Statement:
        contract, offer = self._contract(), self._offered()
        return Statement(
            party_id=contract.party_id,
            agreement=contract.agreement,
            kind=offer.kind,
            keys=self._keys(offer),
            evidence=needed(self.evidence.text(), _("Write where the figure was read, or who confirmed it.")),
            note=self.note.text(),
        )

    def _keys(self, offer: Offer) -> dict[str, object]:
        if offer.kind == MILESTONE:
            return self._milestone()
        keys: dict[str, object] = {offer.kind: offer.name, "period": self.period.currentData()}
        if offer.kind == LEVEL:
            return keys | ({MET: True} if self.outcome.key() == MET else {})
        keys["value"] = _number(needed(self.value.text(), _("Write the figure in percent.")))
        if offer.severities:
            keys["severity"] = self.severity.currentData()
        if offer.counts_months and self.months.text().strip():
            keys["months"] = [_number(each) for each in _parted(self.months.text())]
        if offer.escalates and self.before.value():
            keys["missed_before"] = self.before.value()
        return keys

    def _milestone(self) -> dict[str, object]:
        amount = self.amount.amount()
        if amount is None:
            raise ValueError(_("Write the value that is late."))
        keys: dict[str, object] = {
            "name": needed(self.milestone.text(), _("Write what was to be done.")),
            "remaining_value": int(amount),
            "length_days": self.length.value(),
            "due": self.due_on.day().isoformat(),
        }
        if self.is_done.isChecked():
            keys["done"] = self.done_on.day().isoformat()
        if self.excused.value():
            keys["excused_days"] = self.excused.value()
        return keys

    def _lay_out(self) -> None:
        self.months.setPlaceholderText(_("one after the other, parted by spaces"))
        self.evidence.setPlaceholderText(_("report, minutes, or who confirmed it"))
        self.length.setValue(365)
        for name, field in (
            (_("Contract"), self.contract),
            (_("Figure"), self.what),
            (_("Severity"), self.severity),
            (_("Period"), self.period),
            (_("Percent"), self.value),
            (_("Of each month"), self.months),
            (_("Missed before"), self.before),
            (_("Result"), self.outcome),
            (_("Milestone"), self.milestone),
            (_("Value that is late (rial)"), self.amount),
            (_("Days of the contract"), self.length),
            (_("Due on"), self.due_on),
            ("", self.is_done),
            (_("Done on"), self.done_on),
            (_("Excused days"), self.excused),
            (_("Evidence"), self.evidence),
            (_("Note"), self.note),
        ):
            self.add_field(name, field)
        self.setMinimumWidth(560)

    def _contract(self) -> MeasuredContract:
        return self._contracts[max(self.contract.currentIndex(), 0)]

    def _offered(self) -> Offer:
        return self._contract().offers[max(self.what.currentIndex(), 0)]

    @Slot()
    def _offer(self) -> None:
        self.what.blockSignals(True)
        self.what.clear()
        for offer in self._contract().offers:
            self.what.addItem(usual_name(offer.name) if offer.name else _("milestone of a project"))
        self.what.blockSignals(False)
        self._show_fields()

    @Slot()
    def _show_fields(self) -> None:
        """Only what the chosen figure asks for."""
        offer = self._offered()
        is_figure, is_milestone = offer.kind == FIGURE, offer.kind == MILESTONE
        for field, is_shown in (
            (self.severity, bool(offer.severities)),
            (self.period, not is_milestone),
            (self.value, is_figure),
            (self.months, offer.counts_months),
            (self.before, offer.escalates),
            (self.outcome, offer.kind == LEVEL),
            *((each, is_milestone) for each in (self.milestone, self.amount, self.length, self.due_on)),
            *((each, is_milestone) for each in (self.is_done, self.excused)),
            (self.done_on, is_milestone and self.is_done.isChecked()),
        ):
            self.fields.setRowVisible(field, is_shown)
        self._fill(self.severity, [(usual_name(name), name) for name in offer.severities])
        periods = [str(each) for each in _periods(self._today, is_quarter=offer.is_quarter)]
        self._fill(self.period, [(period_label(each, self.appearance.language), each) for each in periods])
        self.adjustSize()

    def _fill(self, box: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
        chosen = box.currentData()
        box.clear()
        for text, key in choices:
            box.addItem(text, key)
        box.setCurrentIndex(max(box.findData(chosen), 0))


def _periods(today: date, *, is_quarter: bool) -> list[JalaliMonth] | list[JalaliQuarter]:
    """Those that are over, the newest first."""
    count = BACK[is_quarter]
    if is_quarter:
        last_quarter = JalaliQuarter.of(today).previous()
        return [last_quarter.shifted(-back) for back in range(count)]
    last = JalaliMonth.of(today).previous()
    return [last.shifted(-back) for back in range(count)]


def _parted(text: str) -> list[str]:
    return [each for each in text.replace("،", " ").replace(";", " ").split() if each]


def _number(text: str) -> str:
    """A number as files have it, typed in either script; ValueError where it is none from 0 to 100."""
    bare = latin_digits(text.strip().rstrip("٪%")).replace("٫", ".").replace("/", ".")
    try:
        value = float(bare) if bare.replace(".", "", 1).isdecimal() else -1.0
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise ValueError(_("“{text}” is no number from 0 to 100.").format(text=isolate(text.strip())))
    return bare
