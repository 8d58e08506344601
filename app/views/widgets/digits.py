"""Typed digits of either kind, turned into those of the language spoken."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent

from app.domain.persian import latin_digits, persian_digits
from app.views.appearance import Appearance


def with_spoken_digits(event: QKeyEvent, appearance: Appearance) -> QKeyEvent:
    """The same key press, its digit written as the language writes it."""
    text = event.text()
    spoken = persian_digits(text) if appearance.language == "fa" else latin_digits(text)
    if spoken == text:
        return event
    return QKeyEvent(QEvent.Type.KeyPress, event.key(), event.modifiers(), spoken, event.isAutoRepeat())
