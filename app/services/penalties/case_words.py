"""Codes of the life of a penalty case in words: states, reasons, verdicts, levels, proofs, sources."""

from collections.abc import Mapping

from app.domain.penalty_cases import (
    AcceptanceReason,
    CaseState,
    CorrectionReason,
    DecisionReason,
    EvidenceKind,
    ExtensionReason,
    GuaranteeKind,
    Level,
    ObjectionReason,
    ProofKind,
    SendBackReason,
    ServiceCorrectionReason,
    SettlementSource,
    Verdict,
    WaiverReason,
)
from app.i18n import N_

STATES: Mapping[str, str] = {
    CaseState.DRAFT: N_("Draft"),
    CaseState.REVIEWED: N_("Reviewed"),
    CaseState.APPROVED: N_("Approved"),
    CaseState.ISSUED: N_("Issued"),
    CaseState.SERVED: N_("Served"),
    CaseState.OBJECTED: N_("Objected to"),
    CaseState.ACCEPTED: N_("Accepted"),
    CaseState.CORRECTED: N_("Corrected"),
    CaseState.SETTLED: N_("Settled"),
}

REASONS: Mapping[str, str] = {
    WaiverReason.GOOD_RECORD: N_("good record"),
    WaiverReason.FIRST_TIME: N_("first time"),
    WaiverReason.PARTIAL_FAULT: N_("partly the contractor's fault"),
    WaiverReason.EMPLOYERS_DELAY: N_("delay of the employer"),
    WaiverReason.FORCE_MAJEURE: N_("force majeure"),
    WaiverReason.DATA_ERROR: N_("error in the data"),
    WaiverReason.SETTLEMENT: N_("agreed between the parties"),
    WaiverReason.OTHER: N_("another reason"),
    ObjectionReason.WRONG_TIME: N_("a time is recorded wrong"),
    ObjectionReason.DONE_IN_TIME: N_("done in time"),
    ObjectionReason.MERCHANT_ABSENT: N_("the merchant was absent"),
    ObjectionReason.WRONG_CONTRACTOR: N_("another contractor's job"),
    ObjectionReason.WRONG_AMOUNT: N_("the sum is wrong"),
    ObjectionReason.DUPLICATE: N_("charged twice"),
    ObjectionReason.EXCUSED: N_("excused before"),
    DecisionReason.EVIDENCE_ACCEPTED: N_("the evidence is accepted"),
    DecisionReason.EVIDENCE_PARTIAL: N_("the evidence shows a part of it"),
    DecisionReason.EVIDENCE_MISSING: N_("no evidence"),
    DecisionReason.NOT_COVERED: N_("not covered by the contract"),
    DecisionReason.CALCULATION_ERROR: N_("error in the calculation"),
    ExtensionReason.EVIDENCE_AWAITED: N_("evidence is awaited"),
    ExtensionReason.HOLIDAYS: N_("holidays"),
    ExtensionReason.PARTIES_AGREED: N_("the parties agreed"),
    ServiceCorrectionReason.TYPED_WRONG: N_("the day was typed wrong"),
    ServiceCorrectionReason.PROOF_READ_WRONG: N_("the proof was read wrong"),
    ServiceCorrectionReason.BETTER_PROOF: N_("a better proof came"),
    SendBackReason.FIGURES: N_("figures"),
    SendBackReason.EVIDENCE: N_("evidence"),
    SendBackReason.WORDING: N_("wording"),
    CorrectionReason.OBJECTION: N_("objection"),
    CorrectionReason.WAIVER: N_("waiver"),
    CorrectionReason.RECALCULATION: N_("recalculation"),
    AcceptanceReason.SILENCE: N_("no objection came"),
    AcceptanceReason.IN_WRITING: N_("accepted in writing"),
    AcceptanceReason.DECISION: N_("the objection was decided"),
    ProofKind.REGISTERED_POST: N_("registered post"),
    ProofKind.SECRETARIAT_RECEIPT: N_("receipt of the secretariat"),
    ProofKind.HAND_DELIVERY: N_("handed over against a signature"),
    ProofKind.E_MAIL_ACKNOWLEDGED: N_("e-mail that was acknowledged"),
}
"""Why something was done, by its code."""

VERDICTS: Mapping[str, str] = {
    Verdict.UPHELD: N_("Upheld"),
    Verdict.REDUCED: N_("Reduced"),
    Verdict.CANCELLED: N_("Cancelled"),
}

LEVELS: Mapping[str, str] = {
    Level.SUPERVISOR: N_("supervisor"),
    Level.REGIONAL_MANAGER: N_("regional manager"),
    Level.CONTRACT_MANAGER: N_("contract manager"),
}

EVIDENCE: Mapping[str, str] = {
    EvidenceKind.TEXT: N_("text"),
    EvidenceKind.REFERENCE: N_("reference"),
    EvidenceKind.FILE: N_("file"),
}

SOURCES: Mapping[str, str] = {
    SettlementSource.STATEMENT: N_("statement"),
    SettlementSource.GUARANTEE: N_("guarantee"),
    SettlementSource.PAYMENT: N_("payment"),
}

GUARANTEES: Mapping[str, str] = {
    GuaranteeKind.BANK: N_("bank guarantee"),
    GuaranteeKind.PROMISSORY_NOTE: N_("promissory note"),
    GuaranteeKind.CHEQUE: N_("cheque"),
    GuaranteeKind.CASH: N_("cash"),
}
