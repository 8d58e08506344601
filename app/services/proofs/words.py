"""Codes of a proof sheet in the words of the reader."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.agreements import Target, Unit
from app.domain.clocks import ClockState
from app.domain.jalali import jalali_text
from app.domain.persian import duration_words, isolate, persian_digits
from app.domain.segments import SegmentState
from app.i18n import N_, _, chosen, is_rtl

METRICS: Mapping[str, str] = {
    "acknowledge": N_("Acknowledge"),
    "dispatch": N_("Dispatch"),
    "accept": N_("Accept"),
    "arrive": N_("Arrive on site"),
    "resolve": N_("Resolve"),
    "install": N_("Install"),
    "pm": N_("PM visit"),
    "appointment": N_("Appointment"),
}
OWNERS: Mapping[str, str] = {
    "merchant": N_("Merchant"),
    "psp": N_("Payment company"),
    "network": N_("Network"),
    "contractor": N_("Contractor"),
    "force-majeure": N_("Force majeure"),
    "unit": N_("Own unit"),
    "": N_("Nobody"),
}
STATES: Mapping[str, str] = {
    SegmentState.COUNTING: N_("Counting"),
    SegmentState.CLOSED: N_("Closed hours"),
    SegmentState.WAITING: N_("Waiting"),
    SegmentState.SHUT: N_("Job was over"),
    SegmentState.LATE: N_("Past due"),
}
EVENTS: Mapping[str, str] = {
    "reported": N_("Call registered"),
    "acknowledged": N_("Acknowledged to the merchant"),
    "dispatched": N_("Dispatched"),
    "accepted": N_("Accepted by the contractor"),
    "rejected": N_("Rejected by the contractor"),
    "departed": N_("On the way"),
    "arrived": N_("Arrived on site"),
    "paused": N_("Put on hold"),
    "resumed": N_("Work goes on"),
    "resolved": N_("Resolved"),
    "closed": N_("Closed"),
    "reopened": N_("Reopened"),
    "cancelled": N_("Cancelled"),
    "priority": N_("Priority changed"),
    "contractor": N_("Contractor changed"),
    "excused": N_("Excused"),
    "note": N_("Note"),
    "wait-approved": N_("Wait approved"),
    "wait-refused": N_("Wait refused"),
}
SOURCES: Mapping[str, str] = {
    "desk": N_("Control room"),
    "contractor": N_("Contractor"),
    "merchant": N_("Merchant"),
    "terminal": N_("Terminal"),
    "log": N_("Imported log"),
}
DIMENSIONS: Mapping[str, str] = {
    "faults": N_("the fault"),
    "merchant_classes": N_("the merchant class"),
    "priorities": N_("the priority"),
    "zones": N_("the zone"),
    "services": N_("the service"),
}
SPECIAL: Mapping[str, str] = {
    "holiday": N_("holiday"),
    "closure": N_("declared closure"),
    "exception": N_("other hours"),
}
VERDICTS: Mapping[str, str] = {
    ClockState.MET: N_("Kept: stopped {stopped}, due {due}; {left} were left of {limit}."),
    ClockState.MISSED: N_("Missed: due {due}, {late} late."),
    ClockState.RUNNING: N_("Running: due {due}; {left} are left of {limit}."),
    ClockState.PAUSED: N_("On hold: {left} are left of {limit}; without a due time until work goes on."),
    ClockState.EXCUSED: N_("Excused: it was due {due} and is set apart."),
    ClockState.CANCELLED: N_("Cancelled before it was due."),
}
WINDOW_VERDICTS: Mapping[str, str] = {
    ClockState.MET: N_("Kept: done {stopped}, inside the window that closed {due}."),
    ClockState.RUNNING: N_("Open: the window closes {due}."),
}


def worded(words: Mapping[str, str], code: str) -> str:
    """The words for `code`; the code itself where nobody named it."""
    return _(words[code]) if code in words else code


def figures(text: object) -> str:
    """With the digits of the reader."""
    return persian_digits(str(text)) if is_rtl() else str(text)


def instant(at: datetime, zone: ZoneInfo) -> str:
    """Local date and time to the second, Jalali in Persian."""
    local = at.astimezone(zone)
    day = jalali_text(local.date()) if is_rtl() else local.date().isoformat()
    return isolate(figures(f"{day} {local:%H:%M:%S}"))


def seconds(count: int) -> str:
    """An amount to the second, hours never summed to days: 4:05:09."""
    minutes, rest = divmod(count, 60)
    hours, minutes = divmod(minutes, 60)
    return isolate(figures(f"{hours}:{minutes:02}:{rest:02}"))


def amount(count: int) -> str:
    """An amount in words."""
    return duration_words(count, chosen())


def promise(target: Target) -> str:
    """What a target promises, its unit always said."""
    if target.unit is Unit.WINDOW:
        return _("by the end of its window")
    if target.unit is Unit.WORKING_DAYS:
        return f"{figures(target.limit)} {_('working days')}"
    return duration_words(target.limit * (60 if target.unit is Unit.MINUTES else 3600), chosen())
