"""The terminal a caller means: by its number, its merchant's number or phone, or words of the name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, func, literal, or_, select, table, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.identifiers import canonical
from app.domain.persian import latin_digits
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
_BLOCK = 64
"""So many merchants are looked up at first, and ever more while too few of their terminals fit."""
_FEW = 400
"""So few matches of a server's index are put in order as they are."""
_LOOKED_THROUGH = 6_000
"""So many merchants tell a server which words are common: two milliseconds."""
_FOLDED = table("merchant_search", column("rowid"))


def find_terminals(session: Session, typed: str, limit: int = SHOWN) -> list[TerminalRow]:
    """Terminals in use that fit all that was typed, at most `limit`.

    Numbers that are exactly so come first, then terminal numbers, merchant numbers and phone numbers that
    begin so, then names with these words, then names with words that begin so; each in a fixed order.
    """
    found: dict[int, None] = {}
    for terminals in _tiers(session, _Typed.read(typed), limit):
        found.update(dict.fromkeys(terminals))
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


def _tiers(session: Session, typed: _Typed, limit: int) -> Iterator[Iterable[int]]:
    """Terminals, the best answers first, from each way of looking at most `limit`."""
    also = [_begins_somewhere(code) for code in typed.codes[0 if typed.words else 1 :]]
    if typed.words:
        yield _by_words(session, typed.words, also, limit, is_begun=False)
        yield _by_words(session, typed.words, also, limit, is_begun=True)
    elif typed.codes:
        yield from _by_code(session, typed.codes[0], also, limit)
        yield _by_words(session, words(typed.codes[0]), also, limit, is_begun=True)
    if len(typed.words) == 1 and not typed.codes and typed.words[0].isascii():  # a code of letters alone
        yield from _by_code(session, typed.words[0], [], limit)


def _by_code(
    session: Session, typed: str, also: Sequence[ColumnElement[bool]], limit: int
) -> Iterator[list[int]]:
    """Terminals that are exactly so by a number of theirs, then those by whose numbers begin so."""
    codes = _spellings(typed)
    asked = [(key, code) for key in (Terminal.number, Merchant.code) for code in codes]
    asked += [(Merchant.phone_key, begun) for begun in phone_beginnings(typed)]
    whole = {*codes, phone_key(typed)}
    exact: list[int] = []
    begun: list[int] = []
    for key, begin in asked:
        query = _terminals(key, _begins(key, begin), *also).order_by(key, Terminal.number)
        for terminal, found in session.execute(query.limit(limit)):
            (exact if found in whole else begun).append(terminal)
    yield exact
    yield begun


def _spellings(typed: str) -> list[str]:
    """A code as this program stores it, and as a foreign log may: with its hyphens, in any case."""
    written = latin_digits("".join(typed.split()))
    return list(dict.fromkeys(filter(None, (canonical(typed), written.upper(), written))))


def _by_words(
    session: Session,
    typed: Sequence[str],
    also: Sequence[ColumnElement[bool]],
    limit: int,
    *,
    is_begun: bool,
) -> list[int]:
    """Terminals whose merchant's name has these words, or words that begin so."""
    found: list[int] = []
    for merchants in filter(None, _named(session, typed, is_begun=is_begun)):
        query = _terminals(Merchant.id, Merchant.id.in_(merchants), *also)
        query = query.order_by(Merchant.id, Terminal.number).limit(limit - len(found))
        found += [terminal for terminal, _merchant in session.execute(query)]
        if len(found) >= limit:
            break
    return found


def _named(session: Session, typed: Sequence[str], *, is_begun: bool) -> Iterator[Sequence[int]]:
    """The merchants that the index of the database finds, in their order, some at a time."""
    if not typed:
        return
    if session.get_bind().dialect.name == "postgresql":
        yield from _named_at_server(session, typed, is_begun=is_begun)
        return
    matching = _indexed(_FOLDED.c.rowid, _IN_FILE, _asked(typed, is_begun=is_begun, is_server=False))
    after, size = 0, _BLOCK
    while True:
        later = matching.where(_FOLDED.c.rowid > after).order_by(_FOLDED.c.rowid)
        merchants = session.scalars(later.limit(size)).all()
        yield merchants
        if len(merchants) < size:
            return
        after, size = merchants[-1], size * 4


def _named_at_server(session: Session, typed: Sequence[str], *, is_begun: bool) -> Iterator[Sequence[int]]:
    """The same at a server, whose index gives no order and whose planner knows nothing of beginnings.

    What is common stands among the first merchants, which are looked through one by one; what does not is
    rare, and the index gives all of it at once.
    """
    key = Merchant.__table__.c.id
    matching = _indexed(key, _ON_SERVER, _asked(typed, is_begun=is_begun, is_server=True))
    if not is_begun:
        first = session.scalars(matching.limit(_FEW)).all()
        if len(first) < _FEW:
            yield sorted(first)
            return
    looked = select(key, Merchant.search_key).order_by(key).limit(_LOOKED_THROUGH).subquery()
    among = select(looked.c.id).where(_written(looked.c.search_key, typed, is_begun=is_begun))
    common = session.scalars(among.order_by(looked.c.id).limit(_BLOCK)).all()
    yield common
    rest = sorted(session.scalars(matching.where(key > (common[-1] if common else 0))))
    start, size = 0, _BLOCK
    while start < len(rest):
        yield rest[start : start + size]
        start, size = start + size, size * 4


def _indexed(key: ColumnElement[Any], index: str, asked: str) -> Select[Any]:
    return select(key).where(text(index).bindparams(asked=asked))


def _written(search_key: ColumnElement[str], typed: Sequence[str], *, is_begun: bool) -> ColumnElement[bool]:
    """What the index is asked, of the text itself: all words, or all in one."""
    end = "" if is_begun else " "
    named = literal(" ").concat(search_key).concat(end)

    def has(word: str) -> ColumnElement[bool]:
        return func.strpos(named, f" {word}{end}") > 0

    return or_(and_(*map(has, typed)), has("".join(typed)))


_IN_FILE = "merchant_search MATCH :asked"
_ON_SERVER = "array_to_tsvector(string_to_array(merchant.search_key, ' ')) @@ CAST(:asked AS tsquery)"


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


def _terminals(by: InstrumentedAttribute[Any], *wanted: ColumnElement[bool]) -> Select[int, Any]:
    """Terminals in use, each with that by which it is found."""
    joined = select(Terminal.id, by).join(Merchant, Terminal.merchant_id == Merchant.id)
    return joined.where(Terminal.is_active, *wanted)


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
