"""A desk on a store with the shipped sample agreements, and the page on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.clock import TurnedClock
from app.services.agreements.taking_in import record_agreement
from app.views.agreements.agreements_page import AgreementsPage
from app.views.appearance import Appearance
from app.views.desk import Desk
from tests.views.small_region import NOW, opened_desk

AGREEMENTS = Path(__file__).resolve().parents[3] / "data" / "agreements"
CONTRACTS = ("uc-gazbon", "uc-kajban")
SUPPORTED = ("sla-psp", "ola-control-room")
"""What the contracts support: checking one against the other takes a second."""


def record_contracts(session: Session) -> None:
    """Approve two sample contracts in a store that measures nothing yet."""
    _record(session, CONTRACTS)


def record_supported(session: Session) -> None:
    """Approve what the contracts support."""
    _record(session, SUPPORTED)


def _record(session: Session, names: tuple[str, ...]) -> None:
    for name in names:
        file = AGREEMENTS / f"{name}.toml"
        record_agreement(session, TurnedClock(NOW), file.read_text("utf-8"), file=file.name, by="Founder")


def shown(qtbot: QtBot, page: AgreementsPage, size: tuple[int, int] = (1282, 666)) -> AgreementsPage:
    """The page, once it shows an agreement."""
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    qtbot.waitExposed(page)
    qtbot.waitUntil(lambda: page.details.version() is not None)
    return page


def opened_on(page: AgreementsPage, qtbot: QtBot, code: str) -> None:
    """Choose an agreement and wait until its details stand."""
    page.agreements.choose(code)
    qtbot.waitUntil(lambda: page.details.tabs["targets"].agreement.code == code)


@pytest.fixture
def desk(tmp_path: Path, persian: Appearance) -> Iterator[Desk]:
    with opened_desk(tmp_path, record_contracts) as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, persian: Appearance) -> AgreementsPage:
    return shown(qtbot, AgreementsPage(desk, persian))
