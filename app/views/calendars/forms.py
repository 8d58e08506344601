"""Small questions about hours and days: a period, an exception, a closure, another day for a holiday."""

from collections.abc import Collection
from datetime import date

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.calendar_spec import Period
from app.domain.day_hours import WHOLE_DAY, Hours
from app.domain.persian import fold
from app.i18n import _
from app.services.calendars.days_off import DayOff
from app.services.calendars.provinces import provinces
from app.services.code_words import calendar_name
from app.views.agreements.form import SmallForm
from app.views.appearance import Appearance
from app.views.calendars.day_words import place_name, typed_hours
from app.views.calendars.week_editor import WeekEditor, read_typed
from app.views.widgets.date_edit import JalaliDateEdit

LONGEST_NAME = 60


class PeriodForm(SmallForm):
    """Answers with a Period that shares no date with `others`."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, known: Period, others: Collection[Period]
    ) -> None:
        super().__init__(parent, appearance, _("Hours from one date to another"), accept=_("Take over"))
        self._others = others
        self.title_fa, self.title_en = (QLineEdit(known.title.get(key, "")) for key in ("fa", "en"))
        self.first, self.last = (day_edit(appearance, day) for day in (known.first, known.last))
        self.week = WeekEditor(appearance)
        self.week.show_week(known.weekly, editable=True)
        self.add_field(_("Title in Persian"), self.title_fa)
        self.add_field(_("Title in English"), self.title_en)
        self.add_field(_("First day"), self.first)
        self.add_field(_("Last day"), self.last)
        self.body.insertWidget(2, self.week)
        self.setMinimumWidth(480)

    def answer(self) -> Period:
        if self.week.is_wrong():
            raise ValueError(_("Some hours are not right yet."))
        first, last = self.first.day(), self.last.day()
        if last < first:
            raise ValueError(_("The last day comes before the first."))
        if any(first <= other.last and other.first <= last for other in self._others):
            raise ValueError(_("Another period has some of these days."))
        titles = {"fa": self.title_fa.text().strip(), "en": self.title_en.text().strip()}
        return Period(first, last, self.week.week(), {key: said for key, said in titles.items() if said})


class ExceptionForm(SmallForm):
    """Answers with a date and the hours of that date alone."""

    def __init__(self, parent: QWidget, appearance: Appearance, day: date, hours: Hours) -> None:
        super().__init__(parent, appearance, _("Hours of one date"), accept=_("Take over"))
        self.day = day_edit(appearance, day)
        self.hours = hours_edit(appearance, hours)
        self.add_field(_("Day"), self.day)
        self.add_field(_("Open hours"), self.hours)

    def answer(self) -> tuple[date, Hours]:
        return self.day.day(), read_typed(self.hours.text())


class ClosureForm(SmallForm):
    """Answers with the DayOff that is to be declared."""

    def __init__(self, parent: QWidget, appearance: Appearance, day: date, province: str) -> None:
        super().__init__(parent, appearance, _("Declare a closure"), accept=_("Propose"))
        self.day = day_edit(appearance, day)
        self.province = province_box(appearance, province)
        self.hours = hours_edit(appearance, ())
        self.hours.setPlaceholderText(_("the whole day, or such as 12:00–24:00"))
        self.name, self.name_en, self.authority, self.reference = (QLineEdit() for _each in range(4))
        for name, field in (
            (_("Day"), self.day),
            (_("Where"), self.province),
            (_("Hours that are closed"), self.hours),
            (_("Reason in Persian"), self.name),
            (_("Reason in English"), self.name_en),
            (_("Declared by"), self.authority),
            (_("Letter or source"), self.reference),
        ):
            self.add_field(name, field)
        self.name.setFocus()

    def answer(self) -> DayOff:
        if not self.name.text().strip():
            raise ValueError(_("A closure needs its reason."))
        return DayOff(
            day=self.day.day(),
            name=self.name.text().strip(),
            name_en=self.name_en.text().strip(),
            province=str(self.province.currentData()),
            closed=read_typed(self.hours.text()) or WHOLE_DAY,
            declared_by=self.authority.text().strip(),
            reference=self.reference.text().strip(),
        )


class MoveForm(SmallForm):
    """Answers with the day on which an estimated holiday really falls."""

    def __init__(self, parent: QWidget, appearance: Appearance, day: date, name: str) -> None:
        super().__init__(parent, appearance, name, accept=_("Propose"))
        self.day = day_edit(appearance, day)
        self.add_field(_("Falls on"), self.day)

    def answer(self) -> date:
        return self.day.day()


class CopyForm(SmallForm):
    """Answers with the name of a copied calendar, which none of `taken` has."""

    def __init__(self, parent: QWidget, appearance: Appearance, name: str, taken: Collection[str]) -> None:
        title = _("Copy the calendar “{name}”").format(name=calendar_name(name))
        super().__init__(parent, appearance, title, accept=_("Copy"))
        self._taken = {fold(each) for each in taken} | {fold(calendar_name(each)) for each in taken}
        number = next(count for count in range(2, 99) if fold(f"{name}-{count}") not in self._taken)
        self.name = QLineEdit(f"{name}-{number}")
        self.name.setMaxLength(LONGEST_NAME)
        self.add_field(_("Name of the copy"), self.name)
        self.name.setFocus()
        self.name.selectAll()

    def answer(self) -> str:
        name = " ".join(self.name.text().split())
        if not name:
            raise ValueError(_("A name is needed."))
        if fold(name) in self._taken:
            raise ValueError(_("Another calendar of this agreement has this name."))
        return name


class NameForm(SmallForm):
    """Answers with the name of who takes the next step."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, title: str, *, accept: str, name: str
    ) -> None:
        super().__init__(parent, appearance, title, accept=accept)
        self.name = QLineEdit(name)
        self.name.setPlaceholderText(_("name of a second person"))
        self.add_field(_("In the name of"), self.name)
        self.name.setFocus()

    def answer(self) -> str:
        if not self.name.text().strip():
            raise ValueError(_("A name is needed."))
        return self.name.text().strip()


def day_edit(appearance: Appearance, day: date) -> JalaliDateEdit:
    """A chooser of a local day."""
    return JalaliDateEdit(appearance, name=_("Day"), day=day)


def hours_edit(appearance: Appearance, hours: Hours) -> QLineEdit:
    """Hours of one day as text."""
    return QLineEdit(typed_hours(hours, appearance.formats))


def province_box(appearance: Appearance, chosen: str) -> QComboBox:
    """The whole country, or one of its provinces."""
    box = QComboBox()
    language = appearance.language
    for name in ("", *(province.name_fa for province in provinces())):
        box.addItem(place_name(name, language), name)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.setMaxVisibleItems(16)
    return box
