"""Steps of alarms as a mail says them: one subject, a line a step."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.jalali import jalali_text
from app.domain.persian import Language, persian_digits
from app.i18n import _, ngettext, speaking
from app.models.alarms import Alarm, AlarmEvent
from app.services.alarm_words import STEPS, URGENCIES
from app.services.code_words import METRICS, worded

ZONE = ZoneInfo("Asia/Tehran")


def step_letter(session: Session, event_ids: Sequence[int], language: Language) -> tuple[str, str]:
    """Subject and text about some steps of alarms, the latest last."""
    query = (
        select(AlarmEvent)
        .where(AlarmEvent.id.in_(event_ids))
        .options(joinedload(AlarmEvent.alarm).options(joinedload(Alarm.job), joinedload(Alarm.obligation)))
        .order_by(AlarmEvent.recorded_at, AlarmEvent.id)
    )
    events = session.scalars(query).all()
    with speaking(language):
        lines = [_line(event) for event in events]
        if len(lines) == 1:
            subject = lines[0]
        else:
            count = ngettext("{count} alarm", "{count} alarms", len(lines)).format(count=len(lines))
            subject = _("{count} of the control room").format(count=count)
        text = "\n".join([*lines, "", _("Sent by the control room's own program; do not answer.")])
    return (persian_digits(subject), persian_digits(text)) if language == "fa" else (subject, text)


def _line(event: AlarmEvent) -> str:
    alarm = event.alarm
    local = event.at.astimezone(ZONE)
    kind = (
        _("Breach") if alarm.kind == "breach" else _("Warning at {percent} %").format(percent=alarm.threshold)
    )
    due = alarm.obligation.due_at
    return _("{step}: {kind}, call {code} ({priority}, {urgency}), {metric} due {due}; {at}").format(
        step=worded(STEPS, event.step),
        kind=kind,
        code=alarm.job.code,
        priority=alarm.priority,
        urgency=worded(URGENCIES, alarm.urgency),
        metric=worded(METRICS, alarm.obligation.metric),
        due=f"{jalali_text(due.astimezone(ZONE).date())} {due.astimezone(ZONE):%H:%M}" if due else "-",
        at=f"{jalali_text(local.date())} {local:%H:%M}",
    )
