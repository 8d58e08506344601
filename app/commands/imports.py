"""`poshtiban import`: takes lists, jobs, visits, agreements and foreign ticket logs into the store."""

import argparse
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.clock import Clock
from app.commands.command_line import quiet_progress, say, settings_of, wrong_option
from app.commands.opening import opened_store
from app.domain.errors import BadInput
from app.i18n import _, ngettext
from app.models.store import Store, sqlite_file
from app.services.imports.calendar_lists import import_agreements, import_holidays, read_agreements
from app.services.imports.event_lists import import_events
from app.services.imports.job_lists import import_jobs
from app.services.imports.list_rows import read_list
from app.services.imports.lists import import_list
from app.services.imports.logs import import_log, read_log
from app.services.imports.mapping_file import read_mapping
from app.services.imports.outcome import Outcome, Progress, WriteRejects, rejects_file
from app.services.imports.runs import Request, note_run
from app.services.imports.text_file import decoded, file_bytes
from app.services.imports.visit_lists import import_visits
from app.settings import Settings

SHIPPED_MAPPINGS = Path(__file__).resolve().parents[2] / "data" / "mappings"
SHOWN_REJECTS = 10

Take = Callable[[Session, Progress], Outcome]
Prepare = Callable[[Request, Clock, Settings], Take]
"""Reads the files before any store is opened, and answers with what is left to do there."""


def add_to(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Register `import KIND FILE [FILE …]`."""
    parser = subparsers.add_parser("import", parents=[common], help=_("Take a file into the store"))
    parser.add_argument("kind", choices=sorted(_KINDS), metavar="KIND", help=", ".join(sorted(_KINDS)))
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("CSV, or XLSX for lists"))
    parser.add_argument("--mapping", metavar="MAP.toml", help=_("how to read a foreign ticket log"))
    parser.add_argument("--dry-run", action="store_true", help=_("check everything, change nothing"))
    parser.add_argument("--rejects", type=Path, metavar="OUT.csv", help=_("where refused rows are explained"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Take the files in; 1 where rows were refused."""
    request = _request(arguments)
    rejects: Path | None = arguments.rejects
    _spare(rejects, [*request.files, *([Path(arguments.mapping)] if arguments.mapping else [])])
    with rejects_file(rejects) as explain:
        take = _KINDS[request.kind](request, clock, settings_of(arguments))
        with opened_store(arguments, may_be_new=True) as store:
            _spare(rejects, filter(None, [sqlite_file(store.url)]))
            outcome = _taken(store, clock, work=(request, take), explain=explain, dry_run=arguments.dry_run)
    _report(outcome, arguments)
    return 1 if outcome.rejects else 0


def _request(arguments: argparse.Namespace) -> Request:
    if arguments.kind != "log":
        if arguments.mapping:
            raise wrong_option("--mapping", arguments.mapping, "no mapping, or the kind log")
        return Request(arguments.kind, arguments.files)
    if not arguments.mapping:
        shipped = ", ".join(sorted(path.stem for path in SHIPPED_MAPPINGS.glob("*.toml")))
        raise BadInput("command line", "nothing", f"a mapping file, or one of {shipped}", column="--mapping")
    path = Path(arguments.mapping)
    if not path.exists() and (SHIPPED_MAPPINGS / f"{path.name}.toml").exists():
        path = SHIPPED_MAPPINGS / f"{path.name}.toml"
    return Request("log", arguments.files, decoded(file_bytes(path), "utf-8", file=path.name), path.name)


def _spare(rejects: Path | None, others: Iterable[Path]) -> None:
    """BadInput where the explanations would be written over what is read."""
    for other in others:
        with suppress(OSError):
            if rejects and rejects.samefile(other):
                raise wrong_option("--rejects", str(rejects), "a file that is not itself taken in")


class _Rehearsed(Exception):  # noqa: N818 - it names what happened
    """Ends the transaction of a dry run, so that nothing of it stays."""


def _taken(
    store: Store, clock: Clock, *, work: tuple[Request, Take], explain: WriteRejects, dry_run: bool
) -> Outcome:
    """The outcome, all of it in one transaction; refused rows are explained before it is committed."""
    request, take = work
    outcome = Outcome()
    try:
        with store.writing() as session:
            outcome = take(session, _progress(clock))
            note_run(session, clock, request, outcome)
            session.flush()
            explain(outcome.rejects)
            if dry_run:
                raise _Rehearsed  # noqa: TRY301 - raising is how a transaction is given up
    except _Rehearsed:
        pass
    return outcome


def _progress(clock: Clock) -> Progress:
    line = _("{done} of {total} rows")
    return quiet_progress(clock, lambda done, total: line.format(done=done, total=total))


def _report(outcome: Outcome, arguments: argparse.Namespace) -> None:
    if arguments.json:
        print(json.dumps(outcome.counts()))
    else:
        print(", ".join(f"{name} {count}" for name, count in outcome.counts().items()))
        if outcome.drafted:
            waits = ngettext(
                "{count} waits as a draft: it holds once a second person has approved it.",
                "{count} wait as drafts: they hold once a second person has approved them.",
                outcome.drafted,
            )
            print(waits.format(count=outcome.drafted))
    for note in outcome.notes:
        say(note)
    if arguments.rejects:
        return
    for reject in outcome.rejects[:SHOWN_REJECTS]:
        say(str(reject))
    if outcome.rejected > SHOWN_REJECTS:
        say(
            _("{count} more; --rejects OUT.csv keeps them all").format(count=outcome.rejected - SHOWN_REJECTS)
        )


def _log(request: Request, clock: Clock, _settings: Settings) -> Take:
    mapping = read_mapping(request.mapping, file=request.mapping_file)
    reading = read_log(mapping, request.files, now=clock.now())
    return lambda session, progress: import_log(session, clock, reading, progress=progress)


def _list(request: Request, clock: Clock, _settings: Settings) -> Take:
    reading = read_list(request.kind, request.files)
    return lambda session, progress: import_list(session, clock, request.kind, reading, progress=progress)


def _holidays(request: Request, clock: Clock, settings: Settings) -> Take:
    reading = read_list("holidays", request.files)
    return lambda session, _progress: import_holidays(session, clock, reading, by=settings.user)


def _agreements(request: Request, clock: Clock, settings: Settings) -> Take:
    texts = read_agreements(request.files)
    return lambda session, _progress: import_agreements(session, clock, texts, by=settings.user)


_OF_THE_DESK = {"events": import_events, "jobs": import_jobs, "visits": import_visits}


def _desk_list(request: Request, clock: Clock, settings: Settings) -> Take:
    reading = read_list(request.kind, request.files)
    take, zone = _OF_THE_DESK[request.kind], ZoneInfo(settings.time_zone)
    return lambda session, progress: take(session, clock, reading, zone=zone, progress=progress)


_KINDS: dict[str, Prepare] = {
    "agreements": _agreements,
    "contractors": _list,
    "events": _desk_list,
    "holidays": _holidays,
    "jobs": _desk_list,
    "log": _log,
    "merchants": _list,
    "technicians": _list,
    "terminals": _list,
    "visits": _desk_list,
}
