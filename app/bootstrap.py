"""Puts the program together; the only module that knows every layer.

A call of the program goes like this:

1. `main` reads the command line. Whatever is wrong with the call, its files or the store is said in
   one line, and the program ends with status 2.
2. A command of `app.commands` runs without a screen and answers with its exit status.
3. Without a command, or after `demo`, the control room opens: Qt and the first picture, which is the board
   as it was last (app/views/opening); behind it fault hooks, the store, the desk (the windows' one door to
   it), the window, and last the timed work and the ear for other desks. The first picture waits for none of
   them, nor for the commands, whose services load letters, timed work and imports.
4. It ends in the opposite order: no more commands, timed work, other desks, the store.
"""

import argparse
import gc
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import ModuleType

from app import __version__
from app.clock import Clock, SystemClock, TurnedClock
from app.commands.command_line import CommandLine, common_options, say, settings_of
from app.domain.errors import PoshtibanError
from app.i18n import speaking
from app.settings import Settings, read_settings

SAMPLE_USER = "dispatcher1"
"""Whose desk the sample region opens on."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit status: 0 done, 1 the answer is no, 2 the call or its input is wrong."""
    clock = SystemClock()
    try:
        with speaking("en"):
            called = _command_line(arguments).parse_args(arguments)
            if called.run is not _open:
                _write_log(called)
            status: int = called.run(called, clock)
    except PoshtibanError as error:
        # The words of every refusal take a tenth of a second to load.
        from app.services.refusals import plain_sentence  # noqa: PLC0415 - see above

        with speaking("en"):
            say(f"poshtiban: {plain_sentence(error)}")
        return 2
    except BrokenPipeError:
        # Whoever read our answer has gone; there is nobody to tell.
        with suppress(OSError):
            sys.stdout.close()
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def _command_line(arguments: Sequence[str] | None) -> CommandLine:
    everywhere, common = common_options(), common_options(after_command=True)
    parser = CommandLine(prog="poshtiban", parents=[everywhere], description="The support control room.")
    parser.add_argument("--version", action="version", version=__version__)
    parser.set_defaults(run=_open)
    if _wants_window(arguments):
        return parser
    subparsers = parser.add_subparsers(metavar="COMMAND")
    for command in _commands():
        command.add_to(subparsers, common)
    subparsers.choices["demo"].set_defaults(show=_show_sample)
    return parser


def _wants_window(arguments: Sequence[str] | None) -> bool:
    """Whether the call holds nothing but options that need no command."""
    options = argparse.ArgumentParser(parents=[common_options()], add_help=False, exit_on_error=False)
    with suppress(argparse.ArgumentError):
        _found, rest = options.parse_known_args(arguments)
        return not rest
    return False


def _commands() -> tuple[ModuleType, ...]:
    from app.bench import command as bench  # noqa: PLC0415 - see the module's text
    from app.commands import (  # noqa: PLC0415 - as above
        alarms,
        channels,
        clock,
        demo,
        export,
        imports,
        letter,
        penalties,
        proof,
        replay,
        report,
        services,
        verify,
    )

    return (
        demo,
        imports,
        export,
        clock,
        replay,
        penalties,
        letter,
        report,
        proof,
        alarms,
        channels,
        services,
        bench,
        verify,
    )


def _open(arguments: argparse.Namespace, clock: Clock) -> int:
    with _no_collecting():
        return _open_window(settings_of(arguments), clock, log=partial(_write_log, arguments))


def _write_log(arguments: argparse.Namespace) -> None:
    from platformdirs import user_log_path  # noqa: PLC0415 - the first picture needs neither

    from app import logs  # noqa: PLC0415 - its handlers load a library of sockets

    logs.write_to(user_log_path("poshtiban"), verbose=arguments.verbose)


def _open_window(settings: Settings, clock: Clock, *, log: Callable[[], None]) -> int:
    """The first picture, and behind it everything else."""
    # Qt takes a while to load and needs a screen; most commands need neither.
    from app.views.opening.first_window import first_picture  # noqa: PLC0415 - see above

    with first_picture(settings, clock) as first:
        log()
        # The store and the pages take most of a second; the first picture waits for neither.
        from app.views.opening.behind import done_behind, load_libraries  # noqa: PLC0415 - see above

        done_behind(first.window, clock, load_libraries)
        from app.control_room import open_control_room  # noqa: PLC0415 - see above

        return open_control_room(settings, clock, first)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Loading makes no garbage, but a quarter of its time went into looking for some.

    The window collects by a timer of its own.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _show_sample(directory: Path, arguments: argparse.Namespace) -> int:
    """Open the sample region, or take its pictures as they were at the instant it ends."""
    from app.commands import demo  # noqa: PLC0415 - as in _commands

    settings = _sample_settings(demo.store_url(directory), arguments)
    if not arguments.no_window:
        return _open_window(settings, SystemClock(), log=_nothing)
    from app.control_room import picture_control_room  # noqa: PLC0415 - as in _open_window

    summary = json.loads((directory / demo.SUMMARY).read_text(encoding="utf-8"))
    end = TurnedClock(datetime.fromisoformat(summary["until"]))
    picture_control_room(settings, end, directory / demo.SCREENS, told=say)
    return 0


def _sample_settings(store_url: str, arguments: argparse.Namespace) -> Settings:
    settings = replace(read_settings(), store_url=store_url, user=SAMPLE_USER)
    return replace(settings, language=arguments.language) if arguments.language else settings


def _nothing() -> None:
    """The log is written to already."""
