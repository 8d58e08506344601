"""The agreements and holidays of the store, read once a transaction and handed to the rules."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.agreement_file import read_agreement
from app.domain.agreements import Agreement
from app.domain.calendars import Calendars
from app.models.agreements import AgreementRevision
from app.services.calendars.in_force import DaysOff, days_off


@dataclass(frozen=True)
class AgreementBook:
    """Every agreement of the store, and the calendars they count in."""

    agreements: tuple[Agreement, ...]
    calendars: Calendars

    def for_job(self, psp: str, region: str) -> tuple[Agreement, ...]:
        """The agreements that speak of a job of `psp` in `region` (codes)."""
        return tuple(each for each in self.agreements if speaks_of(each, psp, region))

    def named(self, code: str) -> Agreement | None:
        """The agreement with this code."""
        return next((a for a in self.agreements if a.code == code), None)


def speaks_of(agreement: Agreement, psp: str, region: str) -> bool:
    """Whether an agreement holds for jobs of `psp` in `region` (codes)."""
    return (not agreement.psp or agreement.psp == psp) and (
        not agreement.regions or region in agreement.regions
    )


def book(session: Session) -> AgreementBook:
    """The agreement book as this transaction sees it: the newest approved revision of each agreement."""
    found: AgreementBook | None = session.info.get("agreement_book")
    if found is None:
        found = session.info["agreement_book"] = _book(_documents(session), days_off(session))
    return found


def book_with(session: Session, day_off_ids: Collection[int]) -> AgreementBook:
    """The book as it would be once these changes to days off are approved."""
    return _book(_documents(session), days_off(session, also=day_off_ids))


def forget_book(session: Session) -> None:
    """Let the book be read again: this transaction has changed what it says."""
    session.info.pop("agreement_book", None)


def _documents(session: Session) -> tuple[str, ...]:
    newest = (
        select(func.max(AgreementRevision.id))
        .where(AgreementRevision.state == "approved")
        .group_by(AgreementRevision.code)
    )
    query = (
        select(AgreementRevision.document)
        .where(AgreementRevision.id.in_(newest))
        .order_by(AgreementRevision.code)
    )
    return tuple(session.scalars(query))


# Documents change a few times a year and are read by every command: what they mean is worth keeping.
@lru_cache(maxsize=4)
def _book(documents: tuple[str, ...], off: DaysOff) -> AgreementBook:
    agreements = tuple(read_agreement(document, file="agreement in the store") for document in documents)
    return AgreementBook(agreements, Calendars(off.holidays, off.closures))
