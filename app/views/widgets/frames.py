"""Frames that hold a part of a page, and what is shown where there is nothing to show."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.key_hints import KeyHint
from app.views.widgets.labels import ElidedLabel, IconLabel, label


class Panel(QFrame):
    """A framed part of the page; with a title it has a head row, tools at its end."""

    def __init__(
        self, appearance: Appearance, *, title: str = "", icon: str = "", keys: str = "", tone: str = "muted"
    ) -> None:
        super().__init__()
        self._title_message = title
        self.setProperty("role", "panel")
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(10)
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        self._title = ElidedLabel("heading", least=60)
        self._note = label("muted", wraps=True)
        self._note.hide()
        column = QVBoxLayout(self)
        if title:
            column.setContentsMargins(14, 12, 14, 14)
            if icon:
                self._head.addWidget(IconLabel(appearance, icon, tone=tone, size=22))
            self._head.addWidget(self._title, 1)
            if keys:
                self._head.addWidget(KeyHint(keys))
            column.addLayout(self._head)
            column.addWidget(self._note)
        else:
            column.setContentsMargins(1, 1, 1, 1)
        column.addLayout(self.body, 1)
        appearance.changed.connect(self._say)
        self._say()

    def show_note(self, note: str) -> None:
        """Say a quiet ready text under the title."""
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def add_tool(self, tool: QWidget) -> None:
        """Put a tool at the end of the head row."""
        self._head.addWidget(tool)

    def _say(self) -> None:
        if self._title_message:
            self._title.show_text(_(self._title_message))
            self.setAccessibleName(_(self._title_message))


class Card(QFrame):
    """A raised box inside a panel."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 12, 14, 12)
        self.body.setSpacing(6)


class ScrolledColumn(QScrollArea):
    """Widgets under each other that scroll where there are too many; the first stays on top."""

    def __init__(self, *, gap: int = 10) -> None:
        super().__init__()
        self._inner = QWidget()
        self._inner.setProperty("role", "scrolled")
        self.column = QVBoxLayout(self._inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(gap)
        self.column.addStretch(1)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def add(self, widget: QWidget) -> None:
        """Put `widget` under the others."""
        self.column.insertWidget(self.column.count() - 1, widget)

    def settle(self) -> None:
        """Give what was put in its height at once: until Qt's next turn all would be squeezed together."""
        for part in (*self._inner.findChildren(QWidget), self._inner):
            QCoreApplication.sendPostedEvents(part, QEvent.Type.LayoutRequest)


class EmptyState(QWidget):
    """Says why there is nothing here, and what could be done.

    Signals:
        acted: the user pressed the button.
    """

    acted = Signal()

    def __init__(
        self, appearance: Appearance, *, icon: str, title: str, advice: str = "", action: str = ""
    ) -> None:
        super().__init__()
        self._messages = (title, advice, action)
        self._title = label("heading", wraps=True)
        self._advice = label("quiet", wraps=True)
        self._button = QPushButton()
        self._button.setProperty("role", "primary")
        self._button.clicked.connect(self.acted)
        middle = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(IconLabel(appearance, icon, tone="edge", size=48), alignment=middle)
        for text in (self._title, self._advice):
            text.setAlignment(middle)
            column.addWidget(text)
        column.addWidget(self._button, alignment=middle)
        # Shown before it has a place, it would be a window of its own and take the keys.
        self._button.setVisible(bool(action))
        column.addStretch(1)
        appearance.changed.connect(self._say)
        self._say()

    def action_button(self) -> QPushButton:
        """The button that acts."""
        return self._button

    def show_messages(self, title: str, advice: str = "") -> None:
        """Give another reason; marked messages."""
        self._messages = (title, advice, self._messages[2])
        self._say()

    def _say(self) -> None:
        title, advice, action = (_(message) if message else "" for message in self._messages)
        self._title.setText(title)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self._button.setText(action)
        self._button.setAccessibleName(action)
        self.setAccessibleName(f"{title}. {advice}".strip())
