"""Directions of characters: the Unicode bidirectional algorithm (UAX #9), isolates included.

Rules are cited by their number in UAX #9. L1 (trailing spaces) is met by setting no trailing
space, L3 and L4 (marks, mirrored brackets) by the shaper.
"""

from dataclasses import dataclass
from itertools import pairwise
from unicodedata import bidirectional

from app.domain import persian
from app.services.typesetting.bidi_sequences import resolve_sequence

_MAX_DEPTH = 125
_EMBEDDINGS = {"RLE": (1, None), "LRE": (0, None), "RLO": (1, "R"), "LRO": (0, "L")}
_ISOLATES = frozenset({"LRI", "RLI", "FSI"})
_REMOVED = frozenset({"RLE", "LRE", "RLO", "LRO", "PDF", "BN"})
_PLAIN_RTL = frozenset({"R", "AL", "NSM", "WS", "ON", "CS", "ET", "BN"})
_PLAIN_LTR = frozenset({"L", "EN", "NSM", "WS", "ON", "CS", "ET", "ES", "BN"})
_RTL_WITH_FIGURES = frozenset({"R", "AL", "WS", "ON", "EN"})
"""Persian text with digits that no sign joins: whatever stands round them, they alone are lifted."""
_AMOUNT = frozenset({"EN", "AN"})
"""Persian digits and the mark between their groups, which the rules lift by two."""

_NAMED_CONTROLS = {
    "LRE": "\u202a", "RLE": "\u202b", "PDF": "\u202c", "LRO": "\u202d", "RLO": "\u202e",
    "LRI": "\u2066", "RLI": "\u2067", "FSI": "\u2068", "PDI": "\u2069",
    "LRM": "\u200e", "RLM": "\u200f", "ALM": "\u061c",
}  # fmt: skip
CONTROLS = frozenset(_NAMED_CONTROLS.values())
"""Characters that only direct; they are never drawn."""

_DROP_CONTROLS = dict.fromkeys(map(ord, CONTROLS))


def without_controls(text: str) -> str:
    """The text without characters that only direct."""
    return text.translate(_DROP_CONTROLS)


def isolate(text: str) -> str:
    """The number, code or Latin field as one left-to-right unit, whatever stands round it.

    Controls inside are dropped: a field must not reach outside its isolate.
    """
    return persian.isolate(without_controls(text))


def first_strong_isolate(text: str) -> str:
    """The field as one unit in the direction of its own first letter."""
    return f"{_NAMED_CONTROLS['FSI']}{without_controls(text)}{_NAMED_CONTROLS['PDI']}"


def levels(text: str, base: int) -> list[int]:
    """Embedding level of every character of one paragraph whose own level is `base` (0 or 1)."""
    kinds = [*map(bidirectional, text)]
    if "" in kinds:
        kinds = [kind or "L" for kind in kinds]
    # Nearly all text is plain and of its own language, or one isolated code: no rule changes it.
    if (_PLAIN_RTL if base else _PLAIN_LTR).issuperset(kinds):
        return [base] * len(text)
    if base and _RTL_WITH_FIGURES.issuperset(kinds):
        return [2 if kind == "EN" else 1 for kind in kinds]
    if kinds[0] == "LRI" and kinds[-1] == "PDI":
        within = set(kinds[1:-1])
        if within <= _PLAIN_LTR:
            return [base, *[2] * (len(text) - 2), base]
        if within <= _AMOUNT:
            return [base, *[4 if kind == "AN" else 2 for kind in kinds[1:-1]], base]
    return _resolved(text, kinds, base)


def _resolved(text: str, kinds: list[str], base: int) -> list[int]:
    """The levels by all the rules."""
    matching = _matching_isolates(kinds)
    explicit, types = _explicit_levels(kinds, base, matching)
    kept = [index for index, kind in enumerate(kinds) if kind not in _REMOVED]
    resolved = list(explicit)
    for sequence, start, end in _isolating_runs(kept, kinds, explicit, matching, base):
        level = explicit[sequence[0]]
        outcome = resolve_sequence(
            [types[index] for index in sequence], [text[index] for index in sequence], level, start, end
        )
        for index, settled in zip(sequence, outcome, strict=True):
            resolved[index] = settled
    _follow_neighbours(resolved, kinds, base)
    return resolved


