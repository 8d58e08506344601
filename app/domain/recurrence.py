"""When a periodic visit falls due: a fixed grid of dates, a window around each, holidays moved within it."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth, from_jalali, jalali_parts, month_length

MonthCalendar = Literal["jalali", "gregorian"]
HolidayRule = Literal["previous", "nearest", "next", "keep"]

_NOMINAL_MONTH_DAYS = 30
_SHORTEST_MONTH_DAYS = {"jalali": 29, "gregorian": 28}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PmPlan:
    """A visit every so many months, counted from `anchor`, which is visit number 0.

    The window is `window_days` to either side, or that percentage of the interval, a month taken as 30 days.
    """

    anchor: date
    every_months: int
    calendar: MonthCalendar = "jalali"
    window_percent: int = 10
    window_days: int | None = None
    on_holiday: HolidayRule = "nearest"

    def __post_init__(self) -> None:
        if self.every_months < 1:
            raise RuleBroken("interval-too-short", months=self.every_months)
        if self.reach < 0:
            raise RuleBroken("window-negative", days=self.reach)
        # Windows that touch would let one visit count for two occurrences.
        if 2 * self.reach >= self.every_months * _SHORTEST_MONTH_DAYS[self.calendar]:
            raise RuleBroken("window-too-wide", days=self.reach, months=self.every_months)

    @property
    def reach(self) -> int:
        """Days by which a visit may be early or late."""
        if self.window_days is not None:
            return self.window_days
        return self.every_months * _NOMINAL_MONTH_DAYS * self.window_percent // 100


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One visit of a plan; `number` and `grid_date` never change, whatever happens to other visits."""

    number: int
    grid_date: date
    due_date: date
    window_from: date
    window_to: date
    """The last day of the window, included."""
    moved: bool
    """The grid date is a holiday and the visit went to another day of the window."""
    on_holiday: bool
    """The due date is a holiday all the same: to be kept, or no working day in the window."""


def grid_date(plan: PmPlan, number: int) -> date:
    """The anchor and `number` intervals; a day that the month lacks becomes its last, in that month only."""
    months = number * plan.every_months
    if plan.calendar == "jalali":
        year, month, day = jalali_parts(plan.anchor)
        to = JalaliMonth(year, month).shifted(months)
        return from_jalali(to.year, to.month, min(day, month_length(to.year, to.month)))
    year, month = divmod(plan.anchor.year * 12 + plan.anchor.month - 1 + months, 12)
    return date(year, month + 1, min(plan.anchor.day, monthrange(year, month + 1)[1]))


def occurrences(
    plan: PmPlan, start: date, end: date, is_working_day: Callable[[date], bool]
) -> list[Occurrence]:
    """The visits whose grid date lies in [start, end): adjacent ranges neither drop nor repeat one."""
    return [_occurrence(plan, number, day, is_working_day) for number, day in _grid(plan, start, end)]


def _grid(plan: PmPlan, start: date, end: date) -> Iterator[tuple[int, date]]:
    # No interval is longer than 31 days a month: the first guess is never too late.
    number = max((start - plan.anchor).days // (31 * plan.every_months), 0)
    while (day := grid_date(plan, number)) < end:
        if day >= start:
            yield number, day
        number += 1


def _occurrence(plan: PmPlan, number: int, grid: date, is_working_day: Callable[[date], bool]) -> Occurrence:
    reach = timedelta(days=plan.reach)
    working = next((day for day in _candidates(plan, grid) if is_working_day(day)), None)
    due = grid if working is None else working
    return Occurrence(
        number=number,
        grid_date=grid,
        due_date=due,
        window_from=grid - reach,
        window_to=grid + reach,
        moved=due != grid,
        on_holiday=working is None,
    )


def _candidates(plan: PmPlan, grid: date) -> Iterator[date]:
    """Days of the window in the order in which they are tried; at the same distance the earlier one first."""
    yield grid
    for distance in range(1, plan.reach + 1):
        if plan.on_holiday in ("previous", "nearest"):
            yield grid - distance * _ONE_DAY
        if plan.on_holiday in ("next", "nearest"):
            yield grid + distance * _ONE_DAY
