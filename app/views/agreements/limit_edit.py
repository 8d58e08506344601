"""How much is promised: a whole number, or hours and minutes such as 3:30."""

import re

from PySide6.QtGui import QValidator

from app.domain.persian import latin_digits
from app.views.appearance import Appearance
from app.views.widgets.number_edit import NumberEdit

_TIMED = re.compile(r"([0-9]{1,4}):([0-5][0-9])")
_BEGUN = re.compile(r"[0-9]{1,4}:[0-5]?")


class LimitEdit(NumberEdit):
    """A number; one that counts minutes is shown as hours and minutes from an hour on."""

    def __init__(self, appearance: Appearance, *, name: str, least: int, most: int) -> None:
        self._counts_minutes = False
        super().__init__(appearance, name=name, least=least, most=most)

    def show_minutes(self, counts_minutes: bool) -> None:
        """Say whether its number is of minutes."""
        if counts_minutes != self._counts_minutes:
            self._counts_minutes = counts_minutes
            self.setValue(self.value())

    def validate(self, typed: str, place: int) -> tuple[QValidator.State, str, int]:
        text = latin_digits(typed)
        if _TIMED.fullmatch(text):
            return QValidator.State.Acceptable, typed, place
        if _BEGUN.fullmatch(text):
            return QValidator.State.Intermediate, typed, place
        return super().validate(typed, place)

    def valueFromText(self, typed: str) -> int:
        timed = _TIMED.fullmatch(latin_digits(typed))
        return int(timed[1]) * 60 + int(timed[2]) if timed else super().valueFromText(typed)

    def textFromValue(self, value: int) -> str:
        hours, minutes = divmod(value, 60)
        if not self._counts_minutes or not hours:
            return super().textFromValue(value)
        return self._appearance.formats.digits(f"{hours}:{minutes:02}")
