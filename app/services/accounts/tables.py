"""Ledger, statements and differences as tables for accountants: CSV and XLSX with Persian headings."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from app.domain.persian import Language
from app.i18n import N_, _, speaking
from app.services.accounts.ledger import LedgerRow
from app.services.accounts.reconciliation import Difference
from app.services.accounts.rejections import RejectionReason
from app.services.accounts.statements import NO_PRICE, TERMINAL, RejectedService, Statement
from app.services.code_words import SERVICES, worded
from app.services.penalties.case_words import STATES

Cell = str | int

HEADINGS_IN: Language = "fa"
"""The accountants' language, whoever writes the file."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")

REJECTED = {
    NO_PRICE: N_("no price in the contract"),
    RejectionReason.NO_VISIT.value: N_("nobody came"),
    RejectionReason.WRONG_REPORT.value: N_("wrong report"),
    RejectionReason.NO_EVIDENCE.value: N_("no evidence"),
    RejectionReason.DUPLICATE.value: N_("reported twice"),
    RejectionReason.NOT_ACCEPTED.value: N_("not accepted"),
    RejectionReason.OUTSIDE_CONTRACT.value: N_("outside the contract"),
    RejectionReason.OTHER.value: N_("another reason"),
}
"""Why a service is not paid, in words."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under headings."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def ledger_table(rows: Sequence[LedgerRow]) -> Table:
    """The ledger with a row of sums below it."""
    with speaking(HEADINGS_IN):
        headings = [_("Contractor code"), _("Contractor"), _("Contract"), _("Period"), _("State")]
        headings += [_("Interim")]
        headings += [_("Before caps (rial)"), _("Taken off (rial)"), _("Notice (rial)")]
        headings += [_("Corrected (rial)"), _("Due (rial)"), _("Objected to (rial)")]
        headings += [_("Settled (rial)"), _("Outstanding (rial)")]
        cells: list[list[Cell]] = [
            [
                *(row.contractor, row.name_fa, row.agreement, row.period, worded(STATES, row.state)),
                _("yes") if row.is_interim else "",
                *_sums(row),
            ]
            for row in rows
        ]
        if rows:
            sums = [sum(column) for column in zip(*(_sums(row) for row in rows), strict=True)]
            cells.append([_("Sum"), "", "", "", "", "", *sums])
        return Table(_("Ledger of penalties"), headings, cells)


def statement_table(found: Sequence[Statement], *, today: date) -> Table:
    """Statements one below the other: services, what is taken off and added, what is rejected.

    Those of a month that is not over `today` are marked as interim.
    """
    with speaking(HEADINGS_IN):
        headings = [_("Contractor code"), _("Contractor"), _("Contract"), _("Month"), _("Entry")]
        headings += [_("Quantity"), _("Price (rial)"), _("Amount (rial)"), _("Reason"), _("Interim")]
        rows: list[list[Cell]] = []
        for each in found:
            whose: list[Cell] = [each.contractor, each.name_fa, each.agreement, str(each.month)]
            interim = _("yes") if each.is_interim(today) else ""
            rows += [[*whose, *entry, interim] for entry in _entries(each)]
        return Table(_("Monthly statement"), headings, rows)


def difference_table(whose: Statement, found: Sequence[Difference]) -> Table:
    """Our statement beside the contractor's own figures."""
    with speaking(HEADINGS_IN):
        headings = [_("Contractor code"), _("Contract"), _("Month"), _("Entry"), _("Our quantity")]
        headings += [_("Their quantity"), _("Our amount (rial)"), _("Their amount (rial)")]
        headings += [_("Difference (rial)")]
        rows: list[list[Cell]] = [
            [
                *(whose.contractor, whose.agreement, str(whose.month), service_name(each.service)),
                *(each.our_quantity, each.their_quantity, int(each.our_amount), int(each.their_amount)),
                int(each.difference),
            ]
            for each in found
        ]
        return Table(_("Reconciliation"), headings, rows)


def as_csv(table: Table) -> bytes:
    """A table in UTF-8 with a mark, as spreadsheets expect it; no cell of it is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.headings)
    writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table, now: datetime) -> bytes:
    """A table as a workbook that is read from the right; texts are texts, whatever they begin with."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = table.title[:31]
    sheet.sheet_view.rightToLeft = True
    # The library would ask the machine for the time.
    workbook.properties.created = workbook.properties.modified = now.replace(tzinfo=None)
    for line, row in enumerate([table.headings, *table.rows], start=1):
        for column, cell in enumerate(row, start=1):
            place = sheet.cell(line, column)
            if isinstance(cell, str):
                place.value = ILLEGAL_CHARACTERS_RE.sub("", cell)
                place.data_type = "s"
                # Edited in a spreadsheet it would become a formula all the same.
                place.quotePrefix = cell.startswith(_FORMULA)
            else:
                place.value = cell
                place.number_format = "#,##0"
    sheet.freeze_panes = "A2"
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def service_name(code: str) -> str:
    """A kind of service in words."""
    return _("Terminals looked after") if code == TERMINAL else worded(SERVICES, code)


def _sums(row: LedgerRow) -> list[int]:
    amounts = (row.gross, row.lowered, row.payable, row.corrected, row.due)
    return [int(amount) for amount in (*amounts, row.objected, row.settled, row.outstanding)]


def _entries(found: Statement) -> list[list[Cell]]:
    lines: list[list[Cell]] = [
        [service_name(line.service), line.quantity, int(line.price), int(line.amount), ""]
        for line in found.lines
    ]
    percent = _("{percent} percent")
    lines.append([_("Sum of services"), "", "", int(found.services), ""])
    held = percent.format(percent=_plain(found.retention_percent))
    lines.append([_("Retention for good performance"), "", "", -int(found.retention), held])
    added = percent.format(percent=_plain(found.vat_percent))
    lines.append([_("Value added tax"), "", "", int(found.vat), added])
    lines += [[_("Penalty"), "", "", -int(each.amount), each.period] for each in found.deductions]
    lines.append([_("To be paid"), "", "", int(found.payable), ""])
    return lines + [_rejected(each) for each in found.rejected]


def _rejected(each: RejectedService) -> list[Cell]:
    entry = _("Rejected: {service} {job}").format(service=service_name(each.service), job=each.job)
    reason = worded(REJECTED, each.reason)
    return [entry, 1, "", 0, f"{reason} – {each.note}" if each.note else reason]


def _plain(percent: Decimal) -> str:
    return f"{percent.normalize():f}"


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula is marked as one that is none."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
