"""Words of the board packed into bytes say what a list and a dictionary would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.views.board.packed_words import PackedPairs, PackedTexts, PackedWords

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
PAIRS = st.tuples(TEXTS, TEXTS)


@given(st.lists(TEXTS, max_size=20), st.slices(20))
def test_packed_texts_are_a_list(texts: list[str], part: slice) -> None:
    packed = PackedTexts()
    for text in texts:
        packed.append(text)
    assert len(packed) == len(texts)
    assert list(packed) == texts
    assert [packed[place] for place in range(len(texts))] == texts
    assert packed[part] == texts[part]


@given(st.lists(st.sampled_from([("", ""), ("فروشگاه", "Shop"), ("Shop", "فروشگاه"), ("a", "")]) | PAIRS))
def test_every_pair_has_one_code_in_the_order_they_came(pairs: list[tuple[str, str]]) -> None:
    words, known = PackedWords(), dict[tuple[str, str], int]()
    assert [words.code(pair) for pair in pairs] == [known.setdefault(pair, len(known)) for pair in pairs]
    assert list(words.values) == list(known)
    assert [words.known(pair) for pair in pairs] == [known[pair] for pair in pairs]
    assert words.known(("no", "such")) == -1


def test_thousands_of_pairs_are_told_apart() -> None:
    words = PackedWords()
    pairs = [(f"فروشگاه {number}", f"Shop {number % 7}") for number in range(5_000)]
    assert [words.code(pair) for pair in pairs] == list(range(5_000))
    assert [words.code(pair) for pair in reversed(pairs)] == list(range(4_999, -1, -1))
    assert words.values[4_998:] == pairs[4_998:]


@pytest.mark.parametrize("place", [-1, 1])
def test_there_is_nothing_beyond_the_ends(place: int) -> None:
    texts, pairs = PackedTexts(), PackedPairs()
    texts.append("one")
    pairs.append(("one", "یک"))
    with pytest.raises(IndexError):
        texts[place]
    with pytest.raises(IndexError):
        pairs[place]
