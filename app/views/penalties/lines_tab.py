"""The lines of a case: what each clause took, what was taken off it and why; each opens its proof sheet."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.i18n import N_, _
from app.services.code_words import worded
from app.services.penalties.case_words import REASONS, VERDICTS
from app.services.penalties.cases import LineRow
from app.views.appearance import Appearance
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.penalties.case_columns import LineWords, lines_words
from app.views.penalties.case_file import CaseFile
from app.views.penalties.case_tab import CaseTab
from app.views.penalties.figure_words import FigureWords
from app.views.proof.proof_dialog import ProofDialog
from app.views.widgets.labels import label
from app.views.widgets.message_bar import Message

UPHELD = "upheld"
TAKEN_OFF = "approved"


class LinesTab(CaseTab):
    """Lines as rows; Enter shows why the promise behind a line was missed."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        self.words = LineWords(appearance)
        self._figures = FigureWords(appearance)
        self.rows = RowTable(
            appearance,
            self.words.columns(),
            name=N_("Lines of the case"),
            key=lambda line: line.id,
            tall=True,
        )
        self._note = label("muted", wraps=True)
        self.column.addWidget(self.rows, 1)
        self.column.addWidget(self._note)
        self.rows.opened.connect(self.prove)

    def fill(self, file: CaseFile | None) -> None:
        self.words.titles = file.titles if file else {}
        self.words.decisions = decisions(file) if file else {}
        self.rows.show_rows(file.lines if file else ())
        said = lines_words(file.case, file.lines, self.appearance.formats) if file else ""
        opens = _("Enter opens the proof sheet of a line.")
        waiting = [self._figures.waiting(each, file.titles) for each in file.waiting] if file else []
        self._note.setText("\n".join([*([f"{said} · {opens}"] if said else []), *waiting]))

    def count(self) -> int:
        return len(self.file.lines) if self.file is not None else 0

    def note(self) -> str:
        """What is said under the rows."""
        return self._note.text()

    def prove(self, line: LineRow) -> None:
        """Show why the promise behind a line was missed."""
        figure = self.file.figures.get(line.figure_id or 0) if self.file is not None else None
        if figure is not None:
            self.told.emit(Message(self._figures.sentence(figure)))
        elif line.obligation_id is None:
            self.told.emit(Message(_("This line counts many jobs; it has no proof sheet of its own.")))
        else:
            ProofDialog(self.window(), self.desk, self.appearance, line.obligation_id).open()


def decisions(file: CaseFile) -> Mapping[int, Sequence[str]]:
    """By line what people took off it, in the language chosen: waivers, then what objections came to."""
    said: defaultdict[int, list[str]] = defaultdict(list)
    for waiver in file.waivers:
        if waiver.state == TAKEN_OFF:
            text = _("waived: {reason}").format(reason=worded(REASONS, waiver.reason))
            meant = [line.id for line in file.lines if waiver.line_id in {None, line.id}]
            for line_id in meant:
                said[line_id].append(text)
    for objection in file.objections:
        for line in objection.lines:
            if line.verdict not in {"", UPHELD}:
                verdict, reason = worded(VERDICTS, line.verdict), worded(REASONS, line.decision_reason)
                said[line.line_id].append(f"{verdict}: {reason}")
    return said
