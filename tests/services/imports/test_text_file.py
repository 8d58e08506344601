"""Encodings and lines of files as they come."""

from pathlib import Path

import pytest

from app.domain.errors import BadInput
from app.services.imports.outcome import rejects_file
from app.services.imports.text_file import decoded, read_csv


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str) -> None:
    assert decoded("فروشگاه,Übung".encode(encoding), file="f") == "فروشگاه,Übung"


def test_persian_of_old_windows_is_read() -> None:
    text = "شماره,فروشگاه گل\n1,پخش چاي كرمان\n"
    assert decoded(text.encode("cp1256"), file="f") == text


@pytest.mark.parametrize("text", ["Müller,Größe,Äpfel\n", "naïve café,Ærø,ÅÄÖ\n"])
def test_western_text_does_not_pass_for_persian(text: str) -> None:
    with pytest.raises(BadInput) as failure:
        decoded(text.encode("latin-1"), file="f")
    assert "expected UTF-8, or Persian text in Windows-1256" in str(failure.value)


def test_a_named_encoding_is_kept_to() -> None:
    assert decoded("Größe".encode("latin-1"), "iso-8859-1", file="f") == "Größe"
    with pytest.raises(BadInput) as failure:
        decoded(b"a\n\xff", "utf-8", file="f")
    assert str(failure.value) == "f, line 2: found a byte that is not utf-8-sig, expected text in utf-8-sig"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_first_line_tells_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "f.csv"
    path.write_text(f"a{delimiter}b\r\n1{delimiter}2\r\n", encoding="utf-8")
    assert [row.cells for row in read_csv(path).rows] == [["a", "b"], ["1", "2"]]


def test_rows_know_their_physical_line(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text('a,b\n\n"x\ny",2\n , \n3,4\n', encoding="utf-8")
    assert [(row.line, row.cells) for row in read_csv(path).rows] == [
        (1, ["a", "b"]),
        (3, ["x\ny", "2"]),
        (6, ["3", "4"]),
    ]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as failure:
        read_csv(tmp_path / "none.csv")
    assert "found No such file or directory, expected a file that can be read" in str(failure.value)


def test_refused_rows_are_told_without_formulas(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with rejects_file(path) as explain:
        explain([BadInput("f.csv", "\u200e=1+1", "text", row=3, column="@name")])
    assert path.read_text(encoding="utf-8-sig").splitlines() == [
        "file,line,column,found,expected",
        "f.csv,3,'@name,'\u200e=1+1,text",
    ]
