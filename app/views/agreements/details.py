"""The details of one agreement: its head, the choice of a version, and a tab for each side of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from app.domain.agreements import Agreement, AgreementVersion
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.agreements.register import AgreementRow
from app.views.agreements.agreement_words import (
    KIND_NAMES,
    day_text,
    in_force,
    in_language,
    listed,
    moment_text,
    party_names,
    version_name,
)
from app.views.agreements.findings_tab import FindingsTab
from app.views.agreements.history_tab import HistoryTab
from app.views.agreements.money_tab import MoneyTab
from app.views.agreements.opening import Opened
from app.views.agreements.overtaken import OvertakenNotice
from app.views.agreements.papers_tab import PapersTab
from app.views.agreements.tab import AgreementTab
from app.views.agreements.targets_tab import TargetsTab
from app.views.agreements.terms_tab import TermsTab
from app.views.agreements.waits_tab import WaitsTab
from app.views.appearance import Appearance
from app.views.calendars.calendars_tab import CalendarsTab
from app.views.desk import Desk
from app.views.what_if.what_if_tab import WhatIfTab
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.frames import Panel
from app.views.widgets.labels import ElidedLabel, IconLabel, label, set_mark

TARGETS, CALENDARS, WAITS, MONEY, TERMS, PAPERS, FINDINGS, WHAT_IF, HISTORY = (
    "targets", "calendars", "waits", "money", "terms", "papers", "findings", "what-if", "history",
)  # fmt: skip


@dataclass(frozen=True)
class TabKind:
    """One tab: its key, its title (a marked message), and what makes it."""

    key: str
    title: str
    make: Callable[[Desk, Appearance], AgreementTab]


TABS: tuple[TabKind, ...] = (
    TabKind(TARGETS, N_("Targets"), TargetsTab),
    TabKind(CALENDARS, N_("Calendars"), CalendarsTab),
    TabKind(WAITS, N_("Waits"), WaitsTab),
    TabKind(MONEY, N_("Money"), MoneyTab),
    TabKind(TERMS, N_("PM & prices"), TermsTab),
    TabKind(PAPERS, N_("Papers"), PapersTab),
    TabKind(FINDINGS, N_("Findings"), FindingsTab),
    TabKind(WHAT_IF, N_("What if"), WhatIfTab),
    TabKind(HISTORY, N_("History"), HistoryTab),
)
PLACES = (
    ("target", TARGETS),
    ("pause", WAITS),
    ("clause", MONEY),
    ("prices", TERMS),
    ("weights", TERMS),
    ("calendars", CALENDARS),
)
"""Which tab shows a place of the agreement, by how the place begins."""


class AgreementDetails(Panel):
    """Head, versions and tabs; a tab is filled when it is looked at.

    Signals:
        changed: the Agreement as the user has just edited it.
        told, refused: as of a tab.
    """

    changed = Signal(object)
    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._appearance = appearance
        self._clock = desk.clock
        self._opened: Opened | None = None
        self._agreement: Agreement | None = None
        self._number = 0
        self._counts: dict[str, int] = {}
        self._waiting: set[str] = set()
        self.title = ElidedLabel("heading", least=120)
        self.parties = ElidedLabel("quiet", least=120)
        self.state = label("muted", wraps=True)
        self.badge_icon, self.badge = IconLabel(appearance, "lock-outline", size=18), label("strong")
        self.versions: SegmentedControl | None = None
        self._version_row = QHBoxLayout()
        self._version_row.setSpacing(8)
        self.overtaken = OvertakenNotice(appearance)
        self.bar = QTabWidget()
        self.bar.setDocumentMode(True)
        self.bar.tabBar().setDrawBase(False)
        self.tabs = {kind.key: kind.make(desk, appearance) for kind in TABS}
        for kind in TABS:
            self._add_tab(kind)
        self._lay_out()
        self.bar.currentChanged.connect(self._fill_shown)
        appearance.changed.connect(self._say_head)

    def show_agreement(self, opened: Opened, agreement: Agreement) -> None:
        """Show an agreement, perhaps with edits that are not saved; its version stays chosen."""
        is_other = self._opened is None or self._opened.row.code != opened.row.code
        had_draft = self._opened is not None and self._opened.row.draft is not None
        self._opened, self._agreement = opened, agreement
        numbers = [version.number for version in agreement.versions]
        begins_draft = opened.row.draft is not None and not had_draft
        if is_other or begins_draft or self._number not in numbers:
            held = in_force(opened.row, self._today())
            self._number = opened.drafted[-1].number if opened.drafted else held or numbers[-1]
        self._say_head()
        self._fill()

    def version(self) -> AgreementVersion | None:
        """The version shown."""
        versions = self._agreement.versions if self._agreement is not None else ()
        return next((each for each in versions if each.number == self._number), None)

    def is_editable(self) -> bool:
        """Whether the version shown belongs to the open draft."""
        drafted = self._opened.drafted if self._opened is not None else ()
        return self._number in {version.number for version in drafted}

    def show_tab(self, key: str) -> None:
        """Go to a tab."""
        self.bar.setCurrentIndex(list(self.tabs).index(key))

    def current_tab(self) -> AgreementTab:
        """The tab looked at."""
        return list(self.tabs.values())[self.bar.currentIndex()]

    @Slot(str)
    def show_place(self, place: str) -> None:
        """Go to a dotted place of the version."""
        key = next((tab for begin, tab in PLACES if place.startswith(begin)), "")
        if key in self.tabs:
            self.show_tab(key)
            self.tabs[key].go_to(place)

    @Slot(str)
    def show_version(self, number: str) -> None:
        """Show another version of the agreement."""
        self._number = int(number)
        self._say_standing()
        self._fill()

    def _add_tab(self, kind: TabKind) -> None:
        tab = self.tabs[kind.key]
        room = QScrollArea()
        # A tab that needs more room than there is scrolls, and makes no other one taller.
        room.setWidget(tab)
        room.setWidgetResizable(True)
        room.setFrameShape(QFrame.Shape.NoFrame)
        tab.setProperty("role", "scrolled")
        self.bar.addTab(room, "")
        tab.changed.connect(self.changed)
        tab.wanted.connect(self.show_place)
        tab.told.connect(self.told)
        tab.refused.connect(self.refused)

        def count(number: int) -> None:
            self._counts[kind.key] = number
            self._say_tabs()

        tab.counted.connect(count)

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 0)
        head.setSpacing(4)
        for widget in (self.title, self.parties, self.state):
            head.addWidget(widget)
        self._version_row.addStretch(1)
        self._version_row.addWidget(self.badge_icon)
        self._version_row.addWidget(self.badge)
        head.addSpacing(4)
        head.addLayout(self._version_row)
        head.addWidget(self.overtaken)
        box = QWidget()
        inner = QVBoxLayout(box)
        inner.setContentsMargins(16, 0, 16, 14)
        inner.addWidget(self.bar)
        self.body.setSpacing(6)
        self.body.addLayout(head)
        self.body.addWidget(box, 1)

    def _today(self) -> date:
        return self._clock.now().astimezone(self._appearance.formats.zone).date()

    def _fill(self) -> None:
        self._waiting = set(self.tabs)
        self._fill_shown()
        # What was found is counted in its tab's title, whether one looks at it or not.
        self._fill_tab(FINDINGS)

    @Slot()
    def _fill_shown(self) -> None:
        self._fill_tab(next(key for key, tab in self.tabs.items() if tab is self.current_tab()))

    def _fill_tab(self, key: str) -> None:
        version = self.version()
        if key in self._waiting and self._agreement is not None and version is not None:
            self._waiting.discard(key)
            self.tabs[key].show_version(self._agreement, version, editable=self.is_editable())

    @Slot()
    def _say_head(self) -> None:
        self._say_tabs()
        if self._opened is None or self._agreement is None:
            return
        language, row = self._appearance.language, self._opened.row
        self.title.show_text(f"{in_language(row.title, language)} · {isolate(row.code)}")
        where = [_("regions: {names}").format(names=listed(map(isolate, row.regions), language))]
        said = [_(KIND_NAMES[row.kind]), party_names(row, language), *(where if row.regions else [])]
        self.parties.show_text(" · ".join(said))
        self.state.setText(self._state_line(row))
        self._say_versions()

    def _state_line(self, row: AgreementRow) -> str:
        formats = self._appearance.formats
        number = in_force(row, self._today())
        said = [_("No version is in force yet.")]
        if number is not None:
            since = next(v.effective_from for v in row.versions if v.number == number)
            holds = _("Version {number} is in force since {day}.")
            said = [holds.format(number=formats.number(number), day=day_text(since, formats))]
        for version in row.versions:
            if version.state == "approved" and version.effective_from > self._today():
                waits = _("Version {number} is approved from {day} on.")
                day = day_text(version.effective_from, formats)
                said.append(waits.format(number=formats.number(version.number), day=day))
        if row.draft is not None and self._opened is not None and self._opened.drafted:
            drafted = _("Draft of version {number} by {by}, last saved by {saver} on {moment}.")
            said.append(
                drafted.format(
                    number=formats.number(self._opened.drafted[-1].number),
                    by=isolate(row.draft.drafted_by),
                    saver=isolate(row.draft.saved_by),
                    moment=moment_text(row.draft.saved_at, formats),
                )
            )
        elif row.draft is not None:
            drafted = _("{by} has a draft that changes no version, saved on {moment}.")
            moment = moment_text(row.draft.saved_at, formats)
            said.append(drafted.format(by=isolate(row.draft.drafted_by), moment=moment))
        return " ".join(said)

    def _say_versions(self) -> None:
        """The choice of a version, made anew: versions come and go, and are named in the language."""
        assert self._agreement is not None
        formats = self._appearance.formats
        choices = tuple(
            Choice(str(v.number), version_name(v.number, formats)) for v in self._agreement.versions[-6:]
        )
        if self.versions is not None:
            self.versions.hide()
            self.versions.deleteLater()
        self.versions = SegmentedControl(self._appearance, choices, name=N_("Version"))
        self.versions.chosen.connect(self.show_version)
        if str(self._number) in {choice.key for choice in choices}:
            self.versions.choose(str(self._number))
        self._version_row.insertWidget(0, self.versions)
        self._say_standing()

    def _say_standing(self) -> None:
        version = self.version()
        if version is None:
            return
        since = _("from {day}").format(day=day_text(version.effective_from, self._appearance.formats))
        if self.is_editable():
            said, icon, tone = _("Draft · can be edited"), "pencil-outline", "info"
        else:
            said, icon, tone = _("Approved · read only"), "lock-outline", "muted"
        self.badge.setText(f"{since} · {said}")
        set_mark(self.badge, "tone", tone)
        self.badge_icon.show_icon(icon, tone=tone)

    def _say_tabs(self) -> None:
        for place, kind in enumerate(TABS):
            count = self._counts.get(kind.key, 0)
            shown = f" ({self._appearance.formats.number(count)})" if count else ""
            # An ampersand would name a key of the keyboard.
            title = _(kind.title).replace("&", "&&")
            self.bar.setTabText(place, f"{title}{shown}")
