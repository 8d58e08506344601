"""What the page asks of the store, and the edits of a draft that are not saved."""

from dataclasses import dataclass, fields
from typing import Any

from app.domain.agreement_file import read_agreement
from app.domain.agreement_revision import added_versions
from app.domain.agreements import Agreement, AgreementVersion
from app.i18n import N_, _
from app.services.agreements.register import STORED, AgreementRow, RevisionRow, agreements, revision_text

TERMS = {
    "targets": N_("Targets"),
    "pauses": N_("Waits"),
    "clauses": N_("Money"),
    "prices": N_("Prices"),
    "pm": N_("Periodic visits (PM)"),
    "weights": N_("Score weights"),
    "effective_from": N_("First day"),
}
"""Terms of a version under the names of their tabs; the others are windows of time."""


@dataclass(frozen=True)
class Opened:
    """An agreement as the store has it: its draft where one is open, else what is approved."""

    row: AgreementRow
    agreement: Agreement
    approved: Agreement | None

    @property
    def drafted(self) -> tuple[AgreementVersion, ...]:
        """The versions that only the draft has."""
        return added_versions(self.approved, self.agreement) if self.row.draft is not None else ()


@dataclass(frozen=True)
class Edit:
    """A draft as the user has it: what it was when the editing began, and what it is now."""

    draft: RevisionRow
    before: Agreement
    now: Agreement

    def is_stale(self, opened: Opened) -> bool:
        """Whether the store has another draft than the one that was edited."""
        draft = opened.row.draft
        return draft is None or (draft.id, draft.version) != (self.draft.id, self.draft.version)


def listing(session: Any) -> tuple[AgreementRow, ...]:
    """Every agreement by code."""
    return tuple(agreements(session))


def opened(session: Any, row: AgreementRow) -> Opened:
    """One agreement, read. Raises RuleBroken("unknown-revision")."""
    newest = row.draft or row.approved
    assert newest is not None
    text = revision_text(session, newest.id)
    before = text.document if row.draft is None else text.approved_document
    approved = read_agreement(before, file=STORED) if before else None
    return Opened(row, read_agreement(text.document, file=STORED), approved)


def changed_terms(one: Agreement, other: Agreement) -> list[str]:
    """In what two wordings of an agreement differ, in words."""
    said = [_("Papers")] if one.documents != other.documents else []
    if (one.calendars, one.holiday_calendars) != (other.calendars, other.holiday_calendars):
        said.append(_("Calendars"))
    others = {version.number: version for version in other.versions}
    for version in one.versions:
        beside = others.get(version.number)
        for field in fields(version) if beside is not None else ():
            if field.compare and getattr(version, field.name) != getattr(beside, field.name):
                said.append(_(TERMS.get(field.name, N_("Windows of time"))))
    return list(dict.fromkeys(said))
