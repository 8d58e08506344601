"""The report of a bug: said in plain words once, its details to copy."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.failures import Failure
from app.views.widgets.labels import IconLabel, label


class FailureDialog(QDialog):
    """One failure; the program goes on behind it."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = label("heading", wraps=True)
        self._advice = label("quiet", wraps=True)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._copy = QPushButton()
        self._copy.clicked.connect(self.copy_details)
        self._close = QPushButton()
        self._close.setDefault(True)
        self._close.clicked.connect(self.accept)
        self._lay_out(appearance)
        appearance.changed.connect(self._say)
        self._say()

    def show_text(self, details: str) -> None:
        """Put these details into the report."""
        self._details.setPlainText(details)

    def add_text(self, details: str) -> None:
        """Put more under what is being read."""
        self._details.appendPlainText(f"\n{details}")

    def details(self) -> str:
        """The details as shown."""
        return self._details.toPlainText()

    @Slot()
    def copy_details(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(self.details())

    def _lay_out(self, appearance: Appearance) -> None:
        self.resize(620, 400)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(
            IconLabel(appearance, "alert-octagon", tone="crit", size=28), alignment=Qt.AlignmentFlag.AlignTop
        )
        words = QVBoxLayout()
        words.addWidget(self._heading)
        words.addWidget(self._advice)
        head.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._copy)
        buttons.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._details, 1)
        column.addLayout(buttons)

    def _say(self) -> None:
        self.setWindowTitle(_("Something went wrong"))
        self._heading.setText(_("Something went wrong in the program"))
        self._advice.setText(
            _("Your last action may not have been done. The details below help whoever looks after it.")
        )
        self._details.setAccessibleName(_("Details"))
        self._copy.setText(_("Copy the details"))
        self._close.setText(_("Close"))


class FailureTeller(QObject):
    """Opens the report for each failure told; while it is open, another is added to it."""

    def __init__(self, appearance: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._dialog = FailureDialog(appearance, window)

    @Slot(object)
    def tell(self, failure: Failure) -> None:
        """Show `failure`."""
        self.tell_text(failure.trace)

    def tell_text(self, details: str) -> None:
        """Show a report with these details."""
        if self._dialog.isVisible():
            self._dialog.add_text(details)
        else:
            self._dialog.show_text(details)
            self._dialog.open()

    def dialog(self) -> FailureDialog:
        """The dialog the reports are shown in."""
        return self._dialog
