"""Measured figures: stated by one person with evidence, approved by another, charged like those of a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import Agreement
from app.domain.errors import BadInput, RuleBroken
from app.domain.penalties.measured import Figure, Measured, Milestone, MissedLevel
from app.domain.penalties.periods import parse_period
from app.domain.persian import fold
from app.models.measured_figures import MeasuredFigure
from app.models.parties import Party
from app.services.agreement_book import book
from app.services.penalties.names import named, refuse_same_person
from app.services.replay.measured_file import FIGURE, LEVEL, MILESTONE, read_table

STATED, APPROVED, REFUSED, WITHDRAWN, REPLACED = "stated", "approved", "refused", "withdrawn", "replaced"
MET = "met"
"""Key of a level: it was measured and not missed, so that nothing waits for it and nothing is charged."""

_NAMES = {MILESTONE: "name", FIGURE: "figure", LEVEL: "level"}
_EXACT = ("value", "pool", "share")
_DAYS = ("due", "done")

Found = Milestone | Figure | MissedLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody states: the keys of its table in docs/replay.md, numbers and dates as text or whole."""

    party_id: int
    agreement: str
    kind: str
    """`milestone`, `figure` or `level`."""
    keys: Mapping[str, object]
    evidence: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A measured figure as it is shown."""

    id: int
    party_id: int
    contractor: str
    name_fa: str
    name_en: str
    agreement: str
    kind: str
    name: str
    severity: str
    period: str
    """Empty: a milestone."""
    keys: Mapping[str, object]
    evidence: str
    note: str
    recorded_at: datetime
    recorded_by: str
    state: str
    decided_at: datetime | None
    decided_by: str
    reason: str


class Charged(NamedTuple):
    """The approved figures of a contract, and which row each item of a charge comes from."""

    measured: Measured
    rows: Mapping[str, int]
    """Id by what a charge is kept under."""


def state_figure(session: Session, clock: Clock, statement: Statement, *, by: str) -> int:
    """Record a figure; it charges nobody until another person approves it. Returns its id.

    Raises RuleBroken: needs-a-name, unknown-party, unknown-agreement, figure-needs-evidence,
    figure-not-measured-yet, figure-stated-already; BadInput names the key that is wrong.
    """
    name = named(by)
    party, agreement = _contract(session, statement)
    if not statement.evidence.strip():
        raise RuleBroken("figure-needs-evidence")
    keys = {key: value for key, value in statement.keys.items() if value not in ("", None)}
    is_met = _taken_met(statement.kind, keys, agreement)
    found = _read(statement.kind, keys, party.code, agreement)
    _refuse_early(found, agreement, clock)
    keys.pop("period", None)
    row = MeasuredFigure(
        party_id=party.id,
        agreement=agreement.code,
        kind=statement.kind,
        name=" ".join(str(keys.pop(_NAMES[statement.kind])).split()),
        severity=str(keys.pop("severity", "")),
        period="" if isinstance(found, Milestone) else str(found.period),
        stated={**keys, MET: True} if is_met else keys,
        evidence=statement.evidence.strip(),
        note=statement.note.strip(),
        recorded_at=clock.now(),
        recorded_by=name,
        state=STATED,
    )
    if _about_the_same(session, row, STATED):
        raise RuleBroken("figure-stated-already")
    session.add(row)
    session.flush()
    return row.id


def approve_figure(session: Session, clock: Clock, figure_id: int, *, by: str) -> None:
    """Let a stated figure count, in place of the one about the same that counted so far.

    Raises RuleBroken: needs-a-name, unknown-figure, figure-decided, figure-by-second-person.
    """
    row = _undecided(session, figure_id)
    name = named(by)
    refuse_same_person(session, name, row.recorded_by, code="figure-by-second-person")
    for earlier in _about_the_same(session, row, APPROVED):
        earlier.state, earlier.replaced_by_id = REPLACED, row.id
    _decide(row, clock, APPROVED, by=name)
    session.flush()


def refuse_figure(session: Session, clock: Clock, figure_id: int, reason: str, *, by: str) -> None:
    """Do not let a stated figure count. Raises RuleBroken: needs-a-name, needs-a-note, unknown-figure,
    figure-decided.
    """
    row, name = _undecided(session, figure_id), named(by)
    _decide(row, clock, REFUSED, by=name, reason=_why(reason))
    session.flush()


def withdraw_figure(session: Session, clock: Clock, figure_id: int, reason: str, *, by: str) -> None:
    """Let an approved figure count no longer; issued notices change by correction alone.

    Raises RuleBroken: needs-a-name, needs-a-note, unknown-figure, figure-not-approved,
    figure-by-second-person for who stated it.
    """
    row, name = _figure(session, figure_id), named(by)
    if row.state != APPROVED:
        raise RuleBroken("figure-not-approved")
    refuse_same_person(session, name, row.recorded_by, code="figure-by-second-person")
    _decide(row, clock, WITHDRAWN, by=name, reason=_why(reason))
    session.flush()


def figures(session: Session, *, ids: Iterable[int] | None = None) -> list[FigureRow]:
    """Every figure that was stated, the newest first; or those of these ids."""
    query = (
        select(MeasuredFigure, Party)
        .join(Party, Party.id == MeasuredFigure.party_id)
        .order_by(MeasuredFigure.id.desc())
    )
    if ids is not None:
        query = query.where(MeasuredFigure.id.in_(list(ids)))
    return [_shown(row, party) for row, party in session.execute(query)]


def charged_figures(session: Session, agreement: Agreement, contractor: str) -> Charged:
    """What was measured of a contractor (code) under an agreement, and counts."""
    query = (
        select(MeasuredFigure)
        .join(Party, Party.id == MeasuredFigure.party_id)
        .where(
            Party.code == contractor,
            MeasuredFigure.agreement == agreement.code,
            MeasuredFigure.state == APPROVED,
        )
        .order_by(MeasuredFigure.id)
    )
    newest = {(row.kind, *about(row)): row for row in session.scalars(query)}
    found: list[Found] = []
    rows: dict[str, int] = {}
    for row in newest.values():
        if row.stated.get(MET):
            continue
        value = _read(row.kind, _keys(row), contractor, agreement)
        rows[value.item] = row.id
        found.append(value)
    measured = Measured(
        tuple(each for each in found if isinstance(each, Milestone)),
        tuple(each for each in found if isinstance(each, Figure)),
        tuple(each for each in found if isinstance(each, MissedLevel)),
    )
    return Charged(measured, rows)


def _read(kind: str, keys: Mapping[str, object], contractor: str, agreement: Agreement) -> Found:
    """The figure as `replay --measured` reads it, under the agreement as it names this contractor."""
    told = {key: _exact(key, value) for key, value in keys.items()}
    own = replace(agreement, contractor=contractor)
    return read_table(kind, {"contractor": contractor, **told}, [own], file=agreement.code)


def _taken_met(kind: str, keys: dict[str, object], agreement: Agreement) -> bool:
    """Whether a level is said to have been met; BadInput for anything but true, and of anything else."""
    if MET not in keys:
        return False
    met = keys.pop(MET)
    if kind != LEVEL or met is not True:
        raise BadInput(agreement.code, repr(met), "true, of a level that was met", column=f"{kind}.{MET}")
    return True


def _exact(key: str, value: object) -> object:
    """A value as a file has it: numbers and dates that are kept as text."""
    if key == "months" and isinstance(value, list):
        return [_number(each) for each in value]
    if key in _EXACT:
        return _number(value)
    if key in _DAYS and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _number(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:
        return value  # a share such as "99.6%" or "1/3", or a mistake that the reader names


def _keys(row: MeasuredFigure) -> dict[str, object]:
    keys = {**row.stated, _NAMES[row.kind]: row.name}
    if row.period:
        keys["period"] = period_of(row)
    if row.severity:
        keys["severity"] = row.severity
    return keys


def _contract(session: Session, statement: Statement) -> tuple[Party, Agreement]:
    party = session.get(Party, statement.party_id)
    if party is None:
        raise RuleBroken("unknown-party", party=statement.party_id)
    agreement = book(session).named(statement.agreement)
    if agreement is None or agreement.contractor not in {"", party.code}:
        raise RuleBroken("unknown-agreement", agreement=statement.agreement)
    if statement.kind not in _NAMES:
        raise BadInput(statement.agreement, repr(statement.kind), "one of " + ", ".join(_NAMES))
    return party, agreement


def _refuse_early(found: Found, agreement: Agreement, clock: Clock) -> None:
    """Nobody has measured a period that is not over, nor seen done what has yet to be."""
    zone, now = ZoneInfo(agreement.time_zone), clock.now()
    if isinstance(found, Milestone):
        is_early = found.done is not None and found.done > now.astimezone(zone).date()
    else:
        is_early = now < found.end(zone)
    if is_early:
        raise RuleBroken("figure-not-measured-yet")


def _figure(session: Session, figure_id: int) -> MeasuredFigure:
    row = session.get(MeasuredFigure, figure_id, with_for_update=True)
    if row is None:
        raise RuleBroken("unknown-figure")
    return row


def _undecided(session: Session, figure_id: int) -> MeasuredFigure:
    row = _figure(session, figure_id)
    if row.state != STATED:
        raise RuleBroken("figure-decided", by=row.decided_by)
    return row


def _about_the_same(session: Session, row: MeasuredFigure, state: str) -> list[MeasuredFigure]:
    """The figures about the same that wait, or that count: however their names and periods are spelled."""
    query = select(MeasuredFigure).where(
        MeasuredFigure.party_id == row.party_id,
        MeasuredFigure.agreement == row.agreement,
        MeasuredFigure.kind == row.kind,
        MeasuredFigure.state == state,
    )
    return [each for each in session.scalars(query) if about(each) == about(row)]


def about(row: MeasuredFigure) -> tuple[str, str, str]:
    """What a figure of a contract is about: its name, its severity and its period."""
    return fold(row.name), fold(row.severity), period_of(row)


def period_of(row: MeasuredFigure) -> str:
    """The period of a figure in its one spelling; one that was stated earlier may be kept in another."""
    return str(parse_period(row.period)) if row.period else ""


def _decide(row: MeasuredFigure, clock: Clock, state: str, *, by: str, reason: str = "") -> None:
    row.state, row.decided_at, row.decided_by, row.reason = state, clock.now(), by, reason


def _why(reason: str) -> str:
    if not reason.strip():
        raise RuleBroken("needs-a-note")
    return reason.strip()


def _shown(row: MeasuredFigure, party: Party) -> FigureRow:
    return FigureRow(
        id=row.id,
        party_id=party.id,
        contractor=party.code,
        name_fa=party.name,
        name_en=party.name_en or party.name,
        agreement=row.agreement,
        kind=row.kind,
        name=row.name,
        severity=row.severity,
        period=row.period,
        keys=row.stated,
        evidence=row.evidence,
        note=row.note,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        state=row.state,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        reason=row.reason,
    )
