"""Under which agreement a service is paid where a contractor has several: once, and always the same one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agreements import Agreement, AgreementKind
from app.models.jobs import ObligationRow
from app.models.parties import Party
from app.services.agreement_book import book, speaks_of

BATCH = 500


class Payers:
    """The contracts of one contractor.

    Of those that speak of a job the one pays that states a price for its service; of several that do, the
    one that promised something on the job, then one that names the contractor, then the first by its code.
    """

    def __init__(self, session: Session, party: Party) -> None:
        self._party = party.code
        self._agreements = [
            each
            for each in book(session).agreements
            if each.kind is AgreementKind.UC and each.contractor in {"", party.code}
        ]

    def of_service(
        self, price_name: str, at: datetime, *, psp: str, region: str, promised: frozenset[str] = frozenset()
    ) -> str:
        """Code of the agreement that pays for a service done at an instant; empty: none speaks of it."""
        heard = [each for each in self._agreements if speaks_of(each, psp, region)]
        places = (self._place(each, price_name, _day(each, at), promised) for each in heard)
        return min(places, default=_NOBODY)[-1]

    def of_terminal(self, price_name: str, day: date, *, psp: str, region: str) -> str:
        """The same for terminals looked after up to a local day."""
        heard = [each for each in self._agreements if speaks_of(each, psp, region)]
        places = (self._place(each, price_name, day, frozenset()) for each in heard)
        return min(places, default=_NOBODY)[-1]

    def _place(
        self, agreement: Agreement, price_name: str, day: date, promised: frozenset[str]
    ) -> tuple[bool, bool, bool, str]:
        version = agreement.version_at(day)
        has_price = version is not None and price_name in version.prices
        return (
            not has_price,
            agreement.code not in promised,
            agreement.contractor != self._party,
            agreement.code,
        )


_NOBODY = (True, True, True, "")


def promises_of(session: Session, party: Party, jobs: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """By job: the agreements under which a contractor had promised something on it."""
    found: dict[int, set[str]] = defaultdict(set)
    for start in range(0, len(jobs), BATCH):
        query = select(ObligationRow.job_id, ObligationRow.agreement).where(
            ObligationRow.party == party.code, ObligationRow.job_id.in_(jobs[start : start + BATCH])
        )
        for job_id, agreement in session.execute(query):
            found[job_id].add(agreement)
    return {job_id: frozenset(codes) for job_id, codes in found.items()}


def _day(agreement: Agreement, at: datetime) -> date:
    return at.astimezone(ZoneInfo(agreement.time_zone)).date()
