"""`poshtiban verify`: cached due times against events, letters against their register."""

import argparse
import json
from dataclasses import asdict

from app.clock import Clock
from app.commands.command_line import Subparsers, say
from app.commands.opening import opened_store
from app.i18n import _
from app.services.verification.findings import Progress, Verified
from app.services.verification.whole import verify

QUIET_SECONDS = 1.0
"""Time that passes between two lines of progress."""


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
    with opened_store(arguments) as store:
        found = verify(store, clock, _progress(clock))
    print(json.dumps(asdict(found)) if arguments.json else _report(found))
    return 1 if found.findings else 0


def _progress(clock: Clock) -> Progress:
    told = [clock.monotonic()]

    def tell(done: int, total: int) -> None:
        now = clock.monotonic()
        if now - told[0] >= QUIET_SECONDS:
            told[0] = now
            say(_("{done} of {total} jobs").format(done=done, total=total))

    return tell


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
