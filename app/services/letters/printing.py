"""Printing letters that have their number: set from the frozen content, stored with their SHA-256."""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.models.letters import LetterPicture
from app.models.penalties import Letter
from app.services.doors import Doors
from app.services.letters.issuing import NUMBERED, PRINTED
from app.services.letters.kinds import NOTICES
from app.services.penalties.life import mark_issued
from app.services.typesetting.letter import set_letter
from app.services.typesetting.letter_content import LetterContent, from_json

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
"""How often the background tries a letter that cannot be printed; a person may try on."""


@dataclass(frozen=True)
class Manuscript:
    """What a letter is printed from: a text for each document, and the pictures they show."""

    letter_id: int
    number: str
    contents: Sequence[str]
    """JSON, in the order of the documents."""
    pictures: Mapping[str, bytes]
    """By SHA-256."""


def print_letter(store: Doors, clock: Clock, letter_id: int) -> bool:
    """Print one letter; False where it is printed already, by this desk or another.

    The typesetting holds up nobody: it is done between two short transactions. Whatever keeps the letter
    from being printed is noted with it and raised.
    """
    with store.reading() as session:
        manuscript = manuscript_of(session, letter_id)
    if manuscript is None:
        return False
    try:
        pdfs = printed(manuscript)
    except Exception as failure:
        log.exception("letter %s could not be printed", manuscript.number)
        with store.writing() as session:
            _note(session, letter_id, failure)
        raise
    with store.writing() as session:
        return keep(session, clock, letter_id, pdfs)


def print_within(session: Session, clock: Clock, letter_id: int) -> list[int]:
    """Print one letter in the transaction that is open; returns its id, or nothing where it is printed."""
    manuscript = manuscript_of(session, letter_id)
    if manuscript is None or not keep(session, clock, letter_id, printed(manuscript)):
        return []
    return [letter_id]


def print_numbered(session: Session, clock: Clock) -> bool:
    """Print the first letter that waits for it, in this transaction; whether another one waits.

    One that could not be printed steps back behind the others.
    """
    waiting = session.scalars(_waiting().limit(2)).all()
    for letter_id in waiting[:1]:
        try:
            print_within(session, clock, letter_id)
        except Exception as failure:  # whatever is wrong with one letter is noted with it and shown
            log.exception("letter %s could not be printed", letter_id)
            _note(session, letter_id, failure)
            return True
    return len(waiting) > 1


def has_new_number(session: Session) -> bool:
    """Whether a letter waits to be printed for the first time."""
    return session.scalar(_waiting().where(Letter.attempts == 0).limit(1)) is not None


def manuscript_of(session: Session, letter_id: int) -> Manuscript | None:
    """What is to be printed; None where nothing is, or no longer."""
    letter = session.get(Letter, letter_id)
    if letter is None or letter.state != NUMBERED:
        return None
    payloads = [document.payload for document in letter.documents]
    wanted = {str(payload.get("logo", "")) for payload in payloads} - {""}
    found = session.execute(
        select(LetterPicture.sha256, LetterPicture.png).where(LetterPicture.sha256.in_(wanted))
    )
    pictures = {sha256: png for sha256, png in found}
    return Manuscript(letter_id, letter.number, [json.dumps(payload) for payload in payloads], pictures)


def printed(manuscript: Manuscript) -> list[bytes]:
    """The bytes of every document, which depend on the frozen content alone."""
    return [set_letter(content, images=manuscript.pictures) for content in _contents(manuscript)]


def keep(session: Session, clock: Clock, letter_id: int, pdfs: Sequence[bytes]) -> bool:
    """Store the bytes; letter and case are issued with them. False where somebody else was faster."""
    letter = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None or letter.state != NUMBERED:
        return False
    for document, pdf in zip(letter.documents, pdfs, strict=True):
        document.pdf = pdf
        document.sha256 = hashlib.sha256(pdf).hexdigest()
    letter.state, letter.problem = PRINTED, ""
    letter.issued_at = clock.now()
    if letter.case is not None and letter.kind in NOTICES:
        mark_issued(session, clock, letter.case, by=letter.numbered_by, letter=letter.number)
    session.flush()
    return True


def _contents(manuscript: Manuscript) -> list[LetterContent]:
    return [from_json(content) for content in manuscript.contents]


def _note(session: Session, letter_id: int, failure: Exception) -> None:
    letter = session.get_one(Letter, letter_id)
    letter.attempts += 1
    letter.problem = f"{type(failure).__name__}: {failure}"
    session.flush()


def _waiting() -> Select[int]:
    return (
        select(Letter.id)
        .where(Letter.state == NUMBERED, Letter.attempts < MOST_ATTEMPTS)
        .order_by(Letter.attempts, Letter.id)
    )
