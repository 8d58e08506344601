"""A month of penalties by the column, beside a loop with Decimal and beside the exact rules."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from app.bench.busy_month import contracts, one_by_one
from app.bench.decimal_loop import DecimalLoop
from app.bench.row import BenchRow, Goal, Peer, Sizes, seconds_of
from app.domain.agreements import Agreement
from app.domain.penalties.capping import ChargedBefore
from app.domain.penalties.facts import Lateness
from app.domain.penalties.lines import ZERO
from app.domain.penalties.pricing import price
from app.services.bulk_pricing.columns import Columns
from app.services.bulk_pricing.pricing import BulkPrices, Owed

REPEATS, PEER_REPEATS = 15, 3

Facts: TypeAlias = list[tuple[Lateness, int]]
_Peer: TypeAlias = Callable[[Agreement, Facts], Owed]

_ONE_CASE = ChargedBefore(is_one_case=True)


def penalties_month(sizes: Sizes) -> Iterator[BenchRow]:
    """Every promise of a month priced, each contract a case; columns stand and clauses are ready."""
    month = _ready(contracts(sizes.obligations))
    repeats = seconds_of(lambda: _priced(month), REPEATS)
    peers = (
        ("penalties-month", DecimalLoop.name, sizes.looped, _by_loop),
        ("penalties-month-rules", "exact rules", sizes.ruled, _by_rules),
    )
    for name, peer, rows, ask in peers:
        sample = list(contracts(rows))
        facts = [(agreement, one_by_one(columns)) for agreement, columns in sample]
        answers: list[Owed] = []
        taken = min(seconds_of(partial(_ask, ask, facts, answers), PEER_REPEATS))
        yield BenchRow(
            name=name,
            rows=sizes.obligations,
            unit="s",
            repeats=repeats,
            goal=Goal(limit=0.15, ratio=40),
            peer=Peer(
                name=f"{peer}, {rows:,} of {sizes.obligations:,} scaled",
                measured=taken / rows * sizes.obligations,
                is_equal=answers == _priced(_ready(sample)) * PEER_REPEATS,
            ),
        )


def _ask(ask: _Peer, cases: Sequence[tuple[Agreement, Facts]], answers: list[Owed]) -> None:
    answers += [ask(agreement, facts) for agreement, facts in cases]


def _ready(month: Iterable[tuple[Agreement, Columns]]) -> list[tuple[BulkPrices, Columns]]:
    return [(BulkPrices(agreement), columns) for agreement, columns in month]


def _priced(month: Sequence[tuple[BulkPrices, Columns]]) -> list[Owed]:
    return [prices.charges(columns, _ONE_CASE).owed() for prices, columns in month]


def _by_loop(agreement: Agreement, facts: Facts) -> Owed:
    return Owed(*DecimalLoop(agreement.versions[0]).owed([lateness for lateness, _version in facts]))


def _by_rules(agreement: Agreement, facts: Facts) -> Owed:
    lines = price(agreement, facts, _ONE_CASE).lines
    return Owed(sum((line.amount for line in lines), ZERO), sum((line.payable for line in lines), ZERO))
