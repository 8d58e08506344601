"""Wordings of letters as they are kept: versions that are added and never changed, over the shipped ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.i18n import LANGUAGES, Language
from app.models.letters import LetterWording
from app.services.agreement_book import book
from app.services.letters.kinds import TEXT_KINDS
from app.services.letters.templates import read_template, shipped


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingRow:
    """One version of a text as it is shown."""

    kind: str
    language: Language
    agreement: str
    """Empty: for every agreement."""
    number: int
    """0: the text that ships."""
    text: str
    """Empty in a version that takes the wording before it back."""
    saved_at: datetime | None = None
    saved_by: str = ""

    @property
    def is_shipped(self) -> bool:
        """Whether it is the text that ships."""
        return not self.text or self.text == shipped(self.kind, self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWording:
    """A text somebody wrote."""

    kind: str
    language: Language
    text: str
    agreement: str = ""


def wordings(session: Session) -> list[WordingRow]:
    """What counts for every kind and language, and every wording that an agreement has of its own."""
    own = session.execute(
        select(LetterWording.kind, LetterWording.language, LetterWording.agreement)
        .where(LetterWording.agreement != "")
        .distinct()
    )
    asked = [(kind, language, "") for kind in TEXT_KINDS for language in LANGUAGES]
    asked += [(kind, _language(language), agreement) for kind, language, agreement in sorted(own.all())]
    return [wording_text(session, *each) for each in asked]


def wording_text(session: Session, kind: str, language: Language, agreement: str = "") -> WordingRow:
    """The text that counts for an agreement, or for all; numbered as the last version saved there."""
    last = session.scalars(_versions(kind, language, agreement).limit(1)).first()
    if last is not None and last.text:
        return _row(last)
    if agreement:
        for_all = wording_text(session, kind, language)
        text, number = for_all.text, last.number if last else 0
        return WordingRow(kind=kind, language=language, agreement=agreement, number=number, text=text)
    number = last.number if last else 0
    return WordingRow(kind=kind, language=language, agreement="", number=number, text=shipped(kind, language))


def history(session: Session, kind: str, language: Language, agreement: str = "") -> list[WordingRow]:
    """Every version that was saved, the newest first."""
    return [_row(version) for version in session.scalars(_versions(kind, language, agreement))]


def texts(session: Session, kinds: Iterable[str], agreement: str) -> Mapping[tuple[str, Language], str]:
    """The texts that count for letters under an agreement, by kind of text and language."""
    return {
        (kind, language): wording_text(session, kind, language, agreement).text
        for kind in kinds
        for language in LANGUAGES
    }


def save_wording(session: Session, clock: Clock, wording: NewWording, by: str, *, seen: int) -> int:
    """Check a text and keep it as the next version; returns its number. Numbered letters keep theirs.

    Raises BadInput with the line of what is wrong; RuleBroken: wording-needs-a-name, unknown-agreement,
    unknown-wording, and changed-meanwhile where the last version is not the one `seen`.
    """
    _check_place(session, wording.kind, wording.language, wording.agreement)
    read_template(wording.text, wording.kind, wording.language)
    return _append(session, clock, wording, by, seen=seen)


def take_back(session: Session, clock: Clock, wording: NewWording, by: str, *, seen: int) -> int:
    """Let the wording for all, or the shipped one, count again; raises RuleBroken as `save_wording` does."""
    _check_place(session, wording.kind, wording.language, wording.agreement)
    return _append(
        session,
        clock,
        NewWording(kind=wording.kind, language=wording.language, agreement=wording.agreement, text=""),
        by,
        seen=seen,
    )


def _check_place(session: Session, kind: str, language: str, agreement: str) -> None:
    if kind not in TEXT_KINDS or language not in LANGUAGES:
        raise RuleBroken("unknown-wording", kind=kind, language=language)
    if agreement and book(session).named(agreement) is None:
        raise RuleBroken("unknown-agreement", agreement=agreement)


def _append(session: Session, clock: Clock, wording: NewWording, by: str, *, seen: int) -> int:
    if not by.strip():
        raise RuleBroken("wording-needs-a-name")
    query = _versions(wording.kind, wording.language, wording.agreement)
    last = session.scalars(query.limit(1)).first()
    number = last.number if last else 0
    if number != seen:
        raise RuleBroken("changed-meanwhile", kind=wording.kind)
    session.add(
        LetterWording(
            kind=wording.kind,
            language=wording.language,
            agreement=wording.agreement,
            number=number + 1,
            text=wording.text,
            saved_at=clock.now(),
            saved_by=by.strip(),
        )
    )
    session.flush()
    return number + 1


def _versions(kind: str, language: str, agreement: str) -> Select[LetterWording]:
    return (
        select(LetterWording)
        .where(
            LetterWording.kind == kind,
            LetterWording.language == language,
            LetterWording.agreement == agreement,
        )
        .order_by(LetterWording.number.desc())
    )


def _row(version: LetterWording) -> WordingRow:
    return WordingRow(
        kind=version.kind,
        language=_language(version.language),
        agreement=version.agreement,
        number=version.number,
        text=version.text,
        saved_at=version.saved_at,
        saved_by=version.saved_by,
    )


def _language(kept: str) -> Language:
    return "fa" if kept == "fa" else "en"
