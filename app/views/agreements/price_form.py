"""A price that clauses take shares of: one more, or one that nothing refers to taken away."""

from collections.abc import Collection
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import _
from app.services.clause_figures import PRICES, price_name
from app.views.agreements.clause_fields import combo, rial_of
from app.views.agreements.form import SmallForm
from app.views.appearance import Appearance

ANOTHER = ""


class PriceForm(SmallForm):
    """Answers with a name that none of `taken` has, and a sum."""

    def __init__(self, parent: QWidget, appearance: Appearance, taken: Collection[str]) -> None:
        super().__init__(parent, appearance, _("Another price"), accept=_("Take over"))
        self._taken = taken
        usual = {name: price_name(name) for name in PRICES if name not in taken}
        self.price = combo(usual | {ANOTHER: _("a price of another name")}, next(iter(usual), ANOTHER))
        self.name, self.amount = QLineEdit(), QLineEdit()
        self.name.setMaxLength(60)
        self.add_field(_("Price"), self.price)
        self.add_field(_("Its name"), self.name)
        self.add_field(_("Amount in rial"), self.amount)
        self.price.currentIndexChanged.connect(self._weigh)
        self._weigh()

    def answer(self) -> tuple[str, Decimal]:
        name = str(self.price.currentData()) or self.name.text().strip()
        amount = rial_of(self.amount.text())
        if not name or name in self._taken:
            raise ValueError(_("The price needs a name of its own."))
        if amount is None:
            raise ValueError(_("The price needs a sum in rial."))
        return name, amount

    @Slot()
    def _weigh(self) -> None:
        self.fields.setRowVisible(self.name, self.price.currentData() == ANOTHER)


class PriceRemovalForm(SmallForm):
    """Answers with the name of one of these prices."""

    def __init__(self, parent: QWidget, appearance: Appearance, names: Collection[str]) -> None:
        super().__init__(parent, appearance, _("Take a price away"), accept=_("Take away"))
        self.price = combo({name: price_name(name) for name in names}, "")
        self.add_field(_("Price"), self.price)

    def answer(self) -> str:
        return str(self.price.currentData())
