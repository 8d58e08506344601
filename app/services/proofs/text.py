"""A proof sheet as plain text, in lines that stand under each other."""

from collections.abc import Sequence
from unicodedata import category

from app.domain.persian import without_isolates
from app.services.proofs.statement import Statement

_GAP = "  "


def as_text(said: Statement) -> str:
    """The whole sheet."""
    parts = [
        said.title,
        said.verdict,
        "",
        *(f"{name}: {value}" for name, value in said.about),
        "",
        *_table([said.segment_heading, *said.segments]),
        "",
        *_table([said.fact_heading, *said.facts]),
    ]
    if said.remarks:
        parts += ["", *said.remarks]
    whole = "\n".join([*parts, "", said.read_text])
    # A terminal may show the marks of direction.
    return whole if said.language == "fa" else without_isolates(whole)


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        _GAP.join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Columns a text takes: marks of direction and joiners take none."""
    return sum(category(letter) not in {"Cf", "Mn"} for letter in text)
