"""The shipped cities, mistakes in such a table, and distances over the globe."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput
from app.domain.places import COLUMNS, Place, distance_km, load_places

SHIPPED = Path(__file__).parent.parent.parent / "data" / "places"
HEADING = ",".join(COLUMNS)
TABRIZ = "East Azerbaijan,آذربایجان شرقی,041,تبریز,Tabriz,38.08,46.2919,1424641,113646,1,A"


def shipped_places() -> list[Place]:
    return load_places((SHIPPED / "iran_places.csv").read_text(encoding="utf-8"))


def place_at(lat: float, lon: float) -> Place:
    return Place("P", "پ", "ش", "C", lat, lon, 0, "D")


POINTS = st.builds(place_at, st.floats(-90, 90), st.floats(-180, 180))


def test_shipped_cities():
    places = shipped_places()
    assert len(places) == 171
    assert len({(place.province_en, place.city_fa) for place in places}) == 171
    assert len({place.province_en for place in places}) == 31
    assert Counter(place.zone for place in places) == {"A": 8, "B": 23, "C": 140}
    assert all(25 < place.lat < 40 and 44 < place.lon < 64 for place in places)


def test_every_province_has_its_outline():
    outlines = json.loads((SHIPPED / "iran_provinces_naturalearth.geojson").read_text(encoding="utf-8"))
    named = [
        (outline["properties"]["province_en"], outline["properties"]["province_fa"])
        for outline in outlines["features"]
    ]
    assert sorted(named) == sorted({(place.province_en, place.province_fa) for place in shipped_places()})


def test_one_line():
    assert load_places(f"{HEADING}\n{TABRIZ}\n") == [
        Place("East Azerbaijan", "آذربایجان شرقی", "تبریز", "Tabriz", 38.08, 46.2919, 1424641, "A")
    ]


@pytest.mark.parametrize(
    ("column", "wrong", "expected"),
    [
        ("zone", "E", "A, B, C or D"),
        ("zone", "", "A, B, C or D"),
        ("lat", "91", "degrees from -90 to 90"),
        ("lon", "nan", "degrees from -180 to 180"),
        ("population", "-1", "a number of people"),
        ("population", "many", "a number of people"),
        ("city_fa", " ", "a name"),
    ],
)
def test_a_wrong_value_is_named(column: str, wrong: str, expected: str):
    cells = TABRIZ.split(",")
    cells[COLUMNS.index(column)] = wrong
    with pytest.raises(BadInput) as refused:
        load_places(f"{HEADING}\n{TABRIZ}\n{','.join(cells)}\n")
    assert refused.value == BadInput("iran_places.csv", wrong or "nothing", expected, 3, column)


@pytest.mark.parametrize(("text", "found"), [("", "nothing"), ("city,lat\n", "city,lat")])
def test_a_wrong_heading_is_named(text: str, found: str):
    with pytest.raises(BadInput) as refused:
        load_places(text)
    assert refused.value == BadInput("iran_places.csv", found, HEADING, 1)


def test_a_line_cut_short_is_named():
    with pytest.raises(BadInput, match=r"line 2, lat: found nothing, expected degrees"):
        load_places(f"{HEADING}\nAlborz,البرز,026,کرج,Karaj\n")


def test_known_distances():
    by_name = {place.city_en: place for place in shipped_places()}
    assert distance_km(by_name["Tehran"], by_name["Mashhad"]) == pytest.approx(739, abs=3)
    assert distance_km(place_at(0, 0), place_at(0, 180)) == pytest.approx(20015.1, abs=0.1)
    assert distance_km(place_at(0, 0), place_at(1, 0)) == pytest.approx(111.195, abs=0.001)


@given(POINTS, POINTS)
def test_distance_is_the_same_both_ways_and_none_to_itself(a: Place, b: Place):
    assert distance_km(a, b) == pytest.approx(distance_km(b, a), abs=1e-6)
    assert distance_km(a, a) == 0
    assert 0 <= distance_km(a, b) < 20016
