"""`poshtiban export`: writes the store's jobs and events as files that `replay` reads."""

import argparse
import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from app.clock import Clock
from app.commands.command_line import Subparsers, quiet_progress, settings_of, written_day, wrong_option
from app.commands.opening import opened_store
from app.i18n import _
from app.services.replay.export import export_jobs


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `export DIR [--from DATE] [--to DATE]`."""
    parser = subparsers.add_parser(
        "export", parents=[common], help=_("Write jobs and their events as CSV files for replay")
    )
    parser.add_argument("directory", type=Path, metavar="DIR", help=_("where jobs.csv and events.csv go"))
    parser.add_argument(
        "--from", dest="first", metavar="DATE", help=_("jobs begun on this local day or later")
    )
    parser.add_argument("--to", dest="beyond", metavar="DATE", help=_("jobs begun before this local day"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Write the two files and tell how much they hold."""
    first, beyond = _day("--from", arguments.first), _day("--to", arguments.beyond)
    zone = ZoneInfo(settings_of(arguments).time_zone)
    line = _("{done} of {total} jobs")
    progress = quiet_progress(clock, lambda done, total: line.format(done=done, total=total))
    with opened_store(arguments) as store, store.reading() as session:
        jobs, events = export_jobs(
            session, arguments.directory, zone, first=first, beyond=beyond, progress=progress
        )
    counts = {"jobs": jobs, "events": events}
    print(json.dumps(counts) if arguments.json else f"jobs {jobs}, events {events}")
    return 0


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return written_day(text)
    except ValueError:
        raise wrong_option(option, text, "a date such as 2026-03-21") from None
