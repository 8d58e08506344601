"""What the checks say of a document before it is approved: by itself and beside what holds."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.agreement_checks import Finding, Severity, check_agreement
from app.domain.agreement_file import read_agreement
from app.domain.agreement_support import check_support
from app.domain.agreements import Agreement
from app.domain.errors import RuleBroken
from app.services.agreement_book import AgreementBook, book, book_of, documents

_SUPPORTS = ("sla", "ola")
"""Parameters of a finding that name the other agreements it hangs on."""


def findings(session: Session, document: str, *, now: datetime) -> list[Finding]:
    """Errors, which refuse an approval, and warnings; BadInput where the document cannot be read.

    A contract that lets a promise to the merchant be missed counts only where this document brings it about.
    """
    agreement = read_agreement(document, file="draft")
    return check_agreement(agreement) + _unsupported(session, agreement, document, now)


def refuse_errors(session: Session, document: str, *, now: datetime) -> None:
    """RuleBroken("agreement-error") with the first error and its place."""
    _refuse_first(findings(session, document, now=now))


def refuse_own_errors(agreement: Agreement) -> None:
    """The same for an agreement alone: founders take in one after the other what belongs together."""
    _refuse_first(check_agreement(agreement))


def _refuse_first(found: Iterable[Finding]) -> None:
    for finding in found:
        if finding.severity is Severity.ERROR:
            told = {"agreement": finding.agreement, "place": finding.place, "finding": finding}
            raise RuleBroken("agreement-error", **told)


def _unsupported(session: Session, agreement: Agreement, document: str, now: datetime) -> list[Finding]:
    would_be = book_of(session, documents(session) | {agreement.code: document})
    found = [each for each in _looser(would_be, now) if agreement.code in _named(each)]
    if not found:
        return []
    known = {_key(each) for each in _looser(book(session), now)}
    return [each for each in found if _key(each) not in known]


def _looser(agreements: AgreementBook, now: datetime) -> list[Finding]:
    return check_support(agreements.agreements, agreements.calendars, since=now)


def _named(finding: Finding) -> set[object]:
    return {finding.agreement, *(finding.parameters.get(name) for name in _SUPPORTS)}


def _key(finding: Finding) -> tuple[object, ...]:
    parameters = finding.parameters
    others = (parameters.get(f"{name}{part}") for name in _SUPPORTS for part in ("", "_place"))
    return (finding.code, finding.agreement, finding.place, *others)
