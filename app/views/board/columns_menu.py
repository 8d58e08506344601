"""What the head of the table offers about its columns, under what a column is narrowed to."""

from functools import partial

from PySide6.QtWidgets import QMenu

from app.i18n import _
from app.views.board.board_header import BoardHeader
from app.views.board.column_layout import ALWAYS
from app.views.board.columns import HEADINGS, Column


def add_columns(menu: QMenu, header: BoardHeader, column: Column) -> None:
    """Offer to hide a column, to show others, and another height of rows."""
    menu.addSeparator()
    hide = menu.addAction(_("Hide this column"))
    hide.setEnabled(column not in ALWAYS)
    hide.triggered.connect(partial(header.show_column, column, False))
    others = menu.addMenu(_("Columns"))
    for each in header.columns.order:
        shown = others.addAction(_(HEADINGS[each]))
        shown.setCheckable(True)
        shown.setChecked(each in header.shown())
        shown.setEnabled(each not in ALWAYS)
        shown.toggled.connect(partial(header.show_column, each))
    compact = menu.addAction(_("Compact rows"))
    compact.setCheckable(True)
    compact.setChecked(header.columns.is_compact)
    compact.toggled.connect(header.show_compact)
    menu.addAction(_("Columns as from the start")).triggered.connect(header.restore)
