"""What was last in sight of the board, kept in a file: the first picture of the next start.

Nothing is decided by it: it is shown with the instant it was taken at until the store has been read.
"""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from zlib import crc32

from PySide6.QtCore import QStandardPaths

from app.domain.errors import BadInput
from app.i18n import Language
from app.services.job_row import JobRow
from app.services.whole_file import write_whole
from app.views.board.columns import Column

MOST_ROWS = 60
"""More than any screen shows."""
OLDEST = timedelta(hours=24)
"""What is older is yesterday's board: no help to anybody."""
_MOST_BYTES = 1_000_000
_WIDEST, _HIGHEST = 10_000, 300
"""More pixels than any window, and any row of it, has."""
_INSTANTS = ("reported_at", "due_to", "clock_due_at")
_KINDS: dict[str, tuple[type, ...]] = {
    each.name: get_args(each.type) or (each.type,) for each in fields(JobRow)
}
_FORM = crc32(repr([(each.name, each.type) for each in fields(JobRow)]).encode())
"""Of a file that holds rows of this kind."""


@dataclass(frozen=True, slots=True)
class KeptColumn:
    """A column as it stood: its place in the table is its place among the others."""

    column: Column
    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A job, and what its cells said in the language of the snapshot."""

    row: JobRow
    texts: dict[Column, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSnapshot:
    """The board from its first row on."""

    taken_at: datetime
    language: Language
    margins: tuple[int, int, int, int]
    """Of the table in its window: left, top, right, bottom, in pixels."""
    row_height: int
    columns: tuple[KeptColumn, ...]
    rows: tuple[KeptRow, ...]


def snapshot_file(store_url: str, user: str) -> Path:
    """Where the board of one user of one store is kept; the name tells neither."""
    whose = f"{store_url}\n{user}".encode()
    # Two short sums instead of one long: the library of long ones loads longer than this file.
    name = f"board-{crc32(whose):08x}{crc32(whose[::-1]):08x}.json"
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation)
    return Path(folder) / "poshtiban" / name


def write_snapshot(file: Path, snapshot: BoardSnapshot) -> None:
    """Keep a snapshot in place of the one before; for the eyes of this user alone. Raises OSError."""
    text = json.dumps({"form": _FORM, **asdict(snapshot)}, default=datetime.isoformat, ensure_ascii=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, text.encode(), is_private=True)


def read_snapshot(file: Path, *, now: datetime, language: Language) -> BoardSnapshot | None:
    """What was kept, unless there is nothing, or it is old, of another form or language.

    Raises BadInput where it is spoilt.
    """
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise ValueError(f"more than {_MOST_BYTES} bytes")  # noqa: TRY301 - told as whatever else is wrong
        kept = json.loads(file.read_bytes())
        if kept["form"] != _FORM or kept["language"] != language:
            return None
        found = _snapshot(kept)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise BadInput(str(file), repr(error), "the board as it was last") from error
    return found if timedelta() <= now - found.taken_at <= OLDEST else None


def _snapshot(kept: dict[str, Any]) -> BoardSnapshot:
    left, top, right, bottom = map(_pixels, kept["margins"])
    return BoardSnapshot(
        taken_at=_instant(kept["taken_at"]),
        language=kept["language"],
        margins=(left, top, right, bottom),
        row_height=max(_pixels(kept["row_height"], most=_HIGHEST), 1),
        columns=tuple(
            KeptColumn(Column(each["column"]), _text(each["heading"]), _pixels(each["width"]))
            for each in kept["columns"]
        ),
        rows=tuple(
            KeptRow(_row(each["row"]), {Column(int(key)): _text(text) for key, text in each["texts"].items()})
            for each in kept["rows"][:MOST_ROWS]
        ),
    )


def _row(kept: dict[str, Any]) -> JobRow:
    instants = {name: _instant(kept[name]) for name in _INSTANTS if kept[name] is not None}
    row = JobRow(**{**kept, **instants})
    for name, kinds in _KINDS.items():
        value = getattr(row, name)
        if type(value) not in kinds:
            raise TypeError(f"{name} is {value!r}")
        if isinstance(value, str):
            _text(value)
        elif type(value) is int and not -(2**63) <= value < 2**63:
            raise ValueError(f"{name} is {value}")
    return row


def _text(value: str) -> str:
    value.encode()  # half a letter could not be painted
    return value


def _pixels(value: int, *, most: int = _WIDEST) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(f"{value!r} pixels")
    return value


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return found
