"""The sound of an alarm: a port to the machine's loudspeaker that says when there is none."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Protocol

SOUNDS = Path(__file__).resolve().parent.parent.parent / "resources" / "sounds"
BREACH, WARNING = "breach", "warning"


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
