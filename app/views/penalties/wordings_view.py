"""The texts of letters: edited beside a letter set with them; what is wrong is said with its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.domain.errors import BadInput, PoshtibanError
from app.domain.persian import isolate
from app.i18n import N_, Language, _
from app.services.bad_input_words import bad_input_words
from app.services.letters.kinds import FORM, TEXT_KINDS, LetterKind
from app.services.letters.preview import preview
from app.services.letters.templates import fields
from app.services.letters.wordings import NewWording, WordingRow, save_wording, take_back, wordings
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.penalties.head_steps import HeadSteps
from app.views.penalties.letter_view import LANGUAGES
from app.views.penalties.letterhead_form import LogoChooser
from app.views.penalties.letters_tab import KINDS
from app.views.penalties.wording_edit import WordingEdit
from app.views.penalties.wording_fields import FIELD_WORDS
from app.views.widgets.choices import SegmentedControl
from app.views.widgets.frames import Panel
from app.views.widgets.labels import IconLabel, label, set_mark
from app.views.widgets.message_bar import Message
from app.views.widgets.pdf_pages import PdfPages

SETTLE_MS = 400
"""So long the hands rest before the letter is set anew."""


@dataclass(frozen=True)
class Edit:
    """A text as the user has it, and the version that it began from."""

    text: str
    seen: int


Key = tuple[str, Language]


def stored_wordings(session: Any) -> tuple[WordingRow, ...]:
    """Every text that counts now for all agreements."""
    return tuple(row for row in wordings(session) if not row.agreement)


class WordingsView(QWidget):
    """Kinds at the start side, the text in the middle, the letter at the end side.

    Signals:
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, choose_logo: LogoChooser) -> None:
        super().__init__()
        self._desk = desk
        self.heads = HeadSteps(desk, appearance, self, choose_logo)
        self._appearance = appearance
        self._rows: Mapping[Key, WordingRow] = {}
        self._edits: dict[Key, Edit] = {}
        self._shown: Key | None = None
        self.kinds = RowTable(
            appearance, (Column(N_("Letter"), self._kind, 180, 1),), name=N_("Texts"), key=lambda kind: kind,
            tall=True,
        )  # fmt: skip
        self.language = SegmentedControl(appearance, LANGUAGES, name=N_("Language of the letter"))
        self.edit = WordingEdit(appearance)
        self.save_button, self.shipped_button, self.heads_button = (QPushButton() for _each in range(3))
        self.pages = PdfPages(appearance, self._run)
        self._wrong_icon = IconLabel(appearance, "alert-octagon", tone="crit", size=18)
        self._wrong = label(wraps=True)
        self._fields = label("muted", wraps=True)
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.setObjectName("wordings-settling")
        self._lay_out()
        self._connect()
        self.kinds.show_rows(TEXT_KINDS)
        self._say()

    def refresh(self) -> None:
        """Ask again which texts count."""
        self._desk.ask(stored_wordings, done=self._take, failed=self.refused.emit)

    def unsaved(self) -> tuple[str, ...]:
        """The names of the texts whose edits are not saved."""
        return tuple(self._name(kind) for kind, _language in self._edits)

    def wrong(self) -> str:
        """What is said to be wrong with the text."""
        return self._wrong.text()

    def fields_said(self) -> str:
        """What is said of the fields of the sentence the cursor is in."""
        return self._fields.text()

    @Slot()
    def save(self) -> None:
        """Save the text shown as its next version."""
        key = self._shown
        edit = self._edits.get(key) if key is not None else None
        if key is None or edit is None:
            return
        wording = NewWording(kind=key[0], language=key[1], text=edit.text)
        self._desk.do(
            save_wording, wording, self._desk.user, seen=edit.seen,
            done=partial(self._settle, key, edit), failed=self._refuse,
        )  # fmt: skip

    def save_all(self) -> None:
        """Save every text that was edited."""
        for key in tuple(self._edits):
            self.kinds.choose(key[0])
            self.language.choose(key[1])
            self.save()

    @Slot()
    def ship_again(self) -> None:
        """Let the text that ships count again."""
        if self._shown is not None:
            kind, language = self._shown
            wording = NewWording(kind=kind, language=language, text="")
            self._desk.do(
                take_back, wording, self._desk.user, seen=self._rows[self._shown].number,
                done=partial(self._settle, self._shown, self._edits.get(self._shown)), failed=self._refuse,
            )  # fmt: skip

    def _run(self, work: Any, done: Any, failed: Any) -> None:
        self._desk.work(work, done=done, failed=failed)

    def _lay_out(self) -> None:
        listed = Panel(self._appearance, title=N_("Texts of letters"), icon="text-box-edit-outline")
        listed.body.addWidget(self.language)
        listed.body.addWidget(self.kinds, 1)
        listed.body.addWidget(self.heads_button)
        listed.setMinimumWidth(244)
        text = Panel(self._appearance, title=N_("Text"), icon="pencil-outline")
        said = QHBoxLayout()
        said.addWidget(self._wrong_icon, alignment=Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._wrong, 1)
        text.body.addWidget(self.edit, 1)
        text.body.addLayout(said)
        text.body.addWidget(self._fields)
        for button, role in ((self.shipped_button, "ghost"), (self.save_button, "primary")):
            button.setProperty("role", role)
            text.add_tool(button)
        shown = Panel(self._appearance, title=N_("Preview"), icon="email-outline")
        # Always there, so that fitting the width does not bring it and make the page too wide again.
        self.pages.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        shown.body.addWidget(self.pages, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        for place, widget in enumerate((listed, text, shown)):
            split.addWidget(widget)
            split.setStretchFactor(place, (0, 1, 1)[place])
        split.setSizes([244, 500, 480])
        across = QVBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(split)
        set_mark(self._wrong, "tone", "crit")

    def _connect(self) -> None:
        self.kinds.picked.connect(self._show)
        self.language.chosen.connect(self._show)
        self.edit.textChanged.connect(self._keep)
        self.edit.cursorPositionChanged.connect(self._say_fields)
        self.save_button.clicked.connect(self.save)
        self.shipped_button.clicked.connect(self.ship_again)
        self.heads_button.clicked.connect(self.heads.show_heads)
        self.heads.told.connect(self.told)
        self.heads.refused.connect(self.refused)
        self.pages.opened.connect(self.pages.fit_width)
        self._settling.timeout.connect(self._preview)
        self._appearance.changed.connect(self._say)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)

    def _take(self, rows: tuple[WordingRow, ...]) -> None:
        self._rows = {(row.kind, row.language): row for row in rows}
        self.kinds.row_model().say_again()
        if self.kinds.current() is None:
            self.kinds.choose(TEXT_KINDS[1])
        else:
            self._show()

    @Slot()
    def _show(self) -> None:
        """Show the text chosen, with the user's edits where there are any."""
        kind: str | None = self.kinds.current()
        if kind is None or not self._rows:
            return
        key: Key = (kind, "fa" if self.language.key() == "fa" else "en")
        text = self._text_of(key)
        is_other = key != self._shown
        self._shown = key
        if text != self.edit.toPlainText():
            self.edit.setPlainText(text)
        if is_other:
            self.edit.go_to(1)
            self._preview()
        self._show_standing()

    @Slot()
    def _keep(self) -> None:
        """What the user writes stays an edit until it is saved; the letter follows when the hands rest."""
        key = self._shown
        if key is None:
            return
        text, row = self.edit.toPlainText(), self._rows[key]
        edit = self._edits.get(key)
        if text == row.text:
            self._edits.pop(key, None)
        elif edit is None or edit.text != text:
            self._edits[key] = Edit(text, edit.seen if edit is not None else row.number)
        self._settling.start()
        self._show_standing()

    @Slot()
    def _preview(self) -> None:
        if self._shown is not None:
            kind, language = self._shown
            text = self.edit.toPlainText()
            done = partial(self._show_letter, self._shown, text)
            failed = partial(self._show_wrong, self._shown, text)
            task = partial(preview, text, kind, language, form=self._text_of((FORM, language)))
            self._desk.work(task, done=done, failed=failed)

    def _text_of(self, key: Key) -> str:
        """A text as the user has it now."""
        edit = self._edits.get(key)
        return edit.text if edit is not None else self._rows[key].text

    def _show_letter(self, key: Key, text: str, pdf: bytes) -> None:
        if (key, text) == (self._shown, self.edit.toPlainText()):
            self._say_wrong("", None)
            self.pages.show_pdf(pdf, is_rtl=key[1] == "fa")

    def _show_wrong(self, key: Key, text: str, error: PoshtibanError) -> None:
        if (key, text) == (self._shown, self.edit.toPlainText()):
            self._say_wrong(wrong_words(error), error.row if isinstance(error, BadInput) else None)

    def _say_wrong(self, text: str, row: int | None) -> None:
        self._wrong.setText(text)
        self._wrong_icon.setVisible(bool(text))
        self._wrong.setVisible(bool(text))
        self.edit.mark_wrong(row)

    def _settle(self, key: Key, taken: Edit | None, _answer: object) -> None:
        left = self._edits.get(key)
        if left is not None and left == taken:
            self._edits.pop(key)
        said = _("The text “{name}” is saved; letters are written with it from now on.")
        self.told.emit(Message(said.format(name=self._name(key[0]))))
        self.refresh()

    def _refuse(self, error: PoshtibanError) -> None:
        if isinstance(error, BadInput):
            self._say_wrong(wrong_words(error), error.row)
            if error.row is not None:
                self.edit.go_to(error.row)
        self.refused.emit(error)

    def _show_standing(self) -> None:
        key = self._shown
        self.save_button.setEnabled(key in self._edits)
        row = self._rows.get(key) if key is not None else None
        self.shipped_button.setEnabled(row is not None and not row.is_shipped)
        self.kinds.row_model().say_again()

    @Slot()
    def _say_fields(self) -> None:
        key = self.edit.key()
        allowed = fields(self._shown[0]).get(key) if self._shown is not None else None
        if not key or allowed is None:
            self._fields.setText("")
            return
        names = " · ".join(f"{isolate('{' + name + '}')} {_(FIELD_WORDS[name])}" for name in allowed)
        said = _("Fields of “{key}”: {names}") if allowed else _("“{key}” has no fields.")
        self._fields.setText(said.format(key=isolate(key), names=names))

    @Slot()
    def _say(self) -> None:
        for button, text in (
            (self.save_button, _("Save (Ctrl+S)")),
            (self.shipped_button, _("As shipped")),
            (self.heads_button, _("Letterheads…")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
        self.edit.setAccessibleName(_("Text of the letter"))
        self._say_fields()

    def _name(self, kind: str) -> str:
        return _("Form of every letter") if kind == FORM else _(KINDS[LetterKind(kind)][0])

    def _kind(self, kind: str) -> Cell:
        icon = "file-sign" if kind == FORM else KINDS[LetterKind(kind)][1]
        language: Language = "fa" if self.language.key() == "fa" else "en"
        row = self._rows.get((kind, language))
        if (kind, language) in self._edits:
            return Cell(self._name(kind), sub=_("not saved"), icon=icon, tone="warn", bold=True)
        if row is None or row.is_shipped:
            return Cell(self._name(kind), sub=_("as shipped"), icon=icon)
        number = self._appearance.formats.number(row.number)
        sub = _("version {number} by {by}").format(number=number, by=isolate(row.saved_by))
        return Cell(self._name(kind), sub=sub, icon=icon, tone="info")


def wrong_words(error: PoshtibanError) -> str:
    """What is wrong with a text, with the number of its line and the key."""
    return bad_input_words(error, with_file=False) if isinstance(error, BadInput) else str(error)
