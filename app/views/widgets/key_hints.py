"""Keys shown as caps, and the bar at the window's foot that names the keys of the view."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.labels import IconLabel, label

FOOT_HEIGHT = 38


@dataclass(frozen=True)
class KeyName:
    """A key as written on its cap, and what it does (a marked message)."""

    keys: str
    does: str


class KeyHint(QLabel):
    """One key's cap; key names stay Latin and left to right."""

    def __init__(self, keys: str) -> None:
        super().__init__(keys)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "key")
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(keys)


class NamedKey(QWidget):
    """A cap and its meaning side by side."""

    def __init__(self, appearance: Appearance, name: KeyName) -> None:
        super().__init__()
        self._name = name
        self._meaning = label("muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(KeyHint(name.keys))
        row.addWidget(self._meaning)
        appearance.changed.connect(self._say)
        self._say()

    def _say(self) -> None:
        self._meaning.setText(_(self._name.does))
        self.setAccessibleName(f"{self._name.keys}: {_(self._name.does)}")


class KeyHintBar(QFrame):
    """The foot of the window: as many keys as fit, and the state of the news on the end side."""

    def __init__(self, appearance: Appearance, names: tuple[KeyName, ...] = ()) -> None:
        super().__init__()
        self._appearance = appearance
        self.setProperty("role", "foot")
        self.setFixedHeight(FOOT_HEIGHT)
        self._hints: list[NamedKey] = []
        self._status_icon = IconLabel(appearance, "circle-medium", tone="ok", size=18)
        self._status = label("muted")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 0, 20, 0)
        self._row.setSpacing(14)
        self._row.addStretch(1)
        self._row.addWidget(self._status_icon)
        self._row.addWidget(self._status)
        self.setMinimumWidth(320)
        appearance.changed.connect(self._fit)
        self.show_keys(names)

    def show_keys(self, names: tuple[KeyName, ...]) -> None:
        """Name the keys of the view now shown, most used first."""
        for hint in self._hints:
            self._row.removeWidget(hint)
            hint.deleteLater()
        self._hints = [NamedKey(self._appearance, name) for name in names]
        for place, hint in enumerate(self._hints):
            self._row.insertWidget(place, hint)
        self._fit()

    def show_status(self, text: str, *, tone: str = "ok", icon: str = "circle-medium") -> None:
        """Say how fresh the news is; the icon differs with the tone, not the colour alone."""
        self._status.setText(text)
        self._status.setAccessibleName(text)
        self._status_icon.show_icon(icon, tone=tone)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Hide the keys there is no room for, rarest first, rather than cut their words."""
        gap = self._row.spacing()
        room = self.width() - 40 - self._status.sizeHint().width() - 18 - 3 * gap
        for hint in self._hints:
            room -= hint.sizeHint().width() + gap
            hint.setVisible(room >= 0)
