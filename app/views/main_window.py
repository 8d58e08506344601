"""The frame of the window: rail, top bar, pages, messages and keys; what is inside belongs to the pages."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import PoshtibanError
from app.i18n import N_, _
from app.services.alarms import AlarmRow
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.calendar.calendar_page import CalendarPage
from app.views.contractors.contractors_page import ContractorsPage
from app.views.desk import Desk
from app.views.key_sheet import KeySheet
from app.views.page import Page
from app.views.penalties.penalties_page import PenaltiesPage
from app.views.sound import BREACH, WARNING, SoundPort
from app.views.ticker import Ticker
from app.views.widgets.key_hints import KeyHintBar, KeyName
from app.views.widgets.message_bar import Message, MessageBar
from app.views.widgets.rail import Destination, NavigationRail
from app.views.widgets.top_bar import SearchBox, TopBar
from app.views.window_state import WindowState
from app.views.wording import Catalogue, refusal

BOARD, PM, CONTRACTORS, PENALTIES = "board", "pm", "contractors", "penalties"

DESTINATIONS = (
    Destination(BOARD, N_("Jobs"), "view-list"),
    Destination(PM, N_("PM calendar"), "calendar-clock"),
    Destination(CONTRACTORS, N_("Contractors"), "account-hard-hat"),
    Destination(PENALTIES, N_("Penalties"), "gavel"),
)
KEYS = (
    KeyName("J K", N_("Move")),
    KeyName("Enter", N_("Open")),
    KeyName("Ctrl N", N_("New call")),
    KeyName("A", N_("Assign")),
    KeyName("N", N_("Most urgent")),
    KeyName("F8", N_("Next alarm")),
    KeyName("F2", N_("Language")),
    KeyName("F3", N_("Look")),
    KeyName("?", N_("All keys")),
)
STALE_SECONDS = 10
ASK_SECONDS = 5
"""After so many quiet seconds the store is asked whether it is still there."""


class MainWindow(QMainWindow):
    """One window of the control room.

    Signals:
        another_wanted: the user asks for a second window.
    """

    another_wanted = Signal()

    def __init__(
        self, desk: Desk, appearance: Appearance, ticker: Ticker, sound: SoundPort, state: WindowState
    ) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._sound = sound
        self._state = state
        self._is_heard = True
        catalogue = Catalogue.shipped()
        self.board = BoardPage(desk, appearance, catalogue)
        self.pages: dict[str, Page] = {
            BOARD: self.board,
            PM: CalendarPage(desk, appearance),
            CONTRACTORS: ContractorsPage(desk, appearance),
            PENALTIES: PenaltiesPage(desk, appearance),
        }
        self.rail = NavigationRail(appearance, DESTINATIONS)
        self._search = SearchBox(
            appearance, prompt=N_("Find a call, merchant, terminal or technician…"), keys="Ctrl K"
        )
        self._top = TopBar(appearance, search=self._search)
        self._stack = QStackedWidget()
        self._foot = KeyHintBar(appearance, KEYS)
        self._messages = MessageBar(appearance)
        self._lay_out()
        self._connect(ticker)
        self._bind_keys()
        self.retranslate()

    def show_page(self, key: str) -> None:
        """Go to a page."""
        self.rail.choose(key)
        self._stack.setCurrentWidget(self.pages[key])
        self._say_title()

    @Slot(object)
    def say(self, message: Message) -> None:
        """Say something at the foot of the window."""
        self._messages.say(message)

    @Slot(object)
    def say_refusal(self, error: PoshtibanError) -> None:
        """Say why something was refused."""
        self._messages.say(Message(refusal(error), tone="crit"))

    @Slot()
    def retranslate(self) -> None:
        """Say what the frame itself says again."""
        self.setWindowTitle(_("Poshtiban"))
        self._say_title()
        self._state.keep_look(self._appearance.language, self._appearance.theme)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._state.keep_window(self, "main")
        super().closeEvent(event)

    def _lay_out(self) -> None:
        root = QWidget()
        root.setProperty("role", "ground")
        across = QHBoxLayout(root)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        across.addLayout(column, 1)
        for page in self.pages.values():
            self._stack.addWidget(page)
        for widget in (self._top, self._stack, self._messages, self._foot):
            column.addWidget(widget, 1 if widget is self._stack else 0)
        self.setCentralWidget(root)
        self.setMinimumSize(1200, 700)
        self.rail.choose(BOARD)

    def _connect(self, ticker: Ticker) -> None:
        ticker.tick.connect(self._show_time)
        self.rail.chosen.connect(self.show_page)
        self._top.sound_toggled.connect(self._hear)
        self._search.line.textChanged.connect(self._find)
        self._desk.refused.connect(self.say_refusal)
        self._appearance.changed.connect(self.retranslate)
        self.board.waiting.connect(self._show_waiting)
        self.board.announced.connect(self._announce)
        for page in self.pages.values():
            page.told.connect(self.say)
            page.refused.connect(self.say_refusal)

    def _bind_keys(self) -> None:
        keys = {
            "Ctrl+N": self.board.take_call,
            "A": self.board.assign_current,
            "N": self.board.go_to_most_urgent,
            "F8": self._go_to_alarm,
            "Escape": self.board.show_alarms,
            "F2": self._appearance.switch_language,
            "F3": self._appearance.switch_theme,
            "Ctrl+K": self._search.line.setFocus,
            "Ctrl+Shift+N": self.another_wanted.emit,
            "?": self._show_keys,
            "Shift+/": self._show_keys,
        }
        for keys_pressed, slot in keys.items():
            QShortcut(QKeySequence(keys_pressed), self).activated.connect(slot)
        for place, destination in enumerate(DESTINATIONS, 1):
            shortcut = QShortcut(QKeySequence(f"Alt+{place}"), self)
            shortcut.setProperty("page", destination.key)
            shortcut.activated.connect(self._go)

    @Slot()
    def _go(self) -> None:
        shortcut = self.sender()
        if shortcut is not None:
            self.show_page(str(shortcut.property("page")))

    @Slot()
    def _go_to_alarm(self) -> None:
        self.show_page(BOARD)
        self.board.next_alarm()

    @Slot()
    def _show_keys(self) -> None:
        sheet = KeySheet(self._appearance, self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    @Slot(object)
    def _show_time(self, now: datetime) -> None:
        self._top.show_time(now)
        if self.board.isVisible():
            self.board.show_time(now)
        self._show_freshness(now)

    def _show_freshness(self, now: datetime) -> None:
        seconds = int((now - self._desk.heard_at).total_seconds())
        if seconds % ASK_SECONDS == ASK_SECONDS - 1:
            self.board.figures.refresh()
        formats = self._appearance.formats
        if seconds < STALE_SECONDS:
            self._foot.show_status(_("Live · updated {ago}").format(ago=formats.ago(seconds)))
        else:
            text = _("No news from the store · last {ago}").format(ago=formats.ago(seconds))
            self._foot.show_status(text, tone="crit", icon="alert")

    @Slot(str)
    def _find(self, typed: str) -> None:
        self.show_page(BOARD)
        self.board.search(typed)

    @Slot(bool)
    def _hear(self, on: bool) -> None:
        self._is_heard = on

    @Slot(int)
    def _show_waiting(self, count: int) -> None:
        self.rail.show_waiting(BOARD, count)

    @Slot(object)
    def _announce(self, fresh: tuple[AlarmRow, ...]) -> None:
        """One sound for all that came together; the gravest decides which."""
        if self._is_heard:
            breach = any(row.kind == "breach" for row in fresh)
            self._sound.play(BREACH if breach else WARNING)

    def _say_title(self) -> None:
        page = self._stack.currentWidget()
        if isinstance(page, Page):
            self._top.show_title(page.title(), page.subtitle())
