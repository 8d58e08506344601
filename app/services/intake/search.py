"""The terminal a caller means: by its number, its merchant's number or phone, or words of the name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, TextClause, and_, column, literal, or_, select, table, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.identifiers import canonical
from app.domain.search_words import after_prefix, figures, phone_beginnings, phone_key, words
from app.models.jobs import Job
from app.models.merchants import Merchant, Terminal
from app.models.parties import Psp


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalRow:
    """A terminal as the search box offers it."""

    id: int
    number: str
    model: str
    device_type: str
    merchant: str
    merchant_en: str
    merchant_code: str
    merchant_class: str
    phone: str
    city: str
    city_en: str
    zone: str
    address: str
    psp: str
    psp_en: str
    open_job: str
    """Code of an open job on this terminal: perhaps the same call."""


SHOWN = 8
_FEW = 400
"""So few matches are put in order; of more, the first in the merchants' own order are found soon."""
_FOLDED = table("merchant_search", column("rowid"))
_IS_IN_USE = Terminal.is_active


def find_terminals(session: Session, typed: str, limit: int = SHOWN) -> list[TerminalRow]:
    """Terminals in use that fit all that was typed, at most `limit`.

    Numbers that are exactly so come first, then terminal numbers, merchant numbers and phone numbers that
    begin so, then names with these words, then names with words that begin so; each in a fixed order.
    """
    found: dict[int, None] = {}
    for query in _tiers(session, _Typed.read(typed)):
        for terminal in session.scalars(query.limit(limit)):
            found[terminal] = None
        if len(found) >= limit:
            break
    return _rows(session, list(found)[:limit])


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed: words of letters, and codes, which have figures in them."""

    words: tuple[str, ...]
    codes: tuple[str, ...]

    @classmethod
    def read(cls, typed: str) -> "_Typed":
        if figures(typed):
            return cls((), (typed,))
        codes = tuple(part for part in typed.split() if figures(part) or _is_code(part))
        others = " ".join(part for part in typed.split() if part not in codes)
        return cls(tuple(words(others)), codes)


def _is_code(part: str) -> bool:
    code = canonical(part)
    return code.isascii() and any(map(str.isdigit, code))


def _tiers(session: Session, typed: _Typed) -> Iterator[Select[int]]:
    """The questions, best answers first."""
    if not typed.words:
        if typed.codes:
            yield from _by_code(typed.codes[0], [_begins_somewhere(code) for code in typed.codes[1:]])
        if len(typed.codes) == 1:
            alone = words(typed.codes[0])
            yield from _by_words(session, alone, []) if alone else ()
        return
    yield from _by_words(session, typed.words, [_begins_somewhere(code) for code in typed.codes])
    if len(typed.words) == 1 and not typed.codes and typed.words[0].isascii():
        yield from _by_code(typed.words[0], [])  # a code of letters alone


def _by_code(typed: str, also: Sequence[ColumnElement[bool]]) -> Iterator[Select[int]]:
    codes, key = _spellings(typed), phone_key(typed)
    exact: list[ColumnElement[bool]] = [Terminal.number.in_(codes), Merchant.code.in_(codes)]
    if key:
        exact.append(Merchant.phone_key == key)
    for is_so in exact:
        yield _terminals(is_so, *also).order_by(Terminal.number)
    for code in codes:
        yield _terminals(_begins(Terminal.number, code), *also).order_by(Terminal.number)
    for code in codes:
        yield _terminals(_begins(Merchant.code, code), *also).order_by(Merchant.code, Terminal.number)
    for begun in phone_beginnings(typed):
        query = _terminals(_begins(Merchant.phone_key, begun), *also)
        yield query.order_by(Merchant.phone_key, Terminal.number)


def _spellings(typed: str) -> list[str]:
    """A code as this program stores it, and as it was typed: a foreign log's may be in any case."""
    return list(dict.fromkeys(filter(None, (canonical(typed), "".join(typed.split())))))


