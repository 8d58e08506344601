"""The strip that warns on every page when the store has been silent for too long."""

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.labels import IconLabel, label


class SilenceBanner(QFrame):
    """Hidden while there is news."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setProperty("role", "suggestion")
        self._text = label("strong", wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(10)
        row.addWidget(IconLabel(appearance, "lan-disconnect", tone="warn", size=20))
        row.addWidget(self._text, 1)
        self.hide()

    def show_silence(self, since: str) -> None:
        """Warn that the last news came `since`, a ready text; empty: news has come."""
        warning = _("The last news from the store came {ago}: what you see may be outdated.").format(
            ago=since
        )
        self._text.setText(warning if since else "")
        self.setAccessibleName(self._text.text())
        self.setVisible(bool(since))
