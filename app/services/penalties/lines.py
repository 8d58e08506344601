"""The lines of a case as they are named by whoever acts on them."""

from decimal import Decimal

from app.domain.errors import RuleBroken
from app.models.penalties import PenaltyCase, PenaltyLineRow


def line_of(case: PenaltyCase, line_id: int) -> PenaltyLineRow:
    """A line of a case; RuleBroken("unknown-line")."""
    found = next((line for line in case.lines if line.id == line_id), None)
    if found is None:
        raise RuleBroken("unknown-line", line=line_id)
    return found


def whole(amount: Decimal) -> Decimal:
    """A sum that somebody wrote down; RuleBroken("no-whole-rial")."""
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise RuleBroken("no-whole-rial", amount=amount)
    return amount
