"""One PostgreSQL database for many tests: each finds it prepared and without a row."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Self

import psycopg

from tests.postgres import Server

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
# What a test may have made of the schema: columns, keys and indexes, triggers and functions, the revision.
_SHAPE = """
SELECT md5(concat(
    (SELECT string_agg(concat(c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull, a.attisdropped), ','
     ORDER BY c.relname, a.attnum)
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace),
    (SELECT string_agg(pg_get_constraintdef(oid), ',' ORDER BY conname, conrelid)
     FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
    (SELECT string_agg(concat(tgname, tgenabled), ',' ORDER BY tgname, tgrelid)
     FROM pg_trigger WHERE NOT tgisinternal),
    (SELECT string_agg(proname, ',' ORDER BY proname) FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace),
    (SELECT string_agg(version_num, ',') FROM alembic_version)
))
"""
_UNCOUNTED = """
UPDATE pg_class SET reltuples = -1
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND reltuples >= 0
"""
_OTHERS_OFF = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class SharedDatabase:
    """Lends a copy of a prepared database, emptied after each use; a copy that was rebuilt is thrown away."""

    def __init__(self, server: Server, *, template: str) -> None:
        self._server = server
        self._template = template
        self._copy = ExitStack()

    def __enter__(self) -> Self:
        self._take_copy()
        return self

    def __exit__(self, *_: object) -> None:
        self._copy.close()

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The address of the database, for SQLAlchemy; whoever is still connected at the end is sent away."""
        try:
            yield self._url
        finally:
            self._connection.execute(_OTHERS_OFF)
            if self._shape() == self._prepared:
                self._empty()
            else:
                self._copy.close()
                self._take_copy()

    def _take_copy(self) -> None:
        self._url = self._copy.enter_context(self._server.database(self._template))
        address = self._url.replace("+psycopg", "")
        self._connection = self._copy.enter_context(psycopg.connect(address, autocommit=True))
        self._tables = [name for (name,) in self._connection.execute(_TABLES)]
        self._prepared = self._shape()

    def _shape(self) -> object:
        return self._connection.execute(_SHAPE).fetchone()

    def _empty(self) -> None:
        deletions = " ".join(f"DELETE FROM {table};" for table in self._tables)
        self._connection.execute(
            f"""DO $$ BEGIN
                SET LOCAL session_replication_role = replica;
                {deletions}
                PERFORM setval(seqrelid::regclass, 1, false) FROM pg_sequence;
            END $$""".encode()
        )
        # So that rows are written and read in their order again, as in a new table.
        self._connection.execute(f"VACUUM {', '.join(self._tables)}".encode())
        # Of a new table the planner knows nothing; that it is empty would be no help once it is filled.
        self._connection.execute(_UNCOUNTED)
