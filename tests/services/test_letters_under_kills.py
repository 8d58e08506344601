"""Processes that die in the middle of a batch: no number lost or doubled, nothing half-issued."""

import os

import pytest

from tests.services.letter_batch import approved_cases, finish, kill_while_issuing, opened, whole

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are forked and killed by signal")


def test_a_batch_survives_kills_and_the_next_start_finishes_it(tmp_path):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    store = opened(url)
    ids = approved_cases(store, 12)
    store.dispose()
    issued = kill_while_issuing(url, ids, kills=6, seed=1405, longest=0.25)
    assert issued == sorted(issued)
    assert issued[-1] < 12
    finish(url)
    assert whole(url) == 12
