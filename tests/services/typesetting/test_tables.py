"""Tables: column order, room in the cells, and the heading on every page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.typesetting.columns import Column
from app.services.typesetting.flow import Flow
from app.services.typesetting.pages import Page, Sheets
from app.services.typesetting.paragraphs import Style, set_paragraph
from app.services.typesetting.tables import Table, set_table
from app.services.typesetting.typefaces import shipped_typefaces
from tests.services.typesetting.glyph_order import pages_of, placed_glyphs, visual_lines
from tests.services.typesetting.test_lines import IMPRINT

COLUMNS = (Column("ردیف", "number"), Column("پایانه", "latin"), Column("شرح"), Column("مبلغ", "money"))
LEFT, TOP, WIDTH = 50.0, 800.0, 300.0


def table_of(rows: list[tuple[str, ...]], *, is_rtl: bool = True, width: float = WIDTH) -> Table:
    style = Style(8, 13, is_rtl)
    return set_table(COLUMNS, rows, style, width=width, typefaces=shipped_typefaces())


def flowed(table: Table, *, before: int = 0) -> Sheets:
    """The table under so many lines of text, on small pages."""
    sheets = Sheets(shipped_typefaces(), (400, 260))

    def begin(_page: Page, number: int) -> float:
        return 200.0 if number == 1 else 240.0

    flow = Flow(sheets, bottom=40, following_top=240, begin=begin)
    for _line in range(before):
        flow.paragraph(
            set_paragraph("متن", Style(9, 15, is_rtl=True), width=300, typefaces=sheets.typefaces), LEFT
        )
    flow.table(table, LEFT)
    return sheets


def test_the_first_column_is_rightmost_for_persian_readers() -> None:
    row = ("۱", "T-2204871", "رفع خرابی", "۱۶٬۵۰۰٬۰۰۰")
    pages = pages_of(flowed(table_of([row])).pdf(IMPRINT))
    assert visual_lines(pages[0]) == ["غلبمحرشهنایاپفیدر", "۱۶٬۵۰۰٬۰۰۰یبارخ عفرT-2204871۱"]
    pages = pages_of(flowed(table_of([row], is_rtl=False)).pdf(IMPRINT))
    assert visual_lines(pages[0])[1] == "۱T-2204871یبارخ عفر۱۶٬۵۰۰٬۰۰۰"


def test_codes_and_ranges_keep_their_order_in_a_cell() -> None:
    rows = [("۱", "08:00-16:30", "شرح", "۴٬۰۰۰"), ("۲", "021-88776655", "شرح", "-۱۲۵٬۴۰۰")]
    first, second = visual_lines(pages_of(flowed(table_of(rows)).pdf(IMPRINT))[0])[1:]
    assert "08:00-16:30" in first
    assert "021-88776655" in second
    assert "-۱۲۵٬۴۰۰" in second


def test_amounts_end_at_one_edge() -> None:
    rows = [("۱", "T-1", "الف", "۹٬۰۰۰"), ("۲", "T-2", "ب", "۱۲۵٬۴۰۰٬۰۰۰")]
    glyphs = placed_glyphs(pages_of(flowed(table_of(rows)).pdf(IMPRINT))[0])
    zeros = {
        round(g.baseline): max(z.right for z in glyphs if z.baseline == g.baseline and z.text == "۰")
        for g in glyphs
        if g.text == "۰"
    }
    assert len(zeros) == 2
    first, second = zeros.values()
    assert first == pytest.approx(second, abs=0.05)


CELLS = st.sampled_from(
    [
        "",
        "۱",
        "T-2204871",
        "بازدید دوره‌ای (PM) از پایانه‌های فروش منطقهٔ شمال شرق",
        "۱۲۵٬۴۰۰٬۰۰۰",
        "شرکت",
        "A-very-long-code-without-any-space-000001",
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from([90.0, 160.0, 300.0, 480.0]),
)
def test_every_glyph_stays_in_its_cell(rows: list[tuple[str, ...]], is_rtl: bool, width: float) -> None:
    table = table_of(rows, is_rtl=is_rtl, width=width)
    assert sum(table.widths) == pytest.approx(width)
    edges = table.lefts(LEFT)
    for row in (table.heading, *table.rows):
        for left, column_width, cell in zip(edges, table.widths, row.cells, strict=True):
            sheets = Sheets(shipped_typefaces())
            cell.draw(sheets.add(), (left + 4, TOP), width=column_width - 8)
            assert cell.height <= row.height
            if not cell.natural_width:
                continue
            glyphs = placed_glyphs(pages_of(sheets.pdf(IMPRINT))[0])
            assert min(glyph.left for glyph in glyphs) >= left - 0.1
            assert max(glyph.right for glyph in glyphs) <= left + column_width + 0.1
            assert min(glyph.baseline for glyph in glyphs) >= TOP - cell.height


def test_the_heading_stands_on_every_page_and_never_alone() -> None:
    rows = [(str(number), f"T-{number}", "شرح", "۱۰۰") for number in range(1, 31)]
    for before in range(10):
        sheets = flowed(table_of(rows), before=before)
        lines = [visual_lines(page) for page in pages_of(sheets.pdf(IMPRINT))]
        heading = "غلبمحرشهنایاپفیدر"
        reached = [page for page in lines if any("T-" in line for line in page)]
        assert all(page.count(heading) == 1 for page in reached)
        assert all(heading not in page or page[-1] != heading for page in lines)
        told = [line for page in lines for line in page if "T-" in line]
        assert [line.split("T-")[1] for line in told] == [f"{n}{n}" for n in range(1, 31)]


def test_a_row_higher_than_a_page_goes_on_on_the_next() -> None:
    rows = [("۱", "T-1", "شرح بسیار بلند " * 120, "۱۰۰")]
    sheets = flowed(table_of(rows))
    pages = pages_of(sheets.pdf(IMPRINT))
    assert len(pages) > 2
    lowest = min(glyph.baseline for page in pages for glyph in placed_glyphs(page))
    assert lowest >= 40
    told = "".join(line for page in pages for line in visual_lines(page))
    assert told.count("حرش") == 120 + len(pages)
