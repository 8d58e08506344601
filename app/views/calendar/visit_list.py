"""The visits of a day or a month as rows: the twin of the sheet for keyboard and screen reader."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QStackedWidget

from app.i18n import N_, _
from app.services.maintenance import PmVisitRow
from app.views.appearance import Appearance
from app.views.calendar.row_table import RowTable
from app.views.calendar.visit_words import SETTLED, STATES, VisitWords
from app.views.widgets.choices import ChipRow, Choice
from app.views.widgets.frames import EmptyState, Panel

ALL, DECIDED = "all", "settled"
MOVABLE = frozenset({"planned", "overdue"})
CHIPS = (
    Choice(ALL, N_("All")),
    *(Choice(state, look.word) for state, look in STATES.items()),
    Choice(DECIDED, N_("Counted in compliance")),
)


class VisitList(Panel):
    """Rows of the visits given, filtered by state; each chip says how many rows it holds.

    Signals:
        opened: the PmVisitRow to be moved: Enter, or the button.
    """

    opened = Signal(object)

    def __init__(self, appearance: Appearance, today: date) -> None:
        super().__init__(appearance, title=N_("Visits"), icon="format-list-bulleted")
        self._words = VisitWords(appearance, today)
        self._visits: tuple[PmVisitRow, ...] = ()
        self.chips = ChipRow(appearance, CHIPS)
        self.table = RowTable(
            appearance, self._words.columns(), name=N_("Visits"), key=lambda visit: visit.id, tall=True
        )
        self._empty = EmptyState(
            appearance,
            icon="calendar-blank-outline",
            title=N_("No visits here"),
            advice=N_("Choose another day, another filter or another month."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.move_button = QPushButton()
        self.move_button.setProperty("role", "ghost")
        self.move_button.clicked.connect(self._move)
        self.add_tool(self.move_button)
        self.table.picked.connect(self._weigh)
        appearance.changed.connect(self._name_move)
        self.body.addWidget(self.chips)
        self.body.addWidget(self._stack, 1)
        self.setMinimumWidth(380)
        self.chips.chosen.connect(self._filter)
        self.table.opened.connect(self._open)
        self._name_move()
        self._weigh()

    def show_visits(self, visits: Sequence[PmVisitRow], today: date, scope: str) -> None:
        """Show these visits; `scope` says in ready words which day or month they are of."""
        self._visits = tuple(visits)
        self._words.today = today
        self.show_note(scope)
        for chip in CHIPS:
            self.chips.show_count(chip.key, len(of_state(visits, chip.key)))
        # Rare: it takes room only where there is one.
        excused = bool(of_state(visits, "excused")) or self.chips.key() == "excused"
        self.chips.button("excused").setVisible(excused)
        self._filter()

    def show_state(self, key: str) -> None:
        """Show only the visits of one state."""
        self.chips.choose(key)
        self._filter()

    def rows(self) -> list[PmVisitRow]:
        """The rows shown now."""
        return self.table.rows()

    @Slot(object)
    def _open(self, visit: PmVisitRow) -> None:
        if visit.state in MOVABLE:
            self.opened.emit(visit)

    @Slot()
    def _move(self) -> None:
        if self.table.current() is not None:
            self._open(self.table.current())

    @Slot()
    def _weigh(self) -> None:
        visit = self.table.current()
        self.move_button.setEnabled(visit is not None and visit.state in MOVABLE)

    @Slot()
    def _name_move(self) -> None:
        self.move_button.setText(_("Move…"))
        self.move_button.setToolTip(_("Another day, hour or technician (Enter)"))

    def _filter(self) -> None:
        found = of_state(self._visits, self.chips.key())
        self._stack.setCurrentWidget(self.table if found else self._empty)
        self.table.show_rows(found)
        self._weigh()


def of_state(visits: Sequence[PmVisitRow], key: str) -> list[PmVisitRow]:
    """The visits a filter holds."""
    if key == ALL:
        return list(visits)
    wanted = SETTLED if key == DECIDED else (key,)
    return [visit for visit in visits if visit.state in wanted]
