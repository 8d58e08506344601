"""A channel tried out with settings that need not be kept yet; the other side's own answer is told."""

import json
from datetime import datetime
from uuid import uuid4

from app.domain.errors import RuleBroken
from app.i18n import _
from app.services.channels.configured import MailSettings, WebhookSettings, checked
from app.services.channels.mail import Letter, send_mail
from app.services.channels.queueing import FORM
from app.services.channels.webhook import post
from app.services.messages.gateway import NotSent


def try_mail(settings: MailSettings, password: str, to: str, at: datetime) -> str:
    """Send a test mail; what the server answered. RuleBroken: "not-sent", "channel-setting"."""
    checked(settings)
    if not settings.host:
        raise RuleBroken("channel-setting", name="host", found="")
    letter = Letter(
        to=to,
        subject=_("Test of the control room's mail"),
        text=_("This is a test: mail from the control room reaches you."),
        at=at,
        id=uuid4().hex,
    )
    try:
        return send_mail(settings, password, letter)
    except NotSent as failure:
        raise RuleBroken("not-sent", problem=failure.problem) from failure


def try_webhook(settings: WebhookSettings, secret: str, at: datetime) -> str:
    """Post a test; what was answered. RuleBroken: "not-sent" with the words, "channel-setting"."""
    checked(settings)
    if not settings.url:
        raise RuleBroken("channel-setting", name="url", found="")
    if not secret:
        # The steps of alarms are not posted without one either.
        raise RuleBroken("channel-setting", name="secret", found="")
    body = json.dumps({"form": FORM, "step": "test", "at": at.isoformat()})
    try:
        return post(settings, secret, f"test:{uuid4().hex}", body)
    except NotSent as failure:
        raise RuleBroken("not-sent", problem=failure.problem) from failure
