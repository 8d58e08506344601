"""Who and what the rows of a foreign log name: parties, people, places, and the job of each ticket."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import BadInput
from app.domain.events import EventKind, Service
from app.models.jobs import Job
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, PartyKind, Psp, Region, Technician
from app.services.imports.known import known, known_or_made
from app.services.imports.log_mapping import LogMapping
from app.services.imports.log_rows import Fact, LogRow
from app.services.imports.outcome import quoted

_DESCRIBED = ("zone", "city", "merchant_class", "fault", "description")
_FILLED = (*_DESCRIBED, "registered_priority", "due_from", "due_to", "merchant")


class People:
    """The parties, people and places of a log; those the store does not know are made on the way."""

    def __init__(self, session: Session, mapping: LogMapping, rows: Sequence[LogRow]) -> None:
        self.origin = mapping.name
        first = _first_words(rows)
        self._psp = known_or_made(session, Psp.code, [mapping.psp], _psp, table=Psp).get(mapping.psp)
        regions = known_or_made(session, Region.code, [mapping.region], _region, table=Region)
        self._region = regions.get(mapping.region)
        self._parties = known_or_made(session, Party.code, first["contractor"], _party, table=Party)
        hired = {code: words for code, words in first["technician"].items() if words.get("contractor")}
        self._technicians = known_or_made(
            session,
            Technician.code,
            hired,
            lambda code: self._technician(code, hired[code]),
            table=Technician,
        )
        sites = first["merchant"]
        self._merchants = known_or_made(
            session, Merchant.code, sites, lambda code: self._merchant(code, sites[code]), table=Merchant
        )
        placed = {code: words for code, words in first["terminal"].items() if words.get("merchant")}
        self._terminals = known_or_made(
            session, Terminal.number, placed, lambda code: self._terminal(code, placed[code]), table=Terminal
        )
        self._terminals |= known(session, Terminal, Terminal.number, first["terminal"].keys() - placed.keys())

    def with_known_terminal(self, rows: Iterable[LogRow], rejects: list[BadInput]) -> list[LogRow]:
        """The rows whose terminal, if they name one, is known; the others are set apart."""
        kept = []
        for row in rows:
            number = row.words.get("terminal")
            if not number or number in self._terminals:
                kept.append(row)
            else:
                expected = "a terminal that is known, or its merchant beside it"
                rejects.append(BadInput(row.file, quoted(number), expected, row=row.line, column="terminal"))
        return kept

    def job(self, code: str, rows: Sequence[LogRow]) -> Job:
        """A new job as the rows of its ticket describe it."""
        words = _described(rows)
        terminal = self._terminals.get(words.get("terminal", ""))
        merchant = self._merchants.get(words.get("merchant", "")) or (terminal.merchant if terminal else None)
        job = Job(
            code=code,
            origin=self.origin,
            service=words.get("service") or Service.EM.value,
            registered_priority=words.get("priority", ""),
            registered_party=_registered_party(rows),
            merchant=merchant,
            terminal=terminal,
            psp=self._psp or (merchant.psp if merchant else None),
            region=self._region or (merchant.region if merchant else None),
            due_from=_first_due(row.due_from for row in rows),
            due_to=_first_due(row.due_to for row in rows),
            province=merchant.province if merchant is not None else "",
            **{name: words.get(name, "") for name in _DESCRIBED},
        )
        if merchant is not None:
            job.zone = job.zone or merchant.zone
            job.city = job.city or merchant.city
            job.merchant_class = job.merchant_class or merchant.merchant_class
        return job

    def fill(self, job: Job, rows: Sequence[LogRow]) -> bool:
        """Give a known job what it lacked; what it has stays. Whether there was anything."""
        words = _described(rows)
        before = [getattr(job, name) for name in _FILLED]
        for name in _DESCRIBED:
            setattr(job, name, getattr(job, name) or words.get(name, ""))
        job.registered_priority = job.registered_priority or words.get("priority", "")
        job.due_from = job.due_from or _first_due(row.due_from for row in rows)
        job.due_to = job.due_to or _first_due(row.due_to for row in rows)
        job.merchant = job.merchant or self._merchants.get(words.get("merchant", ""))
        after = [getattr(job, name) for name in _FILLED]
        return before != after

    def guess_holder(self, job: Job, new: Iterable[Fact]) -> None:
        """Name who had the ticket last, so that deriving its state need not look them up one by one."""
        for fact in new:
            if fact.kind in {EventKind.DISPATCHED, EventKind.CONTRACTOR}:
                job.party = self._parties.get(fact.value, job.party)
                job.technician = self._technicians.get(fact.technician, job.technician)
        if job.party is None:
            job.party = self._parties.get(job.registered_party)

    def _technician(self, code: str, words: Mapping[str, str]) -> Technician:
        return Technician(code=code, name=code, party=self._parties[words["contractor"]])

    def _merchant(self, code: str, words: Mapping[str, str]) -> Merchant:
        return Merchant(
            code=code,
            name=code,
            merchant_class=words.get("merchant_class") or "standard",
            zone=words.get("zone", ""),
            province="",
            city=words.get("city", ""),
            psp=self._psp,
            region=self._region,
        )

    def _terminal(self, number: str, words: Mapping[str, str]) -> Terminal:
        return Terminal(number=number, merchant=self._merchants[words["merchant"]])


def _party(code: str) -> Party:
    return Party(code=code, name=code, kind=PartyKind.CONTRACTOR.value)


def _psp(code: str) -> Psp:
    return Psp(code=code, name=code)


def _region(code: str) -> Region:
    return Region(code=code, name=code)


def _first_words(rows: Iterable[LogRow]) -> dict[str, dict[str, Mapping[str, str]]]:
    """By field and code, the first row that names it."""
    first: dict[str, dict[str, Mapping[str, str]]] = {
        name: {} for name in ("contractor", "technician", "merchant", "terminal")
    }
    for row in rows:
        for name, found in first.items():
            code = row.words.get(name)
            if code:
                found.setdefault(code, row.words)
    return first


def _described(rows: Iterable[LogRow]) -> dict[str, str]:
    """For each field the first value that any row gives, the earliest row first."""
    words: dict[str, str] = {}
    for row in rows:
        for name, value in row.words.items():
            if value:
                words.setdefault(name, value)
    return words


def _registered_party(rows: Iterable[LogRow]) -> str:
    """The contractor a ticket belongs to from its start: named by the row that reports it."""
    dispatching = {EventKind.DISPATCHED, EventKind.CONTRACTOR}
    for row in rows:
        told = {kind for mark in row.marks for kind in (*mark.rule.kinds, *mark.rule.first)}
        if row.words.get("contractor") and not told & dispatching and EventKind.REPORTED in told:
            return row.words["contractor"]
    return ""


def _first_due(instants: Iterable[datetime | None]) -> datetime | None:
    return next((instant for instant in instants if instant is not None), None)
