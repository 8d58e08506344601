"""The photos of a report while it is written: chosen or dropped, looked at, shown small, taken out again."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.closing import photo_time
from app.domain.errors import BadInput, RuleBroken
from app.i18n import _
from app.services.visits.photos import MOST_BYTES, Photo, looked_at
from app.views.appearance import Appearance
from app.views.board.visit_words import TIMES
from app.views.desk import Desk
from app.views.widgets.labels import label, tool_tip

PhotoChooser = Callable[[QWidget], list[Path]]
VisitTime = tuple[datetime | None, datetime]
"""Arrival, as far as it was recorded, and end of the work."""
SMALL = QSize(96, 72)
LEAST_HEIGHT = 64
"""What is left of it on a narrow desk; its photos scroll."""


class PhotoTray(QWidget):
    """Photos in a row.

    Signals:
        changed: another photo was taken in, or one out.
        refused: why a file is none.
    """

    changed = Signal()
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, visit: VisitTime, *, choose: PhotoChooser) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._arrived_at, self._done_at = visit
        self._choose = choose
        self._photos: list[Photo] = []
        self.add_button = QPushButton()
        self.add_button.clicked.connect(self.add)
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setIconSize(SMALL)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(LEAST_HEIGHT)
        self.list.setMaximumHeight(140)
        self.list.setAcceptDrops(False)
        self.setAcceptDrops(True)
        self._lay_out()

    def photos(self) -> tuple[Photo, ...]:
        """The photos taken in so far."""
        return tuple(self._photos)

    @Slot()
    def add(self) -> None:
        """Ask for files; each is read and looked at where nobody waits for it."""
        for path in self._choose(self):
            self.take(path)

    def take(self, path: Path) -> None:
        """Take one file in, if it is a photo."""
        self._desk.work(partial(read_photo, path), done=self._take, failed=self.refused.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.take(Path(url.toLocalFile()))
        event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.list.currentRow() >= 0:
            place = self.list.currentRow()
            self.list.takeItem(place)
            del self._photos[place]
            self.changed.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self.add_button.setText(_("Add photos… (Ctrl+P)"))
        self.add_button.setAutoDefault(False)
        self.list.setAccessibleName(_("Photos"))
        head = QHBoxLayout()
        head.addWidget(label("strong", _("Photos")))
        head.addWidget(label("muted", _("Delete takes one out")), 1)
        head.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.list)

    def _take(self, photo: Photo) -> None:
        if any(each.sha256 == photo.sha256 for each in self._photos):
            self.refused.emit(RuleBroken("photo-twice"))
            return
        self._photos.append(photo)
        small = QPixmap()
        small.loadFromData(photo.thumbnail)
        off = TIMES[photo_time(photo.taken_at, self._arrived_at, self._done_at)]
        item = QListWidgetItem(QIcon(small), _(off) if off else photo.file_name)
        when = self._appearance.formats.date_time(photo.taken_at) if photo.taken_at else _("no time in it")
        item.setToolTip(tool_tip(f"{photo.file_name}\n{when}\nSHA-256 {photo.sha256[:16]}…"))
        self.list.addItem(item)
        self.changed.emit()


def read_photo(path: Path) -> Photo:
    """A file as a photo. Raises RuleBroken as `looked_at`, and BadInput where it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RuleBroken("photo-too-large", file=path.name, most=MOST_BYTES // (1024 * 1024))
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(path.name, found=error.strerror or "", expected="a file that can be read") from error
    return looked_at(path.name, content)


def choose_photos(parent: QWidget) -> list[Path]:
    """Ask for pictures; none where the user thought better of it."""
    filters = _("Pictures") + " (*.jpg *.jpeg *.png *.webp)"
    chosen, _filter = QFileDialog.getOpenFileNames(parent, _("Add photos"), "", filters)
    return [Path(name) for name in chosen]
