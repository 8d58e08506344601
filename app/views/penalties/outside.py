"""What lies outside the window: the printer, files, and the question before a letter is issued."""

from dataclasses import dataclass, field

from app.views.penalties.issue_question import IssueQuestion, ask_in_box
from app.views.penalties.letter_view import FileChooser, choose_pdf_file
from app.views.penalties.letterhead_form import LogoChooser, choose_logo
from app.views.penalties.objection_form import EvidenceChooser, choose_evidence
from app.views.penalties.printing import PrinterPort, SystemPrinter
from app.views.penalties.statement_view import ClaimChooser, choose_claim
from app.views.penalties.table_file import TableChooser, choose_table


@dataclass(frozen=True, kw_only=True)
class Outside:
    """The system's own printer and dialogs, where nothing else is put in their place."""

    printer: PrinterPort = field(default_factory=SystemPrinter)
    choose_file: FileChooser = choose_pdf_file
    choose_evidence: EvidenceChooser = choose_evidence
    choose_table: TableChooser = choose_table
    choose_claim: ClaimChooser = choose_claim
    choose_logo: LogoChooser = choose_logo
    ask_to_issue: IssueQuestion = ask_in_box
