"""Files written whole or not at all: what was there before stays until the new content is on the disk."""

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

UNFINISHED = ".tmp-"
"""How the name of a file begins that is being written."""


def write_whole(file: Path, content: bytes) -> None:
    """Write a file, even when the power goes or the disk fills; several may write beside each other.

    A link leads to the file it names; what is no file, such as a pipe, is written to as it is. Raises
    OSError: the file is then what it was.
    """
    target = file.resolve()
    if target.exists() and not target.is_file():
        file.write_bytes(content)
        return
    unfinished = target.with_name(f"{UNFINISHED}{uuid4().hex}")
    try:
        _write(unfinished, content)
        unfinished.replace(target)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    _keep_name(target.parent)


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _keep_name(folder: Path) -> None:
    """Let the disk keep the name too, where the system knows how."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
