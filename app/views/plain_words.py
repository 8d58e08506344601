"""Words that need neither a catalogue nor the store: names, and clocks as they run."""

from app.domain.persian import duration_words
from app.i18n import N_, _
from app.views.formats import Formats

DAY_SECONDS = 86400
_LEFT = N_("left")
_LEFT_WORDS = {"late": N_("late"), "paused": N_("paused"), "met": N_("met")}


def name_in(name: str, name_en: str, *, fa: bool) -> str:
    """A name in the script of the reader; the other where that is missing."""
    return (name or name_en) if fa else (name_en or name)


def left_word(state: str) -> str:
    """The word beside a countdown."""
    return _(_LEFT_WORDS.get(state, _LEFT))


def countdown(seconds: int, state: str, formats: Formats, *, is_brief: bool = False) -> str:
    """A clock as it runs; from a day on in words, `is_brief` without hours.

    What is paused is counted time, and has no days.
    """
    if seconds < DAY_SECONDS:
        return formats.clock(seconds)
    if state == "paused":
        return duration_words(seconds, formats.language)
    days, hours = divmod(seconds // 3600, 24)
    said = _("{days} d {hours} h") if hours and not is_brief else _("{days} d")
    return said.format(days=formats.number(days), hours=formats.number(hours))
