"""What stands around the pages: rail, top bar, warning, messages and the foot with its keys."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.views.appearance import Appearance
from app.views.destinations import DESTINATIONS
from app.views.silence_banner import SilenceBanner
from app.views.widgets.key_hints import KeyHintBar, KeyName
from app.views.widgets.message_bar import MessageBar
from app.views.widgets.rail import NavigationRail
from app.views.widgets.top_bar import SearchBox, TopBar

KEYS = (
    KeyName("J K", N_("Move")),
    KeyName("Enter", N_("Open")),
    KeyName("Ctrl N", N_("New call")),
    KeyName("A", N_("Assign")),
    KeyName("N", N_("Most urgent")),
    KeyName("Ctrl K", N_("Find, do")),
    KeyName("F8", N_("Next alarm")),
    KeyName("F2", N_("Language")),
    KeyName("F3", N_("Look")),
    KeyName("?", N_("All keys")),
)
STALE_SECONDS = 10


class WindowFrame(QWidget):
    """The ground of a window with `pages` in its middle."""

    def __init__(self, appearance: Appearance, pages: QWidget) -> None:
        super().__init__()
        self._appearance = appearance
        self.rail = NavigationRail(appearance, DESTINATIONS)
        self.search = SearchBox(
            appearance, prompt=N_("Filter the board by call, merchant, terminal, technician…"), keys="Ctrl F"
        )
        self.top = TopBar(appearance, search=self.search)
        self.silence = SilenceBanner(appearance)
        self.messages = MessageBar(appearance)
        self._foot = KeyHintBar(appearance, KEYS)
        self.setProperty("role", "ground")
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        across.addLayout(column, 1)
        told = QHBoxLayout()
        told.setContentsMargins(20, 0, 20, 0)
        told.addWidget(self.messages)
        for widget in (self.top, self.silence):
            column.addWidget(widget)
        column.addWidget(pages, 1)
        column.addLayout(told)
        column.addWidget(self._foot)

    def show_freshness(self, seconds: int) -> bool:
        """Say how long ago the store last answered; whether that is too long."""
        is_silent = seconds >= STALE_SECONDS
        ago = self._appearance.formats.ago(seconds)
        self.silence.show_silence(ago if is_silent else "")
        if is_silent:
            text = _("No news from the store · last {ago}").format(ago=ago)
            self._foot.show_status(text, tone="crit", icon="alert")
        else:
            self._foot.show_status(_("Live · updated {ago}").format(ago=ago))
        return is_silent
