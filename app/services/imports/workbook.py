"""Workbooks (XLSX): refused before opening when they would burst, read as rows of text."""

import io
import re
import zipfile
import zlib
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from app.domain.errors import BadInput
from app.services.imports.text_file import MOST_BYTES, MOST_COLUMNS, Row, Sheet, file_bytes

MOST_PARTS = 2_000
MOST_RATIO = 200
"""How much bigger than its file a workbook may become (reliability 3.10)."""

MOST_CELLS = 10_000_000
"""Area of a sheet from A1 to its last cell: a reader lays it out whole, however few cells are filled."""

_FORBIDDEN_PARTS = ("vbaproject", "externallinks/")
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_CHUNK = 1 << 20
_OVERLAP = 32


def is_workbook(path: Path) -> bool:
    """Whether a file calls itself a workbook or starts like one."""
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return True
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def read_workbook(path: Path) -> Sheet:
    """The rows of the first sheet; a row's line is its number in the sheet."""
    raw = file_bytes(path)
    _check_parts(raw, path.name)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as workbook:
            table = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise BadInput(path.name, str(error), "a workbook (XLSX)") from error
    rows = [Row(line, [cell_text(cell) for cell in cells]) for line, cells in enumerate(table, 1)]
    rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not rows:
        raise BadInput(path.name, "an empty sheet", "a line of headings and rows below it")
    if len(rows[0].cells) > MOST_COLUMNS:
        raise BadInput(path.name, f"{len(rows[0].cells):,} columns", f"at most {MOST_COLUMNS:,}")
    return Sheet(path.name, rows)


def cell_text(cell: object) -> str:
    """A cell as text: a whole number without a fraction, a day without a midnight."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        is_day = (cell.hour, cell.minute, cell.second, cell.microsecond) == (0, 0, 0, 0)
        return cell.date().isoformat() if is_day else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _check_parts(raw: bytes, file: str) -> None:
    """Refuse by the directory of the zip, then by where its cells lie; nothing is laid out yet."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            flaw = _flaw(parts, size, len(raw)) or _area_flaw(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise BadInput(file, str(error), "a workbook (XLSX)") from error
    if flaw:
        raise BadInput(file, flaw, f"a workbook of at most {MOST_BYTES:,} bytes without macros or links")


def _flaw(parts: list[zipfile.ZipInfo], size: int, packed: int) -> str:
    if len(parts) > MOST_PARTS:
        return f"{len(parts):,} parts"
    if size > MOST_BYTES or size > MOST_RATIO * packed:
        return f"{packed:,} bytes that unpack to {size:,}"
    for part in parts:
        name = part.filename.lower().replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/"):
            return f"a part outside the workbook: {part.filename!r}"
        if any(word in name for word in _FORBIDDEN_PARTS):
            return f"the part {part.filename!r}"
        if part.flag_bits & 1:
            return "a password"
    return ""


def _area_flaw(archive: zipfile.ZipFile) -> str:
    for part in archive.namelist():
        if not part.lower().startswith("xl/worksheets/"):
            continue
        width, height = _extent(archive, part)
        if width * height > MOST_CELLS:
            return f"a sheet of {height:,} lines and {width:,} columns"
    return ""


def _extent(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """Columns and lines up to the last cell that names its place."""
    columns: set[bytes] = set()
    height = 0
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            for column, line in _CELL.findall(rest + chunk):
                columns.add(column)
                height = max(height, int(line))
            rest = chunk[-_OVERLAP:]
    return max(map(_column_number, columns), default=0), height


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
