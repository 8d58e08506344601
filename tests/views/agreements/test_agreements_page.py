"""The agreements page: the list, the head of one agreement, and every tab drawn whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.domain.persian import isolate
from app.views.agreements.agreements_page import AgreementsPage
from app.views.appearance import Appearance
from tests.views.agreements.conftest import opened_on, record_contracts, record_supported, shown
from tests.views.small_region import opened_desk
from tests.views.test_pages import clipped


@pytest.fixture
def whole_page(qtbot: QtBot, tmp_path: Path, persian: Appearance) -> Iterator[AgreementsPage]:
    """The page on contracts and what they support."""
    with opened_desk(tmp_path, record_contracts, record_supported) as desk:
        page = shown(qtbot, AgreementsPage(desk, persian))
        yield page
        page.close()


def test_the_list_says_kind_version_and_state(whole_page: AgreementsPage) -> None:
    page = whole_page
    assert [row.code for row in page.agreements.rows()] == [
        "OLA-CONTROL-ROOM", "SLA-PSP", "UC-GAZBON", "UC-KAJBAN",
    ]  # fmt: skip
    cells = [page.agreements.row_model().cell(3, column) for column in range(3)]
    assert [cell.text for cell in cells] == ["UC", "قرارداد پشتیبانی غرب تهران", "تأییدشده"]
    assert cells[1].sub == f"{isolate('UC-KAJBAN')} · نسخهٔ ۱ از {isolate('۱۴۰۳/۰۱/۰۱')}"


def test_the_kind_narrows_the_list(whole_page: AgreementsPage, qtbot: QtBot) -> None:
    page = whole_page
    page.kinds.button("SLA").click()
    assert [row.code for row in page.agreements.rows()] == ["SLA-PSP"]
    qtbot.waitUntil(lambda: page.details.tabs["targets"].agreement.code == "SLA-PSP")


def test_an_approved_version_is_read_only_and_says_so(page: AgreementsPage, qtbot: QtBot) -> None:
    opened_on(page, qtbot, "UC-KAJBAN")
    assert not page.details.is_editable()
    assert page.details.badge.text().endswith("تأییدشده · فقط خواندنی")
    targets = page.details.tabs["targets"]
    assert not targets.change_button.isVisible()
    targets.cards[0].matrix.choose(("P1", "A"))
    targets.change_cells()
    assert targets.form is None


@pytest.mark.parametrize("size", [(1282, 666), (1836, 978)], ids=["narrow", "wide"])
def test_every_tab_is_drawn_whole(
    qtbot: QtBot, tmp_path: Path, appearance: Appearance, size: tuple[int, int]
) -> None:
    with opened_desk(tmp_path, record_contracts) as desk:
        page = shown(qtbot, AgreementsPage(desk, appearance), size)
        opened_on(page, qtbot, "UC-KAJBAN")
        for key in page.details.tabs:
            page.details.show_tab(key)
            qtbot.waitUntil(lambda: desk.is_idle() and clipped(page) == [])
            assert (page.width(), page.height()) == size
            assert not page.grab().isNull()
            assert appearance.lettering.cut() == set()
        qtbot.waitUntil(lambda: ")" in page.details.bar.tabText(list(page.details.tabs).index("findings")))
        reachable = [one for one in page.findChildren(QAbstractButton) if one.isVisible()]
        assert [one for one in reachable if not (one.accessibleName() or one.text())] == []
