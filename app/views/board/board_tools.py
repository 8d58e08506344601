"""The tools over the jobs: filters, kind of work, way of looking, new call; on a narrow desk in two rows."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

ONE_ROW = 1240
"""From this width on everything stands in one row."""


class BoardTools(QWidget):
    """Chips at the start; the `others` at the end of their row, or under them, the last one above."""

    def __init__(self, chips: QWidget, *others: QWidget) -> None:
        super().__init__()
        self._others = others
        self._upper, self._lower = QHBoxLayout(), QHBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(8)
        for row in (self._upper, self._lower):
            row.setSpacing(10)
            column.addLayout(row)
        self._upper.addWidget(chips, 1)
        self._is_wide: bool | None = None
        self._arrange(is_wide=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(is_wide=self.width() >= ONE_ROW)

    def _arrange(self, *, is_wide: bool) -> None:
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        while self._lower.count():
            self._lower.takeAt(0)
        for widget in self._others:
            self._upper.removeWidget(widget)
        *rest, last = self._others
        for place, widget in enumerate(rest):
            (self._upper if is_wide else self._lower).addWidget(widget)
            if not is_wide and place == 0:
                self._lower.addStretch(1)
        self._upper.addWidget(last)
