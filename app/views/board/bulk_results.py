"""What became of each of many jobs: done, or refused with why."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.i18n import _
from app.services.jobs.bulk import BulkOutcome, RowOutcome
from app.views.appearance import Appearance
from app.views.board.option_delegate import DETAIL, TITLE, OptionDelegate
from app.views.widgets.labels import label
from app.views.wording import refusal


class BulkResults(QDialog):
    """The rows of a bulk command, the refused ones first; the window stays in use beside it."""

    def __init__(self, parent: QWidget, appearance: Appearance, what: str, outcome: BulkOutcome) -> None:
        super().__init__(parent)
        self._appearance = appearance
        number = appearance.formats.number
        self.setWindowTitle(what)
        self.setLayoutDirection(appearance.direction)
        self.setModal(False)
        self.rows = QListWidget()
        self.rows.setAccessibleName(what)
        self.rows.setItemDelegate(OptionDelegate(appearance, self.rows))
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for row in sorted(outcome.rows, key=lambda each: each.refusal is None):
            self._add(row)
        heading = _("{what}: {done} of {count}.").format(
            what=what, done=number(len(outcome.done)), count=number(len(outcome.rows))
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label("heading", heading, wraps=True))
        column.addWidget(self.rows, 1)
        column.addWidget(buttons)
        self.setMinimumSize(460, 380)

    def _add(self, row: RowOutcome) -> None:
        code = self._appearance.formats.digits(row.code)
        became = _("Done") if row.refusal is None else refusal(row.refusal)
        item = QListWidgetItem(f"{code}\n{became}")
        item.setData(TITLE, code)
        item.setData(DETAIL, became)
        self.rows.addItem(item)
