"""Finds jobs by parts of words: one long text of all jobs, searched letter by letter."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.views.board.job_columns import Mask, Slots

Letters = NDArray[np.unsignedinteger[Any]]
Places = NDArray[np.intp]

_MANY = 50_000
"""From so many hits on it is quicker to look at every stretch than to look each hit up."""


class _Alphabet:
    """Letters of UTF-16 by the number in which they came, from 1 on: of most boards a byte holds them all."""

    def __init__(self) -> None:
        self._numbers: NDArray[np.uint16] = np.zeros(2**16, np.uint16)
        self._count = 0

    def taken_in(self, text: str) -> Letters:
        """The numbers of the letters of a text, of which new ones get the next."""
        letters = _letters(text)
        for letter in sorted(set(letters[self._numbers[letters] == 0].tolist())):
            self._count += 1
            self._numbers[letter] = self._count
        return self._numbers[letters].astype(np.uint8 if self._count < 2**8 else np.uint16)

    def known(self, text: str) -> NDArray[np.uint16]:
        """The numbers of the letters of a text; 0 for a letter that never came."""
        return self._numbers[_letters(text)]


class JobSearch:
    """Texts of slots end to end, as numbers of letters; a newer text of a slot stands behind the others.

    What was found of a word is kept for the next question: a word that is typed on is looked for only
    where its beginning was found.
    """

    def __init__(self) -> None:
        self._alphabet = _Alphabet()
        self._letters: Letters = np.zeros(0, np.uint8)
        self._begins: Places = np.zeros(0, np.intp)
        self._owners: Slots = np.zeros(0, np.intp)
        self._stretch: Places = np.zeros(0, np.intp)
        self._waiting: list[tuple[Slots, Letters, Places]] = []
        self._found: dict[str, Places] = {}

    def put(self, slots: Slots, texts: Sequence[str]) -> None:
        """Let these slots be found by these texts, each without its last line end."""
        ended = [f"{text}\n" for text in texts]
        lengths = np.fromiter(map(_length, ended), np.intp, len(ended))
        begins = np.cumsum(lengths) - lengths
        self._waiting.append((slots, self._alphabet.taken_in("".join(ended)), begins))

    def matching(self, word: str, size: int) -> Mask:
        """Which of `size` slots have `word` in their text."""
        self._take_in()
        mask = np.zeros(size, bool)
        places = self._places(word)
        if not len(places):
            return mask
        if len(places) > _MANY:
            hits = np.zeros(len(self._letters), bool)
            hits[places] = True
            stretches = np.flatnonzero(np.logical_or.reduceat(hits, self._begins))
        else:
            stretches = np.searchsorted(self._begins, places, side="right") - 1
        owners = self._owners[stretches]
        # A text that was replaced still stands there, but its slot has another stretch now.
        mask[owners[self._stretch[owners] == stretches]] = True
        return mask

    def keep(self, words: Iterable[str]) -> None:
        """Forget what was found of any other word."""
        wanted = set(words)
        self._found = {word: places for word, places in self._found.items() if word in wanted}

    def _places(self, word: str) -> Places:
        """Where the word begins, in the long text."""
        if word not in self._found:
            known = max((each for each in self._found if word.startswith(each)), key=len, default="")
            letters, begun = self._alphabet.known(word), _length(known)
            if not letters.all():
                places, begun = _NOWHERE, len(letters)
            elif known:
                places = self._found[known]
            else:
                # As wide as the text, or comparing would widen the text.
                places, begun = self._beginning(letters.astype(self._letters.dtype))
            for step in range(begun, len(letters)):
                # A word never holds the line end that closes each text, so it is never looked for beyond.
                places = places[self._letters[places + step] == letters[step]]
            self._found[word] = places
        return self._found[word]

    def _beginning(self, letters: Letters) -> tuple[Places, int]:
        """Where the first one or two letters stand, and how many that were."""
        first = self._letters == letters[0]
        if len(letters) == 1:
            return np.flatnonzero(first), 1
        first[:-1] &= self._letters[1:] == letters[1]
        return np.flatnonzero(first[:-1]), 2

    def _take_in(self) -> None:
        if not self._waiting:
            return
        begins, end = [self._begins], len(self._letters)
        owners = [self._owners, *(slots for slots, _letters, _own in self._waiting)]
        for _slots, letters, own in self._waiting:
            begins.append(own + end)
            end += len(letters)
        self._letters = np.concatenate([self._letters, *(letters for _slots, letters, _own in self._waiting)])
        self._begins = np.concatenate(begins)
        self._owners = np.concatenate(owners)
        self._waiting, self._found = [], {}
        self._stretch = np.full(int(self._owners.max(initial=-1)) + 1, -1, np.intp)
        self._stretch[self._owners] = np.arange(len(self._owners))  # the last of a slot stays
        if len(self._owners) > 2 * np.count_nonzero(self._stretch >= 0):
            self._leave_out_replaced()

    def _leave_out_replaced(self) -> None:
        stands = self._stretch[self._owners] == np.arange(len(self._owners))
        lengths = np.diff(self._begins, append=len(self._letters))
        self._letters = self._letters[np.repeat(stands, lengths)]
        self._owners, lengths = self._owners[stands], lengths[stands]
        self._begins = np.cumsum(lengths) - lengths
        self._stretch[self._owners] = np.arange(len(self._owners))


def _letters(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le"), np.uint16)


def _length(text: str) -> int:
    """How many letters of UTF-16 a text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


_NOWHERE: Places = np.zeros(0, np.intp)
