"""The parts a visit used: chosen one after the other, out of the van or not; more than it held is said."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.i18n import _
from app.services.fault_catalogue import fault_catalogue
from app.services.visits.reporting import MOST_OF_A_PART, PartUsed
from app.views.appearance import Appearance
from app.views.board.visit_words import beyond_van
from app.views.widgets.flow_layout import FlowLayout
from app.views.widgets.labels import label, set_mark
from app.views.widgets.number_edit import NumberEdit


class PartsUsed(QWidget):
    """A line to add a part, and below it the parts as chips that can be taken out again.

    Signals:
        changed: a part was added or taken out.
    """

    changed = Signal()

    def __init__(self, appearance: Appearance, van: Mapping[str, int] | None) -> None:
        super().__init__()
        self._appearance = appearance
        self._van = van
        self._used: dict[str, PartUsed] = {}
        self.part = QComboBox()
        self.count = NumberEdit(appearance, name=_("How many"), least=1, most=MOST_OF_A_PART)
        self.add_button = QPushButton(_("Add"))
        self.from_van = QCheckBox()
        self.beyond = label(wraps=True)
        self._row = QWidget()
        self._chips = FlowLayout(self._row, gap=6)
        self._lay_out()
        self.add_button.clicked.connect(self.take)
        self.part.currentIndexChanged.connect(self._say_held)

    def offer(self, likely: Iterable[str]) -> None:
        """Let these stand before the other parts of the catalogue."""
        first = list(likely)
        for code in (*first, *(code for code in fault_catalogue().parts if code not in first)):
            self.part.addItem(self._name(code), code)

    def start_with(self, parts: Iterable[PartUsed]) -> None:
        """Begin with parts that were told before."""
        self._used = {part.code: part for part in parts}
        self._show()

    def parts(self) -> tuple[PartUsed, ...]:
        """The parts as they stand."""
        return tuple(self._used.values())

    @Slot()
    def take(self) -> None:
        """Note the part that is chosen."""
        code = str(self.part.currentData())
        from_van = self._van is not None and self.from_van.isChecked()
        self._used[code] = PartUsed(code, self.count.value(), from_van=from_van)
        self._show()
        self.count.setValue(1)
        self.part.setFocus()

    def _lay_out(self) -> None:
        self.part.setAccessibleName(_("Part used"))
        self.part.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.add_button.setAutoDefault(False)
        self.from_van.setChecked(True)
        self.from_van.setVisible(self._van is not None)
        set_mark(self.beyond, "tone", "warn")
        line = QHBoxLayout()
        line.addWidget(self.part, 1)
        line.addWidget(self.count)
        line.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label("strong", _("Parts used")))
        column.addLayout(line)
        for widget in (self.from_van, self._row, self.beyond):
            column.addWidget(widget)
        self._show()

    @Slot()
    def _say_held(self) -> None:
        """How many of the part chosen there are in the van."""
        held = 0 if self._van is None else self._van.get(str(self.part.currentData()), 0)
        said = _("Out of the technician's van, where there are {count}")
        self.from_van.setText(said.format(count=self._appearance.formats.number(held)))

    def _show(self) -> None:
        for old in self._row.findChildren(QPushButton):
            self._chips.removeWidget(old)
            old.deleteLater()
        for part in self._used.values():
            said = f"{self._name(part.code)} × {self._appearance.formats.number(part.count)}"
            said = _("{part} (van)").format(part=said) if part.from_van else said
            chip = QPushButton(f"{said}  ✕")
            chip.setProperty("role", "chip")
            chip.setProperty("part", part.code)
            chip.setAutoDefault(False)
            chip.setToolTip(_("Take it out again"))
            chip.clicked.connect(self._drop)
            self._chips.addWidget(chip)
        self._row.setVisible(bool(self._used))
        beyond = [self._beyond(part) for part in self._used.values() if self._is_beyond(part)]
        self.beyond.setText("\n".join(beyond))
        self.beyond.setVisible(bool(beyond))
        self.changed.emit()

    @Slot()
    def _drop(self) -> None:
        chip = self.sender()
        if chip is not None:
            self._used.pop(str(chip.property("part")), None)
            self._show()

    def _is_beyond(self, part: PartUsed) -> bool:
        return part.from_van and self._van is not None and self._van.get(part.code, 0) < part.count

    def _beyond(self, part: PartUsed) -> str:
        return beyond_van(
            self._appearance, part.code, (part.count, self._van.get(part.code, 0) if self._van else 0)
        )

    def _name(self, code: str) -> str:
        found = fault_catalogue().parts.get(code)
        return code if found is None else found.wording.spoken(self._appearance.language)
