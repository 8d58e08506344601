"""What the board shows and how: filters, kind of work, table, kanban or map, kept views, and its columns."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot

from app.i18n import N_, _
from app.services import saved_views
from app.views.appearance import Appearance
from app.views.board.board_filters import FILTERS
from app.views.board.board_model import BoardModel
from app.views.board.column_layout import layout_of
from app.views.board.columns import Column
from app.views.board.columns_dialog import ColumnsDialog
from app.views.board.columns_menu import add_columns
from app.views.board.job_views import VIEWS, JobViews
from app.views.board.kept_view import names_of, view_of
from app.views.board.view_bar import ViewBar
from app.views.desk import Desk
from app.views.widgets.choices import ChipRow, Choice, SegmentedControl

CHIPS = (
    Choice("all", N_("All")),
    Choice("unassigned", N_("Unassigned")),
    Choice("near", N_("At risk")),
    Choice("late", N_("Breached")),
    Choice("held", N_("On hold")),
    Choice("resolved", N_("To close")),
)
WORK = (
    Choice("calls", N_("Calls")),
    Choice("visits", N_("Visits")),
    Choice("other", N_("Other work")),
    Choice("everything", N_("Everything")),
)


class ShownJobs(QObject):
    """The tools over the jobs, and what they make of model and views.

    Signals:
        changed: other jobs are shown, by the user's hand.
    """

    changed = Signal()

    def __init__(self, desk: Desk, appearance: Appearance, model: BoardModel, views: JobViews) -> None:
        super().__init__(views)
        self._desk = desk
        self._appearance = appearance
        self._model = model
        self._views = views
        self._header = views.table.header
        self.chips = ChipRow(appearance, CHIPS)
        self.work = SegmentedControl(appearance, WORK, name=N_("Kind of work"))
        self.switch = SegmentedControl(appearance, VIEWS, name=N_("View"))
        self.bar = ViewBar(desk, appearance, model, header=self._header)
        self.chips.chosen.connect(self.show_filter)
        self.work.chosen.connect(self.show_work)
        self.switch.chosen.connect(self.show_view)
        self.bar.taken.connect(self.take_view)
        self.bar.narrowed.connect(self.changed)
        self._header.customContextMenuRequested.connect(self._offer_column)

    def restore(self) -> None:
        """Show what was shown when the user left the board last."""
        self._desk.ask(saved_views.last_view, self._desk.user, done=self._begin)

    def count(self) -> None:
        """Say on the chips how many jobs each filter would show."""
        for key in FILTERS:
            self.chips.show_count(key, self._model.count(key))

    @Slot(str)
    def show_filter(self, key: str) -> None:
        """Show only the jobs of a filter."""
        self._model.show_filter(key)
        self.bar.note()
        self.changed.emit()

    @Slot(str)
    def show_work(self, key: str) -> None:
        """Show only a kind of work."""
        self._model.show_work(key)
        self.bar.note()
        self.changed.emit()

    def show_figure(self, key: str) -> None:
        """Show exactly the calls that a figure counted."""
        self.work.choose("calls")
        self._model.show(replace(self._model.view, work="calls", chosen={}))
        self.bar.say()
        self.chips.choose(key)
        self.show_filter(key)

    @Slot(str)
    def show_view(self, key: str) -> None:
        """Look at the jobs as a table, by stage or on the map."""
        self.switch.choose(key)
        self._views.show_view(key)
        self.bar.show_way(key)

    @Slot()
    def next_view(self) -> None:
        """Look at the jobs in the next way."""
        keys = [choice.key for choice in VIEWS]
        self.show_view(keys[(keys.index(self._views.view()) + 1) % len(keys)])

    @Slot(object)
    def take_view(self, document: Mapping[str, object]) -> None:
        """Show what was kept as a view."""
        view, way = view_of(document)
        self._model.show(view, names_of(document))
        order = Qt.SortOrder.DescendingOrder if view.descending else Qt.SortOrder.AscendingOrder
        self._header.setSortIndicator(view.sorted_by, order)
        self.chips.choose(view.filter)
        self.work.choose(view.work)
        columns = layout_of(document.get("columns"))
        if columns is not None:
            self._header.take(columns)
        self.show_view(way)
        self.bar.say()
        self.changed.emit()

    @Slot()
    def narrow_column(self) -> None:
        """Offer what the column under the cursor can be narrowed to."""
        column = Column(max(self._views.table.currentIndex().column(), 0))
        at = QPoint(self._header.sectionViewportPosition(column), self._header.height())
        self.bar.open_values(column, self._header.mapToGlobal(at))

    @Slot()
    def arrange_columns(self) -> None:
        """Lay out the table by keys."""
        dialog = ColumnsDialog(self._appearance, self._header, self._views)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(QPoint)
    def _offer_column(self, at: QPoint) -> None:
        """What the head of the table offers where it is clicked."""
        section = self._header.logicalIndexAt(at)
        if section >= 0:
            menu = self.bar.values_menu(Column(section))
            add_columns(menu, self._header, Column(section))
            menu.addAction(_("Arrange columns and rows…")).triggered.connect(self.arrange_columns)
            menu.popup(self._header.mapToGlobal(at))

    @Slot(object)
    def _begin(self, document: dict[str, object]) -> None:
        self.bar.begin(document)
        if document:
            self.take_view(document)
