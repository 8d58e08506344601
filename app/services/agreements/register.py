"""The register of agreements: what holds, what is drafted, and who approved what when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agreement_file import read_agreement
from app.domain.agreement_revision import added_versions
from app.domain.agreements import Agreement, PartyRole
from app.domain.errors import RuleBroken
from app.models.agreements import AgreementRevision
from app.services.agreements.revisions import APPROVED, DRAFT

STORED = "agreement in the store"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version of an agreement, and how far it has come."""

    number: int
    effective_from: date
    state: str
    """approved, or draft where only the open draft has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRow:
    """One revision as it is listed; `version` is what a change of a draft has to name."""

    id: int
    code: str
    number: int
    kind: str
    sha256: str
    state: str
    drafted_at: datetime
    drafted_by: str
    saved_at: datetime
    saved_by: str
    note: str
    decided_at: datetime | None
    """When it was approved or withdrawn."""
    decided_by: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """One agreement as it is listed."""

    code: str
    kind: str
    title: Mapping[str, str]
    """By language."""
    psp: str
    contractor: str
    regions: tuple[str, ...]
    parties: Mapping[PartyRole, Mapping[str, str]]
    """Their names by language."""
    versions: tuple[VersionRow, ...]
    approved: RevisionRow | None
    draft: RevisionRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionText:
    """A revision with its document, and what was approved before it."""

    revision: RevisionRow
    document: str
    approved_document: str
    """Of the newest approved revision before it; empty where there is none."""


def agreements(session: Session) -> list[AgreementRow]:
    """Every agreement with its versions, by code; one that was only ever withdrawn is left to `history`."""
    query = (
        select(AgreementRevision)
        .where(AgreementRevision.state.in_((APPROVED, DRAFT)))
        .order_by(AgreementRevision.code, AgreementRevision.number)
    )
    approved: dict[str, AgreementRevision] = {}
    drafts: dict[str, AgreementRevision] = {}
    for row in session.scalars(query):
        (approved if row.state == APPROVED else drafts)[row.code] = row
    codes = sorted(approved.keys() | drafts.keys())
    return [_agreement_row(approved.get(code), drafts.get(code)) for code in codes]


def revision_text(session: Session, revision_id: int) -> RevisionText:
    """One revision with its document. Raises RuleBroken("unknown-revision")."""
    row = session.get(AgreementRevision, revision_id)
    if row is None:
        raise RuleBroken("unknown-revision", revision=revision_id)
    before = session.scalar(
        select(AgreementRevision.document)
        .where(
            AgreementRevision.code == row.code,
            AgreementRevision.state == APPROVED,
            AgreementRevision.number < row.number,
        )
        .order_by(AgreementRevision.number.desc())
        .limit(1)
    )
    return RevisionText(revision=_row(row), document=row.document, approved_document=before or "")


def history(session: Session, code: str) -> list[RevisionRow]:
    """Every revision of an agreement, newest first: who drafted, approved or withdrew it, and when."""
    query = (
        select(AgreementRevision)
        .where(AgreementRevision.code == code)
        .order_by(AgreementRevision.number.desc())
    )
    return [_row(row) for row in session.scalars(query)]


def _agreement_row(approved: AgreementRevision | None, draft: AgreementRevision | None) -> AgreementRow:
    read = [read_agreement(row.document, file=STORED) for row in (draft, approved) if row is not None]
    shown, holds = read[0], read[-1] if approved is not None else None
    return AgreementRow(
        code=shown.code,
        kind=shown.kind.value,
        title=shown.title,
        psp=shown.psp,
        contractor=shown.contractor,
        regions=tuple(sorted(shown.regions)),
        parties=shown.parties,
        versions=tuple(_version_rows(holds, shown)),
        approved=_row(approved) if approved is not None else None,
        draft=_row(draft) if draft is not None else None,
    )


def _version_rows(holds: Agreement | None, shown: Agreement) -> Iterable[VersionRow]:
    new = {version.number for version in added_versions(holds, shown)}
    for version in shown.versions:
        state = DRAFT if version.number in new else APPROVED
        yield VersionRow(number=version.number, effective_from=version.effective_from, state=state)


def _row(row: AgreementRevision) -> RevisionRow:
    return RevisionRow(
        id=row.id,
        code=row.code,
        number=row.number,
        kind=row.kind,
        sha256=row.sha256,
        state=row.state,
        drafted_at=row.drafted_at,
        drafted_by=row.drafted_by,
        saved_at=row.saved_at,
        saved_by=row.saved_by,
        note=row.note,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        version=row.version,
    )
