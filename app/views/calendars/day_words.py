"""Days and hours in words: "08:00–13:00, 5 h — Ramadan hours"."""

from collections.abc import Mapping

from app.domain.calendar_spec import Period
from app.domain.day_hours import DAY_SECONDS, WHOLE_DAY, Hours
from app.domain.jalali import long_date
from app.domain.persian import duration_words, isolate
from app.i18n import N_, Language, _
from app.services.calendars.days import DayOffRow
from app.services.calendars.provinces import provinces
from app.views.calendars.day_account import FRIDAY, DayAccount, Ground
from app.views.formats import Formats

WEEK = (5, 6, 0, 1, 2, 3, 4)
"""Weekdays as the week goes, Saturday first; 0 is Monday."""

WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


def weekday_name(weekday: int) -> str:
    """A weekday in full; 0 is Monday."""
    return _(WEEKDAYS[weekday])


def hours_text(hours: Hours, formats: Formats) -> str:
    """ "08:00–12:00, 13:00–17:00"; a word where it is never or always open."""
    if not hours:
        return _("closed")
    if hours == WHOLE_DAY:
        return _("all day")
    spans = (isolate(formats.digits(f"{_clock(opens)}–{_clock(closes)}")) for opens, closes in hours)
    return _comma(formats.language).join(spans)


def typed_hours(hours: Hours, formats: Formats) -> str:
    """The same as it is typed."""
    return formats.digits(", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in hours))


def day_sentence(account: DayAccount, formats: Formats, *, is_country: bool) -> str:
    """What counts on a day, and why."""
    reasons = _comma(formats.language).join(_reasons(account, formats))
    if is_country:
        said = reasons or _("an ordinary day")
    else:
        counted = hours_text(account.hours, formats)
        if account.hours and account.seconds < DAY_SECONDS:
            length = duration_words(account.seconds, formats.language)
            counted = f"{counted}{_comma(formats.language)}{length}"
        said = f"{counted} — {reasons}" if reasons else counted
    return f"{long_date(account.day, formats.language)}: {said}"


def day_off_name(row: DayOffRow, language: Language) -> str:
    """What a day is off for, its hours where it is a part of the day."""
    return (row.name or row.name_en) if language == "fa" else (row.name_en or row.name)


def place_name(province: str, language: Language) -> str:
    """A province by its kept (Persian) name; empty is the whole country."""
    if not province:
        return _("the whole country")
    english = {each.name_fa: each.name_en for each in provinces()}
    return province if language == "fa" else english.get(province, province)


def period_title(period: Period, language: Language) -> str:
    """A period's own title, or a plain word."""
    other: Language = "en" if language == "fa" else "fa"
    return period.title.get(language) or period.title.get(other) or _("other hours")


def _reasons(account: DayAccount, formats: Formats) -> list[str]:
    language = formats.language
    said = []
    for row in account.holidays:
        name = day_off_name(row, language)
        said.append(_("{name} (estimated)").format(name=name) if row.is_estimated else name)
    if account.holidays and account.ground is not Ground.HOLIDAY:
        said.append(_("this calendar does not follow holidays"))
    if account.ground is Ground.PERIOD and account.period is not None:
        said.append(period_title(account.period, language))
    elif account.ground in _GROUNDS:
        said.append(_(_GROUNDS[account.ground]))
    elif account.ground is Ground.WEEK and account.day.weekday() == FRIDAY:
        said.append(_("Friday"))
    for row in account.closures:
        said.append(_closure(row, formats))
        if not account.follows_closures:
            said.append(_("this calendar does not follow closures"))
    said += [_("proposed: {closure}").format(closure=_closure(row, formats)) for row in account.proposed]
    return said


def _closure(row: DayOffRow, formats: Formats) -> str:
    name = day_off_name(row, formats.language)
    if row.is_withdrawal:
        name = _("withdrawal of {name}").format(name=name)
    part = "" if row.closed == WHOLE_DAY else f" {hours_text(row.closed, formats)}"
    return f"{name}{part} ({place_name(row.province, formats.language)})"


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"


def _comma(language: Language) -> str:
    return "، " if language == "fa" else ", "


_GROUNDS: Mapping[Ground, str] = {
    Ground.EXCEPTION: N_("hours of this date alone"),
    Ground.OWN_HOLIDAY: N_("a day off of this agreement"),
}
