"""The decision on an objection: each line upheld, reduced or cancelled with a reason, by somebody new."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.domain.penalty_cases import DecisionReason, Verdict
from app.domain.people import is_same_person
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.penalties.case_words import REASONS, VERDICTS
from app.services.penalties.objection_rows import ObjectedLineRow
from app.services.penalties.objections import Decision
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable, fitting
from app.views.penalties.case_columns import rial
from app.views.penalties.objection_words import LOOKS, ObjectionWords, verdict_cell
from app.views.penalties.step_form import StepForm, choice_of, name_field, needed
from app.views.widgets.amount_edit import AmountEdit
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.labels import label

SIZE = (980, 640)
CHOICES = tuple(Choice(verdict.value, VERDICTS[verdict], LOOKS[verdict][0]) for verdict in Verdict)


@dataclass(frozen=True)
class Decided:
    """In whose name which lines are decided."""

    by: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class Ruling:
    """What is written for a line so far."""

    verdict: str
    reason: str
    amount: Decimal | None = None
    note: str = ""


class DecisionForm(StepForm):
    """Answers with Decided; who had a hand in the case before is not taken."""

    def __init__(
        self,
        parent: QWidget,
        appearance: Appearance,
        lines: Sequence[ObjectedLineRow],
        *,
        user: str,
        others: tuple[str, ...],
    ) -> None:
        super().__init__(parent, appearance, _("Decide on the objection"), accept=_("Decide"))
        self._others = tuple(dict.fromkeys(filter(None, others)))
        self._rulings: dict[int, Ruling] = {}
        self._words = ObjectionWords(appearance)
        self.name = name_field("" if self._is_other(user) else user)
        self.lines = RowTable(
            appearance, self._columns(), name=N_("Lines objected to"), key=lambda line: line.id, tall=True
        )
        self.verdict = SegmentedControl(appearance, CHOICES, name=N_("Decision"))
        self.amount = AmountEdit(appearance, name=_("Rial that stay due"))
        self.reason = choice_of(REASONS, [reason.value for reason in DecisionReason], name=_("Reason"))
        self.note = QLineEdit()
        self.all_button = QPushButton(_("The same for all lines"))
        self._lay_out()
        self._connect()
        self.lines.show_rows(lines)
        if lines:
            self.lines.choose(lines[0].id)
        self.take_enter()

    def answer(self) -> Decided:
        name = needed(self.name.text(), _("A decision needs the name of who decides."))
        if self._is_other(name):
            said = _("{by} had a hand in this case before; somebody else has to decide.")
            raise ValueError(said.format(by=isolate(name)))
        decided = {line_id for line_id, ruling in self._rulings.items() if ruling.verdict}
        open_lines = [line for line in self.lines.rows() if line.id not in decided]
        if open_lines:
            count = self.appearance.formats.number(len(open_lines))
            raise ValueError(_("{count} lines are not decided yet.").format(count=count))
        decisions = [self._decision(line, self._rulings[line.id]) for line in self.lines.rows()]
        return Decided(name, tuple(decisions))

    @Slot()
    def rule(self) -> None:
        """Take what is written below as the ruling on the chosen line."""
        line: ObjectedLineRow | None = self.lines.current()
        if line is not None:
            self._rulings[line.id] = self._written()
            self._show_standing()

    @Slot()
    def rule_all(self) -> None:
        """The same ruling for every line; a reduced sum is written line by line."""
        written = self._written()
        for line in self.lines.rows():
            kept = self._rulings.get(line.id)
            amount = kept.amount if kept is not None and written.verdict == Verdict.REDUCED else None
            self._rulings[line.id] = replace(written, amount=amount)
        self.rule()

    def _decision(self, line: ObjectedLineRow, ruling: Ruling) -> Decision:
        if ruling.verdict == Verdict.REDUCED:
            amount = ruling.amount
            if amount is None or not 0 < amount < line.due_before:
                self.lines.choose(line.id)
                said = _("Line {line}: a reduced sum lies between 0 and {due} rial.")
                due = isolate(rial(line.due_before, self.appearance.formats))
                raise ValueError(said.format(line=isolate(line.line), due=due))
        else:
            amount = None
        return Decision(
            objected_id=line.id,
            verdict=ruling.verdict,
            reason=ruling.reason,
            amount=amount,
            note=ruling.note,
        )

    def _written(self) -> Ruling:
        verdict = self.verdict.key()
        amount = self.amount.amount() if verdict == Verdict.REDUCED else None
        return Ruling(verdict, str(self.reason.currentData()), amount, self.note.text().strip())

    def _is_other(self, name: str) -> bool:
        return any(is_same_person(name, other) for other in self._others)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(N_("Line"), self._words.line, 130, 2),
            Column(N_("They say"), self._words.reason, 170, 3),
            Column(N_("Evidence"), self._words.evidence, 130, 2),
            Column(N_("Due now (rial)"), self._words.before, 110, 1, "end"),
            Column(N_("Decision"), self._verdict, 150, 2),
            Column(N_("Stays due (rial)"), self._after, 120, 1, "end"),
        )

    def _lay_out(self) -> None:
        if self._others:
            names = " · ".join(map(isolate, self._others))
            said = _("{names} had a hand in this case and cannot decide.").format(names=names)
            self.fields.addRow(label("quiet", said, wraps=True))
        self.add_field(_("Decided by"), self.name)
        fitting(self.lines, rows=4, height=46)
        self.note.setPlaceholderText(_("what the decision rests on"))
        self.note.setAccessibleName(self.note.placeholderText())
        self.all_button.setAutoDefault(False)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.verdict)
        first.addWidget(label("quiet", _("Rial that stay due")))
        first.addWidget(self.amount, 1)
        first.addWidget(self.all_button)
        second.addWidget(label("quiet", _("Reason")))
        second.addWidget(self.reason, 1)
        second.addWidget(self.note, 2)
        self.body.insertWidget(2, self.lines, 1)
        self.body.insertLayout(3, first)
        self.body.insertLayout(4, second)
        self.resize(*SIZE)

    def _connect(self) -> None:
        self.lines.picked.connect(self._show_ruling)
        self.verdict.chosen.connect(self.rule)
        self.amount.amount_changed.connect(self.rule)
        self.reason.activated.connect(self.rule)
        self.note.textEdited.connect(self.rule)
        self.all_button.clicked.connect(self.rule_all)

    @Slot()
    def _show_ruling(self) -> None:
        """Write what is ruled on the chosen line into the fields below."""
        line: ObjectedLineRow | None = self.lines.current()
        ruling = self._rulings.get(line.id) if line is not None else None
        if ruling is None:
            self.verdict.choose_none()
        else:
            if ruling.verdict:
                self.verdict.choose(ruling.verdict)
            else:
                self.verdict.choose_none()
            self.reason.setCurrentIndex(self.reason.findData(ruling.reason))
        self.amount.show_amount(ruling.amount if ruling is not None else None)
        self.note.setText(ruling.note if ruling is not None else "")
        self._show_standing()

    def _show_standing(self) -> None:
        self.say_wrong("")
        self.amount.setEnabled(self.verdict.key() == Verdict.REDUCED)
        self.all_button.setEnabled(bool(self.verdict.key()))
        self.lines.row_model().say_again()

    def _verdict(self, line: ObjectedLineRow) -> Cell:
        ruling = self._rulings.get(line.id)
        if ruling is None or not ruling.verdict:
            return Cell(_("open"), icon="help-circle-outline", tone="muted")
        return verdict_cell(ruling.verdict, ruling.reason)

    def _after(self, line: ObjectedLineRow) -> Cell:
        ruling = self._rulings.get(line.id)
        if ruling is None or not ruling.verdict:
            return Cell("–", tone="muted")
        kept = {Verdict.UPHELD: line.due_before, Verdict.CANCELLED: Decimal(0)}
        amount = kept.get(Verdict(ruling.verdict), ruling.amount)
        shown = _("to be written") if amount is None else rial(amount, self.appearance.formats)
        return Cell(shown, figures=amount is not None, bold=True)
