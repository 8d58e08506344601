"""Penalty cases and their lines, as they are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.errors import RuleBroken
from app.domain.penalty_cases import NOTIFIED
from app.models.jobs import Job, ObligationRow
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party
from app.models.penalties import Letter, PenaltyCase, PenaltyLineRow
from app.models.penalty_life import ObjectedLine
from app.services.penalties.windows import window

NOTICES = ("penalty", "interim-penalty")
"""Kinds of the letters that tell a contractor of a case."""

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A penalty case as it is shown."""

    id: int
    party_id: int
    contractor: str
    name_fa: str
    name_en: str
    agreement: str
    period: str
    period_from: date
    period_to: date
    revision: int
    is_interim: bool
    is_superseded: bool
    """A later revision took its place."""
    as_of: datetime
    state: str
    obligations: int
    missed: int
    gross: Decimal
    payable: Decimal
    """After caps and waivers: what the notice says, or will say."""
    waived: Decimal
    corrected: Decimal
    """What corrections took off after the notice; below zero what they added."""
    objected: Decimal
    """What the lines ask for on whose objection nobody has decided."""
    settled: Decimal
    drafted_by: str
    """Empty: the background service."""
    reviewed_by: str
    approved_by: str
    served_on: date | None
    object_by: date | None
    """Last day to object; None until the notice is served."""
    days_left: int | None
    """Working days left to object; None where nobody asked as of which day, or it is not served."""
    demanded_by: date | None
    reviews: tuple[tuple[str, Decimal], ...]
    """Caps whose passing calls for a review of termination: place and rial passed."""
    version: int
    letter: str
    """Number of its notice in Latin script; empty while there is none."""

    @property
    def lowered(self) -> Decimal:
        """What caps, rules and waivers took off before the notice."""
        return self.gross - self.payable

    @property
    def due(self) -> Decimal:
        """What is asked for by now: the notice less what corrections took off."""
        return self.payable - self.corrected

    @property
    def outstanding(self) -> Decimal:
        """What is asked for and not paid; nothing before the notice is out."""
        return self.due - self.settled if self.state in NOTIFIED else NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """What one clause took for one broken promise, as it is shown."""

    id: int
    job_id: int | None
    """None, like the obligation, where a clause charges for what many jobs add up to."""
    job: str
    terminal: str
    merchant_fa: str
    merchant_en: str
    service: str
    target_unit: str
    obligation_id: int | None
    item: str
    """What the clause was held against."""
    figure_id: int | None
    """The measured figure that it was reckoned from."""
    trigger: str
    metric: str
    clause: str
    version: int
    due_at: datetime
    done_at: datetime | None
    overrun_seconds: int
    quantity: Decimal
    unit: str
    base: str
    base_amount: Decimal
    rate: Decimal
    amount: Decimal
    payable: Decimal
    """After caps and waivers."""
    waived: Decimal
    corrected: Decimal
    is_objected: bool
    """Whether an objection to it waits for its decision."""
    reasons: tuple[str, ...]
    lowered: tuple[tuple[str, Decimal], ...]
    """Code and rial of each cap or rule that lowered it, in order; waivers are not among them."""

    @property
    def due(self) -> Decimal:
        """What it asks for by now."""
        return self.payable - self.corrected


def cases(
    session: Session, *, period: str = "", party_id: int | None = None, today: date | None = None
) -> list[CaseRow]:
    """The cases of a period or a contractor, or all of them; newest period first.

    With `today` (a local day) they tell how many working days are left to object.
    """
    wanted = []
    if period:
        wanted.append(PenaltyCase.period == period)
    if party_id is not None:
        wanted.append(PenaltyCase.party_id == party_id)
    return _rows(session, wanted, today)


def case_row(session: Session, case_id: int, *, today: date | None = None) -> CaseRow:
    """One case; RuleBroken("unknown-case") where there is none."""
    found = _rows(session, [PenaltyCase.id == case_id], today)
    if not found:
        raise RuleBroken("unknown-case", case=case_id)
    return found[0]


def is_superseded() -> ColumnElement[bool]:
    """Whether a later revision of the same period took the place of a case."""
    later = aliased(PenaltyCase)
    return exists().where(
        later.party_id == PenaltyCase.party_id,
        later.agreement == PenaltyCase.agreement,
        later.period == PenaltyCase.period,
        later.revision > PenaltyCase.revision,
    )


def has_notice(session: Session, case_id: int) -> bool:
    """Whether a notice of the case has its number: what it says is frozen."""
    query = select(Letter.id).where(Letter.case_id == case_id, Letter.kind.in_(NOTICES))
    return session.scalar(query) is not None


