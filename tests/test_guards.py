"""The guards of conftest.py: each is shown to catch what it is there for."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLANTED = '''
"""Tests that break the rules of the house."""

import logging
import os
import threading
import warnings

import pytest

release = threading.Event()


@pytest.fixture(scope="session", autouse=True)
def _released():
    yield
    release.set()


def test_leaves_a_thread():
    threading.Thread(target=release.wait, name="left").start()


def test_logs_a_warning():
    logging.getLogger("app.services.planted").warning("odd %s", "thing")


def test_expects_the_warning_it_logs(logged_warnings):
    logging.getLogger("app.services.planted").warning("odd %s", "thing")
    assert [record.getMessage() for record in logged_warnings] == ["odd thing"]
    logged_warnings.clear()


def test_warns():
    warnings.warn("old", DeprecationWarning)


@pytest.mark.needs("no-such-program")
def test_needs_what_is_not_here():
    raise AssertionError


def test_sees_no_settings_of_the_person(tmp_path):
    assert "POSHTIBAN_STORE" not in os.environ
    assert os.environ["XDG_CONFIG_HOME"].startswith(str(tmp_path))
'''


def test_the_guards_bite(tmp_path: Path) -> None:
    planted = tmp_path / "test_planted.py"
    planted.write_text(PLANTED, "utf-8")
    run = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", "--rootdir", ROOT,
            "-p", "tests.conftest", "-p", "no:randomly", "-p", "no:cacheprovider", "-rA", planted,
        ],
        env=os.environ | {"POSHTIBAN_STORE": "nowhere"},
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    verdicts = [
        line for line in run.stdout.splitlines() if line.startswith(("ERROR ", "FAILED ", "SKIPPED "))
    ]
    assert len(verdicts) == 4, run.stdout
    found = "\n".join(verdicts)
    assert "::test_leaves_a_thread - AssertionError: left is still running" in found
    assert "::test_logs_a_warning - AssertionError: assert ['odd thing'] == []" in found
    assert "::test_warns - DeprecationWarning: old" in found
    assert "no-such-program missing; install with:" in found
    assert "1 failed, 4 passed, 1 skipped, 2 errors" in run.stdout
