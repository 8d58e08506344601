"""News from other processes on the same store: Postgres NOTIFY, or notices in the SQLite file."""

import json
import logging
from collections.abc import Callable
from threading import Event, Thread

import psycopg
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DatabaseError

from app.models.notices import Notice
from app.models.store import CHANNEL, EVERYTHING, Changes, Store

log = logging.getLogger(__name__)

POLL_SECONDS = 0.05
RETRY_SECONDS = 1.0


class OtherDesks:
    """Listens for other processes' commits and publishes them here, until stopped."""

    def __init__(self, store: Store, publish: Callable[[Changes], None]) -> None:
        self._store = store
        self._publish = publish
        self._stopping = Event()
        self._was_lost = False
        self._was_unreadable = False
        self.ready = Event()
        """Set from the moment on from which every commit elsewhere is heard."""
        listen = self._poll if store.engine.dialect.name == "sqlite" else self._listen
        self._thread = Thread(target=self._keep, args=(listen,), name="other-desks", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End, within two seconds at most."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def _keep(self, listen: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            try:
                listen()
            except (DatabaseError, psycopg.Error):
                log.warning("lost touch with other desks; trying again", exc_info=True)
                self._was_lost = True
                self._stopping.wait(RETRY_SECONDS)

    def _begun(self) -> None:
        self.ready.set()
        if self._was_lost:
            self._was_lost = False
            # Whatever was said meanwhile was not heard.
            self._publish(_anything())

    def _poll(self) -> None:
        with self._store.engine.connect() as connection:
            seen = connection.execute(select(func.coalesce(func.max(Notice.id), 0))).scalar_one()
            version = 0
            connection.commit()
            self._begun()
            while not self._stopping.wait(POLL_SECONDS):
                found = connection.execute(text("PRAGMA data_version")).scalar_one()
                if found != version:
                    version = found
                    seen = self._hear(connection, seen)
                connection.commit()

    def _hear(self, connection: Connection, seen: int) -> int:
        """Publish the notices after `seen`; the number of the last."""
        query = select(Notice.id, Notice.desk, Notice.changes).where(Notice.id > seen).order_by(Notice.id)
        notices = connection.execute(query).all()
        if not notices:
            return seen
        if notices[0].id != seen + 1:
            # Only the last notices are kept: others went before they were read.
            self._publish(_anything())
        else:
            for _number, desk, changes in notices:
                self._pass_on(desk, changes)
        return int(notices[-1].id)

    def _listen(self) -> None:
        url = self._store.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._begun()
            while not self._stopping.is_set():
                for notice in connection.notifies(timeout=RETRY_SECONDS):
                    desk, _, changes = notice.payload.partition(" ")
                    self._pass_on(desk, changes)
                    if self._stopping.is_set():
                        return

    def _pass_on(self, desk: str, changes: str) -> None:
        if desk == self._store.desk:
            return
        try:
            news = _read(changes)
        except (ValueError, RecursionError):
            if not self._was_unreadable:
                log.warning("news of another desk cannot be read: anything may have changed")
                self._was_unreadable = True
            news = _anything()
        self._publish(news)


def _anything() -> Changes:
    return {EVERYTHING: set()}


def _read(changes: str) -> Changes:
    """ValueError where it is not {table: [ids]}."""
    told = json.loads(changes)
    if not isinstance(told, dict):
        raise ValueError(changes)  # noqa: TRY004 - wrong news, not a wrong call
    news = {}
    for table, ids in told.items():
        if not isinstance(ids, list) or any(type(number) is not int for number in ids):
            raise ValueError(changes)
        news[table] = set(ids)
    return news
