"""Letters that follow a notice once something was decided: which are not written yet, and writing them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.clock import Clock
from app.services.letters.actions import answer_objection, correct, tell_waiver
from app.services.letters.archive import LetterRow, letters
from app.services.letters.kinds import NOTICES, LetterKind
from app.services.penalties.corrections import corrections
from app.services.penalties.objection_rows import objections
from app.services.penalties.waivers import waivers

APPROVED, WAIVER = "approved", "waiver"
WRITERS = {
    LetterKind.OBJECTION_ANSWER: answer_objection,
    LetterKind.WAIVER: tell_waiver,
    LetterKind.CORRECTION: correct,
}
NAMES = {
    LetterKind.OBJECTION_ANSWER: "objection",
    LetterKind.WAIVER: "waiver",
    LetterKind.CORRECTION: "correction",
}
"""How the register of letters refers to what a letter is about."""


@dataclass(frozen=True, slots=True)
class Following:
    """A letter that is not written yet, and the id of what it tells."""

    kind: LetterKind
    about: int


def following(session: Session, case_id: int) -> tuple[Following, ...]:
    """The letters that a case whose notice is out still needs, in the order of what they tell.

    A waiver approved before the notice is told by the notice; one approved after it has a notice of its
    own, and its correction none beside.
    """
    written = letters(session, case_id=case_id)
    notice = _notice(written)
    if notice is None:
        return ()
    wanted = [
        Following(LetterKind.OBJECTION_ANSWER, row.id)
        for row in objections(session, case_id)
        if row.is_decided
    ]
    wanted += [
        Following(LetterKind.WAIVER, row.id)
        for row in waivers(session, case_id)
        if row.state == APPROVED and row.decided_at is not None and row.decided_at > notice.numbered_at
    ]
    wanted += [
        Following(LetterKind.CORRECTION, row.id)
        for row in corrections(session, case_id)
        if row.state == APPROVED and row.reason != WAIVER
    ]
    known = {row.reference for row in written}
    return tuple(each for each in wanted if f"{NAMES[each.kind]}:{each.about}" not in known)


def write_following(session: Session, clock: Clock, case_id: int, *, by: str) -> list[int]:
    """Number every letter that a case still needs; returns their ids, to be printed."""
    return [WRITERS[each.kind](session, clock, each.about, by=by) for each in following(session, case_id)]


def _notice(written: list[LetterRow]) -> LetterRow | None:
    """The notice of the case, once it is out."""
    return next((row for row in written if row.kind in NOTICES and row.issued_at is not None), None)
