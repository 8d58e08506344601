"""The life of an agreement: drafted by one person, approved by another, never changed afterwards."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreement_file import read_agreement
from app.domain.agreement_revision import forbidden_change
from app.domain.agreements import Agreement
from app.domain.errors import RuleBroken
from app.domain.people import is_same_person
from app.models.agreements import AgreementRevision
from app.services.agreement_book import book, forget_book
from app.services.agreements.checking import Checked, refuse_errors
from app.services.jobs.evaluations import REVISION
from app.services.recalculation.carrying_out import begin, refuse_unfinished

DRAFT, APPROVED, WITHDRAWN = "draft", "approved", "withdrawn"

FILE = "draft"
"""What an unreadable document is called where it came from no file."""


@dataclass(frozen=True, slots=True)
class RevisionRef:
    """A revision, and the version of it that the user saw; None asks for no check."""

    id: int
    version: int | None = None


def draft_agreement(
    session: Session, clock: Clock, document: str, *, by: str, note: str = "", file: str = FILE
) -> int:
    """Keep a document as the draft of its agreement's next revision; returns the revision's id.

    Raises BadInput, RuleBroken: draft-needs-a-name, draft-open, and what `save_draft` raises.
    """
    agreement = read_agreement(document, file=file)
    name = _name(by, "draft-needs-a-name")
    refuse_forbidden(session, agreement)
    open_draft = draft_of(session, agreement.code)
    if open_draft is not None:
        raise RuleBroken("draft-open", agreement=agreement.code, by=open_draft.saved_by)
    row = AgreementRevision(
        code=agreement.code,
        number=next_number(session, agreement.code),
        state=DRAFT,
        drafted_at=clock.now(),
        drafted_by=name,
    )
    _write(row, clock, agreement, document, by=name)
    row.note = note.strip()
    session.add(row)
    session.flush()
    return row.id


def save_draft(
    session: Session, clock: Clock, draft: RevisionRef, document: str, *, by: str, note: str = ""
) -> None:
    """Write a draft anew.

    Raises BadInput, RuleBroken: unknown-revision, changed-meanwhile, revision-decided, other-agreement,
    agreement-approved, version-approved, version-between.
    """
    agreement = read_agreement(document, file=FILE)
    row = _open(session, draft)
    if row.code != agreement.code:
        raise RuleBroken("other-agreement", agreement=row.code, found=agreement.code)
    name = _name(by, "draft-needs-a-name")
    refuse_forbidden(session, agreement)
    _write(row, clock, agreement, document, by=name)
    row.note = note.strip()
    session.flush()


def withdraw_draft(session: Session, clock: Clock, draft: RevisionRef, *, by: str) -> None:
    """Give a draft up; it stays in the history.

    Raises RuleBroken: unknown-revision, changed-meanwhile, revision-decided, draft-needs-a-name.
    """
    row = _open(session, draft)
    row.decided_by = _name(by, "draft-needs-a-name")
    row.decided_at = clock.now()
    row.state = WITHDRAWN
    session.flush()


def approve_agreement(
    session: Session, clock: Clock, draft: RevisionRef, *, by: str, checked: Checked | None = None
) -> None:
    """Put a second person's name to a draft; from here on it holds and never changes.

    What `checked_draft` answered just before spares the check, unless something has changed meanwhile.
    What it makes of jobs that are there is carried out at once, or noted to be (`recalculation`).
    Raises RuleBroken: unknown-revision, changed-meanwhile, revision-decided, approval-needs-a-name,
    approval-by-second-person, agreement-approved, version-approved, version-between, agreement-error,
    recalculation-unfinished.
    """
    row = _open(session, draft)
    name = _name(by, "approval-needs-a-name")
    if is_same_person(name, row.drafted_by) or is_same_person(name, row.saved_by):
        raise RuleBroken("approval-by-second-person", agreement=row.code, by=name)
    refuse_forbidden(session, read_agreement(row.document, file=FILE))
    refuse_unfinished(session)
    refuse_errors(session, row.document, now=clock.now(), checked=checked)
    approve_row(session, clock, row, by=name)
    begin(session, clock, cause=REVISION, reference=row.id, by=name)


def approve_row(session: Session, clock: Clock, row: AgreementRevision, *, by: str) -> None:
    """Note the approval of a draft that may be approved."""
    row.state = APPROVED
    row.decided_at = clock.now()
    row.decided_by = by
    session.flush()
    forget_book(session)


def refuse_forbidden(session: Session, revised: Agreement) -> None:
    """RuleBroken where a revision would change what is approved: it names the version and the key."""
    approved = book(session).named(revised.code)
    change = forbidden_change(approved, revised) if approved is not None else None
    if change is None:
        return
    if change.version is None:
        raise RuleBroken("agreement-approved", agreement=revised.code, key=change.key)
    code = "version-between" if change.key == "version.number" else "version-approved"
    raise RuleBroken(code, agreement=revised.code, version=change.version, key=change.key)


def draft_of(session: Session, code: str) -> AgreementRevision | None:
    """The open draft of an agreement; there is one at most."""
    return session.scalar(
        select(AgreementRevision).where(AgreementRevision.code == code, AgreementRevision.state == DRAFT)
    )


def next_number(session: Session, code: str) -> int:
    """The number of an agreement's next revision, counted from 1."""
    last = session.scalar(select(func.max(AgreementRevision.number)).where(AgreementRevision.code == code))
    return (last or 0) + 1


def fingerprint(document: str) -> str:
    """The SHA-256 under which a document is kept."""
    return sha256(document.encode()).hexdigest()


def _write(row: AgreementRevision, clock: Clock, agreement: Agreement, document: str, *, by: str) -> None:
    row.kind = agreement.kind.value
    row.document = document
    row.sha256 = fingerprint(document)
    row.saved_at = clock.now()
    row.saved_by = by


def _open(session: Session, ref: RevisionRef) -> AgreementRevision:
    row = session.get(AgreementRevision, ref.id)
    if row is None:
        raise RuleBroken("unknown-revision", revision=ref.id)
    if row.state != DRAFT:
        raise RuleBroken("revision-decided", agreement=row.code, by=row.decided_by)
    if ref.version is not None and ref.version != row.version:
        raise RuleBroken("changed-meanwhile", agreement=row.code)
    return row


def _name(by: str, code: str) -> str:
    name = by.strip()
    if not name:
        raise RuleBroken(code)
    return name
