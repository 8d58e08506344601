"""One figure over months or weeks as a line: its points open the jobs behind them, by mouse or keys."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.jalali import JalaliMonth
from app.domain.scorecards import GOALS, Kpi, Unit
from app.i18n import _
from app.services.scorecards import TrendPoint
from app.views.appearance import Appearance
from app.views.calendar.visit_words import short_day
from app.views.contractors.figure_words import NAMES, made_of, value_text

AXIS_WIDTH, BOTTOM_HEIGHT, NAME_WIDTH = 46, 30, 66
ROOM = 0.6
"""Space before the first and after the last point, in points."""


class TrendChart(QWidget):
    """The line of one figure; a point without cases is a gap, not a zero.

    Signals:
        opened: the TrendPoint whose jobs the user wants to see.
    """

    opened = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._kpi = Kpi.RESOLVE
        self._points: tuple[TrendPoint, ...] = ()
        self._by = "month"
        self._at = -1
        self._graph: Any = None
        self._plot: Any = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 120)
        appearance.changed.connect(self._draw)

    def show_points(self, kpi: Kpi, points: Sequence[TrendPoint], *, by: str) -> None:
        """Show these points of a figure, oldest first; `by` month or week."""
        self._kpi, self._points, self._by = kpi, tuple(points), by
        self._at = -1
        self._draw()

    def points(self) -> tuple[TrendPoint, ...]:
        """The points shown, oldest first."""
        return self._points

    def labels(self) -> list[str]:
        """What stands under the points, oldest first."""
        return [self._label(point.first) for point in self._points]

    def plot(self) -> Any:
        """The plot of the graphics library; None before the chart was first shown."""
        return self._plot

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._plot is None:
            self._build()
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forth = -1 if self._appearance.is_rtl else 1
        steps = {Qt.Key.Key_Right: forth, Qt.Key.Key_Left: -forth}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._points:
            start = len(self._points) - 1 if self._at < 0 else self._at + step
            self._at = min(max(start, 0), len(self._points) - 1)
            self._draw()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self.opened.emit(self._points[self._at])
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        # It takes most of a second to import, and only this page draws with it.
        import pyqtgraph as graph  # noqa: PLC0415

        self._graph = graph
        self._plot = graph.PlotWidget()
        # Its own layout breaks where it is mirrored; sides are chosen below instead.
        for part in (self._plot, self._plot.getPlotItem()):
            part.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._column.addWidget(self._plot)

    def _draw(self) -> None:
        self._say()
        if self._plot is None:
            return
        plot = self._plot
        plot.clear()
        plot.setBackground(self._appearance.tokens.surface)
        plot.invertX(self._appearance.is_rtl)
        self._dress_axes()
        tokens, graph = self._appearance.tokens, self._graph
        values = [self._value(point) for point in self._points]
        target = float(GOALS[self._kpi].target)
        dashed = graph.mkPen(tokens.muted, width=1, style=Qt.PenStyle.DashLine)
        plot.addItem(graph.InfiniteLine(target, angle=0, pen=dashed))
        places = list(range(len(values)))
        plot.plot(places, values, pen=graph.mkPen(tokens.accent, width=2), connect="finite", antialias=True)
        told = [place for place in places if values[place] == values[place]]
        marks = graph.ScatterPlotItem(
            [float(place) for place in told],
            [values[place] for place in told],
            size=[13 if place == self._at else 9 for place in told],
            brush=graph.mkBrush(tokens.accent),
            pen=graph.mkPen(tokens.surface, width=2),
            data=told,
            antialias=True,
        )
        marks.sigClicked.connect(self._open_mark)
        plot.addItem(marks)
        low, high = self._span([value for value in values if value == value], target)
        plot.setXRange(-ROOM, max(len(values) - 1, 1) + ROOM, padding=0)
        plot.setYRange(low, high, padding=0.06)

    def _dress_axes(self) -> None:
        rtl, tokens = self._appearance.is_rtl, self._appearance.tokens
        used, unused = ("right", "left") if rtl else ("left", "right")
        self._plot.showAxis(used)
        self._plot.hideAxis(unused)
        for side in (used, "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(self._graph.mkPen(tokens.line))
            axis.setTextPen(self._graph.mkPen(tokens.muted))
            axis.setStyle(tickFont=self._appearance.lettering.font(11), tickLength=-4)
        self._plot.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        self._plot.getAxis("bottom").setTicks([self._bottom_ticks()])
        values = [self._value(point) for point in self._points]
        low, high = self._span([v for v in values if v == v], float(GOALS[self._kpi].target))
        steps = [low + (high - low) * part / 4 for part in range(5)]
        self._plot.getAxis(used).setTicks([[(step, self._tick(step)) for step in steps]])
        self._plot.getAxis(used).setWidth(AXIS_WIDTH)

    def _bottom_ticks(self) -> list[tuple[int, str]]:
        """As many names as there is room for; the newest point is always named."""
        newest = len(self._points) - 1
        skip = max(1, -(-len(self._points) * NAME_WIDTH // max(self.width() - AXIS_WIDTH, 1)))
        return [(place, name) for place, name in enumerate(self.labels()) if (newest - place) % skip == 0]

    def _span(self, values: list[float], target: float) -> tuple[float, float]:
        """The part of the scale shown: to the full hundred for shares, from zero for times."""
        if GOALS[self._kpi].unit is Unit.SCORE:
            return 1.0, 5.0
        if GOALS[self._kpi].unit is Unit.HOURS or target < 50:
            return 0.0, float(max(*values, target, 1.0) if values else max(target, 1.0)) * 1.1
        low = min([*values, float(GOALS[self._kpi].floor)])
        return max(0.0, low // 10 * 10), 100.0

    def _tick(self, value: float) -> str:
        formats = self._appearance.formats
        unit = "" if GOALS[self._kpi].unit is not Unit.PERCENT else "٪" if formats.language == "fa" else "%"
        return f"{formats.number(round(value))}{unit}"

    def _value(self, point: TrendPoint) -> float:
        value = point.measure.value
        return float("nan") if value is None else float(value)

    def _label(self, first: date) -> str:
        language = self._appearance.language
        return JalaliMonth.of(first).name(language) if self._by == "month" else short_day(first, language)

    def _open_mark(self, _marks: object, points: Sequence[Any], *_event: object) -> None:
        self._at = int(points[0].data())
        self._draw()
        self.opened.emit(self._points[self._at])

    def _say(self) -> None:
        formats = self._appearance.formats
        self.setAccessibleName(_("Trend: {figure}").format(figure=_(NAMES[self._kpi])))
        shown = self._points if self._at < 0 else (self._points[self._at],)
        said = [
            f"{self._label(point.first)}: {value_text(self._kpi, point.measure.value, formats)}"
            f" ({made_of(point.measure, formats)})"
            for point in shown
        ]
        self.setAccessibleDescription("\n".join(said))
        self.setToolTip("\n".join(said))
