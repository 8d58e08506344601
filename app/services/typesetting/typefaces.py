"""The shipped typeface in its weights: measures, and shaping of one run by HarfBuzz."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

import uharfbuzz

Weight = Literal["regular", "medium", "semibold", "bold"]

FONT_FOLDER = Path(__file__).resolve().parents[3] / "resources" / "fonts"
_FILES: dict[Weight, str] = {
    "regular": "Vazirmatn-Regular.ttf",
    "medium": "Vazirmatn-Medium.ttf",
    "semibold": "Vazirmatn-SemiBold.ttf",
    "bold": "Vazirmatn-Bold.ttf",
}
_REMEMBERED_RUNS = 50_000
_NON_JOINER = "\u200c"


class Run(NamedTuple):
    """Text of one weight, script and direction; spaces and words are runs of their own."""

    text: str
    weight: Weight
    script: Literal["Arab", "Latn"]
    is_rtl: bool


class Glyph(NamedTuple):
    """A glyph on the baseline; lengths in em."""

    number: int
    text: str
    """The characters it stands for."""
    width: float
    """How far it moves the pen by itself."""
    shift: float = 0.0
    """Move to the right before it is drawn."""
    correction: float = 0.0
    """Move to the left after it was drawn."""
    is_silent: bool = False
    """Never drawn: it only gives readers a character of the glyph to its left."""


@dataclass(frozen=True)
class Mark:
    """A glyph over or under a letter, from the left end of the run; lengths in em."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, eq=False)
class ShapedRun:
    """Glyphs of a run from left to right, and its width in em; shaped once, so compared by identity."""

    glyphs: tuple[Glyph, ...]
    marks: tuple[Mark, ...]
    width: float


class _OutlinePen:
    """Writes an outline as PDF path operators; TrueType curves are raised to cubic ones."""

    def __init__(self) -> None:
        self.operators: list[str] = []
        self._at = (0.0, 0.0)

    def moveTo(self, to: tuple[float, float]) -> None:  # noqa: N802 - named by the pen protocol
        self.operators.append(f"{to[0]:g} {to[1]:g} m")
        self._at = to

    def lineTo(self, to: tuple[float, float]) -> None:  # noqa: N802 - named by the pen protocol
        self.operators.append(f"{to[0]:g} {to[1]:g} l")
        self._at = to

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802 - named by the pen protocol
        self.operators.append(" ".join(f"{value:.2f}" for point in points for value in point) + " c")
        self._at = points[-1]

    def qCurveTo(self, bend: tuple[float, float], to: tuple[float, float]) -> None:  # noqa: N802 - same
        self.curveTo(_toward(self._at, bend), _toward(to, bend), to)

    def closePath(self) -> None:  # noqa: N802 - named by the pen protocol
        self.operators.append("h")


def _toward(end: tuple[float, float], bend: tuple[float, float]) -> tuple[float, float]:
    """The cubic control point beside `end` of a quadratic curve."""
    return end[0] + 2 / 3 * (bend[0] - end[0]), end[1] + 2 / 3 * (bend[1] - end[1])


class Typeface:
    """One weight of the typeface."""

    def __init__(self, path: Path) -> None:
        self.face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
        self.font = uharfbuzz.Font(self.face)
        self.name = path.stem
        extents = self.font.get_font_extents("ltr")
        self.units = int(self.face.upem)
        self.ascent = float(extents.ascender / self.units)
        self.descent = float(-extents.descender / self.units)
        """Depth under the baseline in em, positive."""

    def width_of(self, glyph: int) -> float:
        """Natural width of a glyph in em."""
        return float(self.font.get_glyph_h_advance(glyph)) / self.units

    def stand_in(self, character: str) -> int:
        """A glyph with an outline for a character that is told but not drawn; viewers drop empty ones."""
        wanted = "." if character == _NON_JOINER else character
        return int(self.font.get_nominal_glyph(ord(wanted)) or self.font.get_nominal_glyph(ord(".")))

    def outline(self, glyph: int) -> str:
        """Path operators of a glyph in font units."""
        pen = _OutlinePen()
        self.font.draw_glyph_with_pen(glyph, pen)
        return " ".join(pen.operators)


class Typefaces:
    """All weights, with a memory of what was shaped: letters of a month share most of their words."""

    def __init__(self, folder: Path) -> None:
        self.faces: dict[Weight, Typeface] = {
            weight: Typeface(folder / name) for weight, name in _FILES.items()
        }
        self.shape: Callable[[Run], ShapedRun] = lru_cache(_REMEMBERED_RUNS)(self._shape)

    def _shape(self, run: Run) -> ShapedRun:
        face = self.faces[run.weight]
        buffer = uharfbuzz.Buffer()
        buffer.add_str(run.text)
        # Never guessed: HarfBuzz would take Persian digits for right-to-left text.
        buffer.direction = "rtl" if run.is_rtl else "ltr"
        buffer.script = run.script
        buffer.language = "fa" if run.script == "Arab" else "en"
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        uharfbuzz.shape(face.font, buffer)
        return _readable(face, buffer, run)


@cache
def shipped_typefaces() -> Typefaces:
    """The typefaces in `resources/fonts`, opened at the first letter."""
    return Typefaces(FONT_FOLDER)


def _readable(face: Typeface, buffer: uharfbuzz.Buffer, run: Run) -> ShapedRun:
    """The shaped glyphs, each with the characters a reader of the document shall find under it."""
    texts = _cluster_texts(run.text, [each.cluster for each in buffer.glyph_infos])
    letters: list[Glyph] = []
    marks: list[Mark] = []
    pen, carried = 0.0, ""
    for each, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        text = texts.pop(each.cluster, "")
        shift, advance = place.x_offset / face.units, place.x_advance / face.units
        if advance:
            width = face.width_of(each.codepoint)
            letters.append(Glyph(each.codepoint, text + carried, width, shift, shift + width - advance))
            pen, carried = pen + advance, ""
            continue
        marks.append(Mark(each.codepoint, pen + shift, place.y_offset / face.units))
        # From left to right a mark stands before its letter in Persian and after it in Latin.
        if run.is_rtl or not letters:
            carried = text + carried
        else:
            letters[-1] = letters[-1]._replace(text=letters[-1].text + text)
    glyphs = [part for letter in letters for part in _told_apart(face, letter, run)]
    return ShapedRun(tuple(glyphs), tuple(marks), pen)


def _told_apart(face: Typeface, letter: Glyph, run: Run) -> list[Glyph]:
    """A right-to-left glyph of several characters as one part for each, the last character leftmost.

    Viewers turn right-to-left text round character by character, so a ligature that names two
    characters would come out reversed; each part has its share of the width, and one character.
    """
    if not run.is_rtl or len(letter.text) < 2:
        return [letter]
    share = letter.width / len(letter.text)
    parts = [letter._replace(text=letter.text[-1], width=share, correction=0.0)]
    for text in reversed(letter.text[:-1]):
        parts.append(Glyph(face.stand_in(text), text, share, is_silent=True))
    parts[-1] = parts[-1]._replace(correction=letter.correction)
    return parts


def _cluster_texts(text: str, starts: list[int]) -> dict[int, str]:
    """The characters of each cluster, by the index of its first character."""
    borders = sorted({*starts, len(text)})
    return {start: text[start:end] for start, end in pairwise(borders)}
