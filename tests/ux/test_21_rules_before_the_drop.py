"""Requirement 21: while a job is carried, where it may go is lit and elsewhere the broken rule is named."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from app.domain.errors import RuleBroken
from app.domain.events import EventKind, Owner
from app.services.jobs.commands import JobRef, arrive, pause
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from tests.stories.region import BY, Program
from tests.views.board.conftest import calm, program, show_board  # noqa: F401 - fixtures
from tests.views.conftest import appearance, english, fonts, language, persian, theme  # noqa: F401

Show = Callable[[Appearance], BoardPage]
Calm = Callable[[], None]


def lift(page: BoardPage, job_id: int) -> None:
    assert page.views.stand_on_job(job_id)
    row = page.views.current()
    assert row is not None
    page.hand.lift(row)


def senses(page: BoardPage) -> dict[str, str]:
    """What each column says: the event a drop records, or the rule against it."""
    said = {}
    for column in page.views.kanban.columns:
        sense = column.sense
        if sense is not None:
            said[column.stage.value] = sense.code if isinstance(sense, RuleBroken) else sense.value
    return said


def test_columns_are_lit_or_name_the_rule(
    program: Program,  # noqa: F811
    show_board: Show,  # noqa: F811
    calm: Calm,  # noqa: F811
    persian: Appearance,  # noqa: F811
) -> None:
    program.call(0)
    page = show_board(persian)
    page.shown.show_view("kanban")
    assert senses(page) == {}
    lift(page, 1)
    assert senses(page) == {
        "new": "no-move",
        "dispatched": "dispatched",
        "accepted": "needs-technician-first",
        "en-route": "needs-technician-first",
        "on-site": "needs-technician-first",
        "on-hold": "paused",
        "resolved": "resolved",
        "closed": "not-resolved-yet",
    }
    said = {column.stage.value: column.accessibleDescription() for column in page.views.kanban.columns}
    assert said["accepted"] == "هنوز کسی اعزام نشده است؛ نخست کار را تخصیص دهید."
    assert said["dispatched"] == "تخصیص…"
    page.hand.put_down()
    assert senses(page) == {}
    calm()


def test_a_job_on_hold_goes_back_to_where_it_was_stopped(
    program: Program,  # noqa: F811
    show_board: Show,  # noqa: F811
    calm: Calm,  # noqa: F811
    english: Appearance,  # noqa: F811
) -> None:
    job = JobRef(program.call(0))
    program.assign(job.id)
    with program.store.writing() as session:
        arrive(session, program.clock, job, BY)
    with program.store.writing() as session:
        pause(session, program.clock, job, BY, reason="merchant-closed", owner=Owner.MERCHANT)
    page = show_board(english)
    page.shown.show_view("kanban")
    lift(page, job.id)
    assert senses(page)["on-site"] == "held-goes-on"
    calm()
    assert senses(page)["on-site"] == EventKind.RESUMED.value
    assert senses(page)["en-route"] == "held-goes-on-there"
    assert senses(page)["dispatched"] == EventKind.DISPATCHED.value
    page.hand.put_down()


def test_technicians_who_may_not_take_it_say_why(
    program: Program,  # noqa: F811
    show_board: Show,  # noqa: F811
    calm: Calm,  # noqa: F811
    appearance: Appearance,  # noqa: F811
) -> None:
    job = JobRef(program.call(0))
    program.assign(job.id)
    page = show_board(appearance)
    lift(page, job.id)
    calm()
    people = page.technicians.people
    said = [people.index(place).data(Qt.ItemDataRole.DisplayRole) for place in range(people.rowCount())]
    assert len(said) == 2
    may, may_not = said
    assert "Zhaleh" in may or "ژاله" in may
    assert "Another contractor's territory · only with" in may or "قلمرو پیمانکار دیگری است · تنها با" in may
    assert "already with" in may_not or "هم‌اکنون" in may_not
    page.hand.put_down()
