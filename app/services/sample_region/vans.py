"""The vans of the sample region: counted and filled up once a week."""

from random import Random

from app.services.jobs.van import held_van
from app.services.sample_region.world import World
from app.services.technician_file import count_van

_SATURDAY = 5
_FULL = (2, 4)
_SENT_FOR = 0.8
"""Share of the Saturdays on which also what had run out is there again."""


def fill_vans(world: World) -> None:
    """On Saturdays every van is counted and filled up; what it never had it does not get."""
    if world.today().weekday() != _SATURDAY:
        return
    for crew in (crew for crews in world.crews.values() for crew in crews):
        held = {part: row.count for part, row in held_van(world.session, crew.id).items()}
        random = Random(f"{crew.code} {world.today()}")
        full = {part: max(count, random.randint(*_FULL)) if count else 0 for part, count in held.items()}
        if random.random() < _SENT_FOR:
            full.update(dict.fromkeys((part for part in full if not full[part]), 1))
        count_van(world.session, world.clock, crew.id, full)
