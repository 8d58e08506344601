"""The live board: what a tick, a keystroke and its rows cost, beside Qt's own models of the same jobs."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from app.bench.row import BenchRow, Goal, Peer, Sizes

OFFSCREEN = "offscreen"


@dataclass(frozen=True, slots=True)
class Found:
    """The repetitions of a figure, the peer's figure, and whether both gave the same answers."""

    ours: tuple[float, ...]
    peer: float
    is_equal: bool | None


def board_tick(sizes: Sizes) -> Iterator[BenchRow]:
    """A second passes: clocks in sight are painted anew; the peer sets the text of every clock."""
    found = _apart("ticks", sizes.board, 0)
    yield BenchRow(
        name="board-tick",
        rows=sizes.board,
        unit="ms",
        repeats=found.ours,
        peer=Peer(name="QStandardItemModel, all rows", measured=found.peer, is_equal=found.is_equal),
        goal=Goal(ratio=100),
    )


def board_keystroke(sizes: Sizes) -> Iterator[BenchRow]:
    """From a keystroke to the painted answer, at the 95th hundredth; every way finds the same jobs."""
    found = _apart("keystrokes", sizes.board, sizes.board_typed)
    yield BenchRow(
        name="board-keystroke",
        rows=sizes.board,
        unit="ms",
        repeats=found.ours,
        peer=Peer(
            name=f"QSortFilterProxyModel, {sizes.board_typed} keystrokes",
            measured=found.peer,
            is_equal=found.is_equal,
        ),
        goal=Goal(limit=50, ratio=100),
    )


def board_memory(sizes: Sizes) -> Iterator[BenchRow]:
    """What the jobs of the board hold of memory."""
    found = _apart("memory", sizes.board, 0)
    yield BenchRow(
        name="board-memory",
        rows=sizes.board,
        unit="MiB",
        repeats=found.ours,
        peer=Peer(name="QStandardItemModel", measured=found.peer, is_equal=found.is_equal),
        goal=Goal(ratio=8),
    )


def _apart(what: str, rows: int, typed: int) -> Found:
    """Measured in a process of its own, so that memory and Qt are nobody else's."""
    os.environ.setdefault("QT_QPA_PLATFORM", OFFSCREEN)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(measured, what, rows, typed).result()


def measured(what: str, rows: int, typed: int) -> Found:
    """Run one of the measurements of `board_models`."""
    from app.bench import board_models  # noqa: PLC0415 - Qt, which the other figures do not wait for

    return board_models.MEASURED[what](rows, typed)
