"""The steps that lead a case on: reviewed, approved, served, extended, accepted, sent back, demanded."""

from app.domain.penalty_cases import CaseAction, SendBackReason
from app.i18n import _
from app.services.accounts.settlement import demand
from app.services.penalties.cases import CaseRow
from app.services.penalties.correcting_service import ServiceCorrection, correct_service
from app.services.penalties.life import CaseRef, approve, review, send_back
from app.services.penalties.serving import Extension, Proof, accept, extend, mark_served
from app.views.agreements.agreement_words import day_text
from app.views.penalties.case_file import CaseFile
from app.views.penalties.case_forms import ExtensionForm, PaperForm, ServedForm, Signed, SignForm
from app.views.penalties.service_form import ServiceCorrectionForm
from app.views.penalties.step_form import Steps

_SERVICES = (CaseAction.SERVED.value, CaseAction.SERVICE_CORRECTED.value)


class LifeSteps(Steps):
    """Asks for what each step needs and takes it."""

    def review(self, file: CaseFile) -> None:
        """Put a name to the figures of a draft."""
        form = SignForm(
            self.page, self.appearance, _("Review the case"), accept=_("Review"), user=self.desk.user
        )
        form.say(_("Who has drafted or reviewed a case cannot approve it."))

        def take(signed: Signed) -> None:
            details = {"by": signed.by, "remark": signed.note}
            self.carry_out(form, _("The case is reviewed."), review, ref(file.case), **details)

        self.ask(form, take)

    def approve(self, file: CaseFile) -> None:
        """Put a second person's name to it."""
        case = file.case
        form = SignForm(
            self.page, self.appearance, _("Approve the case"), accept=_("Approve"), user=self.desk.user,
            others=(case.drafted_by, case.reviewed_by),
        )  # fmt: skip
        form.say(_("From here on its figures stand; its letter can be issued."))

        def take(signed: Signed) -> None:
            details = {"by": signed.by, "remark": signed.note}
            self.carry_out(form, _("The case is approved."), approve, ref(case), **details)

        self.ask(form, take)

    def send_back(self, file: CaseFile) -> None:
        """Make it a draft again."""
        form = SignForm(
            self.page, self.appearance, _("Send the case back"), accept=_("Send back"), user=self.desk.user
        )
        form.ask_reason(SendBackReason)

        def take(signed: Signed) -> None:
            details = {"by": signed.by, "remark": signed.note}
            said = _("The case is a draft again.")
            self.carry_out(form, said, send_back, ref(file.case), signed.reason, **details)

        self.ask(form, take)

    def serve(self, file: CaseFile) -> None:
        """Record that the notice reached the contractor, and by what it is proved."""
        form = ServedForm(self.page, self.appearance, file.case, today=self.today())

        def take(proof: Proof) -> None:
            said = _("The letter is served; the days to object run.")
            self.carry_out(form, said, mark_served, ref(file.case), proof, by=self.desk.user)

        self.ask(form, take)

    def correct_service(self, file: CaseFile) -> None:
        """Put the day of service right, by a second person."""
        last = next(row for row in reversed(file.trail) if row.what in _SERVICES)
        form = ServiceCorrectionForm(
            self.page, self.appearance, last.happened_on, recorded_by=last.by, user=self.desk.user
        )

        def take(signed: tuple[str, ServiceCorrection]) -> None:
            said = _("The day of service is corrected; the days to object run from it.")
            by, correction = signed
            self.carry_out(form, said, correct_service, ref(file.case), correction, by=by)

        self.ask(form, take)

    def extend(self, file: CaseFile) -> None:
        """Put the last day to object off."""
        last = file.case.object_by
        form = ExtensionForm(
            self.page, self.appearance, day_text(last, self.appearance.formats) if last else ""
        )

        def take(extension: Extension) -> None:
            said = _("The contractor has longer to object.")
            self.carry_out(form, said, extend, ref(file.case), extension, by=self.desk.user)

        self.ask(form, take)

    def accept(self, file: CaseFile) -> None:
        """Record that the contractor accepts in writing."""
        form = PaperForm(
            self.page, self.appearance, _("Accepted in writing"), accept=_("Record"),
            said=_("The contractor accepts the penalty; it can be deducted after the days to object."),
        )  # fmt: skip

        def take(reference: str) -> None:
            told, by = _("The penalty is accepted."), self.desk.user
            self.carry_out(form, told, accept, ref(file.case), reference, by=by)

        self.ask(form, take)

    def demand(self, file: CaseFile) -> None:
        """Demand what neither statement nor guarantee bears."""
        form = PaperForm(
            self.page, self.appearance, _("Demand payment"), accept=_("Record"),
            said=_("What neither statement nor guarantee bears is to be paid within 30 days of this day."),
        )  # fmt: skip

        def take(reference: str) -> None:
            details = {"by": self.desk.user, "reference": reference}
            self.carry_out(form, _("The payment is demanded."), demand, ref(file.case), **details)

        self.ask(form, take)


def ref(case: CaseRow) -> CaseRef:
    """The case as the user saw it: who was faster in between is not overwritten."""
    return CaseRef(case.id, case.version)
