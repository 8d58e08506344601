"""Opens the store that a command line names."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from app.commands.command_line import wrong_option
from app.domain.errors import StoreUnavailable
from app.models import schema
from app.models.store import Store, sqlite_file
from app.services.changefeed import Changefeed
from app.settings import Settings, read_settings


def settings_of(arguments: argparse.Namespace) -> Settings:
    """This desk's settings, with the store that was named on the command line."""
    settings = read_settings()
    return replace(settings, store_url=arguments.store) if arguments.store else settings


@contextmanager
def opened_store(arguments: argparse.Namespace, feed: Changefeed | None = None) -> Iterator[Store]:
    """The store, created or upgraded as needed, closed at the end."""
    store = open_store(settings_of(arguments).store_url, feed or Changefeed())
    try:
        yield store
    finally:
        store.dispose()


def open_store(url: str, feed: Changefeed) -> Store:
    """A store ready for use; StoreUnavailable or BadInput where it cannot be had."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError):
        backend = ""
    if backend not in {"sqlite", "postgresql"}:
        raise wrong_option("--store", url, "sqlite:///FILE or postgresql+psycopg://…")
    file = sqlite_file(parsed)
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable("store-not-found", parsed.render_as_string()) from error
    store = Store(parsed, feed.publish)
    schema.prepare(store)
    return store
