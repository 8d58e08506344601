"""Codes of the domain in the user's words: stages, metrics, waits, faults, and every refusal."""

from collections.abc import Mapping
from datetime import date

from app.domain.agreements import Unit
from app.domain.errors import BadInput, PoshtibanError, RuleBroken
from app.domain.faults import Fault, Term
from app.domain.jalali import long_date
from app.domain.persian import isolate
from app.i18n import N_, Language, chosen
from app.services import code_words
from app.services.bad_input_words import bad_input_words
from app.services.code_words import SERVICES, promised_time, worded
from app.services.fault_catalogue import fault_catalogue
from app.services.party_names import PartyNames
from app.services.refusals import sentence, worded_parameter
from app.views.formats import Formats
from app.views.plain_words import name_in

STAGES: Mapping[str, str] = {
    "new": N_("New"),
    "dispatched": N_("Dispatched"),
    "accepted": N_("Accepted"),
    "en-route": N_("En route"),
    "on-site": N_("On site"),
    "on-hold": N_("On hold"),
    "resolved": N_("Resolved"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
}

WAITS: Mapping[str, str] = code_words.WAITS

REASONS: Mapping[str, str] = {
    **WAITS,
    "duplicate": N_("Registered twice"),
    "merchant-withdrew": N_("The merchant withdrew the call"),
    "mistake": N_("Registered by mistake"),
    "called-by-mistake": N_("Called by mistake"),
    "given-up": N_("Given up after the window closed"),
    "overloaded": N_("Contractor has no free technician"),
    "same-fault-again": N_("Same fault again"),
    "called-again": N_("The merchant called again"),
    "chargeable": N_("The merchant pays for it"),
    "not-mended": N_("It was never mended"),
    "merchant-objects": N_("The merchant does not agree that it is done"),
    "implied": N_("Implied by the log"),
    "chased": N_("Contractor chased"),
    "message-sent": N_("Message sent"),
    "message-failed": N_("Message not sent"),
    "silent": N_("The contractor stays silent"),
    "no-part": N_("Has not the part"),
    "too-far": N_("Too far away"),
    "wrong-skill": N_("Lacks the skill"),
    "merchant-asked": N_("The merchant asked for somebody else"),
}
"""Why an event came about."""

WAIT_OWNERS: Mapping[str, str] = {
    "merchant-closed": "merchant",
    "merchant-refused": "merchant",
    "site-not-ready": "merchant",
    "spare-terminal": "psp",
    "sim-outage": "network",
    "switch-outage": "network",
    "merchant-documents": "merchant",
    "awaiting-part": "contractor",
    "force-majeure": "force-majeure",
}
"""Who answers for a wait (domain: SLA clock rules)."""


def refusal(error: PoshtibanError) -> str:
    """Why something was refused, in one sentence of the chosen language."""
    if isinstance(error, BadInput):
        return bad_input_words(error)
    parameters = error.parameters if isinstance(error, RuleBroken) else {}
    return sentence(error, {name: _parameter(name, value) for name, value in parameters.items()})


def _parameter(name: str, value: object) -> str:
    if name == "stage":
        return worded(STAGES, str(value))
    if type(value) is date:
        return long_date(value, chosen())
    return worded_parameter(name, value)


class Catalogue:
    """Names of faults and remedies in the chosen language."""

    def __init__(self, faults: Mapping[str, Fault], remedies: Mapping[str, Term]) -> None:
        self.faults = faults
        self.remedies = remedies

    @classmethod
    def shipped(cls) -> "Catalogue":
        """The catalogue that comes with the program."""
        found = fault_catalogue()
        return cls(found.faults, found.remedies)

    def fault(self, code: str, service: str, language: Language) -> str:
        """What is wrong; for work that is no repair, what is to be done."""
        found = self.faults.get(code)
        if found is not None:
            return found.problem.spoken(language)
        return code or worded(SERVICES, service)

    def remedy(self, code: str, language: Language) -> str:
        """What was done about it."""
        found = self.remedies.get(code)
        return found.wording.spoken(language) if found is not None else code


def party_name(code: str, names: PartyNames, *, fa: bool) -> str:
    """A contractor by its name; by its code while nobody has told it."""
    return name_in(*names[code], fa=fa) if code in names else isolate(code)


def target_in_words(target: str, unit: str, formats: Formats, *, is_working: bool = False) -> str:
    """ "4 working hours", "24 hours", "3 working days": the unit is always said.

    `is_working`: hours and minutes are those in which a calendar is open.
    """
    if unit not in {each.value for each in Unit}:
        return f"{formats.digits(target)} {unit}"
    limit = int(target) if target.isdecimal() else 0
    return promised_time(limit, Unit(unit), is_working=is_working)
