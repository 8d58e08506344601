"""What may go wrong and be said to the user.

    PoshtibanError
    ├── RuleBroken         a rule of the business forbids it; said in the user's words
    ├── BadInput           a file or a call is wrong: place, found, expected; exit 2
    └── StoreUnavailable   the store is locked, read-only, newer or no database; exit 2

Anything else that is raised is a bug.
"""

from dataclasses import dataclass


class PoshtibanError(Exception):
    """Root of everything that is told to the user instead of being reported as a bug."""


class RuleBroken(PoshtibanError):  # noqa: N818 - it names what happened
    """A rule forbids the action; `code` and `parameters` are worded by the view."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"{self.code} ({told})" if told else self.code


class StoreUnavailable(PoshtibanError):  # noqa: N818
    """The store cannot be used now; `code` says why, `place` says which store."""

    def __init__(self, code: str, place: str) -> None:
        super().__init__(code, place)
        self.code = code
        self.place = place


@dataclass(unsafe_hash=True)  # not frozen: a raised exception is given its traceback
class BadInput(PoshtibanError):  # noqa: N818
    """One wrong value in a file or a call: where, what was found, what was expected."""

    file: str
    found: str
    expected: str
    row: int | None = None
    """Line of the file, counted from 1."""
    column: str | None = None
    """Heading of the column, or dotted path of the key."""

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"line {self.row}")
        if self.column is not None:
            place.append(self.column)
        return f"{', '.join(place)}: found {self.found}, expected {self.expected}"
