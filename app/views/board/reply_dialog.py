"""A reply from the messenger: its text, what it proposes, when it happened; recorded once the user agrees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.events import EventKind, Source
from app.domain.job_states import ALLOWED, Stage
from app.domain.replies import Meaning, Vocabulary, load_vocabulary, names_another, proposal
from app.i18n import _
from app.services.code_words import EVENTS, OWNERS, worded
from app.services.job_row import JobRow
from app.services.jobs import commands
from app.services.jobs.commands import Done, Said
from app.views.appearance import Appearance
from app.views.board.option_delegate import BAR, DETAIL, TITLE, OptionDelegate
from app.views.plain_words import name_in
from app.views.widgets.date_time_edit import JalaliDateTimeEdit
from app.views.widgets.labels import label
from app.views.wording import REASONS, STAGES, Catalogue

REPLIES = Path(__file__).resolve().parents[3] / "data" / "replies.toml"
MEANING = Qt.ItemDataRole.UserRole
K = EventKind
COMMANDS: Mapping[EventKind, Callable[..., Done]] = {
    K.ACCEPTED: commands.accept,
    K.REJECTED: commands.reject,
    K.DEPARTED: commands.depart,
    K.ARRIVED: commands.arrive,
    K.PAUSED: commands.pause,
    K.RESUMED: commands.resume,
    K.RESOLVED: commands.resolve,
    K.NOTE: commands.add_note,
}
LIST_HEIGHT = 168


@dataclass(frozen=True, slots=True)
class Reply:
    """What the user agreed to record of a reply."""

    kind: EventKind
    text: str
    at: datetime | None
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def command(self) -> Callable[..., Done]:
        """What records it."""
        return COMMANDS[self.kind]

    def said(self, by: str) -> Said:
        """Who declares it: the contractor; the desk wrote it down."""
        return Said(by, Source.CONTRACTOR, self.at, self.text)


@cache
def shipped_vocabulary() -> Vocabulary:
    """The phrases that come with the program."""
    return load_vocabulary(REPLIES.read_text(encoding="utf-8"))


class ReplyDialog(QDialog):
    """Nothing is recorded before Enter; a text that is not understood is proposed as a note.

    Signals:
        answered: the Reply.
    """

    answered = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        appearance: Appearance,
        catalogue: Catalogue,
        row: JobRow,
        pasted: str,
        *,
        now: datetime,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._row = row
        self._now = now
        self.text = QPlainTextEdit(pasted.strip())
        self.meanings = QListWidget()
        self.when = JalaliDateTimeEdit(appearance, name=_("Happened at"), instant=now)
        self.is_timed = QCheckBox(_("Happened at"))
        self.remedy = QComboBox()
        self.remedy.addItem(_("Choose…"), "")
        for code in catalogue.remedies:
            self.remedy.addItem(catalogue.remedy(code, appearance.language), code)
        self._remedy_row = QWidget()
        self._doubt = label("strong", wraps=True)
        self._is_sure = False
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = self._buttons.addButton(_("Record"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._lay_out()
        self._connect()
        self._read()
        self.text.setFocus() if not pasted.strip() else self.meanings.setFocus()

    def meaning(self) -> Meaning | None:
        """What is chosen now; None where it cannot be recorded."""
        if not self.meanings.count() or self.meanings.currentItem().data(BAR):
            return None
        chosen: Meaning = self.meanings.currentItem().data(MEANING)
        return chosen

    def accept(self) -> None:
        """Tell what is to be recorded; without a text there is nothing, and a repair needs its remedy."""
        meaning, text = self.meaning(), self.text.toPlainText().strip()
        if meaning is None or not text:
            return
        if meaning.kind is K.RESOLVED and not self.remedy.currentData():
            self.remedy.setFocus()
            return
        if self._doubt.text() and not self._is_sure:
            self._is_sure = True
            code = self._appearance.formats.digits(self._row.code)
            self.accept_button.setText(_("Record on call {code} all the same").format(code=code))
            return
        details: dict[str, object] = {}
        if meaning.kind in {K.PAUSED, K.REJECTED}:
            details["reason"] = meaning.reason
        if meaning.kind is K.PAUSED:
            details["owner"] = meaning.owner
        if meaning.kind is K.RESOLVED:
            details["remedy"] = str(self.remedy.currentData())
        at = self.when.instant() if self.is_timed.isChecked() else None
        self.answered.emit(Reply(meaning.kind, text, at, details))
        super().accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter in the text records, as Enter does elsewhere."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.accept()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        fa, row = self._appearance.is_rtl, self._row
        self.setLayoutDirection(self._appearance.direction)
        self.setWindowTitle(_("Reply of the contractor"))
        self.text.setPlaceholderText(_("Paste the reply here…"))
        self.text.setAccessibleName(_("Reply of the contractor"))
        self.text.setMaximumHeight(110)
        direction = self.text.document().defaultTextOption()
        direction.setTextDirection(self._appearance.direction)
        self.text.document().setDefaultTextOption(direction)
        self.text.setTabChangesFocus(True)
        self.meanings.setAccessibleName(_("What it means"))
        self.meanings.setItemDelegate(OptionDelegate(self._appearance, self.meanings))
        self.meanings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.meanings.setFixedHeight(LIST_HEIGHT)
        self.remedy.setAccessibleName(_("What was done?"))
        code = self._appearance.formats.digits(row.code)
        merchant = name_in(row.merchant, row.merchant_en, fa=fa)
        remedies = QHBoxLayout(self._remedy_row)
        remedies.setContentsMargins(0, 0, 0, 0)
        remedies.addWidget(label("quiet", _("What was done?")))
        remedies.addWidget(self.remedy, 1)
        timed = QHBoxLayout()
        timed.addWidget(self.is_timed)
        timed.addWidget(self.when)
        timed.addStretch(1)
        self.accept_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label("heading", f"{_('Reply of the contractor')} · {code} {merchant}", wraps=True))
        column.addWidget(self.text)
        column.addWidget(self._doubt)
        column.addWidget(label("strong", _("What it means")))
        column.addWidget(self.meanings)
        column.addWidget(self._remedy_row)
        column.addLayout(timed)
        column.addWidget(self._buttons)
        self.setMinimumWidth(500)

    def _connect(self) -> None:
        self.text.installEventFilter(self)
        self.text.textChanged.connect(self._read)
        self.meanings.currentItemChanged.connect(self._weigh)
        self.meanings.itemDoubleClicked.connect(self.accept)
        self.is_timed.toggled.connect(self.when.setEnabled)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    @Slot()
    def _read(self) -> None:
        """Propose what the text says, what can be recorded now first."""
        zone = self._appearance.formats.zone
        found = proposal(self.text.toPlainText(), shipped_vocabulary(), now=self._now, zone=zone)
        stage = Stage(self._row.stage)
        possible = [meaning for meaning in found.meanings if stage in ALLOWED[meaning.kind]]
        others = [meaning for meaning in found.meanings if meaning not in possible]
        self.meanings.clear()
        for meaning in (*possible, *others):
            self._add(meaning, is_possible=meaning in possible)
        self.meanings.setCurrentRow(0)
        self.is_timed.setChecked(found.at is not None)
        self.when.setEnabled(found.at is not None)
        self.when.show_instant(found.at or self._now)
        self._weigh()
        self._doubt_call()

    def _doubt_call(self) -> None:
        """A reply that names another call is recorded on this one only after a second look."""
        digits = self._appearance.formats.digits
        named = names_another(self.text.toPlainText(), self._row.code)
        said = _("The reply names {named}; this is call {code}.")
        self._doubt.setText(said.format(named=digits(named), code=digits(self._row.code)) if named else "")
        self._doubt.setVisible(bool(named))
        self._is_sure = False
        self.accept_button.setText(_("Record"))

    def _add(self, meaning: Meaning, *, is_possible: bool) -> None:
        title = worded(EVENTS, meaning.kind.value)
        if meaning.reason:
            title = f"{title}: {worded(REASONS, meaning.reason)}"
        if not is_possible:
            detail = _("Not possible while the job is “{stage}”").format(
                stage=worded(STAGES, self._row.stage)
            )
        elif meaning.kind is K.NOTE:
            detail = _("Only to be remembered")
        else:
            owner = _("Owner: {owner}").format(owner=worded(OWNERS, meaning.owner)) if meaning.owner else ""
            detail = owner or _("Said by the contractor")
        item = QListWidgetItem(f"{title}\n{detail}")
        bar = "" if is_possible else "closed"
        for role, value in ((MEANING, meaning), (TITLE, title), (DETAIL, detail), (BAR, bar)):
            item.setData(role, value)
        self.meanings.addItem(item)

    @Slot()
    def _weigh(self) -> None:
        meaning = self.meaning()
        self._remedy_row.setVisible(meaning is not None and meaning.kind is K.RESOLVED)
        self.accept_button.setEnabled(meaning is not None and bool(self.text.toPlainText().strip()))
