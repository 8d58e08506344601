"""What every test can ask for, and the guards that every test runs under."""

import gc
import logging
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pysqlite3 import dbapi2
from sqlalchemy import event, make_url
from sqlalchemy.pool import Pool

from app.clock import TurnedClock
from app.models import schema
from app.models.store import Store
from app.services.changefeed import Changefeed
from tests.postgres import Server, running_server
from tests.prepared import filled
from tests.shared_database import SharedDatabase
from tools.system_packages import SCREEN_LIBRARIES, missing_libraries, missing_programs, remedy

THREAD_SECONDS = 2.0
FOLDER_VARIABLES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
KEPT_VARIABLES = ("POSHTIBAN_PG_BIN", "POSHTIBAN_SHARED")

# Before anything imports Qt: it reads this once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the settings of the person who runs the tests out of reach: Qt remembers where they lie."""
    folder = tempfile.mkdtemp(prefix="poshtiban-home-")
    config.add_cleanup(lambda: shutil.rmtree(folder))
    for name in FOLDER_VARIABLES:
        os.environ[name] = folder
    for name in list(os.environ):
        if name.startswith("POSHTIBAN_") and name not in KEPT_VARIABLES:
            del os.environ[name]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out, and say so, what needs a program that is not here."""
    for marker in item.iter_markers("needs"):
        missing = missing_programs(marker.args)
        if "Xvfb" in marker.args:
            missing |= missing_libraries(SCREEN_LIBRARIES)
        if missing:
            pytest.skip(remedy(missing))


def pytest_collection_finish() -> None:
    """Leave what the imports made out of every later collection: it would take most of the run."""
    gc.collect()
    gc.freeze()


TESTS = Path(__file__).parent
WITH_WINDOWS = ("views", "ux", "stories", "test_control_room.py")


@pytest.fixture(autouse=True)
def _collected_on_this_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Widgets freed by a collection that falls into a worker's thread kill the run (app/views/garbage.py)."""
    if not any(request.path.is_relative_to(TESTS / folder) for folder in WITH_WINDOWS):
        yield
        return
    gc.disable()
    yield
    gc.collect()
    # What is left belongs to the run: looked through again after each test it would take most of it.
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, data and caches of this test alone."""
    for name in FOLDER_VARIABLES:
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    if core := sys.modules.get("PySide6.QtCore"):
        qsettings = core.QSettings
        for file_format in (qsettings.Format.NativeFormat, qsettings.Format.IniFormat):
            qsettings.setPath(file_format, qsettings.Scope.UserScope, str(tmp_path / "xdg_config_home"))


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """A thread that would keep the program alive is a fault of the test or of the program."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join(THREAD_SECONDS)
            assert not thread.is_alive(), f"{thread.name} is still running"


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def logged_warnings() -> Iterator[list[logging.LogRecord]]:
    """What the program logged as a warning or worse: a test that expects some checks and clears them."""
    handler = _Records()
    logger = logging.getLogger("app")
    logger.addHandler(handler)
    yield handler.records
    logger.removeHandler(handler)
    assert [record.getMessage() for record in handler.records] == []


def _unsynced(connection: Any, _record: object, _proxy: object) -> None:
    """A test's file does not outlive the run: no commit waits for the disk."""
    if isinstance(connection, dbapi2.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session", autouse=True)
def _quick_rather_than_durable() -> Iterator[None]:
    """As with the server's OPTIONS in tests/postgres.py; `durable` takes it back."""
    event.listen(Pool, "checkout", _unsynced)
    yield
    event.remove(Pool, "checkout", _unsynced)


@pytest.fixture
def durable() -> Iterator[None]:
    """Files are kept as the program keeps them."""
    event.remove(Pool, "checkout", _unsynced)
    yield
    event.listen(Pool, "checkout", _unsynced)


@pytest.fixture
def clock() -> TurnedClock:
    """A clock that stands at Monday 1 June 2026, 08:00 UTC, until the test turns it."""
    return TurnedClock(datetime(2026, 6, 1, 8, tzinfo=UTC))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The PostgreSQL server of this test process."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def prepared_postgres(postgres_server: Server) -> Iterator[SharedDatabase]:
    """The prepared database that one test after the other finds without a row."""
    with postgres_server.database() as template:
        store = Store(template, lambda changes: None)
        schema.prepare(store)
        store.dispose()
        with SharedDatabase(postgres_server, template=str(make_url(template).database)) as shared:
            yield shared


@pytest.fixture(params=["sqlite", "postgres"])
def prepared_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a prepared store without a row, of either kind."""
    if request.param == "sqlite":
        path = tmp_path / "store.sqlite"
        path.write_bytes(filled())
        yield f"sqlite:///{path}"
    else:
        shared: SharedDatabase = request.getfixturevalue("prepared_postgres")
        with shared.lent() as url:
            yield url


@pytest.fixture
def feed() -> Changefeed:
    """What `store` publishes its commits to."""
    return Changefeed()


@pytest.fixture
def store(prepared_url: str, feed: Changefeed) -> Iterator[Store]:
    """A prepared store without a row, of either kind; its commits are published to `feed`."""
    opened = Store(prepared_url, feed.publish)
    yield opened
    opened.dispose()
