"""Targets as a contract prints them: for each kind of promise one grid of priorities by zones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.agreements import AgreementVersion, Described, Metric, Target, Unit

EVERY = ""
"""The row of every priority, the column of every zone."""

Cell = tuple[str, str]
"""Priority and zone, each perhaps EVERY."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the cells of one grid have in common; an empty set stands for every one."""

    metric: Metric
    services: frozenset[str] = frozenset()
    merchant_classes: frozenset[str] = frozenset()
    faults: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What one cell promises; fields as in Target."""

    limit: int
    unit: Unit
    calendar: str = ""
    warn_at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetGrid:
    """One grid; a cell that is missing promises nothing of its own."""

    subject: Subject
    cells: Mapping[Cell, Promised] = field(default_factory=dict)

    def with_cell(self, cell: Cell, promised: Promised | None) -> "TargetGrid":
        """The grid with one cell changed; None empties it."""
        cells = {place: value for place, value in self.cells.items() if place != cell}
        if promised is not None:
            cells[cell] = promised
        return TargetGrid(self.subject, cells)


def grids_of(targets: Iterable[Target]) -> list[TargetGrid]:
    """The grids that say what the targets say, in the order in which their subjects come."""
    cells: dict[Subject, dict[Cell, Promised]] = {}
    for target in targets:
        subject = Subject(
            metric=target.metric,
            services=target.services,
            merchant_classes=target.merchant_classes,
            faults=target.faults,
        )
        promised = Promised(
            limit=target.limit, unit=target.unit, calendar=target.calendar, warn_at=target.warn_at
        )
        grid = cells.setdefault(subject, {})
        for cell in _cells(target):
            grid[cell] = promised
    return [TargetGrid(subject, grid) for subject, grid in cells.items()]


def targets_of(grids: Iterable[TargetGrid]) -> tuple[Target, ...]:
    """The fewest targets that fill the grids: equal rows are one target, equal cells of a row another."""
    return tuple(target for grid in grids for target in _targets(grid))


def effective_grid(
    version: AgreementVersion, metric: Metric, described: Described, cells: Sequence[Cell]
) -> dict[Cell, Target]:
    """Which target wins in each cell for jobs of one service, merchant class and fault."""
    found = {}
    for priority, zone in cells:
        job = Described(
            service=described.service,
            zone=zone,
            priority=priority,
            merchant_class=described.merchant_class,
            fault=described.fault,
        )
        target = version.target_for(metric, job)
        if target is not None:
            found[priority, zone] = target
    return found


def _cells(target: Target) -> Iterator[Cell]:
    for priority in sorted(target.priorities) or [EVERY]:
        for zone in sorted(target.zones) or [EVERY]:
            yield priority, zone


def _targets(grid: TargetGrid) -> Iterator[Target]:
    # What holds for every priority or every zone stays apart: it is less specific than naming them all.
    alike: dict[tuple[bool, Promised, frozenset[str]], set[str]] = {}
    for priority in sorted({priority for priority, _zone in grid.cells}):
        for promised, zones in _row(grid, priority):
            alike.setdefault((priority == EVERY, promised, zones), set()).add(priority)
    for (_is_every, promised, zones), priorities in alike.items():
        yield Target(
            metric=grid.subject.metric,
            limit=promised.limit,
            unit=promised.unit,
            calendar=promised.calendar,
            warn_at=promised.warn_at,
            services=grid.subject.services,
            merchant_classes=grid.subject.merchant_classes,
            faults=grid.subject.faults,
            priorities=frozenset(priorities - {EVERY}),
            zones=zones - {EVERY},
        )


def _row(grid: TargetGrid, priority: str) -> Iterator[tuple[Promised, frozenset[str]]]:
    """What the cells of one priority promise, and in which zones."""
    alike: dict[tuple[bool, Promised], set[str]] = {}
    for (row, zone), promised in sorted(grid.cells.items(), key=lambda item: item[0]):
        if row == priority:
            alike.setdefault((zone == EVERY, promised), set()).add(zone)
    for (_is_every, promised), zones in alike.items():
        yield promised, frozenset(zones)
