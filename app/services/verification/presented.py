"""A letter that somebody presents, on paper or as a file, held against the store."""

import hashlib
from dataclasses import dataclass

import pypdfium2
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.penalties import Letter, LetterDocument
from app.services.typesetting.seal import Seal, read_seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """What a letter claims to be, and whether it is."""

    number: str
    """Empty: it claims to be none of ours."""
    language: str
    verdict: str
    """genuine, unknown-letter, other-content, other-bytes or no-seal."""

    @property
    def is_genuine(self) -> bool:
        """Whether the store has issued just this."""
        return self.verdict == "genuine"


def presented_code(session: Session, text: str) -> Presented:
    """Judge what a scanner read from a letter on paper: number, instant and fingerprint of the content."""
    seal = read_seal(text)
    return _judged(session, seal) if seal else Presented(number="", language="", verdict="no-seal")


def presented_file(session: Session, pdf: bytes) -> Presented:
    """Judge a file: it is genuine where its bytes are those that were issued."""
    seal = read_seal(sealed_text(pdf))
    sha256 = hashlib.sha256(pdf).hexdigest()
    issued = session.execute(
        select(Letter.number, LetterDocument.language)
        .join(LetterDocument, LetterDocument.letter_id == Letter.id)
        .where(LetterDocument.sha256 == sha256)
    ).first()
    if issued is not None:
        return Presented(number=issued[0], language=issued[1], verdict="genuine")
    if seal is None:
        return Presented(number="", language="", verdict="no-seal")
    judged = _judged(session, seal)
    verdict = "other-bytes" if judged.is_genuine else judged.verdict
    return Presented(number=judged.number, language=judged.language, verdict=verdict)


def sealed_text(pdf: bytes) -> str:
    """The text of a letter's code, as the document tells it beside the drawing; empty where there is none."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return ""
    try:
        return str(document.get_metadata_value("Keywords"))
    finally:
        document.close()


def _judged(session: Session, seal: Seal) -> Presented:
    found = session.execute(
        select(LetterDocument.fingerprint, Letter.numbered_at)
        .join(Letter, Letter.id == LetterDocument.letter_id)
        .where(Letter.number == seal.number, LetterDocument.language == seal.language)
        .where(LetterDocument.sha256 != "")
    ).first()
    if found is None:
        verdict = "unknown-letter"
    else:
        fingerprint, numbered_at = found
        same = (fingerprint, numbered_at.replace(microsecond=0)) == (seal.sha256, seal.issued_at)
        verdict = "genuine" if same else "other-content"
    return Presented(number=seal.number, language=seal.language, verdict=verdict)
