"""Lines: what stands where on the paper, measured on the page that was written."""

import io
from datetime import UTC, datetime

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.services.typesetting.bidi import isolate
from app.services.typesetting.lines import Span, broken_lines
from app.services.typesetting.pages import Imprint, Sheets
from app.services.typesetting.paragraphs import Style, set_paragraph
from app.services.typesetting.typefaces import Run, shipped_typefaces
from tests.services.typesetting.glyph_order import pages_of, placed_glyphs, visual_lines

IMPRINT = Imprint("آزمون", "fa", datetime(2026, 10, 1, tzinfo=UTC))
WIDTH = 400.0
LEFT = 60.0


def written(text: str, *, is_rtl: bool = True, width: float = WIDTH, alignment: str = "start") -> bytes:
    typefaces = shipped_typefaces()
    sheets = Sheets(typefaces)
    style = Style(12, 20, is_rtl, alignment=alignment)
    set_paragraph(text, style, width=width, typefaces=typefaces).draw(sheets.add(), (LEFT, 800))
    return sheets.pdf(IMPRINT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("بررسی عملکرد شرکت", "تکرش درکلمع یسررب"),
        ("مبلغ ۱۶٬۵۰۰٬۰۰۰ ریال", "لایر ۱۶٬۵۰۰٬۰۰۰ غلبم"),
        ("سریال T-2204871 در محل", "لحم رد T-2204871 لایرس"),
        ("مورخ ۱۴۰۵/۰۷/۰۹ است", "تسا ۱۴۰۵/۰۷/۰۹ خروم"),
        ("سطح (خدمت) است", "تسا )تمدخ( حطس"),
        (f"ساعت {isolate('08:00-16:30')} تا", "ات 08:00-16:30 تعاس"),
        ("کالا اعلام", "مالعا الاک"),
        ("الف \u2066a \u2067ب c د\u2069 e\u2069 ه", "ه a د c ب e فلا"),
    ],
)
def test_glyphs_stand_in_visual_order(text: str, expected: str) -> None:
    assert visual_lines(pages_of(written(text))[0]) == [expected]


def test_mirrored_brackets_are_drawn_facing_the_text() -> None:
    rtl = shipped_typefaces().shape(Run("(", "regular", "Arab", is_rtl=True)).glyphs[0]
    ltr = shipped_typefaces().shape(Run(")", "regular", "Latn", is_rtl=False)).glyphs[0]
    assert rtl.number == ltr.number


def test_lam_alef_is_one_ligature_that_tells_both_letters() -> None:
    shaped = shipped_typefaces().shape(Run("لا", "regular", "Arab", is_rtl=True))
    assert [(glyph.text, glyph.is_silent) for glyph in shaped.glyphs] == [("ا", False), ("ل", True)]
    apart = shipped_typefaces().shape(Run("ل\u200cا", "regular", "Arab", is_rtl=True))
    assert shaped.width < apart.width


def test_the_non_joiner_parts_letters_and_takes_no_room() -> None:
    shape = shipped_typefaces().shape
    joined = shape(Run("میشود", "regular", "Arab", is_rtl=True))
    parted = shape(Run("می\u200cشود", "regular", "Arab", is_rtl=True))
    alone = [shape(Run(part, "regular", "Arab", is_rtl=True)).width for part in ("می", "شود")]
    assert parted.width == pytest.approx(sum(alone))
    assert parted.width > joined.width


def test_marks_are_drawn_over_their_letter() -> None:
    shaped = shipped_typefaces().shape(Run("لطفاً", "regular", "Arab", is_rtl=True))
    (mark,) = shaped.marks
    assert mark.y > 0
    assert "".join(glyph.text for glyph in reversed(shaped.glyphs)) == "لطفاً"
    assert b" f Q" in pages_of(written("لطفاً"))[0].get_contents().get_data()


def test_digits_are_never_taken_for_right_to_left_text() -> None:
    lines = broken_lines((Span("۱۲۳"),), shipped_typefaces(), is_rtl=True, limit=30)
    (number,) = lines[0].pieces
    assert (number.run.is_rtl, number.is_figure, len(number.shaped)) == (False, True, 3)
    assert ["".join(glyph.text for glyph in part.glyphs) for part in number.shaped] == ["۱", "۲", "۳"]


