"""Every gate of the project, one after the other; ends by saying what failed and what was not run."""

import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import NamedTuple

from tools.system_packages import (
    PROGRAM_PACKAGES,
    QT_LIBRARIES,
    SCREEN_LIBRARIES,
    missing_libraries,
    missing_programs,
    remedy,
)

COMMANDS = Path(sys.executable).parent
TEST_REPORT = Path("build/tests.xml")


class Gate(NamedTuple):
    """A command that must end with status 0."""

    name: str
    command: tuple[str, ...]


GATES = (
    Gate("lint", (str(COMMANDS / "ruff"), "check", ".")),
    Gate("format", (str(COMMANDS / "ruff"), "format", "--check", ".")),
    Gate("types", (str(COMMANDS / "mypy"),)),
    Gate("imports", (str(COMMANDS / "lint-imports"),)),
    Gate("locks", (sys.executable, "-m", "tools.locks")),
    Gate("catalogues", (sys.executable, "-m", "tools.catalogues", "--check")),
    Gate(
        "tests",
        (sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal", f"--junit-xml={TEST_REPORT}"),
    ),
)


def main() -> int:
    """Run all gates, even after one failed; 1 if any did."""
    missing = missing_libraries(QT_LIBRARIES)
    if missing:
        print(f"The tests need Qt's system libraries: {remedy(missing)}", file=sys.stderr)
        return 1
    TEST_REPORT.parent.mkdir(exist_ok=True)
    TEST_REPORT.unlink(missing_ok=True)
    outcomes = [_passed(gate) for gate in GATES]
    print()
    for gate, passed in zip(GATES, outcomes, strict=True):
        print(f"{gate.name:<12}{'passed' if passed else 'FAILED'}")
    for line in _not_run():
        print(f"not run: {line}")
    return 0 if all(outcomes) else 1


def _passed(gate: Gate) -> bool:
    print(f"\n== {gate.name}", flush=True)
    started = time.perf_counter()
    status = subprocess.run(gate.command, check=False).returncode
    print(f"== {gate.name}: status {status} after {time.perf_counter() - started:.1f} s", flush=True)
    return status == 0


def _not_run() -> list[str]:
    lines = []
    missing = missing_programs(PROGRAM_PACKAGES) | missing_libraries(SCREEN_LIBRARIES)
    if missing:
        lines.append(f"what needs a real screen or a PDF's picture: {remedy(missing)}")
    if TEST_REPORT.exists():
        for case in ElementTree.parse(TEST_REPORT).iter("testcase"):
            lines += [
                f"{case.get('classname')}.{case.get('name')}: {skipped.get('message')}"
                for skipped in case.iter("skipped")
                if skipped.get("type") != "pytest.xfail"
            ]
    return lines


if __name__ == "__main__":
    sys.exit(main())
