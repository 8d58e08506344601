"""The clocks of one job in the panel: those that run or stand, and those that are settled."""

from datetime import datetime

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.evaluations import PromiseKey
from app.i18n import _
from app.services.board import ClockRow
from app.services.code_words import CLOCK_STATES, METRICS, worded
from app.services.proofs.on_the_clock import PromiseNow
from app.views.appearance import Appearance
from app.views.board.board_clock import NEAR
from app.views.formats import Formats
from app.views.plain_words import countdown, left_word
from app.views.widgets.canvas import Canvas
from app.views.widgets.labels import IconLabel, label, set_mark
from app.views.widgets.marks import TimeState, paint_time_left
from app.views.wording import target_in_words

_LINE = 19
_APART = 120
"""Seconds from which on two amounts of lateness are two things to say."""
OUTCOMES = {
    "met": ("check-circle", "ok"),
    "missed": ("alert-octagon", "crit"),
    "excused": ("shield-check-outline", "idle"),
    "cancelled": ("cancel", "idle"),
}


class ClockLine(QWidget):
    """One promise: whose, what, until when, and what is left of it."""

    def __init__(
        self, appearance: Appearance, clock: ClockRow, promise: PromiseNow | None, now: datetime
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._clock = clock
        self._promise = promise
        self._now = now
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()

    @property
    def key(self) -> PromiseKey:
        """Which promise of the job it shows."""
        return self._clock.agreement, self._clock.metric, self._clock.sequence

    def show_promise(self, promise: PromiseNow | None) -> None:
        """Show what the promise does now."""
        self._promise = promise
        self._say()
        self.update()

    def show_time(self, now: datetime) -> None:
        """Show what is left at `now`."""
        self._now = now
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 78 + (_LINE if self._counted() else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        canvas = Canvas(painter, self.rect(), self._appearance)
        width = self.width()
        title = promised(self._clock, self._promise, self._appearance.formats)
        canvas.text(canvas.rect(0, 0, width, 20), title, px=12, weight=600)
        canvas.text(canvas.rect(0, 19, width, 19), self._due(), px=12, colour="muted")
        self._paint_time(canvas, canvas.rect(0, 40, width, 36))
        counted = self._counted()
        if counted:
            canvas.text(canvas.rect(0, 77, width, _LINE), counted, px=12, colour="muted")
        painter.end()

    def _say(self) -> None:
        title = promised(self._clock, self._promise, self._appearance.formats)
        self.setAccessibleName(" ".join(filter(None, (title, self._due(), self._counted()))))
        self.updateGeometry()

    def _due(self) -> str:
        formats = self._appearance.formats
        would_be = self._promise.resumed_due_at if self._promise is not None else None
        if self._clock.state == "paused" and would_be is not None:
            return _("if resumed now, due {at}").format(at=formats.date_time(would_be))
        if self._clock.due_at is None:
            return _("no due time while on hold")
        return _("due {at}").format(at=formats.date_time(self._clock.due_at))

    def _counted(self) -> str:
        """How late it is by the contract, where that is not the time that has passed since."""
        state, seconds = _state_of(self._clock, self._now)
        late = self._promise.late_seconds if self._promise is not None else seconds
        if state != "late" or abs(seconds - late) < _APART:
            return ""
        return _counted_late(late, self._appearance.formats)

    def _paint_time(self, canvas: Canvas, box: QRect) -> None:
        clock = self._clock
        state, seconds = _state_of(clock, self._now)
        word = _("left, on hold") if state == "paused" else left_word(state)
        used = clock.limit_seconds - seconds if state in {"left", "warning"} else clock.used_seconds
        fraction = min(max(used / clock.limit_seconds, 0.0), 1.0) if clock.limit_seconds else 1.0
        shown = countdown(seconds, state, self._appearance.formats)
        paint_time_left(canvas, box, state, text=shown, word=word, fraction=fraction, compact=True)


def settled_line(appearance: Appearance, clock: ClockRow, promise: PromiseNow | None) -> QWidget:
    """A clock that has stopped, in one calm line."""
    formats = appearance.formats
    look = OUTCOMES.get(clock.state, OUTCOMES["cancelled"])
    said = worded(CLOCK_STATES, clock.state)
    counted = ""
    if clock.state == "missed":
        passed = _passed(clock)
        said += " · " + _("{time} late").format(time=countdown(passed, "late", formats))
        if abs(passed - clock.overrun_seconds) >= _APART:
            counted = _counted_late(clock.overrun_seconds, formats)
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(IconLabel(appearance, look[0], tone=look[1], size=16))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(label("", promised(clock, promise, formats), wraps=True))
    if counted:
        words.addWidget(label("muted", counted, wraps=True))
    row.addLayout(words, 1)
    word = label("muted", said)
    if look[1] == "crit":
        set_mark(word, "tone", "crit")
    row.addWidget(word)
    return box


def promised(clock: ClockRow, promise: PromiseNow | None, formats: Formats) -> str:
    """What a clock measures and its target: "Resolve · 4 working hours"."""
    is_working = promise is not None and promise.is_working
    target = target_in_words(clock.target, clock.unit, formats, is_working=is_working)
    return f"{worded(METRICS, clock.metric)} · {target}"


def _passed(clock: ClockRow) -> int:
    """Seconds from its due instant to its end, whatever counted of them."""
    if clock.due_at is None or clock.stopped_at is None:
        return clock.overrun_seconds
    return int((clock.stopped_at - clock.due_at).total_seconds())


def _counted_late(seconds: int, formats: Formats) -> str:
    return _("{time} of it by the contract’s count").format(time=countdown(seconds, "paused", formats))


def is_finished(clock: ClockRow) -> bool:
    """Whether nothing more can come of it."""
    return clock.stopped_at is not None or clock.state not in {"running", "paused", "missed"}


def _state_of(clock: ClockRow, now: datetime) -> tuple[TimeState, int]:
    if clock.state == "paused" or clock.due_at is None:
        return "paused", max(clock.limit_seconds - clock.used_seconds, 0)
    left = int((clock.due_at - now).total_seconds())
    if left < 0:
        return "late", -left
    return ("warning" if left < NEAR.total_seconds() else "left"), left
