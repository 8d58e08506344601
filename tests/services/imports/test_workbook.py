"""Workbooks: what they hold as text, and which are refused before they are opened."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.domain.errors import BadInput
from app.services.imports.list_rows import read_list
from app.services.imports.workbook import is_workbook, read_workbook


def saved(path: Path, rows: list[list[object]], merged: str = "") -> Path:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    workbook.save(path)
    return path


def test_cells_come_as_text(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "list.xlsx",
        [
            ["شماره", "b"],
            [12345678.0, 1.5],
            [date(2026, 3, 21), datetime(2026, 3, 21, 8, 30)],  # noqa: DTZ001 - a sheet knows no zones
            [True, None],
        ],
    )
    assert is_workbook(path)
    assert [(row.line, row.cells) for row in read_workbook(path).rows] == [
        (1, ["شماره", "b"]),
        (2, ["12345678", "1.5"]),
        (3, ["2026-03-21", "2026-03-21 08:30:00"]),
        (4, ["true", ""]),
    ]


def test_a_merged_title_is_passed_over(tmp_path: Path) -> None:
    rows: list[list[object]] = [["پیمانکاران", None], [None, None], ["کد", "نام"], [101.0, "الف"]]
    reading = read_list("contractors", [saved(tmp_path / "list.xlsx", rows, merged="A1:B1")])
    assert [(row.line, dict(row.values)) for row in reading.rows] == [(4, {"code": "101", "name": "الف"})]


def test_a_formula_without_a_value_is_empty(tmp_path: Path) -> None:
    reading = read_list("contractors", [saved(tmp_path / "l.xlsx", [["code", "name"], ["=1+1", "x"]])])
    assert (reading.rows, len(reading.rejects)) == ([], 1)


def _zip(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _far() -> bytes:
    return (
        b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: b"", "expected a workbook"),
        (lambda: b"PK\x03\x04 and nothing more", "expected a workbook"),
        (lambda: _zip({"hello.txt": b"hello"}), "expected a workbook"),
        (lambda: _zip({"xl/worksheets/sheet1.xml": b"0" * 30_000_000}), "that unpack to 30,000,000"),
        (lambda: _zip({"xl/vbaProject.bin": b"1"}), "found the part 'xl/vbaProject.bin'"),
        (lambda: _zip({"xl/externalLinks/externalLink1.xml": b"1"}), "found the part 'xl/externalLinks"),
        (lambda: _zip({"../outside": b"1"}), "a part outside the workbook: '../outside'"),
        (lambda: _zip({f"p{n}": b"" for n in range(2001)}), "found 2,001 parts"),
        (lambda: _zip({"xl/worksheets/sheet1.xml": _far()}), "a sheet of 1,048,576 lines and 16,384 columns"),
    ],
)
def test_a_workbook_that_would_burst_or_is_none_is_refused(
    tmp_path: Path, make: Callable[[], bytes], expected: str
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(make())
    with pytest.raises(BadInput) as failure:
        read_workbook(path)
    assert expected in str(failure.value)
    assert "\n" not in str(failure.value)


def test_an_empty_sheet_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as failure:
        read_workbook(saved(tmp_path / "list.xlsx", []))
    assert "found an empty sheet" in str(failure.value)
