"""The one door to the store: reading and writing transactions, and news of what each commit changed."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from pysqlite3 import dbapi2
from sqlalchemy import URL, Engine, create_engine, delete, event, insert, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from app.domain.errors import RuleBroken, StoreUnavailable
from app.models.base import Base
from app.models.notices import Notice
from app.models.writers import join_writers

Changes = dict[str, set[int]]
"""Rows that a commit touched: {table: ids}."""

EVERYTHING = "*"
"""The table name that stands for "anything may have changed"."""

CHANNEL = "poshtiban"
NOTICES_KEPT = 500
NOTICE_LIMIT = 7000
"""Bytes that fit into one Postgres notice (its limit is 8000)."""

_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
)


class Store:
    """Transactions on one database; says what each commit changed."""

    def __init__(self, url: str | URL, publish: Callable[[Changes], None]) -> None:
        self.url = make_url(url)
        self.desk = uuid4().hex
        """Tells this process's own notices from those of other desks."""
        self.publish = publish
        self.engine = _engine(self.url)
        self._reading = sessionmaker(self.engine, expire_on_commit=False)
        self._writing = sessionmaker(
            self.engine,
            expire_on_commit=False,
            execution_options={"sqlite_begin": "IMMEDIATE"},
            info={"store": self},
        )
        # SQLAlchemy keeps a listener for as long as its session's class: a method would keep the store, and
        # with it the class, for good.
        event.listen(self._writing, "after_flush", _note_changes)
        event.listen(self._writing, "do_orm_execute", _refuse_bulk_changes)
        event.listen(self._writing, "before_commit", _notify_other_desks)
        event.listen(self._writing, "after_commit", _announce_here)
        event.listen(self._writing, "after_rollback", _forget_changes)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only asks."""
        with _telling_why(self.url), self._reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that commits when the block ends, and leaves no trace when it fails."""
        try:
            with _telling_why(self.url), self._writing.begin() as session:
                join_writers(session)
                yield session
        except StaleDataError as error:
            raise RuleBroken("changed-meanwhile") from error

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def announce(session: Session, table: type[Base], ids: Iterable[int]) -> None:
    """Say that rows changed by a bulk statement, which the session itself cannot see."""
    _changes_of(session)[table.__tablename__].update(ids)


def _notify_other_desks(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint is released, nothing is committed yet
        return
    session.flush()
    changes: Changes = session.info.get("changes", {})
    if not changes:
        return
    store: Store = session.info["store"]
    text_of_changes = json.dumps({table: sorted(ids) for table, ids in changes.items()})
    if len(text_of_changes) > NOTICE_LIMIT:
        text_of_changes = json.dumps({EVERYTHING: []})
    if store.engine.dialect.name == "sqlite":
        _leave_notice(session, store.desk, text_of_changes)
    else:
        notice = f"{store.desk} {text_of_changes}"
        session.execute(text("SELECT pg_notify(:channel, :notice)"), {"channel": CHANNEL, "notice": notice})


def _announce_here(session: Session) -> None:
    if session.in_nested_transaction():
        return
    changes: Changes = session.info.pop("changes", {})
    if changes:
        session.info["store"].publish(dict(changes))


_NOTICE = insert(Notice).returning(Notice.id)


def _leave_notice(session: Session, desk: str, changes: str) -> None:
    """Tell other processes on the same file; only the last notices are kept."""
    told = {"desk": desk, "changes": changes}
    number = session.connection().execute(_NOTICE, told).scalar_one()
    if number % NOTICES_KEPT == 0:
        session.connection().execute(delete(Notice).where(Notice.id <= number - NOTICES_KEPT))


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite store; None for a server."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(url.database)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    engine = create_engine(url, module=dbapi2)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling would not BEGIN before a SELECT.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    # The journal's kind is written into the file, and another program's file is not ours to write to.
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables or "alembic_version" in tables:
        connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another writer was faster.
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _changes_of(session: Session) -> defaultdict[str, set[int]]:
    changes: defaultdict[str, set[int]] = session.info.setdefault("changes", defaultdict(set))
    return changes


def _note_changes(session: Session, _context: object) -> None:
    changes = _changes_of(session)
    for row in {*session.new, *session.deleted, *filter(session.is_modified, session.dirty)}:
        if row.id is not None:  # a flush of some rows leaves the others for the next
            changes[row.__tablename__].add(row.id)


def _forget_changes(session: Session) -> None:
    if session.in_nested_transaction():  # what the savepoint would have changed is told needlessly
        return
    session.info.pop("changes", None)


def _refuse_bulk_changes(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and not state.execution_options.get("announced"):
        raise RuntimeError("a bulk statement hides what it changes: use announce() and announced=True")


@contextmanager
def _telling_why(url: URL) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        reason = reason_of(error)
        if reason is None:
            raise
        raise StoreUnavailable(reason, url.render_as_string()) from error


_REASONS = (
    ("database is locked", "store-locked"),
    ("readonly database", "store-read-only"),
    ("unable to open database file", "store-not-found"),
    ("file is not a database", "store-no-database"),
    ("disk image is malformed", "store-damaged"),
    ("disk is full", "store-full"),
    ("disk I/O error", "store-disk-fault"),
)


_STATES = (
    ("08", "store-unreachable"),
    ("57P0", "store-unreachable"),
    ("25006", "store-read-only"),
    ("42501", "store-no-rights"),
    ("53100", "store-full"),
    ("40001", "store-locked"),
    ("40P01", "store-locked"),
    ("55P03", "store-locked"),
    ("57014", "store-locked"),
)
"""By how the SQLSTATE of a server begins (PostgreSQL manual, appendix A)."""


def reason_of(error: DatabaseError) -> str | None:
    """The code of a fault that lies in the store's surroundings; None for a bug of ours."""
    if "sqlite" in type(error.orig).__module__:
        told = str(error.orig)
        return next((code for sign, code in _REASONS if sign in told), None)
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state is None:  # no server answered
        return "store-unreachable" if isinstance(error, OperationalError) else None
    return next((code for sign, code in _STATES if state.startswith(sign)), None)
