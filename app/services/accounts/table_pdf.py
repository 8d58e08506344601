"""A table of the accounts as PDF: A4 on its side, Persian, headings on every page, page x of y."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.domain.persian import grouped, persian_digits
from app.i18n import _, speaking
from app.services.accounts.tables import HEADINGS_IN, Cell, Table
from app.services.typesetting.columns import Column, Kind
from app.services.typesetting.flow import Flow
from app.services.typesetting.letter_styles import LetterStyles
from app.services.typesetting.pages import A4, Imprint, Page, Sheets
from app.services.typesetting.paragraphs import Style, set_paragraph
from app.services.typesetting.tables import set_table
from app.services.typesetting.typefaces import Typefaces, shipped_typefaces

_WIDTH, _HEIGHT = A4[1], A4[0]
_MARGIN, _BOTTOM, _FOOT = 36.0, 46.0, 34.0
_ROOM = _WIDTH - 2 * _MARGIN
_GAP = 8.0
_TABLE_SIZE, _TABLE_LEADING = 7.2, 12.0


def as_pdf(table: Table, now: datetime, *, about: str, typefaces: Typefaces | None = None) -> bytes:
    """The table as PDF; `about` says of which time it is. The same table and instant give the same bytes."""
    with speaking(HEADINGS_IN):
        return _Paper(table, about, typefaces or shipped_typefaces()).pdf(now)


class _Paper:
    """One table while it is set."""

    def __init__(self, table: Table, about: str, typefaces: Typefaces) -> None:
        self._table = table
        self._about = about
        self._styles = LetterStyles.of(HEADINGS_IN)
        self._sheets = Sheets(typefaces, (_WIDTH, _HEIGHT))
        self._flow = Flow(
            self._sheets, bottom=_BOTTOM, following_top=self._head_bottom() - _GAP, begin=self._head
        )

    def pdf(self, now: datetime) -> bytes:
        """Set the table, then the foot of every page."""
        told = self._table
        columns = [
            Column(name, _kind([row[place] for row in told.rows])) for place, name in enumerate(told.headings)
        ]
        rows = [[_said(cell) for cell in row] for row in told.rows]
        style = replace(self._styles.table, size=_TABLE_SIZE, leading=_TABLE_LEADING)
        table = set_table(columns, rows, style, width=_ROOM, typefaces=self._sheets.typefaces)
        self._flow.table(table, _MARGIN)
        for number, page in enumerate(self._sheets.pages, start=1):
            said = _("Page {page} of {pages}").format(page=number, pages=len(self._sheets.pages))
            self._line(page, persian_digits(said), replace(self._styles.foot, alignment="end"), _FOOT)
        return self._sheets.pdf(Imprint(title=told.title, language=HEADINGS_IN, issued_at=now))

    def _head_bottom(self) -> float:
        return _HEIGHT - _MARGIN - self._styles.company.leading - 4

    def _head(self, page: Page, _number: int) -> float:
        top = _HEIGHT - _MARGIN
        self._line(page, self._table.title, self._styles.company, top)
        self._line(page, self._about, replace(self._styles.foot, alignment="end"), top - 6)
        bottom = self._head_bottom()
        page.rule((_MARGIN, bottom), (_WIDTH - _MARGIN, bottom), width=1.0, ink=self._styles.accent)
        return bottom - _GAP

    def _line(self, page: Page, text: str, style: Style, top: float) -> None:
        said = set_paragraph(text, style, width=_ROOM, typefaces=self._sheets.typefaces)
        said.draw(page, (_MARGIN, top))


def _kind(cells: Sequence[Cell]) -> Kind:
    """Amounts stand under each other, codes read from the left."""
    if all(isinstance(cell, int) or not cell for cell in cells) and any(cells):
        return "money"
    texts = [cell for cell in cells if isinstance(cell, str)]
    return "latin" if texts and all(text.isascii() for text in texts) else "text"


def _said(cell: Cell) -> str:
    return grouped(cell, HEADINGS_IN) if isinstance(cell, int) else persian_digits(cell)
