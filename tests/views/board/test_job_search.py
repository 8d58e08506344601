"""A job is found by any part of its text, whatever letters it is written in and however often it changes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.views.board.job_search import JobSearch

SLOTS = 6
LETTERS = st.sampled_from("abاب۱𝄞 \n") | st.characters(exclude_categories=["Cs"])
TEXTS = st.text(LETTERS, max_size=6)
WORDS = st.text(st.sampled_from("abاب۱𝄞"), min_size=1, max_size=3)


@given(
    st.lists(st.dictionaries(st.integers(0, SLOTS - 1), TEXTS, min_size=1), min_size=1, max_size=6),
    st.lists(WORDS, max_size=4),
)
def test_what_is_found_is_what_has_the_word_in_it(pieces: list[dict[int, str]], words: list[str]) -> None:
    search, texts = JobSearch(), dict[int, str]()
    for piece in pieces:
        search.put(np.array(list(piece), np.intp), list(piece.values()))
        texts |= piece
        for word in words:
            found = np.flatnonzero(search.matching(word, SLOTS)).tolist()
            assert found == sorted(slot for slot, text in texts.items() if word in text)


def test_more_letters_than_a_byte_can_count_are_told_apart() -> None:
    search = JobSearch()
    few, many = "سوپر بهار", "".join(map(chr, range(0x4E00, 0x4E00 + 600)))
    search.put(np.array([0]), [few])
    assert search.matching("بها", 2).tolist() == [True, False]
    search.put(np.array([1]), [many])
    assert search.matching("بها", 2).tolist() == [True, False]
    assert [search.matching(letter, 2).tolist() for letter in many] == [[False, True]] * 600
    assert search.matching("ژ", 2).tolist() == [False, False], "a letter that no text has"
