"""Where on the map the terminals in use stand, as columns of degrees."""

from array import array
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import select

from app.models.merchants import Merchant, Terminal
from app.services.doors import Doors

PIECE = 20_000
"""So many terminals are read in one short transaction."""


@dataclass(frozen=True, slots=True)
class Spots:
    """Places of terminals; those whose place nobody has recorded are only counted."""

    lat: "array[float]" = field(default_factory=lambda: array("d"))
    lon: "array[float]" = field(default_factory=lambda: array("d"))
    unknown: int = 0


class Work(Protocol):
    """Work under way that may be given up."""

    def is_cancelled(self) -> bool: ...


def terminal_spots(doors: Doors, _clock: object, work: Work) -> Spots:
    """Where the terminals in use stand; reads them in pieces, for a thread of its own."""
    lat, lon, unknown, last = array("d"), array("d"), 0, 0
    query = (
        select(Terminal.id, Merchant.lat, Merchant.lon)
        .join(Merchant, Terminal.merchant_id == Merchant.id)
        .where(Terminal.is_active)
        .order_by(Terminal.id)
        .limit(PIECE)
    )
    while not work.is_cancelled():
        with doors.reading() as session:
            piece = session.execute(query.where(Terminal.id > last)).all()
        if not piece:
            break
        last = piece[-1].id
        for _id, north, east in piece:
            if north is None or east is None:
                unknown += 1
            else:
                lat.append(north)
                lon.append(east)
    return Spots(lat, lon, unknown)
