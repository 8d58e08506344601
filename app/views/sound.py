"""The sound of an alarm: one bell for all windows, and a port that says when nothing can be heard."""

import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from app.services.alarms import AlarmRow, FloodRow

SOUNDS = Path(__file__).resolve().parent.parent.parent / "resources" / "sounds"
BREACH, WARNING = "breach", "warning"
REMEMBERED = 20_000
"""Of so many calls for eyes the bell knows that it has rung."""


class SoundPort(Protocol):
    """Where alarms are made heard."""

    def play(self, name: str) -> None:
        """Play a sound without waiting for its end."""
        ...

    def is_available(self) -> bool:
        """Whether anything can be heard at all."""
        ...


class MachineSound:
    """Plays the WAV files of resources/sounds with what the machine has."""

    def __init__(self) -> None:
        self._player = shutil.which("paplay") or shutil.which("aplay")
        self._playing: subprocess.Popen[bytes] | None = None
        self._is_silent = False

    def is_available(self) -> bool:
        """False where there is no player, or the last try found no device."""
        if sys.platform == "win32":
            return True
        if self._playing is not None and self._playing.poll() not in {None, 0}:
            self._is_silent = True
        return self._player is not None and not self._is_silent

    def play(self, name: str) -> None:
        """Play a sound; one that still plays is left to end, so that a flood is one sound."""
        file = SOUNDS / f"{name}.wav"
        if sys.platform == "win32":
            import winsound  # noqa: PLC0415 - exists on Windows alone

            winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_ASYNC)
            return
        if self._player is None or (self._playing is not None and self._playing.poll() is None):
            return
        self._playing = subprocess.Popen(
            [self._player, str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


class AlarmBell(QObject):
    """Rings once for alarms that came together, however many windows heard of them.

    Signals:
        switched: whether it is heard from now on.
        unheard: it should have rung, but this machine has nothing to ring with.
    """

    switched = Signal(bool)
    unheard = Signal()

    def __init__(self, sound: SoundPort) -> None:
        super().__init__()
        self._sound = sound
        self._rung: dict[tuple[object, ...], None] = {}
        self.is_on = True

    @Slot(bool)
    def switch(self, on: bool) -> None:
        """Be heard, or not, from now on."""
        if on != self.is_on:
            self.is_on = on
            self.switched.emit(on)

    def ring(self, fresh: Collection[AlarmRow | FloodRow]) -> None:
        """Ring for those it has not rung for; the gravest decides how it sounds. A flood rings once."""
        new = [row for row in fresh if not self._has_rung(row)]
        for row in fresh:
            self._remember(row)
        if not new or not self.is_on:
            return
        self._sound.play(BREACH if any(is_breach(row) for row in new) else WARNING)
        if not self._sound.is_available():
            self.unheard.emit()

    def _has_rung(self, row: AlarmRow | FloodRow) -> bool:
        return any(cry in self._rung for cry in cries(row))

    def _remember(self, row: AlarmRow | FloodRow) -> None:
        self._rung.update(dict.fromkeys(cries(row)))
        # A program that runs for weeks keeps the newest.
        for cry in list(self._rung)[: max(len(self._rung) - REMEMBERED, 0)]:
            del self._rung[cry]


def is_breach(row: AlarmRow | FloodRow) -> bool:
    """Whether there is a breach among what is announced."""
    return bool(row.breaches) if isinstance(row, FloodRow) else row.kind == BREACH


def cries(row: AlarmRow | FloodRow) -> list[tuple[object, ...]]:
    """What tells one call for eyes from the next of the same alarms."""
    if isinstance(row, FloodRow):
        return [("flood", number) for number in row.alarm_ids]
    return [(row.id, row.announced_at, row.escalated)]
