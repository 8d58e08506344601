"""A screen in each language and look, for the tests of what is seen."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app import i18n
from app.i18n import LANGUAGES, Language
from app.views.appearance import Appearance
from app.views.theme import THEMES, Theme, load_fonts

TEHRAN = ZoneInfo("Asia/Tehran")
# The screen that is none says this of every window; a real one does not.
NO_SCREEN = "This plugin does not support propagateSizeHints"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out of the failing Qt messages the one that only the missing screen causes."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore(NO_SCREEN, extend=True))


@pytest.fixture(autouse=True)
def _widgets_gone() -> Iterator[None]:
    """Delete what the test closed: with no event loop Qt would keep it and dress it in every later test."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def fonts(qapp: QApplication) -> None:
    """The shipped fonts, loaded once: Qt keeps them until the program ends."""
    assert load_fonts() == []


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    """Each language in turn."""
    return request.param


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    """Each look in turn."""
    return request.param


@pytest.fixture
def appearance(qapp: QApplication, fonts: None, language: Language, theme: Theme) -> Iterator[Appearance]:
    """A dressed screen in each language and look."""
    with i18n.speaking(language):
        dressed = Appearance(language=language, theme=theme, zone=TEHRAN)
        dressed.apply(qapp)
        yield dressed
        # With it go the texts of Qt that it installed.
        dressed.deleteLater()


@pytest.fixture
def persian(qapp: QApplication, fonts: None) -> Iterator[Appearance]:
    """A dressed screen, Persian and dark."""
    with i18n.speaking("fa"):
        dressed = Appearance(language="fa", theme="dark", zone=TEHRAN)
        dressed.apply(qapp)
        yield dressed
        # With it go the texts of Qt that it installed.
        dressed.deleteLater()


@pytest.fixture
def english(qapp: QApplication, fonts: None) -> Iterator[Appearance]:
    """A dressed screen, English and light."""
    with i18n.speaking("en"):
        dressed = Appearance(language="en", theme="light", zone=TEHRAN)
        dressed.apply(qapp)
        yield dressed
        # With it go the texts of Qt that it installed.
        dressed.deleteLater()
