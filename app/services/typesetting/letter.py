"""An official letter on A4: head, addressee, subject, text, table, sums, signature, copies."""

from dataclasses import replace

from app.i18n import speaking
from app.services.typesetting.flow import Flow
from app.services.typesetting.letter_content import Labelled, LetterContent
from app.services.typesetting.letter_head import FOLLOWING_TOP, LetterHead, draw_feet
from app.services.typesetting.letter_styles import BOTTOM, MARGIN, TEXT_WIDTH, LetterStyles, labelled
from app.services.typesetting.lines import Span
from app.services.typesetting.pages import Imprint, Sheets
from app.services.typesetting.paragraphs import Paragraph, Style, set_paragraph
from app.services.typesetting.tables import set_table
from app.services.typesetting.typefaces import Typefaces, shipped_typefaces

_PARAGRAPH_GAP = 5.0
_BLOCK_GAP = 10.0
_SIGNATURE_ROOM = 52.0
"""Empty height for the signature and the stamp."""
_SIGNATURE_WIDTH = 210.0
_TOTALS_GAP = 14.0
_HEADING_ROOM = 90.0
"""What must fit under the text before a table: its heading and some rows."""


def set_letter(content: LetterContent, typefaces: Typefaces | None = None) -> bytes:
    """The letter as PDF; equal contents give equal bytes."""
    with speaking(content.language):
        return _Letter(content, typefaces or shipped_typefaces()).pdf()


class _Letter:
    """One letter while it is set."""

    def __init__(self, content: LetterContent, typefaces: Typefaces) -> None:
        self._content = content
        self._typefaces = typefaces
        self._styles = LetterStyles.of(content.language)
        self._sheets = Sheets(typefaces)
        head = LetterHead(content, self._styles, typefaces)
        self._flow = Flow(self._sheets, bottom=BOTTOM, following_top=FOLLOWING_TOP, begin=head.draw)

    def pdf(self) -> bytes:
        """Set every part in the order in which it is read."""
        content = self._content
        self._address()
        self._paragraphs(content.opening)
        self._table()
        self._totals()
        self._paragraphs(content.remaining[:-1])
        self._sign()
        self._copies()
        draw_feet(self._sheets, content.footer_note, self._styles)
        imprint = Imprint(
            title=content.title,
            language=content.language,
            issued_at=content.issued_at,
            author=content.letterhead[0] if content.letterhead else "",
        )
        return self._sheets.pdf(imprint)

    def _set(self, text: str | list[Span], style: Style, width: float = TEXT_WIDTH) -> Paragraph:
        return set_paragraph(text, style, width=width, typefaces=self._typefaces)

    def _address(self) -> None:
        for line in self._content.addressee:
            self._flow.paragraph(self._set(line, self._styles.addressee), MARGIN)
        self._flow.space(_PARAGRAPH_GAP)
        subject = labelled(self._content.subject, "semibold", "semibold")
        self._flow.paragraph(self._set(subject, self._styles.addressee), MARGIN)
        self._flow.space(_BLOCK_GAP)

    def _paragraphs(self, texts: tuple[str, ...]) -> None:
        for text in texts:
            self._flow.paragraph(self._set(text, self._styles.body), MARGIN)
            self._flow.space(_PARAGRAPH_GAP)

    def _table(self) -> None:
        content = self._content.table
        if content is None:
            return
        table = set_table(
            content.columns, content.rows, self._styles.table, width=TEXT_WIDTH, typefaces=self._typefaces
        )
        self._flow.space(_PARAGRAPH_GAP)
        self._flow.keep(min(_HEADING_ROOM, table.heading.height + sum(row.height for row in table.rows)))
        self._flow.table(table, MARGIN)
        self._flow.space(_BLOCK_GAP)

    def _totals(self) -> None:
        """Sums stand on the side of the amounts; the last one counts."""
        rows = [
            self._total(entry, is_last=entry is self._content.totals[-1]) for entry in self._content.totals
        ]
        if rows:
            self._draw_totals(rows)
        if self._content.amount_in_words:
            words = self._set(self._content.amount_in_words, self._styles.words)
            self._flow.keep(words.height)
            self._flow.paragraph(words, MARGIN)
            self._flow.space(_BLOCK_GAP)

    def _total(self, entry: Labelled, *, is_last: bool) -> tuple[Paragraph, Paragraph]:
        style = replace(self._styles.totals, weight="bold" if is_last else "regular")
        amount = replace(style, alignment="end")
        return self._set(f"{entry.label}:", style), self._set(entry.value, amount)

    def _draw_totals(self, rows: list[tuple[Paragraph, Paragraph]]) -> None:
        label_width = max(label.natural_width for label, _amount in rows) + 1
        amount_width = max(amount.natural_width for _label, amount in rows) + 1
        width = label_width + _TOTALS_GAP + amount_width
        left = MARGIN if self._styles.is_rtl else MARGIN + TEXT_WIDTH - width
        label_left = left + amount_width + _TOTALS_GAP if self._styles.is_rtl else left
        amount_left = left if self._styles.is_rtl else left + width - amount_width
        flow = self._flow
        flow.keep(sum(label.height for label, _amount in rows) + _BLOCK_GAP)
        for index, (label, amount) in enumerate(rows):
            if len(rows) > 1 and index == len(rows) - 1:
                flow.page.rule((left, flow.y), (left + width, flow.y), width=0.6, ink=self._styles.line)
            label.at_width(label_width).draw(flow.page, (label_left, flow.y))
            amount.at_width(amount_width).draw(flow.page, (amount_left, flow.y))
            flow.y -= max(label.height, amount.height)
        flow.space(_PARAGRAPH_GAP)

    def _sign(self) -> None:
        """Closing, room for signature and stamp, name and post: on one page with the last paragraph.

        A signature alone on a page could be put under any text.
        """
        content, styles, flow = self._content, self._styles, self._flow
        last = [self._set(text, styles.body) for text in content.remaining[-1:]]
        closing = self._set(content.closing, styles.closing, _SIGNATURE_WIDTH)
        name = self._set(content.signature.name, styles.signer, _SIGNATURE_WIDTH)
        post = self._set(content.signature.post, styles.closing, _SIGNATURE_WIDTH)
        left = MARGIN if styles.is_rtl else MARGIN + TEXT_WIDTH - _SIGNATURE_WIDTH
        parts = (*last, closing, name, post)
        flow.keep(sum(part.height for part in parts) + _SIGNATURE_ROOM + _BLOCK_GAP + _PARAGRAPH_GAP)
        for paragraph in last:
            flow.paragraph(paragraph, MARGIN)
            flow.space(_PARAGRAPH_GAP)
        flow.space(_BLOCK_GAP)
        flow.paragraph(closing, left)
        flow.space(_SIGNATURE_ROOM)
        flow.paragraph(name, left)
        flow.paragraph(post, left)

    def _copies(self) -> None:
        copies = self._content.copies
        if copies is None:
            return
        heading = self._set(f"{copies.heading}:", replace(self._styles.copies, weight="semibold"))
        receivers = [self._set(f"– {receiver}", self._styles.copies) for receiver in copies.receivers]
        self._flow.space(2 * _BLOCK_GAP)
        self._flow.keep(heading.height + sum(receiver.height for receiver in receivers))
        for paragraph in (heading, *receivers):
            self._flow.paragraph(paragraph, MARGIN)
