"""In which Jalali month or quarter an instant counts."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.jalali import JalaliMonth, JalaliQuarter
from app.domain.penalties.clauses import PeriodKind

_INSTANT = timedelta(microseconds=1)

Period = JalaliMonth | JalaliQuarter


class Periods:
    """Months and quarters of a time zone; what is due at a closing midnight belongs to the day that ends."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._months: dict[date, JalaliMonth] = {}

    def day(self, at: datetime) -> date:
        """The local day that an instant belongs to."""
        return (at - _INSTANT).astimezone(self.zone).date()

    def of(self, at: datetime, kind: PeriodKind) -> Period:
        """The month or quarter that an instant belongs to."""
        return self.of_day(self.day(at), kind)

    def of_day(self, day: date, kind: PeriodKind) -> Period:
        """The month or quarter of a local day."""
        month = self._months.get(day)
        if month is None:
            month = self._months[day] = JalaliMonth.of(day)
        return month if kind is PeriodKind.MONTH else JalaliQuarter(month.year, (month.month + 2) // 3)


def kind_of(period: Period) -> PeriodKind:
    """Whether it is a month or a quarter."""
    return PeriodKind.MONTH if isinstance(period, JalaliMonth) else PeriodKind.QUARTER


def parse_period(text: str) -> Period:
    """The month written "1405-08" or the quarter written "1405-Q2"; ValueError for anything else."""
    return JalaliQuarter.parse(text) if "q" in text.lower() else JalaliMonth.parse(text)
