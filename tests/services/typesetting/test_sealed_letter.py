"""What makes a letter proof: the code a scanner reads, the text it carries, its annex, its letterhead."""

import dataclasses
import hashlib
import io
import json
from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from app.domain.errors import BadInput
from app.services.typesetting.letter import TEXT_NAME, annex_sheets, set_letter
from app.services.typesetting.letter_content import (
    Annex,
    LetterContent,
    Signature,
    fingerprint,
    to_json,
)
from app.services.typesetting.pictures import MOST_BYTES, taken_in
from app.services.typesetting.plain_text import plain_text
from app.services.typesetting.seal import Seal, read_seal, seal_of
from tests.services.typesetting.glyph_order import pages_of, placed_glyphs, visual_lines
from tests.services.typesetting.letters import ISSUED_AT, english_letter, persian_letter

BOTH = pytest.mark.parametrize("make", [persian_letter, english_letter])


def picture(width: int = 300, height: int = 120, form: str = "PNG", mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    Image.new(mode, (width, height), 90 if mode == "L" else (20, 90, 140, 128)[: len(mode)]).save(
        written, form
    )
    return written.getvalue()


def with_annex(content: LetterContent, rows: int) -> LetterContent:
    table = dataclasses.replace(content, table=None).table
    long = (persian_letter if content.language == "fa" else english_letter)(rows).table
    assert long is not None
    return dataclasses.replace(content, table=table, annex=Annex("پیوست نامه", long, content.totals))


def scanned(pdf: bytes, page: int = 0, scale: float = 2.0) -> list[str]:
    image = pypdfium2.PdfDocument(pdf)[page].render(scale=scale).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(image)]


@BOTH
@pytest.mark.parametrize("scale", [1.5, 2.0, 4.0])
def test_a_scanner_reads_number_date_and_fingerprint(make, scale: float) -> None:
    content = make(1)
    (read,) = scanned(set_letter(content), scale=scale)
    sha256 = fingerprint(json.loads(to_json(content)))
    language = content.language.upper()
    assert read == f"POSHTIBAN 1405-PM-1234 20261001T063000Z {language} SHA256 {sha256.upper()}"
    assert read_seal(read) == Seal("1405-PM-1234", ISSUED_AT, content.language, sha256) == seal_of(content)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "POSHTIBAN",
        "https://example.org",
        f"POSHTIBAN 1405-PM-0001 20261001T063000Z FA SHA256 {'A' * 63}",
        f"POSHTIBAN 1405-PM-0001 20261301T063000Z FA SHA256 {'A' * 64}",
        f"POSHTIBAN 1405-PM-0001 20261001T063000Z FA SHA256 {'G' * 64}",
    ],
)
def test_what_is_no_seal_is_not_taken_for_one(text: str) -> None:
    assert read_seal(text) is None


def test_a_number_with_spaces_and_persian_letters_is_sealed_as_well() -> None:
    seal = Seal("1405-ن ب-0012", datetime(2026, 10, 1, tzinfo=UTC), "fa", "0f" * 32)
    assert read_seal(seal.text()) == seal
    (read,) = scanned(set_letter(dataclasses.replace(persian_letter(1), number=seal.number)))
    assert read.startswith("POSHTIBAN 1405-ن ب-0012 ")


@BOTH
def test_the_whole_text_can_be_taken_from_the_attached_file(make) -> None:
    content = make(40)
    reader = PdfReader(io.BytesIO(set_letter(content)))
    (attached,) = reader.attachments[TEXT_NAME]
    told = attached.decode("utf-8")
    seal = seal_of(content)
    assert seal is not None
    assert told == plain_text(content, seal=seal.text())
    assert reader.metadata is not None
    assert reader.metadata["/Keywords"] == seal.text()
    lines = told.splitlines()
    assert content.table is not None
    rows = [line.split("\t") for line in lines if "\t" in line]
    assert rows == [[c.heading for c in content.table.columns], *map(list, content.table.rows)]
    for said in (*content.opening, *content.remaining, content.amount_in_words, content.closing):
        assert said.translate(dict.fromkeys(map(ord, "\u2066\u2069"))) in lines


