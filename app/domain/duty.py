"""When a person is on duty: weekly hours, over midnight where they end before they begin."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

WEEK = 7


@dataclass(frozen=True, slots=True)
class Hours:
    """One stretch of duty, from `opens` to `closes` minutes after the local midnight of a weekday."""

    weekday: int
    """Monday is 0."""
    opens: int
    closes: int

    def begins(self, local: datetime) -> datetime:
        """The begin of this stretch in the seven days that end with the day of `local`."""
        back = timedelta(days=(local.weekday() - self.weekday) % WEEK)
        midnight = datetime.combine(local.date() - back, time(), local.tzinfo)
        return midnight + timedelta(minutes=self.opens)

    def length(self) -> timedelta:
        """How long it lasts."""
        minutes = self.closes - self.opens
        return timedelta(minutes=minutes if minutes > 0 else minutes + 24 * 60)


def duty_from(hours: Collection[Hours], local: datetime) -> datetime:
    """`local` where the person is on duty then, else when the next duty begins; no hours: always on duty."""
    if not hours:
        return local
    for stretch in hours:
        begin = stretch.begins(local)
        if begin <= local < begin + stretch.length():
            return local
    week = timedelta(days=WEEK)
    begins = (stretch.begins(local) for stretch in hours)
    return min(begin if begin > local else begin + week for begin in begins)
