"""The tab of findings: what the checks say of a version, each a step away from its place."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QStackedWidget

from app import i18n
from app.clock import Clock
from app.domain.agreement_checks import Finding, Severity, check_agreement
from app.domain.agreement_text import write_agreement
from app.domain.agreements import Agreement, AgreementVersion
from app.domain.errors import BadInput
from app.i18n import N_, Language, _
from app.services.agreements.checking import findings
from app.services.agreements.finding_words import SEVERITIES, finding_sentence
from app.services.doors import Doors
from app.views.agreements.tab import AgreementTab
from app.views.agreements.text_cards import CardList, TextCard
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.long_work import LongWork
from app.views.widgets.frames import EmptyState

LOOKS = {
    Severity.ERROR: ("alert-octagon", "crit"),
    Severity.WARNING: ("alert-outline", "warn"),
}
SETTLE_MS = 300
"""The checks begin when the hands have rested so long."""
_VERSION = re.compile(r"version\[([0-9]+)\]\.?(.*)")


@dataclass(frozen=True)
class Checked:
    """What the checks found in an agreement; it comes back with them, so that a late answer is known."""

    agreement: Agreement
    found: tuple[Finding, ...]


def checked(doors: Doors, clock: Clock, work: LongWork, agreement: Agreement) -> Checked:
    """Everything the checks say; what the reader would refuse is said as a finding where it is one.

    Contracts are held against every SLA over two years, which takes about a second.
    """
    try:
        with doors.reading() as session:
            found = findings(session, write_agreement(agreement), now=clock.now())
    except BadInput:
        found = check_agreement(agreement)
        if all(each.severity is not Severity.ERROR for each in found):
            raise
    return Checked(agreement, tuple(found))


class FindingsTab(AgreementTab):
    """Errors and warnings as cards in both languages; Enter goes to the place of one."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        self.cards = CardList(appearance)
        self._found: tuple[Finding, ...] = ()
        self._is_checking = False
        self._good = EmptyState(
            appearance,
            icon="check-circle-outline",
            title=N_("Nothing to find fault with"),
            advice=N_("No gap, no tie, nothing idle, nothing looser than what it supports."),
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.cards)
        self._pages.addWidget(self._good)
        self.column.addWidget(self._pages, 1)
        self.cards.opened.connect(self._go)
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.setObjectName("agreement-checks")
        self._settling.timeout.connect(self.check)

    def show_version(self, agreement: Agreement, version: AgreementVersion, *, editable: bool) -> None:
        is_other = agreement != self.agreement
        super().show_version(agreement, version, editable=editable)
        if is_other:
            self._settling.start()

    def take_keys(self) -> None:
        if self.cards.cards():
            self.cards.choose(self.cards.key() or self.cards.cards()[0].key)

    def fill(self, agreement: Agreement, version: AgreementVersion) -> None:
        shown = self._of_version(agreement, version)
        self.cards.show_cards([self._card(number, finding) for number, finding in shown])
        self._pages.setCurrentWidget(self.cards if shown else self._good)
        self.counted.emit(len(shown))

    def found(self) -> tuple[Finding, ...]:
        """Everything found in the agreement, of every version."""
        return self._found

    @Slot()
    def check(self) -> None:
        """Check the agreement as it is edited now."""
        self._settling.stop()
        if self._is_checking:
            self._settling.start()
        elif self.agreement is not None and self.window().isVisible():
            self._is_checking = True
            work = self.desk.begin(checked, self.agreement)
            work.done.connect(self._show)
            work.refused.connect(self.refused)
            work.ended.connect(self._end)
            work.start()

    @Slot()
    def _end(self) -> None:
        self._is_checking = False

    @Slot(object)
    def _show(self, answer: Checked) -> None:
        if answer.agreement is self.agreement:
            self._found = answer.found
            self._say_again()

    def _of_version(self, agreement: Agreement, version: AgreementVersion) -> list[tuple[int, Finding]]:
        """Those of the version shown and those of the whole agreement; errors first."""
        numbered = []
        for number, finding in enumerate(self._found):
            inside = _VERSION.fullmatch(finding.place)
            place = int(inside[1]) - 1 if inside else -1
            is_own = finding.agreement == agreement.code and place >= 0
            if not is_own or agreement.versions[place : place + 1] == (version,):
                numbered.append((number, finding))
        return sorted(numbered, key=lambda each: (each[1].severity is not Severity.ERROR, each[0]))

    def _card(self, number: int, finding: Finding) -> TextCard:
        icon, tone = LOOKS[finding.severity]
        other: Language = "en" if self.appearance.language == "fa" else "fa"
        with i18n.speaking(other):
            also = finding_sentence(finding)
        return TextCard(
            key=str(number),
            title=finding_sentence(finding),
            quiet=(also,),
            mark=_(SEVERITIES[finding.severity]),
            icon=icon,
            tone=tone,
        )

    @Slot(str)
    def _go(self, key: str) -> None:
        finding = self._found[int(key)]
        inside = _VERSION.fullmatch(finding.place)
        if self.agreement is not None and finding.agreement == self.agreement.code:
            self.wanted.emit(inside[2] if inside else finding.place)
