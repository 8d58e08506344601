"""Files written whole or not at all: what was there before stays until the new content is on the disk."""

import os
from contextlib import suppress
from functools import partial
from pathlib import Path

UNFINISHED = ".tmp-"
"""How the name of a file begins that is being written."""


def write_whole(file: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write a file, even when the power goes or the disk fills; several may write beside each other.

    is_private: for the eyes of this user alone. A link leads to the file it names; what is no file, such
    as a pipe, is written to as it is. Raises OSError: the file is then what it was.
    """
    target = file.resolve()
    if target.exists() and not target.is_file():
        file.write_bytes(content)
        return
    unfinished = target.with_name(f"{UNFINISHED}{os.urandom(16).hex()}")
    try:
        _write(unfinished, content, 0o600 if is_private else 0o666)
        unfinished.replace(target)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    _keep_name(target.parent)


def _write(file: Path, content: bytes, mode: int) -> None:
    with open(file, "wb", opener=partial(os.open, mode=mode)) as stream:
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