@pytest.mark.parametrize(
    ("make", "rows"), [(persian_letter, 1), (english_letter, 13), (english_letter, 60), (persian_letter, 400)]
)
def test_the_annex_begins_a_sheet_and_repeats_its_headings(make, rows: int) -> None:
    content = with_annex(make(0), rows)
    read = pages_of(set_letter(content))
    pages = [visual_lines(page) for page in read]
    before = len(pages_of(set_letter(dataclasses.replace(content, annex=None))))
    assert annex_sheets(content) == len(pages) - before
    assert content.annex is not None
    headings = [column.heading for column in content.annex.table.columns]
    word = headings[0] if content.language == "en" else headings[0][::-1]
    for page in pages[before:]:
        has_rows = any("T-22" in line for line in page)
        assert sum(word in line for line in page) == has_rows
    told = "".join(line for page in pages for line in page)
    assert all(told.count(row[2]) == 1 for row in content.annex.table.rows)
    glyphs = [glyph for page in read for glyph in placed_glyphs(page)]
    assert min(glyph.left for glyph in glyphs) >= 53.9
    assert max(glyph.right for glyph in glyphs) <= 541.4
    assert min(glyph.baseline for glyph in glyphs) >= 30


def test_without_an_annex_there_are_no_sheets_of_it() -> None:
    assert annex_sheets(persian_letter(3)) == 0


@BOTH
def test_three_signatures_stand_side_by_side_beside_the_code(make) -> None:
    names = tuple(Signature(f"N{place}", f"P{place}") for place in "123")
    content = dataclasses.replace(make(1), signatures=names)
    pdf = set_letter(content)
    line = next(line for line in visual_lines(pages_of(pdf)[0]) if "N1" in line)
    assert line == ("N3N2N1" if content.language == "fa" else "N1N2N3")
    assert len(scanned(pdf)) == 1


@BOTH
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_the_logo_is_drawn_on_the_side_where_reading_starts(make, mode: str) -> None:
    logo = taken_in(picture(mode=mode), "logo.png")
    content = dataclasses.replace(make(1), logo=hashlib.sha256(logo).hexdigest())
    pdf = set_letter(content, images={content.logo: logo})
    assert pdf == set_letter(content, images={content.logo: logo})
    shown = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("RGB")
    x = 530 if content.language == "fa" else 65
    strip = [shown.getpixel((x, y)) for y in range(40, 110)]
    blue = [pixel for pixel in strip if isinstance(pixel, tuple) and pixel[2] - pixel[0] > 50]
    assert len(blue) > 25
    with pytest.raises(KeyError):
        set_letter(content)


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_picture_is_kept_no_larger_than_it_is_printed(form: str) -> None:
    kept = taken_in(picture(3000, 1000, form), "logo")
    with Image.open(io.BytesIO(kept)) as opened:
        assert (opened.format, opened.size) == ("PNG", (1200, 400))
    assert taken_in(kept, "logo") == kept


@pytest.mark.parametrize(
    ("image", "found"),
    [
        (b"", "0 bytes"),
        (b"%PDF-1.4 not a picture", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (picture(form="GIF"), "no picture"),
        (picture(4001, 10), "4001 x 10 pixels"),
        (picture()[:-40], "a damaged picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "no picture"),
        (b"\0" * (MOST_BYTES + 1), "2,097,153 bytes"),
    ],
)
def test_what_is_no_picture_for_a_letterhead_is_refused_in_one_line(image: bytes, found: str) -> None:
    with pytest.raises(BadInput) as refused:
        taken_in(image, "logo.png")
    assert str(refused.value) == (
        f"logo.png: found {found}, expected a PNG or JPEG picture of at most 2048 KiB and 4000 pixels a side"
    )
