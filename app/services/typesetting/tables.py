"""Tables: columns reversed for right-to-left readers, cells wrapped, the heading on every page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from app.services.typesetting.bidi import isolate
from app.services.typesetting.columns import Column, Kind
from app.services.typesetting.pages import Ink, Page
from app.services.typesetting.paragraphs import Alignment, Paragraph, Style, set_paragraph
from app.services.typesetting.typefaces import Typefaces

_ALIGNMENTS: dict[Kind, Alignment] = {
    "text": "start",
    "latin": "centre",
    "number": "centre",
    "money": "right",
}
_PADDING = (4.0, 3.0)
"""Space in a cell left and right, and above and below, points."""
_UNLIMITED = 100_000.0
_ROUNDING = 0.01

_HEADING_FILL = Ink(0.91, 0.93, 0.95)
_ZEBRA_FILL = Ink(0.97, 0.975, 0.98)
_HAIRLINE = Ink(0.78, 0.81, 0.84)
_STRONG_LINE = Ink(0.32, 0.38, 0.44)


@dataclass(frozen=True)
class Row:
    """Cells set to the widths of their columns, in the order of the columns."""

    cells: tuple[Paragraph, ...]

    @cached_property
    def height(self) -> float:
        """Height of its highest cell with the space round it."""
        return max(cell.height for cell in self.cells) + 2 * _PADDING[1]

    def split(self, height: float) -> list["Row"]:
        """Rows no higher than `height`; a row that fits stays whole."""
        leading = self.cells[0].style.leading
        most = max(1, int((height - 2 * _PADDING[1] + _ROUNDING) / leading))
        count = max(len(cell.lines) for cell in self.cells)
        if count <= most:
            return [self]
        return [
            Row(tuple(cell.part(start, start + most) for cell in self.cells))
            for start in range(0, count, most)
        ]


@dataclass(frozen=True)
class Table:
    """A table set to a width; drawn row by row, because pages end between rows."""

    heading: Row
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    """Of the columns in their own order."""
    is_rtl: bool

    def lefts(self, left: float) -> list[float]:
        """Left edge of every column, the first column rightmost for right-to-left readers."""
        edges: list[float] = []
        x = left + sum(self.widths) if self.is_rtl else left
        for width in self.widths:
            x -= width if self.is_rtl else 0.0
            edges.append(x)
            x += 0.0 if self.is_rtl else width
        return edges

    def draw_heading(self, page: Page, place: tuple[float, float]) -> None:
        """The heading downward from the upper left corner at `place`."""
        self._draw(page, place, self.heading, _HEADING_FILL)
        left, top = place
        right, bottom = left + sum(self.widths), top - self.heading.height
        page.rule((left, top), (right, top), width=0.9, ink=_STRONG_LINE)
        page.rule((left, bottom), (right, bottom), width=0.6, ink=_STRONG_LINE)

    def draw_row(self, page: Page, place: tuple[float, float], row: Row, *, is_shaded: bool) -> None:
        """A row downward from the upper left corner at `place`."""
        self._draw(page, place, row, _ZEBRA_FILL if is_shaded else None)
        left, top = place
        bottom = top - row.height
        page.rule((left, bottom), (left + sum(self.widths), bottom), width=0.4, ink=_HAIRLINE)

    def draw_end(self, page: Page, place: tuple[float, float]) -> None:
        """The closing rule."""
        left, bottom = place
        page.rule((left, bottom), (left + sum(self.widths), bottom), width=0.9, ink=_STRONG_LINE)

    def _draw(self, page: Page, place: tuple[float, float], row: Row, fill: Ink | None) -> None:
        left, top = place
        if fill:
            page.fill((left, top - row.height), sum(self.widths), row.height, ink=fill)
        height = row.height
        for edge, cell, width in zip(self.lefts(left), row.cells, self.widths, strict=True):
            above = (height - cell.height) / 2
            cell.draw(page, (edge + _PADDING[0], top - above), width=width - 2 * _PADDING[0])


def set_table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    style: Style,
    *,
    width: float,
    typefaces: Typefaces,
) -> Table:
    """The table over the whole width, no column narrower than its longest word while there is room."""
    heading_style = replace(style, weight="semibold", alignment="centre")
    styles = [_cell_style(column, style) for column in columns]
    texts = [[_cell_text(column, text) for column, text in zip(columns, row, strict=True)] for row in rows]

    headings = [_unbroken(column.heading, heading_style, typefaces) for column in columns]
    cells = [
        [_unbroken(text, cell_style, typefaces) for text, cell_style in zip(row, styles, strict=True)]
        for row in texts
    ]
    probes = [list(column) for column in zip(headings, *cells, strict=True)]
    widths = _column_widths(probes, width, growing=[column.kind == "text" for column in columns])
    inner = [each - 2 * _PADDING[0] for each in widths]

    def fitted(row: Sequence[Paragraph], row_texts: Sequence[str]) -> Row:
        return Row(
            tuple(
                cell
                if cell.natural_width <= room
                else set_paragraph(text, cell.style, width=room, typefaces=typefaces)
                for cell, text, room in zip(row, row_texts, inner, strict=True)
            )
        )

    return Table(
        heading=fitted(headings, [column.heading for column in columns]),
        rows=tuple(fitted(row, row_texts) for row, row_texts in zip(cells, texts, strict=True)),
        widths=tuple(widths),
        is_rtl=style.is_rtl,
    )


def _unbroken(text: str, style: Style, typefaces: Typefaces) -> Paragraph:
    return set_paragraph(text, style, width=_UNLIMITED, typefaces=typefaces)


def _cell_style(column: Column, style: Style) -> Style:
    return replace(style, alignment=_ALIGNMENTS[column.kind])


def _cell_text(column: Column, text: str) -> str:
    return text if column.kind == "text" or not text else isolate(text)


def _column_widths(
    probes: Sequence[Sequence[Paragraph]], width: float, *, growing: Sequence[bool]
) -> list[float]:
    """Widths that add up to `width`: every longest word, then the usual cells, then the longest ones.

    What is left goes to the columns of text, or to all where there is none.
    """
    padding = 2 * _PADDING[0] + _ROUNDING
    widths = [0.0] * len(probes)
    natural = [[cell.natural_width for cell in column] for column in probes]
    for wanted in (
        [max([cell.least_width for cell in column]) for column in probes],
        [median(column) for column in natural],
        [max(column) for column in natural],
    ):
        needs = [max(0.0, want + padding - has) for want, has in zip(wanted, widths, strict=True)]
        shares = _shared(needs, max(0.0, width - sum(widths)))
        widths = [has + share for has, share in zip(widths, shares, strict=True)]
    grows = growing if any(growing) else [True] * len(widths)
    spare = max(0.0, width - sum(widths)) / sum(grows)
    return [each + spare * is_growing for each, is_growing in zip(widths, grows, strict=True)]


def _shared(needs: Sequence[float], total: float) -> list[float]:
    """The total shared out: small needs are met, and the largest ones get the same."""
    limit, rest = 0.0, total
    for index, need in enumerate(sorted(needs)):
        limit = rest / (len(needs) - index)
        if need > limit:
            break
        rest -= need
    return [min(need, limit) for need in needs]
