"""A window of the control room: its pages, what the keys do everywhere, messages, and the time."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from app.domain.errors import PoshtibanError, RuleBroken
from app.i18n import _
from app.services.alarms import AlarmRow, FloodRow
from app.services.finding import Hit, Kind
from app.views.actions.action import EVERYWHERE, Handler
from app.views.actions.declared import BOARD, DECLARED, JOB_MENU, PLACES
from app.views.actions.registry import Actions
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.desk import Desk
from app.views.destinations import DESTINATIONS, going
from app.views.key_sheet import KeySheet
from app.views.later_pages import CONTRACTORS, PageLoading, load_libraries, made_page
from app.views.page import Page
from app.views.page_stack import PageStack
from app.views.palette.entries import Entry, action_entries
from app.views.palette.palette import Palette
from app.views.plain_words import name_in
from app.views.sound import AlarmBell, is_breach
from app.views.ticker import Ticker
from app.views.undo_keys import UndoKeys
from app.views.widgets.message_bar import Message
from app.views.window_frame import WindowFrame
from app.views.window_state import WindowState
from app.views.wording import Catalogue, refusal

SMALLEST = (1200, 700)
ASK_SECONDS = 5
"""After so many quiet seconds the store is asked whether it is still there."""


class MainWindow(QMainWindow):
    """One window of the control room.

    Signals:
        announced: alarms that ask for eyes.
        another_wanted: the user asks for a second window.
        wall_wanted: the user asks for the wall over a whole screen, or has seen enough of it.
        wall_move_wanted: the wall is to fill the next screen from now on.
        painted: the first picture stands; what would have held it back may begin.
    """

    announced = Signal(object)
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
        self.pages = PageStack(self._made_page)
        self.frame = WindowFrame(appearance, self.pages)
        self.rail, self.search = self.frame.rail, self.frame.search
        self.messages, self.silence = self.frame.messages, self.frame.silence
        self.undo = UndoKeys(desk, appearance, self)
        self.registry = Actions(self, (*DECLARED, *going()))
        self.finder = Palette(desk, appearance, self, commands=self._entries, recent=state.recent())
        self.setCentralWidget(self.frame)
        self.setMinimumSize(*SMALLEST)
        self._connect(ticker)
        self._serve()
        self.pages.add(BOARD, self.board)
        self.rail.choose(BOARD)
        self.retranslate()

    def page(self) -> Page:
        """The page shown."""
        return self.pages.page()

    @Slot(str)
    def show_page(self, key: str) -> None:
        """Go to a page; it is made when it is first wanted."""
        is_there = self.pages.go(key)
        self.rail.choose(self.pages.key())
        if not is_there:
            return
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
        if not self.pages.may_close():
            event.ignore()
            return
        self._state.keep_window(self, "main")
        super().closeEvent(event)

    @Slot()
    def _follow_picture(self) -> None:
        loading = PageLoading(self)
        self._desk.work(load_libraries, done=loading.start)
        self.painted.emit()

    def _connect(self, ticker: Ticker) -> None:
        ticker.tick.connect(self._show_time)
        self.pages.added.connect(self._take_page)
        self.rail.chosen.connect(self.show_page)
        self.frame.top.sound_toggled.connect(self._bell.switch)
        self._bell.switched.connect(self._show_sound)
        self._bell.unheard.connect(self._say_unheard)
        self.frame.top.show_sound(on=self._bell.is_on)
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

    def _made_page(self, key: str) -> Page:
        return made_page(key, self._desk, self._appearance)

    @Slot(object)
    def _take_page(self, page: Page) -> None:
        page.told.connect(self.say)
        page.refused.connect(self.say_refusal)
        page.renamed.connect(self._say_title)
        page.job_wanted.connect(self._show_job)
        self.registry.serve(page.handlers())

    @Slot(int)
    def _show_job(self, job_id: int) -> None:
        self.show_page(BOARD)
        if self.pages.key() == BOARD:
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
        if place not in {EVERYWHERE, self.pages.key()}:
            self.show_page(place)
            if self.pages.key() != place:
                return
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
        if entry.hit is None:
            self.run(entry.name)
            return
        place = CONTRACTORS if entry.hit.kind is Kind.CONTRACTOR else BOARD
        self.show_page(place)
        if self.pages.key() == place:
            self._show_hit(entry.hit)

    def _show_hit(self, hit: Hit) -> None:
        if hit.kind is Kind.CONTRACTOR:
            self.page().show_thing(hit.id)
        elif hit.kind is Kind.CALL:
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
        sheet = KeySheet(self._appearance, self, self.registry.listed(), place=self.pages.key())
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    @Slot(object)
    def _show_time(self, now: datetime) -> None:
        self.frame.top.show_time(now)
        if self.page().isVisible():
            self.page().show_time(now)
        self._show_freshness(now)

    def _show_freshness(self, now: datetime) -> None:
        seconds = int((now - self._desk.heard_at).total_seconds())
        if seconds >= ASK_SECONDS and self._desk.is_idle():
            self.board.figures.refresh()
        self.board.show_stale(is_stale=self.frame.show_freshness(seconds))

    @Slot(str)
    def _find(self, typed: str) -> None:
        self.show_page(BOARD)
        self.board.search(typed)

    @Slot(bool)
    def _show_sound(self, on: bool) -> None:
        self.frame.top.show_sound(on=on)

    @Slot()
    def _say_unheard(self) -> None:
        self.say(Message(_unheard(), tone="warn", worded=_unheard, comes_by_itself=True))

    @Slot(int)
    def _show_waiting(self, count: int) -> None:
        self.rail.show_waiting(BOARD, count)

    @Slot(object)
    def _announce(self, fresh: tuple[AlarmRow | FloodRow, ...]) -> None:
        self._bell.ring(fresh)
        self.announced.emit(fresh)
        QApplication.alert(self)
        breaches = dict.fromkeys(row.code for row in fresh if isinstance(row, AlarmRow) and is_breach(row))
        if breaches and not self.board.alarms.isVisible():
            # Another page or a job stands where the alarms are listed.
            codes = self._appearance.formats.digits(", ".join(breaches))
            self.say(Message(_("New breach: call {codes}. F8 shows it.").format(codes=codes), tone="crit"))

    @Slot()
    def _say_title(self) -> None:
        page = self.page()
        self.frame.top.show_title(page.title(), page.subtitle())
        program = _("Poshtiban")
        self.setWindowTitle(f"{page.title()} · {program}")


def _unheard() -> str:
    return _("This computer cannot play the alarm sound. Watch the alarms.")
