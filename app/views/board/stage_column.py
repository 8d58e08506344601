"""One stage of the kanban: its name, how many, its cards, and what dropping a card here would mean."""

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.errors import RuleBroken
from app.domain.events import EventKind
from app.domain.job_states import Stage
from app.i18n import N_, _
from app.services.code_words import worded
from app.views.appearance import Appearance
from app.views.board.board_model import BoardModel
from app.views.board.card_view import CardView
from app.views.board.hand import MIME, Hand
from app.views.widgets.canvas import Canvas
from app.views.wording import STAGES, refusal

HEAD_HEIGHT = 36
MOVES = {
    EventKind.DISPATCHED: N_("Assign…"),
    EventKind.ACCEPTED: N_("Accepted"),
    EventKind.DEPARTED: N_("On the way"),
    EventKind.ARRIVED: N_("Start work"),
    EventKind.PAUSED: N_("Hold…"),
    EventKind.RESUMED: N_("Resume"),
    EventKind.RESOLVED: N_("Resolve…"),
    EventKind.CLOSED: N_("Close"),
}
"""What a drop does, in the words of the button that does the same."""

Sense = EventKind | RuleBroken | None
"""What dropping the carried job means here: an event, the rule it would break, or nothing is carried."""


class StageColumn(QFrame):
    """Cards of one stage; lit while a job is carried that may come here.

    Signals:
        dropped: a carried job was let go over this column.
        entered: a carried job is over this column.
    """

    dropped = Signal()
    entered = Signal()

    def __init__(self, appearance: Appearance, board: BoardModel, hand: Hand, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self._appearance = appearance
        self._hand = hand
        self.sense: Sense = None
        self.setProperty("role", "stage")
        self.setAcceptDrops(True)
        self.cards = CardView(appearance, board, hand)
        self.cards.setProperty("role", "cards")
        self.head = _Head(appearance, stage)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 6, 4)
        column.setSpacing(4)
        column.addWidget(self.head)
        column.addWidget(self.cards, 1)
        self._veil = Veil(appearance, self)
        self._veil.hide()
        appearance.changed.connect(self._say)
        self._say()

    def show_count(self) -> None:
        """Say how many cards there are."""
        self.head.count = len(self.cards.jobs.ids)
        self.head.update()
        self._say()

    def show_sense(self, sense: Sense, *, is_aimed_at: bool = False) -> None:
        """Light the column, or say which rule is in the way; None: nothing is carried."""
        self.sense = sense
        self._veil.show_sense(sense, is_aimed_at=is_aimed_at)
        said = self._veil.said()
        self.setAccessibleDescription(said)

    def resizeEvent(self, event: object) -> None:
        self._veil.setGeometry(self.rect())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A job of this window may be let go here, if only to be told why it does not go."""
        if self._hand.row is not None and event.mimeData().hasFormat(MIME):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.entered.emit()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Whoever may enter may also move."""
        event.setAccepted(self._hand.row is not None and event.mimeData().hasFormat(MIME))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.show_sense(self.sense)

    def dropEvent(self, event: QDropEvent) -> None:
        """The drop is always a copy: what becomes of the card is told by the store."""
        if self._hand.row is not None and event.mimeData().hasFormat(MIME):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit()

    @Slot()
    def _say(self) -> None:
        name = worded(STAGES, self.stage.value)
        count = self._appearance.formats.number(len(self.cards.jobs.ids))
        self.cards.setAccessibleName(_("{stage}: {count}").format(stage=name, count=count))
        self.setAccessibleName(name)
        self.head.update()


class _Head(QWidget):
    """The name of a stage and how many jobs are in it."""

    def __init__(self, appearance: Appearance, stage: Stage) -> None:
        super().__init__()
        self._appearance = appearance
        self._stage = stage
        self.count = 0
        self.setFixedHeight(HEAD_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        canvas = Canvas(painter, self.rect(), self._appearance)
        count = self._appearance.formats.number(self.count)
        wide = self._appearance.lettering.width(count, 12, weight=600) + 14
        room = self.width() - wide - 12
        canvas.text(
            canvas.rect(4, 0, room, self.height()), worded(STAGES, self._stage.value), px=13, weight=700
        )
        badge = canvas.rect(self.width() - wide - 4, 8, wide, 20)
        canvas.rounded(badge, 10, fill="track")
        canvas.text(badge, count, px=12, weight=600, align="center")
        painter.end()


class Veil(QWidget):
    """Lies over where a job may be put: lit with what a drop does, or dimmed with the rule it breaks."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._sense: Sense = None
        self._is_aimed_at = False
        # The cards under it stay what the mouse meets.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_sense(self, sense: Sense, *, is_aimed_at: bool) -> None:
        """Show what a drop here means; None takes the veil away."""
        self._sense, self._is_aimed_at = sense, is_aimed_at
        self.setVisible(sense is not None)
        self.raise_()
        self.update()

    def said(self) -> str:
        """What it says."""
        if isinstance(self._sense, RuleBroken):
            return refusal(self._sense)
        return _(MOVES[self._sense]) if self._sense is not None else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._sense is None:
            return
        painter = QPainter(self)
        canvas = Canvas(painter, self.rect().adjusted(1, 1, -1, -1), self._appearance)
        if isinstance(self._sense, RuleBroken):
            if self._sense.code != "no-move":
                self._paint_rule(canvas)
        else:
            self._paint_target(canvas)
        painter.end()

    def _paint_rule(self, canvas: Canvas) -> None:
        box = canvas.box
        canvas.painter.fillRect(box, canvas.colour("ground", alpha=242))
        tone = "crit" if self._is_aimed_at else "muted"
        if self._is_aimed_at:
            canvas.rounded(box, 10, line="crit", width=2)
        middle = box.top() + max(HEAD_HEIGHT + 10, box.height() // 3)
        canvas.icon(QRect(box.left(), middle, box.width(), 24), "cancel", tone)
        option = QTextOption(Qt.AlignmentFlag.AlignHCenter)
        option.setTextDirection(self._appearance.direction)
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        canvas.painter.setFont(self._appearance.lettering.font(12, 600))
        canvas.painter.setPen(canvas.colour("crit" if self._is_aimed_at else "text"))
        words = QRect(box.left() + 8, middle + 30, box.width() - 16, box.bottom() - middle - 30)
        canvas.painter.drawText(words.toRectF(), self.said(), option)

    def _paint_target(self, canvas: Canvas) -> None:
        box, width = canvas.box, 3 if self._is_aimed_at else 2
        canvas.painter.fillRect(box, canvas.colour("accent", alpha=46 if self._is_aimed_at else 16))
        canvas.rounded(box, 10, line="accent", width=width)
        if not self._is_aimed_at:
            pen = QPen(canvas.colour("ground"), width, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 4])
            canvas.painter.setPen(pen)
            canvas.painter.drawRoundedRect(box, 10, 10)
        pill = canvas.rect(8, box.height() - 46, box.width() - 16, 36)
        canvas.rounded(pill, 8, fill="primary")
        text = self.said()
        wide = self._appearance.lettering.width(text, 13, weight=700)
        lead = max((pill.width() - wide - 24) // 2, 4)
        inner = canvas.within(pill)
        canvas.icon(inner.rect(lead, 8, 20, 20), "arrow-down-bold-box-outline", "on_primary")
        inner.text(
            inner.rect(lead + 24, 0, pill.width() - lead - 26, 36), text, weight=700, colour="on_primary"
        )
