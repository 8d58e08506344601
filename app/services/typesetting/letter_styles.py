"""Measures and styles of an official letter in its two languages."""

from dataclasses import dataclass

from app.i18n import Language
from app.services.typesetting.letter_content import Labelled
from app.services.typesetting.lines import Span
from app.services.typesetting.pages import A4, BLACK, Ink
from app.services.typesetting.paragraphs import Alignment, Style
from app.services.typesetting.typefaces import Weight

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 54.0
"""Left and right, points."""
TOP = PAGE_HEIGHT - 40.0
BOTTOM = 66.0
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN

_GREY = Ink(0.38, 0.42, 0.47)
_ACCENT = Ink(0.10, 0.29, 0.42)
_LINE = Ink(0.32, 0.38, 0.44)


@dataclass(frozen=True)
class LetterStyles:
    """Styles of the parts of a letter."""

    is_rtl: bool
    invocation: Style
    company: Style
    unit: Style
    meta: Style
    addressee: Style
    body: Style
    table: Style
    totals: Style
    words: Style
    closing: Style
    signer: Style
    copies: Style
    foot: Style
    mark: Style
    line: Ink = _LINE
    accent: Ink = _ACCENT

    @staticmethod
    def of(language: Language) -> "LetterStyles":
        """Styles for readers of this language; Persian needs more room between its lines."""
        is_rtl = language == "fa"
        airy = 1.0 if is_rtl else 0.86

        def style(
            size: float,
            leading: float,
            *,
            weight: Weight = "regular",
            alignment: Alignment = "start",
            ink: Ink = BLACK,
        ) -> Style:
            return Style(size, round(leading * airy, 2), is_rtl, weight=weight, alignment=alignment, ink=ink)

        return LetterStyles(
            is_rtl=is_rtl,
            invocation=style(10, 18, weight="medium", alignment="centre"),
            company=style(14, 23, weight="bold", ink=_ACCENT),
            unit=style(9.5, 16, ink=_GREY),
            meta=style(9.5, 17),
            addressee=style(11, 20, weight="semibold"),
            body=style(10.8, 20.5, alignment="justify"),
            table=style(8, 13),
            totals=style(9.8, 18),
            words=style(9.8, 18, weight="medium"),
            closing=style(10.5, 18.5, alignment="centre"),
            signer=style(11, 19.5, weight="bold", alignment="centre"),
            copies=style(8.8, 15.5),
            foot=style(7.4, 11, ink=_GREY),
            mark=style(9, 15, weight="semibold", alignment="centre", ink=_ACCENT),
        )


def labelled(entry: Labelled, label_weight: Weight, value_weight: Weight) -> list[Span]:
    """Label, colon and value as spans."""
    return [Span(f"{entry.label}: ", label_weight), Span(entry.value, value_weight)]
