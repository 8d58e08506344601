"""The technicians beside the board while a job is carried: who may take it, and why the others not."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.errors import PoshtibanError, RuleBroken
from app.domain.events import EventKind
from app.domain.job_states import Stage, check_allowed
from app.i18n import N_, _
from app.services import dispatch
from app.services.dispatch import Candidate
from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.candidate_words import reasons
from app.views.board.dialogs import Bar
from app.views.board.hand import MIME, Hand
from app.views.desk import Desk
from app.views.plain_words import name_in
from app.views.widgets.canvas import Canvas
from app.views.widgets.frames import Panel
from app.views.widgets.marks import paint_avatar
from app.views.wording import refusal

Index = QModelIndex | QPersistentModelIndex

WEIGHED = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT, LEAST_PARTY = 82, 40
BARS: tuple[Bar, ...] = ("", "reason", "closed")
BAR_LOOKS = {"reason": ("alert-outline", "warn"), "closed": ("cancel", "muted")}


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
        row, one = self._hand.row, index.data(WEIGHED)
        if row is None or not isinstance(one, Weighed):
            return
        if one.bar == "closed":
            self.refused.emit(one.broken[0])
        else:
            self.dropped.emit(row, one.candidate)

    @Slot()
    def _name(self) -> None:
        self.list.setAccessibleName(_("Who takes it?"))


@dataclass(frozen=True)
class Weighed:
    """What dropping a job on a technician means."""

    candidate: Candidate
    bar: Bar
    """Empty: he may take it; "reason": with a reason; "closed": he may not."""
    broken: tuple[PoshtibanError, ...]


def weighed(candidate: Candidate, row: JobRow) -> Weighed:
    """What speaks against a candidate: the stage, that the job is his already, or a rule of dispatch."""
    try:
        check_allowed(Stage(row.stage), EventKind.DISPATCHED)
    except RuleBroken as broken:
        return Weighed(candidate, "closed", (broken,))
    if row.technician and row.technician == candidate.name and row.stage != Stage.NEW:
        return Weighed(
            candidate, "closed", (RuleBroken("already-assigned", job=row.code, technician=row.technician),)
        )
    rules = tuple(RuleBroken(rule.code, **rule.parameters) for rule in candidate.broken)
    if not rules:
        return Weighed(candidate, "", ())
    return Weighed(candidate, "reason" if candidate.may_be_overridden else "closed", rules)


class TechnicianList(QAbstractListModel):
    """Candidates for one job: who may take it, who may with a reason, and who may not."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._found: list[Weighed] = []

    def show(self, found: list[Candidate], row: JobRow) -> None:
        """List these candidates for `row`."""
        self.beginResetModel()
        self._found = sorted(
            (weighed(candidate, row) for candidate in found), key=lambda one: BARS.index(one.bar)
        )
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self._found[index.row()]
        if role == WEIGHED:
            return one
        if role in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }:
            return "\n".join(self.lines(one))
        return None

    def lines(self, one: Weighed) -> tuple[str, str, str]:
        """Name, contractor, and what speaks for him or the rules against him."""
        fa, candidate = self._appearance.is_rtl, one.candidate
        said = [refusal(broken).removesuffix(".") for broken in one.broken]
        if one.bar == "reason":
            said.append(_("only with a reason"))
        return (
            name_in(candidate.name, candidate.name_en, fa=fa),
            name_in(candidate.contractor, candidate.contractor_en, fa=fa),
            " · ".join(said or reasons(candidate, self._appearance)),
        )


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

    def focusNextPrevChild(self, forth: bool) -> bool:
        self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.taken.emit(self.currentIndex())
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
        people, one = index.model(), index.data(WEIGHED)
        if not isinstance(people, TechnicianList) or not isinstance(one, Weighed):
            return
        painter.save()
        canvas = Canvas(painter, option.rect.adjusted(0, 0, -1, -6), self._appearance)
        width, is_aim, may = canvas.box.width(), self._view.currentIndex() == index, one.bar != "closed"
        line = ("accent" if may else "crit") if is_aim else "line"
        fill = "chosen" if is_aim and may else "raised"
        canvas.rounded(canvas.box, 8, fill=fill, line=line, width=2 if is_aim else 1)
        name, party, why = people.lines(one)
        if one.bar:
            icon, tone = BAR_LOOKS[one.bar]
            canvas.icon(canvas.rect(10, 8, 22, 22), icon, tone)
        else:
            paint_avatar(canvas, canvas.rect(10, 8, 22, 22), name, seed=sum(map(ord, one.candidate.name)))
        named = min(self._appearance.lettering.width(name, 13, weight=600) + 4, width - 54)
        canvas.text(canvas.rect(40, 8, named, 22), name, weight=600, colour="text" if may else "muted")
        spare = width - 40 - named - 20
        if spare > LEAST_PARTY:
            canvas.text(canvas.rect(48 + named, 8, spare, 22), party, px=12, colour="muted", align="end")
        words = QTextOption(Qt.AlignmentFlag.AlignLeading)
        words.setTextDirection(self._appearance.direction)
        painter.setFont(self._appearance.lettering.font(12))
        painter.setPen(canvas.colour("text" if may else "muted"))
        painter.drawText(canvas.rect(12, 33, width - 24, 38).toRectF(), why, words)
        painter.restore()
