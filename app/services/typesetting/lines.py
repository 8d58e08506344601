"""Text broken into lines: words measured in logical order, each line put into visual order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal
from unicodedata import bidirectional, combining

from app.services.typesetting.bidi import CONTROLS, levels, visual_order
from app.services.typesetting.typefaces import Run, ShapedRun, Typefaces, Weight

Script = Literal["Arab", "Latn"]

_SPACES = frozenset(" \t\u2003\u2002\u2009")
_CUT_AFTER = frozenset("-/_.,:–\u066c")
_NON_JOINER = "\u200c"
_REMEMBERED_TEXTS = 20_000
_REMEMBERED_PIECES = 50_000


@dataclass(frozen=True)
class Span:
    """Text of one weight."""

    text: str
    weight: Weight = "regular"


@dataclass(frozen=True)
class Piece:
    """A run of one line with its level."""

    run: Run
    level: int
    shaped: ShapedRun
    width: float
    """In em."""
    is_space: bool
    """Whether it only parts words."""
    is_figure: bool
    """Whether it is a Persian digit or sign of a number.

    Each is written apart: some viewers take Persian digits for right-to-left letters, and would turn
    round the digits of one run.
    """


@dataclass(frozen=True)
class Line:
    """One line: pieces as they are read, and their indexes as they stand from left to right."""

    pieces: tuple[Piece, ...]
    order: tuple[int, ...]
    width: float
    """In em."""
    ends_paragraph: bool

    @property
    def text(self) -> str:
        """The words as they are read."""
        return "".join(piece.run.text for piece in self.pieces)

    @property
    def gaps(self) -> int:
        """Spaces that may be stretched."""
        return sum(piece.is_space for piece in self.pieces)


@lru_cache(_REMEMBERED_TEXTS)
def broken_lines(
    spans: tuple[Span, ...], typefaces: Typefaces, *, is_rtl: bool, limit: float
) -> tuple[Line, ...]:
    """Lines not wider than `limit` em; a line feed in the text ends a line."""
    lines: list[Line] = []
    for paragraph in _paragraphs(spans):
        pieces = _pieces(paragraph, typefaces, base=int(is_rtl))
        if pieces and not (pieces[0].is_space or pieces[-1].is_space) and _width(pieces) <= limit:
            lines.append(_line(pieces, ends_paragraph=True))
            continue
        rows = list(_filled_rows(_words(pieces), typefaces, limit)) or [[]]
        lines += [_line(row, ends_paragraph=row is rows[-1]) for row in rows]
    return tuple(lines)


def widest_word(lines: Sequence[Line]) -> float:
    """Width in em of the widest word, which a column should not be narrower than."""
    widest = word = 0.0
    for line in lines:
        word = 0.0
        for piece in line.pieces:
            word = 0.0 if piece.is_space else word + piece.width
            if word > widest:
                widest = word
    return widest


def _paragraphs(spans: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    if not any("\n" in span.text for span in spans):
        return [spans]
    paragraphs: list[list[Span]] = [[]]
    for span in spans:
        first, *others = span.text.replace("\r\n", "\n").split("\n")
        paragraphs[-1].append(replace(span, text=first))
        paragraphs += [[replace(span, text=text)] for text in others]
    return [tuple(paragraph) for paragraph in paragraphs]


@lru_cache(_REMEMBERED_TEXTS)
def _pieces(spans: tuple[Span, ...], typefaces: Typefaces, *, base: int) -> tuple[Piece, ...]:
    """Runs of one weight, level and script in logical order, without the characters that only direct.

    Every space and every Persian figure is a run of its own.
    """
    text = "".join(span.text for span in spans)
    pieces: list[Piece] = []
    letters = ""
    held: tuple[int, Script, Weight] = (0, "Latn", "regular")
    for character, weight, level in zip(text, _weights(spans), levels(text, base), strict=True):
        if character in CONTROLS:
            continue
        if character in _SPACES:
            if letters:
                pieces.append(_piece(letters, *held, typefaces))
                letters = ""
            pieces.append(_piece(" ", level, "Latn", weight, typefaces))
            continue
        key = (level, _script(character, held if letters else None, level), weight)
        if letters and (key != held or _is_figure(*held[:2])):
            pieces.append(_piece(letters, *held, typefaces))
            letters = ""
        letters += character
        held = key
    if letters:
        pieces.append(_piece(letters, *held, typefaces))
    return tuple(pieces)


@lru_cache(_REMEMBERED_PIECES)
def _piece(letters: str, level: int, script: Script, weight: Weight, typefaces: Typefaces) -> Piece:
    is_space = letters == " "
    run = Run(letters, weight, script, is_rtl=level % 2 == 1 and not is_space)
    shaped = typefaces.shape(run)
    return Piece(run, level, shaped, shaped.width, is_space, not is_space and _is_figure(level, script))


def _is_figure(level: int, script: Script) -> bool:
    return script == "Arab" and level % 2 == 0


def _weights(spans: Sequence[Span]) -> list[Weight]:
    return [span.weight for span in spans for _character in span.text]


def _script(character: str, before: tuple[int, Script, Weight] | None, level: int) -> Script:
    """Script of a letter or digit; what is shared goes with the text before it, else with its level."""
    if "0" <= character <= "9":
        return "Latn"
    if "\u0600" <= character <= "\u08ff" and not combining(character):
        return "Arab"
    if bidirectional(character) == "L":
        return "Latn"
    if before and before[0] == level:
        return before[1]
    return "Arab" if level % 2 else "Latn"


def _words(pieces: Sequence[Piece]) -> Iterator[tuple[list[Piece], list[Piece]]]:
    """The spaces before each word, and the word."""
    spaces: list[Piece] = []
    word: list[Piece] = []
    for piece in pieces:
        if piece.is_space and word:
            yield spaces, word
            spaces, word = [], []
        (spaces if piece.is_space else word).append(piece)
    if word:
        yield spaces, word


def _filled_rows(
    words: Iterator[tuple[list[Piece], list[Piece]]], typefaces: Typefaces, limit: float
) -> Iterator[list[Piece]]:
    """Rows as full as they may be, in logical order."""
    row: list[Piece] = []
    used = 0.0
    for spaces, word in words:
        wanted, gap = _width(word), _width(spaces)
        if row and used + gap + wanted > limit:
            yield row
            row, used = [], 0.0
        if row:
            row, used = row + spaces, used + gap
        for part in _parts(word, typefaces, limit) if wanted > limit else [word]:
            if row and used + _width(part) > limit:
                yield row
                row, used = [], 0.0
            row, used = row + part, used + _width(part)
    if row:
        yield row


def _parts(word: list[Piece], typefaces: Typefaces, limit: float) -> Iterator[list[Piece]]:
    """A word wider than a line, in parts that are not."""
    part: list[Piece] = []
    waiting = list(word)
    while waiting:
        piece = waiting.pop(0)
        room = limit - _width(part)
        if piece.width <= room:
            part.append(piece)
            continue
        cut = _cut(piece.run, typefaces, room)
        if cut == 0 and part:
            yield part
            part = []
            waiting.insert(0, piece)
            continue
        if len(piece.run.text) == 1:
            yield [piece]
            continue
        head, tail = _divided(piece, max(cut, 1), typefaces)
        yield [*part, head]
        part = []
        waiting.insert(0, tail)
    if part:
        yield part


def _cut(run: Run, typefaces: Typefaces, room: float) -> int:
    """How many characters of the run fit, rather ending after a mark that may end a line."""
    fitting = [
        count
        for count in range(1, len(run.text))
        if not (combining(run.text[count]) or run.text[count] == _NON_JOINER)
        and typefaces.shape(replace(run, text=run.text[:count])).width <= room
    ]
    preferred = [count for count in fitting if run.text[count - 1] in _CUT_AFTER]
    return max(preferred or fitting, default=0)


def _divided(piece: Piece, count: int, typefaces: Typefaces) -> tuple[Piece, Piece]:
    head, tail = piece.run.text[:count], piece.run.text[count:]
    return (
        _piece(head, piece.level, piece.run.script, piece.run.weight, typefaces),
        _piece(tail, piece.level, piece.run.script, piece.run.weight, typefaces),
    )


def _width(pieces: Sequence[Piece]) -> float:
    return sum([piece.width for piece in pieces])


def _line(row: Sequence[Piece], *, ends_paragraph: bool) -> Line:
    return Line(
        pieces=tuple(row),
        order=tuple(visual_order([piece.level for piece in row])),
        width=_width(row),
        ends_paragraph=ends_paragraph,
    )
