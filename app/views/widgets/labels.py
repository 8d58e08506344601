"""Labels that show what they are given as plain text: named by role, shortened, or made of toned parts."""

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, Qt, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.views.appearance import Appearance
from app.views.widgets.canvas import colour_of

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
LINE_HEIGHT = 1.45


@dataclass(frozen=True)
class Part:
    """A stretch of a line: its text, its token of colour, and whether it is bold."""

    text: str
    tone: str = "text"
    bold: bool = False


def label(role: str = "", text: str = "", *, wraps: bool = False) -> QLabel:
    """A plain-text label dressed by the style sheet as `role`."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if role:
        made.setProperty("role", role)
    return made


def leading(text: QLabel, appearance: Appearance) -> QLabel:
    """The label with its lines at the side where lines begin, whatever is written in it."""
    sides = Qt.AlignmentFlag
    side = sides.AlignRight if appearance.is_rtl else sides.AlignLeft
    text.setAlignment(side | sides.AlignAbsolute | sides.AlignTop)
    return text


def tool_tip(text: str) -> str:
    """`text` for a tool tip, shown as it is written: Qt takes what looks like markup for rich text."""
    if Qt.mightBeRichText(text):
        return f'<p style="white-space: pre-wrap">{escape(text)}</p>'
    return text


def set_mark(widget: QWidget, name: str, value: str) -> None:
    """Change a property the style sheet selects by (`role`, `tone`) and dress the widget anew."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class ElidedLabel(QLabel):
    """One line that is shortened where there is no room; the whole text is its tool tip."""

    def __init__(self, role: str = "", *, least: int = 40) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(least)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)
        self._whole = ""

    def show_text(self, text: str) -> None:
        """Show `text`, as much of it as fits."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    def whole_text(self) -> str:
        """The text before it was shortened."""
        return self._whole

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.contentsRect().width()
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, width)
        if shown != self.text():
            self.setText(shown)
        self.setToolTip("" if shown == self._whole else tool_tip(self._whole))


class PartsLabel(QWidget):
    """Parts of one sentence in their own tones, wrapped at the width there is; never markup."""

    def __init__(self, appearance: Appearance, *, px: int = 13) -> None:
        super().__init__()
        self._appearance = appearance
        self._px = px
        self._parts: tuple[Part, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self.update)

    def show_parts(self, parts: tuple[Part, ...]) -> None:
        """Show these parts, a space between each two."""
        self._parts = parts
        self.setAccessibleName(self.text())
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """All parts as one plain line."""
        return " ".join(part.text for part in self._parts)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._laid_out(width)[1])

    def sizeHint(self) -> QSize:
        layout, height = self._laid_out(100_000)
        return QSize(round(layout.boundingRect().width()) + 2, round(height))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, round(self._px * LINE_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        layout, height = self._laid_out(self.width())
        painter = QPainter(self)
        painter.setPen(colour_of(self._appearance, "text"))
        layout.draw(painter, QPointF(0, max(0.0, (self.height() - height) / 2)))

    def _laid_out(self, width: int) -> tuple[QTextLayout, float]:
        shown = [f"{FIRST_STRONG_ISOLATE}{part.text}{POP_ISOLATE}" for part in self._parts]
        layout = QTextLayout(" ".join(shown), self._appearance.lettering.font(self._px))
        sides = Qt.AlignmentFlag
        option = QTextOption(sides.AlignRight if self._appearance.is_rtl else sides.AlignLeft)
        option.setTextDirection(self._appearance.direction)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(self._stretches(shown))
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height))
            height += self._px * LINE_HEIGHT
        layout.endLayout()
        return layout, height

    def _stretches(self, shown: list[str]) -> list[QTextLayout.FormatRange]:
        stretches = []
        start = 0
        for part, text in zip(self._parts, shown, strict=True):
            look = QTextCharFormat()
            look.setForeground(colour_of(self._appearance, part.tone))
            look.setFontWeight(700 if part.bold else 400)
            stretch = QTextLayout.FormatRange()
            stretch.start, stretch.length, stretch.format = start, len(text), look
            stretches.append(stretch)
            start += len(text) + 1
        return stretches


class IconLabel(QWidget):
    """An icon as a widget of its own, repainted in the colours of the look; `tone` a token or #rrggbb."""

    def __init__(self, appearance: Appearance, name: str, *, tone: str = "muted", size: int = 20) -> None:
        super().__init__()
        self._appearance = appearance
        self._name = name
        self._tone = tone
        self.setFixedSize(size, size)
        appearance.changed.connect(self.update)

    def show_icon(self, name: str, *, tone: str) -> None:
        """Show another icon or tone."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        size = self.width()
        colour = colour_of(self._appearance, self._tone).name()
        density = self.devicePixelRatioF()
        pixmap = self._appearance.icons.pixmap(self._name, colour, size, density=density)
        QPainter(self).drawPixmap(QRect(0, 0, size, size), pixmap)
