"""`poshtiban verify`: cached due times against events, letters against their register."""

import argparse
import json
from dataclasses import asdict

from app.clock import Clock
from app.commands.command_line import Subparsers, quiet_progress
from app.commands.opening import opened_store
from app.i18n import _
from app.services.verification.findings import Verified
from app.services.verification.whole import verify


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `verify`."""
    parser = subparsers.add_parser(
        "verify",
        parents=[common],
        help=_("Check due times against events, and letters against their register"),
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Say what is off, a line each; 1 if anything is."""
    line = _("{done} of {total} jobs")
    progress = quiet_progress(clock, lambda done, total: line.format(done=done, total=total))
    with opened_store(arguments) as store:
        found = verify(store, clock, progress)
    print(json.dumps(asdict(found)) if arguments.json else _report(found))
    return 1 if found.findings else 0


def _report(found: Verified) -> str:
    looked = _("{jobs} jobs, {obligations} obligations and {letters} letters were checked; {found} are off")
    lines = [finding.line() for finding in found.findings]
    if found.announcements_due:
        lines.append(_("{count} thresholds wait to be announced").format(count=found.announcements_due))
    lines.append(
        looked.format(
            jobs=found.jobs, obligations=found.obligations, letters=found.letters, found=len(found.findings)
        )
    )
    return "\n".join(lines)
