"""The typeface put into a PDF: a subset of its glyphs, with the way back from glyphs to text."""

import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache

import uharfbuzz
from reportlab.pdfbase import pdfdoc

from app.services.typesetting.typefaces import ShapedRun, Typeface

_UNUSED_TABLES = ("GSUB", "GPOS", "GDEF", "cmap", "OS/2", "name", "post", "STAT", "gasp")
_SYMBOLIC = 4
_STEM_WIDTH = 80
_MAPPINGS_PER_BLOCK = 100
_SUBSET_PREFIX = "POSHTI"
_REMEMBERED_SUBSETS = 64
_REMEMBERED_FORMS = 50_000
_REMEMBERED_TEXTS = 5_000
_PACKING = 4
"""Takes half as long as the usual level, for documents a thirtieth larger."""
_FILLED, _INVISIBLE = 0, 3
_LEAST_MOVE = 0.05
"""Thousandths of an em below which a glyph stands where it would stand anyway."""

_TO_UNICODE_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_TO_UNICODE_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


_Sign = tuple[int, str, float]
"""A glyph's number, the text it stands for, and its width in em."""


class _Codes(dict[_Sign, int]):
    """Codes of one document, from 1 in the order in which they are asked for."""

    def __missing__(self, sign: _Sign) -> int:
        code = self[sign] = len(self) + 1
        return code


class _Shown(dict[ShapedRun, str]):
    """What shows a run in one document, by run; worked out when it is asked for."""

    def __init__(self, codes: _Codes) -> None:
        super().__init__()
        self._codes = codes

    def __missing__(self, run: ShapedRun) -> str:
        form, signs = _form(run)
        shown = self[run] = form % tuple([self._codes[sign] for sign in signs])
        return shown


class EmbeddedFont:
    """One typeface in one document: text is written in codes, a code being a glyph and its text.

    The same glyph may stand for different characters, so codes are not glyph numbers.
    """

    def __init__(self, name: str, typeface: Typeface) -> None:
        self.name = name
        self.typeface = typeface
        self._codes = _Codes()
        self.shown = _Shown(self._codes)
        """By run: operators that show its letters and leave the pen at its end."""

    def marks(self, run: ShapedRun, place: tuple[float, float], size: float) -> list[str]:
        """Operators that draw the marks of a run as outlines.

        A raised glyph would be read as a line of its own.
        """
        scale = size / self.typeface.units
        x, y = place
        return [
            f"q {scale:.6f} 0 0 {scale:.6f} {x + mark.x * size:.2f} {y + mark.y * size:.2f} cm "
            f"{self.typeface.outline(mark.number)} f Q"
            for mark in run.marks
        ]

    def write(self, document: pdfdoc.PDFDocument) -> None:
        """Add the font to the document, holding just the glyphs that were shown."""
        if not self._codes:
            return
        base = f"/{_SUBSET_PREFIX}+{self.typeface.name}"
        descendant = {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": base,
            "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
            "CIDToGIDMap": document.Reference(packed(self._glyph_numbers()), f"{self.name}.glyphs"),
            "FontDescriptor": self._descriptor(document, base),
            "W": self._widths(),
        }
        parent = document.Reference(pdfdoc.PDFDictionary(descendant), f"{self.name}.descendant")
        texts = {code: text for (_glyph, text, _width), code in self._codes.items()}
        font = {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": base,
            "Encoding": "/Identity-H",
            "DescendantFonts": pdfdoc.PDFArray([parent]),
            "ToUnicode": document.Reference(packed(_to_unicode(texts)), f"{self.name}.texts"),
        }
        fonts = document.idToObject[pdfdoc.BasicFonts].dict
        fonts[self.name] = document.Reference(pdfdoc.PDFDictionary(font), self.name)

    def _glyph_numbers(self) -> bytes:
        """The CIDToGIDMap: two bytes for every code from 0."""
        numbers = [0, *(glyph for glyph, _text, _width in self._codes)]
        return struct.pack(f">{len(numbers)}H", *numbers)

    def _widths(self) -> str:
        """The W array: widths of the codes from 1 in thousandths of an em."""
        return f"[1 [{' '.join(f'{width * 1000:.2f}' for _glyph, _text, width in self._codes)}]]"

    def _descriptor(self, document: pdfdoc.PDFDocument, base: str) -> pdfdoc.PDFObjectReference:
        glyphs = tuple(sorted({glyph for glyph, _text, _width in self._codes}))
        program, length = _packed_subset(self.typeface, glyphs)
        ascent, descent = round(self.typeface.ascent * 1000), round(self.typeface.descent * 1000)
        descriptor = {
            "Type": "/FontDescriptor",
            "FontName": base,
            "Flags": _SYMBOLIC,
            "FontBBox": f"[{-ascent} {-descent} {3 * ascent} {ascent}]",
            "ItalicAngle": 0,
            "Ascent": ascent,
            "Descent": -descent,
            "CapHeight": ascent,
            "StemV": _STEM_WIDTH,
            "FontFile2": document.Reference(_stream(program, Length1=length), f"{self.name}.program"),
        }
        return document.Reference(pdfdoc.PDFDictionary(descriptor), f"{self.name}.descriptor")


