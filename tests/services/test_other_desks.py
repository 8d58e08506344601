from queue import Empty, SimpleQueue

import pytest
from sqlalchemy import delete, func, insert, select, text

from app.models.notices import Notice
from app.models.parties import Psp, Region
from app.models.store import CHANNEL, EVERYTHING, Store
from app.services.other_desks import OtherDesks

SQLITE = pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
SECONDS = 10
"""How long a test waits for news that should come within one."""


class Desk:
    """A program on a store: what it commits, and what it hears of others."""

    def __init__(self, url):
        self.own, self.heard = [], SimpleQueue()
        self.store = Store(url, self.own.append)
        self.others = OtherDesks(self.store, self.heard.put)

    def close(self):
        self.others.stop()
        self.store.dispose()

    def commit(self, row):
        with self.store.writing() as session:
            session.add(row)


@pytest.fixture
def desks(prepared_url):
    first, second = Desk(prepared_url), Desk(prepared_url)
    for desk in (first, second):
        desk.others.start()
        desk.others.ready.wait(SECONDS)
    yield first, second
    first.close()
    second.close()


def test_a_commit_is_heard_at_the_other_desk_and_not_echoed(desks):
    first, second = desks
    first.commit(Psp(code="P", name="پ"))
    assert second.heard.get(timeout=SECONDS) == {"psp": {1}}
    second.commit(Region(code="N", name="شمال"))
    assert first.heard.get(timeout=SECONDS) == {"region": {1}}
    assert first.own == [{"psp": {1}}]
    with pytest.raises(Empty):
        first.heard.get_nowait()
    with pytest.raises(Empty):
        second.heard.get_nowait()


def test_commits_are_heard_in_their_order(desks):
    first, second = desks
    for number in range(1, 21):
        first.commit(Psp(code=str(number), name="پ"))
    assert [second.heard.get(timeout=SECONDS) for _ in range(20)] == [{"psp": {n}} for n in range(1, 21)]


def test_a_commit_too_large_to_tell_says_that_anything_changed(desks):
    first, second = desks
    with first.store.writing() as session:
        session.add_all([Psp(code=str(number), name="") for number in range(2000)])
    assert second.heard.get(timeout=SECONDS) == {EVERYTHING: set()}
    assert len(first.own[0]["psp"]) == 2000


@SQLITE
def test_notices_that_are_gone_before_they_were_read_stand_for_anything(desks):
    first, second = desks
    with first.store.writing() as session:
        rows = [{"desk": "d", "changes": '{"psp": [1]}'} for _ in range(3)]
        session.connection().execute(insert(Notice), rows)
        session.connection().execute(delete(Notice).where(Notice.id <= 2))
    assert second.heard.get(timeout=SECONDS) == {EVERYTHING: set()}
    with pytest.raises(Empty):
        second.heard.get(timeout=0.2)


MALFORMED = ["", "{", "[]", '{"psp": 7}', '{"psp": ["x"]}', '{"psp": [[1]]}', "[" * 5000]


@pytest.mark.parametrize("changes", MALFORMED)
def test_news_that_cannot_be_read_stand_for_anything(desks, logged_warnings, changes):
    first, second = desks
    for _ in range(2):
        with first.store.writing() as session:
            if first.store.engine.dialect.name == "sqlite":
                session.connection().execute(insert(Notice).values(desk="d", changes=changes))
            else:
                notify = text("SELECT pg_notify(:channel, :notice)")
                session.execute(notify, {"channel": CHANNEL, "notice": f"d {changes}"})
        for desk in desks:
            assert desk.heard.get(timeout=SECONDS) == {EVERYTHING: set()}
    first.commit(Psp(code="P", name="پ"))
    assert second.heard.get(timeout=SECONDS) == {"psp": {1}}
    said = [record.getMessage() for record in logged_warnings if record.name.endswith("other_desks")]
    assert said == ["news of another desk cannot be read: anything may have changed"] * 2, "once a desk"
    logged_warnings.clear()


@pytest.mark.parametrize("prepared_url", ["postgres"], indirect=True)
def test_a_lost_connection_is_made_anew_and_nothing_is_missed(desks, logged_warnings):
    first, second = desks
    with first.store.engine.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        )
    assert second.heard.get(timeout=SECONDS) == {EVERYTHING: set()}
    first.commit(Psp(code="P", name="پ"))
    assert second.heard.get(timeout=SECONDS) == {"psp": {1}}
    with second.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Psp)) == 1
    assert {record.getMessage() for record in logged_warnings} == {
        "lost touch with other desks; trying again"
    }
    logged_warnings.clear()


def test_stopped_it_hears_no_more(desks):
    first, second = desks
    second.others.stop()
    first.commit(Psp(code="P", name="پ"))
    with pytest.raises(Empty):
        second.heard.get_nowait()
