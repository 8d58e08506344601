"""One measured figure beside a peer's of the same run (interfaces: `bench`)."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many questions each way is asked."""

    bulk: int = 1_000_000
    single: int = 20_000
    loop: int = 5_000
    business: int = 50
    obligations: int = 1_000_000
    derived: int = 1_000
    looped: int = 100_000
    ruled: int = 10_000
    letters: int = 100
    slow_letters: int = 5
    queues: int = 12
    board: int = 100_000
    board_typed: int = 20
    terminals: int = 500_000
    keystrokes: int = 2_000
    looked_for: int = 40
    clocks: int = 10_000
    clock_seconds: float = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a figure has to reach: at most `limit` in its unit, and `ratio` times better than the peer."""

    limit: float | None = None
    ratio: float | None = None

    def said(self, unit: str) -> str:
        """The goal in figures."""
        parts = [] if self.limit is None else [f"<= {self.limit:g} {unit}"]
        return " and ".join(parts if self.ratio is None else [*parts, f">= {self.ratio:,g}x"])

    def is_met(self, measured: float, ratio: float | None) -> bool | None:
        """Whether it is; None where there was no peer to tell."""
        if self.limit is not None and measured > self.limit:
            return False
        if self.ratio is None:
            return True
        return None if ratio is None else ratio >= self.ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another way to the same answers: what it took, in the unit of the row, and whether they agreed."""

    name: str
    """With the size of its sample, where it did less and was scaled."""
    measured: float | None = None
    """None: it is not installed."""
    is_equal: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchRow:
    """A figure, its repetitions, and how it stands beside its peer and its goal; less is better."""

    name: str
    rows: int
    unit: str
    repeats: tuple[float, ...]
    peer: Peer
    goal: Goal
    rss_mib: float | None = None
    """The most memory that was held, where that is part of the figure."""

    @property
    def measured(self) -> float:
        """The repetition that other programs on the machine disturbed least."""
        return min(self.repeats)

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer."""
        return None if self.peer.measured is None else self.peer.measured / self.measured

    def document(self) -> dict[str, object]:
        """The row as it is promised."""
        promised = {
            "name": self.name,
            "rows": self.rows,
            "measured": self.measured,
            "unit": self.unit,
            "repeats": list(self.repeats),
            "peer": self.peer.name,
            "peer_measured": self.peer.measured,
            "ratio": self.ratio,
            "equal": self.peer.is_equal,
            "goal": self.goal.said(self.unit),
            "met": self.goal.is_met(self.measured, self.ratio),
        }
        return promised if self.rss_mib is None else {**promised, "rss_mib": round(self.rss_mib, 1)}


def seconds_of(work: Callable[[], object], repeats: int) -> tuple[float, ...]:
    """How long a piece of work takes, each time."""
    taken = []
    for _ in range(repeats):
        begin = perf_counter()
        work()
        taken.append(perf_counter() - begin)
    return tuple(taken)
