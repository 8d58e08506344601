"""Codes of the domain that window, letters and command line say alike, in the chosen language."""

from collections.abc import Mapping

from app.domain.agreements import Unit
from app.domain.jalali import JalaliMonth, JalaliQuarter
from app.domain.persian import duration_words, grouped, isolate, persian_digits
from app.i18n import N_, _, chosen, is_rtl, ngettext

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
    "undone": N_("Taken back"),
}

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
}

WAITS: Mapping[str, str] = {
    "merchant-closed": N_("Merchant closed"),
    "merchant-refused": N_("Merchant refused"),
    "site-not-ready": N_("Site not ready"),
    "spare-terminal": N_("Awaiting spare terminal"),
    "sim-outage": N_("Awaiting SIM or operator"),
    "switch-outage": N_("Switch or Shaparak outage"),
    "merchant-documents": N_("Awaiting merchant documents"),
    "awaiting-part": N_("Awaiting part"),
    "force-majeure": N_("Force majeure"),
}
"""Why work waits."""

CLOCK_STATES: Mapping[str, str] = {
    "running": N_("running"),
    "paused": N_("paused"),
    "met": N_("met"),
    "missed": N_("missed"),
    "excused": N_("excused"),
    "cancelled": N_("cancelled"),
}


SERVICES: Mapping[str, str] = {
    "EM": N_("Emergency call (EM)"),
    "PM": N_("Periodic visit (PM)"),
    "INSTALL": N_("Installation"),
    "DEINSTALL": N_("De-installation"),
    "SWAP": N_("Swap"),
    "RELOCATE": N_("Relocation"),
    "SIM": N_("SIM card"),
    "ROLL": N_("Paper roll"),
    "CONFIG": N_("Configuration"),
    "TRAINING": N_("Training"),
    "AUDIT": N_("Audit"),
}

CALENDARS: Mapping[str, str] = {
    "extended": N_("extended hours"),
    "contract": N_("contract hours"),
    "office": N_("office hours"),
    "operating": N_("operating hours"),
}
"""Calendars under their usual names; any other is said by its own."""

CLASSES: Mapping[str, str] = {"premium": N_("premium"), "standard": N_("standard"), "low": N_("low volume")}
"""Merchant classes under their usual names."""


def worded(words: Mapping[str, str], code: str) -> str:
    """The words for `code` in the chosen language; the code itself where nobody named it."""
    return _(words[code]) if code in words else code


def calendar_name(name: str) -> str:
    """A calendar in words; none counts every hour."""
    if not name:
        return _("calendar hours")
    return _(CALENDARS[name]) if name in CALENDARS else isolate(name)


def class_name(name: str) -> str:
    """A merchant class in words."""
    return _(CLASSES[name]) if name in CLASSES else isolate(name)


def priority_mark(code: str) -> str:
    """A priority as the reader's language counts it: P2 or ۲."""
    return persian_digits(code.removeprefix("P")) if is_rtl() else code


def period_name(written: str) -> str:
    """A month or a quarter as a penalty case has it, 1405-08 or 1405-Q2, in words."""
    kind = JalaliQuarter if "Q" in written else JalaliMonth
    return kind.parse(written).label(chosen())


def promised_time(limit: int, unit: Unit, *, is_working: bool) -> str:
    """ "4 working hours", "24 hours", "3 working days": the unit is always said (semantics 2).

    `is_working`: hours and minutes are those in which a calendar is open.
    """
    if unit is Unit.WINDOW:
        return _("by the end of its window")
    if unit is Unit.WORKING_DAYS:
        return f"{grouped(limit, chosen())} {_('working days')}"
    hours, rest = divmod(limit * (60 if unit is Unit.MINUTES else 3600), 3600)
    if hours and rest:
        said = _("{time} of working time") if is_working else "{time}"
        return said.format(time=duration_words(hours * 3600 + rest, chosen()))
    count = hours or rest // 60
    if hours and is_working:
        said = ngettext("{limit} working hour", "{limit} working hours", count)
    elif hours:
        said = ngettext("{limit} hour", "{limit} hours", count)
    elif is_working:
        said = ngettext("{limit} working minute", "{limit} working minutes", count)
    else:
        said = ngettext("{limit} minute", "{limit} minutes", count)
    return said.format(limit=grouped(count, chosen()))
