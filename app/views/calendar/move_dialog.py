"""Moving a visit to another day, hour or technician: what it would clash with is named before it is done."""

from datetime import datetime, time
from typing import Any

from PySide6.QtCore import Qt, QTime, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.persian import isolate
from app.i18n import N_, _
from app.services import rescheduling
from app.services.code_words import worded
from app.services.jobs.commands import Said
from app.services.maintenance import PmVisitRow
from app.services.rescheduling import Clash, Clashes
from app.views.appearance import Appearance
from app.views.calendar.visit_words import day_span
from app.views.desk import Desk
from app.views.plain_words import name_in
from app.views.widgets.date_edit import JalaliDateEdit
from app.views.widgets.labels import label
from app.views.widgets.message_bar import Message
from app.views.widgets.number_edit import NumberEdit

KINDS = {"visit": N_("Visit"), "appointment": N_("Appointment"), "leave": N_("Leave")}
DAY_BEGINS = QTime(9, 0)

Opened = tuple[rescheduling.Slot, list[tuple[int, str, str]]]


def opened(session: Any, visit_id: int) -> Opened:
    """Where a visit stands now, and who could make it."""
    return rescheduling.slot_of(session, visit_id), rescheduling.technicians_for(session, visit_id)


class MoveDialog(QDialog):
    """Day, hour, length and technician of one visit; a busy time needs a reason, or the settings forbid it.

    Signals:
        told: a Message for the message bar.
        refused: why it was not moved.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, visit: PmVisitRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        self._visit = visit
        self._seen: rescheduling.Slot | None = None
        self._clashes: Clashes | None = None
        self.day = JalaliDateEdit(appearance, name=_("Day"), day=visit.planned_date)
        self.has_hour = QCheckBox(_("At an hour"))
        self.hour = QTimeEdit(DAY_BEGINS)
        self.minutes = NumberEdit(appearance, name=_("Minutes"), least=5, most=480)
        self.technician = QComboBox()
        self.clash = label("quiet", "", wraps=True)
        self.reason = QLineEdit()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.move_button = self._buttons.addButton(
            _("Move the visit"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._lay_out()
        self._listen()
        desk.ask(opened, visit.id, done=self._fill, failed=self._fail)

    def slot(self) -> rescheduling.Slot:
        """What is chosen now."""
        hour = self.hour.time()
        chosen = self.technician.currentData()
        return rescheduling.Slot(
            day=self.day.day(),
            starts=time(hour.hour(), hour.minute()) if self.has_hour.isChecked() else None,
            minutes=self.minutes.value(),
            technician_id=chosen if isinstance(chosen, int) else None,
        )

    @Slot()
    def accept(self) -> None:
        """Move it; a refusal leaves the dialog open."""
        if self._seen is None or not self.move_button.isEnabled():
            return
        self.move_button.setEnabled(False)
        self._desk.do(
            rescheduling.reschedule,
            self._visit.id,
            Said(self._desk.user),
            slot=self.slot(),
            seen=self._seen,
            reason=self.reason.text(),
            done=self._moved,
            failed=self._fail,
        )

    def _lay_out(self) -> None:
        fa = self._appearance.is_rtl
        merchant = name_in(self._visit.merchant, self._visit.merchant_en, fa=fa)
        title = _("Move the visit to {merchant}").format(merchant=merchant)
        self.setWindowTitle(title)
        self.setMinimumWidth(500)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("heading", title, wraps=True))
        span = day_span(self._visit.window_from, self._visit.window_to, self._appearance.language)
        column.addWidget(label("muted", _("Its window: {days}").format(days=span)))
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(_("Day"), self.day)
        at = QHBoxLayout()
        at.setSpacing(10)
        at.addWidget(self.has_hour)
        at.addWidget(self.hour, 1)
        form.addRow(_("Time"), at)
        form.addRow(_("Minutes"), self.minutes)
        form.addRow(_("Technician"), self.technician)
        column.addLayout(form)
        column.addWidget(self.clash)
        column.addWidget(self.reason)
        column.addWidget(self._buttons)
        self.hour.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.hour.setDisplayFormat("HH:mm")
        self.hour.setButtonSymbols(QTimeEdit.ButtonSymbols.NoButtons)
        # The style sheet's padding does not reach the text of a spin box.
        self.hour.lineEdit().setTextMargins(9, 0, 9, 0)
        self.hour.setLocale(self._appearance.formats.locale)
        self.hour.setAccessibleName(_("Time"))
        self.technician.setAccessibleName(_("Technician"))
        self.reason.setVisible(False)
        asked = _("Why it is done all the same (needed)")
        self.reason.setPlaceholderText(asked)
        self.reason.setAccessibleName(asked)
        self.move_button.setDefault(True)
        self.move_button.setEnabled(False)

    def _listen(self) -> None:
        changed: tuple[Any, ...] = (
            self.day.dateTimeChanged,
            self.has_hour.toggled,
            self.hour.timeChanged,
            self.minutes.valueChanged,
            self.technician.currentIndexChanged,
        )
        for signal in changed:
            signal.connect(self._ask)
        self.reason.textChanged.connect(self._weigh)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    @Slot(object)
    def _fill(self, answer: Opened) -> None:
        slot, people = answer
        fa = self._appearance.is_rtl
        self.technician.addItem(_("Nobody yet"), None)
        for technician_id, name, name_en in people:
            self.technician.addItem(name_in(name, name_en, fa=fa), technician_id)
        self.technician.setCurrentIndex(max(0, self.technician.findData(slot.technician_id)))
        self.day.show_day(slot.day)
        self.has_hour.setChecked(slot.starts is not None)
        if slot.starts is not None:
            self.hour.setTime(QTime(slot.starts.hour, slot.starts.minute))
        self.minutes.setValue(slot.minutes)
        self._seen = slot
        self._ask()

    @Slot()
    def _ask(self) -> None:
        """What the slot chosen now clashes with; until that is known nothing is moved."""
        self.hour.setEnabled(self.has_hour.isChecked())
        self._clashes = None
        self._weigh()
        if self._seen is not None:
            self._desk.ask(
                rescheduling.clashes, self._visit.id, self.slot(), done=self._show, failed=self.refused.emit
            )

    @Slot(object)
    def _show(self, answer: Clashes) -> None:
        if answer.slot == self.slot():
            self._clashes = answer
            self._weigh()

    @Slot()
    def _weigh(self) -> None:
        found = self._clashes
        is_busy = found is not None and bool(found.found)
        needs_reason = found is not None and is_busy and not found.is_block
        self.reason.setVisible(needs_reason)
        self.clash.setText(self._said(found) if found is not None and is_busy else "")
        can = found is not None and self.slot() != self._seen
        if is_busy:
            can = can and needs_reason and bool(self.reason.text().strip())
        self.move_button.setEnabled(can)

    def _said(self, found: Clashes) -> str:
        head = _("Not possible by the settings:") if found.is_block else _("The technician is busy then:")
        return "\n".join((head, *(self._clash(each) for each in found.found)))

    def _clash(self, clash: Clash) -> str:
        formats = self._appearance.formats
        said = [worded(KINDS, clash.kind)]
        if clash.code:
            said.append(isolate(formats.digits(clash.code)))
        merchant = name_in(clash.merchant, clash.merchant_en, fa=self._appearance.is_rtl)
        said.append(merchant)
        said.append(f"{self._when(clash.starts_at)} – {self._when(clash.ends_at)}")
        return " · ".join(filter(None, said))

    def _when(self, instant: datetime) -> str:
        formats = self._appearance.formats
        is_day = instant.astimezone(formats.zone).date() == self.slot().day
        return formats.time(instant) if is_day else formats.date_time(instant)

    @Slot(object)
    def _moved(self, moved: rescheduling.Moved) -> None:
        self.told.emit(Message(_("The visit is moved."), token=moved))
        super().accept()

    @Slot(object)
    def _fail(self, error: object) -> None:
        self._ask()
        self.refused.emit(error)
