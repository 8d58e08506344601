"""Holds the letters against their register: numbers without gaps, bytes as they were issued."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.penalty_cases import NOTIFIED
from app.models.penalties import Letter, LetterDocument, Numbering, PenaltyCase
from app.services.letters.issuing import NUMBERED
from app.services.letters.kinds import NOTICES
from app.services.letters.numbers import latin_number
from app.services.typesetting.letter_content import fingerprint
from app.services.typesetting.seal import read_seal
from app.services.verification.findings import Finding
from app.services.verification.presented import sealed_text


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
    """Letters that do not say what was frozen: content, bytes and seal held against each other."""
    query = (
        select(Letter, LetterDocument, LetterDocument.pdf)
        .join(LetterDocument, LetterDocument.letter_id == Letter.id)
        .order_by(Letter.id, LetterDocument.id)
    )
    for letter, document, pdf in session.execute(query.execution_options(yield_per=20)):
        number = latin_number(letter.series, letter.year, letter.serial)
        frozen = document.fingerprint and fingerprint(document.payload)
        if frozen != document.fingerprint:
            yield _finding("letter-content", number, document.language, frozen, document.fingerprint)
        if letter.state == NUMBERED:
            continue
        kept = hashlib.sha256(pdf).hexdigest() if pdf else "nothing"
        if pdf is None or kept != document.sha256:
            yield _finding("letter-bytes", number, document.language, kept, document.sha256 or "a SHA-256")
        elif document.fingerprint and not _is_sealed(pdf, number, document):
            yield _finding(
                "letter-seal", number, document.language, sealed_text(pdf) or "no seal", "its own seal"
            )


def case_findings(session: Session) -> Iterator[Finding]:
    """Notices without their case, cases out without a printed one or the reverse, letters in no language."""
    notices = select(Letter.number).where(Letter.kind.in_(NOTICES))
    orphans = notices.outerjoin(PenaltyCase, PenaltyCase.id == Letter.case_id).where(PenaltyCase.id.is_(None))
    for number in session.scalars(orphans.order_by(Letter.id)):
        yield _finding("letter-case", number, "case", "nothing", "the case it tells of")
    unwritten = select(Letter.number).where(~Letter.documents.any()).order_by(Letter.id)
    for number in session.scalars(unwritten):
        yield _finding("letter-content", number, "document", "nothing", "a document in a language")
    printed = (
        select(Letter.id)
        .where(Letter.case_id == PenaltyCase.id, Letter.kind.in_(NOTICES), Letter.state != NUMBERED)
        .exists()
    )
    is_out = PenaltyCase.state.in_(NOTIFIED)
    differ = select(PenaltyCase).where(is_out != printed).order_by(PenaltyCase.id)
    for case in session.scalars(differ):
        subject = f"{case.agreement} {case.period}"
        right = "a printed letter" if case.state in NOTIFIED else "the state of a case whose notice is out"
        yield _finding("letter-case", subject, f"case {case.id}", case.state, right)


def _is_sealed(pdf: bytes, number: str, document: LetterDocument) -> bool:
    seal = read_seal(sealed_text(pdf))
    return seal is not None and (seal.number, seal.language, seal.sha256) == (
        number,
        document.language,
        document.fingerprint,
    )


def _finding(kind: str, subject: str, part: str, kept: str, right: str) -> Finding:
    return Finding(kind=kind, subject=subject, part=part, kept=kept, right=right)
