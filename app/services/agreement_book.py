"""The agreements and holidays of the store, read once a transaction and handed to the rules."""

from collections.abc import Collection, Mapping
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
        found = session.info["agreement_book"] = book_of(session, documents(session))
    return found


def forget_book(session: Session) -> None:
    """Let the book be read again: this transaction has changed what it says."""
    session.info.pop("agreement_book", None)


_NEWEST = (
    select(func.max(AgreementRevision.id))
    .where(AgreementRevision.state == "approved")
    .group_by(AgreementRevision.code)
)
# Built once: every command asks it.
_DOCUMENTS = select(AgreementRevision.code, AgreementRevision.document).where(
    AgreementRevision.id.in_(_NEWEST)
)


def documents(session: Session) -> dict[str, str]:
    """The text of every agreement that holds, by code."""
    return {row.code: row.document for row in session.execute(_DOCUMENTS)}


def book_of(
    session: Session,
    texts: Mapping[str, str],
    *,
    also: Collection[int] = (),
    without: Collection[int] = (),
) -> AgreementBook:
    """The book as it would be with these documents, by code, and other approvals of days off (ids)."""
    return _book(tuple(texts[code] for code in sorted(texts)), days_off(session, also=also, without=without))


def book_with(session: Session, day_off_ids: Collection[int]) -> AgreementBook:
    """The book as it would be once these changes to days off are approved."""
    return book_of(session, documents(session), also=day_off_ids)


# Documents change a few times a year and are read by every command: what they mean is worth keeping.
@lru_cache(maxsize=8)
def _book(documents: tuple[str, ...], off: DaysOff) -> AgreementBook:
    agreements = tuple(read_agreement(document, file="agreement in the store") for document in documents)
    return AgreementBook(agreements, Calendars(off.holidays, off.closures))
