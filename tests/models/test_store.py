import gc
from contextlib import suppress
from threading import Barrier, Thread
from weakref import ref

import psycopg
import pytest
from sqlalchemy import func, insert, make_url, select, update
from sqlalchemy.exc import OperationalError

from app.domain.errors import RuleBroken, StoreUnavailable
from app.models import schema
from app.models.jobs import Job
from app.models.notices import Notice
from app.models.parties import Psp, Region
from app.models.penalties import Numbering
from app.models.store import CHANNEL, NOTICES_KEPT, Store, announce, reason_of
from tests.factories import dump

SQLITE = pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
POSTGRES = pytest.mark.parametrize("prepared_url", ["postgres"], indirect=True)


@pytest.fixture
def heard(feed):
    news = []
    feed.subscribe(news.append)
    return news


class SlipError(Exception):
    """Something goes wrong in the middle of a transaction."""


def fail_after(store, *rows):
    with store.writing() as session:
        session.add_all(rows)
        session.flush()
        raise SlipError


def test_a_commit_tells_what_it_changed(store, heard):
    with store.writing() as session:
        session.add_all([Psp(code="P", name="پ"), Region(code="N", name="شمال")])
        session.flush()
        assert heard == [], "nothing is said before it is so"
    assert heard == [{"psp": {1}, "region": {1}}]
    with store.writing() as session:
        session.get_one(Psp, 1).name = "ت"
    with store.writing() as session:
        session.delete(session.get_one(Region, 1))
    assert heard[1:] == [{"psp": {1}}, {"region": {1}}]


def test_what_is_only_read_or_set_to_itself_is_no_news(store, heard):
    with store.writing() as session:
        session.add(Psp(code="P", name="پ"))
    heard.clear()
    with store.writing() as session:
        psp = session.get_one(Psp, 1)
        psp.name = "پ"
    with store.reading() as session:
        session.get_one(Psp, 1)
    assert heard == []


def test_a_transaction_that_fails_leaves_no_trace_and_says_nothing(store, heard):
    before = dump(store)
    with pytest.raises(SlipError):
        fail_after(store, Psp(code="P", name="پ"))
    assert (dump(store), heard) == (before, [])
    with store.writing() as session:
        session.add(Region(code="N", name="شمال"))
    assert [sorted(news) for news in heard] == [["region"]]


def test_a_savepoint_says_nothing_before_the_whole_is_committed(store, heard):
    with suppress(SlipError), store.writing() as session:
        with session.begin_nested():
            session.add(Psp(code="P", name="پ"))
        raise SlipError
    assert heard == [], "the savepoint is no commit"
    with store.writing() as session:
        with session.begin_nested():
            session.add(Psp(code="Q", name="ت"))
        session.add(Region(code="N", name="شمال"))
    assert [sorted(news) for news in heard] == [["psp", "region"]]


def test_a_savepoint_given_up_keeps_the_news_of_the_rest(store, heard):
    with store.writing() as session:
        session.add(Psp(code="P", name="پ"))
        session.flush()
        with suppress(SlipError), session.begin_nested():
            raise SlipError
    assert heard == [{"psp": {1}}]


@SQLITE
def test_a_transaction_with_savepoints_leaves_one_note(store):
    with store.writing() as session:
        with session.begin_nested():
            session.add(Psp(code="P", name="پ"))
        session.add(Region(code="N", name="شمال"))
    with store.reading() as session:
        assert session.scalars(select(Notice.changes)).all() == ['{"psp": [1], "region": [1]}']


def test_a_question_changes_nothing(store, heard):
    before = dump(store)
    with store.reading() as session:
        session.add(Psp(code="P", name="پ"))
        session.flush()
    assert (dump(store), heard) == (before, [])


def test_a_listener_may_ask_the_store_while_it_hears(store, feed):
    seen = []

    def look(_changes):
        with store.reading() as session:
            seen.append(session.scalar(select(func.count()).select_from(Psp)))

    feed.subscribe(look)
    with store.writing() as session:
        session.add(Psp(code="P", name="پ"))
    assert seen == [1]


def test_a_bulk_statement_must_say_what_it_changes(store, heard):
    with store.writing() as session:
        session.add_all([Psp(code="P", name="پ"), Psp(code="Q", name="ت")])
    heard.clear()
    with pytest.raises(RuntimeError, match="use announce"), store.writing() as session:
        session.execute(update(Psp).values(name="x"))
    with store.writing() as session:
        session.execute(update(Psp).values(name="y"), execution_options={"announced": True})
        announce(session, Psp, [1, 2])
    assert heard == [{"psp": {1, 2}}]


