"""Takes PM visits into the store: the window and the day of a visit to come, and the plan it is of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.clock import Clock
from app.domain.agreements import AgreementKind
from app.domain.errors import BadInput, RuleBroken
from app.domain.persian import fold
from app.models.merchants import Terminal
from app.models.plans import PmPlanRow, PmVisit
from app.services.agreement_book import book, speaks_of
from app.services.imports.known import BATCH, Codes, known
from app.services.imports.list_rows import ListReading, ListRow
from app.services.imports.outcome import Outcome, Progress
from app.services.maintenance import note_visits_of, plan_for

AHEAD = timedelta(days=366)
"""How far ahead a window may open."""


def import_visits(
    session: Session, clock: Clock, reading: ListReading, *, zone: tzinfo, progress: Progress
) -> Outcome:
    """Give visits that are to come the window and the day of the file.

    A terminal without a plan gets one, counted from the middle of its first window. Its grid never moves:
    a row is the visit of the grid that its window meets. What has a job already stays as it is.
    """
    outcome = Outcome(read=reading.read, rejects=[*reading.rejects])
    taking = _Taking(session, clock, zone)
    for start in range(0, len(reading.rows), BATCH):
        taking.take(reading.rows[start : start + BATCH], outcome)
        session.flush()
        progress(start + BATCH, outcome.read)
    return outcome


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a row says of a visit."""

    first: date
    last: date
    planned: date | None

    @property
    def middle(self) -> date:
        return self.first + (self.last - self.first) // 2

    def meets(self, visit: PmVisit) -> bool:
        return visit.window_from <= self.last and self.first <= visit.window_to

    def within(self, day: date) -> date:
        return min(max(day, self.first), self.last)


