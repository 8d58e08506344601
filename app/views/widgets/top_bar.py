"""The bar over the page: its title, the search box where one is given, sound, language, look and clock."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QIcon, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.theme import font
from app.views.widgets.key_hints import KeyHint
from app.views.widgets.labels import ElidedLabel, label

HEIGHT = 64
WIDE = 1500


class SearchBox(QWidget):
    """A line to search in, with the key that jumps to it."""

    def __init__(self, appearance: Appearance, *, prompt: str, keys: str) -> None:
        super().__init__()
        self.line = QLineEdit()
        self._appearance = appearance
        self._prompt = prompt
        self._glass = QAction(self)
        self.line.setProperty("role", "search")
        self.line.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.line.setMinimumWidth(180)
        self.line.setMaximumWidth(420)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(KeyHint(keys))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMaximumWidth(500)
        appearance.changed.connect(self._say)
        self._say()

    def _say(self) -> None:
        self.line.setPlaceholderText(_(self._prompt))
        self.line.setAccessibleName(_(self._prompt))
        self._glass.setIcon(self._appearance.icons.icon("magnify", self._appearance.tokens.muted))


class TopBar(QFrame):
    """Title and tools of the window; the language and look buttons switch by themselves.

    Signals:
        sound_toggled: whether sounds are to be heard from now on.
    """

    sound_toggled = Signal(bool)

    def __init__(self, appearance: Appearance, *, search: SearchBox | None = None) -> None:
        super().__init__()
        self._appearance = appearance
        self._instant: datetime | None = None
        self._title = ElidedLabel("title", least=120)
        self._subtitle = ElidedLabel("muted", least=120)
        self._sound = self._button("sound")
        self._sound.setCheckable(True)
        self._sound.setChecked(True)
        self._language = self._button("language")
        self._theme = self._button("theme")
        self._clock = label()
        self._date = label("muted")
        self._sound.toggled.connect(self._tell)
        self._language.clicked.connect(appearance.switch_language)
        self._theme.clicked.connect(appearance.switch_theme)
        self._lay_out(search)
        appearance.changed.connect(self._say)
        self._say()

    def show_title(self, title: str, subtitle: str = "") -> None:
        """Name the page shown; ready texts."""
        self._title.show_text(title)
        self._subtitle.show_text(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def show_sound(self, *, on: bool) -> None:
        """Show whether sounds are heard, without telling."""
        self._sound.blockSignals(True)
        self._sound.setChecked(on)
        self._sound.blockSignals(False)
        self._say()

    def add_tool(self, tool: QWidget) -> None:
        """Put a tool of the page before the sound button."""
        self._tools.insertWidget(0, tool)

    @Slot(object)
    def show_time(self, instant: datetime) -> None:
        """Show this instant on the clock."""
        self._instant = instant
        formats = self._appearance.formats
        self._clock.setText(formats.time(instant, seconds=True))
        self._date.setText(formats.long_date(instant))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say()

    def _lay_out(self, search: SearchBox | None) -> None:
        self.setProperty("role", "top")
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(14)
        row.addLayout(_stacked(self._title, self._subtitle), 2)
        if search is not None:
            row.addWidget(search, 3)
        row.addStretch(1)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(8)
        for button in (self._sound, self._language, self._theme):
            self._tools.addWidget(button)
        row.addLayout(self._tools)
        self._clock.setFont(font(20, 700, tabular=True))
        self._clock.setStyleSheet("font-size: 20px; font-weight: 700;")
        self._clock.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.addLayout(_stacked(self._clock, self._date))

    def _button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setProperty("role", "ghost")
        button.setIconSize(QSize(16, 16))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    def _say(self) -> None:
        wide = self.width() >= WIDE
        on = self._sound.isChecked()
        sound = _("Sound on") if on else _("Sound off")
        self._name(self._sound, "volume-high" if on else "volume-off", sound, shown=sound if wide else "")
        other = "English" if self._appearance.is_rtl else "فارسی"
        self._name(self._language, "translate", other, shown=other)
        dark = self._appearance.theme == "dark"
        look = _("Light look") if dark else _("Dark look")
        self._name(self._theme, "weather-sunny" if dark else "weather-night", look, shown="")
        if self._instant is not None:
            self.show_time(self._instant)
        self._clock.setAccessibleName(_("Clock"))
        self._date.setAccessibleName(_("Date"))

    def _name(self, button: QPushButton, icon: str, name: str, *, shown: str) -> None:
        button.setText(shown)
        button.setIcon(self._icon(icon))
        button.setToolTip(name)
        button.setAccessibleName(name)

    def _icon(self, name: str) -> QIcon:
        return self._appearance.icons.icon(name, self._appearance.tokens.muted)

    def _tell(self, on: bool) -> None:
        self._say()
        self.sound_toggled.emit(on)


def _stacked(upper: QWidget, lower: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addStretch(1)
    column.addWidget(upper)
    column.addWidget(lower)
    column.addStretch(1)
    return column
