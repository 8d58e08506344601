"""`poshtiban letter`: the bytes of a letter as they were issued."""

import argparse
import json
from pathlib import Path

from app.clock import Clock
from app.commands.command_line import Subparsers, say, wrong_option
from app.commands.opening import opened_store
from app.commands.output_file import write_output
from app.domain.errors import RuleBroken
from app.i18n import LANGUAGES, _
from app.services.letters.archive import letter_pdf


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `letter NUMBER --output FILE.pdf`."""
    parser = subparsers.add_parser("letter", parents=[common], help=_("Reprint a letter as it was issued"))
    parser.add_argument("number", metavar="NUMBER", help=_("such as 1405-PM-0012 or ۱۴۰۵/پ‌م/۱۲"))
    parser.add_argument(
        "--output", type=Path, required=True, metavar="FILE.pdf", help=_("where it is written")
    )
    parser.add_argument("--language", choices=LANGUAGES, help=_("the first of the contract unless given"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, _clock: Clock) -> int:
    """Write the letter; BadInput where there is none of that number."""
    output: Path = arguments.output
    with opened_store(arguments) as store, store.reading() as session:
        try:
            pdf = letter_pdf(session, arguments.number, arguments.language)
        except RuleBroken as broken:
            if broken.code == "unknown-letter":
                raise wrong_option("NUMBER", arguments.number, "the number of an issued letter") from broken
            raise
    write_output(output, pdf)
    if arguments.json:
        print(json.dumps({"number": arguments.number, "output": str(output), "bytes": len(pdf)}))
    else:
        say(_("{count} bytes written to {file}").format(count=len(pdf), file=output))
    return 0
