"""The steps of a scale: each begins where the one before it ends, so that none can gap or overlap."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from app.domain.penalties.clauses import Bracket, Side
from app.domain.persian import latin_digits
from app.i18n import _
from app.views.agreements.clause_fields import (
    combo,
    number_of,
    plain_text,
    points_of,
    rial_of,
    rial_text,
    share_of,
    share_text,
    shown,
)
from app.views.appearance import Appearance
from app.views.formats import Formats
from app.views.widgets.labels import label

RATE, AMOUNT, POINTS = "rate", "amount", "points"

_READ: dict[str, Callable[[str], Fraction | Decimal | None]] = {
    RATE: share_of,
    AMOUNT: rial_of,
    POINTS: points_of,
}


class _Step(QWidget):
    """One step: its upper edge, on which side that lies, and what it is worth."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.low = label("muted")
        self.upper, self.value, self.per = QLineEdit(), QLineEdit(), QLineEdit()
        self.side = combo({Side.FROM.value: _("below"), Side.OVER.value: _("up to")}, Side.FROM)
        self.remove = QPushButton("×")
        self.remove.setAccessibleName(_("Take the step away"))
        self.remove.setToolTip(_("Take the step away"))
        self.remove.setAutoDefault(False)
        self.remove.setFixedWidth(34)
        for field, name in (
            (self.upper, _("Where the step ends")),
            (self.side, _("Whether its end is part of it")),
            (self.value, _("What it is worth")),
            (self.per, _("counted for each, begun below its end")),
        ):
            field.setAccessibleName(name)
            field.setToolTip(name)


class ScaleEdit(QWidget):
    """Steps of one kind of value.

    Signals:
        edited: a step is another one now.
    """

    edited = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._kind, self._has_per = RATE, False
        self.steps: list[_Step] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(6)
        for column, stretch in enumerate((3, 2, 2, 3, 2, 0)):
            self._grid.setColumnStretch(column, stretch)
        self._heads = [label("muted", wraps=True) for _each in range(5)]
        self.add_button = QPushButton(_("Add a step"))
        self.add_button.setProperty("role", "ghost")
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self.add_step)

    def show_brackets(self, brackets: tuple[Bracket, ...]) -> None:
        """Show these steps; two to begin with where there are none."""
        formats = self._appearance.formats
        self._forget()
        for place, bracket in enumerate(brackets or (Bracket(low=Fraction(0)), Bracket(low=Fraction(0)))):
            step = self._made()
            step.upper.setText(shown(plain_text(bracket.high), formats))
            above = brackets[place + 1] if place + 1 < len(brackets) else None
            step.side.setCurrentIndex(step.side.findData(str(above.side if above else Side.FROM)))
            step.value.setText(_value_text(bracket, formats))
            step.per.setText(shown(plain_text(bracket.per), formats))
        self._lay_out()

    def show_kind(self, kind: str, *, has_per: bool) -> None:
        """What the steps are worth: shares of a price, rial, or points; those of violations have a `per`."""
        if (kind, has_per) != (self._kind, self._has_per):
            self._kind, self._has_per = kind, has_per
            self._lay_out()

    def brackets(self) -> tuple[Bracket, ...]:
        """The steps; ValueError with a ready text where one says nothing right."""
        found: list[Bracket] = []
        low, side = Fraction(0), Side.FROM
        for step in self.steps:
            is_last = step is self.steps[-1]
            high = None if is_last else number_of(step.upper.text())
            if not is_last and (high is None or high <= low):
                raise ValueError(_("Each step of the scale has to end above where it begins."))
            found.append(self._bracket(step, low, side, high))
            if high is not None:
                low, side = high, Side(step.side.currentData())
        return tuple(found)

    @Slot()
    def add_step(self) -> None:
        """Add a step above the last."""
        self._made()
        self._lay_out()
        self.steps[-2].upper.setFocus()

    @Slot()
    def _remove(self) -> None:
        step = next((each for each in self.steps if each.remove is self.sender()), None)
        if step is not None and len(self.steps) > 1:
            self.steps.remove(step)
            self._discard(step)
            self._lay_out()

    def _bracket(self, step: _Step, low: Fraction, side: Side, high: Fraction | None) -> Bracket:
        value = _READ[self._kind](step.value.text())
        if value is None:
            raise ValueError(_("Each step of the scale needs its value; 0 costs nothing."))
        per = number_of(step.per.text()) if self._has_per and high is not None else None
        if per == 0:
            raise ValueError(_("What a step counts for each has to be above 0."))
        return Bracket(low=low, side=side, high=high, per=per, **{self._kind: value})  # type: ignore[arg-type]  # by its kind

    def _made(self) -> _Step:
        step = _Step(self._appearance, self)
        step.hide()
        step.upper.textChanged.connect(self._say_lows)
        step.side.currentIndexChanged.connect(self._say_lows)
        step.remove.clicked.connect(self._remove)
        for field in (step.value, step.per):
            field.textChanged.connect(self.edited)
        self.steps.append(step)
        return step

    def _forget(self) -> None:
        for step in self.steps:
            self._discard(step)
        self.steps = []

    def _discard(self, step: _Step) -> None:
        for field in (step.low, step.upper, step.side, step.value, step.per, step.remove, step):
            field.hide()
            field.deleteLater()

    def _lay_out(self) -> None:
        names = {RATE: _("Percent"), AMOUNT: _("Rial"), POINTS: _("Points")}
        value = _("Violations") if self._has_per else names[self._kind]
        heads = (_("Begins"), _("Ends"), "", value, _("for each") if self._has_per else "")
        for column, (head, name) in enumerate(zip(self._heads, heads, strict=True)):
            head.setText(name)
            self._grid.addWidget(head, 0, column)
        for row, step in enumerate(self.steps, 1):
            is_last = step is self.steps[-1]
            fields = (step.low, step.side, step.upper, step.value, step.per, step.remove)
            for column, field in enumerate(fields):
                self._grid.addWidget(field, row, column)
                field.show()
            for field in (step.side, step.upper):
                field.setVisible(not is_last)
            step.per.setVisible(self._has_per and not is_last)
            step.remove.setEnabled(len(self.steps) > 1)
        self._grid.addWidget(self.add_button, len(self.steps) + 1, 0, 1, 3)
        self._say_lows()

    @Slot()
    def _say_lows(self) -> None:
        formats, low, side = self._appearance.formats, "0", Side.FROM
        for step in self.steps:
            said = _("from {low} on") if side is Side.FROM else _("over {low}")
            step.low.setText(said.format(low=shown(low, formats)))
            low = latin_digits(step.upper.text()).replace("٫", ".").strip() or "…"
            side = Side(step.side.currentData())
        self.edited.emit()


def _value_text(bracket: Bracket, formats: Formats) -> str:
    if bracket.rate is not None:
        return shown(share_text(bracket.rate), formats)
    return rial_text(bracket.amount if bracket.amount is not None else bracket.points, formats)
