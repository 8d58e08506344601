"""The list of agreements: kind, title and parties, the version in force, an open draft."""

from collections.abc import Callable, Collection
from datetime import date

from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.agreements.register import AgreementRow
from app.views.agreements.agreement_words import KIND_TONES, day_text, in_force, in_language
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable


class AgreementList(RowTable):
    """Agreements to walk with the arrow keys; `unsaved` are the codes with edits that are not saved."""

    def __init__(self, appearance: Appearance, today: Callable[[], date]) -> None:
        self._screen = appearance
        self._today = today
        self._unsaved: Collection[str] = ()
        columns = (
            Column(N_("Kind"), self._kind, 62, order=lambda row: (row.kind, row.code)),
            Column(N_("Agreement"), self._title, 240, 3, order=lambda row: row.code),
            Column(N_("State"), self._state, 112),
        )
        super().__init__(appearance, columns, name=N_("Agreements"), key=lambda row: row.code, tall=True)

    def mark_unsaved(self, codes: Collection[str]) -> None:
        """Mark the agreements whose edits are not saved."""
        self._unsaved = frozenset(codes)
        self.row_model().say_again()

    def _kind(self, row: AgreementRow) -> Cell:
        return Cell(row.kind, tone=KIND_TONES[row.kind], pill=True)

    def _title(self, row: AgreementRow) -> Cell:
        held = f"{isolate(row.code)} · {self._holding(row)}"
        return Cell(in_language(row.title, self._screen.language), sub=held, bold=True)

    def _holding(self, row: AgreementRow) -> str:
        formats = self._screen.formats
        number = in_force(row, self._today())
        if number is None:
            return _("not in force yet")
        since = next(v.effective_from for v in row.versions if v.number == number)
        return _("v{number} from {day}").format(number=formats.number(number), day=day_text(since, formats))

    def _state(self, row: AgreementRow) -> Cell:
        if row.code in self._unsaved:
            return Cell(_("Unsaved"), icon="content-save-alert-outline", tone="warn", pill=True)
        if row.draft is not None:
            return Cell(_("Draft"), icon="file-document-edit-outline", tone="info", pill=True)
        return Cell(_("Approved"), icon="check-decagram-outline", pill=True, tone="idle")
