"""The priority of a call as the rules propose it: from the fault, the merchant's class, and the site."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.events import Priority
from app.domain.faults import Fault

PREMIUM = "premium"


class Because(StrEnum):
    """Why a priority is proposed."""

    FAULT = "fault"
    """The catalogue gives it to the fault."""
    PREMIUM_DOWN = "premium-down"
    """A premium merchant cannot take payments."""
    SEVERAL_DOWN = "several-down"
    """With this one, two or more terminals of the site are down."""


@dataclass(frozen=True, slots=True)
class ProposedPriority:
    """A priority and why; `down` counts the terminals of the site that cannot transact, this one too."""

    priority: Priority
    because: Because
    down: int


def proposed_priority(fault: Fault, *, merchant_class: str, others_down: int) -> ProposedPriority:
    """Propose a priority (domain, 1.2): P1 where a premium merchant or a whole site cannot transact.

    `others_down`: other terminals of the merchant with an open call of P1 or P2.
    """
    if fault.priority is not Priority.P2:
        return ProposedPriority(fault.priority, Because.FAULT, others_down)
    if others_down:
        return ProposedPriority(Priority.P1, Because.SEVERAL_DOWN, others_down + 1)
    if merchant_class == PREMIUM:
        return ProposedPriority(Priority.P1, Because.PREMIUM_DOWN, 1)
    return ProposedPriority(fault.priority, Because.FAULT, 1)
