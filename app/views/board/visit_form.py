"""What came of a visit, in one form: problem, cause, remedy, parts, serials, photos; what lacks is said."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.closing import SWAPPED, WITHOUT_VISIT, Shown, missing
from app.domain.errors import PoshtibanError
from app.domain.events import Service
from app.domain.identifiers import canonical
from app.domain.job_states import DONE, Stage
from app.i18n import _, ngettext
from app.services.fault_catalogue import fault_catalogue
from app.services.job_row import JobRow
from app.services.refusals import missing_words
from app.services.visits.reporting import LONGEST_MINUTES, OTHER_CAUSE, PartUsed, Visit
from app.services.visits.story import ReportRow, ToReport
from app.views.appearance import Appearance
from app.views.board.dialogs import Option
from app.views.board.narrowing_list import NarrowingList
from app.views.board.parts_used import PartsUsed
from app.views.board.photo_tray import PhotoChooser, PhotoTray, choose_photos
from app.views.desk import Desk
from app.views.penalties.step_form import StepForm
from app.views.widgets.labels import label, set_mark
from app.views.widgets.number_edit import NumberEdit
from app.views.wording import refusal

SIZE = (1060, 690)
NOTHING = "-"
"""The problem of work that is no repair."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the form says: the visit, its note, and whether the job is closed with it."""

    visit: Visit
    note: str
    closes: bool


