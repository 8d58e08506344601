"""Small painted marks of rows and cells: pills, initials, counts and the time left."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from app.views.theme import AVATAR_COLOURS, AVATAR_TEXT
from app.views.widgets.canvas import Align, Canvas

TimeState = Literal["late", "warning", "left", "paused", "met"]
Pattern = Literal["hatched", "solid", "dotted", "full"]
MOST_PICTURES = 1_000
"""So many shapes and bars are kept as they were painted."""


@dataclass(frozen=True)
class TimeLook:
    """How a state of a clock differs: shape, tone and bar pattern; its word comes from the caller."""

    icon: str
    tone: str
    pattern: Pattern


TIME_LOOKS: dict[TimeState, TimeLook] = {
    "late": TimeLook("alert-octagon", "crit", "hatched"),
    "warning": TimeLook("alert", "warn", "solid"),
    "left": TimeLook("clock-outline", "idle", "solid"),
    "paused": TimeLook("pause-circle", "idle", "dotted"),
    "met": TimeLook("check-circle", "ok", "full"),
}


def paint_pill(
    canvas: Canvas,
    rect: QRect,
    text: str,
    *,
    tone: str = "idle",
    icon: str = "",
    outlined: bool = False,
    align: Align = "start",
) -> QRect:
    """A rounded word, as wide as it needs inside `rect`; the rect it took."""
    height = min(26, rect.height())
    lead = 28 if icon else 12
    width = min(canvas.width(text, 12, weight=600) + lead + 13, rect.width())
    spare = rect.width() - width
    offset = {"start": 0, "end": spare, "center": spare // 2}[align]
    pill = canvas.within(rect).rect(offset, (rect.height() - height) // 2, width, height)
    word = "text" if tone == "idle" and not outlined else tone
    _paint_shape(
        canvas, pill, height / 2, fill="" if outlined else f"{tone}_ground", line=tone if outlined else ""
    )
    inner = canvas.within(pill)
    if icon:
        inner.icon(inner.rect(9, (height - 16) // 2, 16, 16), icon, tone)
    inner.text(inner.rect(lead, 0, width - lead - 11, height), text, px=12, weight=600, colour=word)
    return pill


def paint_avatar(canvas: Canvas, rect: QRect, name: str, *, seed: int) -> None:
    """A disc with the initials of `name`, its colour by `seed`."""
    _paint_shape(canvas, rect, rect.height() / 2, fill=AVATAR_COLOURS[seed % len(AVATAR_COLOURS)])
    # Joined Persian initials would read as a word, so one letter stands for the name.
    shown = initials(name)
    px = max(10, rect.height() * (13 if len(shown) == 1 else 11) // 28)
    canvas.text(rect, shown, px=px, colour=AVATAR_TEXT, weight=700, align="center")


def initials(name: str) -> str:
    """One letter of a Persian name, up to two of a Latin one."""
    words = name.split()
    if not words:
        return "?"
    latin = words[0][0].isascii()
    return "".join(word[0].upper() for word in words[:2]) if latin else words[0][0]


def paint_count(canvas: Canvas, rect: QRect, text: str, *, tone: str = "crit") -> None:
    """A filled badge with a number."""
    canvas.rounded(rect, rect.height() / 2, fill=tone)
    word = "on_crit" if tone == "crit" else "surface"
    canvas.text(rect, text, px=10, weight=700, colour=word, align="center")


def paint_square(canvas: Canvas, rect: QRect, text: str, *, tone: str) -> None:
    """A short rank on a quiet square of its tone."""
    _paint_shape(canvas, rect, 6, fill=f"{tone}_ground")
    canvas.text(rect, text, px=13, weight=700, colour=tone, align="center")


def paint_time_left(
    canvas: Canvas,
    rect: QRect,
    state: TimeState,
    *,
    text: str,
    word: str,
    fraction: float,
    compact: bool = False,
) -> None:
    """A clock: shape, time, word and a bar of `fraction` used, each telling the state by itself."""
    look = TIME_LOOKS[state]
    box = canvas.within(rect)
    bar_height = 4 if compact else 6
    line = 24 if rect.height() >= 34 else max(18, rect.height() - bar_height - 2)
    gap = 2 if compact else 5
    top = max(0, (rect.height() - line - gap - bar_height) // 2)
    width = rect.width()
    words = canvas.within(box.rect(0, top, width, line))
    words.icon(words.rect(0, (line - 18) // 2, 18, 18), look.icon, look.tone)
    _paint_words(words.within(words.rect(24, 0, width - 24, line)), look, text=text, word=word)
    bar = box.rect(0, top + line + gap, width, bar_height)
    _paint_bar(canvas.within(bar), look, fraction)


def _paint_words(canvas: Canvas, look: TimeLook, *, text: str, word: str) -> None:
    """The time first; the word takes what room is left, at the end side. A long time makes room for it."""
    width, height = canvas.box.width(), canvas.box.height()
    room = width - canvas.width(word, 12, weight=600) - 8
    px = 15 if canvas.width(text, 15, weight=700, tabular=True) + 2 <= room else 13
    needed = min(canvas.width(text, px, weight=700, tabular=True) + 2, width)
    canvas.text(canvas.rect(0, 0, needed, height), text, px=px, colour=look.tone, weight=700, tabular=True)
    rest = canvas.rect(needed + 6, 0, width - needed - 6, height)
    if rest.width() > 0:
        canvas.text(rest, word, px=12, colour=look.tone, weight=600, align="end")


def _paint_shape(canvas: Canvas, rect: QRect, radius: float, *, fill: str, line: str = "") -> None:
    """A box with round corners."""
    key = ("shape", rect.width(), rect.height(), radius, fill, line)

    def draw(inner: Canvas) -> None:
        inner.rounded(inner.box, radius, fill=fill, line=line)

    _paint_kept(canvas.within(rect), key, draw)


def _paint_bar(canvas: Canvas, look: TimeLook, fraction: float) -> None:
    bar = canvas.box
    whole = look.pattern in ("hatched", "full")
    used = bar.width() if whole else max(bar.height(), round(bar.width() * min(max(fraction, 0.0), 1.0)))
    key = ("bar", look.tone, look.pattern, bar.width(), bar.height(), used, canvas.rtl)

    def draw(inner: Canvas) -> None:
        _draw_bar(inner, look, used)

    _paint_kept(canvas, key, draw)


def _paint_kept(canvas: Canvas, key: tuple[Hashable, ...], draw: Callable[[Canvas], None]) -> None:
    """Put what `draw` paints into the box of `canvas`; it is drawn once and kept under `key`."""
    if canvas.box.isEmpty():  # no picture has no room
        return
    box, density = canvas.box, canvas.painter.device().devicePixelRatioF()
    pictures = canvas.appearance.pictures
    picture = pictures.get((key, density))
    if picture is None:
        if len(pictures) >= MOST_PICTURES:
            pictures.clear()
        picture = pictures[key, density] = QPixmap(box.size() * density)
        picture.setDevicePixelRatio(density)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        draw(Canvas(painter, QRect(QPoint(), box.size()), canvas.appearance, rtl=canvas.rtl))
        painter.end()
    canvas.painter.drawPixmap(box.topLeft(), picture)


def _draw_bar(canvas: Canvas, look: TimeLook, used: int) -> None:
    bar, radius = canvas.box, canvas.box.height() / 2
    canvas.rounded(bar, radius, fill="track")
    filled = canvas.rect(0, 0, used, bar.height())
    canvas.rounded(filled, radius, fill=look.tone)
    with canvas.clipped(filled, radius):
        if look.pattern == "hatched":
            _hatch(canvas, filled)
        elif look.pattern == "dotted":
            _dot(canvas, filled)


def _hatch(canvas: Canvas, rect: QRect) -> None:
    path = QPainterPath()
    for x in range(rect.left() - 8, rect.right() + 8, 9):
        path.moveTo(x, rect.bottom() + 2)
        path.lineTo(x + 8, rect.top() - 2)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(QPen(canvas.colour("surface"), 2))
    canvas.painter.drawPath(path)


def _dot(canvas: Canvas, rect: QRect) -> None:
    for x in range(rect.left() + 6, rect.right(), 10):
        canvas.painter.fillRect(x, rect.top() - 1, 4, rect.height() + 2, canvas.colour("track"))
