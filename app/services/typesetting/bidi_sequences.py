"""One isolating run sequence of UAX #9: weak types (W), brackets (N0), neutrals (N), levels (I)."""

_PAIRS = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈"
    "⦉⦊⦋⦌⦑⦒⦓⦔⦗⦘⧘⧙⧚⧛⧼⧽⸢⸣⸤⸥⸦⸧⸨⸩〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
_CLOSER_OF = {ord(opener): closer for opener, closer in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}
_CLOSERS = frozenset(_CLOSER_OF.values())
_CANONICAL = {"\u232a": "\u3009"}
_MAX_OPEN_BRACKETS = 63
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "FSI", "LRI", "RLI", "PDI"})
_ISOLATE_MARKS = frozenset({"FSI", "LRI", "RLI", "PDI"})
_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}


def resolve_sequence(types: list[str], characters: list[str], level: int, start: str, end: str) -> list[int]:
    """Levels of the characters of one sequence; `start` and `end` are the directions at its borders."""
    settled = list(types)
    _settle_marks_and_numbers(settled, start)
    _settle_separators(settled)
    _settle_number_signs(settled)
    _settle_latin_numbers(settled, start)
    _settle_brackets(settled, types, characters, "R" if level % 2 else "L", start)
    _settle_neutrals(settled, "R" if level % 2 else "L", start, end)
    return [level + _step(kind, level) for kind in settled]


def _settle_marks_and_numbers(types: list[str], start: str) -> None:
    """W1 (marks follow their letter), W2 (digits after an Arabic letter), W3."""
    before, strong = start, start
    for index, kind in enumerate(types):
        if kind == "NSM":
            types[index] = kind = "ON" if before in _ISOLATE_MARKS else before
        before = kind
        if kind in {"L", "R", "AL"}:
            strong = kind
        elif kind == "EN" and strong == "AL":
            types[index] = "AN"
    types[:] = ["R" if kind == "AL" else kind for kind in types]


def _settle_separators(types: list[str]) -> None:
    """W4: one separator between two numbers of a kind belongs to them."""
    for index in range(1, len(types) - 1):
        kind, left, right = types[index], types[index - 1], types[index + 1]
        if left == right and ((left == "EN" and kind in {"ES", "CS"}) or (left == "AN" and kind == "CS")):
            types[index] = left


def _settle_number_signs(types: list[str]) -> None:
    """W5 (signs beside a number belong to it) and W6 (other signs are neutral)."""
    index = 0
    while index < len(types):
        end = index
        while end < len(types) and types[end] == "ET":
            end += 1
        if end > index:
            beside = (index > 0 and types[index - 1] == "EN") or (end < len(types) and types[end] == "EN")
            types[index:end] = ["EN" if beside else "ON"] * (end - index)
        index = max(end, index + 1)
    types[:] = ["ON" if kind in {"ES", "CS", "ET"} else kind for kind in types]


def _settle_latin_numbers(types: list[str], start: str) -> None:
    """W7: numbers after a Latin letter read with it."""
    strong = start
    for index, kind in enumerate(types):
        if kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            types[index] = "L"


def _settle_brackets(
    types: list[str], originals: list[str], characters: list[str], embedding: str, start: str
) -> None:
    """N0: both brackets of a pair take one direction."""
    for opener, closer in _bracket_pairs(types, characters):
        inside = {_STRONG.get(kind) for kind in types[opener + 1 : closer]}
        direction = None
        if embedding in inside:
            direction = embedding
        elif inside & {"L", "R"}:
            before = next((_STRONG[kind] for kind in reversed(types[:opener]) if kind in _STRONG), start)
            # N0 c: the text inside is against the grain; it wins only if the text before agrees with it.
            direction = before if before != embedding else embedding
        if direction is None:
            continue
        for bracket in (opener, closer):
            types[bracket] = direction
            follower = bracket + 1
            while follower < len(types) and originals[follower] == "NSM":
                types[follower] = direction
                follower += 1


def _bracket_pairs(types: list[str], characters: list[str]) -> list[tuple[int, int]]:
    """Pairs of brackets in the order of their openers (BD16)."""
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for index, character in enumerate(characters):
        if types[index] != "ON":
            continue
        if ord(character) in _CLOSER_OF:
            if len(waiting) == _MAX_OPEN_BRACKETS:
                return []
            closer = _CLOSER_OF[ord(character)]
            waiting.append((_CANONICAL.get(closer, closer), index))
        elif character in _CLOSERS:
            wanted = _CANONICAL.get(character, character)
            for place in range(len(waiting) - 1, -1, -1):
                if waiting[place][0] == wanted:
                    pairs.append((waiting[place][1], index))
                    del waiting[place:]
                    break
    return sorted(pairs)


def _settle_neutrals(types: list[str], embedding: str, start: str, end: str) -> None:
    """N1 (neutrals between like directions) and N2 (else the direction of the embedding)."""
    index = 0
    while index < len(types):
        stop = index
        while stop < len(types) and types[stop] in _NEUTRAL:
            stop += 1
        if stop > index:
            before = _STRONG[types[index - 1]] if index else start
            after = _STRONG[types[stop]] if stop < len(types) else end
            types[index:stop] = [before if before == after else embedding] * (stop - index)
        index = max(stop, index + 1)


def _step(kind: str, level: int) -> int:
    """I1 and I2: how far above the level of its sequence the character stands."""
    if level % 2:
        return 0 if kind == "R" else 1
    return {"L": 0, "R": 1}.get(kind, 2)
