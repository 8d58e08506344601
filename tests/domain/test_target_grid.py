"""Targets as grids of priorities by zones, both ways."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreements import AgreementVersion, Described, Metric, Target, Unit
from app.domain.target_grid import (
    EVERY,
    Promised,
    Subject,
    TargetGrid,
    effective_grid,
    grids_of,
    targets_of,
)

FOUR = Promised(limit=4, unit=Unit.HOURS, calendar="office")
EIGHT = Promised(limit=8, unit=Unit.HOURS)
EM = Subject(metric=Metric.RESOLVE, services=frozenset({"EM"}))

cells = st.dictionaries(
    st.tuples(st.sampled_from(["", "P1", "P2", "P3"]), st.sampled_from(["", "A", "B", "C"])),
    st.sampled_from([FOUR, EIGHT, Promised(limit=4, unit=Unit.HOURS, calendar="office", warn_at=(80,))]),
    min_size=1,
)


def target(priorities: str = "", zones: str = "", limit: int = 4) -> Target:
    return Target(
        metric=Metric.RESOLVE,
        limit=limit,
        unit=Unit.HOURS,
        services=frozenset({"EM"}),
        priorities=frozenset(priorities.split()),
        zones=frozenset(zones.split()),
    )


def test_a_target_fills_each_cell_it_names() -> None:
    (grid,) = grids_of([target("P1 P2", "A B"), target("P3", limit=8)])
    hours = {cell: promised.limit for cell, promised in grid.cells.items()}
    assert hours == {("P1", "A"): 4, ("P1", "B"): 4, ("P2", "A"): 4, ("P2", "B"): 4, ("P3", EVERY): 8}


def test_equal_rows_become_one_target() -> None:
    targets = (target("P1 P2", "A B"), target("P3", "A", limit=8))
    assert set(targets_of(grids_of(targets))) == set(targets)


def test_every_zone_stays_apart_from_all_zones_named() -> None:
    targets = (target("P1"), target("P1", "A B C D"), target(zones="A"))
    assert set(targets_of(grids_of(targets))) == set(targets)


def test_promises_of_other_services_classes_and_faults_are_other_grids() -> None:
    premium = Target(metric=Metric.RESOLVE, limit=2, unit=Unit.HOURS, merchant_classes=frozenset({"premium"}))
    tamper = Target(metric=Metric.RESOLVE, limit=1, unit=Unit.HOURS, faults=frozenset({"TMP-01"}))
    arrive = Target(metric=Metric.ARRIVE, limit=1, unit=Unit.HOURS)
    grids = grids_of([target(), premium, tamper, arrive])
    assert [grid.subject for grid in grids] == [
        EM,
        Subject(metric=Metric.RESOLVE, merchant_classes=frozenset({"premium"})),
        Subject(metric=Metric.RESOLVE, faults=frozenset({"TMP-01"})),
        Subject(metric=Metric.ARRIVE),
    ]


def test_a_cell_is_changed_and_emptied() -> None:
    grid = TargetGrid(EM, {("P1", "A"): FOUR})
    assert grid.with_cell(("P1", "A"), EIGHT).cells == {("P1", "A"): EIGHT}
    assert grid.with_cell(("P1", "A"), None).cells == {}
    assert grid.cells == {("P1", "A"): FOUR}


@given(cells)
def test_grids_come_back_from_their_targets(filled: dict[tuple[str, str], Promised]) -> None:
    assert grids_of(targets_of([TargetGrid(EM, filled)])) == [TargetGrid(EM, filled)]


def test_the_target_that_wins_is_seen_in_every_cell() -> None:
    general, urgent = target(limit=24), target("P1", "A", limit=2)
    version = AgreementVersion(number=1, effective_from=date(2024, 3, 20), targets=(general, urgent))
    wins = effective_grid(
        version, Metric.RESOLVE, Described(service="EM"), [("P1", "A"), ("P1", "B"), ("P2", "A")]
    )
    assert wins == {("P1", "A"): urgent, ("P1", "B"): general, ("P2", "A"): general}
    assert effective_grid(version, Metric.RESOLVE, Described(service="PM"), [("P1", "A")]) == {}
