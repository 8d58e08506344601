"""What a contractor owes under one agreement, by the column; equal to `app/domain/penalties` to the rial."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.domain.agreements import Agreement, AgreementVersion
from app.domain.errors import RuleBroken
from app.domain.money import rial_of
from app.domain.penalties.capping import ChargedBefore
from app.domain.penalties.clauses import Cap, CapEffect, CapScope, PenaltyClause, Trigger
from app.domain.penalties.facts import Fact, Lateness
from app.domain.penalties.lines import ZERO
from app.domain.penalties.pricing import price
from app.services.bulk_pricing.columns import NO_DATES, Columns, Kind, columns_of
from app.services.bulk_pricing.tariffs import (
    DATES_OF,
    MOST,
    Column,
    Places,
    Rial,
    Tariff,
    TooLarge,
    is_mirrored,
    tariff_of,
)

_WHOLE_FLOATS = 2**53
_STRETCH = 7
"""Places that are equal but for so many of their last bits are one stretch."""


class Owed(NamedTuple):
    """A sum before caps and what is payable of it, in whole rial."""

    gross: Decimal
    payable: Decimal


class Charges(NamedTuple):
    """What is charged, line by line: only lines of which something was payable before caps over several."""

    rows: Places
    clauses: Column
    """Places among the codes of all clauses in order."""
    payable: Rial
    gross: int
    """Rial of all lines before caps."""

    def owed(self) -> Owed:
        """Their sum."""
        return Owed(Decimal(self.gross), Decimal(total(self.payable)))


def owed(
    agreement: Agreement, facts: Iterable[tuple[Fact, int]], before: ChargedBefore | None = None
) -> Owed:
    """What one case of these facts, each with its version, comes to.

    By the column where that can tell it, else by the exact rules; raises RuleBroken("no-base-price").
    """
    taken, known = before or ChargedBefore(), list(facts)
    late = [(fact, version) for fact, version in known if isinstance(fact, Lateness)]
    if len(late) == len(known) and can_price(agreement, taken):
        try:
            return BulkPrices(agreement).charges(columns_of(late, taken), taken).owed()
        except TooLarge:
            pass  # whole numbers without a bound take over
    lines = price(agreement, known, taken).lines
    gross = sum((line.amount for line in lines), ZERO)
    return Owed(gross, sum((line.payable for line in lines), ZERO))


def can_price(agreement: Agreement, before: ChargedBefore) -> bool:
    """Whether columns tell the same as the exact rules for missed promises of this agreement."""
    versions = agreement.versions
    has_caps = any(cap.scope is not CapScope.CONTRACT for version in versions for cap in version.caps)
    return (
        (before.is_one_case or not has_caps)
        and all(version.cap_order[0] is CapScope.ITEM for version in versions)
        and all(is_mirrored(clause) for version in versions for clause in _clauses(version))
    )


def total(column: Rial) -> int:
    """The exact sum of a column of rial."""
    if len(column) and int(column.max()) >= MOST // len(column):
        return sum(column.tolist())
    return int(column.sum())


class _Meant(NamedTuple):
    """A clause, and for each kind of promise whether it speaks of it."""

    version: AgreementVersion
    clause: PenaltyClause
    kinds: NDArray[np.bool_]
    is_first: bool
    """Whether no clause before it competes for any of them."""


@dataclass(slots=True)
class _Lines:
    """The lines of some clauses as they are found."""

    owing: Places
    """The rows that are missed, and wait for nobody's decision."""
    best: Rial
    """By each of them the dearest payable of clauses that compete."""
    dearest: Column
    """The place of its clause."""
    beside: list[tuple[Places, int, Rial]]
    """Rows, clause and payable of clauses that add up."""
    gross: int = 0
    newest: int = 0
    """The newest version that has a line."""


