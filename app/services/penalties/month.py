"""A whole month priced for every contractor, one short transaction after the other."""

from collections.abc import Callable

from app.clock import Clock
from app.domain.jalali import JalaliMonth
from app.services.doors import Doors
from app.services.penalties.cases import CaseRow, cases
from app.services.penalties.drafting import contracts, draft

GoOn = Callable[[int, int], bool]
"""Told how many of how many contracts are drafted; whether to go on."""


def price_month(
    store: Doors,
    clock: Clock,
    month: JalaliMonth,
    *,
    contractor: str = "",
    interim: bool = False,
    by: str = "",
    go_on: GoOn | None = None,
) -> list[int]:
    """Draft the cases of a month, of one contractor (code) or of all; returns their ids.

    Desks that share the store wait for one contractor at most. `go_on`, where it is given, is told how many
    of how many contracts are drafted and says whether to go on. Raises RuleBroken as `draft` does.
    """
    with store.reading() as session:
        wanted = contracts(session, month, contractor=contractor)
    ids: list[int] = []
    for contract in wanted:
        if go_on is not None and not go_on(len(ids), len(wanted)):
            break
        with store.writing() as session:
            case_id = draft(
                session,
                clock,
                party_id=contract.party_id,
                agreement=contract.agreement,
                month=month,
                interim=interim,
                by=by,
            )
        ids.append(case_id)
    return ids


def month_cases(store: Doors, month: JalaliMonth, *, contractor: str = "") -> list[CaseRow]:
    """The cases of a month that count: of each contract the last revision."""
    with store.reading() as session:
        rows = cases(session, period=str(month))
    return [row for row in rows if not row.is_superseded and contractor in {"", row.contractor}]
