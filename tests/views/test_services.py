"""The page of the background services, its dialogs, and the tray."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.null import Keyring as NoPasswords
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.background import ScheduledWork, WorkRun
from app.services.background.leading import campaign, candidate
from app.services.background.runs import take_up
from app.services.channels.configured import WEBHOOK, MailSettings, WebhookSettings, channels
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.services.channels_dialog import ChannelsDialog
from app.views.services.services_page import ServicesPage
from app.views.services.work_form import WorkForm
from app.views.tray import AlarmTray
from tests.http_server import HttpServer
from tests.views.small_region import found, opened_desk
from tests.views.test_pages import clipped


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk on the small region, on a machine that keeps no passwords."""
    before = keyring.get_keyring()
    keyring.set_keyring(NoPasswords())
    with opened_desk(tmp_path, found) as opened:
        yield opened
    keyring.set_keyring(before)


@pytest.fixture
def page(desk: Desk, appearance: Appearance, qtbot: QtBot) -> ServicesPage:
    """The page as it stands when it is first shown."""
    made = ServicesPage(desk, appearance)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    qtbot.waitUntil(lambda: made.found is not None and desk.is_idle())
    return made


def kept(desk: Desk, table):
    with desk._doors.reading() as session:  # noqa: SLF001 - what the store has now
        return session.scalars(select(table)).all()


def choose(page: ServicesPage, name: str) -> None:
    page.works.choose(name)


def test_nobody_leads_and_then_somebody_does(page: ServicesPage, desk: Desk, qtbot: QtBot) -> None:
    fa = page.appearance.is_rtl
    assert page.lead.text().startswith("هیچ میزی پیشرو نیست" if fa else "Nobody leads")
    with desk._doors.writing() as session:  # noqa: SLF001 - as another program would
        campaign(session, desk.clock, candidate("services", "server"))
    page.refresh(None)
    qtbot.waitUntil(lambda: "server" in page.lead.text())
    assert ("خدمات بدون پنجره" if fa else "the services without a window") in page.lead.text()
    assert ("سینی" if fa else "no tray") in page.numbers.text()
    assert clipped(page) == []


def test_a_run_is_asked_for_seen_and_cancelled(page: ServicesPage, desk: Desk, qtbot: QtBot) -> None:
    choose(page, "backup")
    assert (page.run_button.isEnabled(), page.cancel_button.isEnabled()) == (True, False)
    told = QSignalSpy(page.told)
    page.run_button.click()
    qtbot.waitUntil(page.cancel_button.isEnabled)
    assert (told.count(), page.run_button.isEnabled()) == (1, False)
    ((name, state),) = [(run.name, run.state) for run in kept(desk, WorkRun)]
    assert (name, state) == ("backup", "queued")
    with desk._doors.writing() as session:  # noqa: SLF001 - as the leader would
        assert take_up(session, desk.clock, "a") is not None
    page.cancel_button.click()
    qtbot.waitUntil(lambda: told.count() == 2)
    assert [run.is_cancelled for run in kept(desk, WorkRun)] == [True]


def test_a_work_is_switched_and_its_time_changed(page: ServicesPage, desk: Desk, qtbot: QtBot) -> None:
    choose(page, "month-end")
    page.switch_button.click()
    qtbot.waitUntil(lambda: not page.works.current().plan.is_enabled)
    page.change_plan()
    form = page.form
    assert isinstance(form, WorkForm)
    form.time.setText("25:00")
    form.accept()
    assert form.wrong()
    form.time.setText("۰۶:۳۰")
    form.accept()
    qtbot.waitUntil(lambda: page.form is None)
    ((minute, is_enabled),) = [(row.minute, row.is_enabled) for row in kept(desk, ScheduledWork)]
    assert (minute, is_enabled) == (390, False)


def test_addresses_that_are_none_are_refused_in_the_form(
    page: ServicesPage, desk: Desk, qtbot: QtBot
) -> None:
    choose(page, "reports")
    page.change_plan()
    form = page.form
    assert isinstance(form, WorkForm)
    form.details.setText("nobody")
    form.accept()
    qtbot.waitUntil(lambda: bool(form.wrong()))
    assert (form.accept_button.isEnabled(), kept(desk, ScheduledWork)) == (True, [])
    form.reject()


def opened(page: ServicesPage, desk: Desk, qtbot: QtBot) -> ChannelsDialog:
    page.set_channels()
    dialog = page.form
    assert isinstance(dialog, ChannelsDialog)
    qtbot.waitUntil(desk.is_idle)
    return dialog


def test_channels_are_set_and_a_key_store_that_is_none_is_said(
    page: ServicesPage, desk: Desk, qtbot: QtBot
) -> None:
    dialog = opened(page, desk, qtbot)
    assert clipped(dialog) == []
    dialog.host.setText("mail.example.ir")
    dialog.from_whom.setText("nobody")
    dialog.accept()
    qtbot.waitUntil(lambda: bool(dialog.wrong()))
    dialog.from_whom.setText("room@example.ir")
    dialog.url.setText("https://hooks.example.ir/pos")
    dialog.accept()
    qtbot.waitUntil(lambda: page.form is None)
    with desk._doors.reading() as session:  # noqa: SLF001 - what the store has now
        now = channels(session)
    assert now.mail == MailSettings(host="mail.example.ir", sender="room@example.ir")
    assert now.webhook == WebhookSettings(url="https://hooks.example.ir/pos")


def test_a_test_shows_the_answer_and_saves_nothing(page: ServicesPage, desk: Desk, qtbot: QtBot) -> None:
    server = HttpServer()
    dialog = opened(page, desk, qtbot)
    dialog.url.setText(server.url)
    dialog.secrets[WEBHOOK].setText("s3cret")
    dialog.webhook_test.click()
    qtbot.waitUntil(lambda: 'HTTP 200 {"id": 77}' in dialog.told.text())
    server.answers.append(500)
    dialog.webhook_test.click()
    qtbot.waitUntil(lambda: "HTTP 500" in dialog.wrong())
    server.close()
    dialog.mail_test.click()
    assert dialog.wrong()
    dialog.reject()
    with desk._doors.reading() as session:  # noqa: SLF001 - what the store has now
        assert channels(session).webhook == WebhookSettings()


def test_where_there_is_no_tray_alarms_are_said_elsewhere(persian: Appearance, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    tray = AlarmTray(persian, parent)
    assert not tray.is_available()
    assert tray.announce(()) == ""