def objected_sums(session: Session, wanted: Iterable[ColumnElement[bool]]) -> dict[int, Decimal]:
    """What the lines ask for, by case, on whose objection nobody has decided."""
    asked = func.sum(PenaltyLineRow.payable - PenaltyLineRow.corrected)
    query = (
        select(PenaltyLineRow.case_id, asked)
        .join(PenaltyCase, PenaltyCase.id == PenaltyLineRow.case_id)
        .where(PenaltyLineRow.id.in_(_undecided()), *wanted)
        .group_by(PenaltyLineRow.case_id)
    )
    return {case: Decimal(amount) for case, amount in session.execute(query)}


def _undecided() -> Select[int]:
    return select(ObjectedLine.line_id).where(ObjectedLine.verdict == "")


def _rows(session: Session, wanted: Iterable[ColumnElement[bool]], today: date | None) -> list[CaseRow]:
    where = tuple(wanted)
    query = (
        select(PenaltyCase, Party, Letter.number, is_superseded())
        .join(Party, Party.id == PenaltyCase.party_id)
        .outerjoin(Letter, (Letter.case_id == PenaltyCase.id) & Letter.kind.in_(NOTICES))
        .where(*where)
        .order_by(PenaltyCase.period.desc(), Party.code, PenaltyCase.agreement, PenaltyCase.revision)
    )
    objected = objected_sums(session, where)
    return [
        _case_row(session, case, party, number=number, objected=objected, superseded=superseded, today=today)
        for case, party, number, superseded in session.execute(query)
    ]


def lines(session: Session, case_id: int) -> list[LineRow]:
    """What a case is made of, by due instant."""
    row = PenaltyLineRow
    query = (
        select(row, Job, Terminal.number, Merchant.name, Merchant.name_en, ObligationRow.unit)
        .outerjoin(Job, Job.id == row.job_id)
        .outerjoin(ObligationRow, ObligationRow.id == row.obligation_id)
        .outerjoin(Terminal, Terminal.id == Job.terminal_id)
        .outerjoin(Merchant, Merchant.id == Job.merchant_id)
        .where(row.case_id == case_id)
        .order_by(row.due_at, Job.code, row.obligation_id, row.item, row.clause)
    )
    of_case = _undecided().join(row, row.id == ObjectedLine.line_id).where(row.case_id == case_id)
    undecided = set(session.scalars(of_case))
    return [_line_row(*columns, undecided) for columns in session.execute(query)]


def _case_row(
    session: Session,
    case: PenaltyCase,
    party: Party,
    *,
    number: str | None,
    objected: Mapping[int, Decimal],
    superseded: bool,
    today: date | None,
) -> CaseRow:
    days = window(session, case)
    return CaseRow(
        id=case.id,
        party_id=party.id,
        contractor=party.code,
        name_fa=party.name,
        name_en=party.name_en or party.name,
        agreement=case.agreement,
        period=case.period,
        period_from=case.period_from,
        period_to=case.period_to,
        revision=case.revision,
        is_interim=case.is_interim,
        is_superseded=bool(superseded),
        as_of=case.as_of,
        state=case.state,
        obligations=case.obligations,
        missed=case.missed,
        gross=case.gross,
        payable=case.payable,
        waived=case.waived,
        corrected=case.corrected,
        objected=objected.get(case.id, NOTHING),
        settled=case.settled,
        drafted_by=case.drafted_by,
        reviewed_by=case.reviewed_by,
        approved_by=case.approved_by,
        served_on=case.served_on,
        object_by=days.last_day if days is not None else None,
        days_left=days.left_on(today) if days is not None and today is not None else None,
        demanded_by=case.demanded_by,
        reviews=tuple((str(place), Decimal(str(passed))) for place, passed in case.reviews),
        version=case.version,
        letter=number or "",
    )


def _line_row(
    line: PenaltyLineRow,
    job: Job | None,
    terminal: str | None,
    merchant: str | None,
    merchant_en: str | None,
    unit: str | None,
    undecided: set[int],
) -> LineRow:
    return LineRow(
        id=line.id,
        job_id=line.job_id,
        job=job.code if job is not None else "",
        terminal=terminal or line.terminal,
        merchant_fa=merchant or "",
        merchant_en=merchant_en or merchant or "",
        service=job.service if job is not None else "",
        target_unit=unit or "",
        obligation_id=line.obligation_id,
        item=line.item,
        figure_id=line.figure_id,
        trigger=line.trigger,
        metric=line.metric,
        clause=line.clause,
        version=line.agreement_version,
        due_at=line.due_at,
        done_at=line.done_at,
        overrun_seconds=line.overrun_seconds,
        quantity=line.quantity,
        unit=line.unit,
        base=line.base,
        base_amount=line.base_amount,
        rate=line.rate,
        amount=line.amount,
        payable=line.payable,
        waived=line.waived,
        corrected=line.corrected,
        is_objected=line.id in undecided,
        reasons=tuple(line.reasons.split(",")) if line.reasons else (),
        lowered=tuple((str(code), Decimal(str(taken))) for code, taken in line.lowered),
    )
