"""The clock of one promise as a band in time: what it did in each stretch, where it was due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.segments import Segment, SegmentState
from app.i18n import _
from app.services.code_words import worded
from app.services.proofs.words import STATES
from app.views.appearance import Appearance
from app.views.widgets.canvas import Canvas


@dataclass(frozen=True)
class Look:
    """How a state is drawn: colour, and a pattern that tells it without colour."""

    tone: str
    pattern: Qt.BrushStyle


LOOKS: dict[SegmentState, Look] = {
    SegmentState.COUNTING: Look("ok", Qt.BrushStyle.SolidPattern),
    SegmentState.LATE: Look("crit", Qt.BrushStyle.BDiagPattern),
    SegmentState.WAITING: Look("warn", Qt.BrushStyle.Dense5Pattern),
    SegmentState.SHUT: Look("idle", Qt.BrushStyle.CrossPattern),
    SegmentState.CLOSED: Look("idle", Qt.BrushStyle.NoBrush),
}
BAND, NARROWEST, SIDE = 46, 8, 12
_TOP = 26
_SCALE = _TOP + BAND + 6
_LEGEND = _SCALE + 30
_SWATCH = 16


class ProofTimeline(QWidget):
    """The stretches of one clock side by side, as long as they lasted; the shortest stay visible."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._segments: Sequence[Segment] = ()
        self._due_at: datetime | None = None
        self._chosen = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)

    def show_segments(self, segments: Sequence[Segment], due_at: datetime | None, said: str) -> None:
        """Draw these stretches; `said` is the verdict, read aloud instead of the picture."""
        self._segments, self._due_at, self._chosen = segments, due_at, -1
        self.setAccessibleName(said)
        self.update()

    def choose(self, place: int) -> None:
        """Frame one stretch, that of the list's current row; -1 for none."""
        self._chosen = place
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, _LEGEND + 26)

    def spans(self) -> list[tuple[int, int]]:
        """Logical start and width of every stretch in pixels, from the start side."""
        room = self.width() - 2 * SIDE
        lengths = [(segment.end - segment.start).total_seconds() for segment in self._segments]
        spare = room - NARROWEST * len(lengths)
        total = sum(lengths) or 1.0
        if spare <= 0:
            share = max(room // max(len(lengths), 1), 1)
            return [(SIDE + place * share, share) for place in range(len(lengths))]
        widths = [NARROWEST + int(spare * length / total) for length in lengths]
        starts = [SIDE + sum(widths[:place]) for place in range(len(widths))]
        return list(zip(starts, widths, strict=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        canvas = Canvas(painter, self.rect(), self._appearance)
        spans = self.spans()
        for place, (segment, (x, width)) in enumerate(zip(self._segments, spans, strict=True)):
            self._band(canvas, canvas.rect(x, _TOP, width, BAND), segment, is_chosen=place == self._chosen)
        if spans:
            self._ends(canvas, spans)
            self._due(canvas, spans)
            self._legend(canvas)
        painter.end()

    def _band(self, canvas: Canvas, box: QRect, segment: Segment, *, is_chosen: bool) -> None:
        look = LOOKS[segment.state]
        painter = canvas.painter
        painter.fillRect(box, canvas.colour("track"))
        if look.pattern is not Qt.BrushStyle.NoBrush:
            painter.fillRect(box, canvas.colour(f"{look.tone}_ground"))
            painter.fillRect(box, QBrush(canvas.colour(look.tone, alpha=150), look.pattern))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(canvas.colour("accent" if is_chosen else "surface"), 3 if is_chosen else 1))
        painter.drawRect(box.adjusted(1, 1, -1, -1))
        word = worded(STATES, segment.state)
        if self._appearance.lettering.width(word, 11, weight=600) + 24 <= box.width():
            pill = canvas.within(box).rect(6, (BAND - 20) // 2, box.width() - 12, 20)
            width = self._appearance.lettering.width(word, 11, weight=600) + 12
            label = canvas.within(pill).rect((pill.width() - width) // 2, 0, width, 20)
            canvas.rounded(label, 5, fill="surface")
            canvas.text(label, word, px=11, weight=600, align="center")

    def _ends(self, canvas: Canvas, spans: list[tuple[int, int]]) -> None:
        formats = self._appearance.formats
        last = spans[-1][0] + spans[-1][1]
        half = max((last - SIDE) // 2, 1)
        line = canvas.rect(SIDE, _SCALE, half, 18)
        canvas.text(line, formats.date_time(self._segments[0].start), px=11, colour="muted", tabular=True)
        line = canvas.rect(last - half, _SCALE, half, 18)
        end = formats.date_time(self._segments[-1].end)
        canvas.text(line, end, px=11, colour="muted", align="end", tabular=True)

    def _due(self, canvas: Canvas, spans: list[tuple[int, int]]) -> None:
        """A line where the promise was due, with its word and time above."""
        x = self._place_of_due(spans)
        if x is None or self._due_at is None:
            return
        box = canvas.rect(x - 1, _TOP - 6, 3, BAND + 12)
        canvas.painter.fillRect(box, canvas.colour("text"))
        said = _("Due {at}").format(at=self._appearance.formats.date_time(self._due_at))
        width = self._appearance.lettering.width(said, 11, weight=600) + 8
        left = min(max(x - width // 2, SIDE), max(self.width() - SIDE - width, SIDE))
        canvas.text(canvas.rect(left, 0, width, 18), said, px=11, weight=600, align="center")

    def _place_of_due(self, spans: list[tuple[int, int]]) -> int | None:
        for segment, (x, width) in zip(self._segments, spans, strict=True):
            if self._due_at is not None and segment.start <= self._due_at <= segment.end:
                return x + int(width * ((self._due_at - segment.start) / (segment.end - segment.start)))
        return None

    def _legend(self, canvas: Canvas) -> None:
        x = SIDE
        for state, look in LOOKS.items():
            if not any(segment.state is state for segment in self._segments):
                continue
            swatch = canvas.rect(x, _LEGEND, _SWATCH, _SWATCH)
            canvas.painter.fillRect(swatch, canvas.colour("track"))
            if look.pattern is not Qt.BrushStyle.NoBrush:
                canvas.painter.fillRect(swatch, QBrush(canvas.colour(look.tone), look.pattern))
            word = worded(STATES, state)
            width = self._appearance.lettering.width(word, 12) + 6
            canvas.text(canvas.rect(x + _SWATCH + 6, _LEGEND - 2, width, 20), word, px=12, colour="muted")
            x += _SWATCH + 6 + width + 18
