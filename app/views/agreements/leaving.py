"""What is asked where edits are not saved: a page is left, the window is closed."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.i18n import _


class Leaving(Enum):
    """What the user wants with edits that are not saved."""

    SAVE = "save"
    GO = "go"
    STAY = "stay"


LeavingQuestion = Callable[[QWidget, str, bool], Leaving]
"""Asks what the text says; the flag tells that the window is to close, and the edits with it."""


def ask_in_box(parent: QWidget, text: str, closing: bool) -> Leaving:
    """Ask in a message box; Escape stays."""
    box, answers = leaving_box(parent, text, closing=closing)
    box.exec()
    answer = answers.get(box.buttonRole(box.clickedButton()), Leaving.STAY)
    box.deleteLater()
    return answer


def leaving_box(
    parent: QWidget, text: str, *, closing: bool
) -> tuple[QMessageBox, dict[QMessageBox.ButtonRole, Leaving]]:
    """The message box, and what its buttons mean by their role."""
    roles = QMessageBox.ButtonRole
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(_("Edits are not saved"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    kept = _("Closing loses them.") if closing else _("They are kept while the window is open.")
    box.setInformativeText(kept)
    box.setDefaultButton(box.addButton(_("Save"), roles.AcceptRole))
    box.addButton(_("Close without saving") if closing else _("Leave them for later"), roles.DestructiveRole)
    box.setEscapeButton(box.addButton(_("Stay here"), roles.RejectRole))
    meaning = {
        roles.AcceptRole: Leaving.SAVE,
        roles.DestructiveRole: Leaving.GO,
        roles.RejectRole: Leaving.STAY,
    }
    return box, meaning
