"""The caps of a version: the most that clauses cost together, and in which order caps are applied."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.agreement_table import MOST
from app.domain.penalties.clauses import CAP_ORDER, NOTHING, Cap, CapEffect, CapScope
from app.i18n import N_, _
from app.services.clause_figures import price_name
from app.services.clause_words import SCOPES
from app.views.agreements.choice_list import TickList
from app.views.agreements.clause_fields import combo, rial_of, rial_text, share_of, share_text, shown
from app.views.agreements.form import SmallForm
from app.views.appearance import Appearance
from app.views.widgets.number_edit import NumberEdit

EFFECTS = {
    CapEffect.LIMIT: N_("no more is charged"),
    CapEffect.REVIEW: N_("the contract is reviewed"),
}
OF_A_VERSION = tuple(scope for scope in CAP_ORDER if scope is not CapScope.ITEM)


class CapForm(SmallForm):
    """Answers with a Cap."""

    def __init__(
        self,
        parent: QWidget,
        appearance: Appearance,
        known: Cap | None,
        *,
        prices: Mapping[str, Decimal],
        clauses: Mapping[str, str],
    ) -> None:
        super().__init__(parent, appearance, _("Cap over several clauses"), accept=_("Take over"))
        cap = known or Cap(scope=CapScope.MONTH)
        formats = appearance.formats
        self.scope = combo({scope.value: _(SCOPES[scope]) for scope in OF_A_VERSION}, cap.scope)
        self.clauses = TickList(clauses, cap.clauses, rows=4)
        bases = {"": _("an amount in rial")} | {name: price_name(name) for name in prices}
        self.base = combo(bases, cap.base)
        self.rate = QLineEdit(shown(share_text(cap.rate), formats) if cap.base else "")
        self.amount = QLineEdit(rial_text(None if cap.base or known is None else cap.amount, formats))
        self.effect = combo({effect.value: _(name) for effect, name in EFFECTS.items()}, cap.effect)
        self.running = NumberEdit(appearance, name=_("Once it is so many times running"), least=1, most=MOST)
        self.running.setValue(cap.running)
        for name, widget in (
            (_("Over"), self.scope),
            (_("Clauses (none: every one)"), self.clauses),
            (_("Share of"), self.base),
            (_("Share in percent"), self.rate),
            (_("Amount in rial"), self.amount),
            (_("Beyond it"), self.effect),
            (_("Once it is so many times running"), self.running),
        ):
            self.add_field(name, widget)
        self.setMinimumWidth(520)
        for box in (self.scope, self.base, self.effect):
            box.currentIndexChanged.connect(self._weigh)
        self._weigh()

    def answer(self) -> Cap:
        base = str(self.base.currentData())
        rate, amount = share_of(self.rate.text()), rial_of(self.amount.text())
        if (rate if base else amount) is None:
            raise ValueError(_("The cap needs a share of a price, or an amount."))
        return Cap(
            scope=CapScope(self.scope.currentData()),
            clauses=self.clauses.ticked(),
            base=base,
            rate=rate if base and rate is not None else NOTHING,
            amount=Decimal(0) if base or amount is None else amount,
            effect=CapEffect(self.effect.currentData()),
            running=self.running.value() if self._may_run() else 1,
        )

    def _may_run(self) -> bool:
        is_review = CapEffect(self.effect.currentData()) is CapEffect.REVIEW
        return is_review and CapScope(self.scope.currentData()) is not CapScope.CONTRACT

    @Slot()
    def _weigh(self) -> None:
        """Only what counts is shown."""
        is_share = bool(self.base.currentData())
        for widget, is_shown in (
            (self.rate, is_share),
            (self.amount, not is_share),
            (self.running, self._may_run()),
        ):
            self.fields.setRowVisible(widget, is_shown)


class CapOrderForm(SmallForm):
    """Answers with the order in which caps are applied."""

    def __init__(self, parent: QWidget, appearance: Appearance, order: Sequence[CapScope]) -> None:
        super().__init__(parent, appearance, _("Order of the caps"), accept=_("Take over"))
        self.places: list[QComboBox] = []
        for number, scope in enumerate(order, 1):
            place = combo({each.value: _(SCOPES[each]) for each in CAP_ORDER}, scope)
            self.add_field(appearance.formats.number(number), place)
            self.places.append(place)

    def answer(self) -> tuple[CapScope, ...]:
        order = tuple(CapScope(place.currentData()) for place in self.places)
        if sorted(order) != sorted(CAP_ORDER):
            raise ValueError(_("Each kind of cap stands in the order once."))
        return order
