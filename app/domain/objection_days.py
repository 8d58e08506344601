"""The days in which a notice can be objected to: working days of the contract from proof of service."""

from datetime import date, datetime, time, timedelta

from app.domain.agreements import Agreement
from app.domain.calendars import Calendars
from app.domain.working_time import OpeningHours

CONTRACT_CALENDAR = "contract"
"""The calendar that counts days of notices where an agreement has several."""

_INSTANT = timedelta(microseconds=1)


def days_of_notices(agreement: Agreement, calendars: Calendars) -> OpeningHours:
    """The calendar whose working days count.

    The one called "contract"; else the first that closes on official holidays; else every day but
    Fridays and official holidays.
    """
    if CONTRACT_CALENDAR in agreement.calendars:
        return calendars.of(agreement, CONTRACT_CALENDAR)
    for name in sorted(agreement.holiday_calendars):
        return calendars.of(agreement, name)
    return calendars.official(agreement.time_zone)


def last_day(calendar: OpeningHours, served_on: date, days: int) -> date:
    """The last day to object: the whole of the Nth working day after the day of service."""
    if not days:
        return served_on
    noon = datetime.combine(served_on, time(12), calendar.tz)
    # What closes at midnight closes on the day that ends.
    return calendar.local_date(calendar.end_of_working_day(noon, days) - _INSTANT)


def working_days_left(calendar: OpeningHours, today: date, last: date) -> int:
    """Working days after today up to the last one; none where it is past."""
    days = (last - today).days
    return sum(calendar.is_working_day(today + timedelta(days=each)) for each in range(1, days + 1))
