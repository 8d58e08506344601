"""Whose clock is running on a job, and the waits that a supervisor has to decide on."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.domain.agreements import AgreementKind
from app.domain.events import Owner
from app.domain.persian import duration_words, isolate
from app.domain.segments import SegmentState
from app.domain.turns import OWN_UNIT
from app.i18n import N_, _
from app.services.code_words import METRICS, OWNERS, worded
from app.services.proofs.on_the_clock import OnTheClock, PromiseNow, UndecidedWait
from app.views.appearance import Appearance
from app.views.plain_words import name_in
from app.views.widgets.flow_layout import FlowLayout
from app.views.widgets.frames import Card
from app.views.widgets.labels import IconLabel, label
from app.views.wording import WAITS

WHOSE: Mapping[str, str] = {
    Owner.MERCHANT: N_("The merchant is on the clock now"),
    Owner.PSP: N_("The payment company is on the clock now"),
    Owner.NETWORK: N_("The network is on the clock now"),
    Owner.CONTRACTOR: N_("The contractor is on the clock now"),
    Owner.FORCE_MAJEURE: N_("Nobody is on the clock now: force majeure"),
    OWN_UNIT: N_("Our own unit is on the clock now"),
}
DOES: Mapping[SegmentState, str] = {
    SegmentState.LATE: N_("{promise} is past due"),
    SegmentState.COUNTING: N_("{promise} runs"),
    SegmentState.CLOSED: N_("{promise} is outside working hours"),
    SegmentState.WAITING: N_("{promise} stands"),
}
"""What a clock does, the most pressing first."""
APPROVE_KEY, REFUSE_KEY = "Ctrl+Y", "Ctrl+R"


class TurnCard(Card):
    """Who has to act now, and under it a line for each of SLA, OLA and UC."""

    def __init__(self, appearance: Appearance, now: OnTheClock) -> None:
        super().__init__()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconLabel(appearance, "account-clock-outline", tone="info", size=20))
        said = _whose(now, name_in(now.party, now.party_en, fa=appearance.is_rtl))
        head.addWidget(label("strong", said, wraps=True), 1)
        self.body.addLayout(head)
        lines = [line for kind in AgreementKind if (line := _does(kind, now))]
        for line in lines:
            self.body.addWidget(label("quiet", line, wraps=True))
        self.setAccessibleName(". ".join((said, *lines)))

    @staticmethod
    def has_to_say(now: OnTheClock) -> bool:
        """Whether a promise of the job is not settled."""
        return any(promise.state is not None for promise in now.promises.values())


class WaitCard(QFrame):
    """A long wait that nobody has decided, with what decides it.

    Signals:
        decided: when the wait began, and whether it is approved.
    """

    decided = Signal(object, bool)

    def __init__(self, appearance: Appearance, wait: UndecidedWait, now: datetime, *, has_keys: bool) -> None:
        super().__init__()
        self._appearance = appearance
        self._wait = wait
        self.setProperty("role", "suggestion")
        self._length = label("strong", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconLabel(appearance, "account-question-outline", tone="warn", size=20))
        head.addWidget(self._length, 1)
        column.addLayout(head)
        since = _("since {at}").format(at=appearance.formats.date_time(wait.began_at))
        about = (worded(WAITS, wait.reason), worded(OWNERS, wait.owner), since)
        column.addWidget(label("quiet", " · ".join(about), wraps=True))
        buttons = FlowLayout(gap=6)
        buttons.addWidget(self._button(_("Approve"), "primary", APPROVE_KEY if has_keys else "", answer=True))
        buttons.addWidget(self._button(_("Refuse"), "ghost", REFUSE_KEY if has_keys else "", answer=False))
        column.addLayout(buttons)
        self.show_time(now)

    def show_time(self, now: datetime) -> None:
        """Say how long the wait is at `now`."""
        length = int(((self._wait.ended_at or now) - self._wait.began_at).total_seconds())
        said = _("Wait of {length} needs a supervisor’s decision").format(
            length=duration_words(length, self._appearance.language)
        )
        self._length.setText(said)
        self.setAccessibleName(said)

    def _button(self, text: str, role: str, key: str, *, answer: bool) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", role)
        button.setProperty("decision", answer)
        button.setShortcut(key)
        if key:
            button.setToolTip(key)
        button.clicked.connect(self._decide)
        return button

    @Slot()
    def _decide(self) -> None:
        button = self.sender()
        if button is not None:
            self.decided.emit(self._wait.began_at, bool(button.property("decision")))


def _whose(now: OnTheClock, party: str) -> str:
    if now.owner == Owner.CONTRACTOR and party:
        return _("The contractor ({name}) is on the clock now").format(name=isolate(party))
    return worded(WHOSE, now.owner)


def _does(kind: AgreementKind, now: OnTheClock) -> str:
    """What the clocks of one kind do, by name where they differ; empty where all are settled."""
    running = [p for p in now.promises.values() if p.kind == kind and p.state is not None]
    states = [state for state in DOES if any(promise.state is state for promise in running)]
    return _("; ").join(
        _(DOES[state]).format(promise=_named(kind, running, state if len(states) > 1 else None))
        for state in states
    )


def _named(kind: AgreementKind, promises: list[PromiseNow], only: SegmentState | None) -> str:
    """ "SLA", or "SLA (Resolve)" for those in one state."""
    if only is None:
        return isolate(kind.value)
    metrics = [worded(METRICS, promise.metric) for promise in promises if promise.state is only]
    return f"{isolate(kind.value)} ({_(', ').join(dict.fromkeys(metrics))})"
