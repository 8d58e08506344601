"""The views a user keeps, and what the columns are narrowed to: one button, and a chip for each column."""

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QPushButton, QWidget

from app.i18n import N_, _
from app.services import saved_views
from app.services.code_words import worded
from app.services.saved_views import SavedViewRow
from app.views.appearance import Appearance
from app.views.board.board_contents import ColumnValue
from app.views.board.board_header import BoardHeader
from app.views.board.board_model import BoardModel
from app.views.board.columns import HEADINGS, Column
from app.views.board.kept_view import document_of
from app.views.desk import Desk

SETTLE_MS = 1_000
"""How the board is left is kept once nothing has changed for so long."""
MOST_VALUES, MOST_MORE = 24, 200
"""Values offered at once, and under them."""
CLOCK_WORDS = {
    "late": N_("Breached"),
    "warning": N_("At risk"),
    "left": N_("In time"),
    "paused": N_("Clock stopped"),
    "none": N_("No promise"),
    "done": N_("Done"),
}
CITY = N_("City")
"""What calls are narrowed by: the line under their number."""


class ViewBar(QWidget):
    """Keeps and offers views of the board.

    Signals:
        taken: the document of a view that is to be shown.
        narrowed: a column shows other values now.
        refused: why a view is not kept.
    """

    taken = Signal(object)
    narrowed = Signal()
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, model: BoardModel, *, header: BoardHeader) -> None:
        super().__init__()
        self._desk = desk
        self._header = header
        self._appearance = appearance
        self._model = model
        self._way = "table"
        self._kept: dict[str, object] = {}
        self.button = QPushButton()
        self.button.setProperty("role", "ghost")
        self.button.clicked.connect(self.open_menu)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(self.button)
        self._chips: list[QPushButton] = []
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.setObjectName("board-view")
        self._settling.timeout.connect(self._keep_last)
        model.arranged.connect(self.note)
        header.arranged.connect(self.note)
        appearance.changed.connect(self.say)
        self.say()

    @Slot()
    def note(self) -> None:
        """What is shown may be another view now; it is kept when the hands rest."""
        self._settling.start()

    def show_way(self, way: str) -> None:
        """The jobs are looked at in this way now."""
        self._way = way
        self.note()

    def document(self) -> dict[str, object]:
        """The view as it stands."""
        names = self._model.contents.names()
        return document_of(self._model.view, self._way, names, columns=self._header.columns)

    def begin(self, document: dict[str, object]) -> None:
        """Begin with what was kept last."""
        self._kept = dict(document)

    @Slot()
    def open_menu(self) -> None:
        """Offer the views of the user."""
        self._desk.ask(saved_views.views_for, self._desk.user, done=self._show_menu)

    def open_values(self, column: Column, at: QPoint) -> None:
        """Offer what a column can be narrowed to, at a place on the screen."""
        self.values_menu(column).popup(at)

    def values_menu(self, column: Column) -> QMenu:
        """What a column can be narrowed to; the menu goes when it is closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = self._model.view.chosen.get(column, frozenset())
        every = menu.addAction(_("Show all"))
        every.setEnabled(bool(chosen))
        every.triggered.connect(partial(self._choose, column, frozenset()))
        menu.addSeparator()
        values = self._model.values(column)
        shown = [v for place, v in enumerate(values) if place < MOST_VALUES or v.key in chosen]
        rest = [value for value in values if value not in shown]
        for value in shown:
            self._offer(menu, column, value)
        if rest:
            more = menu.addMenu(_("{count} more").format(count=self._number(len(rest))))
            more.setStyleSheet("QMenu { menu-scrollable: 1; }")
            for value in sorted(rest[:MOST_MORE], key=lambda each: self._text(column, each.key)):
                self._offer(more, column, value)
            if len(rest) > MOST_MORE:
                more.addAction(_("The filter finds the others.")).setEnabled(False)
        return menu

    def _offer(self, menu: QMenu, column: Column, value: ColumnValue) -> None:
        chosen = self._model.view.chosen.get(column, frozenset())
        said = self._text(column, value.key).replace("&", "&&")  # one alone would mark a key
        action = QAction(f"{said}  ({self._number(value.count)})", menu)
        action.setCheckable(True)
        action.setChecked(value.key in chosen)
        action.triggered.connect(partial(self._choose, column, chosen ^ {value.key}))
        menu.addAction(action)

    @Slot()
    def say(self) -> None:
        """Say everything in the language chosen."""
        self.button.setText(_("Views"))
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.deleteLater()
        self._chips = []
        for column, keys in self._model.view.chosen.items():
            said = "، " if self._appearance.is_rtl else ", "
            words = said.join(sorted(self._text(column, key) for key in keys)).replace("&", "&&")
            chip = QPushButton(f"{self._heading(column)}: {words}  ✕")
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setChecked(True)
            chip.setMaximumWidth(260)
            chip.setToolTip(_("Show all"))
            chip.clicked.connect(partial(self._choose, column, frozenset()))
            self._chips.append(chip)
            self._row.addWidget(chip)

    def _choose(self, column: Column, keys: frozenset[str], _is_checked: bool = False) -> None:
        self._model.choose(column, keys)
        self.say()
        self.narrowed.emit()
        self.note()

    @Slot(object)
    def _show_menu(self, found: list[SavedViewRow]) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for view in found:
            of = "" if view.owner == self._desk.user else f"  · {view.owner}"
            menu.addAction(f"{view.name}{of}").triggered.connect(partial(self._take, view))
        if found:
            menu.addSeparator()
        menu.addAction(_("Keep this view…")).triggered.connect(self.ask_name)
        own = [view for view in found if view.owner == self._desk.user]
        if own:
            sharing, forgetting = menu.addMenu(_("Share")), menu.addMenu(_("Forget"))
            for view in own:
                shared = sharing.addAction(view.name)
                shared.setCheckable(True)
                shared.setChecked(view.is_shared)
                shared.triggered.connect(partial(self._share, view))
                forgetting.addAction(view.name).triggered.connect(partial(self._forget, view))
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    @Slot()
    def ask_name(self) -> None:
        """Ask under which name the view is to be kept."""
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(_("Keep this view…"))
        dialog.setLabelText(_("Name"))
        dialog.textValueSelected.connect(self.keep)
        dialog.open()

    @Slot(str)
    def keep(self, name: str) -> None:
        """Keep what is shown under a name."""
        document = self.document()
        self._desk.do(saved_views.keep_view, self._desk.user, name, document, failed=self.refused.emit)

    def _take(self, view: SavedViewRow) -> None:
        self.taken.emit(dict(view.document))

    def _share(self, view: SavedViewRow, is_shared: bool) -> None:
        user = self._desk.user
        self._desk.do(saved_views.share_view, user, view.id, is_shared=is_shared, failed=self.refused.emit)

    def _forget(self, view: SavedViewRow) -> None:
        self._desk.do(saved_views.forget_view, self._desk.user, view.id, failed=self.refused.emit)

    @Slot()
    def _keep_last(self) -> None:
        document = self.document()
        if document != self._kept:
            self._kept = document
            self._desk.do(saved_views.keep_last, self._desk.user, document)

    def _heading(self, column: Column) -> str:
        return _(CITY) if column is Column.CALL else _(HEADINGS[column])

    def _text(self, column: Column, key: str) -> str:
        if column is Column.CLOCK:
            return worded(CLOCK_WORDS, key)
        return self._model.text_of(column, key) or _("None")

    def _number(self, count: int) -> str:
        return self._appearance.formats.number(count)