@lru_cache(_REMEMBERED_FORMS)
def _form(run: ShapedRun) -> tuple[str, tuple[_Sign, ...]]:
    """Operators that show a run, with a place for the code of each glyph, and what these are."""
    parts: list[str] = []
    row = ""
    is_silent = False
    for glyph in run.glyphs:
        if glyph.is_silent != is_silent:
            parts += [_row(row), f"{_INVISIBLE if glyph.is_silent else _FILLED} Tr"]
            row, is_silent = "", glyph.is_silent
        row += f"{_move(-glyph.shift)}<%04X>{_move(glyph.correction)}"
    parts.append(_row(row))
    if is_silent:
        parts.append(f"{_FILLED} Tr")
    return " ".join(parts), tuple((glyph.number, glyph.text, glyph.width) for glyph in run.glyphs)


def _row(row: str) -> str:
    """Glyphs shown one after the other; moves between them need an array."""
    joined = row.replace("><", "")
    return f"[{joined}]TJ" if " " in joined or not joined else f"{joined}Tj"


def _move(em: float) -> str:
    """The pen moved to the left by so many em."""
    thousandths = em * 1000
    return f" {thousandths:.1f} " if abs(thousandths) >= _LEAST_MOVE else ""


@lru_cache(_REMEMBERED_SUBSETS)
def _packed_subset(typeface: Typeface, numbers: tuple[int, ...]) -> tuple[bytes, int]:
    """The compressed outlines, and their length before: letters of a batch often use the same glyphs."""
    program = _subset(typeface, numbers)
    return zlib.compress(program, _PACKING), len(program)


def _subset(typeface: Typeface, numbers: Sequence[int]) -> bytes:
    """The outlines of these glyphs under their own numbers; everything needed for shaping is left out."""
    wanted = uharfbuzz.SubsetInput()
    wanted.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    for number in numbers:
        wanted.glyph_set.add(number)
    for table in _UNUSED_TABLES:
        wanted.drop_table_tag_set.add(int.from_bytes(table.encode("ascii"), "big"))
    return bytes(wanted.subset(typeface.face).blob.data)


def _to_unicode(texts: dict[int, str]) -> bytes:
    """The ToUnicode map: the text of every code."""
    mappings = [f"<{code:04X}> <{_hexadecimal(text)}>" for code, text in texts.items() if text]
    blocks = [
        mappings[start : start + _MAPPINGS_PER_BLOCK]
        for start in range(0, len(mappings), _MAPPINGS_PER_BLOCK)
    ]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (_TO_UNICODE_HEAD + body + _TO_UNICODE_TAIL).encode("ascii")


@lru_cache(_REMEMBERED_TEXTS)
def _hexadecimal(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def packed(content: bytes, **entries: object) -> pdfdoc.PDFStream:
    """A compressed stream; entries go to its dictionary."""
    return _stream(zlib.compress(content, _PACKING), **entries)


def _stream(compressed: bytes, **entries: object) -> pdfdoc.PDFStream:
    return pdfdoc.PDFStream(pdfdoc.PDFDictionary({**entries, "Filter": "/FlateDecode"}), compressed)
