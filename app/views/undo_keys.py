"""What this window has done and can take back, the last first; and what it can do again."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import PoshtibanError, StoreUnavailable
from app.i18n import _
from app.services.code_words import EVENTS, worded
from app.services.jobs.commands import Done, Said
from app.services.jobs.undoing import Undone, redo_all, undo_all
from app.services.rescheduling import Moved
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.widgets.message_bar import Message

KEPT = 50
Token = tuple[Done | Moved, ...]


def token_of(value: object) -> Token | None:
    """What a message can undo; None where it carries nothing of the kind."""
    if isinstance(value, Done | Moved):
        return (value,)
    if isinstance(value, tuple) and value and all(isinstance(each, Done | Moved) for each in value):
        return value
    return None


def _what(step: Done | Undone | Moved) -> str:
    return _("Visit moved") if isinstance(step, Moved) else worded(EVENTS, step.kind.value)


class UndoKeys(QObject):
    """Keeps what was done at this window in order, and takes it back by key or button.

    Signals:
        told: a Message for the message bar.
        refused: why something cannot be taken back.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        self._done: list[Token] = []
        self._undone: list[tuple[Undone | Moved, ...]] = []

    def can_undo(self) -> bool:
        """Whether this window has done anything that it did not take back."""
        return bool(self._done)

    def can_redo(self) -> bool:
        """Whether this window has taken anything back and done nothing since."""
        return bool(self._undone)

    def remember(self, message: Message) -> None:
        """Keep what a message says was done; something new ends what could be done again."""
        token = token_of(message.token)
        if token is not None and token not in self._done:
            self._done = [*self._done[1 - KEPT :], token]
            self._undone = []

    @Slot()
    def undo(self) -> None:
        """Take back the last thing done here."""
        if self._done:
            self.undo_this(self._done[-1])

    @Slot(object)
    def undo_this(self, value: object) -> None:
        """Take back one thing done here; it is not asked for again, unless the store could not be asked."""
        token = token_of(value)
        if token is None:
            return
        place = self._done.index(token) if token in self._done else len(self._done)
        self._done = [each for each in self._done if each != token]
        said, failed = Said(self._desk.user), partial(self._keep_done_at, place, token)
        self._desk.do(undo_all, token, said, done=self._keep_undone, failed=failed)

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._undone:
            said, undone = Said(self._desk.user), self._undone.pop()
            failed = partial(self._keep_for_later, undone)
            self._desk.do(redo_all, undone, said, done=self._keep_done, failed=failed)

    @Slot(object)
    def _keep_undone(self, undone: tuple[Undone | Moved, ...]) -> None:
        self._undone.append(undone)
        # What was taken back the last first is named by what was done first.
        self.told.emit(Message(self._taken_back(undone), tone="info"))

    @Slot(object)
    def _keep_done(self, done: Token) -> None:
        self._done.append(done)
        what = _what(done[0])
        count = self._appearance.formats.number(len(done))
        # Persian counts one as many; of one no number is said.
        text = _("Done again: {what}") if len(done) == 1 else _("Done again for {count} calls: {what}")
        self.told.emit(Message(text.format(what=what, count=count), token=done))

    def _taken_back(self, undone: Sequence[Undone | Moved]) -> str:
        what = _what(undone[0])
        text = _("Taken back: {what}. Ctrl+Shift+Z does it again.")
        if len(undone) > 1:
            text = _("Taken back for {count} calls: {what}. Ctrl+Shift+Z does it again.")
        return text.format(what=what, count=self._appearance.formats.number(len(undone)))

    def _keep_done_at(self, place: int, token: Token, error: PoshtibanError) -> None:
        if isinstance(error, StoreUnavailable):
            self._done.insert(place, token)
        self.refused.emit(error)

    def _keep_for_later(self, undone: tuple[Undone | Moved, ...], error: PoshtibanError) -> None:
        if isinstance(error, StoreUnavailable):
            self._undone.append(undone)
        self.refused.emit(error)
