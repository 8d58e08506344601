"""The job in the hand of the user: carried by mouse or keys from where it stands to where it is put."""

from PySide6.QtCore import QByteArray, QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget

from app.domain.job_states import Stage
from app.services.job_row import JobRow

MIME = "application/x-poshtiban-job"
GRIP = QPoint(24, 20)


class Hand(QObject):
    """What is carried now; at most one job.

    Signals:
        began: the JobRow that was taken up.
        ended: nothing is carried any more.
        passed: the keys go to those it may be given to.
    """

    began = Signal(object)
    ended = Signal()
    passed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.row: JobRow | None = None
        self.held: Stage | None = None
        """Where a carried job that is on hold goes on, as soon as the store has said so."""

    def drag(self, source: QWidget, row: JobRow, picture: QPixmap) -> None:
        """Carry a job by the mouse until the button is let go or Escape is pressed."""
        drag = QDrag(source)
        drag.setMimeData(mime_of(row))
        drag.setPixmap(picture)
        drag.setHotSpot(GRIP)
        self.lift(row)
        # Only copies: after a move the view would take the row it came from out of itself.
        drag.exec(Qt.DropAction.CopyAction)
        self.put_down()

    def lift(self, row: JobRow) -> None:
        """Take a job up."""
        self.row, self.held = row, None
        self.began.emit(row)

    def put_down(self) -> None:
        """Carry nothing any more."""
        if self.row is not None:
            self.row = self.held = None
            self.ended.emit()


def mime_of(row: JobRow) -> QMimeData:
    """What is carried, for whoever it is dropped on."""
    mime = QMimeData()
    mime.setData(MIME, QByteArray(str(row.id).encode()))
    return mime
