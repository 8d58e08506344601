"""The bell that all windows share, and the loudspeaker of this machine."""

import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app.domain.alarm_life import AlarmState, Urgency
from app.services.alarms import AlarmRow
from app.views.sound import BREACH, SOUNDS, WARNING, AlarmBell, MachineSound
from tests.views.test_alarm_panel import FakeSound

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
ALARM = AlarmRow(
    id=1, version=1, job_id=1, code="1", kind="warning", threshold=80, priority="P1",
    urgency=Urgency.MEDIUM, state=AlarmState.RAISED, agreement_kind="SLA",
    metric="resolve", merchant="", merchant_en="", city="", city_en="", technician="", technician_en="",
    raised_at=NOW, found_at=NOW, announced_at=NOW, due_at=NOW, acknowledged_at=None, acknowledged_by="",
    shelved_until=None, shelved_by="", shelved_reason="", cleared_at=None, escalated=0, longest_shelf=60,
    is_recalculated=False,
)  # fmt: skip


def test_two_windows_ring_once_and_the_gravest_decides() -> None:
    sound = FakeSound()
    bell = AlarmBell(sound)
    fresh = (ALARM, replace(ALARM, id=2, kind="breach"))
    bell.ring(fresh)
    bell.ring(fresh)
    bell.ring((replace(ALARM, id=3),))
    assert sound.played == [BREACH, WARNING]


def test_a_silenced_bell_does_not_catch_up() -> None:
    sound = FakeSound()
    bell = AlarmBell(sound)
    switched = QSignalSpy(bell.switched)
    bell.switch(False)
    bell.switch(False)
    bell.ring((ALARM,))
    bell.switch(True)
    bell.ring((ALARM,))
    assert (sound.played, [switched.at(n)[0] for n in range(switched.count())]) == ([], [False, True])


def test_the_sounds_are_shipped() -> None:
    assert all((SOUNDS / f"{name}.wav").read_bytes()[:4] == b"RIFF" for name in (BREACH, WARNING))


@pytest.mark.parametrize(("status", "is_heard"), [(0, True), (1, False)])
def test_a_player_that_fails_is_noticed(
    status: int, is_heard: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    player = tmp_path / "aplay"
    player.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path / "played"}\nexit {status}\n', "utf-8")
    player.chmod(player.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    sound = MachineSound()
    sound._player = str(player)  # noqa: SLF001 - whatever player this machine has
    sound.play(BREACH)
    assert sound._playing is not None  # noqa: SLF001
    sound._playing.wait()  # noqa: SLF001
    assert (tmp_path / "played").read_text("utf-8").strip().endswith("breach.wav")
    assert sound.is_available() is is_heard


def test_a_machine_without_a_player_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sound = MachineSound()
    sound.play(BREACH)
    assert not sound.is_available()
