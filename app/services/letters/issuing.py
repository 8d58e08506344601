"""Numbering letters: the next number of the series and the frozen content, in one short transaction."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import Agreement
from app.domain.errors import RuleBroken
from app.domain.jalali import jalali_parts
from app.domain.penalties.lines import WAITS_FOR_DECISION, ZERO
from app.domain.penalty_cases import CaseState
from app.i18n import LANGUAGES, Language
from app.models.letters import LetterOrder
from app.models.parties import Party
from app.models.penalties import Letter, LetterDocument, PenaltyCase
from app.services.agreement_book import book
from app.services.letters.kinds import FORM, NOTICES, LetterKind
from app.services.letters.numbers import latin_number, persian_number, series_of
from app.services.letters.occasion import Earlier, Occasion
from app.services.letters.penalty_notice import penalty_notice
from app.services.letters.senders import sender
from app.services.letters.subjects import Notice, NoticeLine, Period
from app.services.letters.wordings import texts
from app.services.numbering import next_serial
from app.services.penalties.cases import CaseRow, LineRow, case_row, lines
from app.services.penalties.life import refuse_undecided_before
from app.services.typesetting.letter_content import LetterContent, fingerprint, to_json

log = logging.getLogger(__name__)

NUMBERED, PRINTED = "numbered", "issued"
INCIDENT = "one-charge-per-incident"


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a letter is about, before it has a number."""

    kind: LetterKind
    reference: str
    """What it is written for; a kind of letter is written once for each."""
    party: Party
    agreement: Agreement
    case: PenaltyCase | None = None
    earlier: Letter | None = None


Writing = Callable[[Occasion, Language], LetterContent]


def issue(session: Session, clock: Clock, case_id: int, by: str) -> int:
    """Give an approved case its number and freeze what its notice says; returns the letter's id.

    Asked again it returns the same letter. The case is issued once the letter is printed. Raises
    RuleBroken: unknown-case, case-not-approved, objection-undecided, unknown-agreement, and
    nothing-to-charge, for a notice of nothing is not sent.
    """
    case = session.get(PenaltyCase, case_id, with_for_update=True)
    if case is None:
        raise RuleBroken("unknown-case", case=case_id)
    order = session.scalar(select(LetterOrder).where(LetterOrder.case_id == case_id))
    if order is not None:
        session.delete(order)
    there = notice_of(session, case_id)
    if there is not None:
        return there.id
    if case.state != CaseState.APPROVED:
        raise RuleBroken("case-not-approved", case=case_id, state=case.state)
    refuse_undecided_before(session, case)
    if not case.payable:
        raise RuleBroken("nothing-to-charge", case=case_id)
    matter = Matter(
        kind=LetterKind.INTERIM_PENALTY if case.is_interim else LetterKind.PENALTY,
        reference=f"case:{case_id}",
        party=case.party,
        agreement=named(session, case.agreement),
        case=case,
        earlier=_interim_before(session, case),
    )
    notice = _notice(case_row(session, case_id), lines(session, case_id))
    return numbered(
        session, clock, matter, by, lambda occasion, language: penalty_notice(occasion, notice, language)
    )


def numbered(session: Session, clock: Clock, matter: Matter, by: str, write: Writing) -> int:
    """Take the next number for a matter and freeze what `write` says in every language of the contract.

    Returns the letter's id; the same one where the matter has its letter already.
    """
    there = session.scalar(
        select(Letter.id).where(Letter.kind == matter.kind.value, Letter.reference == matter.reference)
    )
    if there is not None:
        return there
    agreement, now = matter.agreement, clock.now()
    year, _month, _day = jalali_parts(now.astimezone(ZoneInfo(agreement.time_zone)).date())
    series, series_fa = series_of(agreement)
    serial = next_serial(session, series, year)
    letter = Letter(
        series=series,
        year=year,
        serial=serial,
        number=latin_number(series, year, serial),
        kind=matter.kind.value,
        reference=matter.reference,
        party=matter.party,
        agreement=agreement.code,
        case=matter.case,
        earlier=matter.earlier,
        state=NUMBERED,
        numbered_at=now,
        numbered_by=by.strip(),
    )
    session.add(letter)
    occasion = _occasion(session, matter, letter, persian_number(series_fa, year, serial))
    for language in LANGUAGES:
        if language in agreement.letter_languages:
            payload = json.loads(to_json(write(occasion, language)))
            letter.documents.append(
                LetterDocument(language=language, payload=payload, fingerprint=fingerprint(payload))
            )
    session.flush()
    log.info("letter %s was numbered by %s", letter.number, by)
    return letter.id


