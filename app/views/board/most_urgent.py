"""The call without technician that is most pressing, whom to send, and why; two keys answer it."""

from functools import partial

from PySide6.QtCore import Signal, Slot

from app.i18n import N_, _
from app.services import dispatch
from app.services.dispatch import Candidate
from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.board_clock import remaining
from app.views.board.board_model import BoardModel
from app.views.board.candidate_words import reasons, rule_texts
from app.views.desk import Desk
from app.views.plain_words import countdown, left_word, name_in
from app.views.widgets.labels import Part
from app.views.widgets.suggestion_bar import Answer, SuggestionBar

TONES = {"late": "crit", "warning": "warn"}


class MostUrgent(SuggestionBar):
    """Proposes a technician for the most urgent call.

    Signals:
        taken: the JobRow and the Candidate that was proposed for it.
        other_wanted: the JobRow for which the user wants to choose himself.
    """

    taken = Signal(object, object)
    other_wanted = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, model: BoardModel) -> None:
        super().__init__(
            appearance,
            accept=Answer(N_("Assign"), "N Enter"),
            decline=Answer(N_("Choose other")),
            widen=Answer(N_("Whole queue…"), "Q"),
        )
        self._desk = desk
        self._looks = appearance
        self._model = model
        self._is_asked = False
        self._is_asking = False
        """A busy board asks again and again: one question at a time is enough."""
        self._is_outdated = False
        self._row: JobRow | None = None
        self._candidate: Candidate | None = None
        self._nearly: Candidate | None = None
        """Who would be taken if a rule did not forbid it."""
        self.accepted.connect(self._take)
        self.declined.connect(self._want_other)
        appearance.changed.connect(self.show_time)
        self.show_time()

    def refresh(self) -> None:
        """Ask whom to propose now; what the user is about to answer stays as he read it."""
        row = self._model.most_urgent_unassigned()
        if self._is_being_answered():
            return
        if row is None:
            self._suggest(None, [])
        elif self._is_asking:
            self._is_outdated = True
        else:
            self._is_asking, self._is_outdated = True, False
            self._desk.ask(
                dispatch.candidates,
                self._desk.clock,
                row.id,
                done=partial(self._answer, row),
                failed=self._give_up,
            )

    @Slot()
    def show_time(self) -> None:
        """Say the proposal again: its clock has moved on."""
        if self._row is None:
            said = _("No call waits for a technician.") if self._is_asked else ""
            self.show_parts((Part(said, "muted"),), can_accept=False)
        else:
            self.show_parts(self._proposal(self._row), can_accept=self._candidate is not None)
        self.decline_button().setEnabled(self._row is not None)

    def _is_being_answered(self) -> bool:
        if self._row is None or not self.accept_button().hasFocus():
            return False
        return self._model.job(self._row.id) == self._row

    def _answer(self, row: JobRow, found: list[Candidate]) -> None:
        self._is_asking = False
        self._suggest(row, found)
        if self._is_outdated:
            self.refresh()

    @Slot(object)
    def _give_up(self, error: object) -> None:
        self._is_asking = False
        self._desk.refused.emit(error)

    def _suggest(self, row: JobRow | None, found: list[Candidate]) -> None:
        is_outdated = row is not None and self._model.job(row.id) != row
        if not is_outdated and not self._is_being_answered():
            self._is_asked = True
            self._row, self._candidate = row, found[0] if found and found[0].is_legal else None
            self._nearly = found[0] if found and not found[0].is_legal else None
            self.show_time()

    def _proposal(self, row: JobRow) -> tuple[Part, ...]:
        fa, formats, candidate = self._looks.is_rtl, self._looks.formats, self._candidate
        merchant = name_in(row.merchant, row.merchant_en, fa=fa)
        parts = [
            Part(_("Most urgent, unassigned:"), "muted"),
            Part(f"{formats.digits(row.code)} {merchant}", bold=True),
        ]
        shown = remaining(row, self._model.now)
        if shown is not None:
            tone = TONES.get(shown.state, "text")
            time = countdown(shown.seconds, shown.state, formats)
            parts.append(Part(f"{time} {left_word(shown.state)}", tone, bold=True))
        if candidate is None:
            return (*parts, Part(self._why_nobody(), "muted"))
        name = name_in(candidate.name, candidate.name_en, fa=fa)
        why = " · ".join(reasons(candidate, self._looks))
        return (*parts, Part(_("Suggested:"), "muted"), Part(name, bold=True), Part(f"· {why}", "muted"))

    def _why_nobody(self) -> str:
        if self._nearly is None:
            return _("No technician is available.")
        name = name_in(self._nearly.name, self._nearly.name_en, fa=self._looks.is_rtl)
        why = " · ".join(rule_texts(self._nearly))
        return _("Nobody may take it without a reason; nearest to it {name}: {why}").format(
            name=name, why=why
        )

    @Slot()
    def _take(self) -> None:
        if self._row is not None and self._candidate is not None:
            self.taken.emit(self._row, self._candidate)

    @Slot()
    def _want_other(self) -> None:
        if self._row is not None:
            self.other_wanted.emit(self._row)
