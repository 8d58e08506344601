"""What the choice of a technician weighs, for all desks of the store."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.dispatch_weights import SHIPPED, Weights, codes, limits
from app.i18n import N_, _
from app.services.dispatch_settings import keep_weights, weights
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.widgets.digits import with_spoken_digits
from app.views.widgets.labels import label
from app.views.widgets.message_bar import Message

GROUPS = (
    (
        N_("What a thing is worth (minutes)"),
        (
            ("travel", N_("A minute on the road")),
            ("wait", N_("A minute before setting out")),
            ("late", N_("A minute after the due time")),
            ("makes_late", N_("A minute by which another call is delayed")),
            ("load", N_("An open job in hand")),
            ("part", N_("No part in the van")),
            ("known_site", N_("Knows the site (taken off)")),
            ("unknown_way", N_("A way that is not known")),
        ),
    ),
    (
        N_("What a minute late counts"),
        (
            ("factor_p1", N_("Critical (P1)")),
            ("factor_p2", N_("High (P2)")),
            ("factor_p3", N_("Medium (P3)")),
            ("factor_p4", N_("Low (P4)")),
        ),
    ),
    (
        N_("On the road"),
        (
            ("speed_a", N_("km/h in a metropolis (A)")),
            ("speed_b", N_("km/h in a provincial centre (B)")),
            ("speed_c", N_("km/h in a town (C)")),
            ("speed_d", N_("km/h in a village (D)")),
            ("road", N_("Road over straight line")),
            ("shift_ahead", N_("Hours until the next shift, at most")),
        ),
    ),
)
MODES = (("warn", N_("Warn, and ask for a reason")), ("block", N_("Do not allow it")))


class WeightsDialog(QDialog):
    """Every number with its limits; what is saved holds for the next suggestion at every desk.

    Signals:
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        self.numbers: dict[str, DecimalEdit] = {}
        self.certified = QLineEdit()
        self.busy_slot = QComboBox()
        kinds = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kinds.Cancel | kinds.RestoreDefaults)
        self.save_button = self._buttons.addButton(_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.save_button.setDefault(True)
        self.save_button.setEnabled(False)
        self._lay_out()
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        for kind in (kinds.Cancel, kinds.RestoreDefaults):
            self._buttons.button(kind).setAutoDefault(False)
        self._buttons.button(kinds.RestoreDefaults).clicked.connect(self._restore)
        desk.ask(weights, done=self._fill, failed=self._fall_back)

    def weights(self) -> Weights:
        """What is chosen now."""
        numbers: dict[str, Any] = {name: edit.value() for name, edit in self.numbers.items()}
        mode = str(self.busy_slot.currentData())
        return replace(SHIPPED, **numbers, certified=codes(self.certified.text()), busy_slot=mode)

    @Slot()
    def accept(self) -> None:
        """Keep them for every desk."""
        if self.save_button.isEnabled():
            self.save_button.setEnabled(False)
            self._desk.do(keep_weights, self.weights(), done=self._saved, failed=self._fail)

    def _lay_out(self) -> None:
        title = _("What the suggestion weighs")
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label("heading", title))
        column.addWidget(
            label("muted", _("The least sum of minutes is suggested. It holds for all desks."), wraps=True)
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        column.addLayout(grid)
        place = 0
        for side, groups in enumerate((GROUPS[:1], GROUPS[1:])):
            row = 0
            for heading, entries in groups:
                grid.addWidget(label("strong", _(heading)), row, side * 3, 1, 2)
                for name, words in entries:
                    row += 1
                    self._add(grid, (row, side * 3), name, _(words))
                row += 1
            place = max(place, row)
        grid.setColumnMinimumWidth(2, 18)
        self._add_rules(grid, place)
        column.addStretch(1)
        column.addWidget(self._buttons)

    def _add(self, grid: QGridLayout, at: tuple[int, int], name: str, words: str) -> None:
        edit = DecimalEdit(self._appearance, name=words, between=limits(name))
        self.numbers[name] = edit
        grid.addWidget(label("", words), *at)
        grid.addWidget(edit, at[0], at[1] + 1)

    def _add_rules(self, grid: QGridLayout, row: int) -> None:
        for offset, (words, widget) in enumerate(
            (
                (_("Only with a certificate (models, kinds, services)"), self.certified),
                (_("A visit onto a busy time"), self.busy_slot),
            )
        ):
            grid.addWidget(label("", words), row + offset, 0, 1, 2)
            grid.addWidget(widget, row + offset, 3, 1, 2)
            widget.setAccessibleName(words)
        self.certified.setPlaceholderText("ATM, S90, INSTALL")
        self.certified.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for mode, words in MODES:
            self.busy_slot.addItem(_(words), mode)

    @Slot(object)
    def _fill(self, kept: Weights) -> None:
        for name, edit in self.numbers.items():
            edit.setValue(getattr(kept, name))
        self.certified.setText(", ".join(kept.certified))
        self.busy_slot.setCurrentIndex(self.busy_slot.findData(kept.busy_slot))
        self.save_button.setEnabled(True)

    @Slot(object)
    def _fall_back(self, error: object) -> None:
        """What the store keeps cannot be read: it is said, and saving puts the shipped ones in its place."""
        self._fill(SHIPPED)
        self.refused.emit(error)

    @Slot()
    def _restore(self) -> None:
        self._fill(SHIPPED)

    @Slot(object)
    def _saved(self, _answer: object) -> None:
        self.told.emit(Message(_("The weights are saved.")))
        super().accept()

    @Slot(object)
    def _fail(self, error: object) -> None:
        self.save_button.setEnabled(True)
        self.refused.emit(error)


class DecimalEdit(QDoubleSpinBox):
    """A number with one decimal: digits of the language, either kind typed."""

    def __init__(self, appearance: Appearance, *, name: str, between: tuple[float, float]) -> None:
        super().__init__()
        self._appearance = appearance
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setLocale(appearance.formats.locale)
        self.setAccessibleName(name)
        self.setDecimals(1)
        self.setSingleStep(0.5)
        self.setRange(*between)
        self.setMinimumWidth(104)
        # The style sheet's padding does not reach the text of a spin box.
        self.lineEdit().setTextMargins(9, 0, 9, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(with_spoken_digits(event, self._appearance))
