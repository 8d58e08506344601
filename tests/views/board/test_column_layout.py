"""How the table is laid out: what a user makes of it, what is kept of it, and what is passed over."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.views.board.column_layout import ALWAYS, NARROWEST, WIDEST, ColumnLayout, layout_document, layout_of
from app.views.board.columns import WIDTHS, Column

USUAL = ColumnLayout()
LEAST = sum(least for least, _share in WIDTHS.values())

layouts = st.builds(
    ColumnLayout,
    order=st.permutations(list(Column)).map(tuple),
    hidden=st.none() | st.frozensets(st.sampled_from(sorted(set(Column) - ALWAYS))),
    widths=st.dictionaries(st.sampled_from(list(Column)), st.integers(NARROWEST, WIDEST)),
    is_compact=st.booleans(),
)


@given(layout=layouts)
def test_what_is_kept_of_a_layout_gives_the_same(layout: ColumnLayout) -> None:
    assert layout_of(json.loads(json.dumps(layout_document(layout)))) == layout


@given(layout=layouts, room=st.integers(0, 4_000))
def test_columns_fill_the_room_or_keep_their_least_widths(layout: ColumnLayout, room: int) -> None:
    sizes = layout.sizes(room)
    assert set(sizes) >= ALWAYS
    assert all(size >= layout.widths.get(column, WIDTHS[column][0]) for column, size in sizes.items())
    assert all(sizes[column] == layout.widths[column] for column in sizes.keys() & layout.widths.keys())
    least = sum(layout.widths.get(column, WIDTHS[column][0]) for column in sizes)
    assert sum(sizes.values()) <= max(room, least)


def test_the_contractor_hides_itself_where_there_is_no_room_until_the_user_has_laid_out_the_table() -> None:
    assert Column.CONTRACTOR in USUAL.shown(LEAST)
    assert USUAL.shown(LEAST - 1) == tuple(Column)[:-1]
    own = USUAL.pinned({Column.CALL: 90}, LEAST + 100)
    assert own.shown(300) == tuple(Column)
    assert own.sizes(300)[Column.CALL] == 90
    hidden = USUAL.with_shown(Column.FAULT, LEAST - 1, is_shown=False)
    assert hidden.hidden == {Column.FAULT, Column.CONTRACTOR}
    assert hidden.with_shown(Column.CONTRACTOR, 300, is_shown=True).hidden == {Column.FAULT}


def test_what_says_that_a_row_is_late_is_always_shown() -> None:
    for column in ALWAYS:
        assert column in USUAL.with_shown(column, 2_000, is_shown=False).shown(2_000)


def test_a_column_is_moved_as_far_as_there_are_others() -> None:
    assert USUAL.moved(Column.STAGE, -4).order[2] is Column.STAGE
    assert USUAL.moved(Column.STAGE, 99).order[-1] is Column.STAGE
    assert USUAL.moved(Column.STAGE, -99).order[0] is Column.STAGE
    assert sorted(USUAL.moved(Column.STAGE, 1).order) == list(Column)


@pytest.mark.parametrize("kept", [None, [], "compact", 7])
def test_where_nothing_was_kept_nothing_is_said(kept: object) -> None:
    assert layout_of(kept) is None


def test_what_is_wrong_in_what_was_kept_is_passed_over() -> None:
    kept = {
        "order": ["STAGE", "GONE", 7, "STAGE", "CLOCK"],
        "hidden": ["CLOCK", "FAULT", None, ["x"]],
        "widths": {"CALL": 90, "FAULT": "wide", "STAGE": True, "MERCHANT": -5, "CLOCK": 10**9, "GONE": 80},
        "rows": ["compact"],
    }
    found = layout_of(kept)
    assert found is not None
    assert found.order[:2] == (Column.STAGE, Column.CLOCK)
    assert sorted(found.order) == list(Column)
    assert found == ColumnLayout(
        order=found.order, hidden=frozenset({Column.FAULT}), widths={Column.CALL: 90}, is_compact=False
    )
    assert layout_of({}) == USUAL
