"""Columns of a table: what their cells hold."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "latin", "number", "money"]


@dataclass(frozen=True)
class Column:
    """A column: what its cells hold decides how they are aligned, and whether they are isolated."""

    heading: str
    kind: Kind = "text"
