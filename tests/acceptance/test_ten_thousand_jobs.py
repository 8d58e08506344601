"""Ten thousand random jobs on each kind of store: clocks kept command by command equal a full replay."""

import pytest

from app.models.store import Store
from tests.services.crowd import Crowd, differences

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(600)]

CROWDS, JOBS = 40, 250


@pytest.mark.parametrize("seed", range(100, 100 + CROWDS))
def test_incremental_clocks_equal_a_replay(store: Store, seed: int) -> None:
    crowd = Crowd(store, seed)
    crowd.live(JOBS)
    assert differences(crowd) == []
