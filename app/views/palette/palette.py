"""The command palette: one line over the window in which everything is found and done."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.ranking import KEPT_RECENT, ranked
from app.i18n import N_, _
from app.services import finding
from app.services.finding import Hit
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.palette.entries import Entry, hit_entry
from app.views.palette.entry_delegate import ENTRY, HEIGHT, EntryDelegate
from app.views.widgets.key_hints import KeyName, NamedKey
from app.views.widgets.labels import label

WIDTH, TOP, EDGE = 720, 74, 40
SHOWN, MOST = 9, 200
HINTS = (KeyName("↑ ↓", N_("Move")), KeyName("Enter", N_("Do it")), KeyName("Esc", N_("Close")))
MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: SHOWN, Qt.Key.Key_PageUp: -SHOWN}
TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Palette(QFrame):
    """Actions fit as they are typed; what the store finds joins them when it has answered.

    Signals:
        chosen: the Entry the user wants.
        left: it was closed; the keys go back to where they were.
    """

    chosen = Signal(object)
    left = Signal()

    def __init__(
        self,
        desk: Desk,
        appearance: Appearance,
        window: QWidget,
        *,
        commands: Callable[[], list[Entry]],
        recent: Sequence[str] = (),
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._appearance = appearance
        self._window = window
        self._commands = commands
        self._recent = list(recent)
        self._entries: list[Entry] = []
        self._hits: list[Hit] = []
        self._asked = ""
        self._is_asking = False
        self.line = QLineEdit()
        self._glass = QAction(self)
        self.list = QListWidget()
        self._empty = label("muted")
        self._hints = [NamedKey(appearance, hint) for hint in HINTS]
        self._lay_out()
        self.line.installEventFilter(self)
        window.installEventFilter(self)
        self.line.textChanged.connect(self._look)
        self.list.itemClicked.connect(self._take)
        self.hide()

    def recent(self) -> list[str]:
        """Keys of the entries used last, the latest first."""
        return self._recent

    @Slot()
    def open(self) -> None:
        """Show everything there is to do; a second time: select what was typed."""
        if self.isVisible():
            self.line.selectAll()
            return
        self.setLayoutDirection(self._appearance.direction)
        self._glass.setIcon(self._appearance.icons.icon("magnify", self._appearance.tokens.muted))
        self.line.setPlaceholderText(_("A call, terminal, merchant, technician, or what to do…"))
        self.line.setAccessibleName(self.line.placeholderText())
        self.list.setAccessibleName(_("Found"))
        self._entries = self._commands()
        self._hits = []
        self.line.clear()
        self._fill()
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus()

    @Slot()
    def close_palette(self) -> None:
        """Put it away."""
        if self.isVisible():
            self.hide()
            self.left.emit()

    def entries(self) -> list[Entry]:
        """What is listed now."""
        return [self.list.item(place).data(ENTRY) for place in range(self.list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Esc while the hands stay in the line; it follows the size of the window."""
        if watched is not self.line:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.close_palette()
        elif isinstance(event, QKeyEvent) and event.key() in {*MOVES, *TAKES, Qt.Key.Key_Escape}:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # no shortcut of the window takes it
            elif event.type() == QEvent.Type.KeyPress:
                self._press(Qt.Key(event.key()))
            return True
        return False

    def _lay_out(self) -> None:
        self.setProperty("role", "popup")
        self.line.setProperty("role", "search")
        self.line.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.line.setMinimumHeight(44)
        self.list.setItemDelegate(EntryDelegate(self._appearance, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        for hint in self._hints:
            foot.addWidget(hint)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.list)
        column.addWidget(self._empty)
        column.addLayout(foot)

    def _press(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_Escape:
            self.close_palette()
        elif key in TAKES:
            self._take()
        elif self.list.count():
            place = self.list.currentRow() + MOVES[key]
            self.list.setCurrentRow(max(0, min(place, self.list.count() - 1)))

    @Slot()
    def _take(self) -> None:
        if not self.list.count():
            return
        entry: Entry = self.list.currentItem().data(ENTRY)
        self._recent = [entry.key, *(key for key in self._recent if key != entry.key)][:KEPT_RECENT]
        self.close_palette()
        self.chosen.emit(entry)

    @Slot(str)
    def _look(self, typed: str) -> None:
        """Rank what is known at once and ask the store; while it answers, only the last text waits."""
        self._fill()
        if typed.strip() and not self._is_asking:
            self._is_asking = True
            self._asked = typed
            done, failed = partial(self._take_hits, typed), self._take_refusal
            self._desk.ask(finding.found, typed, done=done, failed=failed)

    def _take_hits(self, typed: str, hits: list[Hit]) -> None:
        self._is_asking = False
        if not self.isVisible():
            return
        self._hits = hits
        if self.line.text() == typed:
            self._fill()
        else:
            self._look(self.line.text())

    @Slot(object)
    def _take_refusal(self, error: object) -> None:
        self._is_asking = False
        self._desk.refused.emit(error)

    def _fill(self) -> None:
        typed = self.line.text()
        kept = self.list.currentItem()
        kept_key = kept.data(ENTRY).key if kept is not None and self.list.currentRow() else ""
        entries = self._ordered(typed)
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(
                ", ".join(filter(None, (entry.title, entry.about, entry.kind, entry.keys)))
            )
            item.setData(ENTRY, entry)
            self.list.addItem(item)
        keys = [entry.key for entry in entries]
        self.list.setCurrentRow(keys.index(kept_key) if kept_key in keys else 0)
        self.list.setFixedHeight(HEIGHT * max(1, min(len(entries), SHOWN)) + 4)
        self.list.setVisible(bool(entries))
        self._empty.setVisible(not entries)
        self._empty.setText(_("One moment…") if self._is_asking else _("Nothing found"))
        self.adjustSize()

    def _ordered(self, typed: str) -> list[Entry]:
        formats, language = self._appearance.formats, self._appearance.language
        hits = [hit_entry(hit, formats, language) for hit in self._hits] if typed.strip() else []
        by_key = {entry.key: entry for entry in (*hits, *self._entries)}
        recent = {key: place for place, key in enumerate(self._recent)}
        fitting = ranked(typed, [(key, entry.texts) for key, entry in by_key.items()], recent)
        if not typed.strip():
            # Before anything is typed: what was used last, then everything in its order.
            fitting.sort(key=lambda key: recent.get(key, KEPT_RECENT))
        # The store knows more ways to fit than the words that are shown, e.g. a phone number.
        otherwise = [entry.key for entry in hits if entry.key not in fitting and self._is_answered(typed)]
        return [by_key[key] for key in (*fitting, *otherwise)][:MOST]

    def _is_answered(self, typed: str) -> bool:
        return self._asked == typed and not self._is_asking

    def _place(self) -> None:
        width = min(WIDTH, self._window.width() - EDGE)
        self.setFixedWidth(width)
        self.move((self._window.width() - width) // 2, TOP)
