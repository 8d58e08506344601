"""A page asks when it is seen, and only for what it watches."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.page import Page
from tests.stories.region import opened


class Watching(Page):
    """A page that keeps what it was asked to refresh."""

    watches = frozenset({"job"})

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        self.asked: list[dict[str, set[int]] | None] = []

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        self.asked.append(changes)


@pytest.fixture
def page(tmp_path: Path, clock: TurnedClock, persian: Appearance, qtbot: QtBot) -> Iterator[Watching]:
    with opened(tmp_path, clock) as program:
        made = Watching(program.desk, persian)
        qtbot.addWidget(made)
        yield made


def test_it_asks_for_everything_when_it_is_first_seen(page: Watching) -> None:
    assert page.asked == []
    page.show()
    assert page.asked == [None]


def test_seen_it_asks_for_what_it_watches(page: Watching) -> None:
    page.show()
    page.desk.changed.emit({"job": {3}, "party": {1}})
    page.desk.changed.emit({"party": {1}})
    page.desk.changed.emit({"*": set()})
    assert page.asked == [None, {"job": {3}, "party": {1}}, None]


def test_hidden_it_waits_and_then_asks_once(page: Watching) -> None:
    page.show()
    page.hide()
    page.desk.changed.emit({"job": {3}})
    page.desk.changed.emit({"job": {4}})
    assert page.asked == [None]
    page.show()
    page.hide()
    page.show()
    assert page.asked == [None, None]
