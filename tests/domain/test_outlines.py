"""The shipped outlines of the provinces, and mistakes in such a file."""

from pathlib import Path

import pytest

from app.domain.errors import BadInput
from app.domain.outlines import load_outlines
from app.domain.places import load_places

SHIPPED = Path(__file__).parent.parent.parent / "data" / "places"


def test_the_provinces_of_the_cities_have_closed_outlines() -> None:
    outlines = load_outlines((SHIPPED / "iran_provinces_naturalearth.geojson").read_text("utf-8"))
    places = load_places((SHIPPED / "iran_places.csv").read_text("utf-8"))
    assert len(outlines) == 31
    assert {one.name for one in outlines} == {place.province_fa for place in places}
    assert {one.name_en for one in outlines} == {place.province_en for place in places}
    assert all(ring[0] == ring[-1] and len(ring) >= 4 for one in outlines for ring in one.rings)
    points = [point for one in outlines for ring in one.rings for point in ring]
    assert all(44 < lon < 64 and 25 < lat < 40 for lon, lat in points)


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "{}",
        '{"features": [{"properties": {}, "geometry": {}}]}',
        '{"features": [{"properties": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
        '{"features": [{"properties": {"province_fa": "a", "province_en": "b"},'
        ' "geometry": {"type": "Polygon", "coordinates": [[["x", 2]]]}}]}',
    ],
)
def test_what_is_no_outline_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        load_outlines(text)
    assert refused.value.file == "iran_provinces_naturalearth.geojson"
    assert refused.value.expected == "GeoJSON polygons with names of provinces"
