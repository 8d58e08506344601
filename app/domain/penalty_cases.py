"""The states of a penalty case, which action is allowed in which state, and who may take off how much.

draft → reviewed → approved → issued → served → objected | accepted → settled, or corrected (semantics 14).
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from app.domain.errors import RuleBroken


class CaseState(StrEnum):
    """Where a penalty case stands."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    ISSUED = "issued"
    SERVED = "served"
    OBJECTED = "objected"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    SETTLED = "settled"


class CaseAction(StrEnum):
    """What can be done to a penalty case; each leaves one row of its audit."""

    DRAFTED = "drafted"
    REVIEWED = "reviewed"
    SENT_BACK = "sent-back"
    APPROVED = "approved"
    ISSUED = "issued"
    SERVED = "served"
    SERVICE_CORRECTED = "service-corrected"
    """The notice was served on another day than was recorded."""
    EXTENDED = "extended"
    OBJECTED = "objected"
    DECIDED = "decided"
    ACCEPTED = "accepted"
    ACCEPTANCE_WITHDRAWN = "acceptance-withdrawn"
    """It was accepted by silence before the days to object were over."""
    CORRECTED = "corrected"
    CORRECTION_PROPOSED = "correction-proposed"
    CORRECTION_REFUSED = "correction-refused"
    RECKONED = "reckoned"
    """Reckoned anew after facts that came late; nothing differs."""
    NOTICE_DUE = "notice-due"
    """A correction asks for more than the notice did: it has to be served as the notice was."""
    WAIVER_ASKED = "waiver-asked"
    WAIVER_REFUSED = "waiver-refused"
    WAIVED = "waived"
    WAIVER_LAPSED = "waiver-lapsed"
    """What it was for is no longer charged, or it would now take off more than its approver may."""
    DEMANDED = "demanded"
    PAID = "paid"
    REFUNDED = "refunded"
    """Settled before a correction, and no longer asked for."""
    SETTLED = "settled"


class Level(StrEnum):
    """Who may take something off a penalty, the lesser first."""

    SUPERVISOR = "supervisor"
    REGIONAL_MANAGER = "regional-manager"
    CONTRACT_MANAGER = "contract-manager"


class WaiverReason(StrEnum):
    """Why something is taken off before anybody objects."""

    GOOD_RECORD = "good-record"
    FIRST_TIME = "first-time"
    PARTIAL_FAULT = "partial-fault"
    EMPLOYERS_DELAY = "employers-delay"
    FORCE_MAJEURE = "force-majeure"
    DATA_ERROR = "data-error"
    SETTLEMENT = "settlement"
    OTHER = "other"


class ObjectionReason(StrEnum):
    """Why the contractor does not accept a line."""

    WRONG_TIME = "wrong-time"
    DONE_IN_TIME = "done-in-time"
    MERCHANT_ABSENT = "merchant-absent"
    EMPLOYERS_DELAY = "employers-delay"
    FORCE_MAJEURE = "force-majeure"
    WRONG_CONTRACTOR = "wrong-contractor"
    WRONG_AMOUNT = "wrong-amount"
    DUPLICATE = "duplicate"
    EXCUSED = "excused"
    OTHER = "other"


class Verdict(StrEnum):
    """What was decided on an objected line."""

    UPHELD = "upheld"
    REDUCED = "reduced"
    CANCELLED = "cancelled"


class DecisionReason(StrEnum):
    """Why it was decided so."""

    EVIDENCE_ACCEPTED = "evidence-accepted"
    EVIDENCE_PARTIAL = "evidence-partial"
    EVIDENCE_MISSING = "evidence-missing"
    NOT_COVERED = "not-covered"
    CALCULATION_ERROR = "calculation-error"
    OTHER = "other"


class ExtensionReason(StrEnum):
    """Why the contractor gets longer to object."""

    EVIDENCE_AWAITED = "evidence-awaited"
    HOLIDAYS = "holidays"
    PARTIES_AGREED = "parties-agreed"
    OTHER = "other"


class ServiceCorrectionReason(StrEnum):
    """Why a notice was served on another day than was recorded."""

    TYPED_WRONG = "typed-wrong"
    PROOF_READ_WRONG = "proof-read-wrong"
    BETTER_PROOF = "better-proof"
    OTHER = "other"


class SendBackReason(StrEnum):
    """Why a case goes back to be drafted anew."""

    FIGURES = "figures"
    EVIDENCE = "evidence"
    WORDING = "wording"
    OTHER = "other"


class CorrectionReason(StrEnum):
    """Why an issued charge changes."""

    OBJECTION = "objection"
    WAIVER = "waiver"
    RECALCULATION = "recalculation"
    CALCULATION_ERROR = "calculation-error"
    OTHER = "other"


class AcceptanceReason(StrEnum):
    """How a charge came to stand."""

    SILENCE = "silence"
    IN_WRITING = "in-writing"
    DECISION = "decision"


class ProofKind(StrEnum):
    """By what it is proved that a notice reached the contractor."""

    REGISTERED_POST = "registered-post"
    SECRETARIAT_RECEIPT = "secretariat-receipt"
    HAND_DELIVERY = "hand-delivery"
    E_MAIL_ACKNOWLEDGED = "e-mail-acknowledged"


class EvidenceKind(StrEnum):
    """What is laid before whoever decides."""

    TEXT = "text"
    REFERENCE = "reference"
    FILE = "file"


