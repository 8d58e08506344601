"""A small question in a window of its own: named fields under each other, taken or left."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from app.views.appearance import Appearance
from app.views.widgets.labels import label, set_mark


class SmallForm(QDialog):
    """Fields with names; what is wrong with them is said under them.

    Signals:
        answered: what the user said, once it is right.
    """

    answered = Signal(object)

    def __init__(self, parent: QWidget, appearance: Appearance, title: str, *, accept: str) -> None:
        super().__init__(parent)
        self.appearance = appearance
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.fields = QFormLayout()
        self.fields.setHorizontalSpacing(14)
        self.fields.setVerticalSpacing(10)
        self._wrong = label(wraps=True)
        set_mark(self._wrong, "tone", "crit")
        self._wrong.hide()
        buttons = self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = buttons.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(20, 18, 20, 16)
        self.body.setSpacing(12)
        self.body.addWidget(label("heading", title, wraps=True))
        self.body.addLayout(self.fields)
        self.body.addWidget(self._wrong)
        self.body.addWidget(buttons)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        # Only inside its dialog can a button become the default one.
        self.accept_button.setDefault(True)
        self.setMinimumWidth(420)

    def add_field(self, name: str, field: QWidget) -> None:
        """Put a named field under the others."""
        if not field.accessibleName():
            field.setAccessibleName(name)
        self.fields.addRow(label("quiet", name), field)

    def answer(self) -> object:
        """What the fields say; ValueError with a ready text where they say nothing right."""
        raise NotImplementedError

    def accept(self) -> None:
        """Tell the answer; where something is wrong say what, and stay."""
        try:
            said = self.answer()
        except ValueError as wrong:
            self.say_wrong(str(wrong))
            return
        super().accept()
        self.answered.emit(said)

    def say_wrong(self, text: str) -> None:
        """Say under the fields what is wrong with them, a ready text; nothing where it is empty."""
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))

    def wrong(self) -> str:
        """What is said to be wrong now."""
        return self._wrong.text()
