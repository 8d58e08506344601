"""A whole month priced for every contractor, one short transaction after the other."""

from app.clock import Clock
from app.domain.jalali import JalaliMonth
from app.models.store import Store
from app.services.penalties.cases import CaseRow, cases
from app.services.penalties.drafting import contracts, draft


def price_month(
    store: Store, clock: Clock, month: JalaliMonth, *, contractor: str = "", interim: bool = False
) -> list[int]:
    """Draft the cases of a month, of one contractor (code) or of all; returns their ids.

    Desks that share the store wait for one contractor at most. Raises RuleBroken as `draft` does.
    """
    with store.reading() as session:
        wanted = contracts(session, month, contractor=contractor)
    ids = []
    for contract in wanted:
        with store.writing() as session:
            case_id = draft(
                session,
                clock,
                party_id=contract.party_id,
                agreement=contract.agreement,
                month=month,
                interim=interim,
            )
        ids.append(case_id)
    return ids


def month_cases(store: Store, month: JalaliMonth, *, contractor: str = "") -> list[CaseRow]:
    """The cases of a month that count: of each contract the last revision."""
    with store.reading() as session:
        rows = cases(session, period=str(month))
    return [row for row in rows if not row.is_superseded and contractor in {"", row.contractor}]
