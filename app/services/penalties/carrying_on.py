"""A decision on an interim case whose final case is there already: carried on into it, line by line."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.penalties.lines import ZERO
from app.domain.penalty_cases import NOTIFIED, CaseAction, CaseState, CorrectionReason, check_allowed
from app.models.penalties import PenaltyCase
from app.models.penalty_life import CaseCorrection, CorrectedLine
from app.services.penalties.cases import has_notice
from app.services.penalties.corrections import Correction, LineAfter, add, carry_out
from app.services.penalties.redrafts import figures_of, note_drafted
from app.services.penalties.taken_off import carry_correction, keep_waivers
from app.services.penalties.trail import Told, line_name, note


def refuse_settled_after(session: Session, case: PenaltyCase) -> None:
    """RuleBroken("not-in-this-case-state") where the final case is settled: nothing could be carried on."""
    later = _later(session, case)
    if later is not None and CaseState(later.state) is CaseState.SETTLED:
        check_allowed(CaseState(later.state), CaseAction.CORRECTED)


def carry_on(session: Session, clock: Clock, decided: CaseCorrection, *, by: str) -> None:
    """Let the final case keep what the correction of its interim case took off.

    A draft is lowered and reviewed anew; one whose notice is out gets a correction of its own. Lines match
    by what they charge; of one that is not there the audit of the final case says so.
    """
    later = _later(session, decided.case)
    if later is None:
        return
    if CaseState(later.state) in NOTIFIED or has_notice(session, later.id):
        _correct(session, clock, decided, later, by=by)
        return
    before = figures_of(later)
    carry_correction(session, decided, later)
    keep_waivers(session, clock, later)
    note_drafted(session, clock, later, before, by="")


def _correct(session: Session, clock: Clock, decided: CaseCorrection, later: PenaltyCase, *, by: str) -> None:
    now = {(line.clause, line.item): line for line in later.lines}
    lowered = []
    for each in decided.lines:
        line = now.get((each.line.clause, each.line.item))
        due = line.payable - line.corrected if line is not None else ZERO
        if line is None or due <= each.after:
            # It is not charged, or asks for no more than the decision left: by one of its own, say.
            _say_gone(session, clock, later, each)
        elif each.after == ZERO:
            lowered.append(LineAfter(line.id, ZERO))  # what is cancelled is not due however it has grown
        elif each.after < each.before:
            lowered.append(LineAfter(line.id, max(due - (each.before - each.after), each.after)))
    if lowered:
        correction = Correction(
            reason=CorrectionReason.OBJECTION.value,
            lines=lowered,
            note=decided.note,
            reference=decided.reference,
        )
        carry_out(session, clock, add(session, clock, later, correction, by=by), by=by)


def _say_gone(session: Session, clock: Clock, later: PenaltyCase, each: CorrectedLine) -> None:
    """Say in the audit of the final case that a line of the decision is not charged there."""
    told = Told(
        reason=CorrectionReason.OBJECTION.value,
        evidence=line_name(each.line),
        before=each.before - each.after,
        after=ZERO,
    )
    note(session, clock, later, CaseAction.WAIVER_LAPSED, by="", told=told)


def _later(session: Session, case: PenaltyCase) -> PenaltyCase | None:
    """The revision that took the place of a case."""
    return session.scalar(
        select(PenaltyCase)
        .where(
            PenaltyCase.party_id == case.party_id,
            PenaltyCase.agreement == case.agreement,
            PenaltyCase.period == case.period,
            PenaltyCase.revision > case.revision,
        )
        .order_by(PenaltyCase.revision.desc())
        .limit(1)
    )
