"""The shipped catalogue of faults and parts, read once."""

from functools import cache
from pathlib import Path

from app.domain.faults import Fault, Term, load_faults, load_parts

_FILE = Path(__file__).resolve().parents[2] / "data" / "faults.toml"


@cache
def fault_catalogue() -> dict[str, Fault]:
    """The shipped faults by code."""
    return load_faults(_FILE.read_text(encoding="utf-8"))


@cache
def part_catalogue() -> dict[str, Term]:
    """The shipped parts by code."""
    return load_parts(_FILE.read_text(encoding="utf-8"))
