"""The first picture over the window that takes its place, until that has rows of its own."""

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from app.views.board.board_model import BoardModel
from app.views.opening.first_window import FirstBoard

LONGEST_MS = 3_000
"""A board that is empty by then is empty."""


class Cover(QObject):
    """Nobody shall read of a window that is not filled yet that nothing is open."""

    def __init__(self, picture: FirstBoard, window: QWidget, model: BoardModel) -> None:
        super().__init__(window)
        self._picture = picture
        self._window = window
        self._model = model
        picture.setParent(window)
        picture.setGeometry(window.rect())
        picture.show()
        picture.raise_()
        window.installEventFilter(self)
        model.arranged.connect(self.look)
        self._waiting = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._waiting.setObjectName("first-picture")
        self._waiting.timeout.connect(self.lift)
        self._waiting.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The picture stays as large as the window."""
        if event.type() == QEvent.Type.Resize:
            self._picture.setGeometry(self._window.rect())
        return False

    @Slot()
    def look(self) -> None:
        """Whether the board has rows now: they are painted before the picture is taken off."""
        if self._model.rowCount():
            self._waiting.start(0)

    @Slot()
    def lift(self) -> None:
        """Show the window."""
        self._model.arranged.disconnect(self.look)
        self._window.removeEventFilter(self)
        self._picture.hide()
        self._picture.deleteLater()
        self.deleteLater()
