"""`poshtiban replay`: what-if: clocks and penalties of some events under some agreements; no store."""

import argparse
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from app.clock import Clock
from app.commands.command_line import Subparsers, quiet_progress, written_day, wrong_option
from app.domain.accounts import Account
from app.domain.comparison import compare
from app.domain.money import is_rial
from app.domain.penalties.measured import Measured
from app.domain.what_if import Period
from app.domain.windows import YEARS
from app.i18n import LANGUAGES, _, speaking
from app.services.replay.difference import (
    DIFF_FIGURES,
    DIFF_TABLE,
    DIFF_WORDS,
    account_words,
    difference,
    words,
    write_difference,
)
from app.services.replay.drafts import priced, read_agreement_files, scenarios, time_zone
from app.services.replay.folder import written_together
from app.services.replay.job_files import read_jobs
from app.services.replay.measured_file import read_measured
from app.services.replay.replaying import Asked, replay_into
from app.services.replay.tables import CLOCKS, PENALTIES, SUMMARY, summary, write_json

DRAFT = "draft"
"""The folder that holds the tables of the second draft."""
TABLES = (CLOCKS, PENALTIES, SUMMARY)
OURS = (*TABLES, *(f"{DRAFT}/{name}" for name in TABLES), DIFF_TABLE, DIFF_FIGURES, *DIFF_WORDS.values())


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `replay --agreement … --jobs … --events … --period FROM/TO --output DIR`."""
    parser = subparsers.add_parser(
        "replay", parents=[common], help=_("What if: clocks and penalties of events under agreements")
    )
    add = parser.add_argument
    add(
        "--agreement",
        action="append",
        type=Path,
        required=True,
        metavar="A.toml",
        help=_("an agreement file; of one code, two drafts"),
    )
    add("--jobs", type=Path, required=True, metavar="JOBS.csv", help=_("one line a job"))
    add("--events", type=Path, required=True, metavar="EVENTS.csv", help=_("one line an event"))
    add("--period", required=True, metavar="FROM/TO", help=_("local dates; the last is no part of it"))
    add("--as-of", metavar="INSTANT", help=_("how it stood then; otherwise with everything that happened"))
    add(
        "--price",
        action="append",
        default=[],
        metavar="NAME=AMOUNT",
        help=_("another sum for a price, in rial"),
    )
    add("--measured", type=Path, metavar="M.toml", help=_("figures that jobs do not carry"))
    add("--output", type=Path, required=True, metavar="DIR", help=_("the folder for the tables"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Write the tables of the what-if, and of two drafts the difference."""
    files = priced(read_agreement_files(arguments.agreement), _prices(arguments.price))
    zone = time_zone(files)
    drafts = scenarios(files)
    first, beyond = _days(arguments.period)
    as_of = _as_of(arguments.as_of, zone)
    _spare(arguments)
    contracts = [each.agreement for each in files]
    measured = read_measured(arguments.measured, contracts) if arguments.measured else Measured()
    reading = read_jobs(arguments.jobs, arguments.events, zone, lambda file: _percent_told(clock, file))
    known = [at for at in (reading.last_at, measured.last_at(zone)) if at is not None]
    asked = Asked(first, beyond, as_of or max([Period.of_days(first, beyond, zone).end, *known]), zone)
    with written_together(arguments.output, OURS) as folder:
        accounts = [
            replay_into(place, reading.histories, draft, asked, measured=measured, told=_jobs_told(clock))
            for place, draft in zip((folder, folder / DRAFT), drafts, strict=False)
        ]
        answer, lines = _answer(folder, accounts, zone)
    print(json.dumps(answer, ensure_ascii=False) if arguments.json else "\n".join(lines))
    return 0


def _answer(folder: Path, accounts: Sequence[Account], zone: ZoneInfo) -> tuple[dict[str, object], list[str]]:
    """What --json prints and what a person reads; of two drafts the difference is written as well."""
    answer = summary(accounts[0])
    if len(accounts) == 1:
        return answer, list(account_words(accounts[0]))
    comparison = compare(accounts[0], accounts[1])
    write_difference(folder, comparison, zone)
    write_json(folder / DIFF_FIGURES, difference(comparison))
    for language in LANGUAGES:
        with speaking(language):
            text = "\n".join(words(comparison))
        (folder / DIFF_WORDS[language]).write_text(text + "\n", encoding="utf-8")
    answer |= {"draft": summary(accounts[1]), "difference": difference(comparison)}
    return answer, list(words(comparison))


def _prices(given: Sequence[str]) -> dict[str, Decimal]:
    prices: dict[str, Decimal] = {}
    for text in given:
        name, _equals, amount = text.partition("=")
        if not name or not is_rial(amount):
            raise wrong_option("--price", text, "NAME=AMOUNT in whole rial, such as visit_fee=2500000")
        if name in prices:
            raise wrong_option("--price", text, "each price once")
        prices[name] = Decimal(amount)
    return prices


def _days(text: str) -> tuple[date, date]:
    try:
        first, beyond = (written_day(part) for part in text.split("/"))
    except ValueError:
        raise wrong_option("--period", text, "FROM/TO, such as 2026-03-21/2026-04-21") from None
    if not first < beyond or first.year not in YEARS or beyond.year not in YEARS:
        raise wrong_option("--period", text, "a first day before the last")
    return first, beyond


def _as_of(text: str | None, zone: ZoneInfo) -> datetime | None:
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text)
        at = (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        at = None
    if at is None or at.year not in YEARS:
        raise wrong_option("--as-of", text, "an instant such as 2026-04-21T00:00+03:30")
    return at


def _spare(arguments: argparse.Namespace) -> None:
    """BadInput where a table would be written over a file that is read."""
    for name in OURS:
        for path in filter(
            None, (arguments.jobs, arguments.events, arguments.measured, *arguments.agreement)
        ):
            with suppress(OSError):
                if (arguments.output / name).samefile(path):
                    raise wrong_option(
                        "--output", str(arguments.output), f"a folder other than that of {path}"
                    )


def _percent_told(clock: Clock, file: str) -> Callable[[int, int], None]:
    line = _("{file}: {percent} % read")
    return quiet_progress(
        clock, lambda done, total: line.format(file=file, percent=100 * done // max(total, 1))
    )


def _jobs_told(clock: Clock) -> Callable[[int, int], None]:
    line = _("{done} of {total} jobs")
    return quiet_progress(clock, lambda done, total: line.format(done=done, total=total))
