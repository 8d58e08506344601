"""Outside material that the program is held against; what is not there is said, not passed over."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Finds a file or folder of the outside material by its path; without it the test is not run."""
    folder = Path(os.environ.get("POSHTIBAN_SHARED", BESIDE))

    def found(name: str) -> Path:
        path = folder / name
        if not path.exists():
            pytest.skip(f"{path} not found; POSHTIBAN_SHARED names the folder that holds {name}")
        return path

    return found
