"""An editor for the text of a letter: numbered lines, one of them marked where something is wrong."""

import re

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.views.appearance import Appearance
from app.views.widgets.canvas import colour_of

GUTTER = 44
KEY = re.compile(r"\s*([A-Za-z_]+)\s*=")


class _Gutter(QWidget):
    """The numbers beside the lines."""

    def __init__(self, edit: "WordingEdit") -> None:
        super().__init__(edit)
        self._edit = edit

    def sizeHint(self) -> QSize:
        return QSize(GUTTER, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._edit.paint_numbers(QPainter(self), event.rect())


class WordingEdit(QPlainTextEdit):
    """Keys and sentences; the keys are Latin, so lines begin at the left in either language."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._wrong: int | None = None
        self._gutter = _Gutter(self)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setViewportMargins(GUTTER, 0, 0, 0)
        self.setTabChangesFocus(True)
        self.updateRequest.connect(self._follow)
        appearance.changed.connect(self._mark)

    def mark_wrong(self, row: int | None) -> None:
        """Mark a line, counted from 1; none where nothing is wrong."""
        self._wrong = row
        self._mark()

    def wrong_row(self) -> int | None:
        """The line that is marked."""
        return self._wrong

    def go_to(self, row: int) -> None:
        """Put the cursor at the beginning of a line."""
        block = self.document().findBlockByNumber(row - 1)
        if block.isValid():
            self.setTextCursor(QTextCursor(block))
            self.centerCursor()

    def key(self) -> str:
        """The key whose sentence the cursor is in; empty where there is none."""
        block = self.textCursor().block()
        while block.isValid():
            found = KEY.match(block.text())
            if found is not None:
                return found[1]
            block = block.previous()
        return ""

    def paint_numbers(self, painter: QPainter, area: QRect) -> None:
        """Write the numbers of the lines in `area`; the wrong one has a mark beside its colour."""
        painter.fillRect(area, colour_of(self._appearance, "raised"))
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > area.bottom():
                return
            row = block.blockNumber() + 1
            is_wrong = row == self._wrong
            painter.setPen(colour_of(self._appearance, "crit" if is_wrong else "muted"))
            said = self._appearance.formats.digits(str(row))
            rect = QRect(0, int(box.top()), GUTTER - 8, self.fontMetrics().height())
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect, flags, f"▸ {said}" if is_wrong else said)
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inner = self.contentsRect()
        self._gutter.setGeometry(QRect(inner.left(), inner.top(), GUTTER, inner.height()))

    @Slot(QRect, int)
    def _follow(self, _area: QRect, _moved: int) -> None:
        self._gutter.update()

    @Slot()
    def _mark(self) -> None:
        selections = []
        block = self.document().findBlockByNumber((self._wrong or 0) - 1)
        if self._wrong is not None and block.isValid():
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(colour_of(self._appearance, "crit_ground"))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            mark.cursor = QTextCursor(block)
            selections.append(mark)
        self.setExtraSelections(selections)
        self._gutter.update()
