"""The technicians beside the board while a job is carried: who may take it, and why the others not."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.errors import PoshtibanError, RuleBroken
from app.domain.events import EventKind
from app.domain.job_states import Stage, check_allowed
from app.i18n import N_, _
from app.services import dispatch
from app.services.board import JobRow
from app.services.dispatch import Candidate
from app.views.appearance import Appearance
from app.views.board.candidate_words import reasons
from app.views.board.hand import MIME, Hand
from app.views.desk import Desk
from app.views.widgets.canvas import Canvas
from app.views.widgets.frames import Panel
from app.views.widgets.marks import paint_avatar
from app.views.wording import name_in, refusal

Index = QModelIndex | QPersistentModelIndex

CANDIDATE = Qt.ItemDataRole.UserRole + 1
BROKEN = Qt.ItemDataRole.UserRole + 2
ROW_HEIGHT = 64


class TechnicianStrip(Panel):
    """Whom the carried job may go to.

    Signals:
        dropped: the JobRow and the Candidate it was dropped on.
        refused: why the one it was dropped on may not take it.
        left: the user goes back to the board without choosing.
    """

    dropped = Signal(object, object)
    refused = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, appearance: Appearance, hand: Hand) -> None:
        super().__init__(appearance, title=N_("Who takes it?"), icon="account-hard-hat", keys="Tab")
        self._desk = desk
        self._appearance = appearance
        self._hand = hand
        self.people = TechnicianList(appearance)
        self.list = _TechnicianView(appearance, hand, self.people)
        self.body.addWidget(self.list, 1)
        self.list.taken.connect(self._take)
        self.list.left.connect(self.left)
        hand.began.connect(self._ask)
        appearance.changed.connect(self._name)
        self._name()

    @Slot(object)
    def _ask(self, row: JobRow) -> None:
        self.people.show([], row)
        code = self._appearance.formats.digits(row.code)
        self.show_note(_("Drop call {code} on a technician, or press Tab and Enter.").format(code=code))
        self._desk.ask(dispatch.candidates, self._desk.clock, row.id, done=self._show)

    @Slot(object)
    def _show(self, found: list[Candidate]) -> None:
        row = self._hand.row
        if row is not None:
            self.people.show(found, row)
            self.list.setCurrentIndex(self.people.index(0))

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        row, candidate, broken = self._hand.row, index.data(CANDIDATE), index.data(BROKEN)
        if row is None or candidate is None:
            return
        if broken is not None:
            self.refused.emit(broken)
        else:
            self.dropped.emit(row, candidate)

    @Slot()
    def _name(self) -> None:
        self.list.setAccessibleName(_("Who takes it?"))


class TechnicianList(QAbstractListModel):
    """Candidates for one job, those who may take it first."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._found: list[tuple[Candidate, PoshtibanError | None]] = []

    def show(self, found: list[Candidate], row: JobRow) -> None:
        """List these candidates for `row`."""
        self.beginResetModel()
        weighed = [(candidate, rule_against(candidate, row)) for candidate in found]
        self._found = sorted(weighed, key=lambda pair: pair[1] is not None)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        candidate, broken = self._found[index.row()]
        if role == CANDIDATE:
            return candidate
        if role == BROKEN:
            return broken
        if role in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }:
            return "\n".join(self.lines(candidate, broken))
        return None

    def lines(self, candidate: Candidate, broken: PoshtibanError | None) -> tuple[str, str, str]:
        """Name, contractor, and what speaks for him or the rule against him."""
        fa = self._appearance.is_rtl
        why = " · ".join(reasons(candidate, self._appearance)) if broken is None else refusal(broken)
        return (
            name_in(candidate.name, candidate.name_en, fa=fa),
            name_in(candidate.contractor, candidate.contractor_en, fa=fa),
            why,
        )


def rule_against(candidate: Candidate, row: JobRow) -> PoshtibanError | None:
    """The rule that keeps a candidate from taking a job; None if there is none."""
    try:
        check_allowed(Stage(row.stage), EventKind.DISPATCHED)
    except RuleBroken as broken:
        return broken
    if row.technician and row.technician == candidate.name and row.stage != Stage.NEW:
        return RuleBroken("already-assigned", job=row.code, technician=candidate.name)
    return next((RuleBroken(rule.code, **rule.parameters) for rule in candidate.broken), None)


class _TechnicianView(QListView):
    taken = Signal(QModelIndex)
    left = Signal()

    def __init__(self, appearance: Appearance, hand: Hand, people: TechnicianList) -> None:
        super().__init__()
        self._hand = hand
        self.setModel(people)
        self.setItemDelegate(_TechnicianDelegate(appearance, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setAutoScroll(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._hand.row is not None and event.mimeData().hasFormat(MIME):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Lit under the mouse; the view's own code keeps scrolling near the edges."""
        super().dragMoveEvent(event)
        self.setCurrentIndex(self.indexAt(event.position().toPoint()))
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(self._hand.row is not None and event.mimeData().hasFormat(MIME))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.clearSelection()

    def dropEvent(self, event: QDropEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if self._hand.row is not None and index.isValid():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.taken.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.taken.emit(self.currentIndex())
        elif event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape}:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class _TechnicianDelegate(QStyledItemDelegate):
    def __init__(self, appearance: Appearance, view: QListView) -> None:
        super().__init__(view)
        self._appearance = appearance
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        people, candidate, broken = index.model(), index.data(CANDIDATE), index.data(BROKEN)
        if not isinstance(people, TechnicianList):
            return
        painter.save()
        canvas = Canvas(painter, option.rect.adjusted(0, 0, -1, -4), self._appearance)
        width, is_aim = canvas.box.width(), self._view.currentIndex() == index
        may = broken is None
        line = ("accent" if may else "crit") if is_aim else "line"
        canvas.rounded(
            canvas.box, 8, fill="chosen" if is_aim and may else "raised", line=line, width=2 if is_aim else 1
        )
        name, party, why = people.lines(candidate, broken)
        if may:
            paint_avatar(canvas, canvas.rect(10, 8, 24, 24), name, seed=sum(map(ord, candidate.name)))
        else:
            canvas.icon(canvas.rect(10, 8, 24, 24), "cancel", "crit" if is_aim else "muted")
        named = min(self._appearance.lettering.width(name, 13, weight=600) + 4, width - 54)
        canvas.text(canvas.rect(42, 9, named, 22), name, weight=600, colour="text" if may else "muted")
        if width - 42 - named - 20 > 40:
            rest = canvas.rect(42 + named + 8, 9, width - 42 - named - 20, 22)
            canvas.text(rest, party, px=12, colour="muted", align="end")
        canvas.text(canvas.rect(12, 34, width - 24, 20), why, px=12, colour="text" if may else "crit")
        painter.restore()
