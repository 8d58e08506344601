"""`poshtiban verify`: cached due times against events, letters against their register."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from app.clock import Clock
from app.commands.command_line import Subparsers, quiet_progress
from app.commands.opening import opened_store
from app.domain.errors import BadInput
from app.i18n import N_, _
from app.services.verification.findings import Verified
from app.services.verification.presented import presented_code, presented_file
from app.services.verification.whole import verify

VERDICTS = {
    "genuine": N_("Letter {number} ({language}) is just as it was issued."),
    "unknown-letter": N_("No letter {number} ({language}) was issued from this store."),
    "other-content": N_("Letter {number} ({language}) was issued with another content."),
    "other-bytes": N_("Letter {number} ({language}) was issued; this file is not the one, but says so."),
    "no-seal": N_("This is no letter with a seal of this program."),
}
_CODE = "POSHTIBAN "


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `verify`."""
    parser = subparsers.add_parser(
        "verify",
        parents=[common],
        help=_("Check due times against events, and letters against their register"),
    )
    parser.add_argument(
        "--letter",
        metavar="CODE|FILE.pdf",
        help=_("hold one letter against the store: what a scanner read from its code, or its file"),
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Say what is off, a line each; 1 if anything is."""
    if arguments.letter is not None:
        return _run_letter(arguments)
    line = _("{done} of {total} jobs")
    progress = quiet_progress(clock, lambda done, total: line.format(done=done, total=total))
    with opened_store(arguments) as store:
        found = verify(store, clock, progress)
    print(json.dumps(asdict(found)) if arguments.json else _report(found))
    return 1 if found.findings else 0


def _run_letter(arguments: argparse.Namespace) -> int:
    """Say whether a letter is one that was issued; 1 if it is not."""
    asked: str = arguments.letter
    pdf = None if asked.startswith(_CODE) else _read(Path(asked))
    with opened_store(arguments) as store, store.reading() as session:
        found = presented_code(session, asked) if pdf is None else presented_file(session, pdf)
    verdict = _(VERDICTS[found.verdict]).format(number=found.number, language=found.language)
    print(json.dumps(asdict(found)) if arguments.json else verdict)
    return 0 if found.is_genuine else 1


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        expected = "the text of a letter's code, or a file that can be read"
        raise BadInput(str(file), error.strerror or "no access", expected) from error


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
