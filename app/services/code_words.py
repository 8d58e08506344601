"""Codes of the domain that window, letters and command line say alike, in the chosen language."""

from collections.abc import Mapping

from app.i18n import N_, _

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

CLOCK_STATES: Mapping[str, str] = {
    "running": N_("running"),
    "paused": N_("paused"),
    "met": N_("met"),
    "missed": N_("missed"),
    "excused": N_("excused"),
    "cancelled": N_("cancelled"),
}


def worded(words: Mapping[str, str], code: str) -> str:
    """The words for `code` in the chosen language; the code itself where nobody named it."""
    return _(words[code]) if code in words else code
