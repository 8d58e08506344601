"""Every widget on two pages, in both languages and looks, at the narrow and the wide desk."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.views.appearance import Appearance
from app.views.widgets.labels import ElidedLabel
from tools.gallery_board import board_page
from tools.gallery_forms import form_page

SIZES = [(1366, 768), (1920, 1080)]


@pytest.fixture(params=SIZES, ids=["narrow", "wide"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param


@pytest.fixture(params=["board", "form"])
def page(
    request: pytest.FixtureRequest, qtbot: QtBot, appearance: Appearance, size: tuple[int, int]
) -> QWidget:
    made = board_page(appearance, size[0]) if request.param == "board" else form_page(appearance)
    qtbot.addWidget(made)
    made.resize(*size)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_page_is_drawn_whole(page: QWidget, appearance: Appearance, size: tuple[int, int]) -> None:
    assert (page.width(), page.height()) == size, "the page asks for more room than the desk has"
    picture = page.grab().toImage()
    assert len(_colours(picture)) > 20
    assert sorted(clipped(page)) == []
    assert appearance.lettering.cut() == set()


def test_everything_one_can_reach_has_a_name(page: QWidget) -> None:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
    reachable = [found for kind in kinds for found in page.findChildren(kind) if found.isVisible()]
    # The line inside a spin box and the glass inside a line are told by their owner.
    owners = (QAbstractSpinBox, QComboBox, QLineEdit)
    own = [one for one in reachable if not isinstance(one.parentWidget(), owners)]
    assert [type(one).__name__ for one in own if not (one.accessibleName() or _shown_text(one))] == []


def clipped(page: QWidget) -> list[str]:
    """The texts of visible labels and buttons that do not fit into their widget."""
    cut = [label.text() for label in page.findChildren(QLabel) if label.isVisible() and not _fits(label)]
    for button in page.findChildren(QAbstractButton):
        room = button.size().expandedTo(button.minimumSizeHint())
        if button.isVisible() and button.text() and room != button.size():
            cut.append(button.text())
    return cut


def _fits(label: QLabel) -> bool:
    if isinstance(label, ElidedLabel):
        return label.text() == label.whole_text()
    if label.wordWrap():
        return label.heightForWidth(label.width()) <= label.height()
    return label.fontMetrics().horizontalAdvance(label.text()) <= label.contentsRect().width()


def _shown_text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _colours(picture: QImage) -> set[int]:
    return {picture.pixel(x, y) for x in range(0, picture.width(), 5) for y in range(0, picture.height(), 5)}
