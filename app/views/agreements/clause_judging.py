"""Fields of a clause that judges a period: figures, severities, pools at risk, what makes it dearer."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.domain.agreement_clauses import ONLY_FOR
from app.domain.agreement_table import MOST
from app.domain.penalties.clauses import PenaltyClause, Trigger
from app.i18n import _
from app.views.agreements.clause_fields import (
    allocations_of,
    allocations_text,
    lines_edit,
    named_shares_of,
    named_shares_text,
    number_of,
    plain_text,
    share_of,
    share_text,
    shown,
)
from app.views.appearance import Appearance
from app.views.widgets.number_edit import NumberEdit

ESCALATING = ONLY_FOR["escalation_after"]

Read = TypeVar("Read")


class JudgedFields:
    """Each field as far as the trigger has it."""

    def __init__(self, appearance: Appearance, known: PenaltyClause) -> None:
        self._known = known
        formats = appearance.formats
        self.figure = QLineEdit(known.figure)
        self.month_floor = QLineEdit(shown(plain_text(known.month_floor), formats))
        self.severities = lines_edit(
            named_shares_text(known.severities), example=_("one in a line, such as high: 1%")
        )
        self.escalation_after = NumberEdit(
            appearance, name=_("Dearer once so many periods run (0: never)"), most=MOST
        )
        self.escalation_after.setValue(known.escalation_after or 0)
        self.escalation_rate = QLineEdit(shown(share_text(known.escalation_rate), formats))
        self.escalations = lines_edit(
            named_shares_text(known.escalations), example=_("one in a line, such as high: 3%")
        )
        self.pools = lines_edit(
            named_shares_text(known.pools), example=_("one in a line, such as critical: 50%")
        )
        self.pool_limit = QLineEdit(shown(share_text(known.pool_limit), formats))
        self.allocations = lines_edit(
            allocations_text(known.allocations),
            example=_("one in a line, such as resolve / critical: 40%"),
            rows=4,
        )

    def rows(self) -> tuple[tuple[str, str, QWidget], ...]:
        """Key, name and field, in order."""
        return (
            ("figure", _("Measured figure"), self.figure),
            ("severities", _("Shares by severity"), self.severities),
            ("month_floor", _("A month below this is one violation more"), self.month_floor),
            ("pools", _("Pools"), self.pools),
            ("pool_limit", _("Pools come to at most, in percent"), self.pool_limit),
            ("allocations", _("Service levels"), self.allocations),
            ("escalation_after", _("Dearer once so many periods run (0: never)"), self.escalation_after),
            ("escalation_rate", _("By a further share, in percent"), self.escalation_rate),
            ("escalations", _("By severity"), self.escalations),
        )

    def shown(self, trigger: Trigger) -> dict[str, bool]:
        """Which of them the trigger has, and which are asked for by what is filled in."""
        is_dearer = trigger in ESCALATING and bool(self.escalation_after.value())
        keys = ("figure", "severities", "month_floor", "pools", "pool_limit")
        return {
            **{key: trigger in ONLY_FOR[key] for key in keys},
            "allocations": trigger in ONLY_FOR["allocation"],
            "escalation_after": trigger in ESCALATING,
            "escalation_rate": is_dearer,
            "escalations": is_dearer and trigger in ONLY_FOR["escalations"],
        }

    def severities_now(self) -> Mapping[str, Fraction]:
        """The rate of a violation by its severity; empty where one rate is for all."""
        before = self._known.severities
        return _typed(self.severities, before, named_shares_text(before), named_shares_of)

    def answer(self, trigger: Trigger) -> dict[str, Any]:
        """What they say, by the names of the clause; ValueError with a ready text."""
        found: dict[str, Any] = {}
        if trigger is Trigger.VIOLATIONS:
            found["figure"] = self._figure()
            found["month_floor"] = number_of(self.month_floor.text())
        if trigger is Trigger.AT_RISK:
            before = self._known
            found |= {
                "pools": _typed(self.pools, before.pools, named_shares_text(before.pools), named_shares_of),
                "pool_limit": share_of(self.pool_limit.text()) or Fraction(1),
                "allocations": _typed(
                    self.allocations, before.allocations, allocations_text(before.allocations), allocations_of
                ),
            }
        return found | (self._escalation(trigger) if trigger in ESCALATING else {})

    def _figure(self) -> str:
        typed = self.figure.text()
        name = typed if typed == self._known.figure else typed.strip()
        if not name.strip():
            raise ValueError(_("The name of the measured figure is missing."))
        return name

    def _escalation(self, trigger: Trigger) -> dict[str, Any]:
        after = self.escalation_after.value()
        if not after:
            return {}
        rate, by_severity = share_of(self.escalation_rate.text()), self._known.escalations
        before = named_shares_text(by_severity)
        by_severity = _typed(self.escalations, by_severity, before, named_shares_of)
        if trigger not in ONLY_FOR["escalations"]:
            by_severity = {}
        if after == 1 or (rate is None and not by_severity):
            raise ValueError(_("It gets dearer from the second period on, by a share that is missing."))
        return {"escalation_after": after, "escalation_rate": rate, "escalations": by_severity}


def _typed(field: QPlainTextEdit, before: Read, shown: str, read: Callable[[str], Read]) -> Read:
    """What was typed; what was there before where nobody touched it, whatever its names hold."""
    text = field.toPlainText()
    return before if text == shown else read(text)
