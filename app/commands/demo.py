"""`poshtiban demo`: founds the sample region, lets its days pass, prices them and writes the letters."""

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from platformdirs import user_data_path
from pysqlite3 import dbapi2

from app.clock import Clock
from app.commands.command_line import Subparsers, say, wrong_option
from app.domain.errors import BadInput, StoreUnavailable
from app.domain.jalali import jalali_text, parse_jalali
from app.i18n import LANGUAGES, Language, _, speaking
from app.models import schema
from app.models.store import Store
from app.services.sample_region import cases, ledger, measured
from app.services.sample_region.days import Region, live
from app.services.sample_region.ledger import Summary
from app.services.sample_region.rhythm import ZONE
from app.services.sample_region.world import Progress
from app.settings import NAME

STORE = "poshtiban.sqlite"
SUMMARY = "summary.json"
LETTERS, REPORTS, SCREENS = "letters", "reports", "screens"
UNFINISHED = ".poshtiban-unfinished"
LONGEST = 3650
YEARS = range(2000, 2101)
"""The years in which a sample region can be lived."""

_MARK = 0x504F5348
"""SQLite's application id of a store that this command made."""
_STEP = 5
"""Percent between two lines of progress."""

Show = Callable[[Path, argparse.Namespace], int]
"""What opens the window or takes the pictures; the composition root puts it into the arguments."""


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `demo [--directory DIR] [--days 90] [--until DATE] [--seed 7] [--no-window] [--language]`."""
    parser = subparsers.add_parser(
        "demo", parents=[common], help=_("Build the sample region and let its days pass")
    )
    parser.add_argument("--directory", type=Path, metavar="DIR", help=_("where everything is left"))
    parser.add_argument("--days", default="90", metavar="N", help=_("how many days pass (90)"))
    parser.add_argument("--until", metavar="DATE", help=_("the day on whose first instant they end"))
    parser.add_argument("--seed", default="7", metavar="N", help=_("another number, another region (7)"))
    parser.add_argument("--no-window", action="store_true", help=_("leave letters, reports and pictures"))
    parser.add_argument("--language", choices=LANGUAGES, help=_("language of the window and of this report"))
    parser.set_defaults(run=run, show=None, region=None)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Build the region, tell what it holds, and hand over to what shows it."""
    if arguments.store:
        raise wrong_option("--store", arguments.store, "no store: the sample region makes its own")
    language: Language = arguments.language or "fa"
    directory = arguments.directory or user_data_path(NAME) / "demo"
    days = _whole("--days", arguments.days, least=1, most=LONGEST)
    seed = _whole("--seed", arguments.seed, least=-(2**63), most=2**63)
    until = end_of(arguments.until, clock, at_midnight=arguments.no_window)
    with speaking(language):
        found = build(
            directory,
            days=days,
            until=until,
            seed=seed,
            progress=_told(),
            region=arguments.region,
        )
        say(_("The sample region is in {directory}.").format(directory=directory))
    if arguments.json:
        print(json.dumps(asdict(found)))
    show: Show | None = arguments.show
    return show(directory, arguments) if show else 0


def build(
    directory: Path,
    *,
    days: int,
    until: datetime,
    seed: int,
    progress: Progress,
    region: Region | None = None,
) -> Summary:
    """Leave the store, letters, reports and summary.json of a sample region in `directory`.

    A region that an earlier call left there is replaced, but only once the new one is whole.
    Raises BadInput where the directory cannot be used or holds a store of somebody's own.
    """
    _prepare_directory(directory)
    unfinished = directory / UNFINISHED
    lived = (region or Region()).lasting(days)
    try:
        with _new_store(unfinished / STORE) as store:
            turned = live(store, lived, until=until, seed=seed, progress=progress)
            first = (until.astimezone(ZONE) - timedelta(days=days)).date()
            months = ledger.months_between(first, until)
            measured.state(store, turned, months)
            ledger.price(store, turned, months)
            cases.go_on(store, turned)
            ledger.forget_notices(store)
            ledger.write_letters(store, unfinished / LETTERS)
            ledger.write_reports(store, turned, months, unfinished / REPORTS)
            with store.reading() as session:
                found = ledger.summary(session, days=days, seed=seed, until=until)
        (unfinished / SUMMARY).write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8")
        _take_over(directory)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return found


