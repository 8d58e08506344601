"""ux 4: Ctrl+K finds calls, terminals, merchants, people, actions and pages; the first hit within 100 ms."""

from collections.abc import Callable, Iterator
from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from app.domain.search_words import search_key
from app.models.jobs import Job
from app.models.merchants import Merchant, Terminal
from app.models.store import Store
from app.services.finding import Hit, Kind, found
from app.views.appearance import Appearance
from app.views.main_window import MainWindow
from tests.prepared import filled
from tests.stories.region import Program
from tests.views.test_pages import clipped

Calm = Callable[[], None]
Open = Callable[[Appearance], MainWindow]
MANY = 50_000
NAMES = ("کوهسار", *(f"نام{letter}{other}" for letter in "ابپتثجچحخد" for other in "رزژسشصضطظع"))


def typed(window: MainWindow, calm: Calm, text: str) -> list[str]:
    """What is listed, as kind and title, once the store has answered."""
    if not window.finder.isVisible():
        window.run("palette")
    window.finder.line.setText(text)
    calm()
    return [entry.key for entry in window.finder.entries()]


def test_everything_is_found_in_one_list_in_either_script(
    program: Program, open_window: Open, calm: Calm, appearance: Appearance, qtbot: QtBot
) -> None:
    jobs = [program.call(place) for place in range(4)]
    code = program.job(jobs[1]).code
    window = open_window(appearance)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.finder.isVisible()
    assert window.finder.line.hasFocus()
    assert typed(window, calm, code)[0] == f"call:{jobs[1]}"
    assert typed(window, calm, "T-22003")[0].startswith("terminal:")
    shop = typed(window, calm, "نيلوفر")
    assert f"call:{jobs[1]}" in shop
    assert [key.partition(":")[0] for key in shop].count("merchant") == 3
    assert typed(window, calm, "pouyan") == ["technician:2"]
    assert typed(window, calm, "توسكا")[0] == "contractor:2"
    assert typed(window, calm, "undo")[0] == "action:undo"
    assert "action:go.penalties" in typed(window, calm, "جریمه" if appearance.is_rtl else "penalties")
    assert "action:look" in typed(window, calm, "settings")
    assert typed(window, calm, "zzzz") == []
    assert clipped(window.finder) == []


def test_enter_goes_where_the_first_line_leads(
    program: Program, open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    jobs = [program.call(place) for place in range(4)]
    window = open_window(persian)
    typed(window, calm, program.job(jobs[2]).code)
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    calm()
    assert window.board.job_panel.file is not None
    assert window.board.job_panel.file.row.id == jobs[2]
    assert not window.finder.isVisible()
    typed(window, calm, "Penalties")
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    calm()
    assert window.page().title() == "جریمه‌ها"
    typed(window, calm, "سپیدار")
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    calm()
    assert window.page().title() == "پیمانکاران"
    typed(window, calm, "ژاله")
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    calm()
    assert (window.page(), window.search.line.text()) == (window.board, "ژاله پویان")


def test_what_was_wanted_last_comes_first_and_is_remembered(
    open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    window = open_window(persian)
    typed(window, calm, "Dark or light")
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    assert typed(window, calm, "")[0] == "action:look"
    window.finder.close_palette()
    assert open_window(persian).finder.recent() == ["action:look"]


def test_escape_and_a_click_elsewhere_put_it_away(
    program: Program, open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    program.call(0)
    window = open_window(persian)
    typed(window, calm, "بهار")
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Escape)
    assert (window.finder.isVisible(), window.board.table.hasFocus()) == (False, True)
    typed(window, calm, "بهار")
    window.search.line.setFocus()
    assert not window.finder.isVisible()


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """50,000 merchants, terminals and calls."""
    file = tmp_path_factory.mktemp("palette") / "store.sqlite"
    file.write_bytes(filled())
    store = Store(f"sqlite:///{file}", lambda changes: None)
    numbers = range(1, MANY + 1)
    with store.writing() as session:
        session.execute(
            insert(Merchant),
            [
                {"id": n, "code": f"M{n:06}", "name": name, "search_key": search_key(name, "", "")}
                for n in numbers
                if (name := f"{NAMES[n % len(NAMES)]} {n}")
            ],
        )
        session.execute(
            insert(Terminal), [{"id": n, "number": f"T{n:07}", "merchant_id": n} for n in numbers]
        )
        session.execute(
            insert(Job),
            [
                {"id": n, "code": f"{100000 + n}", "service": "EM", "terminal_id": n, "merchant_id": n}
                for n in numbers
            ],
        )
    yield store
    store.dispose()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("1499", ("call", "149900")),
        ("149999", ("call", "149999")),
        ("T00412", ("call", "141204")),
        ("M0412", ("call", "141204")),
        ("کوهسار", ("call", "100505")),
        ("كوهسار ۴۴۱۰۰", ("call", "144100")),
        ("هیچ", None),
    ],
)
def test_the_store_answers_at_fifty_thousand_rows_in_a_tenth_of_a_second(
    crowded: Store, words: str, first: tuple[str, str] | None
) -> None:
    spent = []
    for _again in range(3):
        with crowded.reading() as session:
            began = perf_counter()
            hits: list[Hit] = found(session, words)
            spent.append(perf_counter() - began)
    assert (hits[0].kind.value, hits[0].code) == first if first and hits else not hits
    assert min(spent) < 0.1, spent


def test_the_first_line_is_there_in_time(
    program: Program, open_window: Open, calm: Calm, persian: Appearance
) -> None:
    """What the window itself knows is listed with the keystroke, whatever the store does."""
    window = open_window(persian)
    window.run("palette")
    spent = []
    for words in ("ا", "اع", "تیره"):
        began = perf_counter()
        window.finder.line.setText(words)
        assert window.finder.entries()
        spent.append(perf_counter() - began)
    QApplication.processEvents()
    calm()
    assert min(spent) < 0.1


def test_nothing_typed_asks_the_store_for_nothing(crowded: Store) -> None:
    with crowded.reading() as session:
        assert found(session, "  ") == []
        assert {hit.kind for hit in found(session, "100001")} == {Kind.CALL}
