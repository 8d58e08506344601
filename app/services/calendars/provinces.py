"""The provinces of the country, by the names under which closures are declared for them."""

from dataclasses import dataclass
from functools import cache

from app.domain.errors import RuleBroken
from app.domain.persian import fold
from app.services.shipped_places import shipped_places


@dataclass(frozen=True, slots=True)
class Province:
    """A province in both languages; the Persian name is the one that is kept."""

    name_fa: str
    name_en: str


@cache
def provinces() -> tuple[Province, ...]:
    """Every province, in the order of the shipped places."""
    return tuple(dict.fromkeys(Province(place.province_fa, place.province_en) for place in shipped_places()))


def province_named(name: str) -> str:
    """The Persian name of a province that is given in either language; RuleBroken unknown-province."""
    found = _by_folded_name().get(fold(name))
    if found is None:
        raise RuleBroken("unknown-province", province=name)
    return found


@cache
def _by_folded_name() -> dict[str, str]:
    return {
        fold(name): province.name_fa
        for province in provinces()
        for name in (province.name_fa, province.name_en)
    }
