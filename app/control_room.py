"""The program with windows: puts store, desk, windows and background work together and takes them apart."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from platformdirs import user_log_path
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from shiboken6 import isValid

from app.clock import Clock
from app.commands.opening import open_store
from app.logs import writable
from app.models.store import Store
from app.services.alarms import AlarmRow, FloodRow
from app.services.changefeed import Changefeed
from app.settings import Settings
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.failure_dialog import FailureTeller
from app.views.failures import Failures, failures_reported, last_crash
from app.views.formats import locale_of
from app.views.garbage import GarbageCollector
from app.views.later_pages import Wall, made_wall
from app.views.main_window import MainWindow
from app.views.opening.application import chosen_appearance, made_application, make_classes, show_usual
from app.views.opening.behind import done_behind
from app.views.opening.cover import Cover
from app.views.opening.first_window import FirstPicture
from app.views.opening.snapshot_keeper import SnapshotKeeper
from app.views.screens import take_screens
from app.views.sound import AlarmBell, MachineSound, SoundPort
from app.views.ticker import Ticker
from app.views.tray import AlarmTray
from app.views.window_state import WindowState

_log = logging.getLogger(__name__)
LATEST_BEGIN_MS = 1_000
"""Background work begins after the first picture, and by then also behind a window that is not painted."""


@dataclass(frozen=True)
class Room:
    """What the windows of one program share."""

    store: Store
    feed: Changefeed
    desk: Desk
    appearance: Appearance
    ticker: Ticker
    background: ExitStack
    """What is to be stopped once the desk accepts no more."""


class Windows(QObject):
    """The open windows of the program; another one joins by its key."""

    def __init__(self, room: Room, sound: SoundPort, state: WindowState) -> None:
        super().__init__()
        self._room = room
        self._bell = AlarmBell(sound)
        self._state = state
        self._open: list[MainWindow] = []
        self._wall: Wall | None = None
        self._tray: AlarmTray | None = None

    @Slot()
    def open_another(self) -> MainWindow:
        """Show one more window on the same desk."""
        room = self._room
        window = MainWindow(room.desk, room.appearance, room.ticker, self._bell, self._state)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.another_wanted.connect(self.open_another)
        window.wall_wanted.connect(self.turn_wall)
        window.wall_move_wanted.connect(self.move_wall)
        window.announced.connect(self._say_in_tray)
        window.destroyed.connect(self._forget)
        self._open.append(window)
        if len(self._open) > 1 or not self._state.restore_window(window, "main"):
            show_usual(window)
        window.setLocale(locale_of(room.appearance.language))
        window.show()
        return window

    @Slot()
    def turn_wall(self) -> None:
        """Fill a screen with the wall, the one beside the window that asks; a second time end it."""
        if self._wall is not None and isValid(self._wall):
            self._wall.close()
            self._wall = None
            return
        room, asking = self._room, self.sender()
        self._wall = made_wall(room.desk, room.appearance, room.ticker, self._state)
        self._wall.fill_screen_beside(asking if isinstance(asking, MainWindow) else self._open[0])

    @Slot()
    def move_wall(self) -> None:
        """Carry the wall to the next screen; where there is none yet, fill one with it."""
        if self._wall is not None and isValid(self._wall):
            self._wall.move_on()
        else:
            self.turn_wall()

    @Slot(object)
    def _say_in_tray(self, fresh: tuple[AlarmRow | FloodRow, ...]) -> None:
        if self._tray is None:
            self._tray = AlarmTray(self._room.appearance, self)
            self._tray.wanted.connect(self._come_forward)
        self._tray.announce(fresh)

    @Slot()
    def _come_forward(self) -> None:
        window = self._open[0]
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()

    @Slot()
    def _forget(self) -> None:
        self._open = [window for window in self._open if isValid(window)]


def open_control_room(settings: Settings, clock: Clock, first: FirstPicture) -> int:
    """Open the window on the configured store and stay until the last window is closed."""
    # It comes in one piece of a quarter of a second: better behind the first picture than under the hands.
    import_module("pyqtgraph")
    crash_file = writable(user_log_path("poshtiban") / "crash.log")
    crash = last_crash(crash_file)
    if first.problem is not None:
        _log.warning("The first picture was empty: %s", first.problem)
    with ExitStack() as stack:
        failures = stack.enter_context(failures_reported(crash_file))
        feed = Changefeed()
        store = done_behind(first.window, clock, partial(open_store, settings.store_url, feed))
        room = stack.enter_context(_room_on(store, feed, settings, clock, first.appearance))
        room.appearance.apply(first.application)
        collector = GarbageCollector()
        collector.start()
        stack.callback(collector.stop)
        if first.window.was_left:
            return 0
        windows = Windows(room, MachineSound(), first.state)
        window = windows.open_another()
        first.window.takeCentralWidget()
        Cover(first.window.board, window, window.board.model)
        window.painted.connect(first.window.end)
        window.destroyed.connect(first.window.end)  # before it was ever painted, say
        SnapshotKeeper(first.snapshot_file, window.board, room.appearance)
        teller = FailureTeller(room.appearance, window)
        failures.told.connect(teller.tell)
        if crash:
            teller.tell_text(crash)
        room.ticker.start()
        begin = QTimer(windows, singleShot=True, interval=LATEST_BEGIN_MS)
        begin.setObjectName("begin-background")
        begin.timeout.connect(partial(room.desk.work, partial(begin_background, room, clock, failures)))
        begin.start()
        window.painted.connect(partial(begin.setInterval, 0))
        return first.application.exec()


def picture_control_room(
    settings: Settings, clock: Clock, folder: Path, *, told: Callable[[str], None]
) -> list[Path]:
    """Save pictures of every page in both languages without showing a window to anybody."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = made_application()
    make_classes()
    with ExitStack() as stack:
        # What this window looked like is nobody's preference, so it is remembered nowhere.
        state = WindowState(Path(stack.enter_context(TemporaryDirectory())) / "window.ini")
        room = stack.enter_context(opened_room(settings, clock, chosen_appearance(settings, state)))
        room.appearance.apply(application)
        window = Windows(room, _Silence(), state).open_another()
        room.ticker.start()
        saved = take_screens(window, room.desk, room.appearance, folder, told=told)
        room.ticker.stop()
        window.close()
    return saved


