"""The way of something from its beginning to its end: which steps are done, which is now, which are ahead."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.canvas import Canvas

HEIGHT, DISC = 60, 22
Standing = Literal["done", "now", "ahead"]


@dataclass(frozen=True)
class Step:
    """One step: ready texts, how far it is, and the tone it has while it is the present one."""

    title: str
    standing: Standing
    note: str = ""
    icon: str = "circle-medium"
    tone: str = "info"


class StepBar(QWidget):
    """Steps in a row: a check, a filled shape or an empty ring, each with its word."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._steps: tuple[Step, ...] = ()
        self.setMinimumHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show these, the first at the start side."""
        self._steps = steps
        self.setAccessibleName(_("Steps"))
        self.setAccessibleDescription(self.text())
        self.update()

    def text(self) -> str:
        """The present step and its note, as one line."""
        return " ".join(f"{step.title} {step.note}".strip() for step in self._steps if step.standing == "now")

    def sizeHint(self) -> QSize:
        return QSize(96 * max(len(self._steps), 1), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(72 * max(len(self._steps), 1), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._steps:
            return
        canvas = Canvas(QPainter(self), self.rect(), self._appearance)
        width = self.width() / len(self._steps)
        for place, step in enumerate(self._steps):
            if place:
                self._join(canvas, round(place * width), round(width), is_done=step.standing != "ahead")
        for place, step in enumerate(self._steps):
            box = canvas.rect(round(place * width), 0, round(width), HEIGHT)
            self._paint_step(canvas.within(box), step)

    def _join(self, canvas: Canvas, middle: int, width: int, *, is_done: bool) -> None:
        """The line between two discs, around `middle`."""
        length = width - DISC - 8
        line = canvas.rect(middle - length / 2, DISC / 2 - 1, length, 2)
        canvas.painter.fillRect(line, canvas.colour("ok" if is_done else "line"))

    def _paint_step(self, canvas: Canvas, step: Step) -> None:
        width = canvas.box.width()
        disc = canvas.rect((width - DISC) / 2, 0, DISC, DISC)
        icon = canvas.rect((width - DISC) / 2 + 3, 3, DISC - 6, DISC - 6)
        if step.standing == "done":
            canvas.disc(disc, "ok_ground")
            canvas.icon(icon, "check", "ok")
        elif step.standing == "now":
            canvas.disc(disc, f"{step.tone}_ground")
            canvas.icon(icon, step.icon, step.tone)
        else:
            canvas.painter.setPen(QPen(canvas.colour("edge"), 1.4))
            canvas.painter.setBrush(canvas.colour("surface"))
            canvas.painter.drawEllipse(disc.adjusted(4, 4, -4, -4))
        is_now = step.standing == "now"
        canvas.text(
            canvas.rect(1, DISC + 3, width - 2, 18), step.title, px=12, align="center",
            weight=700 if is_now else 500, colour="text" if is_now else "muted",
        )  # fmt: skip
        canvas.text(
            canvas.rect(1, DISC + 20, width - 2, 16), step.note, px=11, colour="muted", align="center"
        )
