"""Every action of the board on the rows chosen: one as one command, many in bulk with an answer for each."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.events import EventKind, Owner, Priority
from app.domain.job_states import ALLOWED, Stage
from app.domain.persian import duration_words
from app.domain.turns import OWN_UNIT
from app.i18n import N_, _, ngettext
from app.services import dispatch
from app.services.chasing import Held, held
from app.services.code_words import EVENTS, OWNERS, priority_mark, worded
from app.services.dispatch import Candidate
from app.services.job_row import JobRow
from app.services.jobs import bulk, commands
from app.services.jobs.bulk import BulkOutcome
from app.services.jobs.commands import Done, JobRef, Said
from app.views.actions.action import Handler
from app.views.appearance import Appearance
from app.views.board.bulk_results import BulkResults
from app.views.board.candidate_words import candidate_options
from app.views.board.dialogs import Option
from app.views.board.job_actions import PLAIN, JobActions
from app.views.board.picker import Answered, Picker, Question
from app.views.desk import Desk
from app.views.plain_words import name_in
from app.views.widgets.message_bar import Message
from app.views.wording import REASONS, WAIT_OWNERS, WAITS, refusal

K = EventKind

KINDS: Mapping[str, EventKind] = {
    "job.acknowledge": K.ACKNOWLEDGED,
    "job.accept": K.ACCEPTED,
    "job.depart": K.DEPARTED,
    "job.arrive": K.ARRIVED,
    "job.hold": K.PAUSED,
    "job.resume": K.RESUMED,
    "job.priority": K.PRIORITY,
    "job.resolve": K.RESOLVED,
    "job.close": K.CLOSED,
    "job.reopen": K.REOPENED,
    "job.cancel": K.CANCELLED,
    "job.note": K.NOTE,
    "job.assign": K.DISPATCHED,
}
"""The action of the board, and what it records."""
ONE_ONLY = frozenset({K.RESOLVED, K.NOTE})
"""What is asked about each job by itself."""
TAKEN_AWAY = ("silent", "overloaded", "no-part", "too-far", "wrong-skill", "merchant-asked")
"""Why a job goes from one technician to another."""
CANCELLATIONS = ("duplicate", "merchant-withdrew", "mistake")
PRIORITIES = {
    Priority.P1: N_("Critical"),
    Priority.P2: N_("High"),
    Priority.P3: N_("Normal"),
    Priority.P4: N_("Low"),
}


class JobHands(QObject):
    """From a key to a recorded event, without a dialog and without leaving the list.

    Signals:
        told: a Message for the message bar.
        refused: why an action was refused.
        left: a question is over; the keys go back to the jobs.
    """

    told = Signal(object)
    refused = Signal(object)
    left = Signal()

    def __init__(
        self,
        desk: Desk,
        appearance: Appearance,
        jobs: JobActions,
        page: QWidget,
        *,
        chosen: Callable[[], list[JobRow]],
        beside: Callable[[], QRect],
    ) -> None:
        super().__init__(page)
        self._desk = desk
        self._appearance = appearance
        self._jobs = jobs
        self._page = page
        self._chosen = chosen
        self._beside = beside
        self.picker = Picker(appearance, page)
        self.picker.left.connect(self.left)

    def handlers(self) -> dict[str, Handler]:
        """What carries the actions of jobs out."""
        return {name: Handler(partial(self.act, name), partial(self.can, name)) for name in KINDS}

    def can(self, name: str) -> bool:
        """Whether any of the rows chosen allows it; what asks about each job allows one alone."""
        rows, kind = self._chosen(), KINDS[name]
        if kind in ONE_ONLY and len(rows) != 1:
            return False
        return any(Stage(row.stage) in ALLOWED[kind] for row in rows)

    def act(self, name: str) -> None:
        """Do it to the rows chosen, asking first for what it needs."""
        rows, kind = self._chosen(), KINDS[name]
        if not rows:
            return
        if kind is K.DISPATCHED:
            self.choose_technician(rows)
        elif kind in PLAIN:
            self._record(PLAIN[kind], rows, kind)
        elif kind in ONE_ONLY:
            self._jobs.act(kind, rows[0])
        else:
            _QUESTIONS[kind](self, rows)

    def record(self, kind: EventKind, row: JobRow) -> None:
        """Do it to one job from its panel or card, where there is room for a note beside the answer."""
        if kind is K.DISPATCHED:
            self.choose_technician([row])
        else:
            self._jobs.act(kind, row)

    def choose_technician(self, rows: list[JobRow]) -> None:
        """Ask in the list who takes the jobs, the most fitting for the first of them first."""
        title = self._about(rows, _("Who takes call {code}?"), _("Who takes these {count} calls?"))
        by_id: dict[str, Candidate] = {}

        def offer(found: list[Candidate]) -> None:
            by_id.update({str(candidate.technician_id): candidate for candidate in found})
            self.picker.offer(
                question,
                [
                    replace(option, words=f"{by_id[option.key].name} {by_id[option.key].name_en}")
                    for option in candidate_options(found, self._appearance)
                ],
            )

        def assign(key: str, override: str) -> None:
            taken = [row for row in rows if row.technician_id not in {None, int(key)}]
            if taken:
                self._ask_why_not(rows, by_id[key], override, taken[0])
            else:
                self._send(rows, by_id[key], override)

        question = self.picker.ask(title, assign, beside=self._beside())
        self._desk.ask(dispatch.candidates, self._desk.clock, rows[0].id, done=offer)

    def ask_reason(self, row: JobRow, candidate: Candidate) -> None:
        """Ask why a technician is sent although a rule is against it."""

        def assign(_key: str, reason: str) -> None:
            self._jobs.assign(row, candidate, reason)

        title = _("Who takes call {code}?").format(code=self._appearance.formats.digits(row.code))
        self._ask(title, candidate_options([candidate], self._appearance), assign)

    def _send(self, rows: list[JobRow], candidate: Candidate, override: str, reason: str = "") -> None:
        if len(rows) == 1:
            self._jobs.assign(rows[0], candidate, override, reason=reason)
        else:
            details = {"technician_id": candidate.technician_id, "override": override, "reason": reason}
            self._record(dispatch.send, rows, K.DISPATCHED, **details)

    def _ask_why_not(self, rows: list[JobRow], candidate: Candidate, override: str, row: JobRow) -> None:
        """Why a job is taken from whoever has it, beside how long each has had it."""
        options = [Option(reason, worded(REASONS, reason)) for reason in TAKEN_AWAY]

        def send(reason: str, _note: str) -> None:
            self._send(rows, candidate, override, reason)

        name = name_in(row.technician, row.technician_en, fa=self._appearance.is_rtl)
        one = _("Why not {name}?").format(name=name)
        title = self._about(rows, one, _("Why not those who have them? {count} calls"))
        question = self._ask(title, options, send)
        if len(rows) == 1:
            say = partial(self._say_held, question)
            self._desk.ask(held, self._desk.clock, row.id, done=say)

    def _say_held(self, question: Question, shares: list[Held]) -> None:
        fa, language = self._appearance.is_rtl, self._appearance.language
        said = [
            _("{who}: {time}").format(
                who=name_in(share.name, share.name_en, fa=fa) or _owner(share.owner),
                time=duration_words(share.seconds // 60 * 60, language),
            )
            for share in shares
        ]
        self.picker.say_about(question, _("Held so far: {shares}").format(shares=" · ".join(said)))

    def _ask_wait(self, rows: list[JobRow]) -> None:
        options = [
            Option(reason, worded(WAITS, reason), _("Owner: {owner}").format(owner=worded(OWNERS, owner)))
            for reason, owner in WAIT_OWNERS.items()
        ]

        def hold(reason: str, _note: str) -> None:
            owner = Owner(WAIT_OWNERS[reason])
            self._record(commands.pause, rows, K.PAUSED, reason=reason, owner=owner)

        self._ask(_("Why does the work wait?"), options, hold)

    def _ask_priority(self, rows: list[JobRow]) -> None:
        options = [
            Option(level.value, f"{priority_mark(level.value)} · {_(name)}")
            for level, name in PRIORITIES.items()
        ]

        def change(key: str, _note: str) -> None:
            self._record(commands.change_priority, rows, K.PRIORITY, priority=Priority(key))

        self._ask(_("Which priority?"), options, change)

    def _ask_cancellation(self, rows: list[JobRow]) -> None:
        options = [Option(reason, worded(REASONS, reason)) for reason in CANCELLATIONS]

        def cancel(reason: str, _note: str) -> None:
            self._record(commands.cancel, rows, K.CANCELLED, reason=reason)

        title = self._about(
            rows, _("Why is call {code} cancelled?"), _("Why are these {count} calls cancelled?")
        )
        self._ask(title, options, cancel)

    def _ask_return(self, rows: list[JobRow]) -> None:
        options = [Option("same-fault-again", worded(REASONS, "same-fault-again"))]

        def reopen(reason: str, _note: str) -> None:
            self._record(commands.reopen, rows, K.REOPENED, reason=reason)

        self._ask(
            self._about(rows, _("Reopen call {code}?"), _("Reopen these {count} calls?")), options, reopen
        )

    def _ask(self, title: str, options: list[Option], answered: Answered) -> Question:
        question = self.picker.ask(title, answered, beside=self._beside())
        self.picker.offer(question, options)
        return question

    def _record(
        self, command: Callable[..., Done], rows: list[JobRow], kind: EventKind, **details: Any
    ) -> None:
        if len(rows) == 1:
            self._jobs.record(command, rows[0], kind, **details)
            return
        references = [JobRef(row.id, row.version) for row in rows]
        done = partial(self._tell, kind)
        said = Said(self._desk.user)
        self._desk.do(bulk.on_each, references, command, said, done=done, failed=self._refuse, **details)

    def _tell(self, kind: EventKind, outcome: BulkOutcome) -> None:
        """How many were done, and which were refused and why; one undo takes back what was done."""
        number = self._appearance.formats.number
        what = worded(EVENTS, kind.value)
        text = _("{what}: {done} of {count}.").format(
            what=what, done=number(len(outcome.done)), count=number(len(outcome.rows))
        )
        refused = outcome.refused
        if refused:
            words = ngettext(
                "{count} refused: {code} ({why})", "{count} refused, {code} first ({why})", len(refused)
            )
            first = refused[0]
            why = refusal(first.refusal).rstrip(".") if first.refusal is not None else ""
            code = self._appearance.formats.digits(first.code)
            text = f"{text} {words.format(count=number(len(refused)), code=code, why=why)}"
        self.told.emit(Message(text, tone="warn" if refused else "ok", token=outcome.done or None))
        if len(refused) > 1:
            results = BulkResults(self._page, self._appearance, what, outcome)
            results.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            results.show()

    def _about(self, rows: list[JobRow], one: str, many: str) -> str:
        formats = self._appearance.formats
        if len(rows) == 1:
            return one.format(code=formats.digits(rows[0].code))
        return many.format(count=formats.number(len(rows)))

    @Slot(object)
    def _refuse(self, error: object) -> None:
        self.refused.emit(error)


def _owner(owner: str) -> str:
    return _("our own unit") if owner == OWN_UNIT else worded(OWNERS, owner)


_QUESTIONS = {
    K.PAUSED: JobHands._ask_wait,  # noqa: SLF001 - the table of its own methods
    K.PRIORITY: JobHands._ask_priority,  # noqa: SLF001
    K.CANCELLED: JobHands._ask_cancellation,  # noqa: SLF001
    K.REOPENED: JobHands._ask_return,  # noqa: SLF001
}
