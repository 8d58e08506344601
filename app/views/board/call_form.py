"""The fields of the call dialog and how they lie: what is typed on one side, what is known on the other."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.events import Priority
from app.i18n import N_, _
from app.services.intake.repeated import Repeated
from app.services.intake.terminal_card import OpenJob
from app.views.appearance import Appearance
from app.views.board.call_parts import EntryLine, FaultLine, PhoneFix, PromiseTable
from app.views.board.option_list import OptionList
from app.views.board.terminal_view import TerminalView
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.frames import Panel, ScrolledColumn
from app.views.widgets.key_hints import KeyName, NamedKey
from app.views.widgets.labels import label, set_mark
from app.views.wording import Catalogue

PRIORITIES = (
    Choice(Priority.P1.value, N_("P1 critical")),
    Choice(Priority.P2.value, N_("P2 high")),
    Choice(Priority.P3.value, N_("P3 medium")),
    Choice(Priority.P4.value, N_("P4 low")),
)
SEND, BY_PHONE = "send", "phone"
OUTCOMES = (
    Choice(SEND, N_("Send somebody"), "account-hard-hat"),
    Choice(BY_PHONE, N_("Fixed by phone"), "phone-check"),
)
KEYS = (
    KeyName("Enter", N_("next")),
    KeyName("Ctrl 1–4", N_("priority")),
    KeyName("Ctrl P", N_("fixed by phone")),
    KeyName("Ctrl Enter", N_("register")),
)


class CallForm(QWidget):
    """Every widget of the dialog by its name.

    Signals:
        touched: something was typed or chosen in it.
    """

    touched = Signal()

    def __init__(self, appearance: Appearance, catalogue: Catalogue, dialog: QDialog) -> None:
        super().__init__()
        self.open_job: OpenJob | None = None
        self.repeated: Repeated | None = None
        """The repair whose call is reopened, where the fault chosen is the same."""
        self.search = EntryLine(_("Terminal, phone, merchant number or name"))
        self.search.setProperty("role", "search")
        self.terminals = OptionList(appearance, name=_("Terminals found"))
        self._faults = OptionList(appearance, name=_("Faults that fit"))
        self._pages = QStackedWidget()
        self.fault = FaultLine(appearance, catalogue, self._faults)
        self.priority = SegmentedControl(appearance, PRIORITIES, name=N_("Priority"))
        self.priority.choose_none()
        self.reason = label("muted", "", wraps=True)
        self.description = EntryLine(_("What the merchant says"))
        self.caller = EntryLine(_("Caller’s name (optional)"))
        self.caller_phone = EntryLine(_("Caller’s phone (optional)"))
        self.call_back = EntryLine(_("Call back at, e.g. 14:30"))
        self.call_back.setToolTip(_("A time such as 14:30, or +45 for in 45 minutes"))
        self.call_back_said = label("muted")
        self.outcome = SegmentedControl(appearance, OUTCOMES, name=N_("Outcome"))
        self.phone_fix = PhoneFix(appearance, catalogue)
        self.card = TerminalView(appearance, catalogue)
        self.promises = PromiseTable(appearance)
        self.warning = label("strong", "", wraps=True)
        set_mark(self.warning, "tone", "warn")
        self.cancel = QPushButton(_("Cancel"))
        self.add, self.reopen = QPushButton(), QPushButton()
        self.save = QPushButton(_("Register the call"))
        self.save.setProperty("role", "primary")
        for button in (self.cancel, self.add, self.reopen, self.save):
            button.setAutoDefault(False)
        self._lay_out(appearance, dialog)
        self._connect()
        self.show_outcome()
        self.show_open(None)
        self.show_repeated(None)

    def is_empty(self) -> bool:
        """Whether nothing was typed or chosen yet."""
        return not any(line.text().strip() for line in self._lines())

    def is_by_phone(self) -> bool:
        """Whether the call is mended already."""
        return self.outcome.key() == BY_PHONE

    def said_lines(self) -> tuple[EntryLine, ...]:
        """The lines that tell what was said on the phone, and by whom."""
        return self.caller, self.caller_phone, self.description

    def switch_outcome(self) -> None:
        """Take the other outcome."""
        self.outcome.choose(SEND if self.is_by_phone() else BY_PHONE)

    def show_outcome(self) -> None:
        """Ask for what a phone fix needs, or for nothing more."""
        self.phone_fix.setVisible(self.is_by_phone())
        if self.is_by_phone() and not self.phone_fix.confirmed_by():
            self.phone_fix.confirmed.setText(self.caller.text().strip())

    def show_open(self, job: OpenJob | None) -> None:
        """Offer to count the call on a job that is open."""
        self.open_job = job
        self.add.setVisible(job is not None)
        if job is not None:
            self.add.setText(_("Add to call {code} (Ctrl+D)").format(code=self._digits(job.code)))

    def show_repeated(self, before: Repeated | None) -> None:
        """Offer to reopen the call that a new one would repeat."""
        self.repeated = before
        self.reopen.setVisible(before is not None)
        if before is not None:
            self.reopen.setText(_("Reopen call {code} (Ctrl+R)").format(code=self._digits(before.code)))
            self.reopen.setToolTip(_("The same fault within the agreed days goes on with that call"))

    def _connect(self) -> None:
        for line in self._lines():
            line.textEdited.connect(self.touched)
        self.search.entered.connect(self._show_terminals)
        self.fault.entered.connect(self._show_faults)
        for later in (*self.said_lines(), self.call_back, self.phone_fix.confirmed):
            later.entered.connect(self._show_promises)
        self._faults.itemClicked.connect(self.description.setFocus)

    def _lines(self) -> tuple[EntryLine, ...]:
        own = (self.search, self.fault, self.call_back, self.phone_fix.confirmed)
        return (*own, *self.said_lines())

    def _show_terminals(self) -> None:
        self._pages.setCurrentWidget(self.terminals)

    def _show_faults(self) -> None:
        self._pages.setCurrentWidget(self._faults)

    def _show_promises(self) -> None:
        self._pages.setCurrentIndex(self._pages.count() - 1)

    def _lay_out(self, appearance: Appearance, dialog: QDialog) -> None:
        self._digits = appearance.formats.digits
        column = QVBoxLayout(dialog)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(label("heading", _("New call")))
        head.addStretch(1)
        for key in KEYS:
            head.addWidget(NamedKey(appearance, key))
        column.addLayout(head)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addLayout(self._typed(appearance), 3)
        body.addWidget(self._known(appearance), 2)
        column.addLayout(body, 1)
        column.addWidget(self.warning)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        foot.addWidget(self.reopen)
        foot.addWidget(self.add)
        foot.addWidget(self.save)
        column.addLayout(foot)

    def _typed(self, appearance: Appearance) -> QLayout:
        typed = QVBoxLayout()
        typed.setSpacing(10)
        typed.addWidget(self.search)
        promised = Panel(appearance, title=N_("What will be promised"), icon="timer-outline")
        scrolled = ScrolledColumn()
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.add(self.promises)
        promised.body.addWidget(scrolled, 1)
        for page in (self.terminals, self._faults, promised):
            self._pages.addWidget(page)
        typed.addWidget(self._pages, 1)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        rows: tuple[tuple[str, QWidget], ...] = (
            (_("Fault"), self.fault),
            (_("Priority"), _side_by_side(self.priority, self.reason)),
            (_("What is said"), self.description),
            (_("Caller"), _side_by_side(self.caller, self.caller_phone)),
            (_("Outcome"), _side_by_side(self.outcome, _side_by_side(self.call_back, self.call_back_said))),
            ("", self.phone_fix),
        )
        for place, (name, widget) in enumerate(rows):
            caption = QLabel(name)
            caption.setBuddy(widget)
            grid.addWidget(caption, place, 0)
            grid.addWidget(widget, place, 1)
        typed.addLayout(grid)
        return typed

    def _known(self, appearance: Appearance) -> QWidget:
        terminal = Panel(appearance, title=N_("The terminal"), icon="point-of-sale")
        terminal.body.addWidget(self.card, 1)
        return terminal


def _side_by_side(first: QWidget, second: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(first, 1 if isinstance(first, QLineEdit) else 0)
    row.addWidget(second, 1)
    return box
