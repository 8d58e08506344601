"""What is laid before whoever decides on an objection: words, references, files with their SHA-256."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath

from sqlalchemy.orm import Session, undefer

from app.domain.errors import RuleBroken
from app.domain.penalty_cases import EvidenceKind
from app.models.penalty_life import CaseEvidence
from app.services.penalties.life import code_of

MOST_BYTES = 10 * 1024 * 1024
"""Of one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing laid before: a text, a reference such as the number of a form, or a file."""

    kind: str
    """As EvidenceKind (app/domain/penalty_cases.py)."""
    text: str = ""
    """The text or reference; of a file what it shows, or nothing."""
    file_name: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """A file as it was laid before."""

    file_name: str
    content: bytes


def evidence_row(evidence: Evidence, objection_id: int, objected_line_id: int | None = None) -> CaseEvidence:
    """A row for something laid before; RuleBroken: unknown-code, evidence-empty, evidence-too-large."""
    kind = code_of(EvidenceKind, evidence.kind)
    is_file = kind is EvidenceKind.FILE
    name = PurePath(evidence.file_name.replace("\\", "/")).name
    if is_file and not (name and evidence.content):
        raise RuleBroken("evidence-empty")
    if not is_file and not evidence.text.strip():
        raise RuleBroken("evidence-empty")
    if len(evidence.content) > MOST_BYTES:
        raise RuleBroken("evidence-too-large", file=name, most=MOST_BYTES // (1024 * 1024))
    return CaseEvidence(
        objection_id=objection_id,
        objected_line_id=objected_line_id,
        kind=kind.value,
        text=evidence.text.strip(),
        file_name=name if is_file else "",
        size=len(evidence.content) if is_file else 0,
        sha256=fingerprint(evidence.content) if is_file else "",
        content=evidence.content if is_file else None,
    )


def evidence_file(session: Session, evidence_id: int) -> EvidenceFile:
    """A file that was laid before; RuleBroken: unknown-evidence, evidence-damaged."""
    row = session.get(CaseEvidence, evidence_id, options=[undefer(CaseEvidence.content)])
    if row is None or row.content is None:
        raise RuleBroken("unknown-evidence")
    if fingerprint(row.content) != row.sha256:
        raise RuleBroken("evidence-damaged", file=row.file_name)
    return EvidenceFile(file_name=row.file_name, content=row.content)


def described(evidence: Iterable[Evidence]) -> str:
    """What was laid before, a line each, for the audit."""
    told = []
    for each in evidence:
        if each.kind == EvidenceKind.FILE:
            told.append(f"{each.kind}: {each.file_name} SHA-256 {fingerprint(each.content)}")
        else:
            told.append(f"{each.kind}: {each.text.strip()}")
    return "\n".join(told)


def fingerprint(content: bytes) -> str:
    """The SHA-256 under which a file is kept."""
    return sha256(content).hexdigest()
