"""Seeing and changing the letterheads of the regions."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.services.letters.letterheads import LetterheadRow
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.letterhead_form import LetterheadForm, LogoChooser, SaidHead, all_heads, keep_head
from app.views.penalties.step_form import Steps


class HeadSteps(Steps):
    """Asks for the letterhead of a region and keeps it."""

    def __init__(self, desk: Desk, appearance: Appearance, page: QWidget, choose_logo: LogoChooser) -> None:
        super().__init__(desk, appearance, page)
        self._choose_logo = choose_logo

    @Slot()
    def show_heads(self) -> None:
        """Show the letterheads; each can be changed."""
        self.desk.ask(all_heads, done=self._ask_head, failed=self.refused.emit)

    def _ask_head(self, heads: tuple[LetterheadRow, ...]) -> None:
        form = LetterheadForm(self.page, self.desk, self.appearance, heads, choose_logo=self._choose_logo)

        def take(said: SaidHead) -> None:
            told = _("The letterhead is saved; letters carry it from now on.")
            self.carry_out(form, told, keep_head, said, by=self.desk.user)

        self.ask(form, take)
