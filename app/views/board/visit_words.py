"""What is said of visits in more than one place: times of photos, why a repair is no first-time fix."""

from app.domain.closing import PhotoTime
from app.i18n import N_

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
