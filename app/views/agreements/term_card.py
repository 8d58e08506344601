"""A card of named numbers: read where they are approved, edited in a draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.domain.money import MOST_RIAL
from app.domain.persian import grouped, latin_digits
from app.views.appearance import Appearance
from app.views.widgets.frames import Card
from app.views.widgets.labels import IconLabel, label, set_mark


@dataclass(frozen=True)
class Term:
    """One number with its ready name and unit."""

    key: str
    name: str
    value: int
    unit: str
    most: int = MOST_RIAL


class TermCard(Card):
    """Terms under a title, a note under them.

    Signals:
        edited: key of the term, and its new value.
    """

    edited = Signal(str, object)

    def __init__(self, appearance: Appearance, icon: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._terms: dict[str, Term] = {}
        self._fields: dict[str, QLineEdit] = {}
        self._shown: tuple[object, ...] = ()
        self._title = label("strong", wraps=True)
        self._note = label("muted", wraps=True)
        self._grid_box: QWidget | None = None
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconLabel(appearance, icon, size=20))
        head.addWidget(self._title, 1)
        self.body.addLayout(head)
        self.body.addWidget(self._note)
        self.body.addStretch(1)

    def show_terms(
        self, title: str, terms: Sequence[Term], *, editable: bool, note: str, tone: str = ""
    ) -> None:
        """Show these terms; `tone` is that of the note."""
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        set_mark(self._note, "tone", tone)
        shown = (self._appearance.language, editable, tuple(terms))
        if shown == self._shown:
            return
        kept = next((key for key, field in self._fields.items() if field.hasFocus()), "")
        self._shown = shown
        self._terms = {term.key: term for term in terms}
        self._rebuild(editable=editable)
        if kept in self._fields:
            self._fields[kept].setFocus()

    def field(self, key: str) -> QLineEdit:
        """The editor of a term of a draft."""
        return self._fields[key]

    def _rebuild(self, *, editable: bool) -> None:
        if self._grid_box is not None:
            self._grid_box.hide()
            self._grid_box.deleteLater()
        self._grid_box = QWidget()
        grid = QGridLayout(self._grid_box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(0, 1)
        self._fields = {}
        for row, term in enumerate(self._terms.values()):
            grid.addWidget(label("quiet", term.name, wraps=True), row, 0)
            grid.addWidget(self._editor(term) if editable else self._figure(term), row, 1)
            grid.addWidget(label("muted", term.unit), row, 2)
        self.body.insertWidget(1, self._grid_box)

    def _figure(self, term: Term) -> QWidget:
        made = label("strong", grouped(term.value, self._appearance.language))
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return made

    def _editor(self, term: Term) -> QLineEdit:
        field = QLineEdit(grouped(term.value, self._appearance.language))
        field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        field.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        field.setFixedWidth(150 if term.most == MOST_RIAL else 84)
        field.setAccessibleName(term.name)
        field.setProperty("key", term.key)
        field.editingFinished.connect(self._tell)
        self._fields[term.key] = field
        return field

    @Slot()
    def _tell(self) -> None:
        field = self.sender()
        if not isinstance(field, QLineEdit) or field not in self._fields.values():
            return
        term = self._terms[str(field.property("key"))]
        typed = latin_digits(field.text()).replace(",", "").replace("٬", "").strip()
        if not typed.isdecimal() or int(typed) > term.most:
            field.setText(grouped(term.value, self._appearance.language))
        elif int(typed) != term.value:
            self.edited.emit(term.key, int(typed))
