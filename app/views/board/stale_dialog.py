"""Somebody else was faster: what was wanted beside how it stands now, and who did what; then one decides."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.persian import isolate
from app.i18n import _
from app.services.board import EventRow
from app.services.code_words import EVENTS, priority_mark, worded
from app.services.job_row import JobRow
from app.services.jobs.meanwhile import Meanwhile
from app.views.appearance import Appearance
from app.views.plain_words import name_in
from app.views.widgets.frames import Card
from app.views.widgets.labels import label, set_mark
from app.views.wording import REASONS, STAGES, WAITS, Catalogue


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was to be recorded: the action in words and what was typed with it."""

    action: str
    details: tuple[str, ...] = ()


class StaleDialog(QDialog):
    """Shows both; nothing is recorded until one of the two is chosen.

    Signals:
        taken_over: the user wants it all the same, on the job as it is now (a JobRow).
        kept: how it stands is right.
    """

    taken_over = Signal(object)
    kept = Signal()

    def __init__(
        self,
        parent: QWidget,
        appearance: Appearance,
        catalogue: Catalogue,
        wanted: Wanted,
        found: tuple[JobRow, Meanwhile],
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._catalogue = catalogue
        self._seen, self._found = found
        # The mark keeps a number at the start side of a line that has no letter of the language.
        self._mark = "\u200f" if appearance.is_rtl else "\u200e"
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        code = appearance.formats.digits(self._seen.code)
        title = _("Call {code} was changed meanwhile").format(code=code)
        self.setWindowTitle(title)
        self.take_button = QPushButton(_("Do it all the same"))
        self.keep_button = QPushButton(_("Leave it as it is"))
        self.take_button.clicked.connect(self._take)
        self.keep_button.clicked.connect(self.reject)
        self.rejected.connect(self.kept)
        self._lay_out(title, wanted)
        self.keep_button.setDefault(True)
        self.keep_button.setFocus()

    def _lay_out(self, title: str, wanted: Wanted) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("heading", title, wraps=True))
        sides = QHBoxLayout()
        sides.setSpacing(12)
        sides.addWidget(self._wanted(wanted), 1)
        sides.addWidget(self._now(), 1)
        column.addLayout(sides)
        column.addWidget(self._compared())
        column.addWidget(label("muted", _("Nothing of what you typed is lost."), wraps=True))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.take_button.setProperty("role", "ghost")
        self.keep_button.setProperty("role", "primary")
        for button in (self.keep_button, self.take_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column.addLayout(buttons)
        self.setMinimumWidth(680)

    def _wanted(self, wanted: Wanted) -> QWidget:
        card = Card()
        card.body.addWidget(label("muted", _("What you want")))
        card.body.addWidget(label("strong", wanted.action, wraps=True))
        for detail in wanted.details:
            card.body.addWidget(label("", detail, wraps=True))
        card.body.addStretch(1)
        return card

    def _now(self) -> QWidget:
        card = Card()
        card.body.addWidget(label("muted", _("What was done since you looked")))
        for event in self._found.changes:
            said = label("strong", self._said(event), wraps=True)
            set_mark(said, "tone", "warn")
            card.body.addWidget(said)
            when = self._appearance.formats.date_time(event.recorded_at)
            card.body.addWidget(
                label(
                    "",
                    self._mark + _("{who}, {when}").format(who=isolate(event.actor), when=when),
                    wraps=True,
                )
            )
        card.body.addStretch(1)
        return card

    def _said(self, event: EventRow) -> str:
        reason = worded(REASONS, event.reason) if event.reason else ""
        return " · ".join(filter(None, (worded(EVENTS, event.kind), reason, event.note)))

    def _compared(self) -> QWidget:
        """Each value that differs: as it was seen, and as it is."""
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        for place, title in enumerate(("", _("As you saw it"), _("As it is now"))):
            grid.addWidget(label("muted", title), 0, place)
            grid.setColumnStretch(place, 1 if place else 0)
        before, after = self._values(self._seen), self._values(self._found.row)
        for place, name in enumerate(before, 1):
            is_changed = before[name] != after[name]
            grid.addWidget(label("quiet", name), place, 0)
            grid.addWidget(self._value(before[name] or "–", is_changed=False), place, 1)
            grid.addWidget(self._value(after[name] or "–", is_changed=is_changed), place, 2)
        return box

    def _value(self, text: str, *, is_changed: bool) -> QLabel:
        said = _("{value} (changed)").format(value=text) if is_changed else text
        shown = label("strong" if is_changed else "", self._mark + said, wraps=True)
        if is_changed:
            set_mark(shown, "tone", "warn")
        return shown

    def _values(self, row: JobRow) -> dict[str, str]:
        fa = self._appearance.is_rtl
        hold = f" · {worded(WAITS, row.hold_reason)}" if row.hold_reason else ""
        return {
            _("Stage"): worded(STAGES, row.stage) + hold,
            _("Priority"): priority_mark(row.priority),
            _("Technician"): name_in(row.technician, row.technician_en, fa=fa),
            _("Contractor"): name_in(row.contractor, row.contractor_en, fa=fa),
        }

    @Slot()
    def _take(self) -> None:
        self.accept()
        self.taken_over.emit(self._found.row)
