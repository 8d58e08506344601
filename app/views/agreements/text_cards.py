"""Cards of text under each other that the arrow keys walk: clauses, findings."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout

from app.views.appearance import Appearance
from app.views.widgets.frames import Card, ScrolledColumn
from app.views.widgets.labels import IconLabel, label, set_mark


@dataclass(frozen=True)
class TextCard:
    """What one card says, in ready texts."""

    key: str
    title: str
    lines: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    """Lines in quieter type, under the others."""
    mark: str = ""
    """At the end of the title's row."""
    icon: str = ""
    tone: str = "muted"


class CardView(Card):
    """One card, lit while it has the keys.

    Signals:
        chosen: the card that has the keys now.
        opened: key of the card on which the user pressed Enter or double-clicked.
        stepped: by how many cards the arrow keys go on.
    """

    chosen = Signal(object)
    opened = Signal(str)
    stepped = Signal(int)

    def __init__(self, appearance: Appearance, card: TextCard) -> None:
        super().__init__()
        self.card = card
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(". ".join((card.title, *card.lines)))
        head = QHBoxLayout()
        head.setSpacing(8)
        if card.icon:
            head.addWidget(IconLabel(appearance, card.icon, tone=card.tone, size=18))
        title = label("strong", card.title, wraps=True)
        head.addWidget(title, 1)
        if card.mark:
            mark = label("muted", card.mark)
            head.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        for role, lines in (("", card.lines), ("muted", card.quiet)):
            for line in lines:
                self.body.addWidget(label(role, line, wraps=True))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter):
            self.opened.emit(self.card.key)
        elif event.key() in (keys.Key_Up, keys.Key_Down):
            self.stepped.emit(-1 if event.key() == keys.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.opened.emit(self.card.key)


class CardList(ScrolledColumn):
    """The cards in order; the chosen one stays chosen by its key.

    Signals:
        opened: key of the card the user wants.
    """

    opened = Signal(str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(gap=8)
        self._appearance = appearance
        self._views: list[CardView] = []
        self._chosen = ""

    def show_cards(self, cards: Sequence[TextCard]) -> None:
        """Show these from now on."""
        had_keys = any(view.hasFocus() for view in self._views)
        for view in self._views:
            view.hide()
            view.deleteLater()
        self._views = [self._view(card) for card in cards]
        self._light()
        if had_keys and self._views:
            (self.current() or self._views[0]).setFocus()

    def cards(self) -> list[TextCard]:
        """What is shown, in order."""
        return [view.card for view in self._views]

    def key(self) -> str:
        """The key of the chosen card; empty where none is."""
        view = self.current()
        return view.card.key if view is not None else ""

    def current(self) -> CardView | None:
        """The chosen card."""
        return next((view for view in self._views if view.card.key == self._chosen), None)

    def choose(self, key: str) -> None:
        """Choose a card and give it the keys."""
        self._chosen = key
        view = self.current()
        if view is not None:
            view.setFocus()
            self.ensureWidgetVisible(view)
        self._light()

    def _view(self, card: TextCard) -> CardView:
        view = CardView(self._appearance, card)
        view.chosen.connect(self._keep)
        view.opened.connect(self.opened)
        view.stepped.connect(self._step)
        self.add(view)
        return view

    @Slot(object)
    def _keep(self, view: CardView) -> None:
        self._chosen = view.card.key
        self._light()

    @Slot(int)
    def _step(self, by: int) -> None:
        view = self.current()
        place = self._views.index(view) + by if view is not None else 0
        if 0 <= place < len(self._views):
            self._views[place].setFocus()
            self.ensureWidgetVisible(self._views[place])

    def _light(self) -> None:
        for view in self._views:
            set_mark(view, "role", "chosen-card" if view.card.key == self._chosen else "card")
