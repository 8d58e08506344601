"""Small questions on the way of a job: whom to send, why it waits, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.persian import fold
from app.i18n import _, ngettext
from app.services.dispatch import Candidate
from app.views.appearance import Appearance
from app.views.board.board_model import name_in
from app.views.widgets.labels import label

KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Option:
    """One answer to choose: its key, and what it says in one or two lines."""

    key: str
    title: str
    detail: str = ""


class ChoiceDialog(QDialog):
    """One question with a list of answers that typing narrows down, and room for a note."""

    def __init__(self, parent: QWidget, title: str, options: Sequence[Option], *, accept: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumSize(480, 460)
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(_("Type to narrow down…"))
        self._filter.setAccessibleName(_("Type to narrow down…"))
        self._list = QListWidget()
        self._list.setAccessibleName(title)
        self._note = QLineEdit()
        self._note.setPlaceholderText(_("Note (optional)"))
        self._note.setAccessibleName(_("Note (optional)"))
        for option in options:
            self._add(option)
        self._list.setCurrentRow(0)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        button = self._buttons.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
        button.setDefault(True)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._list.itemDoubleClicked.connect(self._take)
        self._filter.textChanged.connect(self._narrow)
        self._lay_out(title)

    def chosen(self) -> str:
        """The key of the answer; empty if none is left."""
        item = self._list.currentItem()
        return str(item.data(KEY)) if item is not None and not item.isHidden() else ""

    def note(self) -> str:
        """What was written down beside it."""
        return self._note.text().strip()

    def _lay_out(self, title: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label("heading", title, wraps=True))
        for widget in (self._filter, self._list, self._note, self._buttons):
            column.addWidget(widget)
        self._filter.setFocus()

    def _add(self, option: Option) -> None:
        item = QListWidgetItem(option.title if not option.detail else f"{option.title}\n{option.detail}")
        item.setData(KEY, option.key)
        self._list.addItem(item)

    @Slot(QListWidgetItem)
    def _take(self, _item: QListWidgetItem) -> None:
        self.accept()

    @Slot(str)
    def _narrow(self, typed: str) -> None:
        wanted = fold(typed)
        first = None
        for place in range(self._list.count()):
            item = self._list.item(place)
            item.setHidden(wanted not in fold(item.text()))
            if first is None and not item.isHidden():
                first = place
        if first is not None:
            self._list.setCurrentRow(first)

    def keyPressEvent(self, event: object) -> None:
        """Arrows move in the list while the hands stay in the search line."""
        key = event.key()  # type: ignore[attr-defined]
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self._filter.hasFocus():
            self._step(1 if key == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]

    def _step(self, by: int) -> None:
        place = self._list.currentRow() + by
        while 0 <= place < self._list.count():
            if not self._list.item(place).isHidden():
                self._list.setCurrentRow(place)
                return
            place += by


def candidate_options(found: Sequence[Candidate], appearance: Appearance) -> list[Option]:
    """Technicians as answers, each with the reason said."""
    fa = appearance.is_rtl
    return [
        Option(
            str(candidate.technician_id),
            name_in(candidate.name, candidate.name_en, fa=fa),
            " · ".join(
                [
                    name_in(candidate.contractor, candidate.contractor_en, fa=fa),
                    *reasons(candidate, appearance),
                ]
            ),
        )
        for candidate in found
    ]


def reasons(candidate: Candidate, appearance: Appearance) -> list[str]:
    """What speaks for and against a technician, in short words."""
    formats = appearance.formats
    said = []
    if candidate.km is not None:
        said.append(_("{km} km").format(km=formats.locale.toString(candidate.km, "f", 1)))
    jobs = ngettext("{count} open job", "{count} open jobs", candidate.open_jobs)
    said.append(jobs.format(count=formats.number(candidate.open_jobs)))
    if candidate.knows_site:
        said.append(_("knows the site"))
    if not candidate.is_territory:
        said.append(_("outside the contractor's territory"))
    return said


def quiet_label(text: str) -> QLabel:
    """A ready line in muted words."""
    return label("muted", text, wraps=True)
