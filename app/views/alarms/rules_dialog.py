"""How alarms live: when they ask again, climb and leave the shelf, and what is a flood; with who set it."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from app.domain.alarm_life import Urgency
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.alarm_rules import (
    FLOOD,
    MOST_MINUTES,
    RuleChange,
    RuleSheet,
    least_of,
    rule_sheet,
    set_rules,
)
from app.services.alarm_words import URGENCIES
from app.services.code_words import worded
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.widgets.labels import label
from app.views.widgets.number_edit import NumberEdit

TIMES = {
    "remind": N_("Asks again after (minutes)"),
    "supervisor": N_("To the supervisor after (minutes)"),
    "manager": N_("To the manager after (minutes)"),
    "shelf": N_("Longest time on the shelf (minutes)"),
}
FLOODS = {
    "flood-alarms": N_("More new alarms than this are a flood"),
    "flood-minutes": N_("within (minutes)"),
    "same-cause": N_("So many jobs of one cause are a flood"),
}
WIDTH, SIDE = 640, 20


class RulesDialog(QDialog):
    """The settings of all agreements, or of one; what is saved holds at once at every desk.

    Signals:
        refused: a refusal to be said in the user's words.
    """

    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        self._sheet: RuleSheet | None = None
        self.numbers: dict[str, NumberEdit] = {}
        self.scope = QComboBox()
        self.history = label("muted", wraps=True)
        self._floods = QWidget()
        kinds = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kinds.Cancel | kinds.RestoreDefaults)
        self.save_button = self._buttons.addButton(_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.usual_button = self._buttons.button(kinds.RestoreDefaults)
        self._lay_out()
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        for kind in (kinds.Cancel, kinds.RestoreDefaults):
            self._buttons.button(kind).setAutoDefault(False)
        self.save_button.setDefault(True)
        self.usual_button.clicked.connect(self._restore)
        self.scope.addItem(_("All agreements"), "")
        self.scope.currentIndexChanged.connect(self._ask)
        self._ask()

    def agreement(self) -> str:
        """Whose settings are shown; empty: those of all."""
        return str(self.scope.currentData())

    def changed(self) -> dict[str, int | None]:
        """What differs from what holds now; None where it is to be as usual again."""
        sheet = self._sheet
        if sheet is None:
            return {}
        chosen = {name: self.numbers[name].value() for name in sheet.values}
        return {
            name: None if value == sheet.usual[name] else value
            for name, value in chosen.items()
            if value != sheet.values[name]
        }

    @Slot()
    def accept(self) -> None:
        """Keep what was changed, for every desk."""
        changed = self.changed()
        if not changed:
            super().accept()
        elif self.save_button.isEnabled():
            self.save_button.setEnabled(False)
            self._desk.do(
                set_rules,
                changed,
                by=self._desk.user,
                agreement=self.agreement(),
                done=self._saved,
                failed=self._fail,
            )

    def _lay_out(self) -> None:
        title = _("Alarm settings")
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 18, SIDE, 16)
        column.setSpacing(12)
        column.addWidget(label("heading", title))
        said = _(
            "Warnings come at the percentages of each agreement. What is set holds at once at every desk."
        )
        column.addWidget(label("muted", said, wraps=True))
        self.scope.setAccessibleName(_("Agreement"))
        column.addWidget(self.scope)
        column.addLayout(self._times())
        column.addWidget(self._floods)
        self._lay_out_floods()
        column.addWidget(label("strong", _("Last changes")))
        column.addWidget(self.history)
        column.addStretch(1)
        column.addWidget(self._buttons)
        self.setFixedWidth(WIDTH)

    def _times(self) -> QGridLayout:
        grid = _grid()
        for place, urgency in enumerate(Urgency, 1):
            grid.addWidget(label("strong", worded(URGENCIES, urgency.value)), 0, place)
        for row, (name, words) in enumerate(TIMES.items(), 1):
            grid.addWidget(label("", _(words)), row, 0)
            for place, urgency in enumerate(Urgency, 1):
                spoken = f"{_(words)} · {worded(URGENCIES, urgency.value)}"
                grid.addWidget(self._number(f"{name}-{urgency.value}", spoken), row, place)
        return grid

    def _lay_out_floods(self) -> None:
        grid = _grid()
        grid.setContentsMargins(0, 0, 0, 0)
        for row, (name, words) in enumerate(FLOODS.items()):
            grid.addWidget(label("", _(words)), row, 0)
            grid.addWidget(self._number(name, _(words)), row, 1)
        self._floods.setLayout(grid)

    def _number(self, name: str, spoken: str) -> NumberEdit:
        edit = NumberEdit(self._appearance, name=spoken, least=least_of(name), most=MOST_MINUTES)
        edit.setMinimumWidth(104)
        edit.valueChanged.connect(self._weigh)
        self.numbers[name] = edit
        return edit

    @Slot()
    def _ask(self) -> None:
        self._sheet = None
        self._weigh()
        self._desk.ask(rule_sheet, self.agreement(), done=partial(self._fill, self.agreement()))

    def _fill(self, agreement: str, sheet: RuleSheet) -> None:
        if agreement != self.agreement():
            return
        if self.scope.count() == 1:
            for code in sheet.agreements:
                self.scope.addItem(isolate(code), code)
        self._sheet = sheet
        self._show(sheet.values)
        self._floods.setVisible(not agreement)
        self.usual_button.setText(_("As for all agreements") if agreement else _("Shipped values"))
        said = "\n".join(self._said(change) for change in sheet.changes)
        self.history.setText(said or _("Nothing was changed yet."))
        self._weigh()
        # A dialog does not ask how high its wrapped lines are at its width.
        self.history.setMinimumHeight(self.history.heightForWidth(WIDTH - 2 * SIDE))
        self.adjustSize()

    def _show(self, values: object) -> None:
        assert isinstance(values, dict)
        for name, value in values.items():
            self.numbers[name].setValue(value)

    def _said(self, change: RuleChange) -> str:
        formats = self._appearance.formats
        before, after = (
            _("as usual") if value is None else formats.number(value)
            for value in (change.before, change.value)
        )
        return _("{when} · {by} · {what}: from {before} to {after}").format(
            when=formats.date_time(change.set_at),
            by=isolate(change.set_by),
            what=_words(change.name),
            before=before,
            after=after,
        )

    @Slot()
    def _weigh(self) -> None:
        is_known = self._sheet is not None
        self.save_button.setEnabled(is_known)
        self.usual_button.setEnabled(is_known)
        # What was typed belongs to the agreement it was typed for.
        self.scope.setEnabled(not self.changed())

    @Slot()
    def _restore(self) -> None:
        if self._sheet is not None:
            self._show(self._sheet.usual)

    @Slot(object)
    def _saved(self, _answer: object) -> None:
        super().accept()

    @Slot(object)
    def _fail(self, error: object) -> None:
        self.save_button.setEnabled(True)
        self.refused.emit(error)


def _words(name: str) -> str:
    if name in FLOOD:
        return _(FLOODS[name])
    kind, _dash, urgency = name.partition("-")
    return f"{_(TIMES[kind])} · {worded(URGENCIES, urgency)}"


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(0, 1)
    return grid
