"""The shipped catalogue of problems, causes, remedies and parts, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.domain.faults import Fault, Term, load_faults, load_parts, load_remedies

_FILE = Path(__file__).resolve().parents[2] / "data" / "faults.toml"


@dataclass(frozen=True, slots=True)
class FaultCatalogue:
    """Terms by code, in the order of the file."""

    faults: Mapping[str, Fault]
    remedies: Mapping[str, Term]
    parts: Mapping[str, Term]


@cache
def fault_catalogue() -> FaultCatalogue:
    """The catalogue that comes with the program."""
    text = _FILE.read_text(encoding="utf-8")
    return FaultCatalogue(load_faults(text), load_remedies(text), load_parts(text))
