"""The cities that ship with the program, read once."""

from functools import cache
from pathlib import Path

from app.domain.places import Place, load_places

_FILE = Path(__file__).resolve().parents[2] / "data" / "places" / "iran_places.csv"


@cache
def shipped_places() -> tuple[Place, ...]:
    """Every city of the shipped table, in its order."""
    return tuple(load_places(_FILE.read_text(encoding="utf-8")))
