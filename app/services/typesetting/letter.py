"""An official letter on A4: head, addressee, subject, text, table, sums, signature, copies, annex."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from app.domain.persian import isolate
from app.i18n import speaking
from app.services.typesetting.flow import Flow
from app.services.typesetting.letter_content import Labelled, LetterContent, LetterTable, Signature
from app.services.typesetting.letter_head import FOLLOWING_TOP, LOGO, LetterHead, draw_feet
from app.services.typesetting.letter_styles import BOTTOM, MARGIN, TEXT_WIDTH, LetterStyles, labelled
from app.services.typesetting.lines import Span
from app.services.typesetting.pages import Attachment, Imprint, Sheets
from app.services.typesetting.paragraphs import Paragraph, Style, set_paragraph
from app.services.typesetting.pictures import read_picture
from app.services.typesetting.plain_text import plain_text
from app.services.typesetting.seal import draw_code, seal_of
from app.services.typesetting.tables import set_table
from app.services.typesetting.typefaces import Typefaces, shipped_typefaces

TEXT_NAME = "notice.txt"
"""The attached file that holds the letter as plain text."""

_PARAGRAPH_GAP = 5.0
_BLOCK_GAP = 10.0
_SIGNATURE_ROOM = 52.0
"""Empty height for the signature and the stamp."""
_SIGNATURE_WIDTH = 210.0
_SIGNATURE_GAP = 12.0
_CODE_SIZE = 84.0
"""Side of the QR code: over half a millimetre a module, which any telephone reads."""
_TOTALS_GAP = 14.0
_HEADING_ROOM = 90.0
"""What must fit under the text before a table: its heading and some rows."""


def set_letter(
    content: LetterContent, typefaces: Typefaces | None = None, *, images: Mapping[str, bytes] | None = None
) -> bytes:
    """The letter as PDF; equal contents give equal bytes.

    `images` are pictures as they were taken in, by their SHA-256; KeyError where the logo is not among them.
    """
    with speaking(content.language), _uncollected():
        return _Letter(content, typefaces or shipped_typefaces(), images or {}).pdf()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave cycles alone for the moment: a letter makes few, and a sixth of its time went into the search."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


def annex_sheets(content: LetterContent, typefaces: Typefaces | None = None) -> int:
    """How many sheets the annex of a letter takes; 0 without one."""
    if content.annex is None:
        return 0
    bare = replace(content, opening=(), remaining=(), table=None, totals=(), copies=None, logo="", number="")
    with speaking(content.language):
        letter = _Letter(bare, typefaces or shipped_typefaces(), {})
        letter.set_annex()
        return letter.pages - 1


class _Letter:
    """One letter while it is set."""

    def __init__(self, content: LetterContent, typefaces: Typefaces, images: Mapping[str, bytes]) -> None:
        self._content = content
        self._typefaces = typefaces
        self._styles = LetterStyles.of(content.language)
        self._sheets = Sheets(typefaces)
        if content.logo:
            self._sheets.pictures[LOGO] = read_picture(images[content.logo])
        self._seal = seal_of(content)
        head = LetterHead(content, self._styles, self._sheets)
        self._flow = Flow(self._sheets, bottom=BOTTOM, following_top=FOLLOWING_TOP, begin=head.draw)

    def pdf(self) -> bytes:
        """Set every part in the order in which it is read."""
        content = self._content
        self._address()
        self._paragraphs(content.opening)
        if content.table:
            self._table(content.table)
        self._totals(content.totals)
        self._words()
        self._paragraphs(content.remaining[:-1])
        if not self._sign():
            self._copies()
        self.set_annex()
        draw_feet(self._sheets, self._foot(), self._styles)
        seal = self._seal.text() if self._seal else ""
        told = plain_text(content, seal=seal).encode()
        self._sheets.attachments.append(Attachment(TEXT_NAME, "text/plain", told))
        imprint = Imprint(
            title=content.title,
            language=content.language,
            issued_at=content.issued_at,
            author=content.letterhead[0] if content.letterhead else "",
            keywords=seal,
        )
        return self._sheets.pdf(imprint)

    @property
    def pages(self) -> int:
        """How many there are so far."""
        return len(self._sheets.pages)

    def set_annex(self) -> None:
        """The annex, on sheets of its own."""
        annex = self._content.annex
        if annex is None:
            return
        self._flow.turn()
        self._flow.paragraph(self._set(annex.heading, self._styles.addressee), MARGIN)
        self._table(annex.table)
        self._totals(annex.totals)

    def _foot(self) -> str:
        note = self._content.footer_note
        return f"{note} {isolate(self._seal.sha256)}" if self._seal else note

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

    def _table(self, told: LetterTable) -> None:
        table = set_table(
            told.columns, told.rows, self._styles.table, width=TEXT_WIDTH, typefaces=self._typefaces
        )
        self._flow.space(_PARAGRAPH_GAP)
        self._flow.keep(min(_HEADING_ROOM, table.heading.height + sum(row.height for row in table.rows)))
        self._flow.table(table, MARGIN)
        self._flow.space(_BLOCK_GAP)

    def _totals(self, entries: tuple[Labelled, ...]) -> None:
        """Sums stand on the side of the amounts; the last one counts."""
        rows = [self._total(entry, is_last=entry is entries[-1]) for entry in entries]
        if rows:
            self._draw_totals(rows)

    def _words(self) -> None:
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
            label.draw(flow.page, (label_left, flow.y), width=label_width)
            amount.draw(flow.page, (amount_left, flow.y), width=amount_width)
            flow.y -= max(label.height, amount.height)
        flow.space(_PARAGRAPH_GAP)

    def _sign(self) -> bool:
        """Closing, room for signature and stamp, name and post: on one page with the last paragraph.

        A signature alone on a page could be put under any text. The code stands on the other side, and
        under it, where there is room, who else receives the letter; whether that is so is returned.
        """
        content, styles, flow = self._content, self._styles, self._flow
        last = [self._set(text, styles.body) for text in content.remaining[-1:]]
        code = _CODE_SIZE if self._seal else 0.0
        width = self._signature_width(code)
        closing = self._set(content.closing, styles.closing, width)
        names = [self._signer(signature, width) for signature in content.signatures]
        signed = closing.height + _SIGNATURE_ROOM + max((_height(name) for name in names), default=0.0)
        room = sum(part.height for part in last) + max(signed, code)
        flow.keep(room + _BLOCK_GAP + _PARAGRAPH_GAP)
        for paragraph in last:
            flow.paragraph(paragraph, MARGIN)
            flow.space(_PARAGRAPH_GAP)
        flow.space(_BLOCK_GAP)
        top = flow.y
        self._draw_code(top)
        outer = MARGIN if styles.is_rtl else MARGIN + TEXT_WIDTH - width
        closing.draw(flow.page, (outer, top))
        for place, name in enumerate(reversed(names)):
            step = place * (width + _SIGNATURE_GAP)
            left, y = outer + step if styles.is_rtl else outer - step, top - closing.height - _SIGNATURE_ROOM
            for line in name:
                line.draw(flow.page, (left, y))
                y -= line.height
        beside = self._copies_beside(code, TEXT_WIDTH - width - _SIGNATURE_GAP)
        flow.space(max(signed, code, beside))
        return beside > 0

    def _copies_beside(self, code: float, width: float) -> float:
        """Set the copies under the code; how far down they reach, 0 where there is no room or no copy."""
        copies = self._set_copies(width)
        above = code + _BLOCK_GAP
        reach = above + _height(copies)
        if not code or not copies or len(self._content.signatures) > 1 or reach > self._flow.room:
            return 0.0
        left = MARGIN + TEXT_WIDTH - width if self._styles.is_rtl else MARGIN
        y = self._flow.y - above
        for line in copies:
            line.draw(self._flow.page, (left, y))
            y -= line.height
        return reach

    def _signature_width(self, code: float) -> float:
        """What each of the signatures side by side has; all of them beside the code."""
        count = max(1, len(self._content.signatures))
        free = TEXT_WIDTH - (code + _SIGNATURE_GAP if code else 0.0) - (count - 1) * _SIGNATURE_GAP
        return min(_SIGNATURE_WIDTH, free / count)

    def _signer(self, signature: Signature, width: float) -> tuple[Paragraph, Paragraph]:
        return (
            self._set(signature.name, self._styles.signer, width),
            self._set(signature.post, self._styles.closing, width),
        )

    def _draw_code(self, top: float) -> None:
        if self._seal is None:
            return
        left = MARGIN + TEXT_WIDTH - _CODE_SIZE if self._styles.is_rtl else MARGIN
        draw_code(self._flow.page, (left, top), _CODE_SIZE, self._seal.text())

    def _copies(self) -> None:
        copies = self._set_copies(TEXT_WIDTH)
        self._flow.space(2 * _BLOCK_GAP)
        self._flow.keep(_height(copies))
        for paragraph in copies:
            self._flow.paragraph(paragraph, MARGIN)

    def _set_copies(self, width: float) -> tuple[Paragraph, ...]:
        copies = self._content.copies
        if copies is None:
            return ()
        style = self._styles.copies
        heading = self._set(f"{copies.heading}:", replace(style, weight="semibold"), width)
        return (heading, *(self._set(f"– {receiver}", style, width) for receiver in copies.receivers))


def _height(parts: tuple[Paragraph, ...]) -> float:
    return sum(part.height for part in parts)