class _Taking:
    """Takes rows, some hundreds at a time; BadInput names what the store does not know."""

    def __init__(self, session: Session, clock: Clock, zone: tzinfo) -> None:
        self._session = session
        self._clock = clock
        self._today = clock.now().astimezone(zone).date()
        self._numbers = Codes(session, Terminal, Terminal.number)
        self._plans: dict[int, PmPlanRow] = {}
        self._visits: dict[int, list[PmVisit]] = {}

    def take(self, rows: Sequence[ListRow], outcome: Outcome) -> None:
        """Keep what the rows say; each is counted."""
        numbers = [self._numbers.stored(row.text("terminal")) for row in rows]
        terminals = known(self._session, Terminal, Terminal.number, numbers)
        self._look_up([terminal.id for terminal in terminals.values()])
        for row, number in zip(rows, numbers, strict=True):
            try:
                is_changed = self._taken(row, terminals.get(number))
            except BadInput as reject:
                outcome.rejects.append(reject)
                continue
            outcome.accepted += is_changed
            outcome.unchanged += not is_changed

    def _look_up(self, ids: Sequence[int]) -> None:
        plans = select(PmPlanRow).where(PmPlanRow.terminal_id.in_(ids))
        self._plans = {plan.terminal_id: plan for plan in self._session.scalars(plans)}
        mine = PmVisit.plan_id.in_([plan.id for plan in self._plans.values()])
        self._visits = {}
        for visit in self._session.scalars(select(PmVisit).where(mine).options(selectinload(PmVisit.job))):
            self._visits.setdefault(visit.plan_id, []).append(visit)

    def _taken(self, row: ListRow, terminal: Terminal | None) -> bool:
        if terminal is None or not terminal.is_active:
            raise row.wrong("terminal", "the number of an active terminal that is known")
        holder = terminal.party.code if terminal.party else ""
        if "contractor" in row.values and fold(row.text("contractor")) != fold(holder):
            raise row.wrong("contractor", f"{holder or 'nobody'}, who looks after the terminal")
        stated = self._stated(row)
        plan = self._plans.get(terminal.id)
        if plan is None:
            self._plans[terminal.id] = self._planned(row, terminal, stated)
            return True
        if "agreement" in row.values and row.text("agreement") != plan.agreement:
            raise row.wrong("agreement", f"{plan.agreement}, as the terminal's plan has it")
        return _keep(row, self._visit(row, plan, stated), stated)

    def _stated(self, row: ListRow) -> _Stated:
        days = {name: row.values.get(name) for name in ("earliest", "latest", "planned")}
        first, last, planned = (day if isinstance(day, date) else None for day in days.values())
        if first is None or last is None or last < first:
            raise row.wrong("latest", "a day that is not before the earliest")
        if last < self._today:
            raise row.wrong("latest", "a window that is not over; visits of the past are jobs and events")
        if first > self._today + AHEAD:
            raise row.wrong("earliest", f"a day within {AHEAD.days} days")
        if planned is not None and not first <= planned <= last:
            raise row.wrong("planned", "a day of the window")
        return _Stated(first, last, planned)

    def _planned(self, row: ListRow, terminal: Terminal, stated: _Stated) -> PmPlanRow:
        """The plan of a terminal that had none, with its first visit."""
        agreement = row.text("agreement") or self._its_agreement(row, terminal)
        try:
            plan = plan_for(self._session, terminal, agreement=agreement, anchor=stated.middle)
        except RuleBroken as broken:
            raise row.wrong("agreement", _NO_POLICY) from broken
        day = stated.planned or stated.middle
        self._session.add(plan)
        self._session.flush()
        visit = PmVisit(
            plan=plan,
            number=0,
            grid_date=plan.anchor,
            due_date=day,
            planned_date=day,
            window_from=stated.first,
            window_to=stated.last,
            state="planned",
        )
        self._session.add(visit)
        self._visits[plan.id] = [visit]
        return plan

    def _its_agreement(self, row: ListRow, terminal: Terminal) -> str:
        """The one contract with the terminal's contractor that speaks of visits."""
        merchant, holder = terminal.merchant, terminal.party.code if terminal.party else ""
        psp, region = (each.code if each else "" for each in (merchant.psp, merchant.region))
        contracts = [
            agreement.code
            for agreement in book(self._session).agreements
            if agreement.kind is AgreementKind.UC
            and speaks_of(agreement, psp, region)
            and agreement.contractor in {"", holder}
            and any(version.pm is not None for version in agreement.versions)
        ]
        if len(contracts) != 1:
            raise row.wrong("agreement", _NO_POLICY)
        return contracts[0]

    def _visit(self, row: ListRow, plan: PmPlanRow, stated: _Stated) -> PmVisit:
        """The visit of the plan's grid that the window meets."""
        visits = self._visits.setdefault(plan.id, [])
        if all(visit.window_to < stated.last for visit in visits):
            self._session.flush()
            note_visits_of(self._session, self._clock, plan, stated.last)
            self._session.flush()
            mine = select(PmVisit).where(PmVisit.plan_id == plan.id).order_by(PmVisit.number)
            visits[:] = self._session.scalars(mine)
        met = [visit for visit in visits if stated.meets(visit)]
        if not met:
            raise row.wrong("earliest", "a window in which the terminal's plan has a visit")
        if len(met) > 1:
            raise row.wrong("earliest", "a window that meets one visit of the terminal's plan alone")
        return met[0]


_NO_POLICY = "the code of an agreement that has visits for merchants of this class"


def _keep(row: ListRow, visit: PmVisit, stated: _Stated) -> bool:
    """Whether the row changes the visit."""
    planned = stated.planned or stated.within(visit.planned_date)
    says = (stated.first, stated.last, planned)
    if says == (visit.window_from, visit.window_to, visit.planned_date):
        return False
    if visit.job_id is not None or visit.state != "planned":
        raise row.wrong(
            "earliest", f"{visit.window_from} to {visit.window_to}: its job is open, or it is over"
        )
    visit.window_from, visit.window_to, visit.planned_date = says
    visit.due_date = stated.within(visit.due_date)
    return True
