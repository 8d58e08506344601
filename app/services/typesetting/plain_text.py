"""A letter as plain text, in the order in which it is read: what a PDF carries for those who copy from it."""

from collections.abc import Iterable, Iterator

from app.services.typesetting.bidi import without_controls
from app.services.typesetting.letter_content import Labelled, LetterContent, LetterTable


def plain_text(content: LetterContent, *, seal: str = "") -> str:
    """Every word and figure of the letter; cells are parted by tabs, parts by an empty line."""
    parts = [
        [content.invocation],
        content.letterhead,
        _labelled(content.meta),
        content.addressee,
        _labelled([content.subject]),
        content.opening,
        _table(content.table),
        [*_labelled(content.totals), content.amount_in_words],
        content.remaining,
        [content.closing],
        *([signature.name, signature.post] for signature in content.signatures),
        _copies(content),
        _annex(content),
        [content.footer_note, seal],
    ]
    told = ("\n".join(filter(None, part)) for part in parts)
    return without_controls("\n\n".join(filter(None, told))) + "\n"


def _labelled(entries: Iterable[Labelled]) -> list[str]:
    return [f"{entry.label}: {entry.value}" for entry in entries]


def _table(table: LetterTable | None) -> list[str]:
    if table is None:
        return []
    return ["\t".join(cells) for cells in ([column.heading for column in table.columns], *table.rows)]


def _copies(content: LetterContent) -> Iterator[str]:
    if content.copies is not None:
        yield f"{content.copies.heading}:"
        yield from content.copies.receivers


def _annex(content: LetterContent) -> list[str]:
    if content.annex is None:
        return []
    return [content.annex.heading, *_table(content.annex.table), *_labelled(content.annex.totals)]
