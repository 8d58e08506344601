"""The tab of waits: who answers for one, which clocks it stops, what it needs."""

from PySide6.QtCore import Slot

from app.domain.agreements import Agreement, AgreementVersion, PauseRule
from app.i18n import N_, _
from app.services.code_words import OWNERS, worded
from app.views.agreements.agreement_words import listed, metric_names
from app.views.agreements.row_tools import RowTools
from app.views.agreements.tab import AgreementTab
from app.views.agreements.wait_form import WaitForm
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.widgets.labels import label
from app.views.wording import REASONS

NumberedRule = tuple[int, PauseRule]
"""A rule and its place, counted from 0."""


class WaitsTab(AgreementTab):
    """Pause rules as rows."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        columns = (
            Column(N_("Who answers"), self._owner, 132, 1),
            Column(N_("Reasons"), self._reasons, 118, 2),
            Column(N_("Clocks that stop"), self._stops, 200, 4),
            Column(N_("Evidence"), self._evidence, 96, 1),
            Column(N_("Approval"), self._approval, 128, 1),
        )
        self.rows = RowTable(appearance, columns, name=N_("Waits"), key=lambda row: row[0], tall=True)
        self.tools = RowTools(appearance)
        self._note = label("muted", wraps=True)
        self.column.addWidget(self.tools)
        self.column.addWidget(self.rows, 1)
        self.column.addWidget(self._note)
        self.rows.opened.connect(self.change_rule)
        self.rows.picked.connect(self._show_standing)
        self.tools.added.connect(self.add_rule)
        self.tools.opened.connect(self.change_rule)
        self.tools.removed.connect(self.remove_rule)

    def take_keys(self) -> None:
        self.rows.setFocus()
        if self.rows.current() is None and self.rows.rows():
            self.rows.choose(self.rows.rows()[0][0])

    def fill(self, agreement: Agreement, version: AgreementVersion) -> None:
        self.rows.show_rows(list(enumerate(version.pauses)))
        self.tools.setVisible(self.is_editable)
        self._note.setText(
            _(
                "A wait that the contractor owns never stops a clock of its own contract; "
                "appointments never move."
            )
        )
        self._show_standing()

    def go_to(self, place: str) -> None:
        if place.startswith("pause["):
            self.rows.choose(int(place[len("pause[") : place.index("]")]) - 1)
            self.rows.setFocus()

    @Slot()
    def add_rule(self) -> None:
        """Ask for another rule."""
        self._ask(None)

    @Slot()
    def change_rule(self) -> None:
        """Ask for the terms of the chosen rule."""
        row: NumberedRule | None = self.rows.current()
        if row is not None:
            self._ask(row)

    @Slot()
    def remove_rule(self) -> None:
        """Take the chosen rule away."""
        row: NumberedRule | None = self.rows.current()
        if row is not None and self.version is not None:
            left = [rule for place, rule in enumerate(self.version.pauses) if place != row[0]]
            self.change_version(pauses=tuple(left))

    def _ask(self, row: NumberedRule | None) -> None:
        if not self.is_editable:
            return
        form = WaitForm(self, self.appearance, row[1] if row else None)

        def take(rule: PauseRule) -> None:
            rules = list(self.version.pauses) if self.version is not None else []
            place = row[0] if row else len(rules)
            rules[place : place + 1] = [rule]
            self.change_version(pauses=tuple(rules))

        form.answered.connect(take)
        form.open()

    @Slot()
    def _show_standing(self) -> None:
        self.tools.show_standing(has_row=self.rows.current() is not None)

    def _owner(self, row: NumberedRule) -> Cell:
        return Cell(worded(OWNERS, row[1].owner.value), bold=True)

    def _reasons(self, row: NumberedRule) -> Cell:
        named = [worded(REASONS, reason) for reason in sorted(row[1].reasons)]
        return Cell(listed(named, self.appearance.language) or _("every reason"))

    def _stops(self, row: NumberedRule) -> Cell:
        return Cell(metric_names(row[1].stops, self.appearance.language) or _("none"))

    def _evidence(self, row: NumberedRule) -> Cell:
        if row[1].evidence:
            return Cell(_("needed"), icon="file-check-outline")
        return Cell(_("not needed"), tone="muted")

    def _approval(self, row: NumberedRule) -> Cell:
        above = row[1].approval_above_minutes
        if above is None:
            return Cell(_("never needed"), tone="muted")
        minutes = self.appearance.formats.number(above)
        return Cell(_("above {minutes} min").format(minutes=minutes), icon="account-check-outline")
