"""Whether the locked requirements say exactly what pyproject.toml asks for, with hashes and no address."""

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import NamedTuple

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ADDRESS = re.compile(
    r"https?:|//|@|^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", re.MULTILINE
)


class Pin(NamedTuple):
    """One locked package, as its requirement line and the hashes of its files."""

    requirement: Requirement
    hashes: tuple[str, ...]


def main() -> int:
    """Print one line a disagreement; 1 if there is any."""
    findings = list(disagreements(Path()))
    for finding in findings:
        print(finding, file=sys.stderr)
    return 1 if findings else 0


def disagreements(root: Path) -> Iterator[str]:
    """Sentences about every lock under `root` that does not say what pyproject.toml asks for."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    asked = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-build.txt": project["dependency-groups"]["build"],
        "requirements-dev.txt": project["dependency-groups"]["dev"],
    }
    if project["build-system"]["requires"] != asked["requirements-build.txt"]:
        yield "pyproject.toml: build-system.requires and the group build differ"
    locks = {name: (root / name).read_text("utf-8") for name in asked}
    for name, text in locks.items():
        wanted = [Requirement(line) for line in asked[name]]
        for finding in _lock_findings(text, wanted):
            yield f"{name}: {finding}; run `make lock`"
    yield from _contradictions([pin for text in locks.values() for pin in pins(text)])


def pins(text: str) -> list[Pin]:
    """The packages of a lock; a package may be locked several times, for different machines."""
    return [_pin(line) for line in text.replace("\\\n", " ").splitlines() if line.strip() and line[0] != "#"]


def _pin(line: str) -> Pin:
    requirement, *hashes = line.split("--hash=")
    return Pin(Requirement(requirement.strip()), tuple(value.strip() for value in hashes))


def _lock_findings(text: str, wanted: list[Requirement]) -> Iterator[str]:
    if ADDRESS.search(text):
        yield "names an address"
        return
    locked = pins(text)
    for pin in locked:
        if not pin.hashes or not all(value.startswith("sha256:") for value in pin.hashes):
            yield f"{pin.requirement.name} has no hash"
        if not str(pin.requirement.specifier).startswith("=="):
            yield f"{pin.requirement.name} is not pinned"
    for requirement in wanted:
        versions = [_version(pin) for pin in locked if _name(pin.requirement) == _name(requirement)]
        if not versions or not all(requirement.specifier.contains(version) for version in versions):
            yield f"{requirement} is asked for, locked: {', '.join(versions) or 'nothing'}"
    needed = _needed(wanted)
    for pin in locked:
        if _applies(pin.requirement) and _name(pin.requirement) not in needed:
            yield f"{pin.requirement.name} is locked, but nothing asks for it"


def _contradictions(locked: list[Pin]) -> Iterator[str]:
    versions: dict[str, set[str]] = {}
    for pin in locked:
        if _applies(pin.requirement):
            versions.setdefault(_name(pin.requirement), set()).add(_version(pin))
    for name, several in versions.items():
        if len(several) > 1:
            yield f"{name} is locked to {' and '.join(sorted(several))}; run `make lock`"


def _needed(wanted: list[Requirement]) -> set[str]:
    """Names of `wanted` and of all that the installed ones among them need on this machine."""
    names: set[str] = set()
    seen: set[str] = set()
    waiting = list(wanted)
    while waiting:
        requirement = waiting.pop()
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        names.add(_name(requirement))
        waiting += _dependencies(requirement)
    return names


def _dependencies(requirement: Requirement) -> list[Requirement]:
    try:
        lines = requires(requirement.name) or []
    except PackageNotFoundError:
        return []
    extras = {"", *requirement.extras}
    return [line for line in map(Requirement, lines) if any(_applies(line, extra) for extra in extras)]


def _applies(requirement: Requirement, extra: str = "") -> bool:
    environment = {key: str(value) for key, value in default_environment().items()} | {"extra": extra}
    return requirement.marker is None or requirement.marker.evaluate(environment)


def _name(requirement: Requirement) -> str:
    return canonicalize_name(requirement.name)


def _version(pin: Pin) -> str:
    return str(pin.requirement.specifier).removeprefix("==")


if __name__ == "__main__":
    sys.exit(main())
