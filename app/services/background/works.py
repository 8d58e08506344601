"""The scheduled work there is: what each does, and when it is usually due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from platformdirs import user_data_path
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.domain.work_times import Days
from app.i18n import _, speaking
from app.models.background import Notification
from app.models.store import Store
from app.services import maintenance
from app.services.accounts.ledger import ledger, statements
from app.services.accounts.tables import as_xlsx, ledger_table, statement_table
from app.services.background.backups import back_up
from app.services.channels.configured import MAIL, channels, is_address
from app.services.routines import last_month_drafts
from app.settings import NAME

ZONE = ZoneInfo("Asia/Tehran")
GoOn = Callable[[int, int], bool]
"""Told how many pieces of how many are done; False: end here, it was cancelled."""


@dataclass(frozen=True, slots=True)
class Task:
    """One run as its work sees it."""

    details: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of scheduled work; safe to run twice."""

    name: str
    run: Callable[[Store, Clock, Task, GoOn], str]
    """Does it with its details, in transactions of its own; what came of it, as a number or a name."""
    minute: int
    days: Days = Days.DAILY
    is_enabled: bool = True
    details: str = ""
    """What it needs to know, e.g. addresses or a folder, as it usually is."""
    check: Callable[[str], None] = lambda _details: None
    """Raises RuleBroken "work-details" for details that make no sense."""


def close_pm_windows(store: Store, clock: Clock, _task: Task, _go_on: GoOn) -> str:
    """Count visits as missed whose windows have closed without them; how many."""
    with store.writing() as session:
        return str(maintenance.close_windows(session, clock))


def draft_month(store: Store, clock: Clock, _task: Task, go_on: GoOn) -> str:
    """Draft the penalties of the month that is over, a contract at a time; how many contracts."""
    with store.reading() as session:
        pieces = last_month_drafts(session, clock)
    problems: list[str] = []
    for done, piece in enumerate(pieces):
        if not go_on(done, len(pieces)):
            return str(done)
        try:
            with store.writing() as session:
                piece(session, clock)
        except RuleBroken as error:
            # One contract that cannot be priced holds up no other.
            problems.append(str(error))
    if problems:
        raise RuleBroken("work-in-part", failed=len(problems), total=len(pieces), first=problems[0])
    go_on(len(pieces), len(pieces))
    return str(len(pieces))


def mail_reports(store: Store, clock: Clock, task: Task, _go_on: GoOn) -> str:
    """Put ledger and statements of the last Jalali month on their way to every address; how many mails."""
    with store.reading() as session:
        if not channels(session).mail.host:
            raise RuleBroken("no-mail-server")
        addresses = _addresses(task.details)
        if not addresses:
            raise RuleBroken("work-details", found=task.details)
        reports = _reports(session, clock.now())
    with store.writing() as session:
        return str(_queue(session, clock, reports, addresses, task.due_at))


@dataclass(frozen=True, slots=True)
class _Report:
    """A table as it is mailed."""

    name: str
    words: str
    file_name: str
    file: bytes


def _reports(session: Session, now: datetime) -> list[_Report]:
    """Ledger and statements of the last Jalali month; nobody who writes waits while they are drawn."""
    today = now.astimezone(ZONE).date()
    month = JalaliMonth.of(today).previous()
    first, beyond = month.first_day(), month.next().first_day()
    tables = {
        "ledger": ledger_table(ledger(session, first=first, beyond=beyond)),
        "statements": statement_table(statements(session, first=first, beyond=beyond), today=today),
    }
    with speaking("fa" if channels(session).mail.language == "fa" else "en"):
        words = {
            "ledger": _("Ledger of penalties of {month}").format(month=month),
            "statements": _("Monthly statements of {month}").format(month=month),
        }
    return [
        _Report(name, words[name], f"{name}-{month}.xlsx".replace("/", "-"), as_xlsx(table, now))
        for name, table in tables.items()
    ]


def _queue(
    session: Session, clock: Clock, reports: list[_Report], addresses: list[str], due_at: datetime
) -> int:
    now = clock.now()
    for address in addresses:
        for report in reports:
            key = f"{MAIL}:{report.name}:{due_at.isoformat()}:{address}"
            # A program that went away in the middle of this run may have queued it.
            if session.scalar(select(Notification.id).where(Notification.key == key)) is not None:
                continue
            session.add(
                Notification(
                    key=key,
                    channel=MAIL,
                    event_id=None,
                    to=address,
                    subject=report.words,
                    body=report.words,
                    file_name=report.file_name,
                    file=report.file,
                    queued_at=now,
                    due_at=now,
                    try_at=now,
                )
            )
    return len(addresses) * len(reports)


def _back_up(store: Store, clock: Clock, task: Task, go_on: GoOn) -> str:
    """Write a checked copy into the folder that was set; the name of its file."""
    return back_up(store, clock, task.details, go_on)


def _addresses(details: str) -> list[str]:
    return [part for part in details.replace(",", " ").replace("،", " ").split() if part]


def _check_addresses(details: str) -> None:
    if not all(is_address(each) for each in _addresses(details)):
        raise RuleBroken("work-details", found=details)


WORKS: Mapping[str, Work] = {
    work.name: work
    for work in (
        Work("overdue-pm", close_pm_windows, minute=5),
        Work("month-end", draft_month, minute=60),
        Work(
            "reports", mail_reports, minute=360, days=Days.MONTHLY, is_enabled=False, check=_check_addresses
        ),
        Work(
            "backup",
            _back_up,
            minute=120,
            is_enabled=False,
            details=str(user_data_path(NAME) / "backups"),
        ),
    )
}
