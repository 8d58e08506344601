"""A job's facts: what happened, when, and who said so."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Service(StrEnum):
    """What a job is for (interfaces: column `service`)."""

    EM = "EM"
    PM = "PM"
    INSTALL = "INSTALL"
    DEINSTALL = "DEINSTALL"
    SWAP = "SWAP"
    RELOCATE = "RELOCATE"
    SIM = "SIM"
    ROLL = "ROLL"
    CONFIG = "CONFIG"
    TRAINING = "TRAINING"
    AUDIT = "AUDIT"


_REASON = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def is_reason(code: str) -> bool:
    """Whether a code can be a reason: small words joined by hyphens, as agreements write them."""
    return _REASON.fullmatch(code) is not None


class EventKind(StrEnum):
    """What happened to a job (interfaces: column `event`)."""

    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"
    CONTRACTOR = "contractor"
    """Another contractor; its dispatch, if it is of the same instant, comes after."""
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    PAUSED = "paused"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    PRIORITY = "priority"
    EXCUSED = "excused"
    NOTE = "note"
    WAIT_APPROVED = "wait-approved"
    WAIT_REFUSED = "wait-refused"
    """A supervisor's decision on a wait; `value` is the instant at which it began, empty for the latest."""
    UNDONE = "undone"
    """Takes back one fact of the job: the rules read the job as if neither had been written."""


DECISIONS = frozenset({EventKind.WAIT_APPROVED, EventKind.WAIT_REFUSED})
"""Made at a desk of this program alone."""
IN_FILES = frozenset(EventKind) - DECISIONS - {EventKind.UNDONE}
"""What a file of events may say (interfaces: column `event`)."""


class Owner(StrEnum):
    """Who has to answer for a wait."""

    MERCHANT = "merchant"
    PSP = "psp"
    NETWORK = "network"
    CONTRACTOR = "contractor"
    FORCE_MAJEURE = "force-majeure"


class Source(StrEnum):
    """Who declared a fact."""

    DESK = "desk"
    CONTRACTOR = "contractor"
    MERCHANT = "merchant"
    TERMINAL = "terminal"
    LOG = "log"
    """A foreign ticket log that was imported."""


class Priority(StrEnum):
    """P1 critical … P4 low."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact: `at` is when it happened (declared), `recorded_at` when it was written down."""

    kind: EventKind
    at: datetime
    recorded_at: datetime
    actor: str = ""
    source: Source = Source.DESK
    reason: str = ""
    owner: Owner | None = None
    value: str = ""
    """The new priority, the contractor's code, or free text of a note."""
    technician: str = ""
