"""What is seen while the program loads: the board as it was last, with the clocks of now."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, Slot
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.clock import Clock
from app.domain.errors import BadInput
from app.i18n import _
from app.services.job_row import JobRow
from app.settings import Settings
from app.views.appearance import Appearance
from app.views.board.cell_painter import paint_cell
from app.views.board.columns import HEADER_HEIGHT, Column
from app.views.board.held_by import HeldBy
from app.views.opening.application import chosen_appearance, made_application, make_classes, show_usual
from app.views.opening.board_snapshot import BoardSnapshot, KeptColumn, read_snapshot, snapshot_file
from app.views.widgets.canvas import Canvas
from app.views.window_state import WindowState, user_settings_file

TITLE_HEIGHT = 64
HEADING_GAP = 7


class FirstBoard(QWidget):
    """The rows of a snapshot, where the table will stand."""

    def __init__(self, appearance: Appearance, snapshot: BoardSnapshot | None, now: datetime) -> None:
        super().__init__()
        self._appearance = appearance
        self._snapshot = snapshot
        self.now = now
        self.is_stale = False
        self.holders: Mapping[int, HeldBy] = {}
        self._is_waiting = False
        self._texts: dict[int, dict[Column, str]] = {}
        if snapshot is not None:
            self._texts = {kept.row.id: kept.texts for kept in snapshot.rows}
        self.setAccessibleName(self._said())

    def show_time(self, now: datetime) -> None:
        """Let the clocks show another second."""
        if now.replace(microsecond=0) != self.now.replace(microsecond=0):
            self.now = now
            self.update()

    def say_waiting(self) -> None:
        """Say that the store has not answered for long; a second time nothing changes."""
        if not self._is_waiting:
            self._is_waiting = True
            self.setAccessibleName(self._said())
            self.update()

    def row_count(self) -> int:
        """How many jobs it shows."""
        return len(self._texts)

    def codes(self) -> list[str]:
        """The calls it shows, in their order."""
        return [] if self._snapshot is None else [kept.row.code for kept in self._snapshot.rows]

    def is_fresh(self, job_id: int) -> bool:
        """Nothing is new of what was seen before."""
        return False

    def text(self, row: JobRow, column: Column) -> str:
        """What a cell said."""
        return self._texts[row.id].get(column, "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The instant it was taken at, the headings, and as many rows as there is room for."""
        painter = QPainter(self)
        canvas = Canvas(painter, self.rect(), self._appearance)
        painter.fillRect(self.rect(), canvas.colour("ground"))
        snapshot = self._snapshot
        if snapshot is None:
            canvas.text(self.rect(), self._said(), px=16, colour="muted", align="center")
        else:
            canvas.text(
                canvas.rect(28, 0, self.width() - 56, TITLE_HEIGHT), self._said(), px=14, colour="muted"
            )
            self._paint_board(canvas, snapshot)
        painter.end()

    def _said(self) -> str:
        if self._snapshot is None:
            return (
                _("The store is not ready yet: it is busy, or being upgraded…")
                if self._is_waiting
                else _("Opening the board…")
            )
        formats, taken = self._appearance.formats, self._snapshot.taken_at
        is_of_today = taken.astimezone(formats.zone).date() == self.now.astimezone(formats.zone).date()
        at = formats.time(taken) if is_of_today else formats.date_time(taken)
        if self._is_waiting:
            return _(
                "As it was at {time}; the store is not ready yet: it is busy, or being upgraded…"
            ).format(time=at)
        return _("As it was at {time}; the store is being read…").format(time=at)

    def _paint_board(self, canvas: Canvas, snapshot: BoardSnapshot) -> None:
        left, top, right, bottom = snapshot.margins
        box = self.rect().adjusted(left, top, -right, -bottom)
        canvas.painter.setClipRect(box)
        canvas.painter.fillRect(box, canvas.colour("surface"))
        above = QRect(box.x(), box.y(), box.width(), HEADER_HEIGHT)
        self._paint_headings(canvas.within(above), snapshot)
        for place, kept_row in enumerate(snapshot.rows):
            y = above.bottom() + 1 + place * snapshot.row_height
            if y > box.bottom():
                break
            line = QRect(box.x(), y, box.width(), snapshot.row_height)
            canvas.painter.setPen(canvas.colour("line"))
            canvas.painter.drawLine(line.bottomLeft(), line.bottomRight())
            for kept, cell in self._cells(canvas.within(line), snapshot):
                paint_cell(cell, kept_row.row, kept.column, self)

    def _paint_headings(self, canvas: Canvas, snapshot: BoardSnapshot) -> None:
        """As the style sheet dresses those of the table."""
        canvas.painter.fillRect(canvas.box, canvas.colour("raised"))
        canvas.painter.setPen(canvas.colour("line"))
        canvas.painter.drawLine(canvas.box.topLeft(), canvas.box.topRight())
        canvas.painter.drawLine(canvas.box.bottomLeft(), canvas.box.bottomRight())
        for kept, cell in self._cells(canvas, snapshot):
            room = cell.rect(HEADING_GAP, 0, cell.box.width() - 2 * HEADING_GAP, HEADER_HEIGHT)
            cell.text(room, kept.heading, px=12, weight=600, colour="muted")

    def _cells(self, line: Canvas, snapshot: BoardSnapshot) -> Iterator[tuple[KeptColumn, Canvas]]:
        start = 0
        for kept in snapshot.columns:
            yield kept, line.within(line.rect(start, 0, kept.width, line.box.height()))
            start += kept.width


