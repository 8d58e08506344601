"""The desk beside the calls: alarms that ask again, climb the ladder, are shelved, and come back."""

from datetime import timedelta
from random import Random

from sqlalchemy import func, select

from app.models.alarms import Alarm, AlarmEvent
from app.services import alarm_steps, alarm_watch
from app.services.alarm_steps import SHELVING_REASONS, Shelf
from app.services.sample_region.world import Script, World

_ROUND = timedelta(minutes=20)
"""So often somebody looks at what stands unanswered."""
_PATIENCE = timedelta(minutes=25)
"""The call's own dispatcher answers within so long; what is left is for the round."""
_ASKED_TWICE = 2


def vigil(world: World) -> Script:
    """One day of it."""
    draw = Random(world.today().toordinal())
    last = world.later(24 * 60 - 1)
    while world.clock.now() < last:
        due = alarm_watch.next_instant(world.session)
        next_round = world.clock.now() + _ROUND
        yield min(max(due, world.later(0.1)), next_round) if due else next_round
        while alarm_watch.take_due(world.session, world.clock):
            pass
        _answer(world, draw)


def _answer(world: World, draw: Random) -> None:
    waiting = select(Alarm.id).where(
        Alarm.acknowledged_at.is_(None), Alarm.announced_at < world.clock.now() - _PATIENCE
    )
    for number in world.session.scalars(waiting.order_by(Alarm.id)).all():
        by = draw.choice(("dispatcher1", "dispatcher2", "dispatcher3"))
        alarm = world.session.get_one(Alarm, number)
        if alarm.cleared_at is None and alarm.kind == "breach" and _asked(world, number) >= _ASKED_TWICE:
            most = alarm_steps.longest(world.session, alarm)
            minutes = int(most.total_seconds() // 60)
            alarm_steps.shelve(
                world.session,
                world.clock,
                number,
                Shelf(draw.choice(SHELVING_REASONS[:-1]), draw.choice((minutes // 2, minutes))),
                by="supervisor",
            )
        else:
            alarm_steps.acknowledge(world.session, world.clock, number, by=by)


def _asked(world: World, alarm_id: int) -> int:
    """How often an alarm has asked for eyes."""
    again = select(func.count()).where(
        AlarmEvent.alarm_id == alarm_id, AlarmEvent.step.in_(("reminded", "shelf-over", "raised"))
    )
    return world.session.scalar(again) or 0
