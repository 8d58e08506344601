"""Choosing a sum of whole rial: digits of either kind typed, shown in groups of three of the language."""

from decimal import Decimal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QLineEdit

from app.domain.money import MOST_RIAL
from app.domain.persian import grouped, latin_digits
from app.views.appearance import Appearance

GROUP_MARKS = str.maketrans("", "", ",٬، \u2066\u2067\u2068\u2069\u200e\u200f")


class _WholeRial(QValidator):
    """Digits and the marks between their groups; anything else is not taken."""

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        bare = _bare(text)
        fits = not bare or (bare.isascii() and bare.isdecimal() and int(bare) <= MOST_RIAL)
        return (QValidator.State.Acceptable if fits else QValidator.State.Invalid), text, position


class AmountEdit(QLineEdit):
    """A sum of rial.

    Signals:
        amount_changed: the Decimal now written; None while nothing is.
    """

    amount_changed = Signal(object)

    def __init__(self, appearance: Appearance, *, name: str, amount: Decimal | None = None) -> None:
        super().__init__()
        self._appearance = appearance
        self.setAccessibleName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setValidator(_WholeRial(self))
        self.textEdited.connect(self._group)
        appearance.changed.connect(self._say)
        self.show_amount(amount)

    def amount(self) -> Decimal | None:
        """What is written; None while nothing is."""
        bare = _bare(self.text())
        return Decimal(bare) if bare else None

    def show_amount(self, amount: Decimal | None) -> None:
        """Write this sum without telling."""
        self.setText("" if amount is None else grouped(int(amount), self._appearance.language))

    @Slot()
    def _group(self) -> None:
        """Set the marks anew; the hands stay at the same digit, counted from the end."""
        behind = len(_bare(self.text()[self.cursorPosition() :]))
        self.show_amount(self.amount())
        place = len(self.text())
        while place and len(_bare(self.text()[place:])) < behind:
            place -= 1
        self.setCursorPosition(place)
        self.amount_changed.emit(self.amount())

    @Slot()
    def _say(self) -> None:
        self.show_amount(self.amount())


def _bare(text: str) -> str:
    return latin_digits(text).translate(GROUP_MARKS)
