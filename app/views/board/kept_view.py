"""A view of the board as it is kept: plain words, of which any that is not known any more is passed over."""

from collections.abc import Mapping
from typing import Any

from app.views.board.board_contents import PEOPLE, BoardView, Names
from app.views.board.board_filters import CLOCKS, FILTERS, WORK
from app.views.board.column_layout import ColumnLayout, layout_document
from app.views.board.columns import Column

WAYS = ("table", "kanban", "map")


def document_of(
    view: BoardView, way: str, names: Names, *, columns: ColumnLayout | None = None
) -> dict[str, Any]:
    """What is kept of a view, of the way the jobs are looked at, of whom it names, and of its table."""
    named: dict[str, dict[str, list[str]]] = {}
    for (column, key), both in sorted(names.items()):
        named.setdefault(column.name, {})[key] = list(both)
    return {
        "filter": view.filter,
        "work": view.work,
        "sorted_by": view.sorted_by.name,
        "descending": view.descending,
        "chosen": {column.name: sorted(keys) for column, keys in view.chosen.items()},
        "names": named,
        "way": way,
        "columns": layout_document(columns or ColumnLayout()),
    }


def view_of(document: Mapping[str, Any]) -> tuple[BoardView, str]:
    """The view and the way that were kept; whatever is wrong in it is as it is from the start."""
    usual = BoardView()
    sorted_by, way = document.get("sorted_by"), document.get("way")
    return (
        BoardView(
            filter=_known(document.get("filter"), FILTERS, usual.filter),
            work=_known(document.get("work"), WORK, usual.work),
            sorted_by=_column(sorted_by) or usual.sorted_by,
            descending=document.get("descending") is True,
            chosen=_chosen(document.get("chosen")),
        ),
        way if way in WAYS else WAYS[0],
    )


def names_of(document: Mapping[str, Any]) -> Names:
    """What the people are called whom a view that was kept names."""
    kept = document.get("names")
    found: Names = {}
    for name, of_column in kept.items() if isinstance(kept, dict) else ():
        column = _column(name)
        if column is None or column not in PEOPLE or not isinstance(of_column, dict):
            continue
        for key, both in of_column.items():
            match both:
                case [str(fa), str(en)] if isinstance(key, str):
                    found[column, key] = (fa, en)
    return found


def _known(value: object, known: Mapping[str, Any], otherwise: str) -> str:
    return value if isinstance(value, str) and value in known else otherwise


def _column(name: object) -> Column | None:
    return Column[name] if isinstance(name, str) and name in Column.__members__ else None


def _chosen(kept: object) -> dict[Column, frozenset[str]]:
    if not isinstance(kept, dict):
        return {}
    found = {}
    for name, keys in kept.items():
        column = _column(name)
        if column is not None and isinstance(keys, list):
            words = frozenset(key for key in keys if isinstance(key, str))
            if words and (column is not Column.CLOCK or words <= CLOCKS.keys()):
                found[column] = words
    return found
