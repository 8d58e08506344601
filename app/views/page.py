"""What every page of the window shares: it is refreshed by news, and dirty until it is seen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.views.actions.action import Handler
from app.views.appearance import Appearance
from app.views.desk import ANYTHING, Desk


class Page(QWidget):
    """A page asks anew when one of the tables it `watches` changed; hidden, it waits until it is shown.

    Signals:
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
        renamed: the title or the line under it says something else now.
        job_wanted: the id of a job to be shown on the board.
    """

    watches: frozenset[str] = frozenset()

    told = Signal(object)
    refused = Signal(object)
    renamed = Signal()
    job_wanted = Signal(int)

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__()
        self.desk = desk
        self.appearance = appearance
        self._is_dirty = True
        desk.changed.connect(self._hear)
        appearance.changed.connect(self.retranslate)

    def title(self) -> str:
        """What the top bar says while this page is shown."""
        return ""

    def subtitle(self) -> str:
        """The line under the title."""
        return ""

    def handlers(self) -> Mapping[str, Handler]:
        """What carries out the actions declared for this page (app/views/actions/declared.py)."""
        return {}

    def show_thing(self, thing_id: int) -> None:
        """Show what the palette found of this page's kind, by its id."""

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        """Ask again for what `changes` touched; None: for everything."""

    @Slot(object)
    def show_time(self, now: datetime) -> None:
        """A second has passed while the page is shown."""

    def may_leave(self, *, closing: bool = False) -> bool:
        """Whether the user may go to another page, or close the window; he may be asked."""
        return True

    @Slot()
    def retranslate(self) -> None:
        """Say and paint everything again in the language and look chosen."""

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what was missed while the page was hidden."""
        super().showEvent(event)
        if self._is_dirty:
            self._is_dirty = False
            self.refresh(None)

    @Slot(object)
    def _hear(self, changes: dict[str, Any]) -> None:
        if self.watches.isdisjoint(changes) and ANYTHING not in changes:
            return
        if not self.isVisible():
            self._is_dirty = True
            return
        self.refresh(None if ANYTHING in changes else changes)
