"""Holds the letters against their register: numbers without gaps, bytes as they were issued."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.penalties import Letter, LetterDocument, Numbering
from app.services.letters.issuing import NUMBERED
from app.services.letters.numbers import latin_number
from app.services.verification.findings import Finding


def number_findings(session: Session) -> Iterator[Finding]:
    """Numbers that are missing between the first and the last given out, or are not what they should be."""
    given: dict[tuple[str, int], set[int]] = {}
    for letter in session.execute(select(Letter.series, Letter.year, Letter.serial, Letter.number)):
        given.setdefault((letter.series, letter.year), set()).add(letter.serial)
        right = latin_number(letter.series, letter.year, letter.serial)
        if letter.number != right:
            yield _finding("letter-number", right, "number", letter.number, right)
    # A series without a letter left is one of letters all the same: calls are counted in no year.
    registers = select(Numbering.series, Numbering.year, Numbering.last).where(Numbering.year > 0)
    last_given = {(series, year): last for series, year, last in session.execute(registers)}
    for series, year in sorted(given.keys() | last_given.keys()):
        serials = given.get((series, year), set())
        last = last_given.get((series, year), 0)
        for serial in sorted(set(range(1, max([last, *serials]) + 1)) - serials):
            yield _finding(
                "letter-number", latin_number(series, year, serial), "letter", "nothing", "a letter"
            )
        if serials and last != max(serials):
            yield _finding("letter-number", f"{year}-{series}", "last number", str(last), str(max(serials)))


def byte_findings(session: Session) -> Iterator[Finding]:
    """Issued letters whose bytes are gone or differ from their SHA-256."""
    query = (
        select(Letter.number, LetterDocument.language, LetterDocument.sha256, LetterDocument.pdf)
        .join(LetterDocument, LetterDocument.letter_id == Letter.id)
        .where(Letter.state != NUMBERED)
        .order_by(Letter.id, LetterDocument.id)
    )
    for number, language, sha256, pdf in session.execute(query.execution_options(yield_per=20)):
        kept = "nothing" if pdf is None else hashlib.sha256(pdf).hexdigest()
        if kept != sha256:
            yield _finding("letter-bytes", number, language, kept, sha256 or "a SHA-256")


def _finding(kind: str, subject: str, part: str, kept: str, right: str) -> Finding:
    return Finding(kind=kind, subject=subject, part=part, kept=kept, right=right)
