"""Taking a call: one search box, the fault, the priority, and what will be promised."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
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

from app.domain.events import Priority
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services import intake
from app.services.intake import Promise, TerminalRow
from app.services.jobs import commands
from app.services.jobs.commands import NewCall, Said
from app.views.appearance import Appearance
from app.views.board.board_model import name_in
from app.views.desk import Desk
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.labels import label
from app.views.wording import METRICS, Catalogue, worded

KEY = Qt.ItemDataRole.UserRole
TYPING_MS = 120
"""A search starts when the fingers rest this long."""

PRIORITIES = (
    Choice(Priority.P1.value, N_("P1 critical")),
    Choice(Priority.P2.value, N_("P2 high")),
    Choice(Priority.P3.value, N_("P3 medium")),
    Choice(Priority.P4.value, N_("P4 low")),
)


class CallDialog(QDialog):
    """Registers an emergency call without a mouse.

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
        self.setWindowTitle(_("New call"))
        self.setMinimumSize(680, 620)
        self._search = QLineEdit()
        self._search.setPlaceholderText(_("Terminal, phone, merchant number or name"))
        self._search.setAccessibleName(_("Terminal, phone, merchant number or name"))
        self._found = QListWidget()
        self._found.setAccessibleName(_("Terminals found"))
        self._about = label("muted", "", wraps=True)
        self._fault = QComboBox()
        self._priority = SegmentedControl(appearance, PRIORITIES, name=N_("Priority"))
        self._description = QLineEdit()
        self._description.setAccessibleName(_("What the merchant says"))
        self._promises = label("", "", wraps=True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._save = self._buttons.addButton(_("Register the call"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._resting = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._resting.setObjectName("intake-typing")
        self._fill_faults()
        self._connect()
        self._lay_out()
        self._choose_terminal(None)

    def search(self, typed: str) -> None:
        """Type into the search line."""
        self._search.setText(typed)
        self._look()

    def _fill_faults(self) -> None:
        language = self._appearance.language
        self._fault.setEditable(True)
        self._fault.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._fault.setAccessibleName(_("Fault"))
        for code, fault in self._catalogue.faults.items():
            self._fault.addItem(f"{fault.problem.spoken(language)}  {isolate(code)}", code)
        completer = QCompleter(self._fault.model(), self._fault)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._fault.setCompleter(completer)

    def _connect(self) -> None:
        self._save.setDefault(True)
        self._save.setProperty("role", "primary")
        self._search.textChanged.connect(self._resting.start)
        self._resting.timeout.connect(self._look)
        self._found.currentItemChanged.connect(self._take)
        self._fault.currentIndexChanged.connect(self._propose_priority)
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
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
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
        column.addLayout(grid)
        column.addWidget(label("strong", _("What will be promised")))
        column.addWidget(self._promises)
        column.addWidget(self._buttons)
        self._search.setFocus()

    @Slot()
    def _look(self) -> None:
        self._asked += 1
        self._desk.ask(
            intake.find_terminals, self._search.text(), done=partial(self._show_found, self._asked)
        )

    def _show_found(self, asked: int, rows: list[TerminalRow]) -> None:
        if asked != self._asked:
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
        else:
            self._choose_terminal(None)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _take(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        self._choose_terminal(item.data(KEY) if item is not None else None)

    def _choose_terminal(self, row: TerminalRow | None) -> None:
        self._terminal = row
        self._save.setEnabled(row is not None)
        if row is None:
            self._about.setText(_("Choose the terminal the merchant calls about."))
            self._promises.setText(_("Due times appear here before anything is saved."))
            return
        parts = [isolate(row.model), isolate(row.phone), row.address]
        if row.open_job:
            code = self._appearance.formats.digits(row.open_job)
            parts.append(_("Job {code} on this terminal is still open.").format(code=code))
        self._about.setText(" · ".join(part for part in parts if part))
        self._propose_priority()

    @Slot()
    def _propose_priority(self) -> None:
        fault = self._catalogue.faults.get(str(self._fault.currentData()))
        if fault is None:
            return
        priority = fault.priority.value
        if self._terminal is not None and self._terminal.merchant_class == "premium" and priority == "P2":
            priority = "P1"
        self._priority.choose(priority)
        self._ask_promises()

    @Slot()
    def _ask_promises(self) -> None:
        if self._terminal is None:
            return
        self._desk.ask(
            intake.promises,
            self._desk.clock,
            terminal_id=self._terminal.id,
            fault=str(self._fault.currentData()),
            priority=self._priority.key(),
            done=self._show_promises,
        )

    @Slot(object)
    def _show_promises(self, found: list[Promise]) -> None:
        formats = self._appearance.formats
        lines = [
            f"{promise.kind} · {worded(METRICS, promise.metric)}: {formats.date_time(promise.due_at)}"
            for promise in found
            if promise.due_at is not None
        ]
        self._promises.setText("\n".join(lines) or _("Nothing is promised for this call."))

    @Slot()
    def _register(self) -> None:
        if self._terminal is None:
            return
        call = NewCall(
            terminal_id=self._terminal.id,
            fault=str(self._fault.currentData()),
            priority=self._priority.key(),
            description=self._description.text().strip(),
        )
        self._save.setEnabled(False)
        self._desk.do(commands.register, call, Said(self._desk.user), done=self._finish)

    @Slot(object)
    def _finish(self, job_id: int) -> None:
        self.registered.emit(job_id)
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose a terminal while the hands stay in the search line."""
        if self._search.hasFocus() and event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            place = min(max(self._found.currentRow() + step, 0), self._found.count() - 1)
            self._found.setCurrentRow(place)
            return
        super().keyPressEvent(event)


def new_call_button() -> QPushButton:
    """The button that starts it."""
    button = QPushButton()
    button.setProperty("role", "primary")
    return button
