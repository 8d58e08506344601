"""16: every number on the board opens exactly the jobs behind it: the count is the rows."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from app.clock import TurnedClock
from app.domain.events import Owner
from app.services.jobs.commands import JobRef, pause, resolve
from app.views.appearance import Appearance
from app.views.board.board_figures import OPENING
from app.views.board.board_filters import FILTERS, WORK
from app.views.board.columns import Column
from app.views.main_window import MainWindow
from tests.stories.region import BY, Program


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_card_and_chip_opens_as_many_jobs_as_it_counts(
    program: Program,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
    persian: Appearance,
    clock: TurnedClock,
    seed: int,
) -> None:
    random = Random(seed)
    for place in range(14):
        job = program.call(place % 12, random.choice(("P1", "P2", "P3")))
        chance = random.random()
        if chance < 0.3:
            program.assign(job)
        elif chance < 0.5:
            with program.store.writing() as session:
                pause(session, clock, JobRef(job), BY, reason="merchant-closed", owner=Owner.MERCHANT)
        elif chance < 0.7:
            with program.store.writing() as session:
                resolve(session, clock, JobRef(job), BY, remedy="R03")
        clock.turn_by(timedelta(minutes=random.randrange(25)))
    window = open_window(persian)
    page, number = window.board, persian.formats.number
    for key in sorted(OPENING):
        card = page.figures.card(key)
        card.click()
        assert card.accessibleName().endswith(number(page.model.rowCount())), key
    for work in WORK:
        page.shown.work.button(work).click()
        for key in FILTERS:
            chip = page.shown.chips.button(key)
            chip.click()
            assert chip.text().endswith(number(page.model.rowCount())), (work, key)
        page.shown.chips.button("all").click()
        for column in Column:
            for value in page.model.values(column):
                page.model.choose(column, frozenset({value.key}))
                assert page.model.rowCount() == value.count, (column, value)
            page.model.choose(column, frozenset())
    calm()


def test_a_call_that_falls_due_is_counted_where_it_is_shown(
    program: Program,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
    persian: Appearance,
    clock: TurnedClock,
) -> None:
    program.call(0, "P1")
    program.call(1, "P3")
    page, number = open_window(persian).board, persian.formats.number
    page.model.choose(Column.CLOCK, frozenset({"late"}))
    counted = []
    for minutes in (0, 61, 240):
        clock.turn_by(timedelta(minutes=minutes))
        page.show_time(clock.now())
        calm()
        rows = page.model.rowCount()
        counted.append(rows)
        assert page.shown.chips.button("all").text().endswith(number(rows))
    assert counted == [0, 1, 2]
