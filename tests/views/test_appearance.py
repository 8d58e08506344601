"""Language and look change while the program runs: at once, everywhere, the user's place kept."""

from time import perf_counter

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from app.i18n import chosen
from app.views.appearance import Appearance
from app.views.theme import DARK, LIGHT
from app.views.widgets.top_bar import SearchBox, TopBar
from tools.gallery_board import board_page
from tools.gallery_forms import form_page

LIVE_SWITCH_SECONDS = 0.5
TRIES = 3


def test_switching_language_turns_everything(qapp: QApplication, persian: Appearance) -> None:
    assert chosen() == "fa"
    assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
    persian.switch_language()
    assert chosen() == "en"
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert QLocale().language() == QLocale.Language.English
    assert persian.formats.number(1405) == "1,405"
    persian.switch_language()
    assert persian.formats.number(1405) == "۱٬۴۰۵"


def test_the_texts_of_qt_follow_the_language(qtbot: QtBot, qapp: QApplication, persian: Appearance) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "انصراف"
    persian.switch_language()
    qapp.processEvents()
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "Cancel"


def test_switching_look_changes_palette_and_tokens(qapp: QApplication, persian: Appearance) -> None:
    assert qapp.palette().window().color().name() == DARK.ground
    persian.switch_theme()
    assert persian.tokens == LIGHT
    assert qapp.palette().window().color().name() == LIGHT.ground


def test_what_is_chosen_already_changes_nothing(qtbot: QtBot, persian: Appearance) -> None:
    with qtbot.assertNotEmitted(persian.changed):
        persian.show_language("fa")
        persian.show_theme("dark")


def test_a_shown_window_takes_the_locale(qtbot: QtBot, persian: Appearance) -> None:
    bar = TopBar(persian)
    qtbot.addWidget(bar)
    persian.switch_language()
    assert bar.locale().language() == QLocale.Language.English


def test_live_switch_keeps_the_focus_and_what_was_typed(qtbot: QtBot, persian: Appearance) -> None:
    search = SearchBox(persian, prompt="Search", keys="Ctrl K")
    bar = TopBar(persian, search=search)
    qtbot.addWidget(bar)
    bar.show()
    bar.activateWindow()
    search.line.setFocus()
    qtbot.waitUntil(search.line.hasFocus)
    search.line.setText("T-2204871")
    search.line.setSelection(2, 3)
    persian.switch_language()
    persian.switch_theme()
    assert search.line.hasFocus()
    assert (search.line.text(), search.line.selectedText()) == ("T-2204871", "220")


def test_a_page_that_lived_through_a_switch_looks_like_a_new_one(
    qtbot: QtBot, qapp: QApplication, appearance: Appearance
) -> None:
    worn = form_page(appearance)
    qtbot.addWidget(worn)
    before = _picture(qapp, worn)
    appearance.switch_theme()
    switched = _picture(qapp, worn)
    new = form_page(appearance)
    qtbot.addWidget(new)
    assert switched == _picture(qapp, new)
    assert switched != before


def _picture(qapp: QApplication, page: QWidget) -> QImage:
    page.resize(1400, 800)
    page.show()
    qapp.processEvents()
    return page.grab().toImage()


def test_live_switch_is_quick(qtbot: QtBot, qapp: QApplication, persian: Appearance) -> None:
    page = board_page(persian, 1920)
    qtbot.addWidget(page)
    page.resize(1920, 1080)
    page.show()
    qtbot.waitExposed(page)
    assert min(_switch_seconds(qapp, persian) for _try in range(TRIES)) < LIVE_SWITCH_SECONDS


def _switch_seconds(qapp: QApplication, appearance: Appearance) -> float:
    begun = perf_counter()
    appearance.switch_language()
    appearance.switch_theme()
    qapp.processEvents()
    return perf_counter() - begun
