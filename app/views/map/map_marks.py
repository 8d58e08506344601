"""The marks of the map: shape and colour of each state, groups with their number, technicians; drawn once."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from app.i18n import N_
from app.views.appearance import Appearance
from app.views.widgets.canvas import Canvas
from app.views.widgets.marks import TIME_LOOKS, TimeState

STATES: tuple[TimeState | None, ...] = ("late", "warning", "left", "paused", None)
"""States of a job on the map, the worst first; None where nothing was promised."""
WORDS = (N_("Breached"), N_("At risk"), N_("In time"), N_("Clock stopped"), N_("No promise"))
"""What the legend calls them."""
SINGLE, GROUP_HEIGHT, PERSON = 26, 26, 24


class MapMarks:
    """Pictures of marks in one look; made anew when the look changes."""

    def __init__(self, appearance: Appearance, density: float) -> None:
        self._appearance = appearance
        self._density = density
        self._kept: dict[tuple[str, ...], QPixmap] = {}

    def job(self, state: int, *, chosen: bool = False) -> QPixmap:
        """One job."""
        key = ("job", str(state), str(chosen))
        if key not in self._kept:
            pixmap, canvas = self._blank(SINGLE, SINGLE)
            icon, tone = look(state)
            canvas.disc(canvas.box, "accent" if chosen else "line")
            canvas.disc(canvas.box.adjusted(2, 2, -2, -2), f"{tone}_ground")
            canvas.icon(canvas.box.adjusted(4, 4, -4, -4), icon, tone)
            self._keep(key, pixmap, canvas)
        return self._kept[key]

    def group(self, state: int, count: int) -> QPixmap:
        """Several jobs in one place; `state` is that of the one worst off."""
        key = ("group", str(state), str(count))
        if key not in self._kept:
            text = self._appearance.formats.number(count)
            icon, tone = look(state)
            width = 30 + self._appearance.lettering.width(text, 13, weight=700) + 10
            pixmap, canvas = self._blank(width, GROUP_HEIGHT)
            canvas.rounded(canvas.box, GROUP_HEIGHT / 2, fill=f"{tone}_ground", line=tone, width=1.5)
            canvas.icon(canvas.rect(6, 4, 18, 18), icon, tone)
            words = canvas.rect(28, 0, width - 34, GROUP_HEIGHT)
            canvas.text(words, text, weight=700, colour="text", align="center")
            self._keep(key, pixmap, canvas)
        return self._kept[key]

    def technicians(self, count: int) -> QPixmap:
        """A technician where he was last seen, or several there."""
        key = ("technician", str(count))
        if key not in self._kept:
            text = self._appearance.formats.number(count) if count > 1 else ""
            width = PERSON + (self._appearance.lettering.width(text, 12, weight=700) + 8 if text else 0)
            pixmap, canvas = self._blank(width, PERSON)
            canvas.rounded(canvas.box, 7, fill="surface", line="info", width=1.5)
            canvas.icon(canvas.rect(4, 4, 16, 16), "account-hard-hat", "info")
            if text:
                words = canvas.rect(PERSON - 2, 0, width - PERSON - 2, PERSON)
                canvas.text(words, text, px=12, weight=700, align="center")
            self._keep(key, pixmap, canvas)
        return self._kept[key]

    def _blank(self, width: int, height: int) -> tuple[QPixmap, Canvas]:
        pixmap = QPixmap(QSize(round(width * self._density), round(height * self._density)))
        pixmap.setDevicePixelRatio(self._density)
        pixmap.fill(Qt.GlobalColor.transparent)
        return pixmap, Canvas(QPainter(pixmap), QRect(0, 0, width, height), self._appearance)

    def _keep(self, key: tuple[str, ...], pixmap: QPixmap, canvas: Canvas) -> None:
        canvas.painter.end()
        if len(self._kept) > 2000:
            self._kept.clear()
        self._kept[key] = pixmap


def look(state: int) -> tuple[str, str]:
    """Icon and tone of a state."""
    known = STATES[state]
    if known is None:
        return "circle-outline", "idle"
    return TIME_LOOKS[known].icon, TIME_LOOKS[known].tone
