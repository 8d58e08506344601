"""Who is on duty: outside a person's weekly hours nothing is brought to them, it is held."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.duty import Hours, duty_from
from app.models.alarms import UserHours
from app.models.parties import User

ZONE = ZoneInfo("Asia/Tehran")


def on_duty_from(session: Session, user_id: int, now: datetime) -> datetime:
    """`now` where a person is on duty, else when the next duty begins."""
    rows = session.execute(
        select(UserHours.weekday, UserHours.opens, UserHours.closes).where(UserHours.user_id == user_id)
    )
    hours = [Hours(*row) for row in rows]
    return now if not hours else duty_from(hours, now.astimezone(ZONE)).astimezone(now.tzinfo)


def is_on_duty(session: Session, login: str, now: datetime) -> bool:
    """Whether the person with this login is on duty; one whom nobody knows always is."""
    user_id = session.scalar(select(User.id).where(User.login == login))
    return user_id is None or on_duty_from(session, user_id, now) == now
