"""Exclusive choices in a row: filter chips with counts, and the segments of one control."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.flow_layout import FlowLayout


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its key, its label (a marked message), maybe an icon."""

    key: str
    title: str
    icon: str = ""


class ChoiceRow(QFrame):
    """Exclusive buttons by key; arrow keys walk them.

    Signals:
        chosen: key the user chose.
    """

    chosen = Signal(str)

    def __init__(self, appearance: Appearance, choices: tuple[Choice, ...], *, role: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._choices = {choice.key: choice for choice in choices}
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        for choice in choices:
            button = QPushButton()
            button.setProperty("role", role)
            button.setProperty("key", choice.key)
            button.setCheckable(True)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            self._buttons[choice.key] = button
            self._group.addButton(button)
        if choices:
            self.choose(choices[0].key)
        self._group.buttonClicked.connect(self._tell)
        self._group.buttonToggled.connect(self._dress)
        appearance.changed.connect(self._dress)

    def choose(self, key: str) -> None:
        """Choose `key` without telling."""
        self._buttons[key].setChecked(True)

    def choose_none(self) -> None:
        """Leave everything open until something is chosen."""
        self._group.setExclusive(False)
        for button in self._buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)

    def key(self) -> str:
        """The key chosen now; empty if none is."""
        button = self._group.checkedButton()
        return str(button.property("key")) if button else ""

    def button(self, key: str) -> QPushButton:
        """The button of a key."""
        return self._buttons[key]

    def _title(self, choice: Choice) -> str:
        return _(choice.title)

    def _dress(self) -> None:
        for key, button in self._buttons.items():
            choice = self._choices[key]
            button.setText(self._title(choice))
            button.setAccessibleName(self._title(choice))
            if choice.icon:
                tokens = self._appearance.tokens
                colour = tokens.text if button.isChecked() else tokens.muted
                button.setIcon(self._appearance.icons.icon(choice.icon, colour))
                button.setIconSize(QSize(16, 16))

    def _tell(self, button: QPushButton) -> None:
        self.chosen.emit(str(button.property("key")))


class ChipRow(ChoiceRow):
    """Filters with how many rows each holds; wraps where the window is narrow."""

    def __init__(self, appearance: Appearance, choices: tuple[Choice, ...]) -> None:
        super().__init__(appearance, choices, role="chip")
        self._counts: dict[str, int] = {}
        row = FlowLayout(self, gap=8)
        for button in self._buttons.values():
            row.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._dress()

    def show_count(self, key: str, count: int) -> None:
        """Say how many rows the filter `key` holds."""
        self._counts[key] = count
        self._dress()

    def _dress(self) -> None:
        super()._dress()
        self.setAccessibleName(_("Filters"))

    def _title(self, choice: Choice) -> str:
        count = self._counts.get(choice.key)
        shown = "" if count is None else f"  {self._appearance.formats.number(count)}"
        return f"{_(choice.title)}{shown}"


class SegmentedControl(ChoiceRow):
    """A few ways to look at the same thing, in one frame."""

    def __init__(self, appearance: Appearance, choices: tuple[Choice, ...], *, name: str) -> None:
        super().__init__(appearance, choices, role="segment")
        self._name = name
        self.setProperty("role", "segments")
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        for button in self._buttons.values():
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._dress()

    def _dress(self) -> None:
        super()._dress()
        self.setAccessibleName(_(self._name))
