"""A part of a page that is scrolled where the window is too low for it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

BAR, LEAST = 16, 160


class Scrolled(QScrollArea):
    """One widget, as high as the room there is and never less than it needs."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        widget.setProperty("role", "scrolled")
        self._widget = widget
        self.setWidget(widget)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._widget.minimumSizeHint().width() + BAR, LEAST)