class BulkPrices:
    """The clauses of one agreement that `can_price` allows, made ready for columns."""

    def __init__(self, agreement: Agreement) -> None:
        self._versions = {version.number: version for version in agreement.versions}
        codes = {clause.code for version in agreement.versions for clause in version.clauses}
        self._codes = {code: place for place, code in enumerate(sorted(codes))}
        self._tariffs: dict[tuple[int, str, bool], Tariff] = {}
        self._meant: dict[Sequence[Kind], list[_Meant]] = {}

    def charges(self, columns: Columns, before: ChargedBefore | None = None) -> Charges:
        """The charges of one case: every clause, each incident once, then caps.

        Raises TooLarge, and RuleBroken("no-base-price") as the exact rules do.
        """
        return self._capped(columns, self._lines(columns), before or ChargedBefore())

    def _lines(self, columns: Columns) -> _Lines:
        owing, waiting = columns.is_missed, columns.is_undecided
        held_back = np.empty(0, np.int64)
        if waiting is not None:
            # They have lines of nothing.
            held_back = columns.kind.compress(owing & waiting)
            owing = owing & ~waiting
        rows = np.flatnonzero(owing)
        kind, count = columns.kind.take(rows), len(rows)
        lines = _Lines(rows, np.zeros(count, np.int64), np.zeros(count, np.int64), [])
        for meant in self._speaking_of(columns.kinds):
            at = np.flatnonzero(meant.kinds.take(kind))
            if len(at):
                self._add(lines, meant, columns, at)
            if len(at) or meant.kinds.take(held_back).any():
                lines.newest = meant.version.number
        return lines

    def _speaking_of(self, kinds: Sequence[Kind]) -> list[_Meant]:
        """The clauses that speak of some of these kinds: by version, then by code."""
        if kinds not in self._meant:
            found, taken = [], np.zeros(len(kinds), np.bool_)
            for number, version in sorted(self._versions.items()):
                for clause in sorted(_clauses(version), key=lambda each: each.code):
                    is_meant = np.array([_is_meant(clause, number, kind) for kind in kinds], np.bool_)
                    if is_meant.any():
                        found.append(_Meant(version, clause, is_meant, not (taken & is_meant).any()))
                        taken |= is_meant & (not clause.adds_up)
            self._meant[kinds] = found
        return self._meant[kinds]

    def _add(self, lines: _Lines, meant: _Meant, columns: Columns, at: Places) -> None:
        """The lines of one clause, less what other cases charged."""
        clause, rows = meant.clause, lines.owing.take(at)
        amount, payable = self._charged(meant, columns, rows)
        charged = columns.kept_before.get(clause.code) if clause.adds_up else columns.charged_before
        if charged is not None:
            payable = np.maximum(payable - charged.take(rows), 0)
        if clause.code in columns.counted_before:
            amount = np.maximum(amount - columns.counted_before[clause.code].take(rows), 0)
        lines.gross += total(amount)
        place = self._codes[clause.code]
        if clause.adds_up:
            lines.beside.append((rows, place, payable))
            return
        if not meant.is_first:
            dearer = np.flatnonzero(payable > lines.best.take(at))
            at, payable = at.take(dearer), payable.take(dearer)
        lines.best[at] = payable
        lines.dearest[at] = place

    def _charged(self, meant: _Meant, columns: Columns, rows: Places) -> tuple[Rial, Rial]:
        """What a clause takes for rows of either measure."""
        in_dates = columns.dates.take(rows) > NO_DATES if meant.clause.unit in DATES_OF else None
        if in_dates is None or not in_dates.any():
            return self._tariff(meant, in_dates=False).charge(columns.seconds.take(rows))
        if in_dates.all():
            return self._tariff(meant, in_dates=True).charge(_dates(meant.clause, columns, rows))
        amount, payable = np.empty(len(rows), np.int64), np.empty(len(rows), np.int64)
        for is_date in (True, False):
            some = np.flatnonzero(in_dates == is_date)
            at = rows.take(some)
            figures = _dates(meant.clause, columns, at) if is_date else columns.seconds.take(at)
            amount[some], payable[some] = self._tariff(meant, in_dates=is_date).charge(figures)
        return amount, payable

    def _tariff(self, meant: _Meant, *, in_dates: bool) -> Tariff:
        key = meant.version.number, meant.clause.code, in_dates
        if key not in self._tariffs:
            self._tariffs[key] = tariff_of(meant.clause, meant.version.prices, in_dates=in_dates)
        return self._tariffs[key]

    def _capped(self, columns: Columns, lines: _Lines, before: ChargedBefore) -> Charges:
        """The lines that are payable, cut by the caps of the newest version that charges something."""
        found = self._payable(columns, lines)
        version = self._versions.get(lines.newest)
        if version is None:
            return found
        # Where each stands by due instant, job, obligation and clause.
        place = columns.place.take(found.rows)
        if lines.beside:
            place = place * len(self._codes) + found.clauses
        for scope in version.cap_order[1:]:
            for cap in version.caps:
                if cap.scope is scope and cap.effect is CapEffect.LIMIT:
                    found = self._cut(found, place, cap, _limit(cap, version) - _elsewhere(cap, before))
        return found

    def _payable(self, columns: Columns, lines: _Lines) -> Charges:
        """The dearest line of each job, and those charged beside it."""
        at = _winners(columns.job.take(lines.owing), lines.best)
        parts = [(lines.owing.take(at), lines.dearest.take(at), lines.best.take(at))]
        for rows, clause, payable in lines.beside:
            paid = np.flatnonzero(payable)
            parts.append((rows.take(paid), np.full(len(paid), clause, np.int64), payable.take(paid)))
        rows, clauses, payable = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Charges(rows, clauses, payable, lines.gross)

    def _cut(self, found: Charges, place: Column, cap: Cap, most: int) -> Charges:
        """The last lines that the cap holds for, cut until no more than `most` is payable."""
        payable = found.payable
        if cap.clauses:
            meant = np.array([code in cap.clauses for code in self._codes])
            payable = payable * meant.take(found.clauses)
        here, most = total(payable), max(most, 0)
        if here <= most:
            return found
        if here >= MOST:
            raise TooLarge
        last, stays = _cut_place(place, payable, most)
        left = payable * (place < last)
        left[place == last] = stays
        return found._replace(payable=found.payable - payable + left)


