"""Holds handovers against their seals: what was signed reads as it did, and none was taken out."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.shifts import Handover
from app.services.handover.records import seal, taken_seal
from app.services.verification.findings import Finding


def handover_findings(session: Session) -> Iterator[Finding]:
    """What differs, handover by handover."""
    before = ""
    for row in session.scalars(select(Handover).options(selectinload(Handover.items)).order_by(Handover.id)):
        right = seal(before, row)
        if row.sha256 != right:
            yield _finding(row, "seal", row.sha256, right)
        if row.taken_at is not None and row.taken_sha256 != taken_seal(row):
            yield _finding(row, "seal of taking it", row.taken_sha256, taken_seal(row))
        before = row.sha256


def _finding(row: Handover, part: str, kept: str, right: str) -> Finding:
    return Finding(kind="handover", subject=f"handover {row.id}", part=part, kept=kept, right=right)
