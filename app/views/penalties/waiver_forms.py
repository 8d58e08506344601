"""Taking something off a penalty: asked with a reason, decided by a second person of the level it needs."""

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.money import whole_rial
from app.domain.penalty_cases import Level, WaiverReason, level_needed
from app.domain.people import is_same_person
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.code_words import worded
from app.services.penalties.case_words import LEVELS, REASONS
from app.services.penalties.waivers import Waiver, WaiverRow
from app.views.appearance import Appearance
from app.views.formats import Formats
from app.views.penalties.step_form import StepForm, choice_of, name_field, needed
from app.views.widgets.amount_edit import AmountEdit
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.labels import label
from app.views.widgets.number_edit import NumberEdit

PERCENT, AMOUNT = "percent", "amount"
WAYS = (Choice(PERCENT, N_("Percent")), Choice(AMOUNT, N_("Rial")))
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Charge:
    """What something could be taken off: the whole case, or one line of it."""

    title: str
    """Ready text."""
    due: Decimal
    line_id: int | None = None


class WaiverForm(StepForm):
    """Answers with a Waiver; the level it needs is said while the sum is typed."""

    def __init__(self, parent: QWidget, appearance: Appearance, charges: tuple[Charge, ...]) -> None:
        super().__init__(parent, appearance, _("Waive or reduce"), accept=_("Ask for approval"))
        self._charges = charges
        self.charge = QComboBox()
        for charge in charges:
            self.charge.addItem(charge.title)
        self.way = SegmentedControl(appearance, WAYS, name=N_("How much is taken off"))
        self.percent = NumberEdit(appearance, name=_("Percent taken off"), least=1, most=100)
        self.amount = AmountEdit(appearance, name=_("Rial taken off"))
        self.reason = choice_of(REASONS, [reason.value for reason in WaiverReason], name=_("Reason"))
        self.note = QLineEdit()
        self._said = label("muted", wraps=True)
        for name, field in (
            (_("Of"), self.charge),
            (_("Taken off"), self.way),
            ("", self.percent),
            ("", self.amount),
            (_("Reason"), self.reason),
            (_("Note"), self.note),
        ):
            self.add_field(name, field)
        self.fields.addRow(self._said)
        self.setMinimumWidth(520)
        self.percent.setValue(10)
        self.percent.valueChanged.connect(self._weigh)
        self.amount.amount_changed.connect(self._weigh)
        self.charge.currentIndexChanged.connect(self._weigh)
        self.way.chosen.connect(self._weigh)
        self._weigh()
        self.percent.setFocus()

    def answer(self) -> Waiver:
        taken, charge = self.taken(), self._charge()
        if taken is None or taken <= 0:
            raise ValueError(_("Write how much is taken off."))
        if taken > charge.due:
            raise ValueError(_("No more can be taken off than is due."))
        reason, note = str(self.reason.currentData()), self.note.text().strip()
        if not note:
            raise ValueError(_("A waiver needs a note that says why."))
        is_share = self.way.key() == PERCENT
        return Waiver(
            reason=reason,
            note=note,
            amount=None if is_share else taken,
            percent=Decimal(self.percent.value()) if is_share else None,
            line_id=charge.line_id,
        )

    def taken(self) -> Decimal | None:
        """Rial that would be taken off; None while nothing is written."""
        if self.way.key() == PERCENT:
            return whole_rial(self._charge().due * self.percent.value() / HUNDRED)
        return self.amount.amount()

    def share(self) -> Decimal:
        """The same in percent of the charge."""
        if self.way.key() == PERCENT:
            return Decimal(self.percent.value())
        due = self._charge().due
        return min((self.taken() or Decimal(0)) * HUNDRED / due, HUNDRED) if due else HUNDRED

    def said(self) -> str:
        """What is said of the sum now."""
        return self._said.text()

    def _charge(self) -> Charge:
        return self._charges[max(self.charge.currentIndex(), 0)]

    @Slot()
    def _weigh(self) -> None:
        is_share = self.way.key() == PERCENT
        self.fields.setRowVisible(self.percent, is_share)
        self.fields.setRowVisible(self.amount, not is_share)
        taken, formats = self.taken(), self.appearance.formats
        due = self._charge().due
        said = _("{taken} of {due} rial; a {level} has to approve it.").format(
            taken=isolate(formats.number(int(taken or 0))),
            due=isolate(formats.number(int(due))),
            level=worded(LEVELS, level_needed(self.share())),
        )
        self._said.setText(said)


@dataclass(frozen=True)
class WaiverApproval:
    """Who approves a waiver, and as what."""

    by: str
    level: str


class WaiverApprovalForm(StepForm):
    """Answers with a WaiverApproval."""

    def __init__(self, parent: QWidget, appearance: Appearance, waiver: WaiverRow, *, user: str) -> None:
        super().__init__(parent, appearance, _("Approve the waiver"), accept=_("Approve"))
        self._asked_by = waiver.asked_by
        said = waiver_words(waiver, appearance.formats)
        self.fields.addRow(label("quiet", said, wraps=True))
        self.name = name_field("" if is_same_person(user, waiver.asked_by) else user)
        self.level = choice_of(LEVELS, [level.value for level in Level], name=_("Level"))
        self.level.setCurrentIndex(self.level.findData(waiver.needed_level))
        self.add_field(_("Approved by"), self.name)
        self.add_field(_("Level"), self.level)
        self.setMinimumWidth(480)
        self.name.setFocus()

    def answer(self) -> WaiverApproval:
        name = needed(self.name.text(), _("An approval needs the name of who approves."))
        if is_same_person(name, self._asked_by):
            raise ValueError(_("{by} asked for it; somebody else has to approve.").format(by=isolate(name)))
        return WaiverApproval(name, str(self.level.currentData()))


def waiver_words(waiver: WaiverRow, formats: Formats) -> str:
    """What is asked for: "Nasrin asks to take 51,000 rial (20 %) off the whole case: good record."."""
    of = isolate(formats.digits(waiver.line)) if waiver.line_id is not None else _("the whole case")
    said = _("{by} asks to take {amount} rial ({share}) off {what}: {reason}.").format(
        by=isolate(waiver.asked_by),
        amount=isolate(formats.number(int(waiver.taken))),
        share=isolate(
            formats.percent(
                float(waiver.share / HUNDRED), decimals=0 if waiver.share == int(waiver.share) else 1
            )
        ),
        what=of,
        reason=worded(REASONS, waiver.reason),
    )
    level = _("It needs a {level}.").format(level=worded(LEVELS, waiver.needed_level))
    note = _("“{note}”").format(note=waiver.note)
    return " ".join((said, note, level))