@dataclass(frozen=True)
class FirstPicture:
    """What stands before anything is read."""

    application: QApplication
    state: WindowState
    appearance: Appearance
    snapshot_file: Path
    problem: BadInput | None
    """Why the snapshot was passed over."""
    window: "FirstWindow"


@contextmanager
def first_picture(settings: Settings, clock: Clock) -> Iterator[FirstPicture]:
    """Show the board as it was last; the window is gone when the block ends, if not before."""
    application = made_application()
    state = WindowState(user_settings_file())
    appearance = chosen_appearance(settings, state)
    appearance.speak(application)
    file = snapshot_file(settings.store_url, settings.user)
    now, snapshot, problem = clock.now(), None, None
    try:
        snapshot = read_snapshot(file, now=now, language=appearance.language)
    except BadInput as error:
        problem = error
    window = FirstWindow(appearance, state, FirstBoard(appearance, snapshot, now))
    window.show_now()
    make_classes()
    try:
        yield FirstPicture(application, state, appearance, file, problem, window)
    finally:
        window.end()


class FirstWindow(QMainWindow):
    """Stands where the window will stand, until that is painted; nothing can be done in it but to leave."""

    def __init__(self, appearance: Appearance, state: WindowState, board: FirstBoard) -> None:
        super().__init__()
        self.was_left = False
        """Whether the user closed it: he does not want the program any more."""
        self._was_painted = False
        self._is_over = False
        self.setWindowTitle(_("Poshtiban"))
        self.board = board
        self.setCentralWidget(board)
        if not state.restore_window(self, "main"):
            show_usual(self)
        board.installEventFilter(self)

    def show_now(self) -> None:
        """Show it, and come back when it is painted."""
        self.show()
        # A screen that never asks for a picture, such as a minimised one, is not waited for.
        for _turn in range(50):
            if self._was_painted:
                break
            QApplication.processEvents()

    @Slot()
    def end(self) -> None:
        """The window itself stands now, or is gone already; a second time there is nothing to end."""
        if not self._is_over:
            self._is_over = True
            self.close()
            self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the first picture."""
        self._was_painted = self._was_painted or event.type() == QEvent.Type.Paint
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        """The user leaves before the program is there."""
        self.was_left = self.was_left or not self._is_over
        super().closeEvent(event)
