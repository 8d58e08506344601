"""A proof sheet on A4: the verdict, what was promised, the stretches, the facts, the remarks."""

from collections.abc import Sequence
from dataclasses import replace

from app.i18n import _, speaking
from app.services.proofs.statement import Statement
from app.services.typesetting.columns import Column, Kind
from app.services.typesetting.flow import Flow
from app.services.typesetting.letter_head import draw_feet
from app.services.typesetting.letter_styles import BOTTOM, MARGIN, PAGE_WIDTH, TEXT_WIDTH, TOP, LetterStyles
from app.services.typesetting.lines import Span
from app.services.typesetting.pages import Imprint, Page, Sheets
from app.services.typesetting.paragraphs import Paragraph, Style, set_paragraph
from app.services.typesetting.tables import set_table
from app.services.typesetting.typefaces import Typefaces, shipped_typefaces

_GAP, _BLOCK_GAP = 5.0, 12.0
_FOLLOWING_TOP = TOP - 24.0
_LABEL_WIDTH = 92.0
_SEGMENTS: tuple[Kind, ...] = ("latin", "latin", "text", "text", "latin", "latin")
_FACTS: tuple[Kind, ...] = ("text", "latin", "latin", "text", "text")


def proof_pdf(said: Statement, typefaces: Typefaces | None = None) -> bytes:
    """The sheet as PDF; equal statements give equal bytes."""
    return proofs_pdf([said], typefaces)


def proofs_pdf(said: Sequence[Statement], typefaces: Typefaces | None = None) -> bytes:
    """Sheets of one language in one PDF, each from a page of its own; at least one."""
    first = said[0]
    with speaking(first.language):
        pages = Sheets(typefaces or shipped_typefaces())
        for each in said:
            _Sheet(each, pages).set()
        draw_feet(pages, first.read_text, LetterStyles.of(first.language))
        return pages.pdf(
            Imprint(title=first.title, language=first.language, issued_at=first.read_at, author="")
        )


class _Sheet:
    """One sheet while it is set."""

    def __init__(self, said: Statement, pages: Sheets) -> None:
        self._said = said
        self._typefaces = pages.typefaces
        self._styles = LetterStyles.of(said.language)
        self._first_page = len(pages.pages) + 1
        self._flow = Flow(pages, bottom=BOTTOM, following_top=_FOLLOWING_TOP, begin=self._head)

    def set(self) -> None:
        """Set every part in the order in which it is read."""
        said = self._said
        self._flow.paragraph(self._set(said.verdict, self._styles.addressee), MARGIN)
        self._flow.space(_GAP)
        for name, value in said.about:
            self._entry(name, value)
        self._table(_("How the clock ran"), said.segment_heading, said.segments, _SEGMENTS)
        self._table(_("Who said what, and when"), said.fact_heading, said.facts, _FACTS)
        if said.remarks:
            self._heading(_("Remarks"))
            for remark in said.remarks:
                self._flow.paragraph(self._set(f"– {remark}", self._styles.copies), MARGIN)

    def _set(self, text: str | list[Span], style: Style, width: float = TEXT_WIDTH) -> Paragraph:
        return set_paragraph(text, style, width=width, typefaces=self._typefaces)

    def _head(self, page: Page, number: int) -> float:
        is_first = number == self._first_page
        style = self._styles.company if is_first else self._styles.foot
        title = self._set(self._said.title, style)
        title.draw(page, (MARGIN, TOP))
        bottom = TOP - title.height - 5
        page.rule((MARGIN, bottom), (PAGE_WIDTH - MARGIN, bottom), width=1.0, ink=self._styles.accent)
        return bottom - _BLOCK_GAP if is_first else _FOLLOWING_TOP

    def _entry(self, name: str, value: str) -> None:
        """A label and its value beside it, wrapped under itself."""
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
        self._flow.space(2)

    def _table(
        self, title: str, heading: tuple[str, ...], rows: tuple[tuple[str, ...], ...], kinds: tuple[Kind, ...]
    ) -> None:
        if not rows:
            return
        self._heading(title)
        columns = tuple(Column(name, kind) for name, kind in zip(heading, kinds, strict=True))
        table = set_table(columns, rows, self._styles.table, width=TEXT_WIDTH, typefaces=self._typefaces)
        self._flow.table(table, MARGIN)
