"""What can be done about the days off: declared, decided, confirmed, moved, loaded."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.people import is_same_person
from app.i18n import _, ngettext
from app.services.calendars.days import DayOffRow, DayOffState
from app.services.calendars.days_off import (
    DayOff,
    approve_day_off,
    confirm_holiday,
    declare_closure,
    move_holiday,
    reject_day_off,
    withdraw_closure,
)
from app.services.calendars.official import Loaded, load_holidays
from app.services.recalculation.changes import of_day_off
from app.views.appearance import Appearance
from app.views.calendars.day_words import day_off_name
from app.views.calendars.forms import ClosureForm, MoveForm, NameForm
from app.views.desk import Desk
from app.views.what_if.proposal_dialog import ProposalDialog
from app.views.widgets.flow_layout import FlowLayout
from app.views.widgets.message_bar import Message

DECLARE, APPROVE, REJECT, CONFIRM, MOVE, WITHDRAW, LOAD = (
    "declare", "approve", "reject", "confirm", "move", "withdraw", "load",
)  # fmt: skip


class DayTools(QWidget):
    """Buttons for the chosen day off; each asks for what it needs.

    Signals:
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._row: DayOffRow | None = None
        self._day = desk.clock.now().astimezone(appearance.formats.zone).date()
        self._province = ""
        self._year = 0
        self.buttons = {
            key: QPushButton() for key in (DECLARE, APPROVE, REJECT, CONFIRM, MOVE, WITHDRAW, LOAD)
        }
        actions = {
            DECLARE: self.declare, APPROVE: self.approve, REJECT: self.reject, CONFIRM: self.confirm,
            MOVE: self.move_day, WITHDRAW: self.withdraw, LOAD: self.load,
        }  # fmt: skip
        row = FlowLayout(self, gap=8)
        for key, button in self.buttons.items():
            button.setProperty("role", "primary" if key == APPROVE else "ghost")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setAutoDefault(False)
            button.clicked.connect(actions[key])
            row.addWidget(button)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self._say)
        self._say()

    def show_day(self, day: date, province: str, year: int, rows: Iterable[DayOffRow]) -> None:
        """Offer what can be done about this day; proposals come first."""
        found = sorted(rows, key=lambda row: row.state is not DayOffState.PROPOSED)
        self._day, self._province, self._year = day, province, year
        self._row = found[0] if found else None
        self._say()

    def row(self) -> DayOffRow | None:
        """The day off that the buttons are about."""
        return self._row

    @Slot()
    def declare(self) -> None:
        """Ask for a closure and propose it."""
        form = ClosureForm(self, self._appearance, self._day, self._province)
        form.answered.connect(self._declare)
        form.open()

    @Slot()
    def approve(self) -> None:
        """Show what the proposal would change; approve it in the name of a second person."""
        if self._row is None:
            return
        change = partial(of_day_off, day_off_id=self._row.id, now=self._desk.clock.now())
        title = _("Approve: {name}").format(name=day_off_name(self._row, self._appearance.language))
        dialog = ProposalDialog(self, self._desk, self._appearance, change, title=title)
        dialog.approved.connect(self._ask_approver)
        dialog.open()

    @Slot()
    def reject(self) -> None:
        """Turn the proposal down."""
        if self._row is not None:
            self._do(reject_day_off, self._row.id, said=_("The proposal was turned down."))

    @Slot()
    def confirm(self) -> None:
        """The estimated day falls where it was expected."""
        if self._row is not None:
            self._do(confirm_holiday, self._row.id, said=_("The day is certain now."))

    @Slot()
    def move_day(self) -> None:
        """Ask on which day the holiday really falls."""
        if self._row is not None:
            name = day_off_name(self._row, self._appearance.language)
            form = MoveForm(self, self._appearance, self._row.day, name)
            form.answered.connect(self._move)
            form.open()

    @Slot()
    def withdraw(self) -> None:
        """Propose that the day off shall not hold."""
        if self._row is not None:
            self._do(withdraw_closure, self._row.id, said=_("Proposed; a second person approves it."))

    @Slot()
    def load(self) -> None:
        """Record the official holidays of the year shown."""
        self._desk.do(
            load_holidays, self._year, by=self._desk.user, done=self._tell_loaded, failed=self.refused.emit
        )

    @Slot(object)
    def _declare(self, closure: DayOff) -> None:
        self._do(declare_closure, closure, said=_("Proposed; a second person approves it."))

    @Slot(object)
    def _move(self, day: date) -> None:
        if self._row is not None:
            self._do(move_holiday, self._row.id, to=day, said=_("Proposed; a second person approves it."))

    @Slot()
    def _ask_approver(self) -> None:
        # Who proposed it is refused: the field waits for the name of somebody else.
        is_own = self._row is not None and is_same_person(self._row.recorded_by, self._desk.user)
        name = "" if is_own else self._desk.user
        form = NameForm(self, self._appearance, _("Who approves?"), accept=_("Approve"), name=name)
        form.answered.connect(self.approve_as)
        form.open()

    @Slot(object)
    def approve_as(self, name: str) -> None:
        """Approve the proposal in somebody's name."""
        if self._row is not None:
            said = Message(_("Approved; jobs are read anew."))
            self._desk.do(
                approve_day_off,
                self._row.id,
                by=name,
                done=partial(_tell, self, said),
                failed=self.refused.emit,
            )

    def _do(self, command: object, *arguments: object, said: str, **details: object) -> None:
        self._desk.do(
            command,  # type: ignore[arg-type]  # a command of days_off
            *arguments,
            by=self._desk.user,
            done=partial(_tell, self, Message(said)),
            failed=self.refused.emit,
            **details,
        )

    @Slot(object)
    def _tell_loaded(self, loaded: Loaded) -> None:
        number = self._appearance.formats.number
        said = ngettext("{count} holiday loaded", "{count} holidays loaded", loaded.in_force)
        parts = [said.format(count=number(loaded.in_force))]
        if loaded.proposed:
            waits = ngettext(
                "{count} waits for approval, for jobs are measured across it",
                "{count} wait for approval, for jobs are measured across them",
                loaded.proposed,
            )
            parts.append(waits.format(count=number(loaded.proposed)))
        parts.append(_("{count} known before").format(count=number(loaded.known)))
        self.told.emit(Message(("، " if self._appearance.language == "fa" else ", ").join(parts)))

    @Slot()
    def _say(self) -> None:
        year = self._appearance.formats.digits(str(self._year))
        for key, said in {
            DECLARE: _("Declare a closure…"),
            APPROVE: _("See and approve…"),
            REJECT: _("Turn down"),
            CONFIRM: _("Confirm the day"),
            MOVE: _("Falls on another day…"),
            WITHDRAW: _("Withdraw"),
            LOAD: _("Load the holidays of {year}").format(year=year),
        }.items():
            self.buttons[key].setText(said)
            self.buttons[key].setAccessibleName(said)
        row = self._row
        is_proposed = row is not None and row.state is DayOffState.PROPOSED
        holds = row is not None and row.state is DayOffState.IN_FORCE
        estimated = holds and row is not None and row.is_estimated
        for key, offered in {
            APPROVE: is_proposed, REJECT: is_proposed, CONFIRM: estimated, MOVE: estimated, WITHDRAW: holds,
        }.items():  # fmt: skip
            self.buttons[key].setVisible(offered)
        self.updateGeometry()


def _tell(tools: QObject, message: Message, _answer: object) -> None:
    assert isinstance(tools, DayTools)
    tools.told.emit(message)
