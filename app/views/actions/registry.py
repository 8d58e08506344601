"""The actions of one window: which can be done now, their shortcuts, and menus of them."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from app.i18n import _
from app.views.actions.action import EVERYWHERE, Action, Handler
from app.views.appearance import Appearance


class Actions(QObject):
    """Every declared action with what carries it out, once its page is there.

    Signals:
        wanted: name of an action whose key was pressed or that was chosen in a menu.
    """

    wanted = Signal(str)

    def __init__(self, window: QWidget, declared: Sequence[Action]) -> None:
        super().__init__(window)
        self._window = window
        self._named = {action.name: action for action in declared}
        self._handlers: dict[str, Handler] = {}
        self._shortcuts: dict[str, QShortcut] = {}

    def listed(self) -> tuple[Action, ...]:
        """All of them, in the order in which they are declared."""
        return tuple(self._named.values())

    def named(self, name: str) -> Action:
        """One action; KeyError where nobody declared it."""
        return self._named[name]

    def declare(self, actions: Iterable[Action]) -> None:
        """Add actions that only this window knows, e.g. going to each of its pages."""
        self._named |= {action.name: action for action in actions}

    def serve(self, handlers: Mapping[str, Handler]) -> None:
        """Take what carries actions out, and bind their keys."""
        for name, handler in handlers.items():
            action = self._named[name]
            self._handlers[name] = handler
            if action.keys and not action.is_own and name not in self._shortcuts:
                self._shortcuts[name] = self._bound(action)

    def is_served(self, name: str) -> bool:
        """Whether the page that carries it out is there."""
        return name in self._handlers

    def is_allowed(self, name: str) -> bool:
        """Whether it can be done now; what nobody has asked a page for yet may be."""
        return name not in self._handlers or self._handlers[name].is_allowed()

    def run(self, name: str) -> None:
        """Do it, if it can be done now."""
        handler = self._handlers.get(name)
        if handler is not None and handler.is_allowed():
            handler.run()

    def show_place(self, place: str) -> None:
        """Let the keys of one page work, and those that work everywhere."""
        for name, shortcut in self._shortcuts.items():
            shortcut.setEnabled(self._named[name].place in {EVERYWHERE, place})

    def menu(self, names: Iterable[str], appearance: Appearance, parent: QWidget) -> QMenu:
        """A menu of actions with their keys; what cannot be done now is grey."""
        menu = QMenu(parent)
        menu.setLayoutDirection(appearance.direction)
        for name in names:
            action = self._named[name]
            icon = appearance.icons.icon(action.icon, appearance.tokens.muted)
            entry = QAction(icon, f"{_(action.title)}\t{action.shown_keys()}", menu)
            entry.setEnabled(self.is_allowed(name))
            entry.setData(name)
            menu.addAction(entry)
        menu.triggered.connect(self._choose)
        return menu

    def _bound(self, action: Action) -> QShortcut:
        shortcut = QShortcut(self._window)
        shortcut.setKeys([QKeySequence(key) for key in action.keys])
        shortcut.setProperty("action", action.name)
        shortcut.activated.connect(self._press)
        # One press may fit two of its keys; Qt calls that ambiguous although both mean the same.
        shortcut.activatedAmbiguously.connect(self._press)
        return shortcut

    @Slot()
    def _press(self) -> None:
        shortcut = self.sender()
        if shortcut is not None:
            self.wanted.emit(str(shortcut.property("action")))

    @Slot(QAction)
    def _choose(self, entry: QAction) -> None:
        self.wanted.emit(str(entry.data()))