def _cut_place(place: Column, payable: Rial, most: int) -> tuple[int, int]:
    """The place at which sums in order come to more than the most, and what stays of the line there."""
    before, at = 0, np.arange(len(place))
    if total(payable) < _WHOLE_FLOATS:
        # By stretches of places first, then only in the one: sums of floats are exact while they are whole.
        stretches = np.cumsum(np.bincount(place >> _STRETCH, payable)).astype(np.int64)
        stretch = int(np.searchsorted(stretches, most, side="right"))
        before = int(stretches[stretch - 1]) if stretch else 0
        at = np.flatnonzero(place >> _STRETCH == stretch)
    at = at.take(np.argsort(place.take(at)))
    sums = np.cumsum(payable.take(at)) + before
    last = int(np.searchsorted(sums, most, side="right"))
    return int(place[at[last]]), most - (int(sums[last - 1]) if last else before)


def _dates(clause: PenaltyClause, columns: Columns, rows: Places) -> Column:
    dates, to_next = columns.dates.take(rows), columns.dates_to_next
    if to_next is None or not clause.until_next_due:
        return dates
    return np.minimum(dates, to_next.take(rows))


def _winners(job: Column, best: Rial) -> Places:
    """Of each job the row of its dearest line; the first of several that are as dear."""
    if not len(job):
        return np.empty(0, np.intp)
    first = np.flatnonzero(np.concatenate(([True], job[1:] != job[:-1])))
    most = np.repeat(np.maximum.reduceat(best, first), np.diff(first, append=len(job)))
    rows = np.flatnonzero((best == most) & (best > 0))
    its_job = job.take(rows)
    return rows[np.concatenate(([True], its_job[1:] != its_job[:-1]))] if len(rows) else rows


def _clauses(version: AgreementVersion) -> Iterator[PenaltyClause]:
    """Those that charge missed promises."""
    return (clause for clause in version.clauses if clause.trigger is Trigger.MISSED)


def _is_meant(clause: PenaltyClause, number: int, kind: Kind) -> bool:
    return (
        kind.version == number
        and clause.metric in {"", kind.metric}
        and clause.speaks_of(kind.service, kind.zone, kind.priority)
    )


def _elsewhere(cap: Cap, before: ChargedBefore) -> int:
    """Whole rial that other cases under the cap have payable."""
    others = before.sums.get(cap.scope, {}).items()
    return sum(int(rial) for code, rial in others if not cap.clauses or code in cap.clauses)


def _limit(cap: Cap, version: AgreementVersion) -> int:
    if not cap.base:
        return int(cap.amount)
    found = version.prices.get(cap.base)
    if found is None:
        raise RuleBroken("no-base-price", clause=cap.scope.value, price=cap.base)
    return int(rial_of(Fraction(found) * cap.rate))
