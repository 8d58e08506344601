"""Fields of a clause that say how much it charges at most, and what it does not charge."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.domain.agreement_clauses import ONLY_FOR
from app.domain.agreement_table import MOST
from app.domain.penalties.clauses import NOTHING, PenaltyClause, Trigger
from app.i18n import _
from app.services.clause_figures import price_name
from app.views.agreements.clause_fields import (
    beside,
    combo,
    number_of,
    plain_text,
    rial_of,
    rial_text,
    share_of,
    share_text,
    shown,
)
from app.views.appearance import Appearance
from app.views.widgets.number_edit import NumberEdit


class LimitFields:
    """What is free, and the limits of one case; each field as far as the trigger has it."""

    def __init__(self, appearance: Appearance, known: PenaltyClause, prices: Collection[str]) -> None:
        formats = appearance.formats
        self.free_units = QLineEdit(shown(plain_text(known.free_units or None), formats))
        self.most_units = NumberEdit(appearance, name=_("At most so many units (0: no limit)"), most=MOST)
        self.most_units.setValue(int(known.most_units or 0))
        self.step_in = QLineEdit(shown(share_text(known.step_in_rate), formats))
        self.cap_rate = QLineEdit(shown(share_text(known.item_cap_rate), formats))
        self.cap_amount = QLineEdit(rial_text(known.item_cap_amount, formats))
        same = {"": _("of the same price")}
        self.cap_base = combo(same | {name: price_name(name) for name in prices}, known.cap_base)
        self.until_next_due = QCheckBox(_("No longer than until the next visit is due"))
        self.until_next_due.setChecked(known.until_next_due)
        self.adds_up = QCheckBox(_("Charged beside other clauses for the same incident"))
        self.adds_up.setChecked(known.adds_up)

    def rows(self) -> tuple[tuple[str, str, QWidget], ...]:
        """Key, name and field, in order."""
        cap = beside(self.cap_rate, self.cap_base, _("Of which price"))
        return (
            ("free_units", _("Not charged: the first"), self.free_units),
            ("most_units", _("At most so many units (0: no limit)"), self.most_units),
            ("step_in", _("Then others do it: charged of their cost, in percent"), self.step_in),
            ("cap", _("One case at most, in percent"), cap),
            ("cap_amount", _("One case at most, in rial"), self.cap_amount),
            ("until_next_due", "", self.until_next_due),
            ("adds_up", "", self.adds_up),
        )

    def shown(self, trigger: Trigger) -> dict[str, bool]:
        """Which of them the trigger has; the others every clause has."""
        keys = ("free_units", "most_units", "until_next_due")
        return {key: trigger in ONLY_FOR[key] for key in keys} | {"step_in": trigger is Trigger.MISSED}

    def answer(self, trigger: Trigger) -> dict[str, Any]:
        """What they say, by the names of the clause; ValueError with a ready text."""
        most = self.most_units.value() if trigger in ONLY_FOR["most_units"] else 0
        found: dict[str, Any] = {
            "item_cap_rate": share_of(self.cap_rate.text()),
            "item_cap_amount": rial_of(self.cap_amount.text()),
            "cap_base": str(self.cap_base.currentData()),
            "most_units": Decimal(most) if most else None,
            "adds_up": self.adds_up.isChecked(),
        }
        if trigger in ONLY_FOR["free_units"]:
            found["free_units"] = number_of(self.free_units.text()) or NOTHING
        if trigger is Trigger.MISSED:
            step_in = share_of(self.step_in.text())
            if step_in is not None and not most:
                raise ValueError(_("Others are called in after a number of units: it is missing."))
            found |= {"step_in_rate": step_in, "until_next_due": self.until_next_due.isChecked()}
        return found
