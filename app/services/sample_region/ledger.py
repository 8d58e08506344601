"""What the lived days come to: months priced, letters issued, reports written, and everything counted."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.clocks import ClockState
from app.domain.jalali import JalaliMonth, jalali_text, month_bounds
from app.models.alarms import Alarm
from app.models.jobs import Job, JobEvent, ObligationRow
from app.models.notices import Notice
from app.models.parties import Party
from app.models.penalties import Letter, PenaltyCase, PenaltyLineRow
from app.models.plans import PmVisit
from app.models.store import Store
from app.services.accounts.ledger import ledger, statements
from app.services.accounts.tables import as_csv, ledger_table, statement_table
from app.services.letters.archive import export
from app.services.letters.batch import approve_and_issue
from app.services.penalties.month import price_month
from app.services.sample_region.rhythm import ZONE
from app.services.scorecards import scorecards

SIGNED_BY = "contracts"
"""Login of the sample contract manager."""

_AGES = (1, 5, 10, 20, 50)
"""Days that bound the ageing bands of open jobs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a sample region holds, as summary.json tells it; money in whole rial."""

    days: int
    seed: int
    until: str
    jobs: int
    open_jobs: int
    events: int
    obligations: int
    missed: int
    pm_due: int
    pm_missed: int
    alerts: int
    penalties: int
    letters: int
    gross: int
    payable: int


def months_between(first: date, until: datetime) -> list[JalaliMonth]:
    """The Jalali months that the days from `first` to the instant `until` touch."""
    month = JalaliMonth.of(first)
    found = []
    while month_bounds(month, ZONE)[0] < until:
        found.append(month)
        month = month.next()
    return found


def price(store: Store, clock: Clock, months: Sequence[JalaliMonth]) -> None:
    """Draft, approve and issue every month; one that is not over is marked interim."""
    for month in months:
        is_interim = clock.now() < month_bounds(month, ZONE)[1]
        case_ids = price_month(store, clock, month, interim=is_interim)
        approve_and_issue(store, clock, case_ids, SIGNED_BY)


def write_letters(store: Store, folder: Path) -> int:
    """Write the letters that were issued; returns how many files there are."""
    with store.reading() as session:
        return len(export(session, folder))


def write_reports(store: Store, clock: Clock, months: Sequence[JalaliMonth], folder: Path) -> None:
    """Scorecards of every month and the ageing of open jobs, as CSV, JSON and one workbook; the accounts."""
    folder.mkdir(parents=True, exist_ok=True)
    with store.reading() as session:
        tables = {
            "scorecards": [row for month in months for row in _score_rows(session, clock, month)],
            "open-jobs-ageing": _ageing_rows(session, clock),
        }
        first, beyond = months[0].first_day(), months[-1].next().first_day()
        accounts = {
            "ledger": ledger_table(ledger(session, first=first, beyond=beyond)),
            "statements": statement_table(
                statements(session, first=first, beyond=beyond), today=clock.now().astimezone(ZONE).date()
            ),
        }
    for name, rows in tables.items():
        _write_table(folder / name, rows)
    for name, table in accounts.items():
        (folder / f"{name}.csv").write_bytes(as_csv(table))
    _write_workbook(folder / "reports.xlsx", tables, clock.now())


def summary(session: Session, *, days: int, seed: int, until: datetime) -> Summary:
    """Count what is in a sample region's store."""
    day = until.astimezone(ZONE).date()
    settled = PmVisit.state.in_(("done", "missed", "excused"))
    return Summary(
        days=days,
        seed=seed,
        until=until.astimezone(ZONE).isoformat(),
        jobs=_count(session, select(Job.id)),
        open_jobs=_count(session, select(Job.id).where(Job.is_open)),
        events=_count(session, select(JobEvent.id)),
        obligations=_count(session, select(ObligationRow.id)),
        missed=_count(
            session, select(ObligationRow.id).where(ObligationRow.state == ClockState.MISSED.value)
        ),
        pm_due=_count(session, select(PmVisit.id).where(settled | (PmVisit.due_date < day))),
        pm_missed=_count(session, select(PmVisit.id).where(PmVisit.state == "missed")),
        alerts=_count(session, select(Alarm.id)),
        penalties=_count(session, select(PenaltyLineRow.id)),
        letters=_count(session, select(Letter.id)),
        gross=int(session.scalar(select(func.sum(PenaltyCase.gross))) or 0),
        payable=int(session.scalar(select(func.sum(PenaltyCase.payable))) or 0),
    )


def forget_notices(store: Store) -> None:
    """Drop the notices to other desks: nobody was there while the days passed."""
    with store.writing() as session:
        session.connection().execute(delete(Notice))


Cells = Mapping[str, object]


def _score_rows(session: Session, clock: Clock, month: JalaliMonth) -> Iterable[Cells]:
    for card in scorecards(session, clock, month):
        for kpi, measure in card.measures.items():
            yield {
                "month": str(month),
                "party": card.party,
                "name": card.name_fa,
                "name_en": card.name_en,
                "kpi": kpi.value,
                "numerator": measure.numerator,
                "denominator": measure.denominator,
                "excluded": measure.excluded,
                "value": "" if measure.value is None else round(float(measure.value), 2),
                "score": "" if card.points is None else round(float(card.points), 2),
                "grade": card.grade,
            }


def _ageing_rows(session: Session, clock: Clock) -> list[Cells]:
    query = (
        select(Job.code, Job.service, Job.priority, Job.city, Job.stage, Job.reported_at, Job.clock_state)
        .add_columns(func.coalesce(Party.code, Job.registered_party).label("party"))
        .outerjoin(Party, Job.party_id == Party.id)
        .where(Job.is_open, Job.reported_at.is_not(None))
        .order_by(Job.reported_at, Job.id)
    )
    rows: list[Cells] = []
    for job in session.execute(query):
        days = (clock.now() - job.reported_at).days
        rows.append(
            {
                "job": job.code,
                "service": job.service,
                "priority": job.priority,
                "party": job.party,
                "city": job.city,
                "stage": job.stage,
                "reported": job.reported_at.astimezone(ZONE).isoformat(),
                "reported_jalali": jalali_text(job.reported_at.astimezone(ZONE).date()),
                "age_days": days,
                "band": _band(days),
                "clock": job.clock_state,
            }
        )
    return rows


def _band(days: int) -> str:
    lower = 0
    for upper in _AGES:
        if days < upper:
            return f"{lower}-{upper}"
        lower = upper
    return f"{lower}+"


def _write_table(base: Path, rows: Sequence[Cells]) -> None:
    written = json.dumps(list(rows), ensure_ascii=False, indent=1)
    base.with_suffix(".json").write_text(written + "\n", encoding="utf-8")
    with base.with_suffix(".csv").open("w", encoding="utf-8-sig", newline="") as file:
        if rows:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def _write_workbook(file: Path, tables: Mapping[str, Sequence[Cells]], now: datetime) -> None:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    # The library would ask the machine for the time.
    workbook.properties.created = workbook.properties.modified = now.replace(tzinfo=None)
    for name, rows in tables.items():
        sheet = workbook.create_sheet(name)
        if rows:
            sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([*row.values()])
    workbook.save(file)


def _count(session: Session, rows: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(rows.subquery())) or 0
