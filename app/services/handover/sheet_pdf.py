"""A shift handover on A4: both names, what is open by section, and room for two signatures."""

from collections.abc import Sequence
from dataclasses import replace

from app.i18n import speaking
from app.services.handover.document import Sheet
from app.services.typesetting.columns import Column, Kind
from app.services.typesetting.flow import Flow
from app.services.typesetting.letter_head import draw_feet
from app.services.typesetting.letter_styles import BOTTOM, MARGIN, PAGE_WIDTH, TEXT_WIDTH, TOP, LetterStyles
from app.services.typesetting.pages import Imprint, Page, Sheets
from app.services.typesetting.paragraphs import Paragraph, Style, set_paragraph
from app.services.typesetting.tables import set_table
from app.services.typesetting.typefaces import Typefaces, shipped_typefaces

_GAP, _BLOCK_GAP = 4.0, 11.0
_FOLLOWING_TOP = TOP - 24.0
_LABEL_WIDTH = 92.0
_SIGNATURE_ROOM = 30.0
_SIGNATURE_WIDTH = 200.0
_KINDS: tuple[Kind, ...] = ("text", "text", "latin", "text")


def handover_pdf(found: Sequence[Sheet], typefaces: Typefaces | None = None) -> bytes:
    """Handovers of one language in one PDF, each from a page of its own; at least one."""
    first = found[0]
    with speaking(first.language):
        pages = Sheets(typefaces or shipped_typefaces())
        for each in found:
            _Setting(each, pages).set()
        draw_feet(pages, first.foot if len(found) == 1 else "", LetterStyles.of(first.language))
        imprint = Imprint(title=first.title, language=first.language, issued_at=first.at, author="")
        return pages.pdf(imprint)


class _Setting:
    """One handover while it is set."""

    def __init__(self, told: Sheet, pages: Sheets) -> None:
        self._told = told
        self._typefaces = pages.typefaces
        self._styles = LetterStyles.of(told.language)
        self._first_page = len(pages.pages) + 1
        self._flow = Flow(pages, bottom=BOTTOM, following_top=_FOLLOWING_TOP, begin=self._head)

    def set(self) -> None:
        """Set every part in the order in which it is read."""
        for name, value in self._told.about:
            self._entry(name, value)
        for part in self._told.parts:
            self._heading(part.heading)
            if not part.rows:
                continue
            call, what, _when, remark = self._told.headings
            named = zip((call, what, part.when, remark), _KINDS, strict=True)
            columns = tuple(Column(name, kind) for name, kind in named)
            style = self._styles.table
            table = set_table(columns, part.rows, style, width=TEXT_WIDTH, typefaces=self._typefaces)
            self._flow.table(table, MARGIN)
        self._sign()

    def _set(self, text: str, style: Style, width: float = TEXT_WIDTH) -> Paragraph:
        return set_paragraph(text, style, width=width, typefaces=self._typefaces)

    def _head(self, page: Page, number: int) -> float:
        is_first = number == self._first_page
        title = self._set(self._told.title, self._styles.company if is_first else self._styles.foot)
        title.draw(page, (MARGIN, TOP))
        bottom = TOP - title.height - 5
        page.rule((MARGIN, bottom), (PAGE_WIDTH - MARGIN, bottom), width=1.0, ink=self._styles.accent)
        return bottom - _BLOCK_GAP if is_first else _FOLLOWING_TOP

    def _entry(self, name: str, value: str) -> None:
        style = self._styles.totals
        label = self._set(name, replace(style, ink=self._styles.unit.ink), _LABEL_WIDTH)
        words = self._set(value, style, TEXT_WIDTH - _LABEL_WIDTH)
        flow, is_rtl = self._flow, self._styles.is_rtl
        flow.keep(words.height)
        label.draw(flow.page, (MARGIN + TEXT_WIDTH - _LABEL_WIDTH if is_rtl else MARGIN, flow.y))
        words.draw(flow.page, (MARGIN if is_rtl else MARGIN + _LABEL_WIDTH, flow.y))
        flow.y -= words.height

    def _heading(self, text: str) -> None:
        self._flow.space(_BLOCK_GAP)
        heading = self._set(text, self._styles.addressee)
        self._flow.keep(heading.height * 3)
        self._flow.paragraph(heading, MARGIN)
        self._flow.space(_GAP / 2)

    def _sign(self) -> None:
        """Both names side by side with room to sign, on one page."""
        style = replace(self._styles.totals, alignment="centre")
        sides = [
            [self._set(line, style, _SIGNATURE_WIDTH) for line in lines if line]
            for lines in (self._told.handed, self._told.taken)
        ]
        height = max(sum(line.height for line in side) for side in sides) + _SIGNATURE_ROOM
        self._flow.space(_BLOCK_GAP)
        self._flow.keep(height)
        lefts = [MARGIN, MARGIN + TEXT_WIDTH - _SIGNATURE_WIDTH]
        if self._styles.is_rtl:
            lefts.reverse()
        for left, side in zip(lefts, sides, strict=True):
            y = self._flow.y
            for line in side:
                line.draw(self._flow.page, (left, y))
                y -= line.height
            low = self._flow.y - height + 4
            ends = (left + 20, low), (left + _SIGNATURE_WIDTH - 20, low)
            self._flow.page.rule(*ends, width=0.5, ink=self._styles.line)
        self._flow.y -= height
