"""A card that asks for attention: stripe, icon and words of its tone, and what can be done about it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.canvas import Canvas
from app.views.widgets.flow_layout import FlowLayout
from app.views.widgets.labels import IconLabel, label, set_mark

RADIUS, STRIPE = 10, 5


@dataclass(frozen=True)
class CardAction:
    """A button of a card: its key, its label (a marked message), its role in the style sheet."""

    key: str
    title: str
    role: str = "ghost"


@dataclass(frozen=True)
class CardFace:
    """What a card says now: ready texts, tone and icon; `is_open` while it waits for an answer.

    Once it is answered it is quiet, and what can still be done about it stands in a smaller row.
    """

    title: str
    subtitle: str = ""
    age: str = ""
    tone: str = "crit"
    icon: str = "alert-octagon"
    is_open: bool = True


class AlarmCard(QFrame):
    """One alarm, or one group of them.

    Signals:
        chosen: key of the action the user chose.
        opened: the card itself was clicked, or Enter pressed on it.
    """

    chosen = Signal(str)
    opened = Signal()

    def __init__(self, appearance: Appearance, face: CardFace, actions: tuple[CardAction, ...] = ()) -> None:
        super().__init__()
        self._appearance = appearance
        self._face = face
        self._actions = {action.key: action for action in actions}
        self._buttons: dict[str, QPushButton] = {}
        self._icon = IconLabel(appearance, face.icon, tone=face.tone, size=20)
        self._title = label("strong", wraps=True)
        self._age = label("muted")
        self._subtitle = label("muted", wraps=True)
        self._row = QWidget()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._lay_out(actions)
        appearance.changed.connect(self._say)
        self.show_face(face)

    def show_face(self, face: CardFace) -> None:
        """Say something else from now on."""
        self._face = face
        self._icon.show_icon(face.icon, tone=face.tone)
        self._title.setText(face.title)
        self._age.setText(face.age)
        self._subtitle.setText(face.subtitle)
        self._subtitle.setVisible(bool(face.subtitle))
        self._row.setVisible(bool(self._buttons))
        self._say()

    def show_age(self, age: str) -> None:
        """Only the age has moved on."""
        self._age.setText(age)

    def face(self) -> CardFace:
        """What the card says now."""
        return self._face

    def button(self, key: str) -> QPushButton:
        """The button of an action."""
        return self._buttons[key]

    def paintEvent(self, event: QPaintEvent) -> None:
        face = self._face
        canvas = Canvas(QPainter(self), self.rect(), self._appearance)
        line = face.tone if face.is_open and face.tone == "crit" else "line"
        focused = self.hasFocus()
        canvas.rounded(
            self.rect(),
            RADIUS,
            fill=f"{face.tone}_ground" if face.is_open else "surface",
            line="accent" if focused else line,
            width=2 if focused else 1,
        )
        canvas.stripe(RADIUS, STRIPE, face.tone)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self, actions: tuple[CardAction, ...]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 11, 12, 11)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        head.addWidget(self._icon, alignment=top)
        head.addWidget(self._title, 1)
        head.addWidget(self._age, alignment=top)
        column.addLayout(head)
        column.addWidget(self._subtitle)
        flow = FlowLayout(self._row, gap=6)
        flow.setContentsMargins(0, 5, 0, 0)
        for action in actions:
            flow.addWidget(self._made(action))
        policy = self._row.sizePolicy()
        policy.setHeightForWidth(True)
        self._row.setSizePolicy(policy)
        column.addWidget(self._row)

    def _made(self, action: CardAction) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", action.role)
        button.setProperty("key", action.key)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(self._tell)
        self._buttons[action.key] = button
        return button

    def _say(self) -> None:
        for key, button in self._buttons.items():
            title = _(self._actions[key].title)
            button.setText(title)
            button.setAccessibleName(f"{title}: {self._face.title}")
            if self._actions[key].role == "danger":
                # Red is kept for what is critical.
                set_mark(button, "role", "danger" if self._face.tone == "crit" else "primary")
        self.setAccessibleName(f"{self._face.title}. {self._face.subtitle}".strip())
        self.update()

    def _tell(self) -> None:
        self.chosen.emit(str(self.sender().property("key")))
