"""Getting the money of a penalty: out of what it is paid, and the security a contractor has given."""

from datetime import date
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.domain.penalty_cases import GuaranteeKind, SettlementSource
from app.domain.persian import isolate, latin_digits
from app.i18n import _
from app.services.accounts.contract_files import ContractFileRow, ContractTerms
from app.services.accounts.settlement import Payment, SettlementPlan
from app.services.penalties.case_words import GUARANTEES, SOURCES
from app.views.appearance import Appearance
from app.views.formats import Formats
from app.views.penalties.step_form import StepForm, choice_of
from app.views.widgets.amount_edit import AmountEdit
from app.views.widgets.date_edit import JalaliDateEdit
from app.views.widgets.labels import label

NOTHING = Decimal(0)


class PaymentForm(StepForm):
    """Answers with a Payment; the sum offered is what the source still bears."""

    def __init__(self, parent: QWidget, appearance: Appearance, plan: SettlementPlan, *, today: date) -> None:
        super().__init__(parent, appearance, _("Settle"), accept=_("Record"))
        self._plan = plan
        self.fields.addRow(label("quiet", plan_words(plan, appearance), wraps=True))
        self.source = choice_of(SOURCES, [source.value for source in SettlementSource], name=_("Out of"))
        self.amount = AmountEdit(appearance, name=_("Amount (rial)"))
        self.day = JalaliDateEdit(appearance, name=_("Settled on"), day=today)
        self.reference, self.note = QLineEdit(), QLineEdit()
        for name, field in (
            (_("Out of"), self.source),
            (_("Amount (rial)"), self.amount),
            (_("Settled on"), self.day),
            (_("Reference"), self.reference),
            (_("Note"), self.note),
        ):
            self.add_field(name, field)
        self.setMinimumWidth(500)
        self.source.currentIndexChanged.connect(self._offer)
        first = SettlementSource.STATEMENT if plan.statement else SettlementSource.GUARANTEE
        if not plan.statement and not plan.guarantee:
            first = SettlementSource.PAYMENT
        self.source.setCurrentIndex(self.source.findData(first.value))
        self._offer()
        self.amount.setFocus()

    def answer(self) -> Payment:
        amount = self.amount.amount()
        if not amount:
            raise ValueError(_("Write the sum that is settled."))
        if amount > self._plan.outstanding:
            raise ValueError(_("No more can be settled than is outstanding."))
        source = str(self.source.currentData())
        return Payment(
            source=source,
            amount=amount,
            settled_on=self.day.day(),
            reference=self.reference.text().strip(),
            statement=str(self._plan.month) if source == SettlementSource.STATEMENT else "",
            note=self.note.text().strip(),
        )

    @Slot()
    def _offer(self) -> None:
        plan = self._plan
        bears = {
            SettlementSource.STATEMENT.value: plan.statement,
            SettlementSource.GUARANTEE.value: plan.guarantee,
        }
        most = bears.get(str(self.source.currentData()), plan.outstanding)
        self.amount.show_amount(min(most, plan.outstanding))


class ContractForm(StepForm):
    """Answers with the ContractTerms that money under a contract goes by."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, known: ContractFileRow | None, *, today: date
    ) -> None:
        super().__init__(parent, appearance, _("Contract file"), accept=_("Save"))
        terms = known.terms if known is not None else None
        self.kind = choice_of(GUARANTEES, [kind.value for kind in GuaranteeKind], name=_("Guarantee"))
        self.kind.insertItem(0, _("none"), "")
        self.kind.setCurrentIndex(0)
        if terms is not None and terms.guarantee_kind:
            self.kind.setCurrentIndex(self.kind.findData(str(terms.guarantee_kind)))
        self.number = QLineEdit(terms.guarantee_number if terms else "")
        self.amount = AmountEdit(
            appearance, name=_("Amount (rial)"), amount=terms.guarantee_amount if terms else None
        )
        expires = terms.guarantee_expires if terms else None
        self.has_expiry = QCheckBox(_("Expires on"))
        self.has_expiry.setChecked(expires is not None)
        self.expiry = JalaliDateEdit(appearance, name=_("Expires on"), day=expires or today)
        self.retention, self.vat = (
            QLineEdit(percent_text(percent, appearance.formats))
            for percent in ((terms.retention_percent, terms.vat_percent) if terms else (NOTHING, NOTHING))
        )
        for name, field in (
            (_("Guarantee"), self.kind),
            (_("Number"), self.number),
            (_("Amount (rial)"), self.amount),
        ):
            self.add_field(name, field)
        self.fields.addRow(self.has_expiry, self.expiry)
        self.add_field(_("Retention (percent)"), self.retention)
        self.add_field(_("VAT (percent)"), self.vat)
        self.has_expiry.toggled.connect(self.expiry.setEnabled)
        self.expiry.setEnabled(expires is not None)
        self.kind.setFocus()

    def answer(self) -> ContractTerms:
        return ContractTerms(
            guarantee_kind=str(self.kind.currentData()),
            guarantee_number=self.number.text().strip(),
            guarantee_amount=self.amount.amount() or NOTHING,
            guarantee_expires=self.expiry.day() if self.has_expiry.isChecked() else None,
            retention_percent=read_percent(self.retention.text()),
            vat_percent=read_percent(self.vat.text()),
        )


def plan_words(plan: SettlementPlan, appearance: Appearance) -> str:
    """Out of what the outstanding sum would be paid, in the order of the contract."""
    formats = appearance.formats
    return _(
        "Outstanding {outstanding} rial: {statement} from the statement of {month}, {guarantee} from the "
        "guarantee, {demand} to be demanded."
    ).format(
        outstanding=_shown(plan.outstanding, formats),
        statement=_shown(plan.statement, formats),
        month=plan.month.label(appearance.language),
        guarantee=_shown(plan.guarantee, formats),
        demand=_shown(plan.demand, formats),
    )


def _shown(amount: Decimal, formats: Formats) -> str:
    return isolate(formats.number(int(amount)))


def percent_text(percent: Decimal, formats: Formats) -> str:
    """A percentage as one types it: "7.5", «۷٫۵»."""
    shown = formats.digits(f"{percent.normalize():f}")
    return shown.replace(".", "٫") if formats.language == "fa" else shown


def read_percent(text: str) -> Decimal:
    """A percentage from 0 to 100 in digits of either kind; ValueError with a ready text where it is none."""
    bare = latin_digits(text.strip()).replace("٫", ".").rstrip("%٪")
    try:
        percent = Decimal(bare or "0")
    except InvalidOperation:
        percent = Decimal(-1)
    if not (percent.is_finite() and 0 <= percent <= 100):
        raise ValueError(_("A percentage lies between 0 and 100, such as 7.5."))
    return percent
