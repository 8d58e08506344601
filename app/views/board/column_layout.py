"""How a user has laid out the table of the board: order, width and choice of columns, height of rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.views.board.columns import WIDTHS, Column

ALWAYS = frozenset({Column.PRIORITY, Column.CLOCK})
"""Columns that are never hidden: by them a row is seen to be late, and the cursor stands on the clock."""
NARROWEST, WIDEST = 48, 1_200
"""Pixels a column may have."""
STEP = 16
"""Pixels by which a key makes a column wider."""
_COMPACT, _COMFORTABLE = "compact", "comfortable"


@dataclass(frozen=True)
class ColumnLayout:
    """A layout of the table; as it is from the start where nothing else is said."""

    order: tuple[Column, ...] = tuple(Column)
    """All columns, from the start side."""
    hidden: frozenset[Column] | None = None
    """None: the contractor hides itself where there is no room."""
    widths: Mapping[Column, int] = field(default_factory=dict)
    """Pixels of the columns that have a width of their own; the others share the room that is left."""
    is_compact: bool = False
    """Whether rows are low, for one line each."""

    def shown(self, room: int) -> tuple[Column, ...]:
        """The columns in sight, in their order, where the table is `room` pixels wide."""
        if self.hidden is not None:
            return tuple(column for column in self.order if column not in self.hidden)
        fits = sum(self._least(column) for column in Column) <= room
        return tuple(column for column in self.order if fits or column is not Column.CONTRACTOR)

    def sizes(self, room: int) -> dict[Column, int]:
        """Pixels of each column in sight; together at least their least widths, even if the room is less."""
        shown = self.shown(room)
        spare = max(room - sum(map(self._least, shown)), 0)
        parts = sum(self._share(column) for column in shown) or 1
        return {column: self._least(column) + spare * self._share(column) // parts for column in shown}

    def pinned(self, widths: Mapping[Column, int], room: int) -> "ColumnLayout":
        """With widths of their own for some columns; from then on nothing hides by itself."""
        kept = {column: min(max(width, NARROWEST), WIDEST) for column, width in widths.items()}
        return replace(self, widths={**self.widths, **kept}, hidden=self._hidden(room))

    def with_shown(self, column: Column, room: int, *, is_shown: bool) -> "ColumnLayout":
        """With a column in sight, or out of it unless it always is."""
        hidden = self._hidden(room) - {column} if is_shown else self._hidden(room) | ({column} - ALWAYS)
        return replace(self, hidden=hidden)

    def moved(self, column: Column, by: int) -> "ColumnLayout":
        """With a column so many places further from the start side."""
        others = [each for each in self.order if each is not column]
        others.insert(min(max(self.order.index(column) + by, 0), len(others)), column)
        return replace(self, order=tuple(others))

    def _hidden(self, room: int) -> frozenset[Column]:
        return frozenset(Column) - set(self.shown(room))

    def _least(self, column: Column) -> int:
        return self.widths.get(column, WIDTHS[column][0])

    def _share(self, column: Column) -> int:
        return 0 if column in self.widths else WIDTHS[column][1]


def layout_document(layout: ColumnLayout) -> dict[str, Any]:
    """What is kept of a layout: plain words and numbers."""
    return {
        "order": [column.name for column in layout.order],
        "hidden": None if layout.hidden is None else sorted(column.name for column in layout.hidden),
        "widths": {column.name: width for column, width in sorted(layout.widths.items())},
        "rows": _COMPACT if layout.is_compact else _COMFORTABLE,
    }


def layout_of(kept: object) -> ColumnLayout | None:
    """The layout that was kept; None where none was, and whatever is wrong in it as it is from the start."""
    if not isinstance(kept, Mapping):
        return None
    hidden, widths = kept.get("hidden"), kept.get("widths")
    named = _named(kept.get("order"))
    return ColumnLayout(
        order=(*named, *(column for column in Column if column not in named)),
        hidden=frozenset(_named(hidden)) - ALWAYS if isinstance(hidden, list) else None,
        widths=dict(_widths(widths)) if isinstance(widths, Mapping) else {},
        is_compact=kept.get("rows") == _COMPACT,
    )


def _named(names: object) -> tuple[Column, ...]:
    """Each column that is named, once."""
    known = names if isinstance(names, list) else []
    found = [Column[name] for name in known if isinstance(name, str) and name in Column.__members__]
    return tuple(dict.fromkeys(found))


def _widths(kept: Mapping[Any, Any]) -> Iterable[tuple[Column, int]]:
    for name, width in kept.items():
        is_width = isinstance(width, int) and not isinstance(width, bool)
        if is_width and name in Column.__members__ and NARROWEST <= width <= WIDEST:
            yield Column[name], width
