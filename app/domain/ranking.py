"""Which of many entries was meant by what was typed: by how its words fit, then by how lately it was used."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from app.domain.search_words import words

EXACT, BEGINS, WITHIN = 0, 2, 6
"""What a typed word costs that is a word, begins one, or stands within one."""
LATER_WORD = 1
"""What it costs more where it is not the first word."""
KEPT_RECENT = 20

Key = TypeVar("Key")


def cost(typed: Sequence[str], texts: Sequence[str]) -> int | None:
    """How badly folded words fit folded `texts` of an entry, 0 the best; None where one is not found.

    Every typed word has to be found. The first text is what the entry is called; others cost a little more.
    """
    total = 0
    for word in typed:
        fits = [fit for place, text in enumerate(texts) if (fit := _fit(word, text, place)) is not None]
        if not fits:
            return None
        total += min(fits)
    return total


def ranked(typed: str, entries: Iterable[tuple[Key, Sequence[str]]], recent: Mapping[Key, int]) -> list[Key]:
    """The keys of the entries that fit, best first; equals by their latest use, then by their order.

    `entries` are keys with the texts they are found by, as written; `recent` says how many were used since
    (0: the last one). Nothing typed fits everything.
    """
    wanted = words(typed)
    found = []
    for place, (key, texts) in enumerate(entries):
        spent = cost(wanted, [_folded(text) for text in texts]) if wanted else 0
        if spent is not None:
            found.append((spent, recent.get(key, KEPT_RECENT), place, key))
    found.sort(key=lambda entry: entry[:3])
    return [key for *_order, key in found]


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    """The same entries are ranked again with every letter typed."""
    return " ".join(words(text))


def _fit(word: str, text: str, place: int) -> int | None:
    later = 0 if place == 0 else LATER_WORD
    parts = text.split()
    if word in parts:
        fit = EXACT
    elif any("".join(parts[first:]).startswith(word) for first in range(len(parts))):
        fit = BEGINS  # «علیاصغر» is «علی‌اصغر»
    elif any(word in part for part in parts):
        fit = WITHIN
    else:
        return None
    return fit + later + (0 if text.startswith(word) else LATER_WORD)
