"""Outlines of the provinces, read from the shipped GeoJSON file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.errors import BadInput

Ring = tuple[tuple[float, float], ...]
"""A closed line of longitude and latitude in degrees."""

_FILE = "iran_provinces_naturalearth.geojson"


@dataclass(frozen=True, slots=True)
class Outline:
    """A province: its names, and the lines around its parts."""

    name: str
    name_en: str
    rings: tuple[Ring, ...]


def load_outlines(text: str) -> list[Outline]:
    """The provinces of the shipped file in its order; BadInput where it is none of the form known."""
    try:
        features = json.loads(text)["features"]
        return [_outline(feature) for feature in features]
    except (ValueError, KeyError, TypeError) as wrong:
        found = str(wrong) or type(wrong).__name__
        raise BadInput(
            file=_FILE, found=found, expected="GeoJSON polygons with names of provinces"
        ) from wrong


def _outline(feature: dict[str, Any]) -> Outline:
    named, shape = feature["properties"], feature["geometry"]
    rings = tuple(tuple((float(lon), float(lat)) for lon, lat in ring) for ring in _rings(shape))
    return Outline(name=named["province_fa"], name_en=named["province_en"], rings=rings)


def _rings(shape: dict[str, Any]) -> Iterator[list[list[float]]]:
    if shape["type"] not in {"Polygon", "MultiPolygon"}:
        raise ValueError(shape["type"])
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    for polygon in polygons:
        yield from polygon
