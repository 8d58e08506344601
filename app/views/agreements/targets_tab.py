"""The tab of targets: for each metric a grid of every kind of job that it speaks of."""

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget

from app.domain.agreements import Agreement, AgreementVersion, Metric
from app.domain.target_grid import EVERY, Cell, Promised, Subject, TargetGrid, grids_of, targets_of
from app.i18n import N_, _
from app.services.code_words import METRICS
from app.views.agreements.agreement_words import METRIC_ORDER, subject_text
from app.views.agreements.cell_form import CellForm
from app.views.agreements.matrix_model import matrix_of
from app.views.agreements.subject_form import SubjectForm
from app.views.agreements.tab import AgreementTab
from app.views.agreements.target_matrix import TargetMatrix
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.widgets.choices import ChipRow, Choice
from app.views.widgets.flow_layout import row_of
from app.views.widgets.frames import Card, EmptyState, ScrolledColumn
from app.views.widgets.labels import label
from app.views.wording import Catalogue


class GridCard(Card):
    """One grid under the words for its jobs."""

    def __init__(self, appearance: Appearance, subject: Subject) -> None:
        super().__init__()
        self.subject = subject
        self.title = label("strong", wraps=True)
        self.matrix = TargetMatrix(appearance)
        self.body.addWidget(self.title)
        row = QHBoxLayout()
        row.addWidget(self.matrix, 1)
        row.addStretch(0)
        self.body.addLayout(row)


