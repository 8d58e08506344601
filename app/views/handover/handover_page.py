"""Shift handover: what is open, what was said to it, both names, signed over and taken."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import PoshtibanError
from app.domain.persian import Language, isolate
from app.i18n import N_, _
from app.services.accounts.tables import as_csv
from app.services.handover.document import handover_table, sheet
from app.services.handover.gathering import Section
from app.services.handover.records import HandoverRow, ItemRow, handovers
from app.services.handover.sheet_pdf import handover_pdf
from app.services.handover.signing import Draft, NewHandover, draft, hand_over, take_over
from app.services.jobs.commands import Said
from app.views.actions.action import Handler
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.handover.handover_form import HandoverForm, Signed
from app.views.handover.handover_words import SECTIONS_SHORT, LineWords, handover_cell
from app.views.handover.line_tools import LineTools
from app.views.handover.take_form import TakeForm, Taken
from app.views.page import Page
from app.views.penalties.letter_view import write_file
from app.views.widgets.choices import ChipRow, Choice
from app.views.widgets.frames import Panel
from app.views.widgets.message_bar import Message

FileChooser = Callable[[QWidget, str, str], Path | None]
BACK = timedelta(days=30)
SETTLE_MS = 400
ALL = "all"
NOW = 0
"""Key of what is open now, among handovers by their ids."""
CHIPS = (
    Choice(ALL, N_("All")),
    *(Choice(section.value, SECTIONS_SHORT[section]) for section in Section),
)


class HandoverPage(Page):
    """The handovers of late beside the lines of one of them, or of what is open now."""

    watches = frozenset({"handover", "alarm", "job", "desk_promise"})

    def __init__(self, desk: Desk, appearance: Appearance, choose_file: FileChooser | None = None) -> None:
        super().__init__(desk, appearance)
        self._choose_file = choose_file or choose_path
        self._draft: Draft | None = None
        self._remarks: dict[str, str] = {}
        self._done: set[str] = set()
        self._notes: list[str] = []
        self._signed_id: int | None = None
        """A handover that was signed here, until an answer has it: one asked before may come in between."""
        self.form: HandoverForm | TakeForm | None = None
        self._words = LineWords(appearance, self._remark_of)
        self.past = RowTable(
            appearance,
            (Column(N_("Handovers"), self._past_cell, 180, 1),),
            name=N_("Handovers"),
            key=lambda row: NOW if isinstance(row, str) else row.id,
            tall=True,
        )
        self.lines = RowTable(
            appearance, self._words.columns(), name=N_("What is handed over"), key=_key, tall=True
        )
        self.chips = ChipRow(appearance, CHIPS)
        self.tools = LineTools(appearance)
        self._asking = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._asking.setObjectName("handover-settling")
        self._asking.timeout.connect(self._ask)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.lines)
        self.retranslate()

    def title(self) -> str:
        return _("Shift handover")

    def subtitle(self) -> str:
        if self._draft is None or self._draft.waiting is None:
            return ""
        waiting = self._draft.waiting
        return _("{name} has not taken the shift yet").format(name=isolate(waiting.to_whom))

    def handlers(self) -> dict[str, Handler]:
        tools = self.tools
        return {
            "handover.sign": Handler(self.sign, partial(_can_press, tools.sign_button)),
            "handover.take": Handler(self.take, partial(_can_press, tools.take_button)),
            "handover.job": Handler(self.show_job, partial(_can_press, tools.job_button)),
            "handover.remark": Handler(tools.remark.setFocus, partial(_can_press, tools.remark)),
            "handover.note": Handler(tools.note.setFocus, partial(_can_press, tools.note)),
            "handover.pdf": Handler(partial(self.write, "pdf"), partial(_can_press, tools.pdf_button)),
            "handover.csv": Handler(partial(self.write, "csv"), partial(_can_press, tools.csv_button)),
        }

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        """Ask again, not for every single news."""
        if changes is None:
            self._ask()
        elif not self._asking.isActive():
            self._asking.start()

    @Slot()
    def retranslate(self) -> None:
        """Say what this page itself says again."""
        self.tools.retranslate()
        self._show_lines()

    @Slot()
    def sign(self) -> None:
        """Ask for both names and hand what is open over."""
        if self._draft is not None and self.form is None:
            form = HandoverForm(self, self.appearance, self._draft, user=self.desk.user)
            form.answered.connect(partial(self._hand_over, form))
            self._open(form)

    @Slot()
    def take(self) -> None:
        """Take the handover that waits."""
        found = self._draft
        waiting = found.waiting if found is not None else None
        if found is not None and waiting is not None and self.form is None:
            form = TakeForm(self, self.appearance, waiting, found, user=self.desk.user)
            form.answered.connect(partial(self._take_over, form, waiting.id))
            self._open(form)

    @Slot()
    def show_job(self) -> None:
        """Show the job of the chosen line on the board."""
        item = self.lines.current()
        if item is not None and item.line.job_id is not None:
            self.job_wanted.emit(item.line.job_id)

    def write(self, kind: str) -> None:
        """Write the handover shown as "pdf" or "csv", in the language spoken."""
        row = self.past.current()
        if not isinstance(row, HandoverRow):
            return
        path = self._choose_file(self, f"handover-{row.id}", kind)
        if path is not None:
            task = partial(_written, row, kind, self.appearance.language, path, self.appearance.formats.zone)
            text = _("Saved: {file}").format(file=path.name)
            self.desk.work(task, done=partial(self._tell, text), failed=self.refused.emit)

    def shown(self) -> tuple[ItemRow, ...]:
        """The lines of what is chosen: a handover, or what is open now."""
        row = self.past.current()
        if isinstance(row, HandoverRow):
            return row.items
        return self._draft.items if self._draft is not None else ()

    def _lay_out(self) -> None:
        page = QHBoxLayout(self)
        page.setContentsMargins(20, 16, 20, 12)
        page.setSpacing(16)
        left = Panel(self.appearance)
        left.body.addWidget(self.past)
        left.setFixedWidth(280)
        page.addWidget(left)
        right = Panel(self.appearance)
        right.body.setSpacing(0)
        head = QWidget()
        row = QVBoxLayout(head)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(10)
        row.addWidget(self.tools.buttons)
        row.addWidget(self.chips)
        right.body.addWidget(head)
        right.body.addWidget(self.lines, 1)
        right.body.addWidget(self.tools)
        page.addWidget(right, 1)

    def _connect(self) -> None:
        self.past.picked.connect(self._show_chosen)
        self.chips.chosen.connect(self._show_lines)
        self.lines.picked.connect(self._show_line)
        self.lines.opened.connect(self.tools.remark.setFocus)
        self.tools.remarked.connect(self._keep_remark)
        self.tools.noted.connect(self._take_note)
        self.tools.ticked.connect(self._tick)
        self.tools.sign_button.clicked.connect(self.sign)
        self.tools.take_button.clicked.connect(self.take)
        self.tools.dropped.connect(self._drop_note)
        self.tools.job_button.clicked.connect(self.show_job)
        self.tools.pdf_button.clicked.connect(partial(self.write, "pdf"))
        self.tools.csv_button.clicked.connect(partial(self.write, "csv"))

    @Slot()
    def _ask(self) -> None:
        minutes = self.desk.messages.accept_minutes
        self.desk.ask(_handover_room, self.desk.clock, minutes, done=self._show, failed=self.refused.emit)

    def _show(self, found: tuple[Draft, list[HandoverRow]]) -> None:
        self._draft, past = found
        self.past.show_rows([_("now"), *reversed(past)])
        if self._signed_id is not None and any(row.id == self._signed_id for row in past):
            self.past.choose(self._signed_id)
            self._signed_id = None
        elif self.past.current() is None:
            self.past.choose(self._draft.waiting.id if self._draft.waiting is not None else NOW)
        self._show_chosen()
        self.renamed.emit()

    @Slot()
    def _show_chosen(self) -> None:
        self._show_lines()
        row = self.past.current()
        waits = self._draft is not None and self._draft.waiting is not None
        self.tools.show_state(is_now=not isinstance(row, HandoverRow), waits=waits)

    @Slot()
    def _show_lines(self) -> None:
        items = self.shown()
        for key in (ALL, *(section.value for section in Section)):
            count = len(items) if key == ALL else sum(item.line.section.value == key for item in items)
            self.chips.show_count(key, count)
        wanted = self.chips.key()
        self.lines.show_rows([i for i in items if wanted in (ALL, i.line.section.value)])
        if self.lines.current() is None and self.lines.rows():
            self.lines.choose(_key(self.lines.rows()[0]))
        self._show_line()

    @Slot()
    def _show_line(self) -> None:
        item = self.lines.current()
        is_now = not isinstance(self.past.current(), HandoverRow)
        remark = self._remark_of(item) if item is not None else ""
        is_note = item is not None and item.line.section is Section.NOTE
        is_done = item is not None and item.line.key in self._done
        self.tools.show_line(
            remark,
            may_edit=is_now and item is not None,
            is_note=is_note,
            is_done=is_done,
            has_job=item is not None and item.line.job_id is not None,
        )

    @Slot(str)
    def _keep_remark(self, text: str) -> None:
        item = self.lines.current()
        if item is not None:
            self._remarks[item.line.key] = text
            self.lines.row_model().say_again()

    @Slot(bool)
    def _tick(self, done: bool) -> None:
        item = self.lines.current()
        if item is not None:
            (self._done.add if done else self._done.discard)(item.line.key)

    @Slot(int)
    def _drop_note(self, place: int) -> None:
        del self._notes[place]
        self.tools.show_notes(tuple(self._notes))
        self.tools.note.setFocus()

    @Slot(str)
    def _take_note(self, text: str) -> None:
        self._notes.append(text)
        self.tools.show_notes(tuple(self._notes))

    def _remark_of(self, item: ItemRow) -> str:
        if isinstance(self.past.current(), HandoverRow):
            return item.remark
        return self._remarks.get(item.line.key, item.remark)

    def _past_cell(self, row: HandoverRow | str) -> Cell:
        if isinstance(row, str):
            sub = _("to be handed over")
            return Cell(_("What is open now"), sub=sub, icon="clipboard-text-outline", bold=True)
        return handover_cell(row, self.appearance)

    def _open(self, form: HandoverForm | TakeForm) -> None:
        self.form = form
        form.finished.connect(self._forget_form)
        form.open()

    @Slot(int)
    def _forget_form(self, _result: int) -> None:
        self.form = None

    def _hand_over(self, form: HandoverForm, said: Signed) -> None:
        new = NewHandover(
            from_whom=said.from_whom,
            to_whom=said.to_whom,
            shift_from=said.shift_from,
            shift_to=said.shift_to,
            remarks=dict(self._remarks),
            notes=tuple(self._notes),
            done=frozenset(self._done),
        )
        self.desk.do(
            hand_over,
            new,
            Said(self.desk.user, note=said.note),
            accept_minutes=self.desk.messages.accept_minutes,
            done=partial(self._signed, form),
            failed=partial(self._refuse, form),
        )

    def _signed(self, form: HandoverForm, handover_id: int) -> None:
        form.settle()
        self._remarks, self._notes, self._done = {}, [], set()
        self.tools.show_notes(())
        self._signed_id = handover_id
        self._ask()
        self.told.emit(Message(_("The shift is handed over.")))

    def _take_over(self, form: TakeForm, handover_id: int, said: Taken) -> None:
        self.desk.do(
            take_over,
            handover_id,
            Said(said.by, note=said.note),
            done=partial(self._taken, form),
            failed=partial(self._refuse, form),
        )

    def _taken(self, form: TakeForm, _answer: object) -> None:
        form.settle()
        self.told.emit(Message(_("The shift is taken.")))

    def _refuse(self, form: HandoverForm | TakeForm, error: PoshtibanError) -> None:
        form.refuse(error)

    def _tell(self, text: str, _answer: object) -> None:
        self.told.emit(Message(text))


def _handover_room(session: Any, clock: Any, accept_minutes: int) -> tuple[Draft, list[HandoverRow]]:
    now: datetime = clock.now()
    past = handovers(session, first=now - BACK, beyond=now + timedelta(seconds=1))
    return draft(session, clock, accept_minutes=accept_minutes), past


def _can_press(widget: QWidget) -> bool:
    """Whether a button or line stands there and does something; its page may be a hidden one."""
    return widget.isEnabled() and not widget.isHidden()


def _key(item: ItemRow) -> str:
    return item.line.key


def _written(row: HandoverRow, kind: str, language: Language, path: Path, zone: Any) -> Path:
    if kind == "pdf":
        return write_file(path, handover_pdf([sheet(row, language, zone)]))
    return write_file(path, as_csv(handover_table([row], language, zone)))


def choose_path(parent: QWidget, name: str, kind: str) -> Path | None:
    """Ask where to save; None where the user thought better of it."""
    title = _("Save as PDF") if kind == "pdf" else _("Save as CSV")
    kinds = f"{kind.upper()} (*.{kind})"
    chosen, _filter = QFileDialog.getSaveFileName(parent, title, f"{name}.{kind}", kinds)
    return Path(chosen) if chosen else None
