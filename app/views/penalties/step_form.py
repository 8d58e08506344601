"""A form that stays until the store has taken its answer: a refusal is said in it, nothing typed is lost."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial

import shiboken6
from PySide6.QtCore import QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QPushButton, QWidget

from app.domain.errors import PoshtibanError
from app.i18n import _
from app.views.agreements.form import SmallForm
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.widgets.message_bar import Message
from app.views.wording import refusal


class StepForm(SmallForm):
    """Hands its answer to whoever listens to `answered`; `settle` or `refuse` is what follows."""

    def accept(self) -> None:
        """Tell the answer and wait for what the store says to it."""
        if not self.accept_button.isEnabled():
            return
        try:
            said = self.answer()
        except ValueError as wrong:
            self.say_wrong(str(wrong))
            return
        self.say_wrong("")
        self.accept_button.setEnabled(False)
        self.answered.emit(said)

    def take_enter(self) -> None:
        """Leave Enter to the rows and lines of a long form; Ctrl+Enter is what accepts it."""
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
            button.setDefault(False)
        self.accept_button.setText(f"{self.accept_button.text()} (Ctrl+Enter)")
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeyCombination(Qt.KeyboardModifier.ControlModifier, key), self)
            shortcut.activated.connect(self.accept)

    def settle(self) -> None:
        """The store has taken it."""
        self.done(QDialog.DialogCode.Accepted)

    def refuse(self, error: PoshtibanError) -> None:
        """The store, or a rule, said no: say why and let the user mend it."""
        self.accept_button.setEnabled(True)
        self.say_wrong(refusal(error))


def choice_of(words: Mapping[str, str], keys: Iterable[str], *, name: str) -> QComboBox:
    """A box of codes by their marked messages."""
    box = QComboBox()
    box.setAccessibleName(name)
    for key in keys:
        box.addItem(_(words[key]), key)
    return box


def name_field(name: str) -> QLineEdit:
    """A line for the name of a person; a second one has to be asked for it where `name` is empty."""
    field = QLineEdit(name)
    field.setPlaceholderText(_("name of a second person"))
    return field


def needed(text: str, complaint: str) -> str:
    """The text without spaces around; ValueError(complaint) where nothing is left."""
    bare = text.strip()
    if not bare:
        raise ValueError(complaint)
    return bare


class Steps(QObject):
    """What one can do on a page by way of a form: asked, carried out, and told.

    Signals:
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, page: QWidget) -> None:
        super().__init__(page)
        self.desk = desk
        self.appearance = appearance
        self.page = page
        self.form: StepForm | None = None

    def today(self) -> date:
        """The local day."""
        return self.desk.clock.now().astimezone(self.appearance.formats.zone).date()

    def ask(self, form: StepForm, take: Callable[..., None]) -> None:
        """Open a form; `take` gets its answer."""
        self.form = form
        form.answered.connect(take)
        form.open()

    def carry_out(
        self, form: StepForm, said: str, command: Callable[..., object], *arguments: object, **details: object
    ) -> None:
        """Run the command that a form asked for; it closes, and `said` is told, once the store has it."""
        done, failed = partial(self._settle, form, said), partial(self._refuse, form)
        self.desk.do(command, *arguments, done=done, failed=failed, **details)

    def _settle(self, form: StepForm, said: str, _answer: object) -> None:
        if shiboken6.isValid(form):
            form.settle()
        self.told.emit(Message(said))

    def _refuse(self, form: StepForm, error: PoshtibanError) -> None:
        if shiboken6.isValid(form):
            form.refuse(error)
        else:
            self.refused.emit(error)
