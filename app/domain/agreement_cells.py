"""Kinds of jobs that targets tell apart: what is looked at instead of every job there may be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import product

from app.domain.agreements import ZONES, Described, Target
from app.domain.events import Priority, Service

OTHER = ""
"""A merchant class or fault that nobody named; a zone or priority that a job lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Jobs that are all promised the same."""

    services: frozenset[str]
    priorities: frozenset[str]
    zones: frozenset[str]
    merchant_classes: frozenset[str] = frozenset({OTHER})
    faults: frozenset[str] = frozenset({OTHER})

    @property
    def example(self) -> Described:
        """One job of them."""
        return Described(
            service=min(self.services),
            priority=min(self.priorities),
            zone=min(self.zones),
            merchant_class=min(self.merchant_classes),
            fault=min(self.faults),
        )


_DIMENSIONS = tuple(field.name for field in fields(Cell))


def cells_of(targets: Iterable[Target], *, lacking: bool = False) -> list[Cell]:
    """Every kind of job that the targets tell apart; with `lacking` also jobs without zone or priority."""
    known = list(targets)
    unknown = frozenset({OTHER}) if lacking else frozenset()
    values: dict[str, frozenset[str]] = {
        "services": frozenset(Service),
        "priorities": frozenset(Priority) | unknown,
        "zones": ZONES | unknown,
        "merchant_classes": frozenset({OTHER}).union(*(target.merchant_classes for target in known)),
        "faults": frozenset({OTHER}).union(*(target.faults for target in known)),
    }
    alike = [_alike(values[name], [getattr(target, name) for target in known]) for name in _DIMENSIONS]
    return [Cell(**dict(zip(_DIMENSIONS, found, strict=True))) for found in product(*alike)]


def merged(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """The same jobs in fewer cells: neighbours that differ in one thing alone become one."""
    left = list(cells)
    for name in reversed(_DIMENSIONS):
        groups: dict[Cell, list[Cell]] = {}
        for cell in left:
            groups.setdefault(replace(cell, **{name: frozenset()}), []).append(cell)
        left = [
            replace(rest, **{name: frozenset().union(*(getattr(cell, name) for cell in group))})
            for rest, group in groups.items()
        ]
    return tuple(left)


def _alike(values: frozenset[str], named: list[frozenset[str]]) -> Iterator[frozenset[str]]:
    """The values in groups of which no target names one without the others."""
    groups: dict[tuple[bool, ...], set[str]] = {}
    for value in sorted(values):
        groups.setdefault(tuple(value in names for names in named), set()).add(value)
    return (frozenset(group) for group in groups.values())
