"""Letters that were numbered: found by their number, reprinted as they were, exported to a folder."""

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import time

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.domain.agreements import Agreement
from app.domain.errors import RuleBroken
from app.models.penalties import Letter, LetterDocument
from app.services.agreement_book import book
from app.services.letters.numbers import persian_number, read_number, series_of
from app.services.typesetting.letter_content import from_json
from app.services.typesetting.plain_text import plain_text
from app.services.typesetting.seal import seal_of
from app.services.whole_file import UNFINISHED, write_whole

_ABANDONED = timedelta(hours=1)
"""So old, an unfinished file is nobody's any longer."""
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_LOADED = (selectinload(Letter.documents), selectinload(Letter.party), selectinload(Letter.earlier))


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """A letter as it is listed."""

    id: int
    number: str
    number_fa: str
    kind: str
    reference: str
    party_id: int
    contractor: str
    name_fa: str
    name_en: str
    agreement: str
    case_id: int | None
    earlier: str
    """Number of the letter that it follows; empty: none."""
    state: str
    """numbered issued."""
    problem: str
    """Why it could not be printed; empty while nothing kept it."""
    languages: tuple[str, ...]
    numbered_at: datetime
    numbered_by: str
    issued_at: datetime | None


def letters(session: Session, *, case_id: int | None = None, party_id: int | None = None) -> list[LetterRow]:
    """The letters of a case or of a contractor, or every one; newest first."""
    query = select(Letter).options(*_LOADED).order_by(Letter.year.desc(), Letter.id.desc())
    if case_id is not None:
        query = query.where(Letter.case_id == case_id)
    if party_id is not None:
        query = query.where(Letter.party_id == party_id)
    return [_row(session, letter) for letter in session.scalars(query)]


def letter_pdf(session: Session, number: str, language: str | None = None) -> bytes:
    """The bytes that were issued under `number`, in either script; the first language unless one is named.

    Raises RuleBroken: unknown-letter, letter-not-printed, letter-not-in-language, letter-damaged.
    """
    letter = found_letter(session, number)
    document = next((d for d in letter.documents if language in {None, d.language}), None)
    if document is None:
        raise RuleBroken("letter-not-in-language", number=letter.number, language=language)
    return _bytes(letter, document)


def export(session: Session, folder: Path) -> list[Path]:
    """Write every issued letter as NUMBER.LANGUAGE.pdf; a file that is there whole is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    query = (
        select(Letter, LetterDocument)
        .join(LetterDocument, LetterDocument.letter_id == Letter.id)
        .where(Letter.issued_at.is_not(None))
        .order_by(Letter.id, LetterDocument.id)
    )
    files = []
    for letter, document in session.execute(query):
        file = folder / file_name(letter.number, document.language)
        if not _is_there(file, document.sha256):
            write_whole(file, _bytes(letter, document))
        files.append(file)
    return files


def file_name(number: str, language: str) -> str:
    """A name for the file of a letter; whatever a contract's series holds, it leads to no other folder."""
    return f"{_NOT_IN_NAMES.sub('_', number)}.{language}.pdf"


def found_letter(session: Session, number: str) -> Letter:
    """The letter of that number, in either script; RuleBroken("unknown-letter") where there is none."""
    asked = read_number(number)
    if asked is not None:
        query = select(Letter).where(Letter.year == asked.year, Letter.serial == asked.serial)
        for letter in session.scalars(query.options(*_LOADED)):
            if asked.is_in(letter.series, _series_fa(session, letter)):
                return letter
    raise RuleBroken("unknown-letter", number=number)


def letter_text(session: Session, number: str, language: str) -> str:
    """What the letter says, as plain text in the order in which it is read; raises as `letter_pdf` does."""
    letter = found_letter(session, number)
    document = next((d for d in letter.documents if d.language == language), None)
    if document is None:
        raise RuleBroken("letter-not-in-language", number=letter.number, language=language)
    content = from_json(json.dumps(document.payload))
    seal = seal_of(content)
    return plain_text(content, seal=seal.text() if seal else "")


def _bytes(letter: Letter, document: LetterDocument) -> bytes:
    if document.pdf is None:
        raise RuleBroken("letter-not-printed", number=letter.number)
    if hashlib.sha256(document.pdf).hexdigest() != document.sha256:
        raise RuleBroken("letter-damaged", number=letter.number)
    return document.pdf


def _series_fa(session: Session, letter: Letter) -> str:
    agreement: Agreement | None = book(session).named(letter.agreement)
    return series_of(agreement)[1] if agreement else letter.series


def _row(session: Session, letter: Letter) -> LetterRow:
    party = letter.party
    return LetterRow(
        id=letter.id,
        number=letter.number,
        number_fa=persian_number(_series_fa(session, letter), letter.year, letter.serial),
        kind=letter.kind,
        reference=letter.reference,
        party_id=party.id,
        contractor=party.code,
        name_fa=party.name,
        name_en=party.name_en or party.name,
        agreement=letter.agreement,
        case_id=letter.case_id,
        earlier=letter.earlier.number if letter.earlier else "",
        state=letter.state,
        problem=letter.problem,
        languages=tuple(document.language for document in letter.documents),
        numbered_at=letter.numbered_at,
        numbered_by=letter.numbered_by,
        issued_at=letter.issued_at,
    )


def _is_there(file: Path, sha256: str) -> bool:
    return file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256


def _sweep(folder: Path) -> None:
    """Drop what an export that was cut off left; what is young another desk may be writing now."""
    # Files bear the time of the machine, not of the Clock.
    oldest = time() - _ABANDONED.total_seconds()
    for unfinished in folder.glob(f"{UNFINISHED}*"):
        with suppress(FileNotFoundError):  # another desk sweeps as well, or has just finished it
            if unfinished.stat().st_mtime < oldest:
                unfinished.unlink()
