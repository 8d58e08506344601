"""The wall as a page of the window; F11 gives it a whole screen."""

from datetime import datetime

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout

from app.i18n import _
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.page import Page
from app.views.wall.wall_view import WallView


class WallPage(Page):
    """What is on the wall, at the desk."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        self.view = WallView(desk, appearance)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)

    def title(self) -> str:
        return _("Live wall")

    def subtitle(self) -> str:
        return _("F11 fills a screen with it")

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        """Ask at once when it is shown; from then on the second decides."""
        self.show_time(self.desk.clock.now())

    @Slot(object)
    def show_time(self, now: datetime) -> None:
        """A second has passed."""
        self.view.show_time(now)
