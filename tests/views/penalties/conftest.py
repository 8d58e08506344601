"""A desk on a small region with contracts, what lies outside the window, and the page on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.jalali import JalaliMonth
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.outside import Outside
from app.views.penalties.penalties_page import PenaltiesPage
from app.views.penalties.printing import Sheets
from tests.views.small_region import found, opened_desk, record_contracts

ORDIBEHESHT = JalaliMonth(1405, 2)


class PaperStack:
    """A printer that keeps what it was given."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.sizes: list[tuple[int, int]] = []
        self.is_finished = False

    def open(self, parent: QWidget, title: str) -> Sheets | None:
        self.titles.append(title)
        return self

    def add(self, image: QImage) -> None:
        self.sizes.append((image.width(), image.height()))

    def finish(self) -> None:
        self.is_finished = True


class NoPrinter:
    """A user who closes the dialog."""

    def open(self, parent: QWidget, title: str) -> Sheets | None:
        return None


@dataclass
class IssuingUser:
    """A user who reads what is asked before issuing, and agrees or not."""

    agrees: bool = True
    read: list[str] = field(default_factory=list)

    def __call__(self, parent: QWidget, text: str) -> bool:
        self.read.append(text)
        return self.agrees


@pytest.fixture
def desk(tmp_path: Path, persian: Appearance) -> Iterator[Desk]:
    with opened_desk(tmp_path, record_contracts, found) as opened:
        yield opened


@pytest.fixture
def printer() -> PaperStack:
    return PaperStack()


@pytest.fixture
def user() -> IssuingUser:
    return IssuingUser()


@pytest.fixture
def outside(printer: PaperStack, user: IssuingUser, tmp_path: Path) -> Outside:
    def target(parent: QWidget, name: str) -> Path:
        return tmp_path / name

    def evidence(parent: QWidget) -> Path:
        return tmp_path / "photo.jpg"

    return Outside(printer=printer, choose_file=target, choose_evidence=evidence, ask_to_issue=user)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, persian: Appearance, outside: Outside) -> PenaltiesPage:
    return shown(qtbot, PenaltiesPage(desk, persian, outside=outside))


def shown(qtbot: QtBot, page: PenaltiesPage, size: tuple[int, int] = (1282, 666)) -> PenaltiesPage:
    """The page on Ordibehesht, once the lines of its first case stand."""
    qtbot.addWidget(page)
    page.show_month(ORDIBEHESHT)
    page.resize(*size)
    page.show()
    qtbot.waitExposed(page)
    qtbot.waitUntil(lambda: len(page.cases.details.lines.rows.rows()) == 3)
    return page


def choose(page: PenaltiesPage, qtbot: QtBot, contractor: str) -> None:
    """Choose the case of a contractor and wait until it is opened."""
    case = next(case for case in page.cases.rows() if case.contractor == contractor)
    page.cases.cases.choose(case.id)
    details = page.cases.details
    qtbot.waitUntil(lambda: details.file is not None and details.file.case.id == case.id)


def open_letter(page: PenaltiesPage, qtbot: QtBot) -> None:
    """Open the case that has a letter, and its letters."""
    choose(page, qtbot, "TOSKA")
    page.cases.details.show_tab(page.cases.details.letters)
    qtbot.waitUntil(lambda: bool(page.cases.details.letters.view.pdf()))


def state(page: PenaltiesPage) -> str:
    """The state of the case opened, once its list and its details tell of the same one."""
    file, row = page.cases.details.file, page.cases.cases.current()
    is_told = file is not None and row is not None and file.case.version == row.version
    return file.case.state if is_told else ""
