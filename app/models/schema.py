"""Bringing a store to this program's schema, and refusing one that is newer or no store at all."""

from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from app.domain.errors import StoreUnavailable
from app.models.store import Store, reason_of

HEAD = "0001"
"""Revision this program reads and writes; a test holds it against the migrations."""

MIGRATIONS = Path(__file__).parent / "migrations"


def prepare(store: Store) -> None:
    """Create or upgrade the tables; StoreUnavailable where that cannot or must not be done."""
    found = _revision(store)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise StoreUnavailable("store-newer", store.url.render_as_string())
    _upgrade(store)


def _revision(store: Store) -> str | None:
    place = store.url.render_as_string()
    try:
        with store.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            if not tables:
                return None
            if "alembic_version" not in tables:
                raise StoreUnavailable("store-foreign", place)
            revision: str | None = connection.execute(
                text("SELECT version_num FROM alembic_version")
            ).scalar()
            return revision
    except DatabaseError as error:
        raise StoreUnavailable(reason_of(error) or "store-no-database", place) from error


def _upgrade(store: Store) -> None:
    # Alembic takes a fifth of a second to load and is needed once in a store's life.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with store.engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            if connection.dialect.name == "postgresql":
                # SQLite takes the whole file; here desks that start together must wait for the first.
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('poshtiban schema'))"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DatabaseError as error:
        reason = reason_of(error)
        if reason is None:
            raise
        raise StoreUnavailable(reason, store.url.render_as_string()) from error
