"""Who else has a job open: this window says what it has open, and hears the same of the others."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.i18n import _
from app.services.presence import BEAT, Holder, hold, holders, leave
from app.views.board.held_by import HeldBy
from app.views.desk import Desk
from app.views.widgets.labels import FIRST_STRONG_ISOLATE, POP_ISOLATE

SETTLE_MS = 500
"""Whoever only walks past a job does not hold it."""

Held = Mapping[int, tuple[Holder, ...]]
"""Other windows by the job they have open."""


class PresenceWatch(QObject):
    """One window's part in it.

    Signals:
        changed: another window opened, left or began to change a job; `held()` says which.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._holder = uuid4().hex
        self._job_id: int | None = None
        self._is_editing = False
        self._is_told = False
        self._others: list[Holder] = []
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.setObjectName("presence-settling")
        self._settling.timeout.connect(self._say)
        self._beating = QTimer(self, interval=int(BEAT.total_seconds() * 1000))
        self._beating.setObjectName("presence-beating")
        self._beating.timeout.connect(self._say)
        desk.changed.connect(self._hear)

    def held(self) -> Held:
        """Other windows by the job they have open."""
        found: dict[int, tuple[Holder, ...]] = {}
        for each in self._others:
            found[each.job_id] = (*found.get(each.job_id, ()), each)
        return found

    def open(self, job_id: int) -> None:
        """This window has a job open."""
        if job_id != self._job_id:
            self._job_id, self._is_editing = job_id, False
            self._settling.start()

    def edit(self, job_id: int | None) -> None:
        """A form about a job is open; None: no longer."""
        if job_id is not None:
            self._job_id = job_id
        self._is_editing = job_id is not None
        self._settling.stop()
        self._say()

    def leave(self) -> None:
        """This window has nothing open."""
        self._job_id, self._is_editing = None, False
        self._settling.stop()
        self._beating.stop()
        if self._is_told and self._desk.is_open:
            self._is_told = False
            self._desk.do(leave, self._holder, failed=_forget)

    def refresh(self) -> None:
        """Ask who holds what."""
        self._desk.ask(holders, self._desk.clock, done=self._show, failed=_forget)

    def show_time(self, now: datetime) -> None:
        """Ask again where a window may have fallen silent: that makes no news."""
        if any(each.expires_at <= now for each in self._others):
            self._others = [each for each in self._others if each.expires_at > now]
            self.refresh()

    @Slot()
    def _say(self) -> None:
        if self._job_id is None or not self._desk.is_open:
            return
        self._is_told = True
        self._beating.start()
        self._desk.do(
            hold,
            self._holder,
            self._job_id,
            by=self._desk.user,
            is_editing=self._is_editing,
            failed=_forget,
        )

    @Slot(object)
    def _hear(self, changes: dict[str, set[int]]) -> None:
        if "presence" in changes or "*" in changes:
            self.refresh()

    def _show(self, found: list[Holder]) -> None:
        others = [each for each in found if each.holder != self._holder]
        before = [(each.holder, each.job_id, each.is_editing) for each in self._others]
        self._others = others
        if before != [(each.holder, each.job_id, each.is_editing) for each in others]:
            self.changed.emit()


def said_holders(others: tuple[Holder, ...]) -> str:
    """Who has a job open, and who changes it, in words."""
    said = [(_("{name} is changing it") if each.is_editing else _("{name} has it open")) for each in others]
    # A Latin login must not turn a Persian sentence round.
    logins = [f"{FIRST_STRONG_ISOLATE}{each.by}{POP_ISOLATE}" for each in others]
    names = [text.format(name=login) for text, login in zip(said, logins, strict=True)]
    return " · ".join(dict.fromkeys(names))


def held_by(others: tuple[Holder, ...]) -> HeldBy:
    """The same for a row of the board: names alone, and whether somebody changes it."""
    names = _(", ").join(dict.fromkeys(each.by for each in others))
    return HeldBy(names, said_holders(others), any(each.is_editing for each in others))


def _forget(_refusal: object) -> None:
    """A badge that cannot be told now is told with the next beat."""
