"""23: "updated n s ago"; ten seconds without data raise a banner on every view and grey the clocks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.domain.errors import StoreUnavailable
from app.models.store import Store
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.desk import Desk
from app.views.destinations import DESTINATIONS
from app.views.main_window import MainWindow
from app.views.wording import Catalogue
from tests.stories.region import Program


def test_silence_of_the_store_is_said_on_every_page_and_greys_the_clocks(
    program: Program,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
    persian: Appearance,
    clock: TurnedClock,
) -> None:
    program.call(0)
    window = open_window(persian)
    for destination in DESTINATIONS:
        window.show_page(destination.key)
        calm()
        clock.turn_by(timedelta(seconds=9))
        window._show_freshness(clock.now())  # noqa: SLF001 - the ticker stands still in a test
        assert (window.silence.isVisible(), window.board.model.is_stale) == (False, False)
        clock.turn_by(timedelta(seconds=1))
        window._show_freshness(clock.now())  # noqa: SLF001
        assert (window.silence.isVisible(), window.board.model.is_stale) == (True, True), destination.key
        calm()
        window._show_freshness(clock.now())  # noqa: SLF001
        assert (window.silence.isVisible(), window.board.model.is_stale) == (False, False)


class _AwayAtFirst:
    """The doors of a store that is away until it comes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.is_away = True

    @contextmanager
    def reading(self) -> Iterator[object]:
        """As the store's own, once it has come."""
        if self.is_away:
            raise StoreUnavailable("store-unreachable", "somewhere")
        with self._store.reading() as session:
            yield session

    writing = reading


def test_a_board_that_found_no_store_is_filled_when_it_comes(
    program: Program, persian: Appearance, clock: TurnedClock, qtbot: QtBot
) -> None:
    program.call(0)
    doors = _AwayAtFirst(program.store)
    desk = Desk(doors, clock, program.feed, user="Nasrin")
    page = BoardPage(desk, persian, Catalogue.shipped())
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(desk.is_idle)
    assert page.model.rowCount() == 0
    doors.is_away = False
    page.figures.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    qtbot.waitUntil(desk.is_idle)
    desk.close()
