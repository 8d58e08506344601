"""The frame of the window: rail, top bar, pages, messages and keys; what is inside belongs to the pages."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import PoshtibanError, RuleBroken
from app.i18n import N_, _
from app.services.alarms import AlarmRow, FloodRow
from app.services.finding import Kind
from app.views.actions.action import EVERYWHERE, Action, Handler
from app.views.actions.declared import BOARD, DECLARED, JOB_MENU, PLACES
from app.views.actions.registry import Actions
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.desk import Desk
from app.views.key_sheet import KeySheet
from app.views.later_pages import (
    AGREEMENTS,
    CONTRACTORS,
    HANDOVER,
    PENALTIES,
    PM,
    WALL,
    PageLoading,
    load_libraries,
    made_page,
)
from app.views.page import Page
from app.views.palette.entries import Entry, action_entries
from app.views.palette.palette import Palette
from app.views.silence_banner import SilenceBanner
from app.views.sound import AlarmBell, is_breach
from app.views.ticker import Ticker
from app.views.undo_keys import UndoKeys
from app.views.widgets.key_hints import KeyHintBar, KeyName
from app.views.widgets.message_bar import Message, MessageBar
from app.views.widgets.rail import Destination, NavigationRail
from app.views.widgets.top_bar import SearchBox, TopBar
from app.views.window_state import WindowState
from app.views.wording import Catalogue, name_in, refusal

DESTINATIONS = (
    Destination(BOARD, N_("Jobs"), "view-list"),
    Destination(WALL, N_("Live wall"), "monitor-dashboard"),
    Destination(PM, N_("PM calendar"), "calendar-clock"),
    Destination(CONTRACTORS, N_("Contractors"), "account-hard-hat"),
    Destination(AGREEMENTS, N_("Agreements"), "file-sign"),
    Destination(PENALTIES, N_("Penalties"), "gavel"),
    Destination(HANDOVER, N_("Handover"), "account-arrow-right"),
)
KEYS = (
    KeyName("J K", N_("Move")),
    KeyName("Enter", N_("Open")),
    KeyName("Ctrl N", N_("New call")),
    KeyName("A", N_("Assign")),
    KeyName("N", N_("Most urgent")),
    KeyName("Ctrl K", N_("Find, do")),
    KeyName("F8", N_("Next alarm")),
    KeyName("F2", N_("Language")),
    KeyName("F3", N_("Look")),
    KeyName("?", N_("All keys")),
)
SMALLEST = (1200, 700)
STALE_SECONDS = 10
ASK_SECONDS = 5
"""After so many quiet seconds the store is asked whether it is still there."""


class MainWindow(QMainWindow):
    """One window of the control room.

    Signals:
        another_wanted: the user asks for a second window.
        wall_wanted: the user asks for the wall over a whole screen, or has seen enough of it.
        wall_move_wanted: the wall is to fill the next screen from now on.
        painted: the first picture stands; what would have held it back may begin.
    """

    another_wanted = Signal()
    wall_wanted = Signal()
    wall_move_wanted = Signal()
    painted = Signal()

    def __init__(
        self, desk: Desk, appearance: Appearance, ticker: Ticker, bell: AlarmBell, state: WindowState
    ) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._bell = bell
        self._state = state
        self._was_shown = False
        self._was_painted = False
        self.board = BoardPage(desk, appearance, Catalogue.shipped())
        self._pages: dict[str, Page] = {}
        self.rail = NavigationRail(appearance, DESTINATIONS)
        self.search = SearchBox(
            appearance, prompt=N_("Filter the board by call, merchant, terminal, technician…"), keys="Ctrl F"
        )
        self._top = TopBar(appearance, search=self.search)
        self.silence = SilenceBanner(appearance)
        self._stack = QStackedWidget()
        self._foot = KeyHintBar(appearance, KEYS)
        self.messages = MessageBar(appearance)
        self.undo = UndoKeys(desk, appearance, self)
        self.registry = Actions(self, (*DECLARED, *_going()))
        self.finder = Palette(desk, appearance, self, commands=self._entries, recent=state.recent())
        self._lay_out()
        self._connect(ticker)
        self._serve()
        self._add_page(BOARD, self.board)
        self.retranslate()

    def page(self) -> Page:
        """The page shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else self.board

    @Slot(str)
    def show_page(self, key: str) -> None:
        """Go to a page; it is made when it is first wanted."""
        left = self.page()
        if left is not self._pages.get(key) and not left.may_leave():
            self.rail.choose(next(known for known, page in self._pages.items() if page is left))
            return
        is_new = key not in self._pages
        if is_new:
            self._add_page(key, made_page(key, self._desk, self._appearance))
        self.rail.choose(key)
        self._stack.setCurrentWidget(self._pages[key])
        if is_new and self._pages[key].focusProxy() is not None:
            self._pages[key].setFocus()
        self.registry.show_place(key)
        if key == BOARD and not self.search.line.hasFocus():
            self.board.focus_jobs()
        self._say_title()

    @Slot(object)
    def say(self, message: Message) -> None:
        """Say something at the foot of the window; what it says was done can be undone."""
        self.undo.remember(message)
        self.messages.say(message)

    @Slot(object)
    def say_refusal(self, error: PoshtibanError) -> None:
        """Say why something was refused."""
        worded = partial(refusal, error)
        self.messages.say(Message(worded(), tone="crit", is_refusal=True, worded=worded))

    @Slot()
    def retranslate(self) -> None:
        """Say what the frame itself says again."""
        self._say_title()
        self._state.keep_look(self._appearance.language, self._appearance.theme)

    def showEvent(self, event: QShowEvent) -> None:
        """The hands start in the table of jobs."""
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self.board.focus_jobs()
            self._show_time(self._desk.clock.now())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            # What stands in the window is painted after it, before the next turn of the event loop.
            QTimer.singleShot(0, self, self._follow_picture)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not all(page.may_leave(closing=True) for page in self._pages.values()):
            event.ignore()
            return
        self._state.keep_window(self, "main")
        super().closeEvent(event)

    @Slot()
    def _follow_picture(self) -> None:
        loading = PageLoading(self)
        self._desk.work(load_libraries, done=loading.start)
        self.painted.emit()

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
        told = QHBoxLayout()
        told.setContentsMargins(20, 0, 20, 0)
        told.addWidget(self.messages)
        for widget in (self._top, self.silence):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        column.addLayout(told)
        column.addWidget(self._foot)
        self.setCentralWidget(root)
        self.setMinimumSize(*SMALLEST)
        self.rail.choose(BOARD)

    def _connect(self, ticker: Ticker) -> None:
        ticker.tick.connect(self._show_time)
        self.rail.chosen.connect(self.show_page)
        self._top.sound_toggled.connect(self._bell.switch)
        self._bell.switched.connect(self._show_sound)
        self._bell.unheard.connect(self._say_unheard)
        self._top.show_sound(on=self._bell.is_on)
        self.search.line.textChanged.connect(self._find)
        self.search.line.returnPressed.connect(self.board.focus_jobs)
        self._desk.refused.connect(self.say_refusal)
        self.messages.undone.connect(self.undo.undo_this)
        self.undo.told.connect(self.say)
        self.finder.chosen.connect(self._take_entry)
        self.finder.left.connect(self._focus_page)
        self.undo.refused.connect(self.say_refusal)
        self._appearance.changed.connect(self.retranslate)
        self.board.waiting.connect(self._show_waiting)
        self.board.announced.connect(self._announce)
        self.board.search_ended.connect(self.search.line.clear)
        self.board.menu_wanted.connect(self._show_menu)

    def _add_page(self, key: str, page: Page) -> None:
        page.told.connect(self.say)
        page.refused.connect(self.say_refusal)
        page.renamed.connect(self._say_title)
        page.job_wanted.connect(self._show_job)
        self._pages[key] = page
        self._stack.addWidget(page)
        self.registry.serve(page.handlers())

    @Slot(int)
    def _show_job(self, job_id: int) -> None:
        self.show_page(BOARD)
        self.board.open_job(job_id)

    def _serve(self) -> None:
        """What the window itself does, whatever page it shows."""
        self.registry.serve(
            {
                "palette": Handler(self.finder.open),
                "call.new": Handler(self._take_call),
                "board.filter": Handler(self._go_to_search),
                "alarm.next": Handler(self._go_to_alarm),
                "undo": Handler(self.undo.undo, self.undo.can_undo),
                "redo": Handler(self.undo.redo, self.undo.can_redo),
                "language": Handler(self._appearance.switch_language),
                "look": Handler(self._appearance.switch_theme),
                "sound": Handler(self._switch_sound),
                "window.new": Handler(self.another_wanted.emit),
                "wall.screen": Handler(self.wall_wanted.emit),
                "wall.fill": Handler(self.wall_wanted.emit),
                "wall.move": Handler(self.wall_move_wanted.emit),
                "keys": Handler(self._show_keys),
            }
            | {f"go.{each.key}": Handler(partial(self.show_page, each.key)) for each in DESTINATIONS}
        )
        self.registry.wanted.connect(self.run)
        self.registry.show_place(BOARD)

    @Slot(str)
    def run(self, name: str) -> None:
        """Do an action by its name, on the page it belongs to."""
        place = self.registry.named(name).place
        if place != EVERYWHERE and self.page() is not self._pages.get(place):
            self.show_page(place)
        if self.registry.is_allowed(name):
            self.registry.run(name)
        elif name not in {"undo", "redo"}:
            self.say_refusal(RuleBroken("not-possible-now"))

    @Slot(object)
    def _show_menu(self, at: QPoint) -> None:
        menu = self.registry.menu(JOB_MENU, self._appearance, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _entries(self) -> list[Entry]:
        others = [action for action in self.registry.listed() if action.name != "palette"]
        return action_entries(others, PLACES, self.registry.is_allowed)

    @Slot(object)
    def _take_entry(self, entry: Entry) -> None:
        """Do what was chosen in the palette."""
        self._state.keep_recent(self.finder.recent())
        hit = entry.hit
        if hit is None:
            self.run(entry.name)
        elif hit.kind is Kind.CONTRACTOR:
            self.show_page(CONTRACTORS)
            self._pages[CONTRACTORS].show_thing(hit.id)
        else:
            self.show_page(BOARD)
            if hit.kind is Kind.CALL:
                self.board.open_job(hit.id)
            elif hit.kind is Kind.TERMINAL:
                self.board.take_call().search(hit.code)
            else:
                self.search.line.setText(name_in(hit.name, hit.name_en, fa=self._appearance.is_rtl))

    @Slot()
    def _focus_page(self) -> None:
        if self.page() is self.board:
            self.board.focus_jobs()
        else:
            self.page().setFocus()

    @Slot()
    def _take_call(self) -> None:
        self.board.take_call()

    @Slot()
    def _switch_sound(self) -> None:
        self._bell.switch(not self._bell.is_on)

    @Slot()
    def _go_to_alarm(self) -> None:
        self.show_page(BOARD)
        self.board.next_alarm()

    @Slot()
    def _go_to_search(self) -> None:
        self.search.line.setFocus()
        self.search.line.selectAll()

    @Slot()
    def _show_keys(self) -> None:
        place = next(key for key, page in self._pages.items() if page is self.page())
        sheet = KeySheet(self._appearance, self, self.registry.listed(), place=place)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    @Slot(object)
    def _show_time(self, now: datetime) -> None:
        self._top.show_time(now)
        if self.page().isVisible():
            self.page().show_time(now)
        self._show_freshness(now)

    def _show_freshness(self, now: datetime) -> None:
        seconds = int((now - self._desk.heard_at).total_seconds())
        if seconds >= ASK_SECONDS and self._desk.is_idle():
            self.board.figures.refresh()
        is_silent = seconds >= STALE_SECONDS
        self.board.show_stale(is_stale=is_silent)
        ago = self._appearance.formats.ago(seconds)
        self.silence.show_silence(ago if is_silent else "")
        if is_silent:
            text = _("No news from the store · last {ago}").format(ago=ago)
            self._foot.show_status(text, tone="crit", icon="alert")
        else:
            self._foot.show_status(_("Live · updated {ago}").format(ago=ago))

    @Slot(str)
    def _find(self, typed: str) -> None:
        self.show_page(BOARD)
        self.board.search(typed)

    @Slot(bool)
    def _show_sound(self, on: bool) -> None:
        self._top.show_sound(on=on)

    @Slot()
    def _say_unheard(self) -> None:
        self.say(Message(_unheard(), tone="warn", worded=_unheard))

    @Slot(int)
    def _show_waiting(self, count: int) -> None:
        self.rail.show_waiting(BOARD, count)

    @Slot(object)
    def _announce(self, fresh: tuple[AlarmRow | FloodRow, ...]) -> None:
        self._bell.ring(fresh)
        QApplication.alert(self)
        breaches = [row.code for row in fresh if isinstance(row, AlarmRow) and is_breach(row)]
        if breaches and not self.board.alarms.isVisible():
            # Another page or a job stands where the alarms are listed.
            codes = self._appearance.formats.digits(", ".join(breaches))
            self.say(Message(_("New breach: call {codes}. F8 shows it.").format(codes=codes), tone="crit"))

    @Slot()
    def _say_title(self) -> None:
        page = self.page()
        self._top.show_title(page.title(), page.subtitle())
        program = _("Poshtiban")
        self.setWindowTitle(f"{page.title()} · {program}")


def _going() -> tuple[Action, ...]:
    """Going to each page, by the place of its button in the rail."""
    return tuple(
        Action(f"go.{each.key}", each.title, (f"Alt+{place}",), icon=each.icon, words=N_("page"))
        for place, each in enumerate(DESTINATIONS, 1)
    )


def _unheard() -> str:
    return _("This computer cannot play the alarm sound. Watch the alarms.")
