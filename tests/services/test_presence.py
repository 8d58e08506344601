"""Who has a job open: seen by the others, gone with its window, and no flood of news."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.models.shifts import Presence
from app.services.presence import BEAT, HELD, hold, holders, leave
from tests.factories import founded

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def ground(store):
    """A small region with two calls."""
    made = founded(store)
    made.call()
    made.call(terminal=1)
    return made


def say(ground, holder, job, **more):
    with ground.store.writing() as session:
        return hold(session, ground.clock, holder, job, by=more.pop("by", "Maryam"), **more)


def seen(ground):
    with ground.store.reading() as session:
        return [(each.job_id, each.by, each.is_editing) for each in holders(session, ground.clock)]


def test_two_windows_see_each_other_and_a_beat_is_no_news(ground, feed):
    heard = []
    feed.subscribe(heard.append)
    assert say(ground, "w1", 1)
    assert say(ground, "w2", 1, by="Kaveh", is_editing=True)
    assert seen(ground) == [(1, "Maryam", False), (1, "Kaveh", True)]
    assert [set(news) for news in heard] == [{"presence"}, {"presence"}]
    for _beat in range(10):
        assert not say(ground, "w1", 1)
    assert len(heard) == 2
    assert say(ground, "w1", 2)
    with ground.store.writing() as session:
        leave(session, ground.clock, "w2")
    assert seen(ground) == [(2, "Maryam", False)]
    assert len(heard) == 4


def test_a_window_that_falls_silent_is_gone_and_its_row_is_cleared_away(ground):
    say(ground, "w1", 1)
    if ground.store.engine.dialect.name == "sqlite":
        ground.clock.turn_by(HELD - timedelta(seconds=1))
        assert seen(ground) == [(1, "Maryam", False)]
        ground.clock.turn_by(timedelta(seconds=1))
    else:
        with ground.store.engine.begin() as connection:
            connection.execute(update(Presence).values(expires_at=LONG_AGO))
    assert seen(ground) == []
    say(ground, "w2", 2, by="Kaveh")
    with ground.store.reading() as session:
        assert session.scalars(select(Presence.holder)).all() == ["w2"]
    assert HELD == 3 * BEAT


def test_a_beat_lasts_and_a_job_that_is_not_there_is_not_held(ground):
    say(ground, "w1", 1)
    for _beat in range(9):
        ground.clock.turn_by(BEAT)
        say(ground, "w1", 1)
    assert seen(ground) == [(1, "Maryam", False)]
    assert not say(ground, "w3", 999)
