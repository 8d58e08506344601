"""What users wrote is shown in tool tips as they wrote it, never read as markup."""

from dataclasses import replace

import pytest
from PySide6.QtGui import Qt, QTextDocument
from PySide6.QtWidgets import QListWidget, QWidget
from pytestqt.qtbot import QtBot

from app.views.appearance import Appearance
from app.views.board.board_model import BoardModel
from app.views.board.columns import Column
from app.views.board.dialogs import ChoiceDialog, Option
from app.views.calendar import row_model
from app.views.widgets.labels import ElidedLabel, tool_tip
from app.views.wording import Catalogue
from tests.views.board.test_board_model import NOW, PLAIN

MARKUP = '<b>x</b><img src="file:///a.png">'
TIP = Qt.ItemDataRole.ToolTipRole


def shown(tip: object) -> str:
    """A tool tip as Qt shows it."""
    if not Qt.mightBeRichText(str(tip)):
        return str(tip)
    document = QTextDocument()
    document.setHtml(str(tip))
    assert "<img" not in document.toHtml()
    return document.toPlainText()


@pytest.mark.parametrize("text", [MARKUP, "a & b <i>c</i>", "one\n<b>two</b>", "&lt;b"])
def test_markup_is_shown_as_it_is_written(text: str) -> None:
    assert shown(tool_tip(text)) == text


@pytest.mark.parametrize("text", ["", "بازار", "a & b", "3 < 4\nnext"])
def test_what_is_no_markup_stays_as_it_is(text: str) -> None:
    assert tool_tip(text) == text


def test_a_shortened_label_shows_no_markup(qtbot: QtBot) -> None:
    made = ElidedLabel(least=10)
    qtbot.addWidget(made)
    made.resize(12, 20)
    made.show_text(MARKUP)
    assert (shown(made.toolTip()), made.whole_text()) == (MARKUP, MARKUP)


def test_an_answer_shows_no_markup(qtbot: QtBot, persian: Appearance) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ChoiceDialog(parent, persian, "Who?", [Option("1", MARKUP, "near")], accept="Send")
    answers = dialog.findChild(QListWidget)
    assert answers is not None
    assert shown(answers.item(0).toolTip()) == f"{MARKUP}\nnear"


def test_a_row_of_the_board_shows_no_markup(persian: Appearance) -> None:
    model = BoardModel(persian, Catalogue.shipped(), NOW)
    model.replace([replace(PLAIN, id=1, merchant=MARKUP)])
    index = model.index(0, Column.MERCHANT)
    assert MARKUP in shown(model.data(index, TIP))
    assert MARKUP in str(model.data(index))


def test_a_row_of_a_table_shows_no_markup() -> None:
    model = row_model.RowModel([row_model.Column("Name", row_model.Cell, 40)], key=str)
    model.show_rows([MARKUP])
    assert shown(model.data(model.index(0, 0), TIP)) == MARKUP