def test_a_row_that_another_desk_changed_is_not_overwritten(store):
    with store.writing() as session:
        session.add(Job(code="1", service="EM"))
    with store.reading() as session:
        stale = session.get_one(Job, 1)
    with store.writing() as session:
        session.get_one(Job, 1).city = "تبریز"
    before = dump(store)
    stale.city = "شیراز"
    with pytest.raises(RuleBroken) as told, store.writing() as session:
        session.add(stale)
    assert told.value.code == "changed-meanwhile"
    assert dump(store) == before


def test_four_threads_that_count_lose_nothing(store):
    with store.writing() as session:
        session.add(Numbering(series="x", year=0, last=0))
    start, faults = Barrier(4), []

    def count():
        start.wait()
        for _ in range(50):
            try:
                with store.writing() as session:
                    session.scalars(select(Numbering).with_for_update()).one().last += 1
            except Exception as fault:  # noqa: BLE001 - whatever it is, the test tells it
                faults.append(fault)

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with store.reading() as session:
        assert session.scalar(select(Numbering.last)) == 200


@SQLITE
def test_a_note_is_left_for_other_programs_on_the_same_file(store):
    with store.writing() as session:
        session.add(Psp(code="P", name="پ"))
    with pytest.raises(SlipError):
        fail_after(store, Psp(code="Q", name="ت"))
    with store.reading() as session:
        assert [(note.desk, note.changes) for note in session.scalars(select(Notice))] == [
            (store.desk, '{"psp": [1]}')
        ]


@SQLITE
def test_a_note_too_long_says_that_anything_may_have_changed(store):
    with store.writing() as session:
        session.add_all([Psp(code=str(place), name="") for place in range(2000)])
    with store.reading() as session:
        assert session.scalars(select(Notice.changes)).all() == ['{"*": []}']


@SQLITE
def test_only_the_last_notes_are_kept(store):
    with store.writing() as session:
        rows = [{"desk": "d", "changes": "{}"} for _ in range(2 * NOTICES_KEPT - 1)]
        session.connection().execute(insert(Notice), rows)
    with store.writing() as session:
        session.add(Psp(code="P", name="پ"))
    with store.reading() as session:
        ids = session.scalars(select(Notice.id).order_by(Notice.id)).all()
    assert (ids[0], ids[-1], len(ids)) == (NOTICES_KEPT + 1, 2 * NOTICES_KEPT, NOTICES_KEPT)


@SQLITE
@pytest.mark.usefixtures("durable")
def test_a_file_is_kept_safely(store):
    with store.reading() as session:
        pragmas = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
    }


@POSTGRES
def test_a_server_tells_other_desks_of_commits_alone(store):
    url = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(f"LISTEN {CHANNEL}")
        with pytest.raises(SlipError):
            fail_after(store, Psp(code="P", name="پ"))
        with store.writing() as session:
            session.add(Region(code="N", name="شمال"))
        (notice,) = other.notifies(timeout=5, stop_after=1)
        assert notice.payload == f'{store.desk} {{"region": [1]}}'


def test_a_server_that_is_not_there_is_said_to_be_unreachable():
    store = Store("postgresql+psycopg://nobody:secret@127.0.0.1:1/none", lambda changes: None)
    with pytest.raises(StoreUnavailable) as told, store.reading() as session:
        session.execute(select(1))
    assert told.value.code == "store-unreachable"
    assert "secret" not in told.value.place
    store.dispose()


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("08006", "store-unreachable"),
        ("57P01", "store-unreachable"),
        ("25006", "store-read-only"),
        ("42501", "store-no-rights"),
        ("53100", "store-full"),
        ("55P03", "store-locked"),
        ("40P01", "store-locked"),
        ("40001", "store-locked"),
        ("57014", "store-locked"),
        ("22012", None),
        ("42P01", None),
        ("23505", None),
    ],
)
def test_what_a_server_refuses_has_its_own_reason(state, code):
    orig = psycopg.errors.lookup(state)("in the server's words, which may say: database is locked")
    assert reason_of(OperationalError("SELECT 1", {}, orig)) == code


@POSTGRES
def test_a_server_that_only_reads_says_so(prepared_url):
    url = make_url(prepared_url).update_query_dict({"options": "-c default_transaction_read_only=on"})
    store = Store(url, lambda changes: None)
    with pytest.raises(StoreUnavailable) as told:
        fail_after(store, Psp(code="P", name="پ"))
    assert told.value.code == "store-read-only"
    store.dispose()


def test_nothing_keeps_a_store_that_is_closed(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 's.sqlite'}", lambda changes: None)
    schema.prepare(store)
    with store.writing() as session:
        session.add(Psp(code="P", name="پ"))
    store.dispose()
    kept = ref(store)
    del store, session
    gc.collect()
    assert kept() is None
