"""The clocks: by the million, with pauses, and one by one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.bench.peers import BusinessTimeDelta, DayLoop, PeerClock
from app.bench.questions import Question, Questions, micro, office
from app.bench.row import BenchRow, Goal, Peer, Sizes, seconds_of
from app.domain.working_time import WorkingCalendar
from app.services.bulk_time.hours import BulkHours

REPEATS, PEER_REPEATS = 7, 3
_MICROSECONDS = 1_000_000

Answers = list[tuple[int, int]]
"""Elapsed seconds and due instant of each question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    """What is measured of the program, before anybody stands beside it."""

    name: str
    rows: int
    unit: str
    repeats: tuple[float, ...]
    goal: Goal

    @property
    def a_question(self) -> float:
        """What a second for one question amounts to: all questions together, or one of its two answers."""
        return self.rows if self.unit == "s" else _MICROSECONDS / 2

    def sample(self, peer: str, count: int) -> str:
        """The peer's name with how much it was asked."""
        scaled = " scaled" if self.unit == "s" else ""
        return peer if count == self.rows else f"{peer}, {count:,} of {self.rows:,}{scaled}"

    def beside(self, peer: Peer) -> BenchRow:
        """The row of this figure and a peer's."""
        return BenchRow(
            name=self.name, rows=self.rows, unit=self.unit, repeats=self.repeats, peer=peer, goal=self.goal
        )


def clock_bulk(sizes: Sizes) -> Iterator[BenchRow]:
    """Elapsed and due of every question, by the column; the tables of the calendar stand."""
    asked, bulk = Questions.random(sizes.bulk), BulkHours(WorkingCalendar(office()))
    elapsed, due = bulk.elapsed(asked.start, asked.end), bulk.due(asked.start, asked.working)
    ours = list(zip(elapsed[: sizes.loop].tolist(), due[: sizes.loop].tolist(), strict=True))
    repeats = seconds_of(
        lambda: (bulk.elapsed(asked.start, asked.end), bulk.due(asked.start, asked.working)), REPEATS
    )
    goal = Goal(limit=0.15, ratio=500)
    figure = _Figure(name="clock-bulk", rows=sizes.bulk, unit="s", repeats=repeats, goal=goal)
    yield from _rows(figure, asked.singly(sizes.loop), ours, sizes.business)


def clock_pauses(sizes: Sizes) -> Iterator[BenchRow]:
    """The due instant of every question outside its pauses, by the column."""
    asked, bulk = Questions.random(sizes.bulk), BulkHours(WorkingCalendar(office()))
    due = bulk.due(asked.start, asked.working, asked.pauses)
    repeats = seconds_of(lambda: bulk.due(asked.start, asked.working, asked.pauses), REPEATS)
    loop, questions = DayLoop(office()), asked.singly(sizes.loop)

    def by_loop() -> list[int]:
        found = [loop.due_without(each.start, each.working.seconds, each.pauses) for each in questions]
        return [micro(at) for at in found]

    figure = _Figure(name="clock-pauses", rows=sizes.bulk, unit="s", repeats=repeats, goal=Goal(limit=0.6))
    yield figure.beside(
        Peer(
            name=figure.sample(loop.name, len(questions)),
            measured=min(seconds_of(by_loop, PEER_REPEATS)) / len(questions) * figure.a_question,
            is_equal=by_loop() == due[: len(questions)].tolist(),
        )
    )


def clock_single(sizes: Sizes) -> Iterator[BenchRow]:
    """One answer of the rules: elapsed and due in turn, from and to aware instants."""
    questions, calendar = Questions.random(sizes.single).singly(sizes.single), WorkingCalendar(office())

    def ask() -> None:
        for each in questions:
            calendar.elapsed(each.start, each.end)
            calendar.due(each.start, each.working)

    ask()
    answers = 2 * len(questions)
    repeats = tuple(taken / answers * _MICROSECONDS for taken in seconds_of(ask, REPEATS))
    few = questions[: sizes.loop]
    ours = [
        (calendar.elapsed(each.start, each.end).seconds, micro(calendar.due(each.start, each.working)))
        for each in few
    ]
    figure = _Figure(name="clock-single", rows=sizes.single, unit="us", repeats=repeats, goal=Goal(ratio=15))
    yield from _rows(figure, few, ours, sizes.business)


def _rows(figure: _Figure, questions: list[Question], ours: Answers, business: int) -> Iterator[BenchRow]:
    """The same figure beside the loop over days and, for fewer questions, beside businesstimedelta."""
    yield figure.beside(_asked(figure, DayLoop(office()), questions, ours))
    peer = Peer(name=f"{BusinessTimeDelta.name} (not installed)")
    if BusinessTimeDelta.is_installed():
        peer = _asked(figure, BusinessTimeDelta(office()), questions[:business], ours[:business])
    name = f"{figure.name}-{BusinessTimeDelta.name}"
    yield replace(figure, name=name, goal=Goal(ratio=1000)).beside(peer)


def _asked(figure: _Figure, peer: PeerClock, questions: list[Question], ours: Answers) -> Peer:
    """What a peer took for a sample of the questions, in the terms of the figure."""

    def ask() -> Answers:
        found = [
            (peer.elapsed(each.start, each.end), peer.due(each.start, each.working.seconds))
            for each in questions
        ]
        return [(seconds, micro(at)) for seconds, at in found]

    taken = min(seconds_of(ask, PEER_REPEATS))
    return Peer(
        name=figure.sample(peer.name, len(questions)),
        measured=taken / len(questions) * figure.a_question,
        is_equal=ask() == ours,
    )
