"""The texts of letters: edited beside a preview, a mistake named by its line; and the letterheads."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import BadInput
from app.domain.persian import persian_digits
from app.services.letters.letterheads import LetterheadRow, letterheads
from app.services.letters.templates import shipped
from app.services.letters.wordings import wording_text
from app.views.agreements.leaving import Leaving
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.letterhead_form import LetterheadForm, read_logo
from app.views.penalties.outside import Outside
from app.views.penalties.penalties_page import TEXTS, PenaltiesPage
from app.views.penalties.wordings_view import WordingsView
from tests.views.small_region import found, opened_desk


@pytest.fixture
def desk(tmp_path: Path, persian: Appearance) -> Iterator[Desk]:
    with opened_desk(tmp_path, found) as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, persian: Appearance, tmp_path: Path) -> PenaltiesPage:
    def logo(parent: QWidget) -> Path:
        return tmp_path / "logo.png"

    def leave(parent: QWidget, text: str, closing: bool) -> Leaving:
        return Leaving.STAY

    made = PenaltiesPage(desk, persian, outside=Outside(choose_logo=logo), ask_to_leave=leave)
    qtbot.addWidget(made)
    made.resize(1282, 666)
    made.show()
    made.show_side(TEXTS)
    qtbot.waitUntil(lambda: bool(made.texts.pages.page_views()))
    return made


@pytest.fixture
def view(page: PenaltiesPage) -> WordingsView:
    return page.texts


def write(view: WordingsView, text: str) -> None:
    """Put this in the place of what stands in the editor, as if it were typed."""
    view.edit.setPlainText(text)


def stored(desk: Desk, qtbot: QtBot, kind: str = "penalty") -> tuple[int, str]:
    """Number and text of what counts in the store."""
    answers: list[tuple[int, str]] = []

    def take(row: object) -> None:
        answers.append((row.number, row.text))

    desk.ask(wording_text, kind, "fa", done=take)
    qtbot.waitUntil(lambda: bool(answers))
    return answers[0]


def test_a_text_is_saved_as_a_version_and_taken_back(view: WordingsView, desk: Desk, qtbot: QtBot) -> None:
    text = shipped("penalty", "fa")
    assert view.edit.toPlainText() == text.rstrip("\n") or view.edit.toPlainText() == text
    assert not view.save_button.isEnabled()
    other = text.replace("جمع پیش از سقف", "جمع ناخالص")
    write(view, other)
    assert view.unsaved() == ("ابلاغ جریمه",)
    with qtbot.waitSignal(view.told) as told:
        view.save()
    assert told.args[0].text == "متن «ابلاغ جریمه» ذخیره شد؛ نامه‌ها از این پس با آن نوشته می‌شود."
    assert stored(desk, qtbot) == (1, other)
    qtbot.waitUntil(view.shipped_button.isEnabled)
    with qtbot.waitSignal(view.told):
        view.ship_again()
    qtbot.waitUntil(lambda: view.edit.toPlainText() == text)
    assert stored(desk, qtbot) == (2, text)
    qtbot.waitUntil(lambda: not view.shipped_button.isEnabled())


def test_the_line_of_a_mistake_is_named(view: WordingsView, desk: Desk, qtbot: QtBot) -> None:
    text = shipped("penalty", "fa")
    row = next(place for place, line in enumerate(text.splitlines(), 1) if line.startswith("subject ="))
    write(view, text.replace('subject = "', 'subject = "{colour} ', 1))
    qtbot.waitUntil(lambda: bool(view.wrong()))
    assert view.edit.wrong_row() == row
    assert f"سطر {persian_digits(str(row))}" in view.wrong()
    assert "{colour}" in view.wrong()
    with qtbot.waitSignal(view.refused):
        view.save()
    assert stored(desk, qtbot) == (0, text)
    assert view.edit.textCursor().blockNumber() == row - 1
    write(view, text)
    qtbot.waitUntil(lambda: view.edit.wrong_row() is None)
    assert view.wrong() == ""
    assert view.unsaved() == ()


def test_the_fields_of_a_sentence_are_told(view: WordingsView, qtbot: QtBot) -> None:
    lines = view.edit.toPlainText().splitlines()
    view.edit.go_to(1 + next(place for place, line in enumerate(lines) if line.startswith("title =")))
    assert view.fields_said().startswith("جاهای خالی «\u2066title\u2069»: ")
    assert "نام پیمانکار" in view.fields_said()


def test_edits_outlive_another_text_and_are_asked_about(
    view: WordingsView, page: PenaltiesPage, qtbot: QtBot
) -> None:
    text = view.edit.toPlainText()
    write(view, text + "\n# note")
    view.kinds.choose("waiver")
    qtbot.waitUntil(lambda: view.edit.toPlainText() != text + "\n# note")
    view.kinds.choose("penalty")
    assert view.edit.toPlainText() == text + "\n# note"
    assert page.may_leave()
    assert not page.may_leave(closing=True)


def picture(form: str) -> bytes:
    """A small picture as a file."""
    written = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(written, form)
    return written.getvalue()


def test_a_letterhead_is_kept_with_its_logo_or_not_at_all(
    view: WordingsView, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "logo.png").write_bytes(b"no picture at all")
    view.heads.show_heads()
    qtbot.waitUntil(lambda: view.heads.form is not None)
    form = view.heads.form
    assert isinstance(form, LetterheadForm)
    form.accept()
    assert form.wrong() == "سربرگ به نام فارسی شرکت نیاز دارد."
    form.company[0].setText("شرکت پرداخت نمونه")
    form.signatories[0][0][0].setText("مریم نمونه")
    form.accept()
    assert form.wrong() == "نام و سمت فارسی امضاکننده لازم است."
    form.signatories[0][1][0].setText("مدیر پشتیبانی")
    form.choose()
    qtbot.waitUntil(lambda: "logo.png" in form.wrong())
    (tmp_path / "logo.png").write_bytes(picture("PNG"))
    form.choose()
    qtbot.waitUntil(lambda: not form.picture.pixmap().isNull())
    with qtbot.waitSignal(form.accepted):
        form.accept()
    heads: list[object] = []
    desk.ask(letterheads, done=heads.extend)
    qtbot.waitUntil(lambda: bool(heads))
    head = heads[0]
    assert (head.company, head.signatories[0].post) == ("شرکت پرداخت نمونه", "مدیر پشتیبانی")
    assert head.logo.startswith(b"\x89PNG")


def test_what_was_typed_for_a_region_is_not_dropped_unasked(
    page: PenaltiesPage, desk: Desk, persian: Appearance
) -> None:
    heads = (LetterheadRow(region_id=None), LetterheadRow(region_id=1, region_fa="تهران"))
    form = LetterheadForm(page, desk, persian, heads, choose_logo=lambda parent: None)
    form.region.setCurrentIndex(1)
    assert (form.region.currentIndex(), form.wrong()) == (1, "")
    form.company[0].setText("شرکت پرداخت نمونه")
    form.region.setCurrentIndex(0)
    assert (form.region.currentIndex(), form.company[0].text()) == (1, "شرکت پرداخت نمونه")
    assert form.wrong().startswith("آنچه برای «تهران» نوشته شده ذخیره نشده است.")
    # What is typed meanwhile is asked about anew.
    form.unit[0].setText("واحد نمونه")
    form.region.setCurrentIndex(0)
    assert (form.region.currentIndex(), form.unit[0].text()) == (1, "واحد نمونه")
    form.region.setCurrentIndex(0)
    assert (form.region.currentIndex(), form.company[0].text(), form.wrong()) == (0, "", "")


def test_a_picture_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_logo(tmp_path / "missing.png")
    assert refused.value.file == "missing.png"
