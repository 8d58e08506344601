"""One drafted case, copied for each test."""

import pytest

from tests.services.contract import contractor_scene
from tests.services.penalties.cases import drafted


@pytest.fixture
def told(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as scene:
        yield drafted(scene)
