"""Agreements that come as files: founders approve them, later ones wait for a second person."""

from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreement_file import read_agreement
from app.domain.errors import RuleBroken
from app.models.agreements import AgreementRevision
from app.models.jobs import Job
from app.services.agreements.checking import refuse_own_errors
from app.services.agreements.revisions import (
    APPROVED,
    DRAFT,
    RevisionRef,
    approve_row,
    draft_agreement,
    draft_of,
    fingerprint,
    next_number,
    save_draft,
)


class Taken(StrEnum):
    """What became of a document."""

    UNCHANGED = "unchanged"
    APPROVED = "approved"
    DRAFTED = "drafted"


def record_agreement(session: Session, clock: Clock, document: str, *, file: str, by: str) -> Taken:
    """Keep an agreement as it was written.

    While the store has no job nothing is measured yet: it is approved at once in the name of who founds
    the store, whatever it changes. Later it becomes a draft, or takes the place of the same person's.
    Raises BadInput, RuleBroken("agreement-error"), and what `draft_agreement` raises.
    """
    agreement = read_agreement(document, file=file)
    if _is_known(session, agreement.code, document):
        return Taken.UNCHANGED
    if not session.scalar(select(exists().where(Job.id.is_not(None)))):
        refuse_own_errors(agreement)
        _found(session, clock, document, code=agreement.code, kind=agreement.kind.value, by=by)
        return Taken.APPROVED
    draft = draft_of(session, agreement.code)
    if draft is not None and draft.drafted_by == draft.saved_by == by.strip():
        save_draft(session, clock, RevisionRef(draft.id), document, by=by, note=draft.note)
    else:
        draft_agreement(session, clock, document, by=by, file=file)
    return Taken.DRAFTED


def _is_known(session: Session, code: str, document: str) -> bool:
    """Whether the text is what holds, or what is drafted."""
    draft = draft_of(session, code)
    if draft is not None:
        return draft.sha256 == fingerprint(document)
    latest = session.scalar(
        select(AgreementRevision.sha256)
        .where(AgreementRevision.code == code, AgreementRevision.state == APPROVED)
        .order_by(AgreementRevision.number.desc())
        .limit(1)
    )
    return latest == fingerprint(document)


def _found(session: Session, clock: Clock, document: str, *, code: str, kind: str, by: str) -> None:
    name = by.strip()
    if not name:
        raise RuleBroken("approval-needs-a-name")
    row = AgreementRevision(
        code=code,
        number=next_number(session, code),
        kind=kind,
        document=document,
        sha256=fingerprint(document),
        state=DRAFT,
        drafted_at=clock.now(),
        drafted_by=name,
        saved_at=clock.now(),
        saved_by=name,
    )
    session.add(row)
    approve_row(session, clock, row, by=name)
