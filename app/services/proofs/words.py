"""Codes of a proof sheet in the words of the reader."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.clocks import ClockState
from app.domain.jalali import jalali_text
from app.domain.persian import duration_words, isolate, persian_digits
from app.domain.segments import SegmentState
from app.i18n import N_, chosen, is_rtl
from app.services.code_words import OWNERS

TURNS: Mapping[str, str] = {**OWNERS, "unit": N_("Own unit"), "": N_("Nobody")}
"""Whose turn a stretch of time was."""
STATES: Mapping[str, str] = {
    SegmentState.COUNTING: N_("Counting"),
    SegmentState.CLOSED: N_("Closed hours"),
    SegmentState.WAITING: N_("Waiting"),
    SegmentState.SHUT: N_("Job was over"),
    SegmentState.LATE: N_("Past due"),
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
