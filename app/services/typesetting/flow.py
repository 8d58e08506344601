"""The column of a document: blocks one under the other, a new page where the room ends."""

from collections.abc import Callable

from app.services.typesetting.pages import Page, Sheets
from app.services.typesetting.paragraphs import Paragraph
from app.services.typesetting.tables import Table

_ROUNDING = 0.01
_FEWEST_LINES = 2
"""Lines of a paragraph that stay together at the foot and at the head of a page."""


class Flow:
    """Where the next block goes."""

    def __init__(
        self, sheets: Sheets, *, bottom: float, following_top: float, begin: Callable[[Page, int], float]
    ) -> None:
        """Text stands between `bottom` and what `begin` returns.

        `begin` draws the head of a page, given its number from 1; from the second page on it
        returns `following_top`.
        """
        self._sheets = sheets
        self._bottom = bottom
        self._following_top = following_top
        self._begin = begin
        self._place(sheets.add())

    @property
    def room(self) -> float:
        """Height left on the page."""
        return self.y - self._bottom

    def space(self, height: float) -> None:
        """Empty space; none at the head of a page."""
        if self.y < self._top:
            self.y -= height

    def keep(self, height: float) -> None:
        """Begin a new page unless so much fits on this one."""
        if self.room + _ROUNDING < height and self.y < self._top:
            self._place(self._sheets.add())

    def turn(self) -> None:
        """A new page."""
        self._place(self._sheets.add())

    def paragraph(self, paragraph: Paragraph, left: float) -> None:
        """A paragraph, continued on the next page where it must be."""
        waiting = paragraph
        while waiting.lines:
            fitting = self._fitting_lines(waiting)
            if fitting:
                part = waiting.part(0, fitting)
                part.draw(self.page, (left, self.y))
                self.y -= part.height
                waiting = waiting.part(fitting, len(waiting.lines))
            if waiting.lines:
                self._place(self._sheets.add())

    def table(self, table: Table, left: float) -> None:
        """A table; every page it reaches begins with its heading, and no heading stands without a row."""
        whole_page = self._following_top - self._bottom - table.heading.height
        rows = [part for row in table.rows for part in row.split(whole_page)]
        self._heading(table, left, rows[0].height if rows else 0.0)
        for index, row in enumerate(rows):
            if self.room + _ROUNDING < row.height:
                table.draw_end(self.page, (left, self.y))
                self._place(self._sheets.add())
                self._heading(table, left, row.height)
            table.draw_row(self.page, (left, self.y), row, is_shaded=index % 2 == 1)
            self.y -= row.height
        table.draw_end(self.page, (left, self.y))

    def _heading(self, table: Table, left: float, first_row: float) -> None:
        self.keep(table.heading.height + first_row)
        table.draw_heading(self.page, (left, self.y))
        self.y -= table.heading.height

    def _fitting_lines(self, paragraph: Paragraph) -> int:
        """How many lines to set here, leaving no single line behind or ahead."""
        count = len(paragraph.lines)
        fitting = min(count, int((self.room + _ROUNDING) / paragraph.style.leading))
        if fitting == count or self.y >= self._top:
            return max(fitting, 1)
        fitting = min(fitting, count - _FEWEST_LINES)
        return fitting if fitting >= _FEWEST_LINES else 0

    def _place(self, page: Page) -> None:
        self.page = page
        self._top = self.y = self._begin(page, len(self._sheets.pages))
