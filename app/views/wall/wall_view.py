"""The wall itself: painted whole once a second from the newest answer, driven by the clock alone."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.wall.job_columns import HEADING, ROW, paint_jobs
from app.views.wall.turning_panels import TurningPanels
from app.views.wall.wall_brush import GAP, MARGIN, WallBrush
from app.views.wall.wall_feed import WallFeed
from app.views.wall.wall_head import paint_head, paint_hint

HEAD_HEIGHT, FOOT_HEIGHT = 122, 332
FEWEST_ROWS = 2
"""Where no more are needed, the panels at the foot take the room."""
HINT_SECONDS = 8


class WallView(QWidget):
    """Breaches, the next half hour, and the panels that take turns; nothing of it needs a mouse."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._panels = TurningPanels()
        self.feed = WallFeed(desk, self)
        self.now = self._hint_until = desk.clock.now()
        self._hint = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.feed.changed.connect(self._repaint)
        appearance.changed.connect(self._repaint)
        self._repaint()

    @Slot(object)
    def show_time(self, now: datetime) -> None:
        """A second has passed."""
        self.now = now
        if self.isVisible():
            self.feed.look(now)
            self._repaint()

    def show_hint(self, text: str) -> None:
        """Say for some seconds what the keys do."""
        self._hint, self._hint_until = text, self.now + timedelta(seconds=HINT_SECONDS)
        self.update()

    @Slot()
    def _repaint(self) -> None:
        self.setAccessibleName(_("Live wall"))
        self.setAccessibleDescription(self._summary())
        self.update()

    def _summary(self) -> str:
        wall, formats = self.feed.wall, self._appearance.formats
        if wall is None:
            return ""
        return _("{breached} breached, {soon} due in 30 minutes, {open} open calls").format(
            breached=formats.number(wall.breached),
            soon=formats.number(wall.due_soon),
            open=formats.number(wall.open_calls),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        brush = WallBrush(painter, self.rect(), self._appearance)
        now, wall = self.now, self.feed.wall
        is_stale = wall is not None and self.feed.is_stale(now)
        ago = self._appearance.formats.ago(int(self.feed.age(now).total_seconds())) if is_stale else ""
        width = brush.width - 2 * MARGIN
        paint_head(brush, brush.rect(MARGIN, 18, width, HEAD_HEIGHT), wall, now=now, stale_for=ago)
        if wall is not None:
            top = 18 + HEAD_HEIGHT + 8
            lists = brush.height - top - FOOT_HEIGHT - MARGIN - GAP // 2
            most = max((lists - HEADING) // ROW, 1)
            rows = min(most, max(len(wall.breaches), len(wall.soon), FEWEST_ROWS))
            area = brush.rect(MARGIN, top, width, HEADING + rows * ROW)
            paint_jobs(brush, area, wall, now=now, is_stale=is_stale)
            height = FOOT_HEIGHT + (most - rows) * ROW
            foot = brush.rect(MARGIN, brush.height - MARGIN - height, width, height)
            self._panels.paint(brush, foot, self.feed, now)
        if self._hint and now < self._hint_until:
            paint_hint(brush, self._hint)
        painter.end()
