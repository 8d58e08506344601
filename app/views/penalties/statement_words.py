"""What the tables of a statement show: services and prices, what is rejected, what differs."""

from datetime import date
from decimal import Decimal

from app.domain.persian import isolate
from app.i18n import _
from app.services.accounts.reconciliation import Difference
from app.services.accounts.statements import RejectedService, Statement, StatementLine
from app.services.accounts.tables import REJECTED, service_name
from app.services.code_words import worded
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell
from app.views.penalties.case_columns import rial


class StatementWords:
    """Cells in the language and look chosen."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance

    def sums(self, statement: Statement, *, today: date) -> str:
        """What it comes to, from the services to what is paid out, and whether that is final."""
        parts = [
            (_("services"), statement.services),
            (_("less retention"), statement.retention),
            (_("less penalties"), statement.penalties),
            (_("VAT"), statement.vat),
            (_("to be paid"), statement.payable),
        ]
        formats = self._appearance.formats
        said = " · ".join(f"{name} {isolate(rial(amount, formats))}" for name, amount in parts)
        if not statement.has_contract_file:
            missing = _("no contract file: neither retention nor VAT")
            said = f"{said} · {missing}"
        if statement.is_interim(today):
            interim = _("Interim: the month is not over")
            said = f"{interim} · {said}"
        return said

    def _rial(self, amount: Decimal, *, bold: bool = False) -> Cell:
        return Cell(rial(amount, self._appearance.formats), figures=True, bold=bold)

    def contractor(self, row: Statement) -> Cell:
        """Whose statement it is."""
        name = row.name_fa if self._appearance.language == "fa" else row.name_en
        return Cell(name, sub=isolate(row.agreement), bold=True)

    def paid(self, row: Statement) -> Cell:
        """What is paid out in the end."""
        return self._rial(row.payable, bold=True)

    def service(self, line: StatementLine) -> Cell:
        """A kind of service."""
        return Cell(service_name(line.service))

    def quantity(self, line: StatementLine) -> Cell:
        """How many were accepted."""
        return self._rial(Decimal(line.quantity))

    def price(self, line: StatementLine) -> Cell:
        """At which price."""
        return self._rial(line.price)

    def amount(self, line: StatementLine) -> Cell:
        """What they come to."""
        return self._rial(line.amount, bold=True)

    def job(self, row: RejectedService) -> Cell:
        """The job that is not paid."""
        job = isolate(self._appearance.formats.digits(row.job))
        return Cell(job, sub=service_name(row.service), bold=True)

    def reason(self, row: RejectedService) -> Cell:
        """Why it is not paid."""
        return Cell(worded(REJECTED, row.reason), sub=row.note)

    def by(self, row: RejectedService) -> Cell:
        """Who decided so."""
        return Cell(isolate(row.by) if row.by else _("the program"))

    def claimed_service(self, row: Difference) -> Cell:
        """A kind of service in both statements."""
        return Cell(service_name(row.service), bold=True)

    def ours(self, row: Difference) -> Cell:
        """What we count."""
        return self._counted(row.our_amount, row.our_quantity)

    def theirs(self, row: Difference) -> Cell:
        """What the contractor claims."""
        return self._counted(row.their_amount, row.their_quantity)

    def _counted(self, amount: Decimal, quantity: int) -> Cell:
        formats = self._appearance.formats
        sub = _("{count} of them").format(count=formats.number(quantity))
        return Cell(rial(amount, formats), sub=sub, figures=True)

    def difference(self, row: Difference) -> Cell:
        """What the contractor claims more."""
        return self._rial(row.difference, bold=True)
