"""Parts of the call dialog: the box of faults that typing narrows, and the promises in columns."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QGridLayout, QLabel, QLineEdit, QWidget

from app.domain.persian import isolate
from app.i18n import Language, _
from app.services.code_words import METRICS, worded
from app.services.intake.promises import Promise
from app.views.appearance import Appearance
from app.views.widgets.labels import label
from app.views.wording import Catalogue

ONE_FORM = str.maketrans("يك", "یک")
KINDS = ("SLA", "OLA", "UC")


class FaultBox(QComboBox):
    """A fault by any part of its words or code; nothing is chosen until somebody chooses.

    Signals:
        chosen: another fault is chosen, or none.
        entered: Enter was pressed on a fault.
    """

    chosen = Signal()
    entered = Signal()

    def __init__(self, catalogue: Catalogue, language: Language) -> None:
        super().__init__()
        self._line = QLineEdit()
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(_("Fault"))
        for code, fault in catalogue.faults.items():
            self.addItem(f"{fault.problem.spoken(language)}  {isolate(code)}", code)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.setCurrentIndex(-1)
        line = self._line
        line.setPlaceholderText(_("Type what is wrong, or a fault code"))
        line.setAccessibleName(_("Fault"))
        line.textEdited.connect(self._write_one_form)
        line.editingFinished.connect(self._settle)
        line.returnPressed.connect(self._enter)  # while the list of what fits is open, it takes the key
        self.currentIndexChanged.connect(self.chosen)

    def code(self) -> str:
        """Code of the fault; empty while none is chosen."""
        return str(self.currentData() or "")

    def choose(self, code: str) -> None:
        """Choose a fault by its code."""
        self.setCurrentIndex(self.findData(code))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends here: the dialog would take the same press to register the call."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._enter()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _write_one_form(self, typed: str) -> None:
        """Arabic and Persian forms of a letter find the same fault."""
        line = self._line
        if typed != typed.translate(ONE_FORM):
            place = line.cursorPosition()
            line.setText(typed.translate(ONE_FORM))
            line.setCursorPosition(place)

    @Slot()
    def _settle(self) -> None:
        """Take the first fault that fits what was typed; typed nonsense leaves nothing chosen."""
        typed = self._line.text().strip()
        if typed == self.itemText(self.currentIndex()):
            return
        fitting = [n for n in range(self.count()) if typed.casefold() in self.itemText(n).casefold()]
        self.setCurrentIndex(fitting[0] if typed and fitting else -1)
        if self.currentIndex() < 0:
            self.clearEditText()

    @Slot()
    def _enter(self) -> None:
        self._settle()
        if self.code():
            self.entered.emit()


class PromiseTable(QWidget):
    """Whose promise, what is promised, and until when, in three columns."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        self._labels: list[QLabel] = []

    def text(self) -> str:
        """Everything it says, one promise a line."""
        return "\n".join(one.text() for one in self._labels)

    def show_advice(self, advice: str) -> None:
        """Say why there is no promise to show."""
        self._clear()
        self._put(label("muted", advice, wraps=True), 0, 0, 3)

    def show_promises(self, found: list[Promise]) -> None:
        """Show what would be promised, the merchant's promises first."""
        due = [promise for promise in found if promise.due_at is not None]
        if not due:
            self.show_advice(_("Nothing is promised for this call."))
            return
        self._clear()
        for place, promise in enumerate(sorted(due, key=lambda one: KINDS.index(one.kind))):
            if promise.due_at is not None:
                self._put(label("muted", promise.kind), place, 0)
                self._put(label("", worded(METRICS, promise.metric)), place, 1)
                self._put(label("strong", self._appearance.formats.date_time(promise.due_at)), place, 2)

    def _clear(self) -> None:
        for one in self._labels:
            self._grid.removeWidget(one)
            one.deleteLater()
        self._labels = []

    def _put(self, one: QLabel, row: int, column: int, span: int = 1) -> None:
        # By its own direction a figure would stand at the far side of a Persian line.
        side = Qt.AlignmentFlag.AlignLeading if span == 1 else Qt.AlignmentFlag(0)
        self._grid.addWidget(one, row, column, 1, span, side)
        self._labels.append(one)
