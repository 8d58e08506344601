"""Text broken into lines: words measured in logical order, each line put into visual order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Literal, NamedTuple
from unicodedata import bidirectional, combining

from app.services.typesetting.bidi import CONTROLS, levels, visual_order
from app.services.typesetting.typefaces import Run, ShapedRun, Typefaces, Weight

Script = Literal["Arab", "Latn"]

_SPACES = frozenset(" \t\u2003\u2002\u2009")
_CUT_AFTER = frozenset("-/_.,:–\u066c")
_NON_JOINER = "\u200c"
_REMEMBERED_TEXTS = 20_000
_REMEMBERED_PIECES = 50_000


class Span(NamedTuple):
    """Text of one weight."""

    text: str
    weight: Weight = "regular"


class Piece(NamedTuple):
    """A run of one line with its level."""

    run: Run
    level: int
    shaped: tuple[ShapedRun, ...]
    """One part; of Persian digits and signs of a number one for each.

    They are written apart: some viewers take Persian digits for right-to-left letters, and would turn
    round the digits of one run.
    """
    width: float
    """In em."""
    is_space: bool
    """Whether it only parts words."""
    is_figure: bool
    """Whether it consists of Persian digits and signs of a number."""


@dataclass(frozen=True, eq=False)
class Line:
    """One line: pieces as they are read, and their indexes as they stand from left to right.

    Lines are remembered with their text, so they are compared by identity.
    """

    pieces: tuple[Piece, ...]
    order: tuple[int, ...]
    width: float
    """In em."""
    ends_paragraph: bool
    has_marks: bool
    """Whether something stands over or under its letters."""

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
    if not any(["\n" in span.text for span in spans]):
        return [spans]
    paragraphs: list[list[Span]] = [[]]
    for span in spans:
        first, *others = span.text.replace("\r\n", "\n").split("\n")
        paragraphs[-1].append(span._replace(text=first))
        paragraphs += [[span._replace(text=text)] for text in others]
    return [tuple(paragraph) for paragraph in paragraphs]


@lru_cache(_REMEMBERED_TEXTS)
def _pieces(spans: tuple[Span, ...], typefaces: Typefaces, *, base: int) -> tuple[Piece, ...]:
    """Runs of one weight, level and script in logical order, without the characters that only direct.

    Every space is a run of its own.
    """
    text = "".join([span.text for span in spans])
    pieces: list[Piece] = []
    letters = ""
    held: tuple[int, Script, Weight] = (0, "Latn", "regular")
    for character, weight, level in zip(text, _weights(spans), levels(text, base), strict=False):
        nature = _nature(character)
        if nature == "control":
            continue
        if nature == "space":
            if letters:
                pieces.append(_piece(letters, *held, typefaces))
                letters = ""
            pieces.append(_piece(" ", level, "Latn", weight, typefaces))
            continue
        if nature == "shared":
            # It goes with the text before it, else with its level.
            nature = held[1] if letters and held[0] == level else "Arab" if level % 2 else "Latn"
        key = level, nature, weight
        if letters and key != held:
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
    is_figure = script == "Arab" and level % 2 == 0 and not is_space
    shaped = (
        tuple([_sign(letter, weight, typefaces) for letter in letters])
        if is_figure
        else (typefaces.shape(run),)
    )
    return Piece(run, level, shaped, sum([part.width for part in shaped]), is_space, is_figure)


@lru_cache(_REMEMBERED_PIECES)
def _sign(letter: str, weight: Weight, typefaces: Typefaces) -> ShapedRun:
    """A Persian digit or a sign of a number by itself."""
    return typefaces.shape(Run(letter, weight, "Arab", is_rtl=False))


def _weights(spans: Sequence[Span]) -> Iterable[Weight]:
    """The weight of every character; of one span it is that of the span, without end."""
    if len(spans) == 1:
        return repeat(spans[0].weight)
    return [span.weight for span in spans for _character in span.text]


@lru_cache(None)
def _nature(character: str) -> Script | Literal["shared", "space", "control"]:
    """The script of a letter or digit, or what else a character is."""
    if character in CONTROLS:
        return "control"
    if character in _SPACES:
        return "space"
    if "0" <= character <= "9":
        return "Latn"
    if "\u0600" <= character <= "\u08ff" and not combining(character):
        return "Arab"
    return "Latn" if bidirectional(character) == "L" else "shared"


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
        and typefaces.shape(run._replace(text=run.text[:count])).width <= room
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
        has_marks=any([part.marks for piece in row for part in piece.shaped]),
    )
