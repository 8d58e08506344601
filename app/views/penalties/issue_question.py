"""What is asked before a letter is issued: a number is taken and the figures cannot change after it."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.domain.persian import isolate
from app.i18n import _
from app.services.penalties.cases import CaseRow
from app.views.formats import Formats
from app.views.penalties.case_columns import CaseWords, rial

IssueQuestion = Callable[[QWidget, str], bool]
"""Asks the user what the text says; whether the letter is to be issued."""


def issue_text(case: CaseRow, words: CaseWords) -> str:
    """Whose letter it is, for what month and amount, and what cannot be undone."""
    return _(
        "Contractor: {contractor}\nPeriod: {period}\nPayable: {amount} rial\n\n"
        "The letter takes the next number and is frozen: neither can be undone."
    ).format(
        contractor=words.name(case),
        period=words.period(case),
        amount=isolate(words.payable(case)),
    )


def issue_texts(cases: Sequence[CaseRow], formats: Formats) -> str:
    """How many letters over what sum, and what cannot be undone."""
    payable = sum((case.payable for case in cases), Decimal(0))
    return _(
        "Letters: {count}\nPayable in all: {amount} rial\n\n"
        "Each letter takes the next number and is frozen: neither can be undone."
    ).format(count=formats.number(len(cases)), amount=isolate(rial(payable, formats)))


def ask_in_box(parent: QWidget, text: str) -> bool:
    """Ask in a message box; Escape and Enter leave everything as it is."""
    box = issue_box(parent, text)
    box.exec()
    issues = box.buttonRole(box.clickedButton()) == QMessageBox.ButtonRole.AcceptRole
    box.deleteLater()
    return issues


def issue_box(parent: QWidget, text: str) -> QMessageBox:
    """The message box; its harmless button is the default one."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(_("Issue letter"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(_("Issue this letter?"))
    box.setInformativeText(text)
    box.addButton(_("Issue letter"), QMessageBox.ButtonRole.AcceptRole)
    keep = box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    return box
