"""What a dispatcher does beside the dispatch: a slip taken back, a message sent, the silent called after."""

from app.services.chasing import chase
from app.services.jobs import commands
from app.services.jobs.commands import Said
from app.services.jobs.undoing import undo
from app.services.messages.outbox import LEASE, claim, note_sent, queue_message, settle
from app.services.sample_region.world import Crew, World
from app.settings import MessageSettings, SmsGateway

_SLIPS, _WRITTEN_TO = 43, 11
"""Of so many calls one goes to the wrong technician first, and one is told by message."""
_GATEWAY = MessageSettings(sms=SmsGateway(url="https://sms.invalid/"))
"""Nothing is sent: the sample tells what a gateway would have answered."""


def slip(world: World, job_id: int, crew: Crew, said: Said) -> None:
    """Now and then the wrong name is chosen in the list, and taken back at once."""
    if job_id % _SLIPS:
        return
    wrong = world.nearest(world.spot_of(job_id), but=crew.id)
    if wrong.id == crew.id:
        return
    job = world.touched(job_id)
    done = commands.assign(world.session, world.clock, job, said, technician_id=wrong.id)
    undo(world.session, world.clock, done, said)


def write(world: World, job_id: int, said: Said) -> None:
    """Some dispatches are told by message, which arrives."""
    technician = world.look(job_id).technician
    if job_id % _WRITTEN_TO or technician is None or not technician.phone:
        return
    queue_message(world.session, world.clock, world.touched(job_id), said, _GATEWAY)
    world.session.flush()
    message = claim(world.session, world.clock, LEASE)
    if message is not None:
        settle(world.session, world.clock, message.id, f"ok {message.id}")
        note_sent(world.session, world.clock, message.id)


def call_after(world: World, job_id: int, said: Said) -> None:
    """Nobody answered: the contractor is called."""
    chase(world.session, world.clock, world.touched(job_id), said)
