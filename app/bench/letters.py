"""Persian letters of two pages: how many a second, beside typst and WeasyPrint in the same run."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from ctypes import c_double

import pypdfium2

from app.bench.letter_peers import PeerPrinter, Typst, WeasyPrint
from app.bench.row import BenchRow, Goal, Peer, Sizes, seconds_of
from app.bench.sample_letters import sample_letters
from app.domain.persian import without_isolates
from app.services.typesetting.letter import set_letter
from app.services.typesetting.letter_content import LetterContent

REPEATS = 5
_FIGURES = re.compile("[۰-۹][۰-۹٬/:-]*")
_SIGNS = frozenset("۰۱۲۳۴۵۶۷۸۹٬/:-")
_SAME_LINE = 3.0
"""Points that figures of one line may stand apart in height."""


def letters(sizes: Sizes) -> Iterator[BenchRow]:
    """Other letters in every repetition: what is remembered of a batch helps the next as in a real month."""
    set_letter(sample_letters(1, seed=0)[0])
    batches = [sample_letters(sizes.letters, seed=seed) for seed in range(1, REPEATS + 1)]
    waiting = iter(batches)
    repeats = seconds_of(lambda: [set_letter(content) for content in next(waiting)], REPEATS)
    checked = batches[0][:1]
    is_right = all(figures_stand(set_letter(content), content) for content in checked)
    for suffix, kind, ratio in (("", Typst, 1.5), (f"-{WeasyPrint.name.lower()}", WeasyPrint, 30)):
        peer = Peer(name=f"{kind.name} (not installed)")
        if kind.is_installed():
            asked = batches[-1][: sizes.letters if kind is Typst else sizes.slow_letters]
            peer = _asked(kind(), asked, sizes.letters, is_right=is_right)
        yield BenchRow(
            name=f"letters{suffix}",
            rows=sizes.letters,
            unit="s",
            repeats=repeats,
            peer=peer,
            goal=Goal(ratio=ratio),
        )


def figures_stand(pdf: bytes, content: LetterContent) -> bool:
    """Whether the table stands as it is read: digits from left to right, columns from right to left.

    Both are read from where the glyphs stand, not from the order in which they were written.
    """
    rows = content.table.rows if content.table else ()
    lines = _figures_on_paper(pdf)
    wanted = {figure for row in rows for cell in row for figure in _figures(cell)}
    return (
        bool(wanted)
        and all(any(figure in line for line in lines) for figure in wanted)
        and all(any(_is_right_to_left(row, line) for line in lines) for row in rows)
    )


def _figures(cell: str) -> list[str]:
    return _FIGURES.findall(without_isolates(cell))


def _is_right_to_left(row: Sequence[str], line: str) -> bool:
    """Whether the row's amount, its last cell, stands in this line left of its terminal, the third."""
    return 0 <= line.find(row[-1]) < line.find(row[2])


def _asked(peer: PeerPrinter, asked: Sequence[LetterContent], count: int, *, is_right: bool) -> Peer:
    """What a peer takes for a batch, or for some of its letters scaled."""
    peer.set(asked[0])

    def work() -> None:
        for content in asked:
            peer.set(content)

    taken = min(seconds_of(work, 1 if len(asked) < count else 2))
    name = peer.name if len(asked) == count else f"{peer.name}, {len(asked):,} of {count:,} scaled"
    return Peer(
        name=name,
        measured=taken / len(asked) * count,
        is_equal=is_right and figures_stand(peer.set(asked[0]), asked[0]),
    )


def _figures_on_paper(pdf: bytes) -> list[str]:
    """The digits and signs of every line from left to right."""
    lines: dict[tuple[int, int], list[tuple[float, str]]] = defaultdict(list)
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document):
        text = page.get_textpage()
        for index in range(text.count_chars()):
            letter = chr(pypdfium2.raw.FPDFText_GetUnicode(text, index))
            if letter in _SIGNS:
                x, y = c_double(), c_double()
                pypdfium2.raw.FPDFText_GetCharOrigin(text, index, x, y)
                lines[number, round(y.value / _SAME_LINE)].append((x.value, letter))
    document.close()
    return ["".join(letter for _x, letter in sorted(line)) for line in lines.values()]
