"""How wide the cells of the board would have to be to say everything."""

from collections.abc import Callable, Mapping

from app.i18n import _
from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.board_clock import remaining
from app.views.board.cell_painter import BESIDE, Told, is_low
from app.views.board.columns import WIDTHS, Column
from app.views.plain_words import countdown, left_word, name_in

EDGES, PILL_EDGES, PILL_ICON = 14, 40, 16
"""Room beside the words of a cell, of a pill in it, and of a pill's icon."""
CLOCK_EDGES, DISC = 18 + 24 + 8 + 2, 50
"""Room beside the words of a clock and of a technician."""


def width_of(appearance: Appearance, row: JobRow, column: Column, told: Told, *, height: int) -> int:
    """Pixels a cell needs in a row of this height."""
    return _WIDTHS.get(column, _plain)(_Ruler(appearance, height), row, column, told)


class _Ruler:
    """Measures words in the language chosen."""

    def __init__(self, appearance: Appearance, height: int) -> None:
        self.appearance = appearance
        self.is_low = is_low(height)

    def name(self, name: str, name_en: str) -> str:
        return name_in(name, name_en, fa=self.appearance.is_rtl)

    def width(self, text: str, px: int = 13, *, weight: int = 400, tabular: bool = False) -> int:
        """With a pixel to spare, as shaped texts have parts of pixels."""
        return self.appearance.lettering.width(text, px, weight=weight, tabular=tabular) + 1


def _plain(ruler: _Ruler, row: JobRow, column: Column, told: Told) -> int:
    return ruler.width(told.text(row, column)) + EDGES


def _priority(ruler: _Ruler, row: JobRow, column: Column, told: Told) -> int:
    return WIDTHS[column][0]


def _clock(ruler: _Ruler, row: JobRow, column: Column, told: Told) -> int:
    shown = remaining(row, told.now)
    if shown is None:
        return ruler.width(told.text(row, column), 12, weight=600) + PILL_EDGES + PILL_ICON
    time = countdown(shown.seconds, shown.state, ruler.appearance.formats)
    word = ruler.width(left_word(shown.state), 12, weight=600)
    return ruler.width(time, 15, weight=700, tabular=True) + word + CLOCK_EDGES


def _call(ruler: _Ruler, row: JobRow, column: Column, told: Told) -> int:
    number = ruler.width(told.text(row, column), 14, weight=600)
    if ruler.is_low:
        return number + EDGES + BESIDE
    return max(number, ruler.width(ruler.name(row.city, row.city_en), 12)) + EDGES


def _merchant(ruler: _Ruler, row: JobRow, column: Column, told: Told) -> int:
    name = ruler.width(ruler.name(row.merchant, row.merchant_en), 14, weight=500)
    terminal = ruler.width(row.terminal, 12)
    return (name if ruler.is_low else max(name, terminal)) + EDGES


def _technician(ruler: _Ruler, row: JobRow, column: Column, told: Told) -> int:
    if not row.technician:
        return ruler.width(_("Unassigned"), 12, weight=600) + PILL_EDGES + PILL_ICON
    return ruler.width(ruler.name(row.technician, row.technician_en)) + DISC


def _stage(ruler: _Ruler, row: JobRow, column: Column, told: Told) -> int:
    return ruler.width(told.text(row, column), 12, weight=600) + PILL_EDGES


_WIDTHS: Mapping[Column, Callable[[_Ruler, JobRow, Column, Told], int]] = {
    Column.PRIORITY: _priority,
    Column.CLOCK: _clock,
    Column.CALL: _call,
    Column.MERCHANT: _merchant,
    Column.TECHNICIAN: _technician,
    Column.STAGE: _stage,
}
