from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.events import Owner
from app.models.parties import Technician
from app.services import board, board_rows
from app.services.job_row import JobRow
from tests.factories import MINUTE, Statements, founded


@pytest.fixture
def ground(store):
    return founded(store)


def rows(ground, ids=None):
    with ground.store.reading() as session:
        if ids is not None:
            return board_rows.rows(session, ids)
        found, start = [], board_rows.Cursor()
        while start is not None:
            piece = board_rows.piece(session, start, 2)
            found.extend(piece.rows)
            start = piece.rest
        return found


def test_a_row_shows_all_that_the_board_needs(ground):
    called = ground.clock.now()
    job = ground.call(priority="P1")
    ground.assign(job)
    (row,) = rows(ground)
    assert row == JobRow(
        id=job,
        version=2,
        code="10001",
        service="EM",
        priority="P1",
        stage="dispatched",
        hold_reason="",
        fault="PRN-01",
        zone="A",
        city="تهران",
        city_en="Tehran",
        merchant="سوپرمارکت کوهسار",
        merchant_en="Shop 0",
        terminal="10020030",
        contractor="پیمانکار یکم",
        contractor_en="Contractor one",
        technician="یکتا",
        technician_en="Yekta",
        reported_at=called,
        due_to=None,
        clock_state="running",
        clock_metric="arrive",
        clock_due_at=called + 60 * MINUTE,
        clock_limit_seconds=3600,
        clock_left_seconds=3600,
        is_open=True,
        terminal_id=1,
        party_id=1,
        technician_id=1,
        lat=35.7,
        lon=51.4,
    )


def test_the_board_shows_what_is_open_or_to_be_closed_and_any_that_is_asked_for(ground):
    first, second = ground.call(), ground.call(terminal=1)
    ground.act(first, "resolve", remedy="R03")
    assert [(row.id, row.is_open, row.stage) for row in rows(ground)] == [
        (second, True, "new"),
        (first, False, "resolved"),
    ]
    ground.act(first, "close")
    assert [row.id for row in rows(ground)] == [second]
    assert [(row.id, row.is_open) for row in rows(ground, [second, first])] == [
        (first, False),
        (second, True),
    ]
    assert rows(ground, []) == []
    assert rows(ground, {999}) == []


def test_a_piece_of_the_board_is_one_question_and_the_pieces_are_the_whole(ground):
    called = [ground.call(terminal=place % 4) for place in range(10)]
    with Statements(ground.store) as statements, ground.store.reading() as session:
        piece = board_rows.piece(session, board_rows.Cursor(), 100)
    assert len(statements.asked) == 1
    assert [row.id for row in piece.rows] == called
    assert [row.id for row in rows(ground)] == called, "two at a time"


def test_a_file_holds_history_and_clocks(ground):
    first = ground.call()
    ground.act(first, "resolve", remedy="R03")
    job = ground.call(description="رسید چاپ نمی‌کند")
    ground.wait(5)
    ground.assign(job)
    ground.act(job, "pause", reason="shop-closed", owner=Owner.MERCHANT)
    with Statements(ground.store) as statements, ground.store.reading() as session:
        found = board.job_file(session, ground.clock, job)
    assert len(statements.asked) == 8
    assert (found.address, found.phone, found.model) == ("خیابان نمونه", "09120000000", "S90")
    assert (found.description, found.repeat_of, found.device_type) == ("رسید چاپ نمی‌کند", "10001", "POS")
    assert [(event.kind, event.reason, event.owner) for event in found.events] == [
        ("reported", "", ""),
        ("dispatched", "", ""),
        ("paused", "shop-closed", "merchant"),
    ]
    assert found.events[1].value == "C1"
    assert [(clock.kind, clock.metric, clock.party, clock.state) for clock in found.clocks] == [
        ("SLA", "arrive", "", "paused"),
        ("SLA", "resolve", "", "paused"),
        ("UC", "arrive", "C1", "paused"),
        ("UC", "resolve", "C1", "paused"),
    ]
    assert (found.clocks[0].target, found.clocks[0].unit, found.clocks[0].used_seconds) == (
        "60",
        "minutes",
        300,
    )


def test_a_job_that_is_not_there_has_no_file(ground):
    with ground.store.reading() as session:
        assert board.job_file(session, ground.clock, 999) is None
        assert board.clocks(session, 999) == ()


def test_who_has_left_is_neither_free_nor_busy(ground):
    ground.assign(ground.call())
    with ground.store.writing() as session:
        for technician in session.scalars(select(Technician)):
            technician.is_active = False
    with ground.store.reading() as session:
        found = board.figures(session, ground.clock, ground.clock.now())
    assert (found.technicians, found.technicians_free) == (0, 0)


def test_the_figures_of_a_day(ground):
    day_start = ground.clock.now() - timedelta(hours=8)
    kept, missed, cancelled = ground.call(), ground.call(terminal=1), ground.call(terminal=2)
    ground.act(cancelled, "cancel", reason="mistake")
    ground.wait(30)
    ground.assign(kept)
    ground.act(kept, "resolve", remedy="R03")
    ground.assign(missed, 1)
    ground.wait(60)  # 09:30; on site was due at 09:00
    ground.act(missed, "arrive")
    ground.wait(60)
    ground.call(terminal=3)
    with ground.store.reading() as session:
        found = board.figures(session, ground.clock, day_start)
    # Due since midnight: of the first call two promises kept, of the second one missed, one still running.
    assert (found.due_today, found.met_today) == (3, 2)
    assert (found.technicians, found.technicians_free) == (3, 2)
    assert (found.called_today, found.fixed_by_phone) == (3, 0)
    # Eight hours that end at 10:30: 02:30-03:30 … 09:30-10:30. Calls at 08:00 and one at 10:30 itself.
    assert found.called_by_hour == (0, 0, 0, 0, 0, 3, 0, 0)
    assert found.missed_by_hour == (0, 0, 0, 0, 0, 0, 1, 0)
    # At 08:30 the first was just solved; at 10:30 the newest call is open as well.
    assert found.open_by_hour == (0, 0, 0, 0, 0, 1, 1, 2)
