"""`poshtiban proof`: why the promises on a job stand as they do, as text or as PDF."""

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.clock import Clock
from app.commands.command_line import Subparsers, say, settings_of, wrong_option
from app.commands.opening import opened_store
from app.commands.output_file import write_output
from app.domain.agreements import Metric
from app.domain.proof import ProofLine, ProofSheet
from app.i18n import LANGUAGES, Language, _
from app.services.proofs.question import Proof, proofs_of_job
from app.services.proofs.sheet_pdf import proofs_pdf
from app.services.proofs.statement import Statement, statement
from app.services.proofs.text import as_text


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `proof JOB [--metric METRIC] [--agreement CODE] [--language fa|en] [--output FILE.pdf]`."""
    parser = subparsers.add_parser(
        "proof", parents=[common], help=_("Say why the promises on a job stand as they do")
    )
    add = parser.add_argument
    add("job", metavar="JOB", help=_("code of the job"))
    add("--metric", choices=[metric.value for metric in Metric], help=_("promises of this kind alone"))
    add("--agreement", metavar="CODE", help=_("promises of this agreement alone"))
    add("--language", choices=LANGUAGES, help=_("that of this desk unless given"))
    add("--output", type=Path, metavar="FILE.pdf", help=_("a PDF in place of text"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Print the sheets or write them as one PDF; BadInput where the job or such a promise is not there."""
    ours: Language = "en" if settings_of(arguments).language == "en" else "fa"
    language: Language = arguments.language or ours
    with opened_store(arguments) as store, store.reading() as session:
        found = _asked(session, clock, arguments)
    said = [statement(each.sheet, language, parties=each.parties) for each in found]
    output: Path | None = arguments.output
    if output is not None:
        _write(output, said)
    if arguments.json:
        print(json.dumps(_document(arguments.job, found, said, output), ensure_ascii=False))
    elif output is None:
        print("\n\n".join(map(as_text, said)))
    return 0


def _asked(session: Session, clock: Clock, arguments: argparse.Namespace) -> list[Proof]:
    """The sheets that the options name, in the order of the promises."""
    found = proofs_of_job(session, clock, arguments.job)
    if found is None:
        raise wrong_option("JOB", arguments.job, "the code of a job")
    if not found:
        raise wrong_option("JOB", arguments.job, "a job on which something is promised")
    found = _only(found, "--agreement", arguments.agreement, lambda each: each.sheet.obligation.agreement)
    return _only(found, "--metric", arguments.metric, lambda each: each.sheet.obligation.metric.value)


def _only(found: list[Proof], option: str, wanted: str | None, read: Callable[[Proof], str]) -> list[Proof]:
    if wanted is None:
        return found
    there = sorted({read(each) for each in found})
    if wanted not in there:
        raise wrong_option(option, wanted, "one of " + ", ".join(there))
    return [each for each in found if read(each) == wanted]


def _write(output: Path, said: Sequence[Statement]) -> None:
    pdf = proofs_pdf(said)
    write_output(output, pdf)
    say(_("{count} bytes written to {file}").format(count=len(pdf), file=output))


def _document(
    job: str, found: Sequence[Proof], said: Sequence[Statement], output: Path | None
) -> dict[str, object]:
    sheets = [_sheet(each.sheet) | {"text": as_text(text)} for each, text in zip(found, said, strict=True)]
    return {"job": job, "output": str(output) if output else None, "sheets": sheets}


def _sheet(sheet: ProofSheet) -> dict[str, object]:
    """One promise as figures; instants in UTC."""
    obligation, reading = sheet.obligation, sheet.obligation.reading
    return {
        "agreement": obligation.agreement,
        "kind": obligation.kind.value,
        "version": obligation.version,
        "metric": obligation.metric.value,
        "sequence": obligation.sequence,
        "contractor": obligation.party,
        "state": reading.state.value,
        "started": _told(obligation.started_at),
        "due": _told(reading.due_at),
        "stopped": _told(reading.stopped_at),
        "paused_seconds": reading.paused_seconds,
        "used_seconds": reading.used_seconds,
        "overrun_seconds": reading.overrun_seconds,
        "segments": [_segment(line) for line in sheet.lines],
    }


def _segment(line: ProofLine) -> dict[str, object]:
    segment = line.segment
    return {
        "start": _told(segment.start),
        "end": _told(segment.end),
        "state": segment.state.value,
        "owner": segment.owner,
        "contractor": segment.party,
        "counted_seconds": segment.counted_seconds,
        "total_seconds": line.total_seconds,
    }


def _told(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
