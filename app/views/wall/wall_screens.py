"""On which screen the wall is: the one that was chosen, else the largest beside the desk's own."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from PySide6.QtCore import QRect


class Placed(Protocol):
    """A screen: where it lies, and what tells it from others."""

    def geometry(self) -> QRect:
        """Its place among all screens."""
        ...

    def manufacturer(self) -> str:
        """Who made it; may be empty."""
        ...

    def model(self) -> str:
        """What it calls itself; may be empty."""
        ...

    def name(self) -> str:
        """Where it is plugged in."""
        ...


Screen = TypeVar("Screen", bound=Placed)


def name_of(screen: Placed) -> str:
    """What a screen is remembered and shown by, e.g. "LG 55UL3J HDMI-1"."""
    return " ".join(part for part in (screen.manufacturer(), screen.model(), screen.name()) if part)


def wall_screen(screens: Sequence[Screen], *, own: Screen | None, chosen: str) -> Screen:
    """The chosen screen where it is plugged in; else the largest but `own`; else the one there is."""
    found = next((screen for screen in screens if name_of(screen) == chosen), None)
    others = [screen for screen in screens if screen is not own] or list(screens)
    return found or max(others, key=lambda screen: _area(screen.geometry()))


def screen_after(screens: Sequence[Screen], current: Screen | None, *, step: int = 1) -> Screen:
    """The next screen in their order, or the one before; after the last comes the first."""
    place = next((place for place, screen in enumerate(screens) if screen is current), -1)
    return screens[(place + step) % len(screens)]


def _area(rect: QRect) -> int:
    return rect.width() * rect.height()
