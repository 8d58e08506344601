"""The life of an alarm in words of the chosen language, for window, refusals and reports alike."""

from collections.abc import Mapping

from app.i18n import N_

STATES: Mapping[str, str] = {
    "raised": N_("not acknowledged"),
    "acknowledged": N_("acknowledged"),
    "shelved": N_("shelved"),
    "shelved-quiet": N_("shelved, cause gone"),
    "returned": N_("cause gone, not acknowledged"),
    "cleared": N_("over"),
}

STEPS: Mapping[str, str] = {
    "raised": N_("Raised"),
    "acknowledged": N_("Acknowledged"),
    "acknowledgement-undone": N_("Acknowledgement taken back"),
    "shelved": N_("Shelved"),
    "unshelved": N_("Taken off the shelf"),
    "shelf-over": N_("Back from the shelf"),
    "reminded": N_("Asks again"),
    "escalated": N_("Passed up"),
    "cause-gone": N_("Cause gone"),
    "cause-back": N_("Cause back"),
}

SHELVING: Mapping[str, str] = {
    "merchant-agreed": N_("Agreed with the merchant"),
    "contractor-on-site": N_("Technician is on site"),
    "part-on-the-way": N_("Part is on the way"),
    "network-outage": N_("Network outage"),
    "known-flood": N_("Known common cause"),
    "other": N_("Another reason"),
}

URGENCIES: Mapping[str, str] = {
    "high": N_("High"),
    "medium": N_("Medium"),
    "low": N_("Low"),
}

LADDER: Mapping[str, str] = {
    "dispatcher": N_("dispatcher"),
    "supervisor": N_("supervisor"),
    "manager": N_("manager"),
}
