"""The rows of the board: filters, order, search, clocks, and rows that keep their place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from time import perf_counter

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from PySide6.QtWidgets import QApplication

from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.board_clock import remaining, urgency
from app.views.board.board_filters import FILTERS
from app.views.board.board_model import FEW, BoardModel
from app.views.board.board_order import alphabetical
from app.views.board.columns import Column
from app.views.wording import Catalogue

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
PLAIN = JobRow(
    id=0, version=1, code="", service="EM", priority="P2", stage="new", hold_reason="", fault="PRN-01",
    zone="", city="تهران", city_en="Tehran", merchant="سوپرمارکت بهار", merchant_en="Bahar Market",
    terminal="T-22001",
    contractor="سپیدار", contractor_en="Sepidar", technician="", technician_en="", reported_at=NOW,
    due_to=None, clock_state="running", clock_metric="resolve", clock_due_at=NOW + timedelta(hours=1),
    clock_limit_seconds=7200, clock_left_seconds=3600, is_open=True,
)  # fmt: skip


def row(number: int, *, due: int | None = 60, **other: object) -> JobRow:
    """A job whose clock ends `due` minutes from NOW."""
    due_at = None if due is None else NOW + timedelta(minutes=due)
    return replace(PLAIN, id=number, code=str(10_000 + number), clock_due_at=due_at, **other)


ROWS = [
    row(1, due=90, priority="P3", merchant="گلبرگ", technician="کاوه آذرمهر", stage="on-site"),
    row(2, due=-5, priority="P1", merchant="پویان", contractor="توسکا"),
    row(
        3, due=29, priority="P2", merchant="یاس", stage="dispatched", technician="ژاله پویان", fault="PWR-01"
    ),
    row(4, due=None, clock_state="paused", clock_left_seconds=1800, stage="on-hold", merchant="ارغوان"),
    row(5, due=30, service="PM", priority="", merchant="بهار", terminal="T-900", fault=""),
    row(6, due=0, service="ROLL", merchant="چنار", stage="accepted", city="کرج", city_en="Karaj", fault=""),
    row(7, due=None, clock_state="", merchant="هما", stage="new"),
    row(8, due=5, clock_state="missed", merchant="کاج", stage="on-site", technician="رها"),
]


@pytest.fixture
def model(persian: Appearance) -> BoardModel:
    made = BoardModel(persian, Catalogue.shipped(), NOW)
    made.replace(ROWS)
    return made


@pytest.fixture
def tester(model: BoardModel) -> QAbstractItemModelTester:
    """Fails the test when the model breaks a promise to its views."""
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def ids(model: BoardModel) -> list[int]:
    return [model.row_at(place).id for place in range(model.rowCount())]


def test_shows_calls_by_what_is_left(model: BoardModel, tester: QAbstractItemModelTester) -> None:
    assert ids(model) == [2, 8, 3, 1, 4, 7]
    model.show_work("everything")
    assert ids(model) == [2, 6, 8, 3, 5, 1, 4, 7]
    model.sort(Column.CLOCK, Qt.SortOrder.DescendingOrder)
    assert ids(model) == [7, 4, 1, 5, 3, 8, 6, 2]


@pytest.mark.parametrize(
    ("work", "key", "expected"),
    [
        ("calls", "all", {1, 2, 3, 4, 7, 8}),
        ("calls", "unassigned", {2, 7}),
        ("calls", "late", {2, 8}),
        ("calls", "near", {3}),
        ("calls", "held", {4}),
        ("visits", "all", {5}),
        ("visits", "near", set()),
        ("other", "near", {6}),
        ("everything", "near", {3, 6}),
    ],
)
def test_filter_shows_and_counts_the_same_jobs(
    model: BoardModel, tester: QAbstractItemModelTester, work: str, key: str, expected: set[int]
) -> None:
    model.show_work(work)
    model.show_filter(key)
    assert set(ids(model)) == expected
    assert model.count(key) == len(expected)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column.PRIORITY, [2, 8, 3, 4, 7, 1]),
        (Column.CALL, [1, 2, 3, 4, 7, 8]),
        (Column.MERCHANT, [4, 2, 8, 1, 7, 3]),
        (Column.STAGE, [2, 7, 3, 8, 1, 4]),
    ],
)
def test_sorts_by_a_column_both_ways(
    model: BoardModel, tester: QAbstractItemModelTester, column: Column, expected: list[int]
) -> None:
    model.sort(column)
    assert ids(model) == expected
    model.sort(column, Qt.SortOrder.DescendingOrder)
    assert ids(model) == expected[::-1]


@pytest.mark.parametrize("column", [Column.FAULT, Column.TECHNICIAN, Column.CONTRACTOR])
def test_sorts_words_as_a_reader_of_persian_expects(model: BoardModel, column: Column) -> None:
    model.sort(column)
    words = [alphabetical(model.text(model.row_at(place), column)) for place in range(model.rowCount())]
    assert words == sorted(words)


def test_persian_letters_sort_in_their_places() -> None:
    names = ["یاس", "گلبرگ", "پویان", "چنار", "ارغوان", "بهار", "هما", "کاج", "ژاله", "زهره", "Bahar"]
    expected = ["Bahar", "ارغوان", "بهار", "پویان", "چنار", "زهره", "ژاله", "کاج", "گلبرگ", "هما", "یاس"]
    assert sorted(names, key=alphabetical) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("10003", {3}),
        ("۱۰۰۰۳", {3}),
        ("كاج", {8}),  # Arabic kaf
        ("پويان", {2, 3}),  # Arabic ya; a merchant and a technician
        ("t-900", set()),  # a visit, and visits are not shown
        ("bahar TEHRAN", {1, 2, 3, 4, 7, 8}),
        ("کاوه سپیدار", {1}),
        ("کاوه توسکا", set()),
        ("  ", {1, 2, 3, 4, 7, 8}),
    ],
)
def test_search_finds_every_typed_word(
    model: BoardModel, tester: QAbstractItemModelTester, typed: str, expected: set[int]
) -> None:
    model.search(typed)
    assert set(ids(model)) == expected
    assert model.count("all") == len(expected)
    model.search("")
    assert len(ids(model)) == 6


def test_a_clock_is_late_only_after_its_due_instant() -> None:
    one = row(1, due=0)
    states = [remaining(one, NOW + timedelta(milliseconds=ms)) for ms in (-1, 0, 1, 999, 1000)]
    assert [(shown.state, shown.seconds) for shown in states if shown] == [
        ("warning", 0), ("warning", 0), ("late", 0), ("late", 0), ("late", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(("minutes", "state"), [(29, "warning"), (30, "left"), (31, "left")])
def test_a_clock_is_near_with_less_than_half_an_hour(minutes: int, state: str) -> None:
    shown = remaining(row(1, due=minutes), NOW)
    assert shown is not None
    assert (shown.state, shown.seconds) == (state, minutes * 60)


def test_every_state_of_a_clock_has_its_own_word(appearance: Appearance) -> None:
    model = BoardModel(appearance, Catalogue.shipped(), NOW)
    rows = [row(1, due=-1), row(2, due=99), row(3, due=None, clock_state="paused")]
    words = {model.text(one, Column.CLOCK).split()[1] for one in rows}
    assert (
        words == {"fa": {"دیرکرد", "مانده", "متوقف"}, "en": {"late", "left", "paused"}}[appearance.language]
    )


def test_paused_does_not_move(model: BoardModel) -> None:
    paused = model.job(4)
    assert paused is not None
    said = model.text(paused, Column.CLOCK)
    model.tick(NOW + timedelta(hours=3), 0, 5)
    assert model.text(paused, Column.CLOCK) == said == "۳۰:۰۰ متوقف"


def test_a_tick_repaints_the_visible_clocks_that_say_something_else(model: BoardModel) -> None:
    assert ids(model) == [2, 8, 3, 1, 4, 7]
    # The promise of 8 was missed before its due instant, so its clock stands; 4 is paused, 7 has none.
    assert _told(model, timedelta(seconds=1), 1, 5) == [(2, 3, Column.CLOCK, Column.CLOCK)]
    assert _told(model, timedelta(seconds=2), 1, 2) == [(2, 2, Column.CLOCK, Column.CLOCK)]
    assert _told(model, timedelta(seconds=2), 0, 5) == [], "no time has passed"
    assert _told(model, timedelta(seconds=3), 0, -1) == []


def test_what_turns_late_or_near_is_marked_along_its_whole_row(model: BoardModel) -> None:
    assert _told(model, timedelta(hours=1, seconds=1), 0, 5) == [
        (0, 1, Column.CLOCK, Column.CLOCK),
        (2, 3, Column.PRIORITY, Column.CONTRACTOR),
    ]


def test_what_came_in_a_moment_ago_is_said_no_longer(model: BoardModel) -> None:
    model.update([row(31, due=None, clock_state="")], {31})
    place = model.row_of(31)
    assert place is not None
    assert _told(model, timedelta(seconds=59), place, place) == []
    whole = [(place, place, Column.PRIORITY, Column.CONTRACTOR)]
    assert _told(model, timedelta(seconds=60), place, place) == whole


def _told(model: BoardModel, passed: timedelta, first: int, last: int) -> list[tuple[int, int, int, int]]:
    """First and last row and column of what a tick paints anew."""
    spy = QSignalSpy(model.dataChanged)
    model.tick(NOW + passed, first, last)
    corners = [spy.at(place)[:2] for place in range(spy.count())]
    return [(one.row(), other.row(), one.column(), other.column()) for one, other in corners]


def test_jobs_enter_a_filter_of_time_by_its_passing(
    model: BoardModel, tester: QAbstractItemModelTester
) -> None:
    model.show_filter("late")
    model.tick(NOW + timedelta(minutes=29), 0, 1)
    assert (set(ids(model)), model.count("late")) == ({2, 8}, 2)
    model.tick(NOW + timedelta(minutes=29, milliseconds=1), 0, 1)
    assert (set(ids(model)), model.count("late")) == ({2, 3, 8}, 3)


@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
@pytest.mark.parametrize("column", [Column.CLOCK, Column.MERCHANT])
@pytest.mark.parametrize("many", [False, True])
def test_rows_come_go_and_move_while_others_hold_their_job(
    model: BoardModel, tester: QAbstractItemModelTester, order: Qt.SortOrder, column: Column, many: bool
) -> None:
    model.sort(column, order)
    held = {one: QPersistentModelIndex(model.index(model.row_of(one) or 0, 2)) for one in ids(model)}
    moved = replace(ROWS[0], clock_due_at=NOW - timedelta(hours=1), merchant="آفتاب", version=2)
    closed = replace(ROWS[1], is_open=False)
    added = [row(20 + n, due=10 + n, merchant="بنفشه") for n in range(FEW if many else 1)]
    model.update([moved, closed, *added], {1, 2, *(one.id for one in added)})
    for job_id, index in held.items():
        assert index.isValid() == (job_id != 2)
        if index.isValid():
            assert model.row_at(index.row()).id == job_id
    assert set(ids(model)) == {1, 3, 4, 7, 8, *(one.id for one in added)}
    again = BoardModel(model._appearance, Catalogue.shipped(), NOW)  # noqa: SLF001 - the same looks
    again.sort(column, order)
    again.replace([moved, *ROWS[2:], *added])
    assert ids(model) == ids(again), "moved one by one or arranged anew, the order is the same"


def test_one_changed_job_touches_no_other_row(model: BoardModel, tester: QAbstractItemModelTester) -> None:
    spies = [QSignalSpy(signal) for signal in (model.layoutChanged, model.modelReset, model.rowsRemoved)]
    changed = QSignalSpy(model.dataChanged)
    model.update([replace(ROWS[2], stage="on-site", version=2)], {3})
    assert [spy.count() for spy in spies] == [0, 0, 0]
    assert [(args[0].row(), args[1].row()) for args in (changed.at(0),)] == [(2, 2)]
    assert changed.count() == 1


def test_what_is_resolved_waits_to_be_closed_and_counts_nowhere_else(
    model: BoardModel, tester: QAbstractItemModelTester
) -> None:
    before = {key: model.count(key) for key in FILTERS}
    kept, broken = (
        row(40 + place, due=-9, stage="resolved", is_open=False, clock_state=state)
        for place, state in enumerate(("met", "missed"))
    )
    model.update([kept, broken], {40, 41})
    assert {key: model.count(key) for key in FILTERS} == before | {"resolved": 2}
    assert set(ids(model)) == {1, 2, 3, 4, 7, 8}
    model.show_filter("resolved")
    assert ids(model) == [40, 41]
    assert [model.text(one, Column.CLOCK) for one in (kept, broken)] == ["انجام شد", "نقض شد"]
    assert [remaining(one, NOW) for one in (kept, broken)] == [None, None]
    model.update([replace(kept, stage="closed")], {40})
    assert (ids(model), model.count("resolved")) == ([41], 1)


def test_what_came_in_is_flagged_for_a_while(model: BoardModel) -> None:
    assert not model.is_fresh(3)
    model.update([row(30)], {30})
    assert model.is_fresh(30)
    model.tick(NOW + timedelta(seconds=61), 0, 0)
    assert not model.is_fresh(30)


def test_the_most_urgent_waiting_call_is_proposed(model: BoardModel) -> None:
    proposed = model.most_urgent_unassigned()
    assert proposed is not None
    assert proposed.id == 2
    model.update([replace(ROWS[1], technician="رها", stage="dispatched")], {2})
    assert [one.id for one in (model.most_urgent_unassigned(),) if one] == [7]


def test_retranslated_cells_speak_the_other_language(model: BoardModel, persian: Appearance) -> None:
    assert model.headerData(Column.STAGE, Qt.Orientation.Horizontal) == "مرحله"
    persian.switch_language()
    model.retranslate()
    assert model.headerData(Column.STAGE, Qt.Orientation.Horizontal) == "Stage"
    assert model.data(model.index(0, Column.PRIORITY)) == "P1"
    assert model.data(QModelIndex()) is None


def test_counts_and_extremes_are_what_the_rows_say(model: BoardModel) -> None:
    random = Random(5)
    kept = {one.id: one for one in ROWS}
    for step in range(400):
        number = random.randrange(40)
        if number in kept and random.random() < 0.4:
            gone = kept.pop(number)
            model.update([replace(gone, is_open=False, stage="closed")], {number})
        else:
            kept[number] = _any_row(random, number)
            model.update([kept[number]], {number})
        now = NOW + timedelta(minutes=step - 200, seconds=random.choice((0, 1)))
        for work, belongs in BELONGS.items():
            jobs = [one for one in kept.values() if belongs(one)]
            counted = {key: sum(shows(one, now) for one in jobs) for key, shows in SHOWS.items()}
            assert {key: model.tally.count(key, work, now) for key in FILTERS} == counted
            waiting = sorted(urgency(one) for one in jobs if SHOWS["unassigned"](one, now))
            assert model.tally.most_urgent_waiting(work) == (waiting[0][2] if waiting else None)
            late = [one.clock_due_at for one in jobs if SHOWS["late"](one, now) and one.clock_due_at]
            longest = max(int((now - min(late)).total_seconds()), 0) if late else None
            assert model.tally.longest_late(work, now) == longest


def _state(one: JobRow, now: datetime) -> str:
    shown = remaining(one, now)
    return "" if shown is None else shown.state


SHOWS: dict[str, Callable[[JobRow, datetime], bool]] = {
    "all": lambda one, now: one.is_open,
    "unassigned": lambda one, now: one.stage == "new" and not one.technician,
    "near": lambda one, now: _state(one, now) == "warning",
    "late": lambda one, now: _state(one, now) == "late",
    "held": lambda one, now: one.stage == "on-hold",
    "resolved": lambda one, now: one.stage == "resolved",
}
BELONGS: dict[str, Callable[[JobRow], bool]] = {
    "calls": lambda one: one.service == "EM",
    "visits": lambda one: one.service == "PM",
    "other": lambda one: one.service not in {"EM", "PM"},
    "everything": lambda one: True,
}


def _any_row(random: Random, number: int) -> JobRow:
    return row(
        number,
        due=random.choice((None, -30, -1, 0, 1, 29, 30, 31, 90)),
        service=random.choice(("EM", "EM", "PM", "SIM")),
        stage=(stage := random.choice(("new", "on-hold", "on-site", "resolved"))),
        is_open=stage != "resolved",
        technician=random.choice(("", "رها")),
        clock_state=random.choice(("running", "running", "missed", "paused")),
    )


def test_tens_of_thousands_of_jobs_stay_fluid(persian: Appearance, qapp: QApplication) -> None:
    model = BoardModel(persian, Catalogue.shipped(), NOW)
    model.replace([row(n, due=n % 5000 - 100) for n in range(40_000)])
    steps: dict[str, Callable[[], object]] = {
        "tick": lambda: model.tick(NOW + timedelta(seconds=1), 0, 30),
        "counts": lambda: [model.count(key) for key in FILTERS],
        "news": lambda: model.update([row(20_000, due=3)], {20_000}),
    }
    spent = {name: min(_seconds(step) for _each in range(5)) for name, step in steps.items()}
    assert {name for name, seconds in spent.items() if seconds > 0.02} == set(), spent


def _seconds(step: Callable[[], object]) -> float:
    began = perf_counter()
    step()
    return perf_counter() - began


def test_order_is_total() -> None:
    keys = sorted(urgency(one) for one in ROWS)
    assert all(before < after for before, after in pairwise(keys))
