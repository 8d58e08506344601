"""Keeps which files were taken in, by a fingerprint of their bytes and their mapping."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.models.imports import ImportRun
from app.services.imports.outcome import Outcome
from app.services.imports.text_file import file_bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be taken in."""

    kind: str
    files: Sequence[Path]
    mapping: str = ""
    """Text of the mapping of a foreign log."""
    mapping_file: str = ""


def note_run(session: Session, clock: Clock, request: Request, outcome: Outcome) -> None:
    """Note an import; one of the same files with the same mapping is noted once."""
    fingerprint = sha256(f"{request.kind}\0{request.mapping}\0".encode())
    for file in request.files:
        fingerprint.update(sha256(file_bytes(file)).digest())
    digest = fingerprint.hexdigest()
    if session.scalar(select(ImportRun.id).where(ImportRun.sha256 == digest)) is not None:
        return
    session.add(
        ImportRun(
            kind=request.kind,
            sha256=digest,
            file=", ".join(file.name for file in request.files),
            imported_at=clock.now(),
            read=outcome.read,
            accepted=outcome.accepted,
            rejected=outcome.rejected,
        )
    )
