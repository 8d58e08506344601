"""Keeps what is in sight of the board for the first picture of the next start."""

import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Slot

from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.board.columns import HEADINGS, Column
from app.views.opening.board_snapshot import (
    MOST_ROWS,
    BoardSnapshot,
    KeptColumn,
    KeptRow,
    write_snapshot,
)

KEEP_MS = 60_000
_log = logging.getLogger(__name__)


class SnapshotKeeper(QObject):
    """Writes the board of one window down every minute and when it is closed."""

    def __init__(self, file: Path, board: BoardPage, appearance: Appearance) -> None:
        window = board.window()
        super().__init__(window)
        self._file = file
        self._board = board
        self._appearance = appearance
        self._keeping = QTimer(self, interval=KEEP_MS)
        self._keeping.timeout.connect(self.keep)
        self._keeping.start()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that is closed is kept as it was left."""
        if event.type() == QEvent.Type.Close:
            self.keep()
        return False

    @Slot()
    def keep(self) -> None:
        """Write it down on a thread of its own, which the end of the program waits for."""
        snapshot = snapshot_of(self._board, self._appearance)
        if snapshot is not None:
            Thread(target=_write, args=(self._file, snapshot), name="board-snapshot").start()


def _write(file: Path, snapshot: BoardSnapshot) -> None:
    try:
        write_snapshot(file, snapshot)
    except OSError as error:
        # The next start begins without it.
        _log.warning("The board's snapshot was not kept: %s", error)


def snapshot_of(board: BoardPage, appearance: Appearance) -> BoardSnapshot | None:
    """The table from its first row on; None while nothing is in it, or something is searched for."""
    table, model = board.table, board.model
    if not model.rowCount() or model.is_searching() or not table.isVisible():
        return None
    window = board.window()
    corner = table.mapTo(window, QPoint(0, 0))
    right = window.width() - corner.x() - table.width()
    bottom = window.height() - corner.y() - table.height()
    columns = tuple(_columns(board))
    rows = (model.row_at(place) for place in range(min(model.rowCount(), MOST_ROWS)))
    return BoardSnapshot(
        taken_at=model.now,
        language=appearance.language,
        margins=(corner.x(), corner.y(), right, bottom),
        row_height=table.rowHeight(0),
        columns=columns,
        rows=tuple(KeptRow(row, {each: model.text(row, each) for each in Column}) for row in rows),
    )


def _columns(board: BoardPage) -> Iterator[KeptColumn]:
    header = board.table.horizontalHeader()
    for place in range(header.count()):
        column = Column(header.logicalIndex(place))
        if not header.isSectionHidden(column):
            heading = str(board.model.headerData(column, header.orientation()) or HEADINGS[column])
            yield KeptColumn(column, heading, header.sectionSize(column))
