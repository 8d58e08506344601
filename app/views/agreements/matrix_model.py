"""One grid of targets as Qt asks for it: its own cells, those won by another rule, and the empty ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from app.domain.agreements import AgreementVersion, Described
from app.domain.events import Priority, Service
from app.domain.target_grid import EVERY, Cell, Promised, TargetGrid, effective_grid
from app.i18n import _
from app.views.agreements.agreement_words import priority_name, promised_text, zone_name
from app.views.appearance import Appearance
from app.views.calendar.row_model import Index
from app.views.widgets.labels import tool_tip

ZONES = ("A", "B", "C", "D")


@dataclass(frozen=True)
class MatrixShown:
    """What a matrix shows: its rows and columns, its own cells and those won by another rule."""

    priorities: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    own: Mapping[Cell, Promised] = field(default_factory=dict)
    inherited: Mapping[Cell, Promised] = field(default_factory=dict)


def matrix_of(version: AgreementVersion, grid: TargetGrid, *, editable: bool) -> MatrixShown:
    """The rows and columns that `grid` needs, every one in a draft, and what its jobs are promised."""
    priorities = _needed([priority for priority, _zone in grid.cells], tuple(Priority), editable)
    zones = _needed([zone for _priority, zone in grid.cells], ZONES, editable)
    cells = [(priority, zone) for priority in priorities for zone in zones]
    subject = grid.subject
    described = Described(
        service=next((each.value for each in Service if each in subject.services), ""),
        merchant_class=min(subject.merchant_classes, default=""),
        fault=min(subject.faults, default=""),
    )
    winning = effective_grid(version, subject.metric, described, cells)
    inherited = {
        cell: Promised(limit=won.limit, unit=won.unit, calendar=won.calendar, warn_at=won.warn_at)
        for cell, won in winning.items()
        if cell not in grid.cells
    }
    return MatrixShown(priorities, zones, grid.cells, inherited)


def _needed(named: Sequence[str], known: Sequence[str], editable: bool) -> tuple[str, ...]:
    each = tuple(str(value) for value in known)
    if editable:
        return (EVERY, *each)
    if all(value == EVERY for value in named):
        return (EVERY,)
    return (EVERY, *each) if EVERY in named else each


class MatrixModel(QAbstractTableModel):
    """The grid as Qt asks for it."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.shown = MatrixShown()

    def show_matrix(self, shown: MatrixShown) -> None:
        """Show this from now on."""
        same = (self.shown.priorities, self.shown.zones) == (shown.priorities, shown.zones)
        if not same:
            self.beginResetModel()
        self.shown = shown
        if not same:
            self.endResetModel()
        elif shown.priorities and shown.zones:
            last = self.index(len(shown.priorities) - 1, len(shown.zones) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(shown.zones) - 1)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(shown.priorities) - 1)

    def cell(self, index: Index) -> Cell:
        """The priority and zone at an index."""
        return self.shown.priorities[index.row()], self.shown.zones[index.column()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.shown.priorities)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.shown.zones)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        roles = Qt.ItemDataRole
        if not index.isValid() or role not in (
            roles.DisplayRole,
            roles.AccessibleTextRole,
            roles.ToolTipRole,
        ):
            return None
        said = self._said(self.cell(index))
        if role == roles.DisplayRole:
            return said
        row, column = (
            self.headerData(place, side)
            for place, side in (
                (index.row(), Qt.Orientation.Vertical),
                (index.column(), Qt.Orientation.Horizontal),
            )
        )
        return tool_tip(f"{row}, {column}: {said}")

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            priority = self.shown.priorities[section]
            return priority_name(priority)
        return zone_name(self.shown.zones[section])

    def _said(self, cell: Cell) -> str:
        own, inherited = self.shown.own.get(cell), self.shown.inherited.get(cell)
        if own is not None:
            return promised_text(own, self._appearance.formats)
        if inherited is not None:
            said = promised_text(inherited, self._appearance.formats)
            return _("{promise} (by a more general rule)").format(promise=said)
        return _("nothing promised")
