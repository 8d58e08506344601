"""Rows of a list with their cells read; headings are found by any of their names, in Persian or English."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import BadInput
from app.domain.persian import fold
from app.services.imports.list_cells import CellValue, bare
from app.services.imports.list_columns import LISTS, ListColumn
from app.services.imports.outcome import quoted
from app.services.imports.text_file import Row, Sheet, read_csv
from app.services.imports.workbook import is_workbook, read_workbook

TITLE_ROWS = 10
"""How far down the line of headings may stand, below titles and merged cells."""

_SINGLE: Mapping[str, tuple[str, ...]] = {
    "holidays": ("date", "province"),
    "events": (),
    "visits": ("terminal", "earliest"),
}
"""What may stand once in a list, where it is not its first column; events may happen twice."""

_MARKS = re.compile(r"[\s_\-./\\()\[\]:*#]")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row that could be read; `values` has the cells that are not empty."""

    file: str
    line: int
    values: Mapping[str, CellValue]
    headings: Mapping[str, str]

    def text(self, name: str) -> str:
        """The value of a text column, empty where the row has none."""
        return str(self.values.get(name, ""))

    def states(self, name: str) -> bool:
        """Whether its file has the column, be the cell empty or not."""
        return name in self.headings

    def wrong(self, name: str, expected: str) -> BadInput:
        """A value that does not fit what the store knows."""
        found = quoted(self.text(name)) if name in self.values else "nothing"
        return BadInput(self.file, found, expected, row=self.line, column=self.headings.get(name, name))


@dataclass(frozen=True, slots=True)
class ListReading:
    """The files of a list as they were read, before any store is asked."""

    rows: list[ListRow]
    rejects: list[BadInput]
    read: int


def read_list(kind: str, paths: Iterable[Path]) -> ListReading:
    """Read the files of a list, CSV or XLSX; BadInput where one lacks a column."""
    rows: list[ListRow] = []
    rejects: list[BadInput] = []
    read = 0
    seen: dict[tuple[str, ...], str] = {}
    for path in paths:
        sheet = read_workbook(path) if is_workbook(path) else read_csv(path)
        start, found = _headings(sheet, LISTS[kind])
        read += len(sheet.rows) - start - 1
        for row in sheet.rows[start + 1 :]:
            try:
                _check_width(sheet, row, len(sheet.rows[start].cells))
                read_row = _read(sheet, row, found)
                _check_single(kind, read_row, seen)
            except BadInput as reject:
                rejects.append(reject)
            else:
                rows.append(read_row)
    return ListReading(rows, rejects, read)


@dataclass(frozen=True, slots=True)
class _Heading:
    column: ListColumn
    place: int
    text: str


def _headings(sheet: Sheet, columns: tuple[ListColumn, ...]) -> tuple[int, list[_Heading]]:
    """The place of the row of headings, and where each known column stands."""
    best: tuple[int, list[_Heading]] = (0, [])
    for place, row in enumerate(sheet.rows[:TITLE_ROWS]):
        found = _known(row, columns)
        if len(found) > len(best[1]):
            best = (place, found)
    absent = [c.name for c in columns if c.is_required and c not in [h.column for h in best[1]]]
    line = sheet.rows[best[0]].line
    if absent:
        expected = "columns " + ", ".join(c.name for c in columns if c.is_required)
        raise BadInput(sheet.file, "headings without " + ", ".join(absent), expected, row=line)
    for heading in best[1]:
        twins = [other.text for other in best[1] if other.column is heading.column]
        if len(twins) > 1:
            raise BadInput(sheet.file, " and ".join(twins), f"one column of {heading.column.name}", row=line)
    return best


def _known(row: Row, columns: tuple[ListColumn, ...]) -> list[_Heading]:
    names = {_plain(name): column for column in columns for name in (column.name, *column.synonyms)}
    plain = [_plain(cell) for cell in row.cells]
    return [
        _Heading(names[word], place, row.cells[place].strip())
        for place, word in enumerate(plain)
        if word in names
    ]


def _plain(heading: str) -> str:
    return _MARKS.sub("", fold(heading))


def _check_width(sheet: Sheet, row: Row, width: int) -> None:
    if any(cell.strip() for cell in row.cells[width:]):
        raise BadInput(sheet.file, f"{len(row.cells)} cells", f"{width} as in the headings", row=row.line)


def _read(sheet: Sheet, row: Row, headings: list[_Heading]) -> ListRow:
    values: dict[str, CellValue] = {}
    for heading in headings:
        cell = row.cells[heading.place] if heading.place < len(row.cells) else ""
        try:
            word = bare(cell)
            if word:
                values[heading.column.name] = heading.column.parse(word)
            elif heading.column.is_required:
                raise ValueError("a value")  # noqa: TRY301 - one place words what is wrong with a cell
        except ValueError as error:
            found = quoted(cell.strip()) if cell.strip() else "nothing"
            raise BadInput(sheet.file, found, str(error), row=row.line, column=heading.text) from error
    return ListRow(sheet.file, row.line, values, {h.column.name: h.text for h in headings})


def _check_single(kind: str, row: ListRow, seen: dict[tuple[str, ...], str]) -> None:
    """Refuse what stands twice, also where only digits or the form of a letter differ."""
    names = _SINGLE.get(kind, (LISTS[kind][0].name,))
    if not names:
        return
    key = tuple(fold(row.text(name)) for name in names)
    if key in seen:
        raise row.wrong(names[0], f"each once; it stands on {seen[key]} already")
    seen[key] = f"line {row.line} of {row.file}"
