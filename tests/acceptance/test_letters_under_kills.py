"""Fifty processes killed at random points while a batch of two hundred letters is issued."""

import os

import pytest

from tests.services.letter_batch import approved_cases, finish, kill_while_issuing, opened, whole

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.timeout(600),
    pytest.mark.skipif(os.name != "posix", reason="processes are forked and killed by signal"),
]

LETTERS, KILLS = 200, 50


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_no_number_is_lost_or_doubled_and_the_next_start_finishes_the_batch(kind, tmp_path, request):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    if kind == "postgres":
        url = request.getfixturevalue("postgres_url")
    store = opened(url)
    ids = approved_cases(store, LETTERS)
    store.dispose()
    issued = kill_while_issuing(url, ids, kills=KILLS, seed=20_261_122, longest=0.8)
    assert issued == sorted(issued)
    assert 0 < issued[-1] < LETTERS
    finish(url)
    assert whole(url) == LETTERS
