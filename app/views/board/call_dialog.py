"""Taking a call: one search box, the terminal at a glance, fault, priority, and what will be promised."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidgetItem, QPushButton, QWidget

from app.domain.call_back_time import call_back_at
from app.domain.errors import PoshtibanError
from app.domain.events import Priority
from app.domain.proposed_priority import ProposedPriority, proposed_priority
from app.i18n import N_, _
from app.services.intake.promises import Foreseen, promises
from app.services.intake.search import TerminalRow, find_terminals
from app.services.intake.taking import PhoneFix, take_call
from app.services.intake.terminal_card import TerminalCard, terminal_card
from app.services.jobs import commands
from app.services.jobs.commands import Done, JobRef, NewCall, Said
from app.views.appearance import Appearance
from app.views.board import intake_words
from app.views.board.call_form import CallForm
from app.views.board.dialogs import Option
from app.views.desk import Desk
from app.views.widgets.labels import set_mark
from app.views.wording import Catalogue, refusal

ANEW_MS = 20_000
"""Due times move with the clock while the caller talks."""
SIZE, ROOMY = (1120, 690), (1320, 820)
"""What fits a desk of 1366 × 768, and what is taken where there is room."""
ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
PRIORITY_KEYS = {
    Qt.Key.Key_1: Priority.P1,
    Qt.Key.Key_2: Priority.P2,
    Qt.Key.Key_3: Priority.P3,
    Qt.Key.Key_4: Priority.P4,
}
SAME_FAULT = "same-fault-again"
UNKNOWN = N_(
    "Nothing found. Try another spelling, or the number of the terminal. "
    "A call cannot be taken without its terminal."
)


class CallDialog(QDialog):
    """Registers an emergency call without a mouse: Enter leads from line to line, and at the end registers.

    Signals:
        registered: the id of the new job.
        added: the Done by which a second call is counted on an open job.
        reopened: the Done by which a finished job goes on.
    """

    registered = Signal(int)
    added = Signal(object)
    reopened = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, catalogue: Catalogue, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        self._catalogue = catalogue
        self._rows: dict[str, TerminalRow] = {}
        self._terminal: TerminalRow | None = None
        self._asked = 0
        self._zone = appearance.formats.zone
        self._is_looking = self._is_saving = self._is_leaving = self._is_by_hand = False
        self.setWindowTitle(_("New call"))
        self.setMinimumSize(*SIZE)
        room = self.screen().availableSize()
        self.resize(min(ROOMY[0], room.width() - 120), min(ROOMY[1], room.height() - 120))
        self.form = CallForm(appearance, catalogue, self)
        self._anew = QTimer(self, interval=ANEW_MS)
        self._anew.setObjectName("intake-due-times")
        self._connect()
        self._choose_terminal(None)
        self._anew.start()
        self.form.search.setFocus()

    def search(self, typed: str) -> None:
        """Type into the search line."""
        self.form.search.setText(typed)

    def choose_fault(self, code: str) -> None:
        """Choose a fault by its code."""
        self.form.fault.choose(code)

    def drop(self) -> None:
        """Close without a question, whatever was typed."""
        super().reject()

    def reject(self) -> None:
        """Close; where something was typed, only when asked a second time."""
        if self.form.is_empty() or self._is_leaving:
            super().reject()
            return
        self._is_leaving = True
        self._say(_("This call is not registered. Esc again drops it; go on typing to keep it."))

    def _connect(self) -> None:
        form = self.form
        form.search.textChanged.connect(self._look)
        self._anew.timeout.connect(self._ask_promises)
        form.terminals.currentItemChanged.connect(self._take)
        form.terminals.itemClicked.connect(form.fault.setFocus)
        form.fault.chosen.connect(self._propose_anew)
        form.priority.chosen.connect(self._choose_priority)
        form.outcome.chosen.connect(self._show_outcome)
        form.touched.connect(self._go_on_editing)
        form.save.clicked.connect(self._register)
        form.add.clicked.connect(self._add_to_open)
        form.reopen.clicked.connect(self._reopen)
        form.cancel.clicked.connect(self.reject)

    @Slot()
    def _look(self) -> None:
        """Look for what stands in the line: one question at a time, the last one for what was typed last."""
        # Until it is answered no terminal is chosen: Enter must not take the one that was found before.
        self._terminal = None
        self._weigh()
        if not self._is_looking:
            self._is_looking = True
            typed = self.form.search.text()
            done, failed = partial(self._show_found, typed), self._say_silence
            self._desk.ask(find_terminals, typed, done=done, failed=failed)

    @Slot(object)
    def _say_silence(self, error: PoshtibanError) -> None:
        self._is_looking = False
        self._say(refusal(error))

    def _show_found(self, typed: str, rows: list[TerminalRow]) -> None:
        self._is_looking = False
        if typed != self.form.search.text():
            self._look()
            return
        self._rows = {str(row.id): row for row in rows}
        appearance = self._appearance
        options = [
            Option(
                key,
                intake_words.found_title(row, appearance),
                intake_words.found_detail(row, appearance),
                "reason" if row.open_job else "",
            )
            for key, row in self._rows.items()
        ]
        self.form.terminals.show_options(options, first=True)
        self._choose_terminal(rows[0] if rows else None)
        if not rows and typed.strip():
            self.form.card.say(_(UNKNOWN))

    @Slot(QListWidgetItem, QListWidgetItem)
    def _take(self, _item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        self._choose_terminal(self._rows.get(self.form.terminals.key()))

    def _choose_terminal(self, row: TerminalRow | None) -> None:
        self._terminal = row
        self._say("")
        if row is None:
            self.form.show_open(None)
            self.form.show_repeated(None)
            self.form.card.say(_("Choose the terminal the merchant calls about."))
        else:
            clock = self._desk.clock
            today = clock.now().astimezone(self._appearance.formats.zone).date()
            done = partial(self._show_card, row.id)
            self._desk.ask(terminal_card, clock, row.id, today=today, done=done)
        self._propose_priority()

    def _show_card(self, terminal_id: int, card: TerminalCard | None) -> None:
        if card is None or self._terminal is None or self._terminal.id != terminal_id:
            return
        self.form.card.show_card(card)
        self.form.show_open(next(iter(card.open_jobs), None))
        self._offer_reopening()
        self._propose_priority()

    def _offer_reopening(self) -> None:
        """Only the same fault, within the days, and only where no call is open already."""
        card, fault = self.form.card.card, self.form.fault.code()
        before = None if card is None or card.open_jobs else card.repeated
        is_same = before is not None and before.fault == fault and before.reopens_until is not None
        self.form.show_repeated(before if is_same else None)

    @Slot()
    def _propose_anew(self) -> None:
        self._is_by_hand = False
        self._offer_reopening()
        self._propose_priority()

    def _proposed(self) -> ProposedPriority | None:
        fault = self._catalogue.faults.get(self.form.fault.code())
        if fault is None:
            return None
        card = self.form.card.card
        merchant_class = self._terminal.merchant_class if self._terminal is not None else ""
        others = card.others_down if card is not None else 0
        return proposed_priority(fault, merchant_class=merchant_class, others_down=others)

    def _propose_priority(self) -> None:
        proposed = self._proposed()
        if proposed is not None and not self._is_by_hand:
            self.form.priority.choose(proposed.priority.value)
        self._say_reason(proposed)
        self._weigh()
        self._ask_promises()

    @Slot()
    def _choose_priority(self) -> None:
        self._is_by_hand = True
        self._say_reason(self._proposed())
        self._ask_promises()

    def _say_reason(self, proposed: ProposedPriority | None) -> None:
        chosen = self.form.priority.key()
        said = intake_words.reason(proposed, chosen, self._appearance) if proposed is not None else ""
        self.form.reason.setText(said)

    @Slot()
    def _show_outcome(self) -> None:
        self.form.show_outcome()
        self._weigh()
        self._ask_promises()

    @Slot()
    def _go_on_editing(self) -> None:
        if self._is_leaving:
            self._is_leaving = False
            self._say("")
        self._weigh()
        self._say_call_back()

    def _say_call_back(self) -> None:
        form, formats = self.form, self._appearance.formats
        at = call_back_at(form.call_back.text(), self._desk.clock.now(), formats.zone)
        typed = form.call_back.text().strip()
        form.call_back_said.setText(
            formats.date_time(at) if at is not None else _("a time, or +minutes") if typed else ""
        )
        set_mark(form.call_back_said, "tone", "warn" if typed and at is None else "")

    def _weigh(self) -> None:
        self.form.save.setEnabled(self._is_complete())

    def _is_complete(self) -> bool:
        form = self.form
        is_told = not form.is_by_phone() or bool(form.phone_fix.confirmed_by())
        typed = form.call_back.text().strip()
        is_timed = not typed or call_back_at(typed, self._desk.clock.now(), self._zone) is not None
        is_known = self._terminal is not None and bool(form.fault.code())
        return is_known and is_told and is_timed and not self._is_saving

    @Slot()
    def _ask_promises(self) -> None:
        self._asked += 1
        if self._terminal is None or not self.form.fault.code():
            self.form.promises.show_advice(_("Due times appear here before anything is saved."))
            return
        self._desk.ask(
            promises,
            self._desk.clock,
            terminal_id=self._terminal.id,
            fault=self.form.fault.code(),
            priority=self.form.priority.key(),
            done=partial(self._show_promises, self._asked),
        )

    def _show_promises(self, asked: int, found: Foreseen) -> None:
        fault = self._catalogue.faults.get(self.form.fault.code())
        if asked == self._asked and fault is not None:
            self.form.promises.show_foreseen(
                found, is_chargeable=fault.chargeable, is_by_phone=self.form.is_by_phone()
            )

    @Slot()
    def _register(self) -> None:
        if self._terminal is None or not self._is_complete():
            return
        form = self.form
        call = NewCall(
            terminal_id=self._terminal.id,
            fault=form.fault.code(),
            priority=form.priority.key(),
            description=form.description.text().strip(),
            caller=form.caller.text().strip(),
            caller_phone=form.caller_phone.text().strip(),
            is_chargeable=self._catalogue.faults[form.fault.code()].chargeable,
        )
        self._is_saving = True
        self._weigh()
        fix = PhoneFix(form.phone_fix.code(), form.phone_fix.confirmed_by()) if form.is_by_phone() else None
        self._desk.do(
            take_call,
            call,
            Said(self._desk.user),
            fix=fix,
            call_back_at=call_back_at(form.call_back.text(), self._desk.clock.now(), self._zone),
            done=self._finish,
            failed=self._refuse,
        )

    @Slot()
    def _add_to_open(self) -> None:
        job = self.form.open_job
        if job is None or self._is_saving:
            return
        self._is_saving = True
        self._desk.do(
            commands.call_again,
            JobRef(job.id),
            self._said(),
            done=self._added,
            failed=self._refuse,
        )

    @Slot()
    def _reopen(self) -> None:
        before = self.form.repeated
        if before is None or self._is_saving:
            return
        self._is_saving = True
        self._weigh()
        self._desk.do(
            commands.reopen,
            JobRef(before.job_id, before.version),
            self._said(),
            reason=SAME_FAULT,
            done=self._reopened,
            failed=self._refuse,
        )

    def _said(self) -> Said:
        """What the caller said, and who it was."""
        who = " · ".join(filter(None, (line.text().strip() for line in self.form.said_lines())))
        return Said(self._desk.user, note=who)

    @Slot(object)
    def _reopened(self, done: Done) -> None:
        self.reopened.emit(done)
        self.accept()

    @Slot(object)
    def _added(self, done: Done) -> None:
        self.added.emit(done)
        self.accept()

    @Slot(object)
    def _finish(self, job_id: int) -> None:
        self.registered.emit(job_id)
        self.accept()

    @Slot(object)
    def _refuse(self, error: PoshtibanError) -> None:
        self._is_saving = False
        self._weigh()
        self._say(refusal(error))

    def _say(self, text: str) -> None:
        self.form.warning.setText(text)
        self.form.warning.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose from the line that is typed in; Enter goes on to what is missing."""
        key, focused = Qt.Key(event.key()), self.focusWidget()
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in ENTER and is_control and self._is_complete():
            self._register()
        elif key in ENTER and is_control:
            self._focus_missing()
        elif key in ENTER:
            self._go_on()
        elif key in STEPS and focused is self.form.search:
            self.form.terminals.step(STEPS[key])
        elif key in STEPS and focused is self.form.fault:
            self.form.fault.step(STEPS[key])
        elif is_control and key in PRIORITY_KEYS:
            self.form.priority.choose(PRIORITY_KEYS[key].value)
            self._choose_priority()
        elif is_control and key == Qt.Key.Key_P:
            self.form.switch_outcome()
            self._show_outcome()
        elif is_control and key == Qt.Key.Key_D:
            self._add_to_open()
        elif is_control and key == Qt.Key.Key_R:
            self._reopen()
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        form = self.form
        focused = self.focusWidget()
        if focused is form.search:
            form.fault.setFocus()
        elif focused is form.fault and not self._has_taken_fault():
            return
        elif focused is form.fault:
            form.description.setFocus()
        elif self._is_complete():
            self._register()
        else:
            self._focus_missing()

    def _has_taken_fault(self) -> bool:
        self.form.fault.take()
        return bool(self.form.fault.code())

    def _focus_missing(self) -> None:
        form = self.form
        if self._terminal is None:
            form.search.setFocus()
        elif not form.fault.code():
            form.fault.setFocus()
        elif form.is_by_phone() and not form.phone_fix.confirmed_by():
            form.phone_fix.confirmed.setFocus()
        else:
            form.call_back.setFocus()


def new_call_button() -> QPushButton:
    """The button that starts it."""
    button = QPushButton()
    button.setProperty("role", "primary")
    return button
