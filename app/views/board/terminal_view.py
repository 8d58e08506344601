"""The terminal a call is about, at one glance: site, contract, warranty, what is open and what was before."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.persian import isolate
from app.i18n import _
from app.services.intake.terminal_card import TerminalCard
from app.views.appearance import Appearance
from app.views.board import intake_words
from app.views.plain_words import name_in
from app.views.widgets.frames import ScrolledColumn
from app.views.widgets.labels import IconLabel, label, leading, set_mark
from app.views.wording import Catalogue

NAMES_WIDTH = 112


class TerminalView(ScrolledColumn):
    """Shows a card; without one, why there is none.

    Signals:
        shown: another card, or none, is shown.
    """

    shown = Signal()

    def __init__(self, appearance: Appearance, catalogue: Catalogue) -> None:
        super().__init__(gap=8)
        self._appearance = appearance
        self._catalogue = catalogue
        self._parts: list[QWidget] = []
        self.card: TerminalCard | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def text(self) -> str:
        """Everything it says, a label a line."""
        return "\n".join(one.text() for part in self._parts for one in _labels(part))

    def say(self, advice: str) -> None:
        """Show no terminal, and say what to do."""
        self.card = None
        self._show([label("quiet", advice, wraps=True)])

    def show_card(self, card: TerminalCard) -> None:
        """Show a terminal."""
        self.card = card
        fa = self._appearance.is_rtl
        name = label("heading", name_in(card.merchant, card.merchant_en, fa=fa), wraps=True)
        number = _("terminal {number} · merchant {code}").format(
            number=isolate(card.number), code=isolate(card.merchant_code)
        )
        parts: list[QWidget] = [self._leading(name), self._leading(label("muted", number, wraps=True))]
        parts += [
            self._notice("alert", intake_words.open_job(job, self._catalogue, self._appearance))
            for job in card.open_jobs
        ]
        repeat = intake_words.repeated(card, self._catalogue, self._appearance)
        if repeat:
            parts.append(self._notice("history", "\n".join(repeat)))
        parts += [_rule(), self._table(intake_words.facts(card, self._appearance)), _rule()]
        parts += [label("strong", _("Last visits")), *self._visits(card), _rule()]
        parts += [label("strong", _("Agreements in force"))]
        parts += [self._table(intake_words.agreements(card, self._appearance))]
        self._show(parts)

    def _table(self, facts: list[tuple[str, str]]) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        grid.setColumnMinimumWidth(0, NAMES_WIDTH)
        grid.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(facts):
            grid.addWidget(self._leading(label("muted", name)), row, 0)
            grid.addWidget(self._leading(label("", text, wraps=True)), row, 1)
        return box

    def _leading(self, text: QLabel) -> QLabel:
        return leading(text, self._appearance)

    def _visits(self, card: TerminalCard) -> list[QWidget]:
        if not card.visits:
            return [label("muted", _("Nobody has been there yet."))]
        made: list[QWidget] = []
        for past in card.visits:
            what, when = intake_words.visit(past, self._catalogue, self._appearance)
            box = QWidget()
            row = QHBoxLayout(box)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            icon, tone = ("history", "warn") if past.is_recent else ("check", "muted")
            row.addWidget(IconLabel(self._appearance, icon, tone=tone, size=16), 0, Qt.AlignmentFlag.AlignTop)
            lines = QVBoxLayout()
            lines.setSpacing(1)
            lines.addWidget(self._leading(label("", what, wraps=True)))
            lines.addWidget(self._leading(label("muted", when, wraps=True)))
            row.addLayout(lines, 1)
            made.append(box)
        return made

    def _notice(self, icon: str, text: str) -> QWidget:
        box = QFrame()
        box.setProperty("role", "suggestion")
        row = QHBoxLayout(box)
        row.setContentsMargins(10, 7, 10, 7)
        row.setSpacing(8)
        row.addWidget(IconLabel(self._appearance, icon, tone="warn", size=18), 0, Qt.AlignmentFlag.AlignTop)
        said = self._leading(label("", text, wraps=True))
        set_mark(said, "tone", "warn")
        row.addWidget(said, 1)
        return box

    def _show(self, parts: list[QWidget]) -> None:
        for part in self._parts:
            self.column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = parts
        for part in parts:
            self.add(part)
        self.settle()
        self.verticalScrollBar().setValue(0)
        self.shown.emit()


def _labels(part: QWidget) -> list[QLabel]:
    return [part] if isinstance(part, QLabel) else part.findChildren(QLabel)


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("role", "rule")
    line.setFixedHeight(1)
    return line
