"""What is asked: which draft, for which months, and from when on it is taken to hold."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.jalali import JalaliMonth, long_date
from app.domain.persian import isolate
from app.i18n import _
from app.views.appearance import Appearance
from app.views.what_if.drafts import Asked, Draft
from app.views.widgets.labels import label

MONTHS = 36
"""How far back the period may begin."""


class QuestionBar(QWidget):
    """Choices in two rows, and the button that asks.

    Signals:
        asked: the Asked.
        file_wanted: the user wants to ask about a file.
    """

    asked = Signal(object)
    file_wanted = Signal()

    def __init__(self, appearance: Appearance, today: date) -> None:
        super().__init__()
        self._appearance = appearance
        self._present = JalaliMonth.of(today)
        self._drafts: tuple[Draft, ...] = ()
        self.draft, self.first, self.last = QComboBox(), QComboBox(), QComboBox()
        self.throughout = QCheckBox()
        self.throughout.setChecked(True)
        self.file_button, self.ask_button = QPushButton(), QPushButton()
        self._names = {name: label("quiet") for name in ("draft", "first", "last")}
        self._lay_out()
        self.draft.currentIndexChanged.connect(self._say_throughout)
        self.first.currentIndexChanged.connect(self._keep_order)
        self.ask_button.clicked.connect(self.ask)
        self.file_button.clicked.connect(self.file_wanted)
        appearance.changed.connect(self._say)
        self._say()

    def show_drafts(self, drafts: Sequence[Draft]) -> None:
        """Offer these; the chosen one stays chosen where it is still among them."""
        kept = self.draft.currentData()
        self._drafts = tuple(drafts)
        self.draft.blockSignals(True)
        self.draft.clear()
        for draft in self._drafts:
            self.draft.addItem(self._draft_name(draft), draft.key)
            self.draft.setItemData(
                self.draft.count() - 1, self._draft_name(draft), Qt.ItemDataRole.ToolTipRole
            )
        self.draft.blockSignals(False)
        self.choose_draft(str(kept))
        self._say_throughout()

    def choose_draft(self, key: str) -> None:
        """Choose one of those offered; the first where it is not among them."""
        self.draft.setCurrentIndex(max(0, self.draft.findData(key)))

    def choose_months(self, first: JalaliMonth, last: JalaliMonth) -> None:
        """Ask about the months from the first to the last."""
        self.first.setCurrentIndex(self.first.findData(str(first)))
        self.last.setCurrentIndex(self.last.findData(str(last)))

    def draft_chosen(self) -> Draft | None:
        """The draft chosen now."""
        place = self.draft.currentIndex()
        return self._drafts[place] if 0 <= place < len(self._drafts) else None

    @Slot()
    def ask(self) -> None:
        """Tell what is asked now."""
        draft = self.draft_chosen()
        if draft is not None:
            first, last = (JalaliMonth.parse(str(box.currentData())) for box in (self.first, self.last))
            self.asked.emit(Asked(draft, first, last, self.throughout.isChecked()))

    def _lay_out(self) -> None:
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for row in (upper, lower):
            row.setSpacing(8)
        self.draft.setMinimumWidth(150)
        self.draft.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        upper.addWidget(self._names["draft"])
        upper.addWidget(self.draft, 1)
        upper.addWidget(self.file_button)
        for name, box in (("first", self.first), ("last", self.last)):
            upper.addSpacing(4)
            upper.addWidget(self._names[name])
            upper.addWidget(box)
            box.setMinimumWidth(120)
        lower.addWidget(self.throughout, 1)
        lower.addWidget(self.ask_button)
        self.file_button.setProperty("role", "ghost")
        self.ask_button.setProperty("role", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(upper)
        column.addLayout(lower)

    @Slot()
    def _keep_order(self) -> None:
        """The last month is never before the first; both lists are newest first."""
        if self.last.currentIndex() > self.first.currentIndex():
            self.last.setCurrentIndex(self.first.currentIndex())

    @Slot()
    def _say(self) -> None:
        for name, box, said in (
            ("draft", self.draft, _("Draft")),
            ("first", self.first, _("From")),
            ("last", self.last, _("To")),
        ):
            self._names[name].setText(said)
            box.setAccessibleName(said)
        for button, said in ((self.file_button, _("Open a file…")), (self.ask_button, _("What if?"))):
            button.setText(said)
            button.setAccessibleName(said)
        for box in (self.first, self.last):
            self._say_months(box)
        self.show_drafts(self._drafts)

    def _say_months(self, box: QComboBox) -> None:
        kept = box.currentData() or str(self._present.previous())
        box.blockSignals(True)
        box.clear()
        for back in range(MONTHS):
            month = self._present.shifted(-back)
            box.addItem(month.label(self._appearance.language), str(month))
        box.setCurrentIndex(box.findData(kept))
        box.blockSignals(False)

    def _draft_name(self, draft: Draft) -> str:
        title = draft.agreement.title.get(self._appearance.language) or draft.agreement.code
        source = isolate(draft.source) if draft.source else _("as shown")
        return f"{source} · {isolate(draft.agreement.code)} · {title}"

    @Slot()
    def _say_throughout(self) -> None:
        draft = self.draft_chosen()
        self.ask_button.setEnabled(draft is not None)
        self.throughout.setEnabled(draft is not None)
        if draft is None:
            said = _("No draft is open; open one, or a file.")
        else:
            last = draft.agreement.versions[-1]
            said = _("As if version {number}, which holds from {day}, had held the whole period").format(
                number=self._appearance.formats.number(last.number),
                day=long_date(last.effective_from, self._appearance.language),
            )
        self.throughout.setText(said)
        self.throughout.setAccessibleName(said)
