"""Bringing a store to this program's schema, and refusing one that is newer or no store at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from app.domain.errors import StoreUnavailable
from app.models.registry import METADATA
from app.models.store import Store, reason_of, sqlite_file

HEAD = "0018"
UPGRADE_MS = 60_000
"""How long a desk waits for another that upgrades the same file."""
"""Revision this program reads and writes; a test holds it against the migrations."""

MIGRATIONS = Path(__file__).parent / "migrations"


def prepare(store: Store) -> None:
    """Create or upgrade the tables; StoreUnavailable where that cannot or must not be done."""
    place = store.url.render_as_string()
    tables, found = _found(store)
    if not tables:
        _upgrade(store)
        return
    if "alembic_version" not in tables or not (found or "0000").isdecimal():
        raise StoreUnavailable("store-foreign", place)
    if found is None or (found == HEAD and not tables.issuperset(METADATA.tables)):
        raise StoreUnavailable("store-damaged", place)
    if found > HEAD:
        raise StoreUnavailable("store-newer", place)
    if found < HEAD:
        _upgrade(store)


def _found(store: Store) -> tuple[set[str], str | None]:
    """The tables of a database, and the revision it says it has."""
    try:
        with store.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            if "alembic_version" not in tables:
                return tables, None
            return tables, connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DatabaseError as error:
        otherwise = "store-no-database" if sqlite_file(store.url) else "store-not-found"
        raise StoreUnavailable(reason_of(error) or otherwise, store.url.render_as_string()) from error


def _upgrade(store: Store) -> None:
    # Alembic takes a fifth of a second to load and is needed once in a store's life.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above
    from alembic.util import CommandError  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with _upgrading(store) as connection:
            if connection.dialect.name == "postgresql":
                # SQLite takes the whole file; here desks that start together must wait for the first.
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('poshtiban schema'))"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _check_references(store, connection)
    except CommandError as error:  # it has a revision that never was
        raise StoreUnavailable("store-foreign", store.url.render_as_string()) from error
    except DatabaseError as error:
        reason = reason_of(error)
        if reason is None:
            raise
        raise StoreUnavailable(reason, store.url.render_as_string()) from error


@contextmanager
def _upgrading(store: Store) -> Iterator[Connection]:
    """A transaction in which SQLite lets a table be made anew that others refer to."""
    with store.engine.execution_options(sqlite_begin="IMMEDIATE").connect() as connection:
        _hold_references(connection, is_held=False)
        usual = _wait_for_others(connection, UPGRADE_MS)
        try:
            with connection.begin():
                yield connection
        finally:
            _wait_for_others(connection, usual)
            _hold_references(connection, is_held=True)


def _wait_for_others(connection: Connection, milliseconds: int) -> int:
    """Let SQLite wait so long for another desk that upgrades the store; how long it waited before."""
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        return 0
    ((before,),) = driver.execute("PRAGMA busy_timeout").fetchall()
    driver.execute(f"PRAGMA busy_timeout={milliseconds}")
    return int(before)


def _hold_references(connection: Connection, *, is_held: bool) -> None:
    # SQLite heeds this between transactions alone, and changes most of a table by making it anew.
    driver = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and driver is not None:
        driver.execute(f"PRAGMA foreign_keys={'ON' if is_held else 'OFF'}")


def _check_references(store: Store, connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).all():
        raise StoreUnavailable("store-damaged", store.url.render_as_string())
