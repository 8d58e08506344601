"""A folder whose files appear together, once all of them are written."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from app.domain.errors import BadInput


@contextmanager
def written_together(directory: Path, ours: Iterable[str]) -> Iterator[Path]:
    """A folder to write into; at the end its files replace those in `directory`, before that none does.

    `ours` are all names such a folder may hold: what an earlier call left of them does not stay beside
    newer files. BadInput where the folder cannot be written to.
    """
    was_there = directory.exists()
    unfinished = directory / f".poshtiban-{uuid4().hex}"
    try:
        unfinished.mkdir(parents=True)
        yield unfinished
        _take_over(unfinished, directory, ours)
    except OSError as error:
        place = str(directory)
        raise BadInput(
            place, error.strerror or str(error), "a folder that can be written", column="--output"
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        if not was_there:
            with suppress(OSError):  # it holds what was written
                directory.rmdir()


def _take_over(unfinished: Path, directory: Path, ours: Iterable[str]) -> None:
    for name in ours:
        old, new = directory / name, unfinished / name
        if new.exists():
            old.parent.mkdir(exist_ok=True)
            new.replace(old)
        elif old.exists():
            old.unlink()
            if old.parent != directory:
                with suppress(OSError):  # somebody keeps something else there
                    old.parent.rmdir()
