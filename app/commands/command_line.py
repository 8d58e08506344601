"""The command line: one parser over all commands, one line for every mistake (interfaces: Commands)."""

import argparse
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NoReturn, TypeAlias

from app.clock import Clock
from app.domain.errors import BadInput
from app.domain.persian import without_isolates
from app.i18n import is_rtl
from app.settings import Settings, read_settings

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives its type no public name

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

QUIET_SECONDS = 2.0
"""Time that passes between two lines of progress."""


class CommandLine(argparse.ArgumentParser):
    """A parser that answers a wrong call with one line instead of a page of usage."""

    def error(self, message: str) -> NoReturn:
        """Exit with status 2 and one line."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def common_options(*, after_command: bool = False) -> argparse.ArgumentParser:
    """The options every command takes, before its name or after it.

    Those after it have no defaults, which would undo what was said before it.
    """
    options = CommandLine(add_help=False)
    silence = {"default": argparse.SUPPRESS} if after_command else {}
    _flag(options, "--json", "print the result as one JSON object", silence)
    _flag(options, "--verbose", "write more into the log", silence)
    options.add_argument(
        "--store", metavar="URL", help="sqlite:///… or postgresql+psycopg://…", default=silence.get("default")
    )
    return options


def _flag(options: CommandLine, name: str, does: str, silence: dict[str, str]) -> None:
    options.add_argument(name, action="store_true", help=does, default=silence.get("default", False))


def say(line: str) -> None:
    """One line for a person, on stderr, so that --json keeps stdout to itself."""
    # A terminal may show the marks of direction.
    print(line if is_rtl() else without_isolates(line), file=sys.stderr)


def wrong_option(option: str, found: str, expected: str) -> BadInput:
    """A value on the command line that is no good."""
    return BadInput("command line", repr(found), expected, column=option)


def written_day(text: str) -> date:
    """A date written as 2026-03-21; ValueError for any other form that ISO 8601 knows as well."""
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def quiet_progress(clock: Clock, line: Callable[[int, int], str]) -> Callable[[int, int], None]:
    """Tells `line(done, total)` now and then while something takes long; short work passes in silence."""
    told = [clock.monotonic()]

    def tell(done: int, total: int) -> None:
        now = clock.monotonic()
        if now - told[0] >= QUIET_SECONDS:
            told[0] = now
            say(line(done, total))

    return tell


def settings_of(arguments: argparse.Namespace) -> Settings:
    """This desk's settings, with the store that was named on the command line."""
    settings = read_settings()
    return replace(settings, store_url=arguments.store) if arguments.store else settings
