"""The steps that change a sum: waived or reduced, objected to and decided, corrected, settled."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.domain.errors import RuleBroken
from app.i18n import _
from app.services.accounts.contract_files import (
    Contract,
    ContractFileRow,
    ContractTerms,
    contract_file,
    keep_contract_file,
)
from app.services.accounts.settlement import Payment, SettlementPlan, plan, settle
from app.services.penalties.cases import CaseRow
from app.services.penalties.corrections import (
    Correction,
    CorrectionRow,
    approve_correction,
    propose_correction,
    refuse_correction,
)
from app.services.penalties.late_facts import reckon_anew
from app.services.penalties.objections import Objection, decide, receive
from app.services.penalties.waivers import Waiver, WaiverRow, approve_waiver, ask_waiver, refuse_waiver
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.case_columns import LineWords, rial
from app.views.penalties.case_file import CaseFile
from app.views.penalties.case_forms import Signed, SignForm
from app.views.penalties.correction_form import CorrectionForm
from app.views.penalties.decision_form import Decided, DecisionForm
from app.views.penalties.life_steps import ref
from app.views.penalties.money_forms import ContractForm, PaymentForm
from app.views.penalties.objection_form import EvidenceChooser, ObjectionForm
from app.views.penalties.pending_strip import Pending
from app.views.penalties.step_form import Steps
from app.views.penalties.waiver_forms import Charge, WaiverApproval, WaiverApprovalForm, WaiverForm


class MoneySteps(Steps):
    """Asks for what each step needs and takes it; `words` name the lines."""

    def __init__(
        self,
        desk: Desk,
        appearance: Appearance,
        page: QWidget,
        *,
        words: LineWords,
        choose_evidence: EvidenceChooser,
    ) -> None:
        super().__init__(desk, appearance, page)
        self._words = words
        self._choose_evidence = choose_evidence

    def lower(self, file: CaseFile, line_id: int | None = None) -> None:
        """Ask that something be taken off the case or one line; the line chosen is offered first."""
        form = WaiverForm(self.page, self.appearance, self._charges(file, line_id))

        def take(waiver: Waiver) -> None:
            said = _("The waiver waits for its approval.")
            self.carry_out(form, said, ask_waiver, ref(file.case), waiver, by=self.desk.user)

        self.ask(form, take)

    def receive(self, file: CaseFile) -> None:
        """Record an objection of the contractor."""
        form = ObjectionForm(
            self.page, self.desk, self.appearance, file.lines,
            words=self._words, today=self.today(), choose_file=self._choose_evidence,
        )  # fmt: skip

        def take(objection: Objection) -> None:
            said = _("The objection is recorded; nothing is deducted until it is decided.")
            self.carry_out(form, said, receive, ref(file.case), objection, by=self.desk.user)

        self.ask(form, take)

    def decide(self, file: CaseFile) -> None:
        """Decide every line that is objected to, in a second person's name."""
        lines = [line for objection in file.objections for line in objection.lines if not line.verdict]
        recorders = tuple(objection.recorded_by for objection in file.objections)
        form = DecisionForm(
            self.page, self.appearance, lines, user=self.desk.user, others=(*file.hands(), *recorders)
        )

        def take(decided: Decided) -> None:
            said = _("The objection is decided.")
            self.carry_out(form, said, decide, ref(file.case), decided.decisions, by=decided.by)

        self.ask(form, take)

    def correct(self, file: CaseFile) -> None:
        """Propose that the notice be corrected."""
        form = CorrectionForm(self.page, self.appearance, file.lines, words=self._words)
        form.recalculation_wanted.connect(partial(self._recalculate, file.case, form))

        def take(correction: Correction) -> None:
            said = _("The correction waits for its approval.")
            self.carry_out(form, said, propose_correction, ref(file.case), correction, by=self.desk.user)

        self.ask(form, take)

    def approve_pending(self, pending: Pending) -> None:
        """Approve a waiver or a correction in a second person's name."""
        if isinstance(pending, WaiverRow):
            self._approve_waiver(pending)
        else:
            self._approve_correction(pending)

    def refuse_pending(self, pending: Pending) -> None:
        """Refuse a waiver or a correction."""
        is_waiver = isinstance(pending, WaiverRow)
        title = _("Refuse the waiver") if is_waiver else _("Refuse the correction")
        form = SignForm(self.page, self.appearance, title, accept=_("Refuse"), user=self.desk.user)
        command = refuse_waiver if is_waiver else refuse_correction

        def take(signed: Signed) -> None:
            details = {"by": signed.by, "remark": signed.note}
            self.carry_out(form, _("It is refused; the sum stays as it was."), command, pending.id, **details)

        self.ask(form, take)

    def settle(self, file: CaseFile) -> None:
        """Ask first out of what the sum could be paid, then how much is; not while it can be objected to."""
        last = file.case.object_by
        if last is not None and self.today() <= last:
            self.refused.emit(RuleBroken("window-still-open", last=last))
            return
        done = partial(self._ask_payment, file)
        self.desk.ask(plan, file.case.id, today=self.today(), done=done, failed=self.refused.emit)

    @Slot(int, str)
    def show_contract(self, party_id: int, agreement: str) -> None:
        """Show a contract file; it can be changed."""
        done = partial(self._ask_contract, party_id, agreement)
        self.desk.ask(contract_file, party_id, agreement, done=done, failed=self.refused.emit)

    def _charges(self, file: CaseFile, line_id: int | None) -> tuple[Charge, ...]:
        formats = self.appearance.formats
        whole = Charge(
            _("the whole case · {amount} rial").format(amount=rial(file.case.due, formats)), file.case.due
        )
        lines = [
            Charge(
                " · ".join(
                    (
                        self._words.job(line).text,
                        self._words.clause(line),
                        _("{amount} rial").format(amount=rial(line.due, formats)),
                    )
                ),
                line.due,
                line.id,
            )
            for line in file.lines
            if line.due
        ]
        first = [charge for charge in lines if charge.line_id == line_id]
        return (*first, whole, *(charge for charge in lines if charge not in first))

    def _recalculate(self, case: CaseRow, form: CorrectionForm) -> None:
        done, failed = partial(self._tell_recalculated, form), partial(self._refuse, form)
        self.desk.do(reckon_anew, ref(case), by=self.desk.user, done=done, failed=failed)

    def _tell_recalculated(self, form: CorrectionForm, correction: int | None) -> None:
        said = _("The correction waits for its approval.")
        if correction is not None:
            self._settle(form, said, correction)
        elif isValid(form):
            form.say_wrong(_("Reckoned anew, the case comes to the same."))

    def _approve_waiver(self, waiver: WaiverRow) -> None:
        form = WaiverApprovalForm(self.page, self.appearance, waiver, user=self.desk.user)

        def take(approval: WaiverApproval) -> None:
            details = {"by": approval.by, "level": approval.level}
            self.carry_out(form, _("The waiver is approved."), approve_waiver, waiver.id, **details)

        self.ask(form, take)

    def _approve_correction(self, correction: CorrectionRow) -> None:
        form = SignForm(
            self.page, self.appearance, _("Approve the correction"), accept=_("Approve"),
            user=self.desk.user, others=(correction.proposed_by,),
        )  # fmt: skip
        form.ask_name_alone()
        form.say(_("A correction notice tells the contractor; what was issued stays as it is."))

        def take(signed: Signed) -> None:
            said = _("The correction is approved.")
            self.carry_out(form, said, approve_correction, correction.id, by=signed.by)

        self.ask(form, take)

    def _ask_payment(self, file: CaseFile, found: SettlementPlan) -> None:
        form = PaymentForm(self.page, self.appearance, found, today=self.today())

        def take(payment: Payment) -> None:
            said = _("The settlement is recorded.")
            self.carry_out(form, said, settle, ref(file.case), payment, by=self.desk.user)

        self.ask(form, take)

    def _ask_contract(self, party_id: int, agreement: str, known: ContractFileRow | None) -> None:
        version = known.version if known is not None else None
        form = ContractForm(self.page, self.appearance, known, today=self.today())

        def take(terms: ContractTerms) -> None:
            said, contract = _("The contract file is saved."), Contract(party_id, agreement, version)
            self.carry_out(form, said, keep_contract_file, contract, terms, by=self.desk.user)

        self.ask(form, take)