def visual_order(run_levels: list[int]) -> list[int]:
    """Indexes of the runs of one line from left to right (L2)."""
    order = list(range(len(run_levels)))
    odd = [level for level in run_levels if level % 2]
    if not odd:
        return order
    for level in range(max(run_levels), min(odd) - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and run_levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1
    return order


def _matching_isolates(kinds: list[str]) -> dict[int, int]:
    """Isolate initiator -> its PDI and back (BD9)."""
    matching: dict[int, int] = {}
    waiting: list[int] = []
    for index, kind in enumerate(kinds):
        if kind in _ISOLATES:
            waiting.append(index)
        elif kind == "PDI" and waiting:
            opener = waiting.pop()
            matching[opener], matching[index] = index, opener
    return matching


def _first_strong_level(kinds: list[str], start: int, end: int, matching: dict[int, int]) -> int:
    """Level given by the first letter between the indexes, isolates skipped (P2, P3)."""
    index = start
    while index < end:
        kind = kinds[index]
        if kind in {"L", "R", "AL"}:
            return int(kind != "L")
        index = matching.get(index, end) + 1 if kind in _ISOLATES else index + 1
    return 0


@dataclass
class _Stack:
    """The directional status stack of X1 to X8."""

    entries: list[tuple[int, str | None, bool]]
    """Level, override, whether an isolate opened it."""
    overflow_isolates: int = 0
    overflow_embeddings: int = 0
    valid_isolates: int = 0

    def level_above(self, parity: int) -> int:
        """The next higher level of this parity."""
        level = self.entries[-1][0] + 1
        return level if level % 2 == parity else level + 1

    def embed(self, parity: int, override: str | None) -> None:
        """X2 to X5."""
        level = self.level_above(parity)
        if level <= _MAX_DEPTH and not self.overflow_isolates and not self.overflow_embeddings:
            self.entries.append((level, override, False))
        elif not self.overflow_isolates:
            self.overflow_embeddings += 1

    def isolate(self, parity: int) -> None:
        """X5a to X5c."""
        level = self.level_above(parity)
        if level <= _MAX_DEPTH and not self.overflow_isolates and not self.overflow_embeddings:
            self.valid_isolates += 1
            self.entries.append((level, None, True))
        else:
            self.overflow_isolates += 1

    def close_isolate(self) -> None:
        """X6a."""
        if self.overflow_isolates:
            self.overflow_isolates -= 1
        elif self.valid_isolates:
            self.overflow_embeddings = 0
            while not self.entries[-1][2]:
                self.entries.pop()
            self.entries.pop()
            self.valid_isolates -= 1

    def close_embedding(self) -> None:
        """X7."""
        if self.overflow_isolates:
            return
        if self.overflow_embeddings:
            self.overflow_embeddings -= 1
        elif not self.entries[-1][2] and len(self.entries) > 1:
            self.entries.pop()


def _explicit_levels(kinds: list[str], base: int, matching: dict[int, int]) -> tuple[list[int], list[str]]:
    """Levels by the explicit controls (X1 to X8), and the types with overrides applied."""
    stack = _Stack([(base, None, False)])
    found: list[int] = []
    types: list[str] = []
    for index, kind in enumerate(kinds):
        if kind == "PDI":
            stack.close_isolate()
        elif kind == "PDF":
            stack.close_embedding()
        level, override, _opened = stack.entries[-1]
        found.append(level)
        types.append(override or kind)
        if kind in _EMBEDDINGS:
            stack.embed(*_EMBEDDINGS[kind])
        elif kind in _ISOLATES:
            stack.isolate(_isolate_parity(kinds, index, matching))
    return found, types


def _isolate_parity(kinds: list[str], index: int, matching: dict[int, int]) -> int:
    if kinds[index] == "FSI":
        return _first_strong_level(kinds, index + 1, matching.get(index, len(kinds)), matching)
    return int(kinds[index] == "RLI")


def _isolating_runs(
    kept: list[int], kinds: list[str], explicit: list[int], matching: dict[int, int], base: int
) -> list[tuple[list[int], str, str]]:
    """Isolating run sequences with the directions at their borders (X10)."""
    runs: list[list[int]] = []
    for index in kept:
        if runs and explicit[runs[-1][-1]] == explicit[index]:
            runs[-1].append(index)
        else:
            runs.append([index])
    by_start = {run[0]: run for run in runs}
    before = dict(zip(kept[1:], kept, strict=False))
    after = dict(pairwise(kept))
    sequences = []
    for run in runs:
        if kinds[run[0]] == "PDI" and run[0] in matching:
            continue
        sequence = list(run)
        while kinds[sequence[-1]] in _ISOLATES and matching.get(sequence[-1]) in by_start:
            sequence += by_start[matching[sequence[-1]]]
        level, last = explicit[sequence[0]], sequence[-1]
        outside = explicit[before[sequence[0]]] if sequence[0] in before else base
        is_open = kinds[last] in _ISOLATES or last not in after
        beyond = base if is_open else explicit[after[last]]
        sequences.append((sequence, _direction(max(level, outside)), _direction(max(level, beyond))))
    return sequences


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"


def _follow_neighbours(resolved: list[int], kinds: list[str], base: int) -> None:
    """Characters that X9 removes take the level of what stands before them."""
    for index, kind in enumerate(kinds):
        if kind in _REMOVED:
            resolved[index] = resolved[index - 1] if index else base