class _Silence:
    """No sound: pictures are taken where nobody listens."""

    def play(self, name: str) -> None:
        """Stay silent."""

    def is_available(self) -> bool:
        """Nothing can be heard."""
        return False


@contextmanager
def opened_room(settings: Settings, clock: Clock, appearance: Appearance) -> Iterator[Room]:
    """Store, desk and ticker, closed in order when the block ends."""
    feed = Changefeed()
    store = open_store(settings.store_url, feed)
    with _room_on(store, feed, settings, clock, appearance) as room:
        yield room


@contextmanager
def _room_on(
    store: Store, feed: Changefeed, settings: Settings, clock: Clock, appearance: Appearance
) -> Iterator[Room]:
    """The same on a store that is open."""
    desk = Desk(store, clock, feed, user=settings.user, messages=settings.messages)
    ticker = Ticker(clock)
    background = ExitStack()
    try:
        yield Room(store, feed, desk, appearance, ticker, background)
    finally:
        ticker.stop()
        desk.close()
        background.close()
        store.dispose()


def begin_background(room: Room, clock: Clock, failures: Failures) -> None:
    """Start timed work and the ear for other desks; runs beside the window, which is already shown."""
    # Loaded only here: a good part of a second that the first picture does not wait for.
    from app.services.background.leading import candidate  # noqa: PLC0415
    from app.services.background.running import Background  # noqa: PLC0415

    work = Background(
        room.store,
        clock,
        room.feed,
        sms=room.desk.messages.sms,
        me=candidate("window", room.desk.user),
        failed=failures.report_error,
    )
    work.start()
    room.background.callback(work.stop)
