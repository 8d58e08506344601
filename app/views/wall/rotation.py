"""What is shown when: pages turn by the clock alone, so that two walls side by side show the same."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

PANEL_SECONDS = 18
PAGE_SECONDS = 9

_Thing = TypeVar("_Thing")


def place_at(now: datetime, count: int, seconds: int) -> int:
    """Which of `count` things has its turn."""
    return int(now.timestamp()) // seconds % count if count else 0


def page_of(
    things: Sequence[_Thing], now: datetime, *, room: int, pinned: int = 0
) -> tuple[Sequence[_Thing], int]:
    """The things to show in `room` lines, and how many pages there are.

    The first `pinned` stay (never more than all lines but one); the others turn.
    """
    if len(things) <= room:
        return things, 1
    stay = min(pinned, room - 1)
    turning, lines = things[stay:], room - stay
    pages = -(-len(turning) // lines)
    first = place_at(now, pages, PAGE_SECONDS) * lines
    return [*things[:stay], *turning[first : first + lines]], pages
