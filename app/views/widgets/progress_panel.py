"""How far a long task has come, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.labels import ElidedLabel, label


class ProgressPanel(QWidget):
    """A named bar with its count and a cancel button; hidden until something runs.

    Signals:
        cancelled: the user wants the task stopped; it may still finish its present step.
    """

    cancelled = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._task = ElidedLabel("strong", least=80)
        self._count = label("muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._cancel = QPushButton()
        self._cancel.setProperty("role", "ghost")
        self._cancel.clicked.connect(self._stop)
        self._far = (0, 0)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._task, 1)
        head.addWidget(self._count)
        head.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._bar)
        self.hide()
        appearance.changed.connect(self._say)
        self._say()

    def start(self, task: str) -> None:
        """Show `task` (a ready text) as begun, its length unknown."""
        self._task.show_text(task)
        self._bar.setAccessibleName(task)
        self._cancel.setEnabled(True)
        self.show_progress(0, 0)
        self.show()

    def show_progress(self, finished: int, whole: int) -> None:
        """`finished` of `whole` steps; 0 of 0 while the length is unknown."""
        self._far = (finished, whole)
        self._bar.setRange(0, whole)
        self._bar.setValue(finished)
        self._say()

    def finish(self) -> None:
        """The task has ended."""
        self.hide()

    def cancel_button(self) -> QPushButton:
        """The button that asks to stop."""
        return self._cancel

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._say()
        self.cancelled.emit()

    def _say(self) -> None:
        finished, whole = self._far
        number = self._appearance.formats.number
        shown = _("{finished} of {whole}").format(finished=number(finished), whole=number(whole))
        self._count.setText(shown if whole else "")
        self._cancel.setText(_("Cancel") if self._cancel.isEnabled() else _("Stopping…"))
        self._cancel.setAccessibleName(self._cancel.text())
