"""What the page of the background services shows, asked at once."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.clock import Clock
from app.services.background.figures import Figures, figures
from app.services.background.runs import WorkRow, works
from app.services.channels.configured import Channels, Recipient, channels, recipients
from app.services.channels.outbox import NotificationRow, latest_notifications


@dataclass(frozen=True, slots=True)
class Overview:
    """How the services stand."""

    figures: Figures
    works: list[WorkRow]
    notices: list[NotificationRow]
    channels: Channels
    people: list[Recipient]


def overview(session: Session, clock: Clock) -> Overview:
    """Everything the page shows."""
    return Overview(
        figures(session, clock),
        works(session, clock),
        latest_notifications(session),
        channels(session),
        recipients(session),
    )
