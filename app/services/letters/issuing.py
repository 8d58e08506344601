"""Issuing letters in two short steps: the number with its frozen content, then the printed bytes."""

import hashlib
import json
import logging
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import Agreement
from app.domain.errors import RuleBroken
from app.domain.jalali import jalali_parts
from app.domain.penalties.lines import WAITS_FOR_DECISION
from app.domain.penalty_cases import CaseState
from app.i18n import LANGUAGES
from app.models.parties import Psp
from app.models.penalties import Letter, LetterDocument, PenaltyCase
from app.models.store import Store
from app.services.agreement_book import book
from app.services.letters.numbers import latin_number, persian_number, series_of
from app.services.letters.penalty_notice import Notice, penalty_notice
from app.services.numbering import next_serial
from app.services.penalties.cases import case_row, has_notice, lines
from app.services.penalties.life import CaseRef, approve_unseen, mark_issued
from app.services.typesetting.letter import set_letter
from app.services.typesetting.letter_content import from_json, to_json

log = logging.getLogger(__name__)

PENALTY, INTERIM_PENALTY = "penalty", "interim-penalty"
NUMBERED, ISSUED = "numbered", "issued"


def issue_cases(store: Store, clock: Clock, case_ids: Iterable[int], by: str) -> list[str]:
    """Both steps for approved cases, each in its own transaction; returns the numbers of their letters.

    A step that is cut off is made up for by the next run: no number is lost, none is given twice.
    """
    numbers = []
    for case_id in case_ids:
        with store.writing() as session:
            letter_id = issue(session, clock, case_id, by)
            numbers.append(session.get_one(Letter, letter_id).number)
    with store.writing() as session:
        finish_numbered(session, clock)
    return numbers


def approve_and_issue(store: Store, clock: Clock, case_ids: Iterable[int], by: str) -> list[str]:
    """Letters for every case that has something to charge, approved by whoever issues them.

    The program, which has just reckoned the cases, stands for who reviewed them.
    """
    charged = []
    for case_id in case_ids:
        with store.writing() as session:
            case = session.get_one(PenaltyCase, case_id)
            # A revision that costs nothing is approved as well: the interim charge before it is void.
            if not has_notice(session, case_id) and (case.payable or case.revision):
                approve_unseen(session, clock, CaseRef(case_id), by=by)
            if case.payable:
                charged.append(case_id)
    return issue_cases(store, clock, charged, by)


def issue(session: Session, clock: Clock, case_id: int, by: str) -> int:
    """Give an approved case its number and freeze what its letter says; `finish_numbered` prints it.

    Asked again it returns the same letter. Raises RuleBroken: unknown-case, case-not-approved, and
    nothing-to-charge, for a notice of nothing is not sent.
    """
    case = session.get(PenaltyCase, case_id)
    if case is None:
        raise RuleBroken("unknown-case", case=case_id)
    there = session.scalar(select(Letter.id).where(Letter.case_id == case_id))
    if there is not None:
        return there
    if case.state != CaseState.APPROVED:
        raise RuleBroken("case-not-approved", case=case_id, state=case.state)
    if not case.payable:
        raise RuleBroken("nothing-to-charge", case=case_id)
    letter = _numbered(session, case, clock.now())
    session.flush()
    mark_issued(session, clock, case, by=by, letter=letter.number)
    log.info("letter %s was numbered by %s", letter.number, by)
    return letter.id


def finish_numbered(session: Session, clock: Clock) -> list[int]:
    """Print every letter that has its number and no bytes yet; returns their ids.

    A letter that cannot be printed waits and keeps no other from it: the others are committed before
    the first failure is raised.
    """
    printed: list[int] = []
    failures: list[Exception] = []
    for letter in session.scalars(select(Letter).where(Letter.state == NUMBERED).order_by(Letter.id)).all():
        documents = list(letter.documents)
        try:
            pdfs = [set_letter(from_json(json.dumps(document.payload))) for document in documents]
        except Exception as failure:  # whatever is wrong with one letter, it is raised below
            log.exception("letter %s could not be printed", letter.number)
            failures.append(failure)
            continue
        for document, pdf in zip(documents, pdfs, strict=True):
            document.pdf = pdf
            document.sha256 = hashlib.sha256(pdf).hexdigest()
        letter.state = ISSUED
        letter.issued_at = clock.now()
        printed.append(letter.id)
    session.flush()
    if failures:
        # The caller's transaction would take back what was printed.
        session.commit()
        raise failures[0]
    return printed


def _numbered(session: Session, case: PenaltyCase, now: datetime) -> Letter:
    agreement = book(session).named(case.agreement)
    if agreement is None:
        raise RuleBroken("unknown-agreement", agreement=case.agreement)
    year, _month, _day = jalali_parts(now.astimezone(ZoneInfo(agreement.time_zone)).date())
    series, _series_fa = series_of(agreement)
    serial = next_serial(session, series, year)
    letter = Letter(
        series=series,
        year=year,
        serial=serial,
        number=latin_number(series, year, serial),
        kind=INTERIM_PENALTY if case.is_interim else PENALTY,
        case=case,
        state=NUMBERED,
        numbered_at=now,
    )
    session.add(letter)
    notice = _notice(session, case, agreement, letter)
    for language in LANGUAGES:
        if language in agreement.letter_languages:
            payload = json.loads(to_json(penalty_notice(notice, language)))
            letter.documents.append(LetterDocument(language=language, payload=payload))
    return letter


def _notice(session: Session, case: PenaltyCase, agreement: Agreement, letter: Letter) -> Notice:
    _series, series_fa = series_of(agreement)
    earlier = _earlier(session, case)
    psp = session.scalar(select(Psp).where(Psp.code == agreement.psp)) if agreement.psp else None
    return Notice(
        agreement=agreement,
        case=case_row(session, case.id),
        # What waits for a decision is charged by no letter yet.
        lines=[line for line in lines(session, case.id) if WAITS_FOR_DECISION not in line.reasons],
        legal_id=case.party.legal_id,
        company=psp.name if psp else "",
        company_en=(psp.name_en or psp.name) if psp else "",
        number=letter.number,
        number_fa=persian_number(series_fa, letter.year, letter.serial),
        written_at=letter.numbered_at,
        earlier_number=earlier.number if earlier else "",
        earlier_number_fa=persian_number(series_fa, earlier.year, earlier.serial) if earlier else "",
        earlier_at=earlier.numbered_at if earlier else None,
    )


def _earlier(session: Session, case: PenaltyCase) -> Letter | None:
    """The interim letter of the same period that this case takes the place of."""
    return session.scalar(
        select(Letter)
        .join(PenaltyCase, PenaltyCase.id == Letter.case_id)
        .where(
            PenaltyCase.party_id == case.party_id,
            PenaltyCase.agreement == case.agreement,
            PenaltyCase.period == case.period,
            PenaltyCase.revision < case.revision,
        )
        .order_by(PenaltyCase.revision.desc())
        .limit(1)
    )
