"""Taking a call: one search box, the fault, the priority, and what will be promised."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import PoshtibanError
from app.domain.events import Priority
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.intake.promises import Promise, promises
from app.services.intake.search import TerminalRow, find_terminals
from app.services.jobs import commands
from app.services.jobs.commands import NewCall, Said
from app.views.appearance import Appearance
from app.views.board.call_parts import FaultBox, PromiseTable
from app.views.desk import Desk
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.labels import label, set_mark
from app.views.wording import Catalogue, name_in, refusal

KEY = Qt.ItemDataRole.UserRole
TYPING_MS = 120
"""A search starts when the fingers rest this long."""
SIZE = (680, 640)

PRIORITIES = (
    Choice(Priority.P1.value, N_("P1 critical")),
    Choice(Priority.P2.value, N_("P2 high")),
    Choice(Priority.P3.value, N_("P3 medium")),
    Choice(Priority.P4.value, N_("P4 low")),
)


class CallDialog(QDialog):
    """Registers an emergency call without a mouse: Enter leads from line to line, and at the end registers.

    Signals:
        registered: the id of the new job.
    """

    registered = Signal(int)

    def __init__(self, desk: Desk, appearance: Appearance, catalogue: Catalogue, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        self._catalogue = catalogue
        self._terminal: TerminalRow | None = None
        self._asked = 0
        self._looked_for = ""
        self._is_saving = False
        self.setWindowTitle(_("New call"))
        self.setMinimumSize(*SIZE)
        self._search = _line(_("Terminal, phone, merchant number or name"))
        self._found = QListWidget()
        self._found.setAccessibleName(_("Terminals found"))
        self._found.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._about = label("muted", "", wraps=True)
        self._warning = label("strong", "", wraps=True)
        set_mark(self._warning, "tone", "warn")
        self._fault = FaultBox(catalogue, appearance.language)
        self._priority = SegmentedControl(appearance, PRIORITIES, name=N_("Priority"))
        self._priority.choose_none()
        self._description = _line(_("What the merchant says"))
        self._promises = PromiseTable(appearance)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._save = self._buttons.addButton(_("Register the call"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._resting = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._resting.setObjectName("intake-typing")
        self._connect()
        self._lay_out()
        self._choose_terminal(None)

    def search(self, typed: str) -> None:
        """Type into the search line."""
        self._search.setText(typed)
        self._look()

    def choose_fault(self, code: str) -> None:
        """Choose a fault by its code."""
        self._fault.choose(code)

    def _connect(self) -> None:
        self._save.setProperty("role", "primary")
        self._search.textChanged.connect(self._resting.start)
        self._resting.timeout.connect(self._look)
        self._found.currentItemChanged.connect(self._take)
        self._fault.chosen.connect(self._propose_priority)
        self._fault.entered.connect(self._description.setFocus)
        self._priority.chosen.connect(self._ask_promises)
        self._buttons.accepted.connect(self._register)
        self._buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(10)
        column.addWidget(label("heading", _("New call")))
        column.addWidget(self._search)
        column.addWidget(self._found, 1)
        column.addWidget(self._about)
        column.addWidget(self._warning)
        column.addLayout(self._questions())
        column.addWidget(label("strong", _("What will be promised")))
        column.addWidget(self._promises)
        column.addWidget(self._buttons)
        self._search.setFocus()

    def _questions(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        rows: tuple[tuple[str, QWidget], ...] = (
            (_("Fault"), self._fault),
            (_("Priority"), self._priority),
            (_("What the merchant says"), self._description),
        )
        for place, (name, widget) in enumerate(rows):
            caption = QLabel(name)
            caption.setBuddy(widget)
            grid.addWidget(caption, place, 0)
            grid.addWidget(widget, place, 1)
        return grid

    @Slot()
    def _look(self) -> None:
        self._looked_for = self._search.text()
        self._choose_terminal(None)
        self._found.clear()
        self._desk.ask(find_terminals, self._looked_for, done=partial(self._show_found, self._looked_for))

    def _show_found(self, typed: str, rows: list[TerminalRow]) -> None:
        if typed != self._looked_for:
            return
        fa = self._appearance.is_rtl
        self._found.clear()
        for row in rows:
            name = name_in(row.merchant, row.merchant_en, fa=fa)
            city = name_in(row.city, row.city_en, fa=fa)
            item = QListWidgetItem(f"{isolate(row.number)}  {name} · {city}")
            item.setData(KEY, row)
            self._found.addItem(item)
        if rows:
            self._found.setCurrentRow(0)
            return
        self._choose_terminal(None)
        if typed.strip():
            self._about.setText(_("Nothing found. Try another spelling, or the number of the terminal."))

    @Slot(QListWidgetItem, QListWidgetItem)
    def _take(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        self._choose_terminal(item.data(KEY) if item is not None else None)

    def _choose_terminal(self, row: TerminalRow | None) -> None:
        self._terminal = row
        self._warning.setText("")
        if row is None:
            self._about.setText(_("Choose the terminal the merchant calls about."))
        else:
            parts = [isolate(row.model), isolate(row.phone), row.address]
            self._about.setText(" · ".join(part for part in parts if part))
            if row.open_job:
                code = self._appearance.formats.digits(row.open_job)
                self._warn(_("Job {code} on this terminal is still open.").format(code=code))
        self._warning.setVisible(bool(self._warning.text()))
        self._propose_priority()

    def _warn(self, text: str) -> None:
        self._warning.setText(text)
        self._warning.setVisible(True)

    @Slot()
    def _propose_priority(self) -> None:
        fault = self._catalogue.faults.get(self._fault.code())
        if fault is not None:
            priority = fault.priority.value
            if self._terminal is not None and self._terminal.merchant_class == "premium":
                priority = "P1" if priority == "P2" else priority
            self._priority.choose(priority)
        self._save.setEnabled(self._is_complete())
        self._ask_promises()

    def _is_complete(self) -> bool:
        return self._terminal is not None and bool(self._fault.code()) and not self._is_saving

    @Slot()
    def _ask_promises(self) -> None:
        self._asked += 1
        if self._terminal is None or not self._fault.code():
            self._promises.show_advice(_("Due times appear here before anything is saved."))
            return
        self._desk.ask(
            promises,
            self._desk.clock,
            terminal_id=self._terminal.id,
            fault=self._fault.code(),
            priority=self._priority.key(),
            done=partial(self._show_promises, self._asked),
        )

    def _show_promises(self, asked: int, found: list[Promise]) -> None:
        if asked == self._asked:
            self._promises.show_promises(found)

    @Slot()
    def _register(self) -> None:
        if self._terminal is None or not self._is_complete():
            return
        call = NewCall(
            terminal_id=self._terminal.id,
            fault=self._fault.code(),
            priority=self._priority.key(),
            description=self._description.text().strip(),
        )
        self._is_saving = True
        self._save.setEnabled(False)
        said = Said(self._desk.user)
        self._desk.do(commands.register, call, said, done=self._finish, failed=self._refuse)

    @Slot(object)
    def _finish(self, job_id: int) -> None:
        self.registered.emit(job_id)
        self.accept()

    @Slot(object)
    def _refuse(self, error: PoshtibanError) -> None:
        self._is_saving = False
        self._save.setEnabled(self._is_complete())
        self._warn(refusal(error))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose a terminal from the search line; Enter goes on to what is missing."""
        searching = self.focusWidget() is self._search
        if searching and event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            place = min(max(self._found.currentRow() + step, 0), self._found.count() - 1)
            self._found.setCurrentRow(place)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._go_on()
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        if self._resting.isActive():
            # What was typed last has not been looked for yet: the list may show another terminal.
            self._resting.stop()
            self._look()
        if self.focusWidget() is self._search:
            self._fault.setFocus()
        elif self._is_complete():
            self._register()
        elif self._terminal is None:
            self._search.setFocus()
        else:
            self._fault.setFocus()


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(name)
    line.setAccessibleName(name)
    return line


def new_call_button() -> QPushButton:
    """The button that starts it."""
    button = QPushButton()
    button.setProperty("role", "primary")
    return button
