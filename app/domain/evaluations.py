"""What another agreement or calendar makes of a job's promises: the readings before and after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.clocks import OPEN_STATES, ClockState
from app.domain.obligations import Obligation

PromiseKey = tuple[str, str, int]
"""Agreement, metric and sequence: which promise of its job it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a promise stands under one version of its agreement; seconds are counted ones."""

    version: int
    limit_seconds: int
    due_at: datetime | None
    stopped_at: datetime | None
    state: ClockState
    used_seconds: int
    paused_seconds: int
    overrun_seconds: int

    @property
    def is_open(self) -> bool:
        """Whether it still runs, or stands."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Difference:
    """One promise that stands otherwise; None on the side on which it was not promised."""

    key: PromiseKey
    party: str
    before: Standing | None
    after: Standing | None

    @property
    def is_met_to_missed(self) -> bool:
        """Whether a kept promise is a broken one now."""
        return self._states() == (ClockState.MET, ClockState.MISSED)

    @property
    def is_missed_to_met(self) -> bool:
        """Whether a broken promise is a kept one now."""
        return self._states() == (ClockState.MISSED, ClockState.MET)

    @property
    def is_moved(self) -> bool:
        """Whether it is still open on both sides and due at another instant."""
        before, after = self.before, self.after
        if before is None or after is None:
            return False
        return before.is_open and after.is_open and before.due_at != after.due_at

    def _states(self) -> tuple[ClockState | None, ClockState | None]:
        before, after = self.before, self.after
        return before.state if before else None, after.state if after else None


def key_of(obligation: Obligation) -> PromiseKey:
    """Which promise of its job an obligation is."""
    return obligation.agreement, obligation.metric.value, obligation.sequence


def standing_of(obligation: Obligation) -> Standing:
    """How a derived promise stands."""
    reading = obligation.reading
    return Standing(
        version=obligation.version,
        limit_seconds=reading.limit_seconds,
        due_at=reading.due_at,
        stopped_at=reading.stopped_at,
        state=reading.state,
        used_seconds=reading.used_seconds,
        paused_seconds=reading.paused_seconds,
        overrun_seconds=reading.overrun_seconds,
    )


def differences(before: Iterable[Obligation], after: Iterable[Obligation]) -> list[Difference]:
    """The promises of one job that stand otherwise, in the order of `before`; new ones come last."""
    others = {key_of(obligation): obligation for obligation in after}
    found = []
    for obligation in before:
        other = others.pop(key_of(obligation), None)
        was, stands = standing_of(obligation), standing_of(other) if other else None
        if was != stands:
            found.append(Difference(key_of(obligation), obligation.party, was, stands))
    found += [Difference(key, other.party, None, standing_of(other)) for key, other in others.items()]
    return found
