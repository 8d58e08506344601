"""What an import did, row by row: counts, refused rows, and the file that explains them."""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from errno import EINVAL
from pathlib import Path
from uuid import uuid4

from app.domain.errors import BadInput

Progress = Callable[[int, int], None]
"""Called with rows done and rows in all while a long file is read."""

WriteRejects = Callable[[Iterable[BadInput]], None]

REJECTS_HEADER = ("file", "line", "column", "found", "expected")

# What a spreadsheet takes for the start of a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "|", "%", "\t", "\r")
_UNSEEN = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"


LONGEST_SHOWN = 60


def quoted(found: str) -> str:
    """A found text in quotes, on one line, cut where it is long; Persian stays readable."""
    text = repr(found)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


@dataclass(kw_only=True)
class Outcome:
    """Every row read is accepted, unchanged or rejected."""

    read: int = 0
    accepted: int = 0
    unchanged: int = 0
    rejects: list[BadInput] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What is odd in what was taken in, a line each."""
    jobs: int | None = None
    """Jobs that were new; only a ticket log has them."""
    events: int | None = None
    """Facts of the log that were new."""
    drafted: int = 0
    """Of the accepted agreements, those that wait for an approval."""

    @property
    def rejected(self) -> int:
        """Rows that were refused."""
        return len(self.rejects)

    def counts(self) -> dict[str, int]:
        """The figures under the names scripts rely on (interfaces: options for all)."""
        counts = {
            "read": self.read,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
        }
        if self.jobs is not None and self.events is not None:
            counts |= {"jobs": self.jobs, "events": self.events}
        if self.drafted:
            counts["drafted"] = self.drafted
        return counts


@contextmanager
def rejects_file(path: Path | None) -> Iterator[WriteRejects]:
    """Explains refused rows in a CSV a spreadsheet may open; it is put at `path` once the block ends well.

    Without a path nothing is written. BadInput where the file cannot be written.
    """
    if path is None:
        yield lambda _rejects: None
        return
    beside = path.parent / f".{uuid4().hex}.csv"
    with _named(path):
        if path.exists() and not path.is_file():  # a folder, or a device that must not be replaced
            raise OSError(EINVAL, "no ordinary file")
        _write(beside, ())

    def write(rejects: Iterable[BadInput]) -> None:
        with _named(path):
            _write(beside, rejects)

    try:
        yield write
        with _named(path):
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInput(str(path), error.strerror or str(error), "a file that can be written") from error


def _write(path: Path, rejects: Iterable[BadInput]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REJECTS_HEADER)
        writer.writerows(map(_line, rejects))


def _line(reject: BadInput) -> list[str]:
    row = "" if reject.row is None else str(reject.row)
    return [_inert(cell) for cell in (reject.file, row, reject.column or "", reject.found, reject.expected)]


def _inert(text: str) -> str:
    """The text so that no spreadsheet calculates it."""
    return f"'{text}" if text.lstrip(_UNSEEN).startswith(_FORMULA_STARTS) else text
