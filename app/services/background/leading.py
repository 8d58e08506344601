"""Which program does the timed work of a store: a lease that is renewed while it lives, with an epoch.

Nothing that is done rests on there being one leader alone: every piece of timed work may run twice
(docs/services.md). The lease saves the waste, and says whom to look at.
"""

import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import PoshtibanError
from app.models.background import Leader
from app.models.store import Store
from app.models.writers import take_turn
from app.services.presence import store_time

TTL = timedelta(seconds=6)
"""A leader that was not heard for so long has lost the lead."""
BEAT_SECONDS = 1.0
ONLY = 1
"""Id of the single row."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program that can lead."""

    program: str
    """window or services."""
    login: str
    holder: str
    machine: str
    pid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderRow:
    """Who leads, and how long ago it was heard."""

    program: str
    login: str
    machine: str
    pid: int
    epoch: int
    since: datetime
    holder: str
    is_alive: bool
    heard_seconds: float


def candidate(program: str, login: str) -> Candidate:
    """This program."""
    return Candidate(program, login, uuid4().hex, _machine(), os.getpid())


def campaign(session: Session, clock: Clock, me: Candidate, *, over: int | None = None) -> int | None:
    """Take the lead where nobody has it; returns the new epoch, None where somebody leads.

    over: an epoch whose holder is known to have gone, however lately it was heard.
    """
    take_turn(session, "leader")
    now = store_time(session, clock)
    row = session.get(Leader, ONLY, with_for_update=True)
    if row is None:
        row = Leader(id=ONLY, epoch=0, holder="")
        session.add(row)
    elif row.holder and row.epoch != over and abs(now - row.beat_at) <= TTL:
        return None
    row.epoch += 1
    row.holder, row.program, row.login = me.holder, me.program, me.login
    row.machine, row.pid = me.machine, me.pid
    row.since = row.beat_at = now
    return row.epoch


def beat(session: Session, clock: Clock, me: Candidate, epoch: int) -> bool:
    """Say that the leader lives, which is no news to anybody; False: it leads no more."""
    mine = (Leader.id == ONLY, Leader.epoch == epoch, Leader.holder == me.holder)
    found = session.execute(
        update(Leader).where(*mine).values(beat_at=store_time(session, clock)).returning(Leader.id),
        execution_options={"announced": True, "synchronize_session": False},
    )
    return found.first() is not None


def give_back(session: Session, me: Candidate) -> None:
    """Leave the lead to whoever wants it, at once."""
    row = session.get(Leader, ONLY, with_for_update=True)
    if row is not None and row.holder == me.holder:
        row.holder = ""


def leader(session: Session, clock: Clock) -> LeaderRow | None:
    """Who leads, or led last; None where nobody ever did."""
    row = session.get(Leader, ONLY)
    if row is None:
        return None
    age = store_time(session, clock) - row.beat_at
    return LeaderRow(
        program=row.program,
        login=row.login,
        machine=row.machine.partition(" ")[0],
        pid=row.pid,
        epoch=row.epoch,
        since=row.since,
        holder=row.holder,
        is_alive=bool(row.holder) and abs(age) <= TTL,
        heard_seconds=max(age.total_seconds(), 0.0),
    )


class Leading:
    """Wants the lead of a store until it is stopped, and says when it has it and when no more.

    gained and lost are called in its own thread, and lost before another program can have the lead for
    longer than it takes to end a piece of work.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        me: Candidate,
        *,
        gained: Callable[[], None],
        lost: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._me = me
        self._gained = gained
        self._lost = lost
        self._failed = failed
        self._epoch: int | None = None
        self._heard_at = 0.0
        self._seen: tuple[int, datetime] | None = None
        self._seen_at = 0.0
        self._stopping = Event()
        self._thread = Thread(target=self._work, name="leading")

    def start(self) -> None:
        """Begin to want it."""
        self._thread.start()

    def stop(self) -> None:
        """End; the lead is given back."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while True:
            try:
                self._step()
            except PoshtibanError:
                # The store is away: whoever leads has to be heard in time, or stops.
                pass
            except Exception as failure:  # noqa: BLE001 - told, and tried again
                self._failed(failure)
            if (
                self._epoch is not None
                and self._clock.monotonic() - self._heard_at > 0.8 * TTL.total_seconds()
            ):
                self._step_down()
            if self._stopping.wait(BEAT_SECONDS):
                break
        if self._epoch is not None:
            self._step_down()
            with suppress(PoshtibanError), self._store.writing() as session:
                give_back(session, self._me)

    def _step(self) -> None:
        if self._epoch is None:
            self._try()
            return
        with self._store.writing() as session:
            is_mine = beat(session, self._clock, self._me, self._epoch)
            # Whatever the store was waited for, nobody hears the beat before it is committed.
            heard_at = self._clock.monotonic()
        if is_mine:
            self._heard_at = heard_at
        else:
            self._step_down()

    def _try(self) -> None:
        with self._store.reading() as session:
            row = session.get(Leader, ONLY)
            over = self._gone(session, row)
        if row is not None and row.holder and over is None:
            return
        with self._store.writing() as session:
            epoch = campaign(session, self._clock, self._me, over=over)
            heard_at = self._clock.monotonic()
        if epoch is not None:
            self._epoch, self._heard_at = epoch, heard_at
            try:
                self._gained()
            except BaseException:
                # Whoever cannot do the work must not keep others from it.
                self._step_down()
                with suppress(PoshtibanError), self._store.writing() as session:
                    give_back(session, self._me)
                raise

    def _gone(self, session: Session, row: Leader | None) -> int | None:
        """The epoch of a leader that is known to have gone.

        Its beats are watched on this machine's own seconds: a clock that jumps makes nobody lead.
        """
        if row is None or not row.holder:
            return None
        if row.holder == self._me.holder:
            return row.epoch  # it has stepped down, and need not wait for itself
        now = self._clock.monotonic()
        is_new = self._seen is None
        if self._seen != (row.epoch, row.beat_at):
            self._seen, self._seen_at = (row.epoch, row.beat_at), now
        is_silent = now - self._seen_at > TTL.total_seconds()
        was_silent = is_new and abs(store_time(session, self._clock) - row.beat_at) > TTL
        is_dead = row.machine == self._me.machine and not _runs(row.pid)
        return row.epoch if is_silent or was_silent or is_dead else None

    def _step_down(self) -> None:
        self._epoch = None
        self._seen = None
        self._lost()


def _machine() -> str:
    """What tells machines apart on which a process number means something else."""
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return " ".join(parts)


def _runs(pid: int) -> bool:
    """Whether a process of this machine runs; True where that cannot be asked without harm."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
