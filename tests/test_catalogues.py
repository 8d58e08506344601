"""The Persian catalogue: complete, up to date, and checked by something that finds faults."""

import gettext
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path("resources/locale/fa")
STRINGS = """
from app.i18n import N_, _, ngettext, pgettext
MARKED = N_("Board")
def words(count: int) -> list[str]:
    return [
        _("Due {when} for %s") % "x",
        ngettext("{count} job", "{count} jobs", count),
        pgettext("a call", "Open"),
    ]
"""
PART = """
msgid "Board"
msgstr "تابلو"

msgid "Due {when} for %s"
msgstr "برای %s تا {when}"

msgid "{count} job"
msgid_plural "{count} jobs"
msgstr[0] "{count} کار"

msgctxt "a call"
msgid "Open"
msgstr "باز"
"""


def _catalogues(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "tools.catalogues", "--root", root, *options],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project whose catalogue is complete."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "words.py").write_text(STRINGS, "utf-8")
    (tmp_path / FOLDER / "parts").mkdir(parents=True)
    (tmp_path / FOLDER / "parts" / "words.po").write_text(PART, "utf-8")
    written = _catalogues(tmp_path)
    assert (written.returncode, written.stderr) == (0, "")
    return tmp_path


def test_every_string_has_its_persian_text() -> None:
    checked = _catalogues(ROOT, "--check")
    assert checked.returncode == 0, checked.stderr


def test_a_complete_catalogue_passes_and_speaks(project: Path) -> None:
    assert _catalogues(project, "--check").returncode == 0
    persian = gettext.translation("poshtiban", project / FOLDER.parent, languages=["fa"])
    assert persian.gettext("Board") == "تابلو"
    assert persian.ngettext("{count} job", "{count} jobs", 7) == "{count} کار"
    assert persian.pgettext("a call", "Open") == "باز"


def test_the_same_parts_give_the_same_bytes(project: Path) -> None:
    compiled = project / FOLDER / "LC_MESSAGES" / "poshtiban.mo"
    before = compiled.read_bytes()
    shutil.rmtree(compiled.parent)
    assert _catalogues(project).returncode == 0
    assert compiled.read_bytes() == before


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("تابلو", "", '"Board" has no Persian text'),
        ("تا {when}", "تا {then}", "has other placeholders"),
        ("برای %s", "برای %d", "has other placeholders"),
        ("{count} کار", "کار", "has other placeholders"),
        ("کار", "كار", "has an Arabic yeh or kaf"),
        (
            'msgid_plural "{count} jobs"\nmsgstr[0]',
            "msgstr",
            "has a plural that its translation does not know",
        ),
        ("باز", "گشوده", "poshtiban.mo is out of date"),
        ('msgid "Board"', 'msgid "Desk"', '"Board" has no Persian text'),
        ('msgid "Board"', 'msgid "Desk"', 'warning: words.po: "Desk" is said nowhere'),
    ],
)
def test_a_fault_is_found(project: Path, right: str, wrong: str, said: str) -> None:
    part = project / FOLDER / "parts" / "words.po"
    assert right in PART
    part.write_text(PART.replace(right, wrong), "utf-8")
    checked = _catalogues(project, "--check")
    assert checked.returncode == 1
    assert said in checked.stderr


def test_two_rooms_must_agree(project: Path) -> None:
    (project / FOLDER / "parts" / "other.po").write_text('msgid "Board"\nmsgstr "تخته"\n', "utf-8")
    checked = _catalogues(project, "--check")
    assert checked.returncode == 1
    assert '"Board" is translated twice, in two ways' in checked.stderr
