"""What the chosen cells of a grid are to promise: how much, in which unit and hours, with which warnings."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from app.domain.agreement_file import MOST_OF
from app.domain.agreements import Metric, Unit
from app.domain.persian import latin_digits
from app.domain.target_grid import Promised
from app.i18n import _
from app.services.code_words import calendar_name
from app.views.agreements.form import SmallForm
from app.views.agreements.limit_edit import LimitEdit
from app.views.appearance import Appearance

LONGEST = max(MOST_OF.values())


class CellForm(SmallForm):
    """Answers with a Promised, or None where nothing is promised."""

    def __init__(
        self,
        parent: QWidget,
        appearance: Appearance,
        metric: Metric,
        calendars: Sequence[str],
        known: Promised | None,
    ) -> None:
        super().__init__(parent, appearance, _("What is promised"), accept=_("Take over"))
        self.nothing = QCheckBox(_("Nothing promised"))
        self.limit = LimitEdit(appearance, name=_("How much"), least=1, most=LONGEST)
        self.unit, self.calendar, self.warnings = QComboBox(), QComboBox(), QLineEdit()
        units = (Unit.WINDOW,) if metric is Metric.APPOINTMENT else tuple(Unit)
        for unit in units:
            self.unit.addItem(_unit_name(unit), unit.value)
        for name in ("", *calendars):
            self.calendar.addItem(calendar_name(name), name)
        self.warnings.setPlaceholderText(_("percent of the limit, such as 50, 80"))
        self.add_field(_("How much"), self.limit)
        self.add_field(_("Unit"), self.unit)
        self.add_field(_("Counted in"), self.calendar)
        self.add_field(_("Warnings"), self.warnings)
        self.add_field("", self.nothing)
        self.nothing.setAccessibleName(_("Nothing promised"))
        self.nothing.toggled.connect(self._weigh)
        self.unit.currentIndexChanged.connect(self._weigh)
        self.limit.lineEdit().textEdited.connect(self._count_minutes)
        self.limit.setToolTip(_("A number, or hours and minutes such as 3:30"))
        self._show(known or Promised(limit=4, unit=units[0] if len(units) == 1 else Unit.HOURS))
        self.limit.setFocus()
        self.limit.selectAll()

    def answer(self) -> Promised | None:
        if self.nothing.isChecked():
            return None
        unit, calendar = Unit(self.unit.currentData()), str(self.calendar.currentData())
        if unit is Unit.WINDOW:
            return Promised(limit=0, unit=unit, warn_at=self._shares())
        if unit is Unit.WORKING_DAYS and not calendar:
            raise ValueError(_("Working days need a calendar."))
        if self.limit.value() > MOST_OF[unit]:
            raise ValueError(_("No promise is longer than a year."))
        return Promised(limit=self.limit.value(), unit=unit, calendar=calendar, warn_at=self._shares())

    def _shares(self) -> tuple[int, ...]:
        typed = (
            latin_digits(self.warnings.text()).replace("،", " ").replace(",", " ").replace("٪", " ").split()
        )
        if any(not word.isdecimal() or not 0 < int(word) < 100 for word in typed):
            raise ValueError(_("Warnings are whole percentages from 1 to 99."))
        return tuple(sorted({int(word) for word in typed}))

    def _show(self, known: Promised) -> None:
        self.limit.setValue(max(1, known.limit))
        self.unit.setCurrentIndex(max(0, self.unit.findData(known.unit.value)))
        self.calendar.setCurrentIndex(max(0, self.calendar.findData(known.calendar)))
        shares = " ".join(str(share) for share in known.warn_at)
        self.warnings.setText(self.appearance.formats.digits(shares))
        self._weigh()

    @Slot(str)
    def _count_minutes(self, typed: str) -> None:
        """Whoever types 3:30 promises minutes, whatever the unit was before."""
        minutes = self.unit.findData(Unit.MINUTES.value)
        if ":" in typed and minutes >= 0 and self.unit.currentIndex() != minutes:
            self.unit.setCurrentIndex(minutes)
            self.limit.lineEdit().setText(typed)

    def _weigh(self) -> None:
        """Only what counts can be filled in."""
        promises = not self.nothing.isChecked()
        counts = promises and self.unit.currentData() != Unit.WINDOW.value
        self.unit.setEnabled(promises)
        self.limit.show_minutes(self.unit.currentData() == Unit.MINUTES.value)
        self.warnings.setEnabled(promises)
        for field in (self.limit, self.calendar):
            field.setEnabled(counts)


def _unit_name(unit: Unit) -> str:
    return {
        Unit.MINUTES: _("minutes, or hours:minutes"),
        Unit.HOURS: _("hours"),
        Unit.WORKING_DAYS: _("working days"),
        Unit.WINDOW: _("by the end of its window"),
    }[unit]
