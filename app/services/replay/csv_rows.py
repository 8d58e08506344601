"""A CSV file of known columns, read row by row: columns in any order, each mistake with its place."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from app.domain.errors import BadInput
from app.services.imports.outcome import quoted
from app.services.imports.text_file import MOST_BYTES

Told = Callable[[int, int], None]
"""Called with bytes read and bytes in all while a long file is read."""

_ROWS_BETWEEN = 2_000
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row; a column that the file does not have is empty."""

    file: str
    line: int
    places: dict[str, int]
    cells: Sequence[str]

    def text(self, column: str) -> str:
        """What the column says, without spaces around it."""
        place = self.places.get(column)
        return "" if place is None else self.cells[place].strip()

    def needed(self, column: str, expected: str) -> str:
        """As `text`, where there has to be something."""
        found = self.text(column)
        if not found:
            raise self.wrong(column, expected)
        return found

    def wrong(self, column: str, expected: str) -> BadInput:
        """What to say of a cell that is no good."""
        found = self.text(column)
        return BadInput(
            self.file, quoted(found) if found else "nothing", expected, row=self.line, column=column
        )


def csv_rows(path: Path, columns: Sequence[str], needed: Sequence[str], told: Told) -> Iterator[CsvRow]:
    """The rows of a file in UTF-8; BadInput where a heading is unknown or a row has not its cells."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadInput(path.name, f"{size:,} bytes", f"at most {MOST_BYTES:,} bytes")
        with path.open("rb") as raw, TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            for number, row in enumerate(_rows(text, path.name, columns, needed)):
                if number % _ROWS_BETWEEN == 0:
                    told(raw.tell(), size)
                yield row
    except UnicodeDecodeError as error:
        raise _no_utf8(path) from error
    except OSError as error:
        raise BadInput(str(path), error.strerror or str(error), "a file that can be read") from error


def _no_utf8(path: Path) -> BadInput:
    """The place of the first byte that is no text: the file is read ahead of its rows."""
    raw = path.read_bytes()
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{raw[error.start]:02x}, which is not UTF-8"
        return BadInput(path.name, found, "text in UTF-8", row=line)
    return BadInput(path.name, "a file that changes while it is read", "a file that stays as it is")


def _rows(text: TextIO, file: str, columns: Sequence[str], needed: Sequence[str]) -> Iterator[CsvRow]:
    lines = _lines(text, file)
    line, heading = next(lines, (1, []))
    places = _places(heading, CsvRow(file, line, {}, ()), columns, needed)
    for line, cells in lines:
        if len(cells) != len(heading):
            expected = f"{len(heading)} cells, as in the line of headings"
            raise BadInput(file, f"{len(cells)} cells", expected, row=line)
        yield CsvRow(file, line, places, cells)


def _lines(text: TextIO, file: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold any text, each with the line of the file it starts on."""
    line = 1
    try:
        first = text.readline(csv.field_size_limit())
        text.seek(0)
        delimiter = max(_DELIMITERS, key=first.count)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(file, str(error), "a CSV file with closed quotes and short cells", row=line) from error


def _places(
    heading: Sequence[str], row: CsvRow, columns: Sequence[str], needed: Sequence[str]
) -> dict[str, int]:
    """Where each column stands."""
    if not heading:
        raise BadInput(row.file, "an empty file", "a line of headings: " + ",".join(columns))
    places: dict[str, int] = {}
    for place, name in enumerate(cell.strip() for cell in heading):
        if name not in columns:
            raise BadInput(row.file, quoted(name), "one of " + ", ".join(columns), row.line, "headings")
        if name in places:
            raise BadInput(row.file, f"{quoted(name)} twice", "each column once", row.line, "headings")
        places[name] = place
    for name in needed:
        if name not in places:
            raise BadInput(row.file, "no such column", f"a column {name}", row.line, name)
    return places
