"""The search of a terminal as somebody types, beside LIKE over the same store."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Table, insert, text
from sqlalchemy.orm import Session

from app.bench.row import BenchRow, Goal, Peer, Sizes
from app.domain import identifiers, search_words
from app.domain.search_words import phone_beginnings, phone_key, words
from app.models import schema
from app.models.merchants import Merchant, Terminal
from app.models.registry import METADATA
from app.models.store import Changes, Store
from app.services.intake.search import SHOWN, find_terminals
from app.services.sample_region import names

REPEATS = 3
_SEED = 7
_AT_ONCE = 20_000
_MERCHANTS_SHARE = 0.75
_P95 = 0.95
_DEVICE = {"device_type": "POS", "model": "S90", "serial": "", "is_active": True}


def intake_search(sizes: Sizes) -> Iterator[BenchRow]:
    """From a keystroke to the answer, at the 95th hundredth, over numbers, phones and names."""
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'store.sqlite'}", _nobody_listens)
        schema.prepare(store)
        with store.writing() as session:
            fill(session, sizes.terminals)
        with store.reading() as session:
            typed = keystrokes(session, sizes.keystrokes, sizes.terminals)
            answers = {each: _ids(session, each) for each in typed}
            repeats = tuple(_p95(find_terminals, session, typed) for _ in range(REPEATS))
            some = Random(_SEED).sample(typed, min(sizes.looked_for, len(typed)))
            peer = _p95(like, session, some)
            is_equal = all(like(session, each) == answers[each] for each in some)
        store.dispose()
    yield BenchRow(
        name="intake-search",
        rows=sizes.terminals,
        unit="ms",
        repeats=repeats,
        goal=Goal(limit=10, ratio=20),
        peer=Peer(
            name=f"SQL LIKE, {len(some):,} of {len(typed):,} keystrokes", measured=peer, is_equal=is_equal
        ),
    )


def fill(session: Session, terminals: int) -> None:
    """Write so many terminals and three quarters as many merchants, with invented names."""
    random = Random(_SEED)
    merchants = max(1, int(terminals * _MERCHANTS_SHARE))
    _write(session, Merchant, (_merchant(random, number) for number in range(1, merchants + 1)))
    numbers = random.sample(range(10**7, 10**8), terminals)
    _write(
        session,
        Terminal,
        (
            {
                "number": str(number),
                "merchant_id": place % merchants + 1,
                "device_type": "POS",
                "model": "S90",
            }
            | {"serial": "", "is_active": True}
            for place, number in enumerate(numbers)
        ),
    )


def keystrokes(session: Session, count: int, terminals: int) -> list[str]:
    """What stands in the box after each key, while terminals are looked for in one way or another."""
    random, typed = Random(_SEED), dict[str, None]()
    ways: tuple[Callable[[Terminal], str], ...] = (
        lambda terminal: terminal.number,
        lambda terminal: terminal.merchant.phone,
        lambda terminal: terminal.merchant.code,
        lambda terminal: terminal.merchant.name,
        lambda terminal: " ".join(reversed(terminal.merchant.name.split())),
        lambda terminal: terminal.merchant.name_en,
    )
    while len(typed) < count:
        terminal = session.get_one(Terminal, random.randrange(terminals) + 1)
        said = random.choice(ways)(terminal)
        typed.update(dict.fromkeys(said[:length] for length in range(1, len(said) + 1)))
    return list(typed)[:count]


def like(session: Session, typed: str) -> list[int]:
    """The same terminals in the same order, by looking at every one of them."""
    parts, number = words(typed), search_words.figures(typed)
    asked: dict[str, object] = {"shown": SHOWN, "number": number, "begun": f"{number}%"}
    asked |= {"key": phone_key(number)}
    asked |= {f"whole{place}": f"% {part} %" for place, part in enumerate([*parts, "".join(parts)])}
    asked |= {f"begins{place}": f"% {part}%" for place, part in enumerate([*parts, "".join(parts)])}
    phones = phone_beginnings(number) if number else []
    asked |= {f"phone{place}": f"{phone}%" for place, phone in enumerate(phones)}
    statement = _LIKE_NUMBER if number else _LIKE_WORDS
    likes = " OR ".join(f"phone_key LIKE :phone{place}" for place in range(len(phones))) or "0"
    return list(
        session.scalars(
            text(
                statement.format(
                    whole=_all_of("whole", len(parts)), begins=_all_of("begins", len(parts)), phones=likes
                )
            ),
            asked,
        )
    )


def _all_of(name: str, count: int) -> str:
    named = "' ' || search_key || ' '"
    every = " AND ".join(f"{named} LIKE :{name}{place}" for place in range(count)) or "0"
    return f"(({every}) OR {named} LIKE :{name}{count})"


_LIKE = """
WITH ranked AS (SELECT t.id, t.number, m.code, m.phone_key, m.id AS merchant, CASE {ranks} END AS rank
FROM terminal t JOIN merchant m ON m.id = t.merchant_id WHERE t.is_active)
SELECT id FROM ranked WHERE rank IS NOT NULL ORDER BY rank, CASE rank WHEN 4 THEN code
WHEN 5 THEN phone_key ELSE '' END, CASE WHEN rank > 5 THEN merchant ELSE 0 END, number LIMIT :shown
"""
_NAMED = "WHEN {whole} THEN 6 WHEN {begins} THEN 7"
_LIKE_WORDS = _LIKE.format(ranks=_NAMED)
_LIKE_NUMBER = _LIKE.format(
    ranks="WHEN t.number = :number THEN 0 WHEN m.code = :number THEN 1 WHEN m.phone_key = :key THEN 2"
    " WHEN t.number LIKE :begun THEN 3 WHEN m.code LIKE :begun THEN 4 WHEN {phones} THEN 5"
    " WHEN {begins} THEN 7"
)


def _merchant(random: Random, number: int) -> dict[str, object]:
    (name, name_en), _trade = names.shop(random)
    phone = identifiers.sample_mobile(random)
    return {
        "code": f"{number:06}{random.randrange(10**9):09}",
        "name": name,
        "name_en": name_en,
        "phone": phone,
        "search_key": search_words.search_key(name, name_en, phone),
        "phone_key": phone_key(phone),
        "merchant_class": "standard",
        "zone": "A",
        "province": "",
        "city": "",
        "city_en": "",
        "address": "",
    }


def _write(session: Session, kind: type[Merchant | Terminal], rows: Iterator[dict[str, object]]) -> None:
    table: Table = METADATA.tables[kind.__tablename__]
    while some := [row for _place, row in zip(range(_AT_ONCE), rows, strict=False)]:
        session.connection().execute(insert(table), some)


def _ids(session: Session, typed: str) -> list[int]:
    return [row.id for row in find_terminals(session, typed)]


def _p95(search: Callable[[Session, str], object], session: Session, typed: list[str]) -> float:
    """Milliseconds within which 95 of 100 are answered."""
    taken = []
    for each in typed:
        begin = perf_counter()
        search(session, each)
        taken.append((perf_counter() - begin) * 1000)
    return sorted(taken)[int(_P95 * (len(taken) - 1))]


def _nobody_listens(_changes: Changes) -> None:
    """Nothing shows this store."""