class TargetsTab(AgreementTab):
    """Metrics as chips, the grids of the chosen one under each other, their cells changed in a draft."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        self.faults = Catalogue.shipped()
        self.metrics = ChipRow(appearance, tuple(Choice(m.value, METRICS[m.value]) for m in METRIC_ORDER))
        self.cards: list[GridCard] = []
        self.form: CellForm | None = None
        self._copied: Mapping[Cell, Promised | None] = {}
        self._grids = ScrolledColumn()
        self._empty = EmptyState(
            appearance,
            icon="target",
            title=N_("Nothing of this kind is promised"),
            advice=N_("A draft can add a grid for the jobs that are to have it."),
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._grids)
        self._pages.addWidget(self._empty)
        self.change_button, self.clear_button, self.copy_button, self.paste_button, self.add_button = (
            QPushButton() for _each in range(5)
        )
        self._tools = row_of(*self._buttons().values())
        self.column.addWidget(self.metrics)
        self.column.addWidget(self._tools)
        self.column.addWidget(self._pages, 1)
        self._connect()

    def chosen_metric(self) -> Metric:
        """The metric chosen."""
        return Metric(self.metrics.key())

    def show_version(self, agreement: Agreement, version: AgreementVersion, *, editable: bool) -> None:
        if self.agreement is None or self.agreement.code != agreement.code:
            counted = [target.metric for target in version.targets]
            self.metrics.choose(max(METRIC_ORDER, key=counted.count).value)
        super().show_version(agreement, version, editable=editable)

    def take_keys(self) -> None:
        card = self.current() or next(iter(self.cards), None)
        if card is not None:
            if not card.matrix.cells():
                shown = card.matrix.shown()
                card.matrix.choose((shown.priorities[0], shown.zones[0]))
            self._enter(card)

    def fill(self, agreement: Agreement, version: AgreementVersion) -> None:
        for metric in METRIC_ORDER:
            self.metrics.show_count(metric.value, sum(t.metric is metric for t in version.targets))
        for button, text in zip(self._buttons().values(), self._button_texts(), strict=True):
            button.setText(text)
            button.setAccessibleName(text)
        self._tools.setVisible(self.is_editable)
        grids = [grid for grid in grids_of(version.targets) if grid.subject.metric is self.chosen_metric()]
        self._fit_cards([grid.subject for grid in grids])
        for card, grid in zip(self.cards, grids, strict=True):
            self._show_grid(card, grid, version)
        self._pages.setCurrentWidget(self._grids if grids else self._empty)
        self._show_standing()

    def go_to(self, place: str) -> None:
        if self.version is None or not place.startswith("target["):
            return
        target = self.version.targets[int(place[len("target[") : place.index("]")]) - 1]
        self.metrics.choose(target.metric.value)
        self._say_again()
        subject = grids_of([target])[0].subject
        card = next(card for card in self.cards if card.subject == subject)
        card.matrix.choose((min(target.priorities, default=EVERY), min(target.zones, default=EVERY)))
        self._enter(card)

    def current(self) -> GridCard | None:
        """The grid with chosen cells; of several the one that has the keys."""
        chosen = [card for card in self.cards if card.matrix.cells()]
        return max(chosen, key=lambda card: card.matrix.hasFocus(), default=None)

    @Slot()
    def change_cells(self) -> None:
        """Ask for what the chosen cells are to promise."""
        card = self.current()
        if card is None or not self.is_editable or not card.matrix.cells() or self.agreement is None:
            return
        shown, cells = card.matrix.shown(), card.matrix.cells()
        names = list(self.agreement.calendars)
        known = shown.own.get(cells[0]) or shown.inherited.get(cells[0])
        self.form = CellForm(self, self.appearance, self.chosen_metric(), names, known)

        def take(promised: Promised | None) -> None:
            self._set_cells(card.subject, dict.fromkeys(cells, promised))

        self.form.answered.connect(take)
        self.form.open()

    @Slot()
    def clear_cells(self) -> None:
        """Let the chosen cells promise nothing of their own."""
        card = self.current()
        if card is not None:
            self._set_cells(card.subject, dict.fromkeys(card.matrix.cells(), None))

    @Slot()
    def copy_cells(self) -> None:
        """Keep what the chosen cells promise of their own."""
        card = self.current()
        if card is not None:
            own = card.matrix.shown().own
            self._copied = {cell: own.get(cell) for cell in card.matrix.cells()}
            self._show_standing()

    @Slot()
    def paste_cells(self) -> None:
        """Put what was copied where the chosen cells begin: a copied row into every row chosen, and so on."""
        card = self.current()
        if card is None or not self.is_editable or not self._copied or not card.matrix.cells():
            return
        pasted = _placed(self._copied, card.matrix.cells(), card.matrix.shown().priorities)
        self._set_cells(card.subject, pasted)

    @Slot()
    def add_grid(self) -> None:
        """Ask which jobs are to have a grid of their own, and for what they are promised."""
        if self.agreement is None or self.version is None or not self.is_editable:
            return
        form = SubjectForm(self, self.appearance, self.chosen_metric(), self.faults)
        form.answered.connect(self._ask_promise)
        form.open()

    def _ask_promise(self, subject: Subject) -> None:
        assert self.agreement is not None
        form = CellForm(self, self.appearance, subject.metric, list(self.agreement.calendars), None)
        self.form = form

        def add(promised: Promised | None) -> None:
            self._set_cells(subject, {(EVERY, EVERY): promised})

        form.answered.connect(add)
        form.open()

    def _buttons(self) -> dict[str, QPushButton]:
        return {
            "change": self.change_button,
            "clear": self.clear_button,
            "copy": self.copy_button,
            "paste": self.paste_button,
            "add": self.add_button,
        }

    def _button_texts(self) -> tuple[str, ...]:
        return _("Change… (Enter)"), _("Nothing promised (Del)"), _("Copy"), _("Paste"), _("Another grid…")

    def _connect(self) -> None:
        self.metrics.chosen.connect(self._say_again)
        self.change_button.clicked.connect(self.change_cells)
        self.clear_button.clicked.connect(self.clear_cells)
        self.copy_button.clicked.connect(self.copy_cells)
        self.paste_button.clicked.connect(self.paste_cells)
        self.add_button.clicked.connect(self.add_grid)
        self.copy_button.setToolTip("Ctrl+C")
        self.paste_button.setToolTip("Ctrl+V")

    def _fit_cards(self, subjects: list[Subject]) -> None:
        """As many cards as there are subjects; those that stay keep their chosen cells."""
        if [card.subject for card in self.cards] == subjects:
            return
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [self._card(subject) for subject in subjects]

    def _card(self, subject: Subject) -> GridCard:
        card = GridCard(self.appearance, subject)
        matrix = card.matrix
        for signal, slot in (
            (matrix.opened, self.change_cells),
            (matrix.emptied, self.clear_cells),
            (matrix.copied, self.copy_cells),
            (matrix.pasted, self.paste_cells),
            (matrix.left, self._step),
            (matrix.moved, self._show_standing),
        ):
            signal.connect(slot)
        self._grids.add(card)
        return card

    def _show_grid(self, card: GridCard, grid: TargetGrid, version: AgreementVersion) -> None:
        words = subject_text(grid.subject, self.faults, self.appearance.language)
        card.title.setText(words)
        card.matrix.show_matrix(matrix_of(version, grid, editable=self.is_editable), words)

    @Slot(int)
    def _step(self, by: int) -> None:
        """The arrow keys go on in the next grid."""
        card = self.current()
        place = self.cards.index(card) + by if card is not None else -1
        if card is not None and 0 <= place < len(self.cards):
            zone = card.matrix.cells()[:1] or [(EVERY, EVERY)]
            following = self.cards[place]
            rows = following.matrix.shown().priorities
            following.matrix.choose((rows[0 if by > 0 else -1], zone[0][1]))
            self._enter(following)

    def _enter(self, card: GridCard) -> None:
        for other in self.cards:
            if other is not card:
                other.matrix.clearSelection()
        card.matrix.setFocus()
        self._grids.ensureWidgetVisible(card)

    @Slot()
    def _show_standing(self) -> None:
        has_cells = any(card.matrix.cells() for card in self.cards)
        for button in (self.change_button, self.clear_button, self.copy_button):
            button.setEnabled(has_cells)
        self.paste_button.setEnabled(has_cells and bool(self._copied))

    def _set_cells(self, subject: Subject, cells: Mapping[Cell, Promised | None]) -> None:
        if self.version is None or not self.is_editable:
            return
        grids = grids_of(self.version.targets)
        if all(grid.subject != subject for grid in grids):
            grids.append(TargetGrid(subject))
        for cell, promised in cells.items():
            grids = [grid.with_cell(cell, promised) if grid.subject == subject else grid for grid in grids]
        self.change_version(targets=targets_of(grids))


def _placed(
    copied: Mapping[Cell, Promised | None], chosen: list[Cell], priorities: tuple[str, ...]
) -> dict[Cell, Promised | None]:
    """Where each copied cell goes: column by column where one row was copied, row by row where one column."""
    rows, columns = {cell[0] for cell in copied}, {cell[1] for cell in copied}
    if len(rows) == 1:
        row = next(iter(rows))
        return {
            (to, zone): copied[row, zone] for to in dict.fromkeys(c[0] for c in chosen) for zone in columns
        }
    if len(columns) == 1:
        column = next(iter(columns))
        return {(row, to): copied[row, column] for to in dict.fromkeys(c[1] for c in chosen) for row in rows}
    return {cell: promised for cell, promised in copied.items() if cell[0] in priorities}
