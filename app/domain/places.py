"""Cities of Iran with their zone, read from the shipped table, and the distance between two points."""

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from app.domain.errors import BadInput

Zone = Literal["A", "B", "C", "D"]
"""Metropolis, provincial centre, town, village: what a target depends on."""

COLUMNS = (
    *("province_en", "province_fa", "tel_prefix", "city_fa", "city_en", "lat", "lon"),
    *("population", "geonameid", "is_capital", "zone"),
)

_Value = TypeVar("_Value")

_FILE = "iran_places.csv"
EARTH_RADIUS_KM = 6371.0088  # mean radius of the WGS 84 ellipsoid
_ZONES: dict[str, Zone] = {"A": "A", "B": "B", "C": "C", "D": "D"}


class Point(Protocol):
    """Anything with a position in degrees."""

    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...


@dataclass(frozen=True)
class Place:
    """A city: its names, where it lies in degrees, and the zone suggested for it."""

    province_en: str
    province_fa: str
    city_fa: str
    city_en: str
    lat: float
    lon: float
    population: int
    zone: Zone


def load_places(text: str) -> list[Place]:
    """The places of the shipped table in its order; BadInput at the first wrong value."""
    reader = csv.DictReader(text.splitlines(), restval="")
    if tuple(reader.fieldnames or ()) != COLUMNS:
        found = ",".join(reader.fieldnames or ())
        raise BadInput(file=_FILE, row=1, found=found or "nothing", expected=",".join(COLUMNS))
    return [_place(row, reader.line_num) for row in reader]


def distance_km(a: Point, b: Point) -> float:
    """The great-circle distance in kilometres."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (a.lat, a.lon, b.lat, b.lon))
    haversine = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, haversine)))


def _place(row: dict[str, str], line: int) -> Place:
    def read(column: str, reading: Callable[[str], _Value], expected: str) -> _Value:
        try:
            return reading(row[column])
        except (KeyError, ValueError):
            raise BadInput(
                file=_FILE, row=line, column=column, found=row[column] or "nothing", expected=expected
            ) from None

    return Place(
        province_en=read("province_en", _filled, "a name"),
        province_fa=read("province_fa", _filled, "a name"),
        city_fa=read("city_fa", _filled, "a name"),
        city_en=read("city_en", _filled, "a name"),
        lat=read("lat", _degrees(90), "degrees from -90 to 90"),
        lon=read("lon", _degrees(180), "degrees from -180 to 180"),
        population=read("population", _count, "a number of people"),
        zone=read("zone", _ZONES.__getitem__, "A, B, C or D"),
    )


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError
    return text.strip()


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _degrees(limit: int) -> Callable[[str], float]:
    def reading(text: str) -> float:
        number = float(text)
        if not -limit <= number <= limit:
            raise ValueError
        return number

    return reading
