"""Agreements: their list, what each of their versions says, and the draft of the next one."""

from datetime import date

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout

from app.domain.agreements import AgreementKind
from app.i18n import N_, _, ngettext
from app.services.agreements.register import AgreementRow
from app.views.agreements.agreement_list import AgreementList
from app.views.agreements.details import AgreementDetails
from app.views.agreements.opening import Opened, listing, opened
from app.views.appearance import Appearance
from app.views.calendars.official_calendar import OfficialCalendar
from app.views.desk import Desk
from app.views.page import Page
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.frames import EmptyState, Panel

EVERY_KIND = ""
KINDS = (Choice(EVERY_KIND, N_("All")), *(Choice(kind.value, kind.value) for kind in AgreementKind))


class AgreementsPage(Page):
    """The list at the start side, the chosen agreement beside it."""

    watches = frozenset({"agreement_revision", "holiday"})

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        self.kinds = SegmentedControl(appearance, KINDS, name=N_("Kind"))
        self.agreements = AgreementList(appearance, self._today)
        self.details = AgreementDetails(desk, appearance)
        self.official_button = QPushButton(_("Official calendar"))
        self._rows: tuple[AgreementRow, ...] = ()
        self._lay_out()
        self._connect()

    def title(self) -> str:
        return _("Agreements")

    def subtitle(self) -> str:
        count = len(self._rows)
        said = ngettext("{count} agreement", "{count} agreements", count)
        return said.format(count=self.appearance.formats.number(count))

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        self.desk.ask(listing, done=self._show_list)

    def retranslate(self) -> None:
        self.official_button.setText(_("Official calendar"))

    @Slot()
    def show_official_calendar(self) -> None:
        """Show the country's days, which no agreement owns."""
        calendar = OfficialCalendar(self, self.desk, self.appearance)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.told.connect(self.told)
        calendar.refused.connect(self.refused)
        calendar.open()

    def _today(self) -> date:
        return self.desk.clock.now().astimezone(self.appearance.formats.zone).date()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.kinds)
        head.addStretch(1)
        self.official_button.setProperty("role", "ghost")
        head.addWidget(self.official_button)
        self._empty = EmptyState(
            self.appearance,
            icon="file-sign",
            title=N_("No agreement yet"),
            advice=N_("Import an agreement file to see what was promised to whom."),
        )
        listed = Panel(self.appearance)
        listed.body.addWidget(self.agreements)
        listed.setMinimumWidth(440)
        self._stack = QStackedWidget()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        split.addWidget(listed)
        split.addWidget(self.details)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 3)
        split.setSizes([440, 800])
        self._split = split
        for widget in (split, self._empty):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.official_button.clicked.connect(self.show_official_calendar)
        self.kinds.chosen.connect(self._filter)
        self.agreements.picked.connect(self._open)
        self.agreements.opened.connect(self._enter)

    def _show_list(self, rows: tuple[AgreementRow, ...]) -> None:
        self._rows = rows
        self._stack.setCurrentWidget(self._split if rows else self._empty)
        self._filter()

    @Slot()
    def _filter(self) -> None:
        wanted = self.kinds.key()
        shown = [row for row in self._rows if not wanted or row.kind == wanted]
        self.agreements.show_rows(shown)
        if self.agreements.current() is None and shown:
            self.agreements.choose(shown[0].code)
        else:
            self._open(self.agreements.current())

    def _open(self, row: AgreementRow | None) -> None:
        if row is not None:
            self.desk.ask(opened, row, done=self._show_agreement)

    def _show_agreement(self, answer: Opened) -> None:
        row = self.agreements.current()
        if row is not None and row.code == answer.row.code:
            self.details.show_agreement(answer, answer.agreement)

    @Slot()
    def _enter(self) -> None:
        """Enter goes on to what the agreement says."""
        self.details.bar.currentWidget().setFocus()
