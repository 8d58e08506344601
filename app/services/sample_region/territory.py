"""The land of the sample region: which cities it has, how many merchants they draw, whose they are."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.domain.places import Place
from app.services.shipped_places import shipped_places

DATA = Path(__file__).resolve().parents[3] / "data"

PROVINCES = ("Tehran", "Alborz", "Qazvin", "Qom", "Semnan", "Markazi")
_PULL = 0.7
"""Merchants grow more slowly than people: the exponent on a city's population."""
_MIDDLE_OF_TEHRAN = 51.40
"""Longitude that parts the capital between two contractors."""
_EAST_OF_TEHRAN = frozenset({"Pākdasht", "Varāmīn", "Qarchak", "Damāvand"})
_VILLAGE_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class Contractor:
    """A sample contractor: its names, and how well it keeps its promises."""

    code: str
    name: str
    name_en: str
    agreement: str
    kept: float
    """Share of repairs and visits done in time."""
    repeats: float
    """Share of repairs after which the same fault comes back."""


CONTRACTORS = (
    Contractor("BIDMESHK", "بیدمشک خدمت خاور", "Bidmeshk Khedmat Khavar", "UC-BIDMESHK", 0.97, 0.03),
    Contractor("KAJBAN", "کاج‌بان تجهیز باختر", "Kajban Tajhiz Bakhtar", "UC-KAJBAN", 0.93, 0.05),
    Contractor("TAKPEYMA", "تاک‌پیمای شبدیز", "Takpeymay Shabdiz", "UC-TAKPEYMA", 0.88, 0.08),
    Contractor("GAZBON", "گزبن‌گستر شورآب", "Gazbon Gostar Shurab", "UC-GAZBON", 0.80, 0.11),
)
"""Invented; ordered from the best to the worst."""


@dataclass(frozen=True, slots=True)
class Site:
    """A spot in the region where a merchant or a technician is."""

    place: Place
    lat: float
    lon: float
    zone: str
    contractor: str
    village: bool

    @property
    def city_en(self) -> str:
        """The city's name in plain Latin letters."""
        return plain(self.place.city_en)


def sample_places() -> list[Place]:
    """The cities of the region in the order of the shipped table."""
    return [place for place in shipped_places() if place.province_en in PROVINCES]


def agreement_documents() -> list[tuple[str, str]]:
    """File names and texts of the sample region's agreements, in order of name."""
    wanted = ("sla-", "ola-", "uc-")
    files = sorted(f for f in (DATA / "agreements").glob("*.toml") if f.name.startswith(wanted))
    return [(file.name, file.read_text(encoding="utf-8")) for file in files]


def sites(random: Random, places: Sequence[Place], count: int) -> list[Site]:
    """`count` spots, spread over the cities by their size and inside each around its middle."""
    weights = [place.population**_PULL for place in places]
    return [site_in(random, place) for place in random.choices(places, weights, k=count)]


def site_in(random: Random, place: Place) -> Site:
    """A spot in or near a city; some spots near towns are villages, zone D."""
    village = place.zone == "C" and random.random() < _VILLAGE_SHARE
    spread = 0.12 if village else min(0.012 * (place.population / 100_000) ** 0.4, 0.06)
    lat = round(place.lat + random.gauss(0, 0.6) * spread, 5)
    lon = round(place.lon + random.gauss(0, 1.0) * spread, 5)
    zone = "D" if village else place.zone
    return Site(place, lat, lon, zone, contractor_of(place, lon), village)


def contractor_of(place: Place, lon: float) -> str:
    """Code of the contractor in whose territory a spot lies."""
    if place.province_en in {"Alborz", "Qazvin"}:
        return "TAKPEYMA"
    if place.province_en in {"Qom", "Markazi"}:
        return "GAZBON"
    if place.province_en == "Semnan" or place.city_en in _EAST_OF_TEHRAN:
        return "BIDMESHK"
    if place.city_en == "Tehran":
        return "BIDMESHK" if lon > _MIDDLE_OF_TEHRAN else "KAJBAN"
    return "KAJBAN"


def plain(name: str) -> str:
    """A transliterated name without its marks: Pākdasht is Pakdasht."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
