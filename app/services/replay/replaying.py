"""Replays jobs under agreements: the clocks of a period, its penalties and tallies, written as files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.domain.accounts import Account
from app.domain.agreements import Agreement
from app.domain.calendars import Calendars
from app.domain.obligations import Obligation
from app.domain.penalties.measured import Measured
from app.domain.what_if import History, Period, WhatIf
from app.services.holidays_ir import official_holidays
from app.services.replay.drafts import Scenario
from app.services.replay.tables import (
    CLOCK_COLUMNS,
    CLOCKS,
    PENALTIES,
    SUMMARY,
    clock_row,
    summary,
    table,
    write_json,
    write_penalties,
)

Told = Callable[[int, int], None]
"""Called with jobs done and jobs in all."""
Keep = Callable[[History, Sequence[Obligation]], None]

_JOBS_BETWEEN = 200
_BEYOND = timedelta(days=3 * 366)
"""How far around the events holidays are looked for: no target is longer than a year of working days."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which period is looked at, from which instant, in which zone's days."""

    first: date
    beyond: date
    """The first day that is no part of it."""
    as_of: datetime
    zone: ZoneInfo

    @property
    def period(self) -> Period:
        """The instants of its days."""
        return Period.of_days(self.first, self.beyond, self.zone)


def reckon(
    histories: Sequence[History],
    scenario: Scenario,
    calendars: Calendars,
    asked: Asked,
    *,
    measured: Measured,
    keep: Keep,
    told: Told,
) -> Account:
    """The account of a period; `keep` gets each job with its promises that belong to it."""
    what_if = WhatIf(scenario, calendars, asked.period, as_of=asked.as_of)
    what_if.add_measured(measured)
    for number, history in enumerate(histories):
        if number % _JOBS_BETWEEN == 0:
            told(number, len(histories))
        keep(history, what_if.add(history))
    return what_if.account()


def replay_into(
    folder: Path,
    histories: Sequence[History],
    scenario: Scenario,
    asked: Asked,
    *,
    measured: Measured | None = None,
    told: Told,
) -> Account:
    """Write clocks.csv, penalties.csv and summary.json of a scenario into a folder."""
    folder.mkdir(exist_ok=True)
    with table(folder / CLOCKS, CLOCK_COLUMNS) as write:

        def keep(history: History, obligations: Sequence[Obligation]) -> None:
            for obligation in obligations:
                write(clock_row(history.facts.code, obligation, asked.zone))

        calendars = public_calendars(scenario, asked)
        figures = measured or Measured()
        account = reckon(histories, scenario, calendars, asked, measured=figures, keep=keep, told=told)
    write_penalties(folder / PENALTIES, account, asked.zone)
    write_json(folder / SUMMARY, summary(account))
    return account


def public_calendars(agreements: Sequence[Agreement], asked: Asked) -> Calendars:
    """Calendars that close on the official holidays as this program ships them, where one asks for it."""
    if not any(agreement.holiday_calendars for agreement in agreements):
        return Calendars()
    first, last = asked.first - _BEYOND, max(asked.beyond, asked.as_of.date()) + _BEYOND
    return Calendars(frozenset(holiday.date for holiday in official_holidays(first, last)))
