"""A list of answers over the page, beside the row it is about: type or arrow, then Enter."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.ranking import ranked
from app.i18n import _
from app.views.appearance import Appearance
from app.views.board.dialogs import Option
from app.views.board.option_delegate import BAR, DETAIL, MORE, TITLE, OptionDelegate
from app.views.widgets.labels import ElidedLabel, label

KEY = Qt.ItemDataRole.UserRole
WIDTH, SHOWN, ROW = 440, 6, 52
GAP = 4
Answered = Callable[[str, str], None]
"""Takes the key of an answer, and the reason where it needed one."""
MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Question:
    """One asking: what comes late for it is not taken for the answer to another."""


class Picker(QFrame):
    """One question at a time; the first answer is chosen until the user says otherwise.

    Signals:
        left: the question is over, answered or not; the keys go back to where they were.
    """

    left = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._appearance = appearance
        self._question: Question | None = None
        self._answered: Answered | None = None
        self._options: tuple[Option, ...] | None = None
        self._reasoned: Option | None = None
        """What was chosen and may be taken only with a reason, which is typed now."""
        self._beside = QRect()
        self._title = ElidedLabel("strong")
        self.line = QLineEdit()
        self.list = QListWidget()
        self._about = label("muted", wraps=True)
        self._empty = label("muted", wraps=True)
        self.list.setItemDelegate(OptionDelegate(appearance, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._narrow)
        self.list.itemClicked.connect(self._take)
        self.setProperty("role", "popup")
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for widget in (self._title, self._about, self.line, self.list, self._empty):
            column.addWidget(widget)
        self.hide()

    def ask(self, title: str, answered: Answered, *, beside: QRect) -> Question:
        """Ask what `offer` brings the answers to; `beside`: the row it is about, in the parent's place."""
        self._question = question = Question()
        self._answered = answered
        self._options, self._reasoned = None, None
        self._title.show_text(title)
        self.line.setPlaceholderText(_("Type to narrow down…"))
        self.line.setAccessibleName(title)
        self.list.setAccessibleName(title)
        self._beside = beside
        self._about.hide()
        self.line.clear()
        self._narrow("")
        self.show()
        self.raise_()
        self.line.setFocus()
        return question

    def offer(self, question: Question, options: Sequence[Option]) -> None:
        """Show the answers there are, best first; what was typed meanwhile narrows them down."""
        if question is self._question:
            self._options = tuple(options)
            self._narrow(self.line.text())

    def say_about(self, question: Question, text: str) -> None:
        """Say more of what is asked, under the question."""
        if question is self._question:
            self._about.setText(text)
            self._about.setVisible(bool(text))
            self._settle()

    def is_asking(self) -> bool:
        """Whether a question stands."""
        return self.isVisible()

    @Slot()
    def close_question(self) -> None:
        """Forget the question."""
        if self.isVisible():
            self._question = self._answered = None
            self.hide()
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter while the hands stay in the line; Esc, or a click elsewhere, leaves."""
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.close_question()
        elif isinstance(event, QKeyEvent) and self._is_ours(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # no shortcut of the window takes it
            elif event.type() == QEvent.Type.KeyPress:
                self._press(Qt.Key(event.key()))
            return True
        return super().eventFilter(watched, event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        return event.key() in {*MOVES, *TAKES, Qt.Key.Key_Escape} and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )

    def _press(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_Escape:
            self.close_question()
        elif key in TAKES:
            self._take()
        else:
            place = self.list.currentRow() + MOVES[key]
            if 0 <= place < self.list.count():
                self.list.setCurrentRow(place)

    @Slot()
    def _take(self) -> None:
        if self._reasoned is not None:
            reason = self.line.text().strip()
            if reason:
                self._tell(self._reasoned, reason)
            return
        item = self.list.currentItem() if self.list.count() else None
        option = next((each for each in self._options or () if item and each.key == item.data(KEY)), None)
        if option is None or option.bar == "closed":
            return
        if option.bar == "reason":
            self._ask_reason(option)
        else:
            self._tell(option, "")

    def _tell(self, option: Option, reason: str) -> None:
        answered = self._answered
        self.close_question()
        if answered is not None:
            answered(option.key, reason)

    def _ask_reason(self, option: Option) -> None:
        """What a rule forbids is done with a reason, which stays with the event."""
        self._reasoned = option
        self._title.show_text(_("{name}: why all the same?").format(name=option.title))
        self.line.setPlaceholderText(_("Reason"))
        self.line.setAccessibleName(_("Reason"))
        self.line.clear()
        self.list.hide()
        self._empty.setText(option.detail)
        self._empty.show()
        self._settle()

    @Slot(str)
    def _narrow(self, typed: str) -> None:
        if self._reasoned is not None:
            return
        options = {option.key: option for option in self._options or ()}
        texts = [(key, (option.title, option.detail, option.words)) for key, option in options.items()]
        self.list.clear()
        for key in ranked(typed, texts, {}):
            option = options[key]
            item = QListWidgetItem("\n".join(filter(None, (option.title, option.detail, option.words))))
            roles = (
                (KEY, key),
                (TITLE, option.title),
                (DETAIL, option.detail),
                (BAR, option.bar),
                (MORE, option.more),
            )
            for role, value in roles:
                item.setData(role, value)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._empty.setVisible(not self.list.count())
        self._empty.setText(_("One moment…") if self._options is None else _("Nothing found"))
        self.list.setVisible(bool(self.list.count()))
        heights = [self.list.sizeHintForRow(row) for row in range(min(self.list.count(), SHOWN))]
        self.list.setFixedHeight(sum(heights) + 2 * len(heights) + 4)
        self._settle()

    def _settle(self) -> None:
        """Under the row, or over it where there is more room, and no higher than that; inside the page."""
        beside, room = self._beside, self._page.rect()
        below, above = room.bottom() - beside.bottom() - 2 * GAP, beside.top() - room.top() - 2 * GAP
        is_below = below >= min(above, SHOWN * ROW + 120)
        self.adjustSize()
        excess = self.height() - (below if is_below else above)
        if excess > 0 and self.list.isVisibleTo(self):
            self.list.setFixedHeight(max(ROW, self.list.height() - excess))
            self.adjustSize()
        start = beside.right() - WIDTH - 60 if self._appearance.is_rtl else beside.left() + 60
        start = max(room.left() + GAP, min(start, room.right() - WIDTH - GAP))
        top = beside.bottom() + GAP if is_below else max(room.top() + GAP, beside.top() - self.height() - GAP)
        self.move(QPoint(start, top))
