"""What a draft that is reckoned anew has changed, for the audit of its case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.penalty_cases import CaseAction
from app.models.jobs import Job
from app.models.penalties import PenaltyCase
from app.services.penalties.trail import Told, note

MOST_NAMED = 50
"""Changed lines that an audit row names; it says how many more there are."""


class Charge(NamedTuple):
    """What a line came to, before and after caps and waivers."""

    job_id: int | None
    amount: Decimal
    payable: Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """What a case came to at one time."""

    state: str = ""
    """Empty: there was no case."""
    obligations: int = 0
    missed: int = 0
    is_interim: bool = False
    payable: Decimal | None = None
    lines: Mapping[tuple[str, str], Charge] = field(default_factory=dict)
    """By clause and item."""


def figures_of(case: PenaltyCase | None) -> Figures:
    """The figures of a case as they stand."""
    if case is None:
        return Figures()
    lines = {(line.clause, line.item): Charge(line.job_id, line.amount, line.payable) for line in case.lines}
    return Figures(case.state, case.obligations, case.missed, case.is_interim, case.payable, lines)


def note_drafted(session: Session, clock: Clock, case: PenaltyCase, before: Figures, *, by: str) -> None:
    """Note what reckoning a draft changed; nothing where it came to the same."""
    after = figures_of(case)
    if before == after:
        return
    case.drafted_at = clock.now()
    case.reviewed_at, case.reviewed_by = None, ""
    case.approved_at, case.approved_by = None, ""
    if by.strip() or not before.state:
        case.drafted_by = by.strip()
    told = Told(before=before.payable, after=after.payable, evidence=_difference(session, before, after))
    note(session, clock, case, CaseAction.DRAFTED, by=by.strip(), told=told)


def _difference(session: Session, before: Figures, after: Figures) -> str:
    """A line for each line of the case that is new, gone or otherwise: "+ 3 · 10021: 500000"."""
    if not before.state:
        return ""
    keys = sorted(
        key
        for key in before.lines.keys() | after.lines.keys()
        if before.lines.get(key) != after.lines.get(key)
    )
    named = keys[:MOST_NAMED]
    charges = [after.lines.get(key) or before.lines[key] for key in named]
    jobs = {charge.job_id for charge in charges if charge.job_id is not None}
    query = select(Job.id, Job.code).where(Job.id.in_(jobs))
    codes = {row.id: row.code for row in session.execute(query)}
    told = [
        _changed(
            f"{clause} · {codes.get(charge.job_id or 0, item)}",
            before.lines.get((clause, item)),
            after.lines.get((clause, item)),
        )
        for (clause, item), charge in zip(named, charges, strict=True)
    ]
    return "\n".join([*told, *([f"… {len(keys) - len(named)}"] if len(keys) > len(named) else [])])


def _changed(name: str, old: Charge | None, new: Charge | None) -> str:
    if old is None:
        return f"+ {name}: {new.payable if new else 0}"
    if new is None:
        return f"- {name}: {old.payable}"
    return f"~ {name}: {old.payable} → {new.payable}"
