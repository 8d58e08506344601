"""Says that somebody else has changed a draft meanwhile: who and when, and where both wordings differ."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.domain.agreements import Agreement
from app.domain.persian import isolate
from app.domain.target_grid import Cell, Promised, Subject, grids_of
from app.i18n import _
from app.services.code_words import METRICS, worded
from app.views.agreements.agreement_words import listed, moment_text, priority_name, promised_text, zone_name
from app.views.agreements.opening import Edit, Opened, changed_terms
from app.views.appearance import Appearance
from app.views.formats import Formats
from app.views.widgets.labels import IconLabel, label

MOST_CELLS = 3
"""More cells than these are not told one by one."""


class OvertakenNotice(QFrame):
    """A strip in the details; the user chooses whose wording is to stand.

    Signals:
        dropped: the user wants what the store has.
        kept: the user wants his own edits to be saved over it.
    """

    dropped = Signal()
    kept = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setProperty("role", "suggestion")
        self.text = label("strong", wraps=True)
        self.both = label("muted", wraps=True)
        self.drop_button, self.keep_button = QPushButton(), QPushButton()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.text)
        words.addWidget(self.both)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(IconLabel(appearance, "account-alert-outline", tone="warn"))
        row.addLayout(words, 1)
        for button, signal in ((self.drop_button, self.dropped), (self.keep_button, self.kept)):
            button.clicked.connect(signal)
            row.addWidget(button)
        self.hide()

    def show_both(self, opened: Opened, edit: Edit) -> None:
        """Say who saved or decided what, and where it differs from the user's edits."""
        formats = self._appearance.formats
        draft = opened.row.draft
        if draft is None:
            self.text.setText(_("Somebody has decided on this draft meanwhile; your edits cannot be saved."))
        else:
            said = _("{saver} saved this draft on {moment}, after your edits began. Yours are not saved.")
            moment = moment_text(draft.saved_at, formats)
            self.text.setText(said.format(saver=isolate(draft.saved_by), moment=moment))
        self.both.setText("\n".join(differences(opened.agreement, edit.now, formats)))
        self.drop_button.setText(_("Drop mine"))
        self.keep_button.setText(_("Save mine over it"))
        self.keep_button.setVisible(draft is not None)
        self.show()


def differences(theirs: Agreement, mine: Agreement, formats: Formats) -> list[str]:
    """In what two wordings differ; the first cells with what either promises."""
    terms = listed(changed_terms(theirs, mine), formats.language)
    said = [_("Different in both: {terms}").format(terms=terms)] if terms else []
    his, ours = _cells(theirs), _cells(mine)
    unlike = [key for key in dict.fromkeys((*his, *ours)) if his.get(key) != ours.get(key)]
    for key in unlike[:MOST_CELLS]:
        _number, subject, (priority, zone) = key
        said.append(
            _("{metric} · {priority} · {zone}: theirs {theirs}, yours {yours}").format(
                metric=worded(METRICS, subject.metric.value),
                priority=priority_name(priority),
                zone=zone_name(zone),
                theirs=_promise(his.get(key), formats),
                yours=_promise(ours.get(key), formats),
            )
        )
    return said


def _cells(agreement: Agreement) -> dict[tuple[int, Subject, Cell], Promised]:
    return {
        (version.number, grid.subject, cell): promised
        for version in agreement.versions
        for grid in grids_of(version.targets)
        for cell, promised in grid.cells.items()
    }


def _promise(promised: Promised | None, formats: Formats) -> str:
    return promised_text(promised, formats) if promised is not None else _("nothing promised")
