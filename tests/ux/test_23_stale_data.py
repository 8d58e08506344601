"""23: "updated n s ago"; ten seconds without data raise a banner on every view and grey the clocks."""

from collections.abc import Callable
from datetime import timedelta

from app.clock import TurnedClock
from app.views.appearance import Appearance
from app.views.main_window import DESTINATIONS, MainWindow
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
