"""The rules that hold the tree together: who may import whom, and what no module may do."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINTER = Path(sys.executable).parent / "lint-imports"
MODULES = sorted((ROOT / "app").rglob("*.py"))
# The library that knows the Jalali calendar is let in at one place.
LET_IN = {"app/domain/jalali.py": {"jdatetime"}}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINTER, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def _trees(modules: list[Path]) -> Iterator[tuple[str, ast.Module]]:
    for path in modules:
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def test_imports_point_down_only() -> None:
    linted = _lint(ROOT)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("app/services/planted.py", "import app.views.theme", "bootstrap > control_room"),
        ("app/commands/planted.py", "import app.views.theme", "bootstrap > control_room"),
        ("app/domain/planted.py", "import sqlalchemy", "The domain core"),
        ("app/services/planted.py", "import PySide6.QtCore", "Nothing under the views"),
        ("app/views/planted.py", "import app.models.base", "Views reach the store only"),
        ("app/planted.py", "", "bootstrap > control_room"),
    ],
)
def test_a_planted_import_is_caught(tmp_path: Path, module: str, line: str, broken: str) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / module).write_text(line, "utf-8")
    linted = _lint(tmp_path)
    assert linted.returncode == 1
    findings = linted.stdout.split("Broken contracts")[1]
    assert broken in findings
    assert "planted" in findings


def test_the_domain_needs_the_standard_library_alone() -> None:
    strangers = {}
    for name, tree in _trees(sorted((ROOT / "app" / "domain").rglob("*.py"))):
        imported = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        outside = {module.split(".")[0] for module in imported if not module.startswith("app.domain")}
        if strange := outside - sys.stdlib_module_names - LET_IN.get(name, set()):
            strangers[name] = strange
    assert strangers == {}


def test_only_the_clock_reads_the_time() -> None:
    readers = [
        f"{name}:{node.lineno}"
        for name, tree in _trees(MODULES)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if (node.value.id, node.attr) in CLOCKS and name != "app/clock.py"
    ]
    assert readers == []


def test_packages_are_empty_and_modules_say_what_they_hold() -> None:
    silent = []
    for name, tree in _trees(MODULES):
        is_package = name.endswith("/__init__.py")
        if is_package and name != "app/__init__.py" and tree.body:
            silent.append(f"{name} is not empty")
        if not is_package and not ast.get_docstring(tree):
            silent.append(f"{name} has no docstring")
    assert silent == []


def test_no_module_keeps_global_state() -> None:
    found = [name for name, tree in _trees(MODULES) if any(isinstance(n, ast.Global) for n in ast.walk(tree))]
    assert found == []
