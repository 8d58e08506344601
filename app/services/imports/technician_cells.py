"""What a cell of the list of technicians may hold of their work: shifts, leave, certificates, van, home."""

import re
from collections.abc import Callable
from typing import TypeVar

from app.domain.persian import fold, latin_digits
from app.domain.technician_texts import (
    read_certificates,
    read_leave,
    read_shifts,
    read_van,
    write_certificates,
    write_leave,
    write_shifts,
    write_van,
)
from app.services.fault_catalogue import fault_catalogue
from app.services.imports.list_cells import latitude, longitude
from app.services.shipped_places import shipped_places

_NONE = frozenset({fold(word) for word in ("-", "–", "none", "ندارد", "هیچ")})
"""What a cell says of which there is nothing: an empty one would leave what is stored."""
_HOME = "a city of the country, or degrees such as 35.70, 51.40"
_Read = TypeVar("_Read")


def shifts(cell: str) -> str:
    """Weekly shifts, as `read_shifts` reads them."""
    return _written(cell, read_shifts, lambda found: write_shifts(found, "en"))


def leave(cell: str) -> str:
    """Days away, as `read_leave` reads them."""
    return _written(cell, read_leave, lambda found: write_leave(found, "en"))


def certificates(cell: str) -> str:
    """Certificates with their last days, as `read_certificates` reads them."""
    return _written(cell, read_certificates, lambda found: write_certificates(found, "en"))


def van(cell: str) -> str:
    """Parts in the van, as `read_van` reads them."""
    return _written(cell, lambda text: read_van(text, fault_catalogue().parts), write_van)


def home(cell: str) -> str:
    """Where a technician sets out: a city by either name, or degrees; as "35.7 51.4"."""
    for place in shipped_places():
        if fold(cell) in {fold(place.city_fa), fold(place.city_en)}:
            return f"{place.lat} {place.lon}"
    figures = latin_digits(cell).replace("٫", ".")
    degrees = [piece for piece in re.split(r"[,،;؛/\s]+", figures) if piece]
    if len(degrees) != 2 or not all(re.search(r"\d", each) for each in degrees):
        raise ValueError(_HOME)
    return f"{latitude(degrees[0])} {longitude(degrees[1])}"


def home_degrees(written: str) -> tuple[float, float]:
    """The latitude and longitude of what `home` returned."""
    lat, lon = written.split()
    return float(lat), float(lon)


def _written(cell: str, read: Callable[[str], _Read], write: Callable[[_Read], str]) -> str:
    return "" if fold(cell) in _NONE else write(read(cell))
