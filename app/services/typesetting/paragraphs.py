"""Paragraphs: text of one style set to a width, and drawn on a page line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.services.typesetting.lines import Line, Span, broken_lines, widest_word
from app.services.typesetting.pages import BLACK, Ink, Page
from app.services.typesetting.typefaces import Typefaces, Weight

Alignment = Literal["start", "end", "centre", "justify", "left", "right"]
"""Start and end are meant in the direction of the text; left and right on the paper."""


@dataclass(frozen=True)
class Style:
    """How text looks; lengths in points."""

    size: float
    leading: float
    """Distance of two baselines."""
    is_rtl: bool
    weight: Weight = "regular"
    alignment: Alignment = "start"
    ink: Ink = BLACK


class Paragraph(NamedTuple):
    """Lines of one style in a column of a width."""

    lines: tuple[Line, ...]
    style: Style
    width: float
    ascent: float
    """Height of the letters over the baseline, points."""
    descent: float

    @property
    def height(self) -> float:
        """Height of all its lines."""
        return len(self.lines) * self.style.leading

    @property
    def natural_width(self) -> float:
        """Width of its longest line."""
        return max([line.width for line in self.lines], default=0.0) * self.style.size

    @property
    def least_width(self) -> float:
        """Width of its longest word."""
        return widest_word(self.lines) * self.style.size

    def part(self, start: int, end: int) -> "Paragraph":
        """Some of its lines."""
        return self._replace(lines=self.lines[start:end])

    def draw(self, page: Page, place: tuple[float, float], *, width: float | None = None) -> None:
        """Draw it downward from the upper left corner at `place`, in a column of its own or another width."""
        left, top = place
        room = self.width if width is None else width
        style = self.style
        above = (style.leading - self.ascent - self.descent) / 2 + self.ascent
        for index, line in enumerate(self.lines):
            x, stretch = self._start(line, room)
            baseline = top - index * style.leading - above
            page.line(line, (left + x, baseline), size=style.size, stretch=stretch, ink=style.ink)

    def _start(self, line: Line, width: float) -> tuple[float, float]:
        """Where the line starts from the left, and how much its gaps are stretched."""
        style = self.style
        free = width - line.width * style.size
        if style.alignment == "justify" and line.gaps and not line.ends_paragraph:
            return 0.0, free / line.gaps
        if style.alignment == "centre":
            return free / 2, 0.0
        is_right = style.alignment == "right" or (
            style.alignment != "left" and style.is_rtl != (style.alignment == "end")
        )
        return (free if is_right else 0.0), 0.0


def set_paragraph(
    text: str | Sequence[Span], style: Style, *, width: float, typefaces: Typefaces
) -> Paragraph:
    """The text broken into lines of at most `width` points; spans bring weights of their own."""
    spans = (Span(text, style.weight),) if isinstance(text, str) else tuple(text)
    lines = broken_lines(
        spans,
        typefaces,
        is_rtl=style.is_rtl,
        limit=width / style.size,
    )
    face = typefaces.faces[style.weight]
    return Paragraph(lines, style, width, face.ascent * style.size, face.descent * style.size)
