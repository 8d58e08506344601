"""A list of alarms to act on one of: those on the shelf, those of a flood."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.views.appearance import Appearance
from app.views.board.dialogs import ChoiceDialog, Option


class AlarmListDialog(ChoiceDialog):
    """Alarms by their id, narrowed down by typing; no note belongs to them."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, title: str, options: Sequence[Option], *, accept: str
    ) -> None:
        super().__init__(parent, appearance, title, options, accept=accept)
        self._note.hide()
