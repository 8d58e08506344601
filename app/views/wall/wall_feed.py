"""What the wall knows: the newest answer of the store, and nothing older."""

from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal, Slot

from app.clock import Clock
from app.services.doors import Doors
from app.services.penalties.at_risk import AtRisk, at_risk
from app.services.wall import Wall, wall
from app.views.desk import Desk
from app.views.long_work import LongWork

WATCHED = frozenset({"job", "alarm", "technician", "*"})
EVERY = timedelta(seconds=5)
"""So often it asks even where nothing changed: what is late is late by the clock."""
MONEY_EVERY = timedelta(minutes=2)
"""Reading the month of every contract takes a while."""
STALE_AFTER = timedelta(seconds=10)


class WallFeed(QObject):
    """Asks off the GUI thread, one question at a time, for as long as somebody looks.

    Signals:
        changed: there is a newer answer.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.wall: Wall | None = None
        self.risks: tuple[AtRisk, ...] = ()
        self._asked_at: datetime | None = None
        self._money_at: datetime | None = None
        self._is_waiting = False
        self._is_dirty = False
        self._work: LongWork | None = None
        desk.changed.connect(self._hear)

    def look(self, now: datetime) -> None:
        """Told once a second while somebody looks: ask what is to be asked."""
        if self._is_dirty or self._asked_at is None or not timedelta(0) <= now - self._asked_at < EVERY:
            self._ask(now)
        if self._money_at is None or not timedelta(0) <= now - self._money_at < MONEY_EVERY:
            self._ask_money(now)

    def age(self, now: datetime) -> timedelta:
        """How old the newest answer is; none is as old as can be."""
        return timedelta.max if self.wall is None else max(now - self.wall.at, timedelta(0))

    def is_stale(self, now: datetime) -> bool:
        """Whether the store has been silent for too long."""
        return self.age(now) > STALE_AFTER

    def _ask(self, now: datetime) -> None:
        if self._is_waiting:
            return
        self._is_waiting, self._is_dirty, self._asked_at = True, False, now
        self._desk.ask(wall, self._desk.clock, done=self._take, failed=self._go_without)

    def _ask_money(self, now: datetime) -> None:
        if self._work is not None:
            return
        self._money_at = now
        self._work = self._desk.begin(_risks)
        self._work.done.connect(self._take_money)
        self._work.ended.connect(self._end_money)
        self._work.start()

    @Slot(object)
    def _take(self, answer: Wall) -> None:
        self._is_waiting = False
        self.wall = answer
        self.changed.emit()

    @Slot(object)
    def _go_without(self, _error: object) -> None:
        """The figures grow old, which the wall says by itself."""
        self._is_waiting = False

    @Slot(object)
    def _take_money(self, risks: object) -> None:
        assert isinstance(risks, tuple)
        self.risks = risks
        self.changed.emit()

    @Slot()
    def _end_money(self) -> None:
        self._work = None

    @Slot(object)
    def _hear(self, changes: dict[str, set[int]]) -> None:
        if not WATCHED.isdisjoint(changes):
            self._is_dirty = True


def _risks(doors: Doors, clock: Clock, _work: LongWork) -> tuple[AtRisk, ...]:
    with doors.reading() as session:
        return tuple(at_risk(session, clock))
