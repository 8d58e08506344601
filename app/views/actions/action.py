"""One thing a user can do: its words, its keys, where it applies; and what carries it out."""

from collections.abc import Callable
from dataclasses import dataclass

EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Action:
    """An action as it is declared: `title` and `words` are marked messages."""

    name: str
    title: str
    keys: tuple[str, ...] = ()
    """As Qt writes them; a letter first in Latin, then the Persian one on the same key."""
    place: str = EVERYWHERE
    """Key of the page it belongs to."""
    icon: str = "circle-small"
    words: str = ""
    """Other words by which it is looked for."""
    is_own: bool = False
    """Its page listens to the keys by itself."""
    cap: str = ""
    """How its keys are shown, where that is not as they are written."""

    def shown_keys(self) -> str:
        """The keys as they stand on their cap."""
        return self.cap or (self.keys[0].replace("+", " ") if self.keys else "")


def always() -> bool:
    """It can be done whatever is shown."""
    return True


@dataclass(frozen=True, slots=True)
class Handler:
    """What carries an action out, and whether it can be done now."""

    run: Callable[[], object]
    is_allowed: Callable[[], bool] = always