class SettlementSource(StrEnum):
    """Out of what a penalty is paid, in the order in which they are drawn on."""

    STATEMENT = "statement"
    GUARANTEE = "guarantee"
    PAYMENT = "payment"


class GuaranteeKind(StrEnum):
    """What a contractor has given as security."""

    BANK = "bank"
    PROMISSORY_NOTE = "promissory-note"
    CHEQUE = "cheque"
    CASH = "cash"


_A, _S = CaseAction, CaseState

OPEN = frozenset({_S.DRAFT, _S.REVIEWED})
"""Its figures may still be reckoned anew."""
NOTIFIED = frozenset({_S.ISSUED, _S.SERVED, _S.OBJECTED, _S.ACCEPTED, _S.CORRECTED, _S.SETTLED})
"""Its notice is out: what that says never changes."""
STANDING = NOTIFIED | {_S.APPROVED}
"""It charges its contractor."""
PAYABLE = frozenset({_S.ACCEPTED, _S.CORRECTED})
"""It may be deducted, once the days to object are over."""
CORRECTABLE = NOTIFIED - {_S.SETTLED}
"""What it asks for may still change, by a correction."""
_WAIVABLE = OPEN | CORRECTABLE

ALLOWED: dict[CaseAction, frozenset[CaseState]] = {
    _A.DRAFTED: OPEN | {_S.APPROVED},
    _A.REVIEWED: frozenset({_S.DRAFT}),
    _A.SENT_BACK: frozenset({_S.REVIEWED, _S.APPROVED}),
    _A.APPROVED: frozenset({_S.REVIEWED}),
    _A.ISSUED: frozenset({_S.APPROVED}),
    _A.SERVED: frozenset({_S.ISSUED}),
    _A.SERVICE_CORRECTED: frozenset({_S.SERVED, _S.OBJECTED}) | PAYABLE,
    _A.EXTENDED: frozenset({_S.SERVED, _S.OBJECTED}),
    _A.OBJECTED: frozenset({_S.SERVED, _S.OBJECTED, _S.ACCEPTED, _S.CORRECTED, _S.SETTLED}),
    _A.DECIDED: frozenset({_S.OBJECTED}),
    _A.ACCEPTED: frozenset({_S.SERVED, _S.OBJECTED}),
    _A.ACCEPTANCE_WITHDRAWN: PAYABLE,
    _A.CORRECTED: CORRECTABLE,
    _A.CORRECTION_PROPOSED: CORRECTABLE,
    _A.CORRECTION_REFUSED: CORRECTABLE,
    _A.RECKONED: CORRECTABLE,
    _A.NOTICE_DUE: CORRECTABLE,
    _A.WAIVER_ASKED: _WAIVABLE,
    _A.WAIVER_REFUSED: _WAIVABLE,
    _A.WAIVED: _WAIVABLE,
    _A.WAIVER_LAPSED: _WAIVABLE | {_S.APPROVED},
    _A.DEMANDED: PAYABLE,
    _A.PAID: PAYABLE,
    _A.REFUNDED: CORRECTABLE,
    _A.SETTLED: PAYABLE,
}
"""In which states an action makes sense."""

_MOVES: dict[CaseAction, CaseState] = {
    _A.DRAFTED: _S.DRAFT,
    _A.REVIEWED: _S.REVIEWED,
    _A.SENT_BACK: _S.DRAFT,
    _A.APPROVED: _S.APPROVED,
    _A.ISSUED: _S.ISSUED,
    _A.SERVED: _S.SERVED,
    _A.OBJECTED: _S.OBJECTED,
    _A.ACCEPTED: _S.ACCEPTED,
    _A.ACCEPTANCE_WITHDRAWN: _S.SERVED,
    _A.NOTICE_DUE: _S.ISSUED,
    _A.SETTLED: _S.SETTLED,
}


def check_allowed(state: CaseState, action: CaseAction) -> None:
    """Refuse an action that makes no sense in this state: RuleBroken("not-in-this-case-state")."""
    if state not in ALLOWED[action]:
        raise RuleBroken("not-in-this-case-state", state=state.value, action=action.value)


def allowed_actions(state: CaseState) -> frozenset[CaseAction]:
    """What may be done to a case in `state`."""
    return frozenset(action for action, states in ALLOWED.items() if state in states)


def moved(state: CaseState, action: CaseAction) -> CaseState:
    """The state an action leads to.

    A correction changes what was accepted or decided; until then the case goes on with other figures.
    """
    if action is _A.CORRECTED:
        return _S.CORRECTED if state in PAYABLE else state
    return _MOVES.get(action, state)


def state_after(actions: Iterable[CaseAction]) -> CaseState:
    """The state that a case's audit, oldest first, adds up to."""
    state = CaseState.DRAFT
    for action in actions:
        state = moved(state, action)
    return state


MOST_SHARE = {
    Level.SUPERVISOR: Decimal(10),
    Level.REGIONAL_MANAGER: Decimal(50),
    Level.CONTRACT_MANAGER: Decimal(100),
}
"""Percent of a line, or of a whole case, that each level may take off (domain.md, 2.5)."""


def level_needed(share: Decimal) -> Level:
    """The least level that may take `share` percent off."""
    return next(level for level in Level if share <= MOST_SHARE[level])


def suffices(level: Level, needed: Level) -> bool:
    """Whether `level` is at least the one needed."""
    levels = list(Level)
    return levels.index(level) >= levels.index(needed)
