"""One drafted case, copied for each test."""

import pytest

from tests.services.penalties.cases import told_at


def as_drafted(_told):
    """Leave the case as the background service drafted it."""


@pytest.fixture
def told(tmp_path):
    with told_at(tmp_path, as_drafted) as built:
        yield built
