"""The objections to a case, as they are shown."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.models.penalties import PenaltyLineRow
from app.models.penalty_life import CaseEvidence, CaseObjection, ObjectedLine
from app.services.penalties.trail import line_name


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One thing laid before, as it is shown; `evidence.evidence_file` gives a file's content."""

    id: int
    kind: str
    """text reference file."""
    text: str
    file_name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectedLineRow:
    """One objected line, as it is shown; money in rial."""

    id: int
    line_id: int
    line: str
    """Clause and job."""
    reason: str
    note: str
    due_before: Decimal
    evidence: tuple[EvidenceRow, ...]
    verdict: str
    """upheld reduced cancelled; empty while it is undecided."""
    amount: Decimal | None
    """What is left of it."""
    decision_reason: str
    decision_note: str
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRow:
    """An objection, as it is shown."""

    id: int
    case_id: int
    number: int
    received_on: date
    received_from: str
    reference: str
    note: str
    recorded_at: datetime
    recorded_by: str
    evidence: tuple[EvidenceRow, ...]
    """What speaks for all of it."""
    lines: tuple[ObjectedLineRow, ...]
    letter: str
    """Number of the answer; empty while there is none."""

    @property
    def is_decided(self) -> bool:
        """Whether every line is decided."""
        return all(line.verdict for line in self.lines)


_Evidence = Mapping[tuple[int, int | None], Sequence[EvidenceRow]]


def objections(session: Session, case_id: int) -> list[ObjectionRow]:
    """The objections to a case, oldest first."""
    lines = selectinload(CaseObjection.lines).joinedload(ObjectedLine.line)
    query = (
        select(CaseObjection)
        .where(CaseObjection.case_id == case_id)
        .options(lines.joinedload(PenaltyLineRow.job), joinedload(CaseObjection.letter))
        .order_by(CaseObjection.number)
    )
    rows = session.scalars(query).all()
    evidence = _evidence(session, [row.id for row in rows])
    return [_shown(row, evidence) for row in rows]


def _evidence(session: Session, objections: Sequence[int]) -> _Evidence:
    found: defaultdict[tuple[int, int | None], list[EvidenceRow]] = defaultdict(list)
    query = select(CaseEvidence).where(CaseEvidence.objection_id.in_(objections)).order_by(CaseEvidence.id)
    for row in session.scalars(query):
        found[row.objection_id, row.objected_line_id].append(
            EvidenceRow(
                id=row.id,
                kind=row.kind,
                text=row.text,
                file_name=row.file_name,
                size=row.size,
                sha256=row.sha256,
            )
        )
    return found


def _shown(row: CaseObjection, evidence: _Evidence) -> ObjectionRow:
    return ObjectionRow(
        id=row.id,
        case_id=row.case_id,
        number=row.number,
        received_on=row.received_on,
        received_from=row.received_from,
        reference=row.reference,
        note=row.note,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        evidence=tuple(evidence.get((row.id, None), ())),
        lines=tuple(_line(line, tuple(evidence.get((row.id, line.id), ()))) for line in row.lines),
        letter=row.letter.number if row.letter is not None else "",
    )


def _line(line: ObjectedLine, evidence: tuple[EvidenceRow, ...]) -> ObjectedLineRow:
    return ObjectedLineRow(
        id=line.id,
        line_id=line.line_id,
        line=line_name(line.line),
        reason=line.reason,
        note=line.note,
        due_before=line.due_before,
        evidence=evidence,
        verdict=line.verdict,
        amount=line.amount,
        decision_reason=line.decision_reason,
        decision_note=line.decision_note,
        decided_at=line.decided_at,
        decided_by=line.decided_by,
    )
