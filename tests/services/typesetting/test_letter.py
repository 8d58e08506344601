"""The letter: parts and pages, the same bytes everywhere, text that can be copied."""

import dataclasses
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from app.services.typesetting.letter import set_letter
from app.services.typesetting.letter_content import LetterContent, canonical, fingerprint, from_json, to_json
from app.services.typesetting.seal import seal_of
from tests.services.typesetting.glyph_order import pages_of, placed_glyphs, visual_lines
from tests.services.typesetting.letters import ISSUED_AT, english_letter, persian_letter

ROOT = Path(__file__).resolve().parents[3]
SETTING = """
import hashlib, sys
from app.services.typesetting.letter import set_letter
from app.services.typesetting.letter_content import from_json
content = from_json(sys.stdin.buffer.read().decode("utf-8"))
print(hashlib.sha256(set_letter(content)).hexdigest())
"""


def words(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_range() for page in document).split()


@pytest.mark.parametrize("make", [persian_letter, english_letter])
@pytest.mark.parametrize(("rows", "pages"), [(1, 1), (60, (3, 4))])
def test_pages_and_their_counting(
    make: Callable[..., LetterContent], rows: int, pages: int | tuple[int, int]
) -> None:
    content = make(rows)
    found = pages_of(set_letter(content))
    assert len(found) in (pages if isinstance(pages, tuple) else (pages,))
    for number, page in enumerate(found, start=1):
        foot = visual_lines(page)[-1]
        if content.language == "en":
            sha256 = fingerprint(json.loads(to_json(content)))
            assert foot == f"Fingerprint (SHA-256): {sha256}Page {number} of {len(found)}"
        else:
            assert foot.startswith("۱۲۳۴"[len(found) - 1] + " زا " + "۱۲۳۴"[number - 1])


@pytest.mark.parametrize("rows", [0, 1, 7, 15, 16, 17, 18, 19, 20, 40, 60])
def test_nothing_is_lost_or_printed_over_the_edge(rows: int) -> None:
    content = persian_letter(rows)
    pages = pages_of(set_letter(content))
    glyphs = [glyph for page in pages for glyph in placed_glyphs(page)]
    assert min(glyph.left for glyph in glyphs) >= 53.9
    assert max(glyph.right for glyph in glyphs) <= 541.4
    assert min(glyph.baseline for glyph in glyphs) >= 30
    told = "".join(line for page in pages for line in visual_lines(page))
    assert content.table is not None
    assert all(told.count(row[2]) == 1 for row in content.table.rows)
    assert all(told.count(row[1]) == 1 for row in content.table.rows)


def test_the_signature_stands_on_one_page_with_the_last_words() -> None:
    last_words, closing, name = "ددرگ لاسرا ۱۴۰۵/۰۷/۲۰", "مارتحا دیدجت اب", "درف‌یمظاک میرم"
    for rows in range(22):
        pages = ["".join(visual_lines(page)) for page in pages_of(set_letter(persian_letter(rows)))]
        (signed,) = (page for page in pages if name in page)
        assert closing in signed
        assert last_words in signed


def test_date_number_and_attachment_stand_at_the_left_in_this_order() -> None:
    page = pages_of(set_letter(persian_letter(1)))[0]
    lines = [line for line in visual_lines(page) if ":" in line][:3]
    assert [line.split(":")[0] for line in lines] == [
        "۱۴۰۵/۰۷/۰۹", "۱۲۳۴/م‌پ/۱۴۰۵", ")لودج گرب ۱( دراد",
    ]  # fmt: skip
    company = [glyph for glyph in placed_glyphs(page) if glyph.size == 14]
    assert max(glyph.right for glyph in company) == pytest.approx(541.3, abs=0.5)


def test_the_english_letter_is_the_mirror() -> None:
    page = pages_of(set_letter(english_letter(1)))[0]
    company = [glyph for glyph in placed_glyphs(page) if glyph.size == 14]
    assert min(glyph.left for glyph in company) == pytest.approx(54, abs=0.5)
    dates = [line for line in visual_lines(page) if line.startswith("Date:")]
    assert dates == ["Date:1 Oct 2026 / 1405-07-09"]
    assert "Amount (IRR)" in next(line for line in visual_lines(page) if "Clause" in line)


