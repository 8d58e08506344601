"""The user's edits of drafts, kept until they are saved, and what is done with a draft."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.agreement_text import write_agreement
from app.domain.agreements import Agreement
from app.domain.errors import PoshtibanError, RuleBroken
from app.domain.persian import isolate
from app.i18n import _
from app.services.agreements.checking import Checked, checked_draft
from app.services.agreements.revisions import (
    RevisionRef,
    approve_agreement,
    draft_agreement,
    save_draft,
    withdraw_draft,
)
from app.views.agreements.opening import Edit, Opened
from app.views.agreements.toml_file import ReadFile, read_text
from app.views.desk import Desk
from app.views.widgets.message_bar import Message

MEANWHILE = frozenset({"changed-meanwhile", "revision-decided", "unknown-revision"})
"""Refusals that mean that somebody else was faster."""


class Drafts(QObject):
    """Edits by the code of their agreement; commands go through the desk.

    Signals:
        edited: some edits came or went.
        saved: code of an agreement whose edits the store has taken.
        overtaken: code of an agreement whose draft somebody else has changed meanwhile.
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    edited = Signal()
    saved = Signal(str)
    overtaken = Signal(str)
    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._edits: dict[str, Edit] = {}

    def edit(self, code: str) -> Edit | None:
        """The edits of an agreement that are not saved."""
        return self._edits.get(code)

    def unsaved(self) -> tuple[str, ...]:
        """The codes of the agreements that have such edits."""
        return tuple(sorted(self._edits))

    def take(self, opened: Opened, agreement: Agreement) -> None:
        """Keep what the user has just made of a draft."""
        code, draft = opened.row.code, opened.row.draft
        if draft is None:
            return
        known = self._edits.get(code)
        edit = replace(known, now=agreement) if known else Edit(draft, opened.agreement, agreement)
        self._edits[code] = edit
        if edit.now == edit.before:
            del self._edits[code]
        self.edited.emit()

    def drop(self, code: str) -> None:
        """Forget the edits of an agreement."""
        if self._edits.pop(code, None) is not None:
            self.edited.emit()

    def keep_over(self, opened: Opened) -> None:
        """Let the edits follow what somebody else has saved meanwhile, and save them over it."""
        known, draft = self._edits.get(opened.row.code), opened.row.draft
        if known is not None and draft is not None:
            self._edits[opened.row.code] = Edit(draft, opened.agreement, known.now)
            self.save(opened.row.code)

    def begin(self, opened: Opened, day: date) -> None:
        """Draft the next version: the last one again, in force from `day` on."""
        last = opened.agreement.versions[-1]
        following = replace(last, number=last.number + 1, effective_from=day)
        agreement = replace(opened.agreement, versions=(*opened.agreement.versions, following))
        document = write_agreement(agreement)
        self._desk.do(draft_agreement, document, by=self._desk.user, failed=self.refused.emit)

    def save(self, code: str) -> None:
        """Write the edits of an agreement into its draft."""
        edit = self._edits.get(code)
        if edit is None:
            return

        self._desk.do(
            save_draft,
            RevisionRef(edit.draft.id, edit.draft.version),
            write_agreement(edit.now),
            by=self._desk.user,
            note=edit.draft.note,
            done=partial(self._settle, code, edit),
            failed=partial(self._refuse_saving, code),
        )

    def withdraw(self, opened: Opened) -> None:
        """Give a draft up, and the edits with it."""
        draft = opened.row.draft
        if draft is not None:
            self.drop(opened.row.code)
            ref = RevisionRef(draft.id, draft.version)
            self._desk.do(withdraw_draft, ref, by=self._desk.user, failed=self.refused.emit)

    def approve(self, opened: Opened, by: str) -> None:
        """Put a second person's name to a draft."""
        draft = opened.row.draft
        if draft is None:
            return
        # The check takes seconds: it is asked before, so that it holds up no writer.
        self._desk.ask(
            checked_draft,
            draft.id,
            now=self._desk.clock.now(),
            done=partial(self._put_name, RevisionRef(draft.id, draft.version), opened.row.code, by),
            failed=self.refused.emit,
        )

    def import_file(self, path: Path) -> None:
        """Make a file the draft of its agreement."""

        self._desk.work(partial(read_text, path), done=self._draft_file, failed=self.refused.emit)

    def _put_name(self, draft: RevisionRef, code: str, by: str, checked: Checked) -> None:
        self._desk.do(
            approve_agreement,
            draft,
            by=by,
            checked=checked,
            done=partial(self._tell_approved, code),
            failed=self.refused.emit,
        )

    def _draft_file(self, file: ReadFile) -> None:
        self._desk.do(
            draft_agreement, file.text, by=self._desk.user, file=file.name, failed=self.refused.emit
        )

    def _refuse_saving(self, code: str, refusal: PoshtibanError) -> None:
        if isinstance(refusal, RuleBroken) and refusal.code in MEANWHILE:
            self.overtaken.emit(code)
        self.refused.emit(refusal)

    def _tell_approved(self, code: str, _nothing: None) -> None:
        self.told.emit(Message(_("Agreement {code} is approved.").format(code=isolate(code))))

    def _settle(self, code: str, taken: Edit, _nothing: None) -> None:
        """The store has `taken`; what was edited since stays an edit, of the draft as it is now."""
        left = self._edits.pop(code, None)
        if left is not None and left.now != taken.now:
            draft = replace(taken.draft, version=taken.draft.version + 1)
            self._edits[code] = Edit(draft, taken.now, left.now)
        self.edited.emit()
        self.saved.emit(code)
        said = _("The draft of agreement {code} is saved.").format(code=isolate(code))
        self.told.emit(Message(said))
