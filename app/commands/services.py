"""`poshtiban services`: the background services without a window, for a server or a spare desk."""

import argparse
import gc
import json
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from threading import Event

from app.clock import Clock
from app.commands.command_line import Subparsers, say, settings_of, wrong_option
from app.commands.opening import open_store, opened_store
from app.domain.persian import latin_digits
from app.i18n import _
from app.models.store import Store
from app.services.background.answering import HERE, FiguresServer
from app.services.background.figures import Figures, figures, health_line, prometheus
from app.services.background.leading import candidate
from app.services.background.running import Background
from app.services.changefeed import Changefeed

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""Windows hears no signal while it waits for longer."""


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `services [--health | --metrics] [--metrics-port PORT]`."""
    parser = subparsers.add_parser(
        "services", parents=[common], help=_("Run the background services without a window")
    )
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument(
        "--health", action="store_true", help=_("say in one line how they stand, and end; 1 if not well")
    )
    asked.add_argument(
        "--metrics", action="store_true", help=_("print the figures as Prometheus reads them, and end")
    )
    asked.add_argument(
        "--metrics-port",
        metavar="PORT",
        help=_("while running, answer /metrics and /health on this port of this machine"),
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Run until a signal ends it, or say how the services of the store stand."""
    if arguments.health or arguments.metrics:
        return _say_figures(arguments, clock)
    port = None if arguments.metrics_port is None else _port(arguments.metrics_port)
    settings = settings_of(arguments)
    feed = Changefeed()
    with _ended_by_signal() as ending:
        store = open_store(settings.store_url, feed)
        try:
            with _answering(port, store, clock):
                work = Background(
                    store,
                    clock,
                    feed,
                    sms=settings.messages.sms,
                    me=candidate("services", settings.user),
                    failed=_report,
                )
                work.start()
                # What is loaded stays: looking through it at each collection would make alarms late.
                gc.collect()
                gc.freeze()
                say(_("Background services on {store}").format(store=store.url.render_as_string()))
                while not ending.wait(LOOK_SECONDS):
                    pass
                work.stop()
        finally:
            store.dispose()
    say(_("Background services ended"))
    return 0


def _say_figures(arguments: argparse.Namespace, clock: Clock) -> int:
    with opened_store(arguments) as store, store.reading() as session:
        found = figures(session, clock)
    if arguments.json:
        print(json.dumps(asdict(found) | {"problem": found.problem}, default=str))
    elif arguments.metrics:
        print(prometheus(found), end="")
    else:
        print(health_line(found))
    return 1 if found.problem and arguments.health else 0


@contextmanager
def _answering(port: int | None, store: Store, clock: Clock) -> Iterator[None]:
    if port is None:
        yield
        return

    def ask() -> Figures:
        with store.reading() as session:
            return figures(session, clock)

    try:
        server = FiguresServer(port, ask)
    except OSError as error:
        raise wrong_option("--metrics-port", str(port), "a port that is free") from error
    server.start()
    say(_("Figures: http://{host}:{port}/metrics").format(host=HERE, port=server.port))
    try:
        yield
    finally:
        server.stop()


@contextmanager
def _ended_by_signal() -> Iterator[Event]:
    """Set by the signals that ask a program to end; how they were heard before is put back."""
    ending = Event()
    names = ["SIGINT", "SIGTERM"] + (["SIGBREAK"] if sys.platform == "win32" else [])
    before = {number: signal.getsignal(number) for number in (getattr(signal, name) for name in names)}
    for number in before:
        signal.signal(number, lambda *_arguments: ending.set())
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _report(failure: BaseException) -> None:
    log.error("background work failed", exc_info=failure)
    say(f"poshtiban: {type(failure).__name__}: {failure}")


def _port(text: str) -> int:
    digits = latin_digits(text)
    if not digits.isdecimal() or int(digits) > 65_535:
        raise wrong_option("--metrics-port", text, "a port from 0 (any that is free) to 65535")
    return int(digits)
