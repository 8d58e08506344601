"""The tab of working calendars: what the agreement states, and the year it makes with the country's days."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.agreements import Agreement, AgreementVersion
from app.domain.calendar_spec import CalendarSpec
from app.i18n import N_, _
from app.services.code_words import calendar_name
from app.views.agreements.tab import AgreementTab
from app.views.appearance import Appearance
from app.views.calendars.calendar_terms import CalendarTerms, Stated
from app.views.calendars.forms import CopyForm
from app.views.calendars.year_view import YearView
from app.views.desk import Desk
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.labels import label, set_mark
from app.views.widgets.scrolled import Scrolled


class CalendarsTab(AgreementTab):
    """Calendars by name; one that an approved version counts in is copied before it is changed."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        self._name = ""
        self.names: SegmentedControl | None = None
        self.copy_button = QPushButton()
        self.form: CopyForm | None = None
        self.terms = CalendarTerms(appearance, self._today)
        self.year = YearView(desk, appearance)
        self._note = label("muted", wraps=True)
        self._lay_out()
        self.copy_button.clicked.connect(self.copy_calendar)
        self.terms.edited.connect(self._take)
        self.year.told.connect(self.told)
        self.year.refused.connect(self.refused)

    def fill(self, agreement: Agreement, version: AgreementVersion) -> None:
        names = tuple(agreement.calendars)
        if self._name not in names:
            used = [target.calendar for target in version.targets if target.calendar]
            self._name = used[0] if used else names[0] if names else ""
        self._show_names(names)
        self._show()

    def go_to(self, place: str) -> None:
        name = place.removeprefix("calendars.").split(".")[0]
        if self.agreement is not None and name in self.agreement.calendars:
            self.show_calendar(name)

    @Slot(str)
    def show_calendar(self, name: str) -> None:
        """Show another calendar of the agreement."""
        self._name = name
        if self.names is not None:
            self.names.choose(name)
        self._show()

    @Slot()
    def copy_calendar(self) -> None:
        """Ask for the name of a calendar with the same hours, and add it."""
        if self.agreement is None or not self.is_editable:
            return
        self.form = CopyForm(self, self.appearance, self._name, tuple(self.agreement.calendars))
        self.form.answered.connect(self._take_copy)
        self.form.open()

    @Slot(object)
    def _take_copy(self, name: str) -> None:
        if self.agreement is not None and self.is_editable:
            copied, self._name = self._stated(self.agreement), name
            self._take(copied)

    def is_locked(self) -> bool:
        """Whether an earlier version counts in the calendar shown."""
        if self.agreement is None or self.version is None:
            return False
        others = [each for each in self.agreement.versions if each.number < self.version.number]
        return any(target.calendar == self._name for each in others for target in each.targets)

    def _today(self) -> date:
        return self.desk.clock.now().astimezone(self.appearance.formats.zone).date()

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        self._head.addStretch(1)
        self._head.addWidget(self.copy_button)
        self.copy_button.setProperty("role", "ghost")
        set_mark(self._note, "tone", "info")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._note)
        column.addWidget(self.terms, 1)
        left.setMinimumWidth(312)
        beside = QHBoxLayout()
        beside.setSpacing(16)
        beside.addWidget(left, 2)
        beside.addWidget(Scrolled(self.year), 3)
        self.column.addLayout(self._head)
        self.column.addLayout(beside, 1)

    def _show_names(self, names: tuple[str, ...]) -> None:
        if self.names is not None:
            self.names.hide()
            self.names.deleteLater()
        choices = tuple(Choice(name, calendar_name(name)) for name in names)
        self.names = SegmentedControl(self.appearance, choices, name=N_("Calendars"))
        self.names.chosen.connect(self.show_calendar)
        if self._name in names:
            self.names.choose(self._name)
        self.names.setVisible(bool(names))
        self._head.insertWidget(0, self.names)

    def _show(self) -> None:
        agreement = self.agreement
        if agreement is None:
            return
        locked = self.is_locked()
        has_calendar = self._name in agreement.calendars
        self.copy_button.setText(_("Copy under another name…"))
        self.copy_button.setAccessibleName(_("Copy under another name…"))
        self.copy_button.setVisible(self.is_editable and has_calendar)
        self._note.setText(
            _("An approved version counts in this calendar, so it stays; copy it to change it.")
        )
        self._note.setVisible(self.is_editable and locked)
        self.terms.setVisible(has_calendar)
        if has_calendar:
            self.terms.show_stated(self._stated(agreement), editable=self.is_editable and not locked)
        self.year.show_calendar(agreement, self._name)

    def _stated(self, agreement: Agreement) -> Stated:
        name = self._name
        spec: CalendarSpec = agreement.calendars[name]
        return Stated(spec, name in agreement.holiday_calendars, name in agreement.closure_calendars)

    @Slot(object)
    def _take(self, stated: Stated) -> None:
        if self.agreement is None or not self.is_editable:
            return
        name = self._name
        calendars = {**self.agreement.calendars, name: replace(stated.spec, name=name)}
        edited = replace(
            self.agreement,
            calendars=calendars,
            holiday_calendars=_with(self.agreement.holiday_calendars, name, ticked=stated.follows_holidays),
            closure_calendars=_with(self.agreement.closure_calendars, name, ticked=stated.follows_closures),
        )
        self.changed.emit(edited)


def _with(names: frozenset[str], name: str, *, ticked: bool) -> frozenset[str]:
    return names | {name} if ticked else names - {name}
