"""The one place that appends an evaluation: a promise that was read otherwise before."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.clocks import ClockState
from app.domain.evaluations import Standing
from app.models.evaluations import Evaluation
from app.models.jobs import ObligationRow

FACT, REVISION, CLOSURE = "fact", "revision", "closure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Why a promise is read anew."""

    cause: str
    recorded_at: datetime
    recorded_by: str
    recalculation_id: int | None = None


def append_evaluation(
    session: Session, row: ObligationRow, change: tuple[Standing | None, Standing], because: Because
) -> None:
    """Note what a promise was and what it becomes; its row counts one evaluation more."""
    before, after = change
    row.evaluation += 1
    values = {field.name: getattr(after, field.name) for field in fields(Standing)}
    for field in fields(Standing):
        values[f"old_{field.name}"] = getattr(before, field.name) if before is not None else None
    values |= {"state": after.state.value, "old_state": before.state.value if before is not None else None}
    session.add(
        Evaluation(
            obligation=row,
            number=row.evaluation,
            cause=because.cause,
            recalculation_id=because.recalculation_id,
            recorded_at=because.recorded_at,
            recorded_by=because.recorded_by,
            **values,
        )
    )


def kept_standing(row: ObligationRow | Evaluation) -> Standing:
    """How a promise stands as it is cached, or as an evaluation left it."""
    return Standing(
        version=row.version if isinstance(row, Evaluation) else row.agreement_version,
        limit_seconds=row.limit_seconds,
        due_at=row.due_at,
        stopped_at=row.stopped_at,
        state=ClockState(row.state),
        used_seconds=row.used_seconds,
        paused_seconds=row.paused_seconds,
        overrun_seconds=row.overrun_seconds,
    )
