"""Files of lines and columns: encodings, delimiters, physical lines, and what is no such file."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import BadInput

MOST_BYTES = 400 * 1024 * 1024
MOST_COLUMNS = 2_000

AUTO = "auto"
ENCODINGS = frozenset({AUTO, "utf-8", "utf-16", "cp1256", "cp1252", "iso-8859-1"})

_PERSIAN_RUN = re.compile("[\u0621-\u06d3]{2,}")
_MIXED_WORD = re.compile("[A-Za-z][\u0621-\u06d3]|[\u0621-\u06d3][A-Za-z]")

# A CSV never starts like this; other programs' files do.
_OTHER_FORMATS = {
    b"PK\x03\x04": "a zip file or workbook",
    b"\xd0\xcf\x11\xe0": "a workbook of an old Excel",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip file",
}


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, and the line of the file it starts on."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file that are not blank; the first may hold the headings."""

    file: str
    rows: list[Row]


def file_bytes(path: Path) -> bytes:
    """The whole file; BadInput where there is none or it is far too big."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(path.name, f"{path.stat().st_size:,} bytes", f"at most {MOST_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(str(path), error.strerror or str(error), "a file that can be read") from error


def read_csv(path: Path, *, delimiter: str = "", encoding: str = AUTO) -> Sheet:
    """The rows of a CSV file; without a `delimiter` the first line decides between , ; | and tab."""
    text = decoded(file_bytes(path), encoding, file=path.name)
    rows = list(_rows(text, delimiter or _delimiter(text), path.name))
    if not rows:
        raise BadInput(path.name, "an empty file", "a line of headings and rows below it")
    if len(rows[0].cells) > MOST_COLUMNS:
        raise BadInput(
            path.name, f"{len(rows[0].cells):,} columns", f"at most {MOST_COLUMNS:,}", row=rows[0].line
        )
    return Sheet(path.name, rows)


def decoded(raw: bytes, encoding: str = AUTO, *, file: str) -> str:
    """The text of a file: UTF-8; else cp1256, but only where that yields Persian words (reliability 3.10)."""
    for sign, name in _OTHER_FORMATS.items():
        if raw.startswith(sign):
            raise BadInput(file, name, "a CSV file")
    if encoding != AUTO:
        return _decoded_as(raw, "utf-8-sig" if encoding == "utf-8" else encoding, file)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded_as(raw, "utf-16", file)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = raw.decode("cp1256", errors="replace")
        if _is_persian(text):
            return text
        raise BadInput(
            file,
            f"the byte 0x{raw[error.start]:02x}, which is not UTF-8",
            "UTF-8, or Persian text in Windows-1256",
            row=raw.count(b"\n", 0, error.start) + 1,
        ) from error


def _decoded_as(raw: bytes, encoding: str, file: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadInput(file, f"a byte that is not {encoding}", f"text in {encoding}", row=line) from error


def _is_persian(text: str) -> bool:
    """Western text read as cp1256 puts single Arabic letters inside Latin words; Persian text has words."""
    return len(_PERSIAN_RUN.findall(text)) > len(_MIXED_WORD.findall(text))


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t|", key=first.count)


def _rows(text: str, delimiter: str, file: str) -> Iterator[Row]:
    """Rows with the physical line each starts on; lines without any text are no rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadInput(file, str(error), "a CSV file with closed quotes", row=line) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield Row(line, cells)
