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
    said = told(capsys, "penalties", "1405-05", "--store", url)
    assert said == f"poshtiban: {url}: The store cannot be opened.\n"


def test_a_store_of_another_kind_is_named(capsys: pytest.CaptureFixture[str]):
    said = told(capsys, "--store", "mysql://somewhere", "penalties", "1405-05")
    assert said == (
        "poshtiban: command line, --store: found 'mysql://somewhere', "
        "expected sqlite:///FILE or postgresql+psycopg://…\n"
    )
