"""Parts of the call dialog: the line a fault is typed in, what is promised, and how a phone fix is told."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.domain.fault_search import fitting_faults
from app.domain.job_states import BY_PHONE
from app.domain.persian import isolate
from app.i18n import _
from app.services.code_words import METRICS, priority_mark, worded
from app.services.intake.promises import Foreseen, Promise
from app.views.appearance import Appearance
from app.views.board.dialogs import Option
from app.views.board.option_list import OptionList
from app.views.widgets.labels import label
from app.views.wording import Catalogue, target_in_words

COMPANY = ("SLA", "OLA")
CONTRACT = "UC"


class EntryLine(QLineEdit):
    """A line to type in.

    Signals:
        entered: the focus came here.
    """

    entered = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setPlaceholderText(name)
        self.setAccessibleName(name)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+D to the form: on Linux a line would take it for Delete."""
        if event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)


class FaultLine(EntryLine):
    """A fault by a few letters or its code; nothing is chosen until somebody chooses.

    Signals:
        chosen: another fault is chosen, or none.
    """

    chosen = Signal()

    def __init__(self, appearance: Appearance, catalogue: Catalogue, faults: OptionList) -> None:
        super().__init__(_("Type what is wrong, or a fault code"))
        self.setAccessibleName(_("Fault"))
        self._appearance = appearance
        self._catalogue = catalogue
        self._list = faults
        self._code = ""
        self.textEdited.connect(self._narrow)
        self._list.itemClicked.connect(self.take)
        self._narrow()

    def code(self) -> str:
        """Code of the fault; empty while none is chosen."""
        return self._code

    def choose(self, code: str) -> None:
        """Choose a fault by its code."""
        fault = self._catalogue.faults[code]
        self.setText(f"{fault.problem.spoken(self._appearance.language)}  {isolate(code)}")
        self.setCursorPosition(0)
        self._keep(code)

    @Slot()
    def take(self) -> None:
        """Choose what the list stands on: nothing, while nothing was typed and no arrow pressed."""
        if self._list.key() and not self._code:
            self.choose(self._list.key())

    def step(self, by: int) -> None:
        """Go on in the list."""
        self._list.step(by)
        self._keep("")

    @Slot()
    def _narrow(self) -> None:
        typed = self.text().strip()
        fitting = fitting_faults(self._catalogue.faults.values(), typed)
        language = self._appearance.language
        options = [
            Option(
                fault.code,
                f"{fault.problem.spoken(language)}  {isolate(fault.code)}",
                " · ".join(
                    [
                        _("Priority {priority}").format(priority=priority_mark(fault.priority.value)),
                        fault.category.wording.spoken(language),
                        *([_("the merchant pays")] if fault.chargeable else []),
                    ]
                ),
            )
            for fault in fitting
        ]
        self._list.show_options(options, first=bool(typed))
        self._keep("")

    def _keep(self, code: str) -> None:
        if code != self._code:
            self._code = code
            self.chosen.emit()


class PromiseTable(QWidget):
    """Whose promise, what is promised, and until when, in three columns."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[QLabel] = []

    def text(self) -> str:
        """Everything it says, one label a line."""
        return "\n".join(one.text() for one in self._labels)

    def show_advice(self, advice: str) -> None:
        """Say why there is no promise to show."""
        self._clear()
        self._say(advice)

    def show_foreseen(self, found: Foreseen, *, is_chargeable: bool, is_by_phone: bool) -> None:
        """Show what would be promised; nobody is sent for a call that is fixed by phone."""
        self._clear()
        own = [promise for promise in found.promises if promise.kind in COMPANY]
        if is_chargeable:
            self._say(_("The merchant pays for this fault: no target applies."))
        else:
            self._promised(own)
        if is_by_phone:
            self._say(_("Fixed by phone: these clocks stop at once, and nobody is sent."))
        else:
            self._contract([promise for promise in found.promises if promise.kind == CONTRACT])
        for kind, code in found.silent:
            if not (is_chargeable and kind in COMPANY) and not (is_by_phone and kind == CONTRACT):
                self._say(
                    _("{kind} {code}: no obligation for this call.").format(kind=kind, code=isolate(code))
                )
        if found.without:
            kinds = "، ".join(found.without) if self._appearance.is_rtl else ", ".join(found.without)
            self._say(_("No agreement in force: {kinds}.").format(kinds=kinds))

    def _contract(self, promises: list[Promise]) -> None:
        if promises:
            self._say(_("If it is dispatched now:"))
            self._promised(promises)

    def _promised(self, promises: Iterable[Promise]) -> None:
        formats = self._appearance.formats
        for promise in promises:
            if promise.due_at is None:
                continue
            row = self._grid.rowCount()
            target = target_in_words(promise.target, promise.unit, formats, is_working=promise.is_working)
            what = f"{worded(METRICS, promise.metric)} · {target}"
            self._put(label("muted", promise.kind), row, 0)
            self._put(label("", what), row, 1)
            self._put(label("strong", formats.date_time(promise.due_at)), row, 2)

    def _say(self, text: str) -> None:
        said = label("muted", text, wraps=True)
        self._grid.addWidget(said, self._grid.rowCount(), 0, 1, 3)
        self._labels.append(said)

    def _clear(self) -> None:
        for one in self._labels:
            self._grid.removeWidget(one)
            one.hide()
            one.deleteLater()
        self._labels = []

    def _put(self, one: QLabel, row: int, column: int) -> None:
        # By its own direction a figure would stand at the far side of a Persian line.
        self._grid.addWidget(one, row, column, Qt.AlignmentFlag.AlignLeading)
        self._labels.append(one)


class PhoneFix(QWidget):
    """What was done by phone, and who confirmed that it works."""

    def __init__(self, appearance: Appearance, catalogue: Catalogue) -> None:
        super().__init__()
        self.remedy = QComboBox()
        self.remedy.setAccessibleName(_("What was done?"))
        for code in sorted(BY_PHONE):
            self.remedy.addItem(f"{catalogue.remedy(code, appearance.language)}  {isolate(code)}", code)
        self.confirmed = EntryLine(_("Who confirmed that it works"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.remedy, 1)
        row.addWidget(self.confirmed, 1)

    def code(self) -> str:
        """Code of the remedy."""
        return str(self.remedy.currentData())

    def confirmed_by(self) -> str:
        """The name that was typed."""
        return self.confirmed.text().strip()
