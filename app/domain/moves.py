"""What a drag across the board means: which event brings a job from stage to stage, or why none does."""

from app.domain.errors import RuleBroken
from app.domain.events import EventKind
from app.domain.job_states import ALLOWED, DONE, OPEN, Stage

LEADING: dict[Stage, EventKind] = {
    Stage.DISPATCHED: EventKind.DISPATCHED,
    Stage.ACCEPTED: EventKind.ACCEPTED,
    Stage.EN_ROUTE: EventKind.DEPARTED,
    Stage.ON_SITE: EventKind.ARRIVED,
    Stage.ON_HOLD: EventKind.PAUSED,
    Stage.RESOLVED: EventKind.RESOLVED,
    Stage.CLOSED: EventKind.CLOSED,
    Stage.CANCELLED: EventKind.CANCELLED,
}
"""The event that leads to each stage; to `new` leads none but the end of a wait."""


def move_to(stage: Stage, target: Stage, *, held: Stage | None = None) -> EventKind:
    """The event that brings a job in `stage` to `target`.

    `held` is the stage in which a job on hold was stopped; None where that is not known.
    Raises RuleBroken: no-move, held-goes-on, held-goes-on-there, needs-technician-first, not-resolved-yet,
    done-is-reopened, no-way-back.
    """
    if stage is target:
        raise RuleBroken("no-move", stage=stage.value)
    if stage is Stage.ON_HOLD and target is held:
        return EventKind.RESUMED
    kind = LEADING.get(target)
    if kind is not None and stage in ALLOWED[kind]:
        return kind
    raise _why_not(stage, target, held)


def _why_not(stage: Stage, target: Stage, held: Stage | None) -> RuleBroken:
    if stage is Stage.ON_HOLD and target in OPEN:
        return RuleBroken("held-goes-on-there", stage=held.value) if held else RuleBroken("held-goes-on")
    if stage is Stage.NEW and target in OPEN:
        return RuleBroken("needs-technician-first")
    if target is Stage.CLOSED and stage in OPEN:
        return RuleBroken("not-resolved-yet")
    if stage in DONE:
        return RuleBroken("done-is-reopened")
    return RuleBroken("no-way-back", stage=stage.value)
