"""What the palette finds in the store: calls, terminals, merchants, technicians and contractors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.domain.identifiers import canonical
from app.domain.persian import latin_digits
from app.domain.ranking import ranked
from app.domain.search_words import after_prefix
from app.models.jobs import Job
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician
from app.services.intake.search import TerminalRow, find_terminals

OF_EACH = 5
"""So many of one kind at most."""


class Kind(StrEnum):
    """What a hit is."""

    CALL = "call"
    TERMINAL = "terminal"
    MERCHANT = "merchant"
    TECHNICIAN = "technician"
    CONTRACTOR = "contractor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that fits what was typed; names in Persian and English."""

    kind: Kind
    id: int
    code: str
    name: str
    name_en: str
    about: str = ""
    """Code of the stage of a call; number of a technician or merchant."""
    about_en: str = ""


def found(session: Session, typed: str, *, of_each: int = OF_EACH) -> list[Hit]:
    """What fits all that was typed, a few of each kind; nothing where nothing was typed."""
    if not typed.strip():
        return []
    terminals = find_terminals(session, typed, limit=of_each)
    hits = [*_calls(session, typed, [row.id for row in terminals], of_each)]
    hits += [
        Hit(
            kind=Kind.TERMINAL,
            id=row.id,
            code=row.number,
            name=row.merchant,
            name_en=row.merchant_en,
            about=row.city,
            about_en=row.city_en,
        )
        for row in terminals
    ]
    hits += _merchants(terminals)
    hits += _people(session, typed, of_each)
    return hits


def _calls(session: Session, typed: str, terminals: Sequence[int], most: int) -> Iterator[Hit]:
    """Calls whose number begins so, then the latest of the terminals that fit; the open ones first."""
    code = canonical(latin_digits(typed.strip()))
    seen: set[int] = set()
    queries = []
    if code:
        begins = (Job.code >= code, Job.code < after_prefix(code))
        queries.append(_call_rows().where(*begins).order_by(Job.code).limit(most))
    if terminals:
        of_them = _call_rows().where(Job.terminal_id.in_(terminals))
        queries.append(of_them.order_by(Job.is_open.desc(), Job.id.desc()).limit(most))
    for query in queries:
        for row in session.execute(query):
            if row.id not in seen and len(seen) < most:
                seen.add(row.id)
                yield Hit(kind=Kind.CALL, **row._mapping)  # noqa: SLF001 - a public name


def _call_rows() -> Select[int, str, str, str, str]:
    return (
        select(
            Job.id,
            Job.code,
            Merchant.name.label("name"),
            Merchant.name_en.label("name_en"),
            Job.stage.label("about"),
        )
        .join(Terminal, Job.terminal_id == Terminal.id)
        .join(Merchant, Terminal.merchant_id == Merchant.id)
    )


def _merchants(terminals: Sequence[TerminalRow]) -> list[Hit]:
    by_code = {row.merchant_code: row for row in reversed(terminals)}
    return [
        Hit(
            kind=Kind.MERCHANT,
            id=row.id,
            code=row.merchant_code,
            name=row.merchant,
            name_en=row.merchant_en,
            about=row.phone,
            about_en=row.phone,
        )
        for row in reversed(by_code.values())
    ]


def _people(session: Session, typed: str, most: int) -> Iterator[Hit]:
    """Technicians and contractors: so few that each is looked at."""
    technicians = select(
        Technician.id, Technician.code, Technician.name, Technician.name_en, Technician.phone.label("about")
    ).where(Technician.is_active)
    parties = select(Party.id, Party.code, Party.name, Party.name_en, Party.phone.label("about"))
    for kind, query in ((Kind.TECHNICIAN, technicians), (Kind.CONTRACTOR, parties.where(Party.is_active))):
        rows = {row.id: row for row in session.execute(query)}
        texts = [(row_id, _texts(row)) for row_id, row in rows.items()]
        for row_id in ranked(typed, texts, {})[:most]:
            values = dict(rows[row_id]._mapping)  # noqa: SLF001 - a public name
            yield Hit(kind=kind, **values, about_en=values["about"])


def _texts(row: Row[int, str, str, str, str]) -> tuple[str, ...]:
    return (row.name, row.name_en, row.code, row.about)
