"""Which clauses of a month wait for a figure that nobody has stated, or nobody approved yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agreements import Agreement
from app.domain.jalali import JalaliMonth, JalaliQuarter
from app.domain.penalties.clauses import PenaltyClause, PeriodKind, Trigger
from app.models.measured_figures import MeasuredFigure
from app.services.penalties.happenings import closes_quarter
from app.services.penalties.measured_figures import APPROVED, STATED, period_of
from app.services.replay.measured_file import FIGURE, LEVEL, MILESTONE


@dataclass(frozen=True, slots=True)
class Waiting:
    """A clause, and what it waits for."""

    clause: str
    kind: str
    """`milestone`, `figure` or `level`."""
    name: str
    """Of the figure or the level; empty: whatever milestone, or whatever level, there is."""
    period: str
    """Empty: a milestone."""
    is_stated: bool
    """Whether it is stated and only waits for a second person."""


def waiting_figures(
    session: Session, agreement: Agreement, party_id: int, month: JalaliMonth
) -> tuple[Waiting, ...]:
    """What the clauses in force at the end of a month wait for, in the order of the agreement."""
    version = agreement.version_at(month.last_day())
    if version is None or not any(clause.trigger in _KINDS for clause in version.clauses):
        return ()
    query = select(MeasuredFigure).where(
        MeasuredFigure.party_id == party_id,
        MeasuredFigure.agreement == agreement.code,
        MeasuredFigure.state.in_((STATED, APPROVED)),
    )
    there = [(row.kind, row.name, period_of(row), row.state) for row in session.scalars(query)]
    found = []
    for clause in version.clauses:
        for kind, name, period in _wanted(clause, month):
            about = (kind, name, period)
            states = {state for *told, state in there if _is_about(about, told)}
            if APPROVED not in states:
                found.append(Waiting(clause.code, kind, name, period, is_stated=STATED in states))
    return tuple(found)


_KINDS = {Trigger.MILESTONE: MILESTONE, Trigger.VIOLATIONS: FIGURE, Trigger.AT_RISK: LEVEL}


def _wanted(clause: PenaltyClause, month: JalaliMonth) -> Iterator[tuple[str, str, str]]:
    """Kind, name and period of each figure that a clause judges in a month."""
    kind = _KINDS.get(clause.trigger)
    if kind == MILESTONE:
        yield MILESTONE, "", ""
    elif kind is not None and (clause.period is PeriodKind.MONTH or closes_quarter(month)):
        is_month = clause.period is PeriodKind.MONTH
        period = str(month if is_month else JalaliQuarter.of(month.first_day()))
        names = [clause.figure] if kind == FIGURE else [each.level for each in clause.allocations] or [""]
        for name in names:
            yield kind, name, period


def _is_about(wanted: tuple[str, str, str], told: Sequence[str]) -> bool:
    """Whether a figure is what is wanted; an empty name or period wants any."""
    return all(want in ("", has) for want, has in zip(wanted, told, strict=True))
