"""The shapes of a day on the sheet, and the legend that names them."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.day_hours import WHOLE_DAY
from app.i18n import N_, _
from app.views.appearance import Appearance
from app.views.calendars.day_account import DayAccount, Ground
from app.views.widgets.canvas import Canvas

SHUT, HOLIDAY, ESTIMATED, CLOSURE, PART, PROPOSED, PERIOD, EXCEPTION = (
    "shut", "holiday", "estimated", "closure", "part", "proposed", "period", "exception",
)  # fmt: skip
MARKS = {
    SHUT: N_("weekly day off"),
    HOLIDAY: N_("official holiday"),
    ESTIMATED: N_("estimated lunar day"),
    CLOSURE: N_("declared closure"),
    PART: N_("part of the day closed"),
    PROPOSED: N_("proposed"),
    PERIOD: N_("other hours"),
    EXCEPTION: N_("this date alone"),
}


def marks_of(account: DayAccount) -> list[str]:
    """The shapes that a day carries, the ground first."""
    marks = []
    if account.holidays:
        marks.append(ESTIMATED if account.is_estimated else HOLIDAY)
    elif account.closures:
        whole = any(row.closed == WHOLE_DAY for row in account.closures)
        marks.append(CLOSURE if whole else PART)
    elif account.is_shut:
        marks.append(SHUT)
    if account.ground is Ground.PERIOD:
        marks.append(PERIOD)
    if account.ground in (Ground.EXCEPTION, Ground.OWN_HOLIDAY):
        marks.append(EXCEPTION)
    if account.proposed:
        marks.append(PROPOSED)
    return marks


def paint_mark(cell: Canvas, account: DayAccount) -> None:
    """The shapes of a day on its cell."""
    for mark in marks_of(account):
        _paint(cell, mark)


def _paint(cell: Canvas, mark: str) -> None:
    box, painter = cell.box, cell.painter
    if mark == SHUT:
        cell.rounded(box, 4, fill="idle_ground")
    elif mark == HOLIDAY:
        cell.rounded(box, 4, fill="crit_ground", line="crit")
    elif mark == ESTIMATED:
        cell.rounded(box, 4, fill="crit_ground")
        _dashed(cell, "crit")
    elif mark == CLOSURE:
        cell.rounded(box, 4, fill="warn_ground", line="warn")
    elif mark == PART:
        cell.rounded(box, 4, fill="warn_ground")
        third = max(3, box.height() // 4)
        painter.fillRect(
            cell.rect(1, box.height() - third, box.width() - 2, third), cell.colour("warn", alpha=150)
        )
    elif mark == PERIOD:
        painter.fillRect(cell.rect(3, box.height() - 2, box.width() - 6, 2), cell.colour("info"))
    elif mark == EXCEPTION:
        cell.disc(cell.rect(box.width() - 6, 2, 4, 4), "info")
    elif mark == PROPOSED:
        _hatched(cell)


def _dashed(cell: Canvas, tone: str) -> None:
    pen = QPen(cell.colour(tone), 1.2)
    pen.setDashPattern([2.0, 2.0])
    cell.painter.setPen(pen)
    cell.painter.setBrush(Qt.BrushStyle.NoBrush)
    cell.painter.drawRoundedRect(QRectF(cell.box).adjusted(0.6, 0.6, -0.6, -0.6), 4, 4)


def _hatched(cell: Canvas) -> None:
    box = QRectF(cell.box)
    with cell.clipped(cell.box, 4):
        cell.painter.setPen(QPen(cell.colour("warn", alpha=150), 1.2))
        step, x = 5.0, box.left() - box.height()
        while x < box.right():
            cell.painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
            x += step
    _dashed(cell, "warn")


@dataclass(frozen=True)
class _Place:
    x: int
    y: int
    width: int


class Legend(QWidget):
    """Every shape with its word, wrapped where there is no room."""

    ROW, CELL = 22, 16

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self._say)
        self._say()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._places(width)[-1].y + self.ROW

    def sizeHint(self) -> QSize:
        return QSize(480, self.heightForWidth(480))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        whole = Canvas(QPainter(self), self.rect(), self._appearance)
        for (mark, word), place in zip(MARKS.items(), self._places(self.width()), strict=True):
            _paint(whole.within(whole.rect(place.x, place.y + 3, self.CELL, self.CELL)), mark)
            area = whole.rect(place.x + self.CELL + 6, place.y, place.width - self.CELL - 6, self.ROW)
            whole.text(area, _(word), px=12, colour="muted")

    def _places(self, width: int) -> list[_Place]:
        places, x, y = [], 0, 0
        for word in MARKS.values():
            needed = self.CELL + 6 + self._appearance.lettering.width(_(word), 12) + 4
            if x and x + needed > width:
                x, y = 0, y + self.ROW
            places.append(_Place(x, y, needed))
            x += needed + 14
        return places

    def _say(self) -> None:
        self.setAccessibleName(_("What the shapes mean"))
        self.setAccessibleDescription(", ".join(_(word) for word in MARKS.values()))
        self.updateGeometry()
        self.update()