WORDS = st.lists(
    st.sampled_from(
        ["شرکت", "T-2204871", "۱۶٬۵۰۰", "(ماده", "۱۲)", "می‌شود", "service", isolate("08:00-16:30")]
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.booleans(), st.sampled_from(["start", "end", "centre", "justify"]))
def test_no_glyph_leaves_the_column_and_no_word_is_lost(
    words: list[str], is_rtl: bool, alignment: str
) -> None:
    text = " ".join(words)
    pdf = written(text, is_rtl=is_rtl, width=160, alignment=alignment)
    glyphs = placed_glyphs(pages_of(pdf)[0])
    assert min(glyph.left for glyph in glyphs) >= LEFT - 0.1
    assert max(glyph.right for glyph in glyphs) <= LEFT + 160 + 0.1
    lines = broken_lines((Span(text),), shipped_typefaces(), is_rtl=is_rtl, limit=160 / 12)
    told = " ".join(line.text for line in lines)
    assert told.split() == text.replace("\u2066", "").replace("\u2069", "").split()


def test_a_word_wider_than_the_line_is_broken_after_a_mark() -> None:
    lines = broken_lines((Span("EM-1405000-2204871"),), shipped_typefaces(), is_rtl=False, limit=6.5)
    assert [line.text for line in lines] == ["EM-1405000-", "2204871"]
    assert all(line.width <= 6.5 for line in lines)


def test_even_a_letter_wider_than_the_line_is_set() -> None:
    lines = broken_lines((Span("شرکت"),), shipped_typefaces(), is_rtl=True, limit=0.1)
    assert "".join(line.text for line in lines) == "شرکت"


def test_a_line_feed_ends_a_line_and_an_empty_text_is_one_line() -> None:
    texts = [
        line.text for line in broken_lines((Span("یک\nدو"),), shipped_typefaces(), is_rtl=True, limit=30)
    ]
    assert texts == ["یک", "دو"]
    assert len(broken_lines((Span(""),), shipped_typefaces(), is_rtl=True, limit=30)) == 1


def test_spans_change_the_weight_inside_a_line() -> None:
    spans = (Span("مبلغ "), Span("مهم", "bold"), Span(" است"))
    (line,) = broken_lines(spans, shipped_typefaces(), is_rtl=True, limit=30)
    assert [(piece.run.text, piece.run.weight) for piece in line.pieces if not piece.is_space] == [
        ("مبلغ", "regular"), ("مهم", "bold"), ("است", "regular"),
    ]  # fmt: skip


def test_justified_lines_fill_the_column_but_the_last() -> None:
    pdf = written("بررسی عملکرد شرکت در بازهٔ زمانی " * 4, width=200, alignment="justify")
    edges: dict[float, tuple[float, float]] = {}
    for glyph in placed_glyphs(pages_of(pdf)[0]):
        left, right = edges.get(glyph.baseline, (1e9, 0.0))
        edges[glyph.baseline] = min(left, glyph.left), max(right, glyph.right)
    *full, last = (edges[baseline] for baseline in sorted(edges, reverse=True))
    assert len(full) >= 2
    assert all(left == pytest.approx(LEFT, abs=0.3) for left, _right in full)
    assert all(right == pytest.approx(LEFT + 200, abs=0.3) for _left, right in [*full, last])
    assert last[0] > LEFT + 1


@pytest.mark.parametrize(
    "text",
    [
        "بدین‌وسیله به استناد بند ۴ قرارداد، مبلغ ۱۶٬۵۰۰٬۰۰۰ ریال لطفاً کسر گردد.",
        "پایانهٔ فروش در تاریخ ۱۴۰۵/۰۷/۰۹ اعلام شد و کالا لازم است.",
    ],
)
def test_viewers_copy_the_words_as_they_are_read(text: str) -> None:
    pdf = written(text)
    assert PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split() == text.split()
    assert pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split() == text.split()
