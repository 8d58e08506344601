"""Texts, and pairs of them, end to end in one run of bytes: objects would take several times as much."""

from array import array
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise
from typing import overload

_LEAST = 64
_EMPTY = -1
_FULL = 2 / 3
"""How full the table of places gets before it is doubled."""

Pair = tuple[str, str]


class PackedTexts(Sequence[str]):
    """Texts in the order they came, from 0 on; a text is made when it is asked for."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[str]:
        return (self._bytes[begin:end].decode() for begin, end in pairwise(self._ends))

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self._bytes[self._ends[place] : self._ends[place + 1]].decode()

    def append(self, text: str) -> None:
        """Add a text at the end."""
        self._bytes += text.encode()
        self._ends.append(len(self._bytes))


class PackedPairs(Sequence[Pair]):
    """Pairs of texts in the order they came."""

    def __init__(self) -> None:
        self._texts = PackedTexts()

    def __len__(self) -> int:
        return len(self._texts) // 2

    def __iter__(self) -> Iterator[Pair]:
        texts = iter(self._texts)
        return zip(texts, texts, strict=True)

    @overload
    def __getitem__(self, place: int) -> Pair: ...

    @overload
    def __getitem__(self, place: slice) -> list[Pair]: ...

    def __getitem__(self, place: int | slice) -> Pair | list[Pair]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self._texts[2 * place], self._texts[2 * place + 1]

    def append(self, pair: Pair) -> None:
        """Add a pair at the end."""
        for text in pair:
            self._texts.append(text)


class PackedWords:
    """Pairs, each once, for fields of which nearly every job has its own; a code is a place in `values`.

    Where a pair stands is found by its hash: from that place of the table on, up to an empty one.
    """

    def __init__(self) -> None:
        self.values = PackedPairs()
        self._hashes = array("q")
        self._table = array("q", [_EMPTY]) * _LEAST

    def code(self, value: Pair) -> int:
        """The code of a pair, which is taken in if it is new."""
        at = self._at(value)
        if self._table[at] == _EMPTY:
            self._table[at] = len(self.values)
            self.values.append(value)
            self._hashes.append(hash(value))
            if len(self.values) > _FULL * len(self._table):
                self._grow()
            return len(self.values) - 1
        return self._table[at]

    def known(self, value: Hashable) -> int:
        """The code of a pair; of one that never came, a code no job has."""
        return self._table[self._at(value)]

    def _at(self, value: Hashable) -> int:
        """The place in the table where the code of a pair stands, or would stand."""
        hashed, last = hash(value), len(self._table) - 1
        at = hashed & last
        while (code := self._table[at]) != _EMPTY:
            if self._hashes[code] == hashed and self.values[code] == value:
                break
            at = (at + 1) & last
        return at

    def _grow(self) -> None:
        self._table = array("q", [_EMPTY]) * (2 * len(self._table))
        last = len(self._table) - 1
        for code, hashed in enumerate(self._hashes):
            at = hashed & last
            while self._table[at] != _EMPTY:
                at = (at + 1) & last
            self._table[at] = code
