"""What the palette lists: actions of the window, and what the store found."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.domain.persian import isolate
from app.i18n import N_, Language, _
from app.services.code_words import worded
from app.services.finding import Hit, Kind
from app.views.actions.action import Action
from app.views.formats import Formats
from app.views.plain_words import name_in
from app.views.wording import STAGES

KINDS: Mapping[Kind, tuple[str, str]] = {
    Kind.CALL: (N_("Call"), "phone-outline"),
    Kind.TERMINAL: (N_("Terminal"), "credit-card-wireless-outline"),
    Kind.MERCHANT: (N_("Merchant"), "storefront-outline"),
    Kind.TECHNICIAN: (N_("Technician"), "account-wrench-outline"),
    Kind.CONTRACTOR: (N_("Contractor"), "account-hard-hat"),
}
DOES: Mapping[Kind, str] = {
    Kind.CALL: N_("opens the job"),
    Kind.TERMINAL: N_("takes a call for it"),
    Kind.MERCHANT: N_("filters the board"),
    Kind.TECHNICIAN: N_("filters the board"),
    Kind.CONTRACTOR: N_("opens the scorecard"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette, in the chosen language."""

    key: str
    title: str
    about: str
    kind: str
    icon: str
    keys: str = ""
    is_allowed: bool = True
    texts: tuple[str, ...] = ()
    hit: Hit | None = None
    """None: an action, whose name follows the colon of the key."""

    @property
    def name(self) -> str:
        """Name of the action."""
        return self.key.partition(":")[2]


def action_entries(
    actions: Iterable[Action], places: Mapping[str, str], is_allowed: Callable[[str], bool]
) -> list[Entry]:
    """The actions as entries; found by their words in English too."""
    return [
        Entry(
            key=f"action:{action.name}",
            title=_(action.title),
            about=_(places[action.place]) if action.place in places else "",
            kind=_("Command"),
            icon=action.icon,
            keys=action.shown_keys(),
            is_allowed=is_allowed(action.name),
            texts=(_(action.title), action.title, *((_(action.words), action.words) if action.words else ())),
        )
        for action in actions
    ]


def hit_entry(hit: Hit, formats: Formats, language: Language) -> Entry:
    """What the store found as an entry."""
    fa = language == "fa"
    name = name_in(hit.name, hit.name_en, fa=fa)
    # Calls are numbered in the figures of the language; what stands on devices and papers is not.
    code = isolate(formats.digits(hit.code) if hit.kind is Kind.CALL else hit.code)
    title, icon = KINDS[hit.kind]
    about = name_in(hit.about, hit.about_en, fa=fa)
    if hit.kind is Kind.CALL:
        shown, about = f"{code} · {name}", worded(STAGES, hit.about)
    elif hit.kind is Kind.TERMINAL:
        shown, about = f"{code} · {name}", about
    else:
        shown, about = name, " · ".join(filter(None, (code, isolate(about) if about else "")))
    return Entry(
        key=f"{hit.kind.value}:{hit.id}",
        title=shown,
        about=" · ".join(filter(None, (about, _(DOES[hit.kind])))),
        kind=_(title),
        icon=icon,
        texts=(hit.code, hit.name, hit.name_en, hit.about, hit.about_en),
        hit=hit,
    )
