"""One charge per incident: of what clauses take for one job only the dearest is payable (semantics 13)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from app.domain.penalties.clauses import DOWNTIME
from app.domain.penalties.lines import ONE_CHARGE, ZERO, PenaltyLine

_Bid = tuple[str, str]
"""What a clause asks for one thing: the thing and the clause; a step-in belongs to the charge it follows."""


def highest_only(lines: Iterable[PenaltyLine]) -> list[PenaltyLine]:
    """The lines, of each incident only the dearest payable; clauses that add up are left as they are.

    Downtime of a terminal is one incident with all the jobs that it is made of: either it is charged, or
    what the jobs cost by themselves, whichever is more.
    """
    kept = list(lines)
    competing = [line for line in kept if line.jobs and not line.adds_up and line.payable]
    sums: dict[_Bid, Decimal] = defaultdict(Decimal)
    jobs: dict[_Bid, set[str]] = defaultdict(set)
    first: dict[_Bid, tuple[object, ...]] = {}
    for line in competing:
        bid = _bid(line)
        sums[bid] += line.payable
        jobs[bid].update(line.jobs)
        first[bid] = min(first.get(bid, _rank(line)), _rank(line))
    order = sorted(sums, key=lambda bid: (-sums[bid], first[bid]))
    charged = _charged(order, sums, jobs)
    return [
        line.less(ONE_CHARGE, ZERO) if line.jobs and not line.adds_up and _bid(line) not in charged else line
        for line in kept
    ]


def _charged(
    order: list[_Bid], sums: Mapping[_Bid, Decimal], jobs: Mapping[_Bid, set[str]]
) -> frozenset[_Bid]:
    """The bids that stand, of those in order, the dearest first."""
    dearest: dict[str, _Bid] = {}
    for bid in order:
        if len(jobs[bid]) == 1:
            (job,) = jobs[bid]
            dearest.setdefault(job, bid)
    taken: dict[str, _Bid] = dict(dearest)
    over_several = [bid for bid in order if len(jobs[bid]) > 1]
    settled: set[str] = set()
    for bid in over_several:
        alone = {dearest[job] for job in jobs[bid] if job in dearest}
        if not jobs[bid] & settled and sums[bid] > sum((sums[each] for each in alone), ZERO):
            settled |= jobs[bid]
            taken.update(dict.fromkeys(jobs[bid], bid))
    return frozenset(taken.values())


def _bid(line: PenaltyLine) -> _Bid:
    # Downtime is split at the ends of months; what it is about is the terminal.
    is_downtime = line.trigger in DOWNTIME
    return (f"down {line.terminal or line.item}" if is_downtime else line.item), line.clause


def _rank(line: PenaltyLine) -> tuple[object, ...]:
    return line.place[3:]
