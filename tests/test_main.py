"""What is wrong with a call, its input or its store is said in one line, with status 2."""

from pathlib import Path

import pytest

from app.bootstrap import main


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 2
    return capsys.readouterr().err


def test_a_file_that_is_no_store_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "notes.txt"
    file.write_text("hello", encoding="utf-8")
    said = told(capsys, "--store", f"sqlite:///{file}", "penalties", "1405-05")
    assert said == f"poshtiban: sqlite:///{file}: The file is not a Poshtiban store.\n"
    assert file.read_text(encoding="utf-8") == "hello"


def test_a_store_in_no_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "file").write_text("", encoding="utf-8")
    url = f"sqlite:///{tmp_path}/file/store.sqlite"
    (tmp_path / "merchants.csv").write_text("code,name\n1,A\n", encoding="utf-8")
    said = told(capsys, "import", "merchants", f"{tmp_path}/merchants.csv", "--store", url)
    assert said == f"poshtiban: {url}: The store cannot be opened.\n"


@pytest.mark.parametrize(
    "asked",
    [("verify",), ("penalties", "1405-05"), ("letter", "1405-PM-0001", "--output", "a.pdf"), ("proof", "1")],
)
def test_a_store_that_is_asked_must_be_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...]
):
    url = f"sqlite:///{tmp_path}/mistyped/store.sqlite"
    said = told(capsys, *asked, "--store", url)
    assert said == f"poshtiban: {url}: There is no store at this place; an import makes one.\n"
    assert not (tmp_path / "mistyped").exists()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://somewhere",
        "nonsense",
        "postgresql://somewhere/x",
        "postgresql+asyncpg://somewhere/x",
        "postgresql+psycopg://somewhere:port/x",
        "postgresql+psycopg://somewhere/x?foo=1",
        "sqlite+aiosqlite:///x",
        "sqlite://",
        "sqlite://host/x",
        "sqlite:///:memory:",
        "sqlite:///x?foo=1",
        "sqlite:///x?timeout=soon",
        "sqlite:///file:x?mode=ro&uri=true",
        "sqlite:///file:x",
        "sqlite:///\0x",
        "sqlite:///\udcffx",
    ],
)
def test_a_store_of_another_kind_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, url: str
):
    monkeypatch.chdir(tmp_path)
    said = told(capsys, "--store", url, "penalties", "1405-05")
    assert said == (
        f"poshtiban: command line, --store: found {url!r}, "
        "expected sqlite:///FILE or postgresql+psycopg://…\n"
    )
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_where_no_log_can_be_written_the_program_does_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    questions = tmp_path / "ok.json"
    questions.write_text('{"calendars": {}, "cases": []}', encoding="utf-8")
    assert main(["clock", str(questions)]) == 0
    assert capsys.readouterr().err == ""
