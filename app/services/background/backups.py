"""A copy of the whole store in a folder: checked before it counts, and the oldest of many thrown away."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from pysqlite3 import dbapi2

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.models.store import Store, sqlite_file

KEPT = 14
"""So many backups stay in the folder."""
_OURS = re.compile(r"poshtiban-[0-9]{8}-[0-9]{6}\.(sqlite|dump)")
"""Names that this module gives: what else lies in the folder is none of its business."""
PAGES = 2_000
"""Copied at a time, so that whoever writes waits for little."""


def back_up(store: Store, clock: Clock, folder: str, go_on: Callable[[int, int], bool]) -> str:
    """Write a checked copy into `folder`; the name of its file.

    Raises RuleBroken: "work-details" without a folder, "backup-failed" with the reason.
    """
    if not folder.strip():
        raise RuleBroken("work-details", found=folder)
    place = Path(folder).expanduser()
    file = sqlite_file(store.url)
    name = f"poshtiban-{clock.now():%Y%m%d-%H%M%S}" + (".sqlite" if file else ".dump")
    part = place / f".{name}.part"
    try:
        place.mkdir(parents=True, exist_ok=True)
        is_whole = _copy(file, part, go_on) if file else _dump(store, part)
        if not is_whole:
            return ""
        part.replace(place / name)
    except (OSError, dbapi2.Error, subprocess.SubprocessError) as error:
        raise RuleBroken("backup-failed", problem=str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    ours = (
        each for each in place.iterdir() if _OURS.fullmatch(each.name) and each.suffix == Path(name).suffix
    )
    for old in sorted(ours)[:-KEPT]:
        old.unlink(missing_ok=True)
    return name


def _copy(file: Path, part: Path, go_on: Callable[[int, int], bool]) -> bool:
    """Copy a SQLite store while it is in use; False where it was cancelled."""
    goes_on = True

    def tell(_status: int, left: int, total: int) -> None:
        nonlocal goes_on
        if not go_on(total - left, total):
            goes_on = False
            raise InterruptedError

    source, target = dbapi2.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True), dbapi2.connect(part)
    try:
        try:
            # One picture of the store from here on: a copy would begin anew whenever somebody commits.
            source.isolation_level = None
            source.execute("BEGIN")
            source.execute("SELECT 1 FROM sqlite_master").fetchone()
            source.backup(target, pages=PAGES, progress=tell)
        except InterruptedError:
            return False
        target.execute("PRAGMA journal_mode=DELETE")
        ((found,),) = target.execute("PRAGMA integrity_check(1)").fetchall()
    finally:
        target.close()
        source.close()
    if found != "ok":
        raise RuleBroken("backup-failed", problem=found)
    with part.open("rb") as written:
        os.fsync(written.fileno())
    return goes_on


def _dump(store: Store, part: Path) -> bool:
    """Let PostgreSQL's own pg_dump write its compressed form, which pg_restore --list then has to read."""
    dump, restore = shutil.which("pg_dump"), shutil.which("pg_restore")
    if dump is None or restore is None:
        raise RuleBroken("backup-failed", problem="pg_dump, pg_restore")
    url = store.url.set(drivername="postgresql", password=None)
    environment = os.environ | {"PGPASSWORD": str(store.url.password or "")}
    address = url.render_as_string(hide_password=False)
    for call in (
        [dump, "--format=custom", f"--file={part}", f"--dbname={address}"],
        [restore, "--list", str(part)],
    ):
        done = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [str(done.returncode)]
            raise RuleBroken("backup-failed", problem=lines[-1])
    return True
