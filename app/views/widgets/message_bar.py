"""What has just happened, said in a strip of its own place in the layout, with a way to undo it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from app.i18n import _
from app.views.appearance import Appearance
from app.views.theme import tokens_of
from app.views.widgets.key_hints import KeyHint
from app.views.widgets.labels import IconLabel, label

SECONDS = 12
"""Ten at least, by a timer that may come a little early."""
ICONS = {"ok": "check-circle", "info": "information", "warn": "alert", "crit": "alert-octagon"}
NARROW = 330


@dataclass(frozen=True)
class Message:
    """A ready text and its tone; `token` comes back when it is undone, None where it cannot be."""

    text: str
    tone: str = "ok"
    token: object = None
    undo_keys: str = "Ctrl Z"
    is_refusal: bool = False
    """It is over once something succeeds."""
    comes_by_itself: bool = False
    """Nobody waits for it: what was just done keeps its time, and its undo, before it."""
    worded: Callable[[], str] | None = field(default=None, compare=False)
    """Says it in the language chosen by then; None: it passes before anybody switches."""

    @property
    def stays(self) -> bool:
        """A refusal stays until it is closed; anything else goes by itself."""
        return self.tone in ("warn", "crit")


class MessageBar(QFrame):
    """Shows one message; the newest first, a warning comes back after it. Covers nothing.

    Signals:
        undone: token of the message the user wants undone.
    """

    undone = Signal(object)

    def __init__(self, appearance: Appearance, *, seconds: int = SECONDS) -> None:
        super().__init__()
        self._appearance = appearance
        self._messages: list[Message] = []
        self._icon = IconLabel(appearance, ICONS["ok"], tone="ok", size=20)
        self._text = label(wraps=True)
        self._undo = QPushButton()
        self._undo.setProperty("role", "message")
        self._keys = KeyHint("")
        self._close = QToolButton()
        self._leaving = QTimer(self)
        self._leaving.setObjectName("message leaves")
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(seconds * 1000)
        self._leaving.timeout.connect(self.close_message)
        self._undo.clicked.connect(self._tell)
        self._close.clicked.connect(self.close_message)
        self._lay_out()
        appearance.changed.connect(self._say_again)
        self._show()

    def say(self, message: Message) -> None:
        """Show `message` now."""
        earlier = [kept for kept in self._messages if kept.stays and kept != message]
        if message.tone == "ok":
            earlier = [kept for kept in earlier if not kept.is_refusal]
        before = self.message()
        if message.comes_by_itself and before is not None and not before.stays:
            self._messages = [*earlier, message, before]
            return
        self._messages = [*earlier, message]
        self._show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def message(self) -> Message | None:
        """The message shown now."""
        return self._messages[-1] if self._messages else None

    def undo_button(self) -> QPushButton:
        """The button that undoes."""
        return self._undo

    def text_label(self) -> QLabel:
        """The label that holds the words."""
        return self._text

    @Slot()
    def close_message(self) -> None:
        """Take the message away, and show the refusal under it, if there is one."""
        self._messages = self._messages[:-1]
        self._show()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._leaving.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        message = self.message()
        if message is not None and not message.stays:
            self._leaving.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _lay_out(self) -> None:
        self.setProperty("role", "message")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._close.setIconSize(QSize(16, 16))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._text.setMinimumWidth(90)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 9, 8, 9)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._undo)
        row.addWidget(self._keys)
        row.addWidget(self._close)

    def _show(self) -> None:
        message = self.message()
        self._leaving.stop()
        self.setVisible(message is not None)
        if message is None:
            return
        self._text.setText(message.text)
        self.setAccessibleName(message.text)
        can_undo = message.token is not None
        self._undo.setVisible(can_undo)
        self._keys.setText(message.undo_keys)
        self._make_room()
        self._say()
        if not message.stays and not self.underMouse():
            self._leaving.start()

    def _make_room(self) -> None:
        """The words come before the cap of the key."""
        message = self.message()
        can_undo = message is not None and message.token is not None
        self._keys.setVisible(can_undo and self.width() >= NARROW)

    @Slot()
    def _say_again(self) -> None:
        """What stays is said in the language of the window."""
        self._messages = [replace(m, text=m.worded()) if m.worded else m for m in self._messages]
        message = self.message()
        if message is not None:
            self._text.setText(message.text)
            self.setAccessibleName(message.text)
        self._say()

    def _say(self) -> None:
        tokens = self._appearance.tokens
        message = self.message()
        if message is not None:
            # The strip is drawn in the other look, so its tones are those of the other look too.
            inverse = tokens_of("light" if tokens.theme == "dark" else "dark")
            self._icon.show_icon(ICONS[message.tone], tone=inverse.tone(message.tone))
            self._undo.setToolTip(message.undo_keys)
        self._undo.setText(_("Undo"))
        self._undo.setAccessibleName(_("Undo"))
        self._close.setIcon(self._appearance.icons.icon("close", tokens.toast_text))
        self._close.setAccessibleName(_("Close the message"))
        self._close.setToolTip(_("Close the message"))

    def _tell(self) -> None:
        message = self.message()
        self.close_message()
        if message is not None:
            self.undone.emit(message.token)
