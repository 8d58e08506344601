"""What a contractor's broken promises cost under one agreement: the one price of drafts and what-ifs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.agreements import Agreement
from app.domain.penalties import ZERO, Lateness, PenaltyLine, applies, charge, highest_only


@dataclass(frozen=True, slots=True)
class ChargedBefore:
    """What other periods took already."""

    incidents: Mapping[str, Decimal] = field(default_factory=dict)
    """By job: rial charged after caps."""
    items: Mapping[tuple[int, str], Decimal] = field(default_factory=dict)
    """By obligation and clause: rial counted before caps."""


def price(
    agreement: Agreement,
    broken: Iterable[tuple[Lateness, int]],
    before: ChargedBefore | None = None,
) -> list[PenaltyLine]:
    """Every clause held against every broken promise (with its version), each incident charged once.

    What an incident was charged before is taken off each of its lines: the dearest of them is what the
    whole incident costs. Raises RuleBroken("no-base-price").
    """
    taken = before or ChargedBefore()
    versions = {version.number: version for version in agreement.versions}
    return highest_only(
        charge(
            clause,
            lateness,
            prices=versions[number].prices,
            charged_before=taken.incidents.get(lateness.job, ZERO),
            counted_before=taken.items.get((lateness.obligation, clause.code), ZERO),
        )
        for lateness, number in broken
        if number in versions
        for clause in versions[number].clauses
        if applies(clause, lateness)
    )
