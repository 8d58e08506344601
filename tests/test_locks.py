"""The locked requirements: they say what pyproject.toml asks for, and a lock that does not is found."""

import shutil
from pathlib import Path

import pytest

from tools.locks import disagreements

ROOT = Path(__file__).resolve().parent.parent
FILES = ("pyproject.toml", "requirements.txt", "requirements-build.txt", "requirements-dev.txt")
HASH = "    --hash=sha256:" + "0" * 64 + "\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's own locks, to be spoiled."""
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_the_locks_say_what_the_project_asks_for() -> None:
    assert list(disagreements(ROOT)) == []


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("--index-url nowhere\n", "names an address"),
        ("odd @ https:nowhere\n", "names an address"),
        ("odd==1.0 \\\n" + HASH, "odd is locked, but nothing asks for it"),
        ("six==1.17.0\n", "six has no hash"),
        ("six>=1.17.0 \\\n" + HASH, "six is not pinned"),
        ("six==1.0 \\\n" + HASH, "six is locked to 1.0 and 1.17.0"),
        ("SQLAlchemy==1.4 \\\n" + HASH, "SQLAlchemy<2.2,>=2.1 is asked for, locked: 2.1.9, 1.4"),
    ],
)
def test_a_spoiled_lock_is_found(copy: Path, added: str, said: str) -> None:
    with (copy / "requirements.txt").open("a", encoding="utf-8") as lock:
        lock.write(added)
    assert any(said in finding for finding in disagreements(copy))


def test_a_dependency_that_was_never_locked_is_found(copy: Path) -> None:
    text = (copy / "pyproject.toml").read_text("utf-8")
    (copy / "pyproject.toml").write_text(
        text.replace("dependencies = [", 'dependencies = [\n    "odd>=1",', 1), "utf-8"
    )
    assert list(disagreements(copy)) == [
        "requirements.txt: odd>=1 is asked for, locked: nothing; run `make lock`"
    ]
