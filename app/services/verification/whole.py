"""The whole verification of a store: clocks against events, letters against their register."""

from sqlalchemy import func, select

from app.clock import Clock
from app.models.penalties import Letter
from app.models.store import Store
from app.services.verification.audits import audit_findings
from app.services.verification.due_times import Inspection
from app.services.verification.findings import Progress, Verified
from app.services.verification.handovers import handover_findings
from app.services.verification.letters import byte_findings, case_findings, number_findings


def verify(store: Store, clock: Clock, progress: Progress) -> Verified:
    """Look at everything in one reading transaction; nothing is changed."""
    with store.reading() as session:
        inspection = Inspection(session, clock.now())
        findings = [
            *inspection.findings(progress),
            *number_findings(session),
            *case_findings(session),
            *byte_findings(session),
            *audit_findings(session),
            *handover_findings(session),
        ]
        return Verified(
            jobs=inspection.jobs,
            obligations=inspection.obligations,
            announcements_due=inspection.announcements_due,
            letters=session.scalar(select(func.count()).select_from(Letter)) or 0,
            findings=tuple(findings),
        )
