"""The agreements and holidays of the store, read once a transaction and handed to the rules."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreement_file import read_agreement
from app.domain.agreements import Agreement
from app.domain.calendars import Calendars
from app.domain.errors import RuleBroken
from app.models.agreements import AgreementDocument, Holiday
from app.models.jobs import ObligationRow
from app.models.parties import Party


@dataclass(frozen=True)
class AgreementBook:
    """Every agreement of the store, and the calendars they count in."""

    agreements: tuple[Agreement, ...]
    calendars: Calendars

    def for_job(self, psp: str, region: str) -> tuple[Agreement, ...]:
        """The agreements that speak of a job of `psp` in `region` (codes)."""
        return tuple(
            agreement
            for agreement in self.agreements
            if (not agreement.psp or agreement.psp == psp)
            and (not agreement.regions or region in agreement.regions)
        )

    def named(self, code: str) -> Agreement | None:
        """The agreement with this code."""
        return next((a for a in self.agreements if a.code == code), None)


def book(session: Session) -> AgreementBook:
    """The agreement book as this transaction sees it."""
    found: AgreementBook | None = session.info.get("agreement_book")
    if found is None:
        rows = session.execute(select(AgreementDocument.document).order_by(AgreementDocument.code)).scalars()
        holidays = frozenset(session.execute(select(Holiday.day).where(Holiday.province == "")).scalars())
        found = session.info["agreement_book"] = _book(tuple(rows), holidays)
    return found


def record_agreement(session: Session, clock: Clock, document: str, *, file: str, by: str) -> str:
    """Keep an agreement; one of the same code is replaced. Returns its code.

    Raises RuleBroken("version-in-use") where it would change a version that something was measured by.
    """
    agreement = read_agreement(document, file=file)
    _check_used_versions(session, agreement)
    party_id = session.scalar(select(Party.id).where(Party.code == agreement.contractor))
    row = session.scalar(select(AgreementDocument).where(AgreementDocument.code == agreement.code))
    if row is None:
        row = AgreementDocument(code=agreement.code)
        session.add(row)
    row.kind = agreement.kind.value
    row.document = document
    row.party_id = party_id
    row.recorded_at = clock.now()
    row.recorded_by = by
    session.flush()
    session.info.pop("agreement_book", None)
    return agreement.code


def _check_used_versions(session: Session, agreement: Agreement) -> None:
    stored = book(session).named(agreement.code)
    if stored is None:
        return
    used = (
        select(ObligationRow.agreement_version)
        .where(ObligationRow.agreement == agreement.code)
        .distinct()
        .order_by(ObligationRow.agreement_version)
    )
    for number in session.scalars(used):
        if _terms(agreement, number) != _terms(stored, number):
            raise RuleBroken("version-in-use", agreement=agreement.code, version=number)


def _terms(agreement: Agreement, number: int) -> tuple[object, ...] | None:
    """All that a promise under a version is measured by; None where there is no such version."""
    version = next((version for version in agreement.versions if version.number == number), None)
    if version is None:
        return None
    named = {target.calendar for target in version.targets}
    calendars = {name: spec for name, spec in agreement.calendars.items() if name in named}
    days_off = (agreement.holiday_calendars & named, agreement.closure_calendars & named)
    return (agreement.kind, agreement.time_zone, version, calendars, *days_off)


# Documents change a few times a year and are read by every command: what they mean is worth keeping.
@lru_cache(maxsize=4)
def _book(documents: tuple[str, ...], holidays: frozenset[date]) -> AgreementBook:
    agreements = tuple(read_agreement(document, file="agreement in the store") for document in documents)
    return AgreementBook(agreements, Calendars(holidays))
