"""Steps of alarms put on their way by mail and webhook, in the very transaction of the step."""

import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.alarm_life import AlarmStep
from app.models.alarms import Alarm, AlarmEvent
from app.models.background import Notification, UserAddress
from app.models.parties import User
from app.services.alarm_people import people_of
from app.services.channels.configured import MAIL, RAISED_FROM, WEBHOOK, channels
from app.services.duty_hours import on_duty_from

FORM = 1
"""Of the body of a webhook; grows when a name in it goes or changes its meaning (docs/channels.md)."""


def queue_step(session: Session, event: AlarmEvent) -> None:
    """Put a step of an alarm on its way to the webhook, and a new alarm to the dispatchers' mail."""
    found = channels(session)
    if found.webhook.url:
        session.flush()
        session.add(
            Notification(
                key=f"{WEBHOOK}:{event.id}",
                channel=WEBHOOK,
                event_id=event.id,
                to="",
                body=json.dumps(step_document(event), ensure_ascii=False),
                queued_at=event.recorded_at,
                due_at=event.recorded_at,
                try_at=event.recorded_at,
            )
        )
    if event.step == AlarmStep.RAISE and _is_mailed(event.alarm, found.mail.raised_from):
        region_id = event.alarm.job.region_id
        for user in people_of(session, "dispatcher", region_id):
            queue_mail(session, event, user, on_duty_from(session, user.id, event.recorded_at))


def queue_mail(session: Session, event: AlarmEvent, user: User, due: datetime) -> None:
    """Put a step on its way to a person's mail, not before `due`; without an address or a server nothing."""
    if not channels(session).mail.host:
        return
    query = select(UserAddress.address).where(UserAddress.user_id == user.id, UserAddress.channel == MAIL)
    address = session.scalar(query)
    if address is None:
        return
    session.flush()
    session.add(
        Notification(
            key=f"{MAIL}:{event.id}:{user.id}",
            channel=MAIL,
            event_id=event.id,
            to=address,
            body="",
            queued_at=event.recorded_at,
            due_at=due,
            try_at=due,
        )
    )


def step_document(event: AlarmEvent) -> dict[str, object]:
    """A step as a webhook is told it: codes and instants, no words."""
    alarm, promise = event.alarm, event.alarm.obligation
    job = alarm.job
    return {
        "form": FORM,
        "event": event.id,
        "step": event.step,
        "at": _text(event.at),
        "recorded_at": _text(event.recorded_at),
        "actor": event.actor,
        "reason": event.reason,
        "note": event.note,
        "until": _text(event.until),
        "alarm": {
            "id": alarm.id,
            "kind": alarm.kind,
            "threshold": alarm.threshold,
            "urgency": alarm.urgency,
            "raised_at": _text(alarm.raised_at),
            "escalated": alarm.escalated or 0,
        },
        "job": {
            "code": job.code,
            "service": job.service,
            "priority": job.priority,
            "fault": job.fault,
            "city": job.city,
        },
        "promise": {
            "agreement": promise.agreement,
            "kind": promise.kind,
            "metric": promise.metric,
            "party": promise.party,
            "due_at": _text(promise.due_at),
        },
    }


def _is_mailed(alarm: Alarm, raised_from: str) -> bool:
    ranks = RAISED_FROM[1:]
    return raised_from in ranks and ranks.index(alarm.urgency) <= ranks.index(raised_from)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
