"""Head and foot of every page of a letter."""

from dataclasses import replace

from app.domain.persian import persian_digits
from app.i18n import _, is_rtl
from app.services.typesetting.letter_content import LetterContent
from app.services.typesetting.letter_styles import MARGIN, PAGE_WIDTH, TEXT_WIDTH, TOP, LetterStyles
from app.services.typesetting.pages import Page, Sheets
from app.services.typesetting.paragraphs import Paragraph, Style, set_paragraph

FOLLOWING_TOP = TOP - 34.0
"""Where the text begins on every page but the first."""

LOGO = "Logo"
"""The name under which the sheets know the picture over the letterhead."""

_LOGO_ROOM = (96.0, 46.0)
"""Width and height at most, points."""
_LOGO_GAP = 8.0
_FOOT_RULE = 50.0
_META_GAP = 6.0
_META_WIDEST = 190.0
_AFTER_HEAD = 16.0
_MARK_PADDING = 9.0
_SEPARATOR = "   "


class LetterHead:
    """The letterhead of the first page, and the short head of the others."""

    def __init__(self, content: LetterContent, styles: LetterStyles, sheets: Sheets) -> None:
        self._content = content
        self._styles = styles
        self._typefaces = sheets.typefaces
        self._pictures = sheets.pictures

    def draw(self, page: Page, number: int) -> float:
        """Draw the head of the page; returns where the text begins."""
        return self._first(page) if number == 1 else self._following(page)

    def _set(self, text: str, style: Style, width: float = TEXT_WIDTH) -> Paragraph:
        return set_paragraph(text, style, width=width, typefaces=self._typefaces)

    def _first(self, page: Page) -> float:
        y = TOP
        if self._content.invocation:
            invocation = self._set(self._content.invocation, self._styles.invocation)
            invocation.draw(page, (MARGIN, y))
            y -= invocation.height
        meta_height, meta_width = self._meta(page, y)
        name_height = self._company(page, y, TEXT_WIDTH - meta_width - 2 * _META_GAP)
        bottom = y - max(meta_height, name_height) - 8
        page.rule((MARGIN, bottom), (PAGE_WIDTH - MARGIN, bottom), width=1.1, ink=self._styles.accent)
        page.rule(
            (MARGIN, bottom - 2.2), (PAGE_WIDTH - MARGIN, bottom - 2.2), width=0.4, ink=self._styles.accent
        )
        if self._content.interim:
            self._mark(page, bottom - 1.1)
        return bottom - _AFTER_HEAD

    def _company(self, page: Page, top: float, width: float) -> float:
        """Logo, name and unit on the side where reading starts; returns their height."""
        logo_width, logo_height = self._logo(page, top)
        width -= logo_width
        left = PAGE_WIDTH - MARGIN - logo_width - width if self._styles.is_rtl else MARGIN + logo_width
        y = top
        for index, text in enumerate(self._content.letterhead):
            line = self._set(text, self._styles.unit if index else self._styles.company, width)
            line.draw(page, (left, y))
            y -= line.height
        return max(top - y, logo_height)

    def _logo(self, page: Page, top: float) -> tuple[float, float]:
        """The picture in its own proportions; returns the width and height it takes, 0 without one."""
        picture = self._pictures.get(LOGO)
        if picture is None:
            return 0.0, 0.0
        scale = min(_LOGO_ROOM[0] / picture.width, _LOGO_ROOM[1] / picture.height)
        width, height = picture.width * scale, picture.height * scale
        left = PAGE_WIDTH - MARGIN - width if self._styles.is_rtl else MARGIN
        page.picture(LOGO, (left, top - height), width, height)
        return width + _LOGO_GAP, height

    def _meta(self, page: Page, top: float) -> tuple[float, float]:
        """Date, number and attachment on the other side; returns height and width."""
        style = self._styles.meta
        labels = [
            self._set(f"{entry.label}:", replace(style, ink=self._styles.unit.ink))
            for entry in self._content.meta
        ]
        label_width = max((label.natural_width for label in labels), default=0.0) + 1
        room = _META_WIDEST - label_width
        values = [
            self._set(entry.value, replace(style, weight="medium"), room) for entry in self._content.meta
        ]
        value_width = max((value.natural_width for value in values), default=0.0) + 1
        width = label_width + _META_GAP + value_width
        left = MARGIN if self._styles.is_rtl else PAGE_WIDTH - MARGIN - width
        label_left = left + width - label_width if self._styles.is_rtl else left
        value_left = left if self._styles.is_rtl else left + width - value_width
        y = top
        for label, value in zip(labels, values, strict=True):
            label.draw(page, (label_left, y), width=label_width)
            value.draw(page, (value_left, y), width=value_width)
            y -= value.height
        return top - y, width

    def _following(self, page: Page) -> float:
        style = self._styles.foot
        top = TOP + 6
        told = _SEPARATOR.join(f"{entry.label}: {entry.value}" for entry in self._content.meta[:2])
        meta = self._set(told, replace(style, alignment="end"))
        meta.draw(page, (MARGIN, top))
        room = TEXT_WIDTH - meta.natural_width - 4 * _META_GAP
        company = self._content.letterhead[0] if self._content.letterhead else ""
        left = PAGE_WIDTH - MARGIN - room if self._styles.is_rtl else MARGIN
        self._set(self._shortened(company, style, room), style, room).draw(page, (left, top))
        rule = top - style.leading - 5
        page.rule((MARGIN, rule), (PAGE_WIDTH - MARGIN, rule), width=0.5, ink=self._styles.accent)
        if self._content.interim:
            self._mark(page, rule)
        return FOLLOWING_TOP

    def _shortened(self, text: str, style: Style, room: float) -> str:
        """As many of its words as fit on one line; the first page has them all."""
        lines = self._set(text, style, room).lines
        if len(lines) < 2:
            return text
        ellipsis = self._set("…", style).natural_width
        return f"{self._set(text, style, room - ellipsis).lines[0].text}…"

    def _mark(self, page: Page, middle: float) -> None:
        """The framed word on the rule of the head: the amounts are not final."""
        mark = self._set(_("Interim"), self._styles.mark)
        width = mark.natural_width + 2 * _MARK_PADDING
        left, bottom = (PAGE_WIDTH - width) / 2, middle - mark.height / 2
        page.blank((left, bottom), width, mark.height)
        page.frame((left, bottom), width, mark.height, ink=self._styles.accent)
        mark.draw(page, (left, bottom + mark.height), width=width)


def draw_feet(sheets: Sheets, note: str, styles: LetterStyles) -> None:
    """The foot of every page, once their number is known: the note, and which page it is."""
    for number, page in enumerate(sheets.pages, start=1):
        page.rule((MARGIN, _FOOT_RULE), (PAGE_WIDTH - MARGIN, _FOOT_RULE), width=0.4, ink=styles.line)
        told = _("Page {page} of {pages}").format(page=number, pages=len(sheets.pages))
        counted = persian_digits(told) if is_rtl() else told
        place = (MARGIN, _FOOT_RULE - 4)
        pages = set_paragraph(
            counted, replace(styles.foot, alignment="end"), width=TEXT_WIDTH, typefaces=sheets.typefaces
        )
        pages.draw(page, place)
        room = TEXT_WIDTH - pages.natural_width - 2 * _META_GAP
        left = PAGE_WIDTH - MARGIN - room if styles.is_rtl else MARGIN
        set_paragraph(note, styles.foot, width=room, typefaces=sheets.typefaces).draw(page, (left, place[1]))
