"""The board and Qt's own models, filled with the same jobs and painted offscreen."""

import resource
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView

from app.bench.board import Found
from app.domain.persian import fold
from app.services.job_row import JobRow, search_text
from app.services.sample_region import names
from app.views.appearance import Appearance
from app.views.board.board_model import BoardModel
from app.views.board.board_table import BoardTable
from app.views.board.columns import Column
from app.views.theme import load_fonts
from app.views.wording import Catalogue

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
SIZE = (1600, 2000)
"""A window with 37 rows in sight."""
REPEATS, PEER_TICKS = 30, 3
PIECE = 1_000
TYPED = (
    *("1", "10", "104", "1048", "t", "t-", "t-2", "t-22", "9", "99"),
    *("س", "سو", "سوپر", "ب", "به", "بهار", "q", "b", "ba", "bahar"),
)
"""Keystrokes from the worst, a letter that nearly every job has, to the usual."""
_SEED = 7
_TECHNICIANS, _CONTRACTORS = 400, 12
_MIB = 2**20


def jobs(count: int) -> Iterator[JobRow]:
    """Made-up calls of a large region, some of them late and some paused."""
    random = Random(_SEED)
    people = [names.person(random) for _ in range(_TECHNICIANS)]
    return (_job(random, number, people) for number in range(count))


def _job(random: Random, number: int, people: list[names.Pair]) -> JobRow:
    merchant, _trade = names.shop(random)
    person = random.randrange(_TECHNICIANS)
    is_paused = random.random() < 0.05
    contractor = person % _CONTRACTORS
    return JobRow(
        id=number + 1, version=1, code=str(10_000 + number), service="EM",
        priority=random.choice(("P1", "P2", "P3", "P4")),
        stage=random.choice(("new", "dispatched", "on-site")),
        hold_reason="", fault=random.choice(("PRN-01", "PWR-01", "SIM-01")), zone="A",
        city="تهران", city_en="Tehran",
        merchant=f"{merchant[0]} {number % 977}", merchant_en=f"{merchant[1]} {number % 977}",
        terminal=f"T-{2_000_000 + number * 7}",
        contractor=f"پیمانکار {contractor}", contractor_en=f"Contractor {contractor}",
        technician=people[person][0], technician_en=people[person][1],
        reported_at=NOW, due_to=None, clock_metric="resolve",
        clock_state="paused" if is_paused else "running",
        clock_due_at=None if is_paused else NOW + timedelta(seconds=random.randrange(-7200, 90_000)),
        clock_limit_seconds=14_400, clock_left_seconds=random.randrange(14_400), is_open=True,
        terminal_id=number + 1, party_id=contractor, technician_id=person, lat=35.7, lon=51.4,
    )  # fmt: skip


def ticks(count: int, _typed: int) -> Found:
    """Milliseconds of a second that passes, painted."""
    with _board(count) as (app, table, model):

        def tick(second: int) -> None:
            model.tick(NOW + timedelta(seconds=second), *table.visible_rows())
            app.processEvents()

        tick(1)
        ours = tuple(_ms(tick, second) for second in range(2, 2 + REPEATS))
        shown = model.text(model.row_at(0), Column.CLOCK)
        peer = _standard(model)
        view = _view(peer, app)

        def set_all(second: int) -> None:
            for row in range(peer.rowCount()):
                peer.item(row, Column.CLOCK).setText(f"{shown} {second}")
            app.processEvents()

        theirs = min(_ms(set_all, second) for second in range(PEER_TICKS))
        view.close()
    return Found(ours, theirs, None)


def keystrokes(count: int, typed: int) -> Found:
    """Milliseconds from a keystroke to the painted answer."""
    with _board(count) as (app, table, model):

        def press(text: str) -> None:
            model.search(text)
            app.processEvents()
            table.viewport().repaint()

        peer = QSortFilterProxyModel()
        standard = _standard(model, searched=True)
        peer.setSourceModel(standard)
        peer.setFilterKeyColumn(-1)
        peer.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        peer.sort(Column.CLOCK)
        view = _view(peer, app)

        def press_there(text: str) -> None:
            peer.setFilterFixedString(fold(text))
            app.processEvents()
            view.viewport().repaint()

        ours = []
        for _again in range(3):
            press("")
            ours.append(_slow([_ms(press, text) for text in TYPED]))
        theirs, equal = [], True
        for text in TYPED[:typed]:
            theirs.append(_ms(press_there, text))
            press(text)
            equal = equal and model.rowCount() == peer.rowCount()
        view.close()
    return Found(tuple(ours), _slow(theirs), equal)


def _slow(spent: Sequence[float]) -> float:
    """At the 95th hundredth."""
    return sorted(spent)[max(len(spent) * 95 // 100 - 1, 0)]


def memory(count: int, _typed: int) -> Found:
    """MiB that the jobs hold, painted once."""
    app, looks = _application()
    before = _resident()
    model = _filled(looks, count)
    ours = _resident() - before
    before = _resident()
    peer = _standard(model)
    theirs = _resident() - before
    app.processEvents()
    return Found((ours,), theirs, model.rowCount() == peer.rowCount())


MEASURED: dict[str, Callable[[int, int], Found]] = {
    "ticks": ticks,
    "keystrokes": keystrokes,
    "memory": memory,
}


@contextmanager
def _board(count: int) -> Iterator[tuple[QApplication, BoardTable, BoardModel]]:
    app, looks = _application()
    model = _filled(looks, count)
    table = BoardTable(looks, model)
    table.resize(*SIZE)
    table.show()
    app.processEvents()
    yield app, table, model
    table.close()


def _application() -> tuple[QApplication, Appearance]:
    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication([])
    load_fonts()
    looks = Appearance(language="fa", theme="dark", zone=ZoneInfo("Asia/Tehran"))
    looks.apply(app)
    return app, looks


def _filled(looks: Appearance, count: int) -> BoardModel:
    """The board as the page fills it: piece by piece, and nobody else keeps a piece."""
    model = BoardModel(looks, Catalogue.shipped(), NOW)
    model.begin()
    made = jobs(count)
    while rows := list(islice(made, PIECE)):
        model.take_in(rows, list(map(search_text, rows)))
    model.end()
    return model


def _standard(model: BoardModel, *, searched: bool = False) -> QStandardItemModel:
    """The same cells as items; with a last column of what the board searches."""
    peer = QStandardItemModel(0, len(Column) + searched)
    for place in range(model.rowCount()):
        row = model.row_at(place)
        items = [QStandardItem(model.text(row, column)) for column in Column]
        if searched:
            items.append(QStandardItem(_searched(row, items[Column.FAULT].text())))
        peer.appendRow(items)
    return peer


def _searched(row: JobRow, fault: str) -> str:
    shared = (row.city, row.city_en, fault, row.technician, row.technician_en)
    parts = (*shared, row.contractor, row.contractor_en)
    return "\n".join([search_text(row), *map(fold, parts)])


def _view(model: Any, app: QApplication) -> QTableView:
    view = QTableView()
    view.setModel(model)
    view.resize(*SIZE)
    view.show()
    app.processEvents()
    return view


def _ms(work: Callable[[Any], None], argument: object) -> float:
    began = perf_counter()
    work(argument)
    return (perf_counter() - began) * 1000


def _resident() -> float:
    """MiB of this process that are in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / _MIB
