"""The pages of a window, one of them shown."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.views.page import Page


class PageStack(QStackedWidget):
    """Pages by their keys, each made when it is first wanted; there is always one.

    Signals:
        added: a page has come in that was not there before.
    """

    added = Signal(object)

    def __init__(self, make: Callable[[str], Page]) -> None:
        super().__init__()
        self._make = make
        self._pages: dict[str, Page] = {}

    def add(self, key: str, page: Page) -> None:
        """Take in a page; the first is shown."""
        self._pages[key] = page
        self.addWidget(page)
        self.added.emit(page)

    def page(self) -> Page:
        """The page shown."""
        return self._pages[self.key()]

    def key(self) -> str:
        """The key of the page shown."""
        shown = self.currentWidget()
        return next(key for key, page in self._pages.items() if page is shown)

    def go(self, key: str) -> bool:
        """Show a page; False where the one shown may not be left."""
        if key != self.key() and not self.page().may_leave():
            return False
        is_new = key not in self._pages
        if is_new:
            self.add(key, self._make(key))
        page = self._pages[key]
        self.setCurrentWidget(page)
        if is_new and page.focusProxy() is not None:
            page.setFocus()
        return True

    def may_close(self) -> bool:
        """Whether every page may be left for good; the user may be asked."""
        return all(page.may_leave(closing=True) for page in self._pages.values())
