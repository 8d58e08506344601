"""The sheet of all actions and their keys, grouped by where they work, with a line to look for one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.ranking import ranked
from app.i18n import _
from app.views.actions.action import EVERYWHERE, Action
from app.views.actions.declared import PLACES
from app.views.appearance import Appearance
from app.views.widgets.frames import ScrolledColumn
from app.views.widgets.key_hints import KeyHint
from app.views.widgets.labels import label

WIDTH, HEIGHT = 860, 620
IN_PALETTE = "Ctrl K"
"""What has no key of its own is reached there."""


class KeySheet(QDialog):
    """Every action in two columns: everywhere and the page shown, beside them the other pages."""

    def __init__(
        self, appearance: Appearance, parent: QWidget, actions: Sequence[Action], *, place: str
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._actions = actions
        self._place = place
        self.line = QLineEdit()
        self.line.setProperty("role", "search")
        self.setLayoutDirection(appearance.direction)
        self.setWindowTitle(_("All keys"))
        self.line.setPlaceholderText(_("Look for an action or a key…"))
        self.line.setAccessibleName(self.line.placeholderText())
        self.line.textChanged.connect(self._fill)
        self._scrolled = ScrolledColumn()
        self._content: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(self.line)
        column.addWidget(self._scrolled, 1)
        self.resize(WIDTH, HEIGHT)
        self._fill("")
        self.line.setFocus()

    def shown(self) -> list[str]:
        """Names of the actions listed now, group by group."""
        return [action.name for group in self._groups(self.line.text()) for action in group[1]]

    @Slot(str)
    def _fill(self, typed: str) -> None:
        if self._content is not None:
            self._content.deleteLater()
        self._content = QWidget()
        across = QHBoxLayout(self._content)
        across.setContentsMargins(0, 0, 8, 0)
        across.setSpacing(36)
        groups = self._groups(typed)
        if not groups:
            across.addWidget(label("muted", _("Nothing found")))
        for columns in _halved(groups):
            grid = QGridLayout()
            grid.setHorizontalSpacing(18)
            grid.setVerticalSpacing(8)
            grid.setColumnStretch(1, 1)
            for title, actions in columns:
                _add_group(grid, title, actions)
            grid.setRowStretch(grid.rowCount(), 1)
            across.addLayout(grid, 1)
        self._scrolled.add(self._content)
        self._content.show()
        self._scrolled.settle()

    def _groups(self, typed: str) -> list[tuple[str, list[Action]]]:
        """The groups with what fits: those of the page that is shown, then those of every page."""
        texts = [(action.name, _texts(action)) for action in self._actions]
        fitting = set(ranked(typed, texts, {}))
        places = sorted(PLACES, key=lambda place: (place != self._place, place != EVERYWHERE))
        groups = [
            (PLACES[place], [a for a in self._actions if a.place == place and a.name in fitting])
            for place in places
        ]
        return [(title, actions) for title, actions in groups if actions]


def _texts(action: Action) -> tuple[str, ...]:
    """By what an action is found: its words in both languages, its keys."""
    said = tuple(_(text) for text in (action.title, action.words) if text)
    return (*said, action.title, action.words, " ".join(action.keys))


def _halved(groups: list[tuple[str, list[Action]]]) -> list[list[tuple[str, list[Action]]]]:
    """The groups in two columns of about the same height."""
    total = sum(len(actions) + 2 for _title, actions in groups)
    first, height = 0, 0
    while first < len(groups) and (height == 0 or height + len(groups[first][1]) / 2 < total / 2):
        height += len(groups[first][1]) + 2
        first += 1
    return [columns for columns in (groups[:first], groups[first:]) if columns]


def _add_group(grid: QGridLayout, title: str, actions: Sequence[Action]) -> None:
    grid.addWidget(label("heading", _(title)), grid.rowCount(), 0, 1, 2)
    for action in actions:
        place = grid.rowCount()
        grid.addWidget(KeyHint(action.shown_keys() or IN_PALETTE), place, 0, Qt.AlignmentFlag.AlignLeading)
        grid.addWidget(label("", _(action.title), wraps=True), place, 1)
