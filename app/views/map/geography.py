"""What lies under the jobs: the outlines of the provinces and the cities, ready to be painted."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.domain.outlines import load_outlines
from app.domain.places import Place, load_places
from app.views.map.levels import Floats

PLACES = Path(__file__).resolve().parents[3] / "data" / "places"


@dataclass(frozen=True)
class Geography:
    """Outlines as columns of degrees, one pair a ring, and the cities, the largest first."""

    rings: tuple[tuple[Floats, Floats], ...]
    """Latitude and longitude."""
    cities: tuple[Place, ...]
    city_lat: Floats
    city_lon: Floats


def shipped_geography(folder: Path = PLACES) -> Geography:
    """What comes with the program; reads two files."""
    outlines = load_outlines((folder / "iran_provinces_naturalearth.geojson").read_text("utf-8"))
    places = load_places((folder / "iran_places.csv").read_text("utf-8"))
    cities = tuple(sorted(places, key=lambda place: -place.population))
    rings = [np.array(ring) for outline in outlines for ring in outline.rings]
    return Geography(
        rings=tuple((ring[:, 1], ring[:, 0]) for ring in rings),
        cities=cities,
        city_lat=np.array([place.lat for place in cities]),
        city_lon=np.array([place.lon for place in cities]),
    )