def _by_words(
    session: Session, typed: Sequence[str], also: Sequence[ColumnElement[bool]]
) -> Iterator[Select[int]]:
    is_server = session.get_bind().dialect.name == "postgresql"
    named = _named_on_server if is_server else _named_in_file
    for is_begun in (False, True):
        query = named(session, _asked(typed, is_begun=is_begun, is_server=is_server), also)
        yield query.order_by(Merchant.id, Terminal.number)


def _asked(typed: Sequence[str], *, is_begun: bool, is_server: bool) -> str:
    """The words as the index of the database is asked: all of them, or all in one.

    Words are letters and figures alone, so that nothing in them means anything to the index.
    """
    quote, joined, either = ("'", " & ", " | ") if is_server else ('"', " AND ", " OR ")
    end = f"{quote}:*" if is_server and is_begun else f"{quote}*" if is_begun else quote
    alike = [f"{quote}{word}{end}" for word in typed]
    if len(typed) == 1:
        return alike[0]
    return f"({joined.join(alike)}){either}{quote}{''.join(typed)}{end}"


def _named_in_file(_session: Session, asked: str, also: Sequence[ColumnElement[bool]]) -> Select[int]:
    matching = text("merchant_search MATCH :asked").bindparams(asked=asked)
    return _terminals(*also).join(_FOLDED, _FOLDED.c.rowid == Merchant.id).where(matching)


def _named_on_server(session: Session, asked: str, also: Sequence[ColumnElement[bool]]) -> Select[int]:
    """Its planner takes every prefix for rare or every one for common: it is told which it is."""
    matching = text(
        "array_to_tsvector(string_to_array(merchant.search_key, ' ')) @@ CAST(:asked AS tsquery)"
    ).bindparams(asked=asked)
    first = list(session.scalars(select(Merchant.id).where(matching).limit(_FEW)))
    return _terminals(Merchant.id.in_(first) if len(first) < _FEW else matching, *also)


def _terminals(*wanted: ColumnElement[bool] | TextClause) -> Select[int]:
    return select(Terminal.id).join(Merchant, Terminal.merchant_id == Merchant.id).where(_IS_IN_USE, *wanted)


def _begins(code: InstrumentedAttribute[str], prefix: str) -> ColumnElement[bool]:
    return and_(code >= prefix, code < after_prefix(prefix))


def _begins_somewhere(typed: str) -> ColumnElement[bool]:
    """Whether a number of the terminal or its merchant, or a word of the name, begins so."""
    fitting = [
        _begins(code, spelt) for spelt in _spellings(typed) for code in (Terminal.number, Merchant.code)
    ]
    fitting += [_begins(Merchant.phone_key, begun) for begun in phone_beginnings(typed)]
    named = literal(" ").concat(Merchant.search_key)
    return or_(*fitting, *(named.contains(f" {word}", autoescape=True) for word in words(typed)))


def _rows(session: Session, terminals: Sequence[int]) -> list[TerminalRow]:
    open_job = (
        select(Job.code)
        .where(Job.terminal_id == Terminal.id, Job.is_open)
        .order_by(Job.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            Terminal.id,
            Terminal.number,
            Terminal.model,
            Terminal.device_type,
            Merchant.name.label("merchant"),
            Merchant.name_en.label("merchant_en"),
            Merchant.code.label("merchant_code"),
            Merchant.merchant_class,
            Merchant.phone,
            Merchant.city,
            Merchant.city_en,
            Merchant.zone,
            Merchant.address,
            Psp.name.label("psp"),
            Psp.name_en.label("psp_en"),
            open_job.label("open_job"),
        )
        .join(Merchant, Terminal.merchant_id == Merchant.id)
        .outerjoin(Psp, Merchant.psp_id == Psp.id)
        .where(Terminal.id.in_(terminals))
    )
    texts = ("psp", "psp_en", "open_job")
    found = {
        row.id: TerminalRow(**{**row._mapping, **{name: getattr(row, name) or "" for name in texts}})  # noqa: SLF001 - public form
        for row in session.execute(query)
    }
    return [found[terminal] for terminal in terminals]
