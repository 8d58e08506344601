"""Reads a page back: every shown glyph and where it stands, line by line from left to right."""

import io
import re
from dataclasses import dataclass

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject


@dataclass(frozen=True)
class Placed:
    """A glyph on the page; `right` is where the pen stands after it, lengths in points."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


@dataclass
class _Font:
    texts: dict[int, str]
    widths: dict[int, float]


def pages_of(pdf: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(pdf), strict=True).pages)


def placed_glyphs(page: PageObject) -> list[Placed]:
    """All glyphs in the order in which they were written."""
    fonts = {name: _font(entry.get_object()) for name, entry in page["/Resources"]["/Font"].items()}
    found: list[Placed] = []
    x = y = size = 0.0
    origin, outside = (0.0, 0.0), []
    font = None
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"q":
            outside.append(origin)
        elif operator == b"Q":
            origin = outside.pop()
        elif operator == b"cm":
            origin = float(operands[4]), float(operands[5])
        elif operator == b"BT":
            x, y = origin
        elif operator == b"Td":
            x, y = x + float(operands[0]), y + float(operands[1])
        elif operator == b"Tf":
            font, size = fonts[operands[0]], float(operands[1])
        elif operator in {b"TJ", b"Tj"}:
            row = operands[0] if operator == b"TJ" else operands
            x = _shown(row, font, (x, y, size), found)
    return found


def visual_lines(page: PageObject) -> list[str]:
    """The characters of every line from left to right, lines from the top."""
    lines: dict[float, list[Placed]] = {}
    for glyph in placed_glyphs(page):
        lines.setdefault(round(glyph.baseline, 1), []).append(glyph)
    return [
        "".join(glyph.text for glyph in sorted(lines[baseline], key=lambda glyph: glyph.left))
        for baseline in sorted(lines, reverse=True)
    ]


def _shown(row: list[object], font: _Font, pen: tuple[float, float, float], found: list[Placed]) -> float:
    x, y, size = pen
    for item in row:
        if isinstance(item, int | float):
            x -= float(item) / 1000 * size
            continue
        codes = item if isinstance(item, bytes) else item.original_bytes
        for start in range(0, len(codes), 2):
            code = int.from_bytes(codes[start : start + 2], "big")
            width = font.widths[code] / 1000 * size
            found.append(Placed(font.texts.get(code, ""), x, x + width, y, size))
            x += width
    return x


def _font(entry: DictionaryObject) -> _Font:
    mapping = entry["/ToUnicode"].get_object().get_data().decode("ascii")
    texts = {
        int(code, 16): bytes.fromhex(text).decode("utf-16-be")
        for code, text in re.findall(r"^<([0-9A-F]{4})> <([0-9A-F]+)>$", mapping, re.MULTILINE)
    }
    first, widths = entry["/DescendantFonts"][0].get_object()["/W"]
    return _Font(texts, {int(first) + index: float(width) for index, width in enumerate(widths)})
