"""Takes the jobs of a JOBS.csv into the store: new ones are opened, those that are known stay as they are."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal

from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import BadInput
from app.domain.events import Service
from app.domain.windows import Edge, Window, first_midnight, window
from app.models.jobs import Job
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician
from app.services.imports.known import BATCH, Codes, known
from app.services.imports.list_rows import ListReading, ListRow
from app.services.imports.outcome import Outcome, Progress
from app.services.jobs.clocks import refresh

ORIGIN = "file"
"""Where such a job says that it came from."""

_OF_THE_MERCHANT = ("zone", "city", "merchant_class")
"""What a file without the column leaves to the merchant."""
_PLAIN = {"service": "service", "priority": "registered_priority", "fault": "fault"}


def import_jobs(
    session: Session, clock: Clock, reading: ListReading, *, zone: tzinfo, progress: Progress
) -> Outcome:
    """Open the jobs that are new; `zone` reads what has no offset.

    A job that is known is unchanged where its row says the same, and refused where it says otherwise.
    """
    taking = _Taking(session, clock, zone)
    outcome = Outcome(read=reading.read, rejects=[*reading.rejects], jobs=0, events=0)
    for start in range(0, len(reading.rows), BATCH):
        rows = reading.rows[start : start + BATCH]
        taking.take(rows, outcome)
        session.flush()
        progress(start + len(rows), outcome.read)
    outcome.jobs = outcome.accepted
    return outcome


class _Taking:
    """Takes rows, some hundreds at a time; BadInput names what the store does not know."""

    def __init__(self, session: Session, clock: Clock, zone: tzinfo) -> None:
        self._session = session
        self._now = clock.now()
        self._zone = zone
        self._codes: Mapping[str, Codes] = {
            "terminal": Codes(session, Terminal, Terminal.number),
            "merchant": Codes(session, Merchant, Merchant.code),
            "contractor": Codes(session, Party, Party.code),
            "technician": Codes(session, Technician, Technician.code),
        }
        self._jobs = Codes(session, Job, Job.code)
        self._terminals: dict[str, Terminal] = {}
        self._merchants: dict[str, Merchant] = {}
        self._technicians: dict[str, Technician] = {}

    def take(self, rows: Sequence[ListRow], outcome: Outcome) -> None:
        """Open the jobs that are new; every row is counted."""
        stored = self._look_up(rows)
        for row in rows:
            try:
                self._check_names(row)
                job = stored.get(self._jobs.stored(row.text("job")))
                if job is None:
                    self._open(row)
                else:
                    self._check_same(row, job)
            except BadInput as reject:
                outcome.rejects.append(reject)
                continue
            outcome.accepted += job is None
            outcome.unchanged += job is not None

    def _look_up(self, rows: Sequence[ListRow]) -> dict[str, Job]:
        """The jobs that are known; with them whatever the rows name."""

        def named(name: str) -> list[str]:
            return [code for row in rows if (code := self._code(row, name))]

        self._terminals = known(self._session, Terminal, Terminal.number, named("terminal"))
        self._merchants = known(self._session, Merchant, Merchant.code, named("merchant"))
        self._technicians = known(self._session, Technician, Technician.code, named("technician"))
        return known(self._session, Job, Job.code, [self._jobs.stored(row.text("job")) for row in rows])

    def _check_names(self, row: ListRow) -> None:
        for name, codes in self._codes.items():
            if name in row.values and not codes.has(row.text(name)):
                raise row.wrong(name, f"the code of a {name} that is known")

    def _open(self, row: ListRow) -> None:
        terminal = self._terminals.get(self._code(row, "terminal"))
        merchant = self._merchants.get(self._code(row, "merchant")) or (
            terminal.merchant if terminal else None
        )
        due_from, due_to = self._window(row)
        job = Job(
            code=row.text("job"),
            origin=ORIGIN,
            registered_party=self._code(row, "contractor"),
            terminal=terminal,
            merchant=merchant,
            psp=merchant.psp if merchant else None,
            region=merchant.region if merchant else None,
            province=merchant.province if merchant else "",
            device_type=terminal.device_type if terminal else "POS",
            due_from=due_from,
            due_to=due_to,
            cost=_cost(row),
            **{ours: row.text(name) for name, ours in _PLAIN.items()},
            **{name: _described(row, name, merchant) for name in _OF_THE_MERCHANT},
        )
        self._session.add(job)
        refresh(self._session, job, as_of=self._now)
        # Who is to do it, until the events of the job name somebody.
        job.technician = self._technicians.get(self._code(row, "technician"))

    def _check_same(self, row: ListRow, job: Job) -> None:
        kept = {
            **{name: getattr(job, ours) for name, ours in _PLAIN.items()},
            **{name: getattr(job, name) for name in _OF_THE_MERCHANT},
            "terminal": job.terminal.number if job.terminal else "",
            "merchant": job.merchant.code if job.merchant else "",
            "contractor": job.registered_party,
        }
        for name, value in kept.items():
            if name in row.values and self._code(row, name) != value:
                raise row.wrong(name, f"{value or 'nothing'}, as job {job.code} has it")
        if "cost" in row.values and _cost(row) != job.cost:
            known = "nothing" if job.cost is None else f"{job.cost:f}"
            raise row.wrong("cost", f"{known}, as job {job.code} has it")
        asked = self._window(row)
        stored = (job.due_from or first_midnight(job.due_to, self._zone), job.due_to)
        for name, stated, kept_at in zip(("due_from", "due_to"), asked, stored, strict=True):
            if name in row.values and stated != kept_at:
                at = "nothing" if kept_at is None else kept_at.astimezone(self._zone).isoformat()
                raise row.wrong(name, f"the window that job {job.code} has: {at}")

    def _window(self, row: ListRow) -> Window:
        due_from, due_to = _edge(row, "due_from"), _edge(row, "due_to")
        try:
            return window(due_from, due_to, self._zone, is_of_days=row.text("service") == Service.PM)
        except ValueError:
            raise row.wrong("due_from", "a time before due_to") from None

    def _code(self, row: ListRow, name: str) -> str:
        """The value as the store writes it."""
        text = row.text(name)
        return self._codes[name].stored(text) if text and name in self._codes else text


def _edge(row: ListRow, name: str) -> Edge:
    value = row.values.get(name)
    return value if isinstance(value, date | datetime) else None


def _cost(row: ListRow) -> Decimal | None:
    value = row.values.get("cost")
    return value if isinstance(value, Decimal) else None


def _described(row: ListRow, name: str, merchant: Merchant | None) -> str:
    if row.states(name) or merchant is None:
        return row.text(name)
    return str(getattr(merchant, name))
