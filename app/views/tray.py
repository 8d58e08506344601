"""The icon beside the clock: it says new alarms while no window of the program is in front."""

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from app.i18n import _, ngettext
from app.services.alarms import AlarmRow, FloodRow
from app.views.appearance import Appearance
from app.views.sound import REMEMBERED, cries, is_breach

SHOWN_MS = 10_000


class AlarmTray(QObject):
    """Says each call for eyes once, however many windows heard of it.

    Signals:
        wanted: the user clicked on it.
    """

    wanted = Signal()

    def __init__(self, appearance: Appearance, parent: QObject) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._said: dict[tuple[object, ...], None] = {}
        self.icon: QSystemTrayIcon | None = None
        if QSystemTrayIcon.isSystemTrayAvailable():
            colour = appearance.colour("accent").name()
            self.icon = QSystemTrayIcon(appearance.icons.icon("bell-ring-outline", colour), self)
            self.icon.activated.connect(self._want)
            self.icon.messageClicked.connect(self.wanted)
            self.icon.show()

    def is_available(self) -> bool:
        """Whether this machine has a place for it."""
        return self.icon is not None

    def announce(self, fresh: Collection[AlarmRow | FloodRow]) -> str:
        """Say those it has not said; returns what it said, empty where there is nothing new."""
        new = [row for row in fresh if not any(cry in self._said for cry in cries(row))]
        for row in fresh:
            self._said.update(dict.fromkeys(cries(row)))
        for cry in list(self._said)[: max(len(self._said) - REMEMBERED, 0)]:
            del self._said[cry]
        if not new:
            return ""
        text = self._words(new)
        if self.icon is not None:
            is_grave = any(is_breach(row) for row in new)
            kind = QSystemTrayIcon.MessageIcon.Critical if is_grave else QSystemTrayIcon.MessageIcon.Warning
            self.icon.setToolTip(text)
            if QApplication.activeWindow() is None:
                self.icon.showMessage(_("Control room"), text, kind, SHOWN_MS)
        return text

    def _words(self, new: Collection[AlarmRow | FloodRow]) -> str:
        count = sum(len(row.alarm_ids) if isinstance(row, FloodRow) else 1 for row in new)
        breaches = [row.code for row in new if isinstance(row, AlarmRow) and is_breach(row)]
        formats = self._appearance.formats
        text = ngettext("{count} new alarm", "{count} new alarms", count).format(count=formats.number(count))
        if breaches:
            codes = formats.digits(", ".join(breaches[:5]))
            text += " · " + _("breach: call {codes}").format(codes=codes)
        return text

    @Slot(object)
    def _want(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.wanted.emit()
