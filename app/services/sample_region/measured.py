"""Figures that no job carries: what the sample company measures of one contractor month by month."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.jalali import JalaliMonth, month_bounds
from app.models.parties import Party
from app.models.store import Store
from app.services.agreements.taking_in import record_agreement
from app.services.penalties.measured_figures import (
    MET,
    Statement,
    approve_figure,
    refuse_figure,
    state_figure,
)
from app.services.replay.measured_file import FIGURE, LEVEL
from app.services.sample_region.rhythm import ZONE
from app.services.sample_region.territory import DATA

CONTRACTOR, AGREEMENT, FILE = "TAKPEYMA", "UC-TAKPEYMA-Q", "ms-takpeyma.toml"
STATED_BY, APPROVED_BY = "supervisor", "contracts"

_FIGURES = (("desk-availability", 97.4, 99.9), ("stock-accuracy", 98.6, 99.9))
"""Name, and between what it is drawn."""
_LEVELS = ("merchant-complaint", "report-accuracy")
_MISSED, _SLIPPED = 0.35, 0.3
"""Shares of the months in which a level is missed, and of the figures that are first stated wrongly."""
_WAITS = "stock-accuracy"
"""The figure of the last month that nobody has approved yet."""


def agree(session: Session, clock: Clock, *, by: str) -> None:
    """Record the agreement that judges them."""
    document = (DATA / "agreements" / FILE).read_text(encoding="utf-8")
    record_agreement(session, clock, document, file=FILE, by=by)


def state(store: Store, clock: Clock, months: Sequence[JalaliMonth]) -> None:
    """State what was measured in the months that are over; of the last one a figure waits for approval."""
    over = [month for month in months if month_bounds(month, ZONE)[1] <= clock.now()]
    with store.writing() as session:
        for month in over:
            _state_month(session, clock, month, is_last=month == over[-1])


def _state_month(session: Session, clock: Clock, month: JalaliMonth, *, is_last: bool) -> None:
    draw = Random(f"measured {month}")
    for name, low, high in _FIGURES:
        value = Decimal(draw.randrange(round(low * 100), round(high * 100) + 1)) / 100
        keys = {"figure": name, "period": str(month), "value": str(value)}
        if draw.random() < _SLIPPED:
            slip = _stated(session, clock, FIGURE, keys | {"value": str(value / 10)})
            refuse_figure(session, clock, slip, "ممیز جابه‌جا ثبت شده است", by=APPROVED_BY)
        number = _stated(session, clock, FIGURE, keys)
        if not (is_last and name == _WAITS):
            approve_figure(session, clock, number, by=APPROVED_BY)
    for name in _LEVELS:
        told: dict[str, object] = {"level": name, "period": str(month)}
        if draw.random() >= _MISSED:
            told[MET] = True
        approve_figure(session, clock, _stated(session, clock, LEVEL, told), by=APPROVED_BY)


def _stated(session: Session, clock: Clock, kind: str, keys: Mapping[str, object]) -> int:
    party = session.scalars(select(Party.id).where(Party.code == CONTRACTOR)).one()
    evidence = f"صورت‌جلسهٔ پایش {keys['period']}"
    statement = Statement(party_id=party, agreement=AGREEMENT, kind=kind, keys=keys, evidence=evidence)
    return state_figure(session, clock, statement, by=STATED_BY)