def named(session: Session, code: str) -> Agreement:
    """The agreement of that code; RuleBroken("unknown-agreement") where there is none."""
    agreement = book(session).named(code)
    if agreement is None:
        raise RuleBroken("unknown-agreement", agreement=code)
    return agreement


def notice_of(session: Session, case_id: int) -> Letter | None:
    """The notice that carries a case, numbered or printed; from then on the case stands as it is."""
    query = select(Letter).where(Letter.case_id == case_id, Letter.kind.in_(NOTICES))
    return session.scalars(query).first()


def _occasion(session: Session, matter: Matter, letter: Letter, number_fa: str) -> Occasion:
    party, earlier = matter.party, matter.earlier
    kinds = (FORM, matter.kind.text_kind)
    return Occasion(
        agreement=matter.agreement,
        contractor=party.name,
        contractor_en=party.name_en or party.name,
        legal_id=party.legal_id,
        sender=sender(session, matter.agreement, party),
        number=letter.number,
        number_fa=number_fa,
        written_at=letter.numbered_at,
        earlier=_earlier(matter.agreement, earlier) if earlier else None,
        texts=texts(session, kinds, matter.agreement.code),
    )


def _earlier(agreement: Agreement, letter: Letter) -> Earlier:
    usual, usual_fa = series_of(agreement)
    # A letter of another series was numbered before the contract took the present one.
    series_fa = usual_fa if letter.series == usual else letter.series
    return Earlier(
        number=letter.number,
        number_fa=persian_number(series_fa, letter.year, letter.serial),
        written_at=letter.numbered_at,
    )


def _notice(case: CaseRow, rows: list[LineRow]) -> Notice:
    # What waits for a decision is charged by no letter yet.
    charged = [line for line in rows if WAITS_FOR_DECISION not in line.reasons]
    return Notice(
        period=Period(name=case.period, first=case.period_from, last=case.period_to),
        is_interim=case.is_interim,
        as_of=case.as_of,
        lines=[_line(line) for line in charged],
        gross=case.gross,
        incident=sum((_for_incident(line) for line in charged), ZERO),
        waived=case.waived,
        payable=case.payable,
    )


def _line(line: LineRow) -> NoticeLine:
    return NoticeLine(
        job=line.job,
        terminal=line.terminal,
        metric=line.metric,
        target_unit=line.target_unit,
        due_at=line.due_at,
        done_at=line.done_at,
        overrun_seconds=line.overrun_seconds,
        clause=line.clause,
        version=line.version,
        amount=line.amount,
        reasons=line.reasons,
        trigger=line.trigger,
        quantity=line.quantity,
        unit=line.unit,
    )


def _for_incident(line: LineRow) -> Decimal:
    """What was taken off a line because its incident is charged once."""
    if line.lowered or INCIDENT not in line.reasons:
        return sum((taken for code, taken in line.lowered if code == INCIDENT), ZERO)
    return line.amount  # of a case from before each step was kept


def _interim_before(session: Session, case: PenaltyCase) -> Letter | None:
    """The interim letter of the same period that this case takes the place of."""
    return session.scalar(
        select(Letter)
        .join(PenaltyCase, PenaltyCase.id == Letter.case_id)
        .where(
            PenaltyCase.party_id == case.party_id,
            PenaltyCase.agreement == case.agreement,
            PenaltyCase.period == case.period,
            PenaltyCase.revision < case.revision,
            Letter.kind.in_(NOTICES),
        )
        .order_by(PenaltyCase.revision.desc())
        .limit(1)
    )