def store_url(directory: Path) -> str:
    """The address of the store that a sample region in `directory` has."""
    return f"sqlite:///{directory / STORE}"


def _prepare_directory(directory: Path) -> None:
    """Make the folders, and refuse what would be in the way at the end."""
    unfinished, target = directory / UNFINISHED, directory / STORE
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _check_kinds(directory)
        if target.exists() and not _is_ours(target):
            raise _in_the_way(
                target, "a file of somebody's own", "no store, or one that an earlier demo made"
            )
        if target.exists():
            _settle(target)
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir()
    except OSError as error:
        raise _in_the_way(directory, error.strerror or "no access", "a folder that can be written") from error


def _check_kinds(directory: Path) -> None:
    for name in (LETTERS, REPORTS, SCREENS, UNFINISHED):
        if (directory / name).exists() and not (directory / name).is_dir():
            raise _in_the_way(directory / name, "a file", "a folder, or nothing")
    if (directory / SUMMARY).is_dir():
        raise _in_the_way(directory / SUMMARY, "a folder", "a file, or nothing")


def _in_the_way(path: Path, found: str, expected: str) -> BadInput:
    return BadInput(str(path), found, expected, column="--directory")


def _take_over(directory: Path) -> None:
    """Put the finished region in the place of the earlier one; files of somebody's own stay."""
    unfinished = directory / UNFINISHED
    _settle(directory / STORE)  # somebody may have opened it meanwhile
    (unfinished / STORE).replace(directory / STORE)
    (directory / LETTERS).mkdir(exist_ok=True)
    for letter in (directory / LETTERS).glob("*.??.pdf"):
        letter.unlink()
    for name in (LETTERS, REPORTS):
        (directory / name).mkdir(exist_ok=True)
        for file in (unfinished / name).iterdir():
            file.replace(directory / name / file.name)
    (unfinished / SUMMARY).replace(directory / SUMMARY)


def _is_ours(file: Path) -> bool:
    try:
        connection = dbapi2.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        try:
            (mark,) = connection.execute("PRAGMA application_id").fetchone()
        finally:
            connection.close()
    except dbapi2.DatabaseError:
        return False
    return bool(mark == _MARK)


def _settle(file: Path) -> None:
    """Write back what lies beside an old store, so that nothing of it is taken for a part of the new one."""
    if not file.exists():
        return
    connection = dbapi2.connect(file)
    try:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except dbapi2.OperationalError as error:
        raise StoreUnavailable("store-locked", str(file)) from error
    finally:
        connection.close()


@contextmanager
def _new_store(file: Path) -> Iterator[Store]:
    connection = dbapi2.connect(file)
    connection.execute(f"PRAGMA application_id={_MARK}")
    connection.close()
    store = Store(f"sqlite:///{file}", lambda changes: None)
    try:
        schema.prepare(store)
        yield store
    finally:
        store.dispose()


def _told() -> Progress:
    """Tells every few percent; the same line over and over would bury what follows."""
    told = [-_STEP]

    def tell(day: date, share: float, jobs: int) -> None:
        percent = int(share * 100)
        if percent < 100 and percent < told[0] + _STEP:
            return
        told[0] = percent
        line = _("{percent} %  {day}  {jobs} jobs")
        say(line.format(percent=percent, day=jalali_text(day), jobs=jobs))
        sys.stderr.flush()

    return tell


def _whole(option: str, text: str, *, least: int, most: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        expected = f"a whole number from {least} to {most}" if least > 0 else "a whole number"
        raise wrong_option(option, text, expected)
    return number


def end_of(text: str | None, clock: Clock, *, at_midnight: bool) -> datetime:
    """The instant at which the days end: the first of a named day, of today, or the present."""
    if text is not None:
        return datetime.combine(_date(text), time(), ZONE).astimezone(UTC)
    now = clock.now()
    if not at_midnight:
        return now.replace(microsecond=0)
    return datetime.combine(now.astimezone(ZONE).date(), time(), ZONE).astimezone(UTC)


def _date(text: str) -> date:
    for reading in (date.fromisoformat, parse_jalali):
        try:
            day = reading(text)
        except ValueError:
            continue
        if day.year in YEARS:
            return day
    raise wrong_option("--until", text, "a date such as 2026-11-22 or 1405/09/01")
