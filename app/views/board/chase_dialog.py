"""Who was sent a call and stays silent: since when, until when they have, how often they were chased."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.persian import duration_words
from app.i18n import N_, _, ngettext
from app.services.chasing import Silent, silent
from app.views.appearance import Appearance
from app.views.board.option_delegate import BAR, DETAIL, TITLE, OptionDelegate
from app.views.desk import Desk
from app.views.plain_words import name_in
from app.views.widgets.labels import label

FOUND = Qt.ItemDataRole.UserRole
REFRESH_MS = 10_000
BUTTONS = (
    ("number", N_("Copy number"), "C"),
    ("message", N_("Copy message"), "M"),
    ("chased", N_("Chased"), "Space"),
    ("open", N_("Open the job"), "Enter"),
)


class ChaseDialog(QDialog):
    """The list stands beside the board and follows it; a key does what a button says.

    Signals:
        opened: id of the job to be shown.
        chased: the Silent that was called after.
        number_wanted: a phone number.
        message_wanted: id of the job whose message is to be copied.
    """

    opened = Signal(int)
    chased = Signal(object)
    number_wanted = Signal(object)
    message_wanted = Signal(int)

    def __init__(self, desk: Desk, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        self.list = QListWidget()
        self._empty = label("muted", wraps=True)
        self._heading = label("heading", wraps=True)
        self.buttons = {name: QPushButton(f"{_(title)} ({key})") for name, title, key in BUTTONS}
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.setObjectName("chase-list")
        self._lay_out()
        self._timer.timeout.connect(self.refresh)
        self.list.itemDoubleClicked.connect(partial(self._press, "open"))
        for name, button in self.buttons.items():
            button.clicked.connect(partial(self._press, name))
        desk.changed.connect(self._hear)
        self.refresh()
        self._timer.start()

    def current(self) -> Silent | None:
        """The one the cursor stands on."""
        if not self.list.count() or self.list.currentRow() < 0:
            return None
        found: Silent = self.list.currentItem().data(FOUND)
        return found

    @Slot()
    def refresh(self) -> None:
        """Ask again who is silent."""
        self._desk.ask(silent, self._desk.messages.accept_minutes, done=self._show)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The letters of a Latin keyboard, and those on the same keys of a Persian one."""
        pressed = {"c": "number", "ز": "number", "m": "message", "ئ": "message", "پ": "message"}.get(
            event.text().casefold()
        )
        if event.key() == Qt.Key.Key_Space:
            pressed = "chased"
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            pressed = "open"
        if pressed is None:
            super().keyPressEvent(event)
        else:
            self._press(pressed)

    def _lay_out(self) -> None:
        self.setLayoutDirection(self._appearance.direction)
        self.setWindowTitle(_("Who is silent"))
        self.setModal(False)
        self.list.setAccessibleName(_("Who is silent"))
        self.list.setItemDelegate(OptionDelegate(self._appearance, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self.buttons.values():
            button.setProperty("role", "ghost")
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(self._heading)
        column.addWidget(self.list, 1)
        column.addWidget(self._empty)
        column.addLayout(row)
        self.resize(640, 480)

    @Slot(object)
    def _hear(self, changes: dict[str, set[int]]) -> None:
        if {"job", "job_event", "*"} & set(changes):
            self.refresh()

    @Slot(object)
    def _show(self, found: list[Silent]) -> None:
        kept = self.current()
        now = self._desk.clock.now()
        late = sum(each.due_at < now for each in found)
        number = self._appearance.formats.number
        self._heading.setText(
            _("Sent and not accepted: {count}, of them too late: {late}").format(
                count=number(len(found)), late=number(late)
            )
        )
        self.list.clear()
        for each in found:
            self._add(each, now)
        jobs = [each.job_id for each in found]
        self.list.setCurrentRow(jobs.index(kept.job_id) if kept and kept.job_id in jobs else 0)
        self.list.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._empty.setText(_("Every call that was sent has been accepted."))
        for button in self.buttons.values():
            button.setEnabled(bool(found))
        self.list.setFocus()

    def _add(self, found: Silent, now: datetime) -> None:
        fa, formats = self._appearance.is_rtl, self._appearance.formats
        names = (
            name_in(found.contractor, found.contractor_en, fa=fa),
            name_in(found.technician, found.technician_en, fa=fa),
            name_in(found.merchant, found.merchant_en, fa=fa),
        )
        title = " · ".join((formats.digits(found.code), *filter(None, names)))
        detail = " · ".join(filter(None, (*self._times(found, now), formats.digits(_number(found)))))
        item = QListWidgetItem(f"{title}\n{detail}")
        bar = "late" if found.due_at < now else ""
        for role, value in ((FOUND, found), (TITLE, title), (DETAIL, detail), (BAR, bar)):
            item.setData(role, value)
        self.list.addItem(item)

    def _times(self, found: Silent, now: datetime) -> tuple[str, str, str]:
        language, number = self._appearance.language, self._appearance.formats.number

        def words(start: datetime, end: datetime) -> str:
            return duration_words(int((end - start).total_seconds()) // 60 * 60, language)

        since = _("silent for {time}").format(time=words(found.sent_at, now))
        if found.due_at < now:
            due = _("{time} too late").format(time=words(found.due_at, now))
        else:
            due = _("{time} left").format(time=words(now, found.due_at))
        chased = ngettext("chased {count} time", "chased {count} times", found.chased)
        return since, due, chased.format(count=number(found.chased)) if found.chased else ""

    @Slot()
    def _press(self, name: str, *_clicked: object) -> None:
        found = self.current()
        if found is None:
            return
        if name == "open":
            self.opened.emit(found.job_id)
        elif name == "chased":
            self.chased.emit(found)
        elif name == "message":
            self.message_wanted.emit(found.job_id)
        elif _number(found):
            self.number_wanted.emit(_number(found))


def _number(found: Silent) -> str:
    """Whom to call: the technician, else his contractor."""
    return found.phone or found.contractor_phone
