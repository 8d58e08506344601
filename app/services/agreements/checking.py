"""What the checks say of a document before it is approved: by itself and beside what holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.agreement_checks import Finding, Severity, check_agreement
from app.domain.agreement_file import read_agreement
from app.domain.agreement_support import check_support
from app.domain.agreements import Agreement
from app.domain.errors import RuleBroken
from app.models.agreements import AgreementRevision
from app.services.agreement_book import AgreementBook, book, book_of, documents
from app.services.calendars.in_force import DaysOff, days_off

_SUPPORTS = ("sla", "ola")
"""Parameters of a finding that name the other agreements it hangs on."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A document without an error, and all that the check rested on."""

    document: str
    held: Mapping[str, str]
    """The documents that held, by code."""
    off: DaysOff


def findings(session: Session, document: str, *, now: datetime) -> list[Finding]:
    """Errors, which refuse an approval, and warnings; BadInput where the document cannot be read.

    A contract that lets a promise to the merchant be missed counts only where this document brings it about.
    """
    agreement = read_agreement(document, file="draft")
    return _new(session, agreement) + _unsupported(session, agreement, document, now)


def checked_draft(session: Session, revision_id: int, *, now: datetime) -> Checked:
    """What `approve_agreement` takes: asked before, so that the seconds of a check hold up no writer.

    Raises RuleBroken: unknown-revision, agreement-error.
    """
    row = session.get(AgreementRevision, revision_id)
    if row is None:
        raise RuleBroken("unknown-revision", revision=revision_id)
    refuse_errors(session, row.document, now=now)
    return _ground(session, row.document)


def refuse_errors(session: Session, document: str, *, now: datetime, checked: Checked | None = None) -> None:
    """RuleBroken("agreement-error") with the first error and its place.

    What was `checked` is not looked at again while it rests on what still holds.
    """
    if checked is None or checked != _ground(session, document):
        _refuse_first(findings(session, document, now=now))


def refuse_own_errors(agreement: Agreement) -> None:
    """The same for an agreement alone: founders take in one after the other what belongs together."""
    _refuse_first(check_agreement(agreement))


def _ground(session: Session, document: str) -> Checked:
    return Checked(document, documents(session), days_off(session))


def _new(session: Session, agreement: Agreement) -> list[Finding]:
    """What an agreement tells by itself, without errors that were approved: nobody can mend them."""
    approved = book(session).named(agreement.code)
    stood = check_agreement(approved) if approved is not None else []
    return [
        each
        for each in check_agreement(agreement)
        if each.severity is not Severity.ERROR or each not in stood
    ]


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
