"""Opens the store that a command line names."""

import argparse
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.commands.command_line import settings_of, wrong_option
from app.domain.errors import StoreUnavailable
from app.models import schema
from app.models.store import Store, sqlite_file
from app.services.changefeed import Changefeed

OPTIONS: Mapping[str, Set[str]] = {
    "sqlite": {"timeout"},
    "postgresql+psycopg": {
        "application_name",
        "connect_timeout",
        "host",
        "options",
        "passfile",
        "port",
        "service",
        "sslcert",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
    },
}
"""What may be said behind the `?` of an address, by its driver."""


@contextmanager
def opened_store(arguments: argparse.Namespace, *, may_be_new: bool = False) -> Iterator[Store]:
    """The store, upgraded as needed, closed at the end; made where there is none only if it `may_be_new`.

    Whoever mistypes the address of a store that is asked must not hear that all is well in an empty one.
    """
    url = settings_of(arguments).store_url
    file = sqlite_file(_address(url))
    if file is not None and not may_be_new and not file.exists():
        raise StoreUnavailable("store-missing", url)
    store = open_store(url, Changefeed())
    try:
        yield store
    finally:
        store.dispose()


def open_store(url: str, feed: Changefeed) -> Store:
    """A store ready for use; StoreUnavailable or BadInput where it cannot be had."""
    parsed = _address(url)
    file = sqlite_file(parsed)
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable("store-not-found", parsed.render_as_string()) from error
    store = Store(parsed, feed.publish)
    schema.prepare(store)
    return store


def _address(url: str) -> URL:
    """The parsed address; BadInput where it names no store of a kind this program keeps."""
    try:
        url.encode()
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # no address, no text, or a port that is no number
        parsed = None
    if parsed is None or "\0" in url or not _is_possible(parsed):
        raise wrong_option("--store", url, "sqlite:///FILE or postgresql+psycopg://…")
    return parsed


def _is_possible(url: URL) -> bool:
    if not url.query.keys() <= OPTIONS.get(url.drivername, set()):
        return False
    if url.drivername == "postgresql+psycopg":
        return True
    return (
        url.drivername == "sqlite"
        and not url.host
        and url.database not in {None, "", ":memory:"}
        and not str(url.database).startswith("file:")
        and str(url.query.get("timeout", "5")).replace(".", "", 1).isdecimal()
    )
