"""Choosing a whole number: digits of the language, either kind typed, read from left to right."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QSpinBox

from app.views.appearance import Appearance
from app.views.widgets.digits import with_spoken_digits


class NumberEdit(QSpinBox):
    """A whole number from `least` to `most`."""

    def __init__(self, appearance: Appearance, *, name: str, least: int = 0, most: int = 99) -> None:
        super().__init__()
        self._appearance = appearance
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(least, most)
        self.setGroupSeparatorShown(True)
        # The style sheet's padding does not reach the text of a spin box.
        self.lineEdit().setTextMargins(9, 0, 9, 0)
        appearance.changed.connect(self._dress)
        self._dress()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Whoever scrolls the page over it does not mean its number.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(with_spoken_digits(event, self._appearance))

    def _dress(self) -> None:
        self.setLocale(self._appearance.formats.locale)
        # Said again, so that the digits shown are those of the language.
        self.setValue(self.value())