@pytest.mark.parametrize("make", [persian_letter, english_letter])
def test_an_interim_letter_says_so_on_every_page(make: Callable[..., LetterContent]) -> None:
    for is_interim in (True, False):
        content = make(40, interim=is_interim)
        word = "باسحلا‌یلع" if content.language == "fa" else "Interim"
        told = ["".join(visual_lines(page)) for page in pages_of(set_letter(content))]
        assert [word in page for page in told] == [is_interim] * len(told)


def test_persian_words_can_be_copied_in_the_order_they_are_read() -> None:
    content = persian_letter(3)
    found = " ".join(words(set_letter(content)))
    assert "به اطلاع می‌رساند بررسی عملکرد آن شرکت در بازهٔ زمانی" in found
    assert "مقتضی است چنانچه نسبت به موارد فوق اعتراضی دارید، مراتب را حداکثر ظرف پنج روز کاری" in found
    for amount in ("۱٬۶۵۰٬۰۰۰", "۲۵۰٬۰۰۰٬۰۰۰", "۱۴۰۵/۰۷/۰۹", "صورت‌وضعیت", "۱۰۳۸۰۲۸۴۷۹۰"):
        assert amount in found


def test_english_words_can_be_copied() -> None:
    content = english_letter(3)
    found = " ".join(words(set_letter(content)))
    for text in (*content.remaining, content.amount_in_words, "T-2204871", "IRR 250,000,000"):
        assert text in found


def test_equal_contents_give_equal_bytes_in_every_process() -> None:
    content = persian_letter(12)
    # What was set before must not show.
    set_letter(english_letter(2))
    here = set_letter(content)
    set_letter(persian_letter(3))
    assert set_letter(content) == here
    digests = set()
    for seed, epoch in (("1", ""), ("77", "1700000000")):
        told = subprocess.run(
            [sys.executable, "-c", SETTING],
            input=to_json(content).encode("utf-8"),
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": epoch},
            capture_output=True,
            check=True,
        )
        digests.add(told.stdout)
    assert len(digests) == 1


def test_different_contents_have_different_fingerprints() -> None:
    first, second = (PdfReader(io.BytesIO(set_letter(persian_letter(rows)))) for rows in (1, 2))
    assert first.trailer["/ID"][0] != second.trailer["/ID"][0]


def test_what_the_document_says_of_itself() -> None:
    reader = PdfReader(io.BytesIO(set_letter(persian_letter(1))))
    assert reader.metadata is not None
    assert reader.metadata.title == "ابلاغ جریمهٔ شهریور ۱۴۰۵ – شرکت پشتیبان نمونهٔ شرق"
    assert reader.metadata.creation_date == ISSUED_AT
    assert reader.trailer["/Root"]["/Lang"] == "fa"
    assert [float(edge) for edge in reader.pages[0].mediabox][2:] == pytest.approx([595.28, 841.89], abs=0.01)
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    for font in fonts:
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert font["/BaseFont"].startswith("/POSHTI+Vazirmatn")
        assert len(descriptor["/FontFile2"].get_data()) < 60_000


def test_a_letter_needs_no_table_sums_or_copies() -> None:
    bare = dataclasses.replace(
        persian_letter(0),
        invocation="",
        letterhead=(),
        meta=(),
        table=None,
        totals=(),
        amount_in_words="",
        copies=None,
        footer_note="",
    )
    assert len(pages_of(set_letter(bare))) == 1


@pytest.mark.parametrize(
    "content",
    [persian_letter(3), english_letter(0), dataclasses.replace(persian_letter(0), table=None, copies=None)],
)
def test_the_content_survives_its_json(content: LetterContent) -> None:
    text = to_json(content)
    assert from_json(text) == content
    assert to_json(from_json(text)) == text
    assert set_letter(from_json(text)) == set_letter(content)


def test_json_of_another_form_is_refused() -> None:
    text = to_json(persian_letter(1)).replace('"form":2', '"form":3')
    with pytest.raises(ValueError, match="form 3"):
        from_json(text)


def test_what_was_frozen_in_the_first_form_is_printed_without_a_seal() -> None:
    fields = json.loads(to_json(persian_letter(2)))
    (fields["signature"],) = fields.pop("signatures")
    for added in ("number", "logo", "annex"):
        del fields[added]
    fields |= {"form": 1, "footer_note": "اثر انگشت سند: ۹f2c"}
    letter = from_json(canonical(fields))
    assert letter.signatures == persian_letter(2).signatures
    pdf = set_letter(letter)
    assert seal_of(letter) is None
    assert PdfReader(io.BytesIO(pdf)).metadata["/Keywords"] == ""  # type: ignore[index]
