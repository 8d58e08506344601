"""What is said of visits in more than one place: times of photos, vans, why a repair is no first-time fix."""

from app.domain.closing import PhotoTime
from app.i18n import N_, _
from app.services.fault_catalogue import fault_catalogue
from app.views.appearance import Appearance

TIMES = {
    PhotoTime.FITS: "",
    PhotoTime.UNKNOWN: N_("no time in it"),
    PhotoTime.BEFORE: N_("taken before the visit"),
    PhotoTime.AFTER: N_("taken after the visit"),
}
SPOILT = {
    "reopened": N_("reopened"),
    "visited-again": N_("more than one visit"),
    "called-again": N_("called again"),
}
ORDINALS = {2: N_("Second call"), 3: N_("Third call"), 4: N_("Fourth call"), 5: N_("Fifth call")}


def beyond_van(appearance: Appearance, code: str, used_and_held: tuple[int, int]) -> str:
    """That more of a part was used than the van was said to hold."""
    part = fault_catalogue().parts.get(code)
    used, held = (appearance.formats.number(count) for count in used_and_held)
    said = _("{part}: {used} used, the van was said to hold {held}; count it")
    name = code if part is None else part.wording.spoken(appearance.language)
    return said.format(part=name, used=used, held=held)