class VisitForm(StepForm):
    """Answers with a Written. Enter goes from list to list, Ctrl+Enter keeps, Ctrl+Shift+Enter closes too.

    Signals:
        touched: something was changed for the first time.
    """

    touched = Signal()

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        appearance: Appearance,
        about: tuple[JobRow, ToReport],
        *,
        choose_files: PhotoChooser = choose_photos,
    ) -> None:
        code = appearance.formats.digits(about[0].code)
        title = _("What was found and done on call {code}?").format(code=code)
        super().__init__(parent, appearance, title, accept=_("Resolve"))
        self._row, self._about = about
        self._closes = False
        self._was_touched = False
        self.problem = NarrowingList(appearance, _("Problem"))
        self.cause = NarrowingList(appearance, _("Cause"), searchable=False)
        self.remedy = NarrowingList(appearance, _("Remedy"))
        self.minutes = NumberEdit(appearance, name=_("Hands-on minutes"), most=LONGEST_MINUTES)
        self.note = QPlainTextEdit()
        self.serial, self.new_serial = QLineEdit(), QLineEdit()
        self.is_register_wrong = QCheckBox(_("The register errs"))
        self.parts = PartsUsed(appearance, self._about.van)
        visit = (self._about.arrived_at, desk.clock.now())
        self.photos = PhotoTray(desk, appearance, visit, choose=choose_files)
        self.lacks = label(wraps=True)
        self.close_too = QPushButton()
        self._lay_out()
        self._fill()
        self._connect()
        self.take_enter()
        self.problem.line.setFocus()
        self._weigh()

    def answer(self) -> Written:
        minutes = self.minutes.value()
        visit = Visit(
            fault="" if self.problem.chosen() == NOTHING else self.problem.chosen(),
            cause=int(self.cause.chosen() or OTHER_CAUSE),
            remedy=self.remedy.chosen(),
            minutes=minutes or None,
            serial=self.serial.text(),
            is_register_wrong=self.is_register_wrong.isChecked(),
            new_serial=self.new_serial.text() if self.remedy.chosen() == SWAPPED else "",
            parts=self.parts.parts(),
            photos=self.photos.photos(),
        )
        if not self.problem.chosen() or not visit.remedy:
            raise ValueError(_("Choose a problem and a remedy."))
        if self._lacking():
            raise ValueError(_("Still needed: {what}").format(what=self._lacking()))
        return Written(visit, self.note.toPlainText().strip(), self._closes)

    @Slot()
    def accept(self) -> None:
        """Keep the report; a job that is not resolved yet is resolved with it."""
        self._closes = False
        super().accept()

    @Slot()
    def accept_and_close(self) -> None:
        """Keep the report and close the job with it."""
        self._closes = self._row.stage != Stage.CLOSED.value
        super().accept()

    def say_wrong(self, text: str) -> None:
        """Say what is wrong in the place of what is still needed: mostly it is the same."""
        super().say_wrong(text)
        self.lacks.setVisible(bool(self.lacks.text()) and not text)

    def _is_done(self) -> bool:
        return Stage(self._row.stage) in DONE

    def _lay_out(self) -> None:
        self.body.setSpacing(10)
        columns = QHBoxLayout()
        columns.setSpacing(18)
        found = QVBoxLayout()
        found.setSpacing(10)
        found.addWidget(self.problem, 5)
        found.addWidget(self.cause, 4)
        columns.addLayout(found, 1)
        columns.addWidget(self.remedy, 1)
        columns.addLayout(self._shown(), 1)
        self.body.insertLayout(1, columns, 1)
        set_mark(self.lacks, "tone", "warn")
        self.body.insertWidget(2, self.lacks)
        self.accept_button.setText(_("Save") if self._is_done() else _("Resolve"))
        closing = _("Save and close (Ctrl+Shift+Enter)"), _("Resolve and close (Ctrl+Shift+Enter)")
        self.close_too.setText(closing[0] if self._is_done() else closing[1])
        self.close_too.setAutoDefault(False)
        if self._row.stage != Stage.CLOSED.value:
            self.buttons.addButton(self.close_too, QDialogButtonBox.ButtonRole.ActionRole)
        self.resize(*SIZE)

    def _shown(self) -> QVBoxLayout:
        """The column of what the visit has to show."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for field in (self.serial, self.new_serial):
            field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        named: tuple[tuple[str, QWidget], ...] = (
            (_("Hands-on minutes"), self.minutes),
            (_("Serial on the device"), self.serial),
            (_("New serial"), self.new_serial),
        )
        for place, (name, widget) in enumerate(named):
            widget.setAccessibleName(name)
            grid.addWidget(label("quiet", name), place, 0)
            grid.addWidget(widget, place, 1)
        grid.addWidget(self.is_register_wrong, 3, 1)
        self.note.setAccessibleName(_("Note"))
        self.note.setPlaceholderText(_("What was found and done, in words"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(72)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(grid)
        column.addWidget(label("strong", _("Note")))
        column.addWidget(self.note)
        column.addWidget(self.parts)
        column.addWidget(self.photos)
        column.addStretch(1)
        return column

    def _connect(self) -> None:
        self.problem.picked.connect(self._follow_problem)
        self.problem.taken.connect(self.cause.setFocus)
        self.cause.picked.connect(self._weigh)
        self.cause.taken.connect(self.remedy.setFocus)
        self.remedy.picked.connect(self._weigh)
        self.remedy.taken.connect(self.minutes.setFocus)
        self.parts.changed.connect(self._touch)
        self.photos.changed.connect(self._weigh)
        self.photos.refused.connect(self._refuse_photo)
        self.note.textChanged.connect(self._weigh)
        self.minutes.valueChanged.connect(self._touch)
        for line in (self.serial, self.new_serial):
            line.textChanged.connect(self._weigh)
        self.is_register_wrong.toggled.connect(self._weigh)
        self.close_too.clicked.connect(self.accept_and_close)
        for keys, slot in (
            ("Ctrl+P", self.photos.add),
            ("Ctrl+Shift+Return", self.accept_and_close),
            ("Ctrl+Shift+Enter", self.accept_and_close),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(slot)

    def _fill(self) -> None:
        """Offer what is likely first: what was called in, what such calls were of late, then the others."""
        row, words = self._row, fault_catalogue()
        language = self.appearance.language
        called_in = words.faults.get(row.fault)
        category = called_in.category.code if called_in is not None else ""
        counts = self._about.likely.faults

        def order(code: str) -> tuple[int, int, bool]:
            return -counts[code], 0 if code == row.fault else 1, words.faults[code].category.code != category

        options = [
            Option(code, words.faults[code].problem.spoken(language), self._detail(code))
            for code in sorted(words.faults, key=order)
        ]
        if row.service != Service.EM.value:
            options.insert(0, Option(NOTHING, _("No fault: the work itself"), ""))
        self.problem.show_options(options, chosen=row.fault or NOTHING)
        self.parts.offer(part.code for part in (called_in.parts if called_in is not None else ()))
        self.serial.setPlaceholderText(self._about.serial)
        self._follow_problem()
        if self._about.last is not None:
            self._start_with(self._about.last)

    def _start_with(self, last: ReportRow) -> None:
        """Begin with what was told of this visit before; what is kept takes its place."""
        self.problem.choose(last.fault or NOTHING)
        self.cause.choose(str(last.cause))
        self.remedy.choose(last.remedy)
        self.minutes.setValue(last.minutes or 0)
        self.note.setPlainText(last.note)
        self.serial.setText(last.serial_before if not last.serial_after else "")
        self.new_serial.setText(last.serial_after)
        self.parts.start_with(PartUsed(part.code, part.count, from_van=part.from_van) for part in last.parts)

    def _detail(self, code: str) -> str:
        fault = fault_catalogue().faults[code]
        said = [code, fault.category.wording.spoken(self.appearance.language)]
        count = self._about.likely.faults[code]
        if count:
            times = ngettext("found {count} time of late", "found {count} times of late", count)
            said.append(times.format(count=self.appearance.formats.number(count)))
        return " · ".join(said)

    @Slot()
    def _follow_problem(self) -> None:
        """The causes of the problem chosen, and remedies as they went with it."""
        words, language, likely = fault_catalogue(), self.appearance.language, self._about.likely
        code = self.problem.chosen()
        fault = words.faults.get(code)
        causes = [] if fault is None else list(enumerate(fault.causes, 1))
        causes.sort(key=lambda cause: -likely.causes[code, cause[0]])
        options = [Option(str(place), cause.spoken(language)) for place, cause in causes]
        options.append(Option(str(OTHER_CAUSE), _("Another cause (write it down)")))
        self.cause.show_options(options)
        sent = bool(self._row.technician or self._row.technician_en)

        def order(remedy: str) -> tuple[int, bool]:
            return -likely.remedies[code, remedy], sent and remedy in WITHOUT_VISIT

        remedies = sorted(words.remedies, key=order)
        kept = self.remedy.chosen() if self._was_touched else ""
        self.remedy.show_options(
            [Option(remedy, words.remedies[remedy].wording.spoken(language), remedy) for remedy in remedies],
            chosen=kept,
        )
        if fault is not None and not self.minutes.value():
            self.minutes.setValue(fault.minutes or 0)
        self._weigh()

    def _kept_photos(self) -> int:
        """Photos of the report that this one takes the place of; they stay."""
        return 0 if self._about.last is None else len(self._about.last.photos)

    def _lacking(self) -> str:
        shown = Shown(
            remedy=self.remedy.chosen(),
            note=self.note.toPlainText(),
            photos=len(self.photos.photos()) + self._kept_photos(),
            serial=canonical(self.serial.text()),
            new_serial=canonical(self.new_serial.text()),
        )
        said = [missing_words(each) for each in missing(self._about.rule, shown)]
        cause = self.cause.chosen() == str(OTHER_CAUSE) and self.problem.chosen() != NOTHING
        if cause and not self.note.toPlainText().strip():
            said.append(_("a note that tells the cause"))
        return _("; ").join(said)

    @Slot()
    def _weigh(self) -> None:
        lacking = self._lacking()
        self.lacks.setText(_("Still needed: {what}").format(what=lacking) if lacking else "")
        self.say_wrong("")
        self.new_serial.setEnabled(self.remedy.chosen() == SWAPPED)
        known, seen = canonical(self._about.serial), canonical(self.serial.text())
        self.is_register_wrong.setVisible(bool(seen and known and seen != known))
        self._touch()

    @Slot()
    def _touch(self) -> None:
        if not self._was_touched and self.isVisible():
            self._was_touched = True
            self.touched.emit()

    @Slot(object)
    def _refuse_photo(self, error: PoshtibanError) -> None:
        self.say_wrong(refusal(error))
