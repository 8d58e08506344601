"""Why this technician and why not that one, in short words, with the figures the choice reckoned with."""

from collections.abc import Sequence
from datetime import datetime

from app.i18n import _, ngettext
from app.services.dispatch import Candidate
from app.services.fault_catalogue import fault_catalogue
from app.services.refusals import rule_sentence
from app.views.appearance import Appearance
from app.views.board.dialogs import Bar, Option
from app.views.formats import Formats
from app.views.plain_words import name_in


def candidate_options(found: Sequence[Candidate], appearance: Appearance) -> list[Option]:
    """Technicians as answers, each with the reason said; what a rule forbids says which."""
    return [_option(candidate, appearance) for candidate in found]


def _option(candidate: Candidate, appearance: Appearance) -> Option:
    fa = appearance.is_rtl
    title = (
        name_in(candidate.name, candidate.name_en, fa=fa),
        name_in(candidate.contractor, candidate.contractor_en, fa=fa),
    )
    rules, said = rule_texts(candidate), reasons(candidate, appearance)
    # Way and arrival first; where a rule is broken, the rule alone.
    first, second = (rules, said) if rules else (said[:2], said[2:])
    return Option(
        str(candidate.technician_id),
        " · ".join(title),
        " · ".join(first),
        _bar(candidate),
        more=" · ".join(second),
    )


def reasons(candidate: Candidate, appearance: Appearance) -> list[str]:
    """What speaks for and against a technician, the weightiest first."""
    formats = appearance.formats
    said = [_way(candidate, formats), _arrival(candidate, formats)]
    if round(candidate.makes_late_minutes):
        minutes = formats.number(round(candidate.makes_late_minutes))
        said.append(_("delays what he carries by {count} min").format(count=minutes))
    jobs = ngettext("{count} open job", "{count} open jobs", candidate.open_jobs)
    said.append(jobs.format(count=formats.number(candidate.open_jobs)))
    if candidate.missing_parts:
        parts = fault_catalogue().parts
        names = [parts[code].wording.spoken(appearance.language) for code in candidate.missing_parts]
        said.append(_("not in the van: {parts}").format(parts=_listed(names)))
    elif candidate.needs_parts:
        said.append(_("part in the van"))
    if candidate.skilled_for:
        said.append(_("skilled for {device}").format(device=candidate.skilled_for))
    if candidate.knows_site:
        said.append(_("knows the site"))
    return [words for words in said if words]


def rule_texts(candidate: Candidate) -> list[str]:
    """The hard rules that are broken, each in one sentence without its full stop."""
    return [rule_sentence(rule).removesuffix(".") for rule in candidate.broken]


def minutes_text(minutes: float, formats: Formats) -> str:
    """Minutes, and from two hours on hours and minutes, in short words."""
    whole = round(minutes)
    if whole < _LONG:
        return _("{count} min").format(count=formats.number(whole))
    hours, rest = divmod(whole, 60)
    if not rest or hours >= _ROUGH:
        return _("{count} h").format(count=formats.number(hours))
    return _("{hours} h {minutes} min").format(hours=formats.number(hours), minutes=formats.number(rest))


_LONG = 120
_ROUGH = 10
"""From so many hours on minutes tell nothing."""


def when_text(instant: datetime, now: datetime, formats: Formats) -> str:
    """A time of day; with its date where that is not today."""
    is_today = instant.astimezone(formats.zone).date() == now.astimezone(formats.zone).date()
    return formats.time(instant) if is_today else formats.date_time(instant)


def _way(candidate: Candidate, formats: Formats) -> str:
    if candidate.km is None:
        return _("way unknown")
    km = _("{km} km").format(km=formats.locale.toString(candidate.km, "f", 1))
    return _("{km}, {minutes} on the road").format(
        km=km, minutes=minutes_text(candidate.travel_minutes, formats)
    )


def _arrival(candidate: Candidate, formats: Formats) -> str:
    if candidate.arrives_at is None:
        return ""
    time = (
        formats.date_time(candidate.arrives_at) if _is_far(candidate) else formats.time(candidate.arrives_at)
    )
    if candidate.due_at is None:
        return _("there at {time}").format(time=time)
    if round(candidate.late_minutes):
        late = minutes_text(candidate.late_minutes, formats)
        return _("there at {time}, {minutes} late").format(time=time, minutes=late)
    spare = minutes_text((candidate.due_at - candidate.arrives_at).total_seconds() / 60, formats)
    return _("there at {time}, {minutes} to spare").format(time=time, minutes=spare)


def _is_far(candidate: Candidate) -> bool:
    waits = sum(part.amount for part in candidate.parts if part.name in {"wait", "travel"})
    return waits > _HALF_A_DAY


_HALF_A_DAY = 12 * 60.0


def _listed(names: Sequence[str]) -> str:
    return _(", ").join(names)


def _bar(candidate: Candidate) -> Bar:
    if candidate.is_legal:
        return ""
    return "reason" if candidate.may_be_overridden else "closed"
