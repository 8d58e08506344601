"""What a reply from a messenger proposes: an event with its reason and time, or no more than a note."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from app.domain.errors import BadInput
from app.domain.events import EventKind, Owner
from app.domain.persian import latin_digits
from app.domain.search_words import words

PROPOSED = frozenset(
    {
        EventKind.ACCEPTED,
        EventKind.REJECTED,
        EventKind.DEPARTED,
        EventKind.ARRIVED,
        EventKind.PAUSED,
        EventKind.RESUMED,
        EventKind.RESOLVED,
    }
)
"""What a reply may propose beside a note."""
_ORDER = (
    EventKind.ACCEPTED,
    EventKind.REJECTED,
    EventKind.DEPARTED,
    EventKind.ARRIVED,
    EventKind.RESUMED,
    EventKind.PAUSED,
    EventKind.RESOLVED,
)
"""Of several things said, the one furthest in a job's life is the news."""
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?!\d)")
_HOUR = re.compile(r"(?:ساعت|\bat)\s+([01]?\d|2[0-3])(?![\d:])")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a phrase may mean."""

    kind: EventKind
    reason: str = ""
    owner: Owner | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases as folded words, with what each means; None: what it says has not happened."""

    phrases: Mapping[tuple[str, ...], Meaning | None]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a text proposes, the likeliest first; a note is always the last choice."""

    meanings: tuple[Meaning, ...]
    at: datetime | None
    """The time that is written in it, on the last day on which it can have been; None: it says none."""


NOTE = Meaning(EventKind.NOTE)


def load_vocabulary(text: str, *, file: str = "replies.toml") -> Vocabulary:
    """Read a vocabulary; BadInput where an entry is of no event, owner or form that is known."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(file, str(error), "valid TOML") from error
    phrases: dict[tuple[str, ...], Meaning | None] = {}
    for number, entry in enumerate(document.get("reply", []), 1):
        meaning = _meaning(entry, file, number)
        phrases |= dict.fromkeys(_phrases(entry, file, f"reply {number}"), meaning)
    phrases |= dict.fromkeys(_phrases(document.get("not", {}), file, "not"), None)
    return Vocabulary(phrases)


def proposal(text: str, vocabulary: Vocabulary, *, now: datetime, zone: tzinfo) -> Proposal:
    """What `text` proposes at `now`; times in it are read on the clocks of `zone`."""
    found = list(_found(words(text), vocabulary))
    meanings: dict[Meaning, None] = {}
    if None not in found:
        said = [meaning for meaning in found if meaning is not None]
        for meaning in sorted(said, key=lambda each: -_ORDER.index(each.kind)):
            meanings[meaning] = None
    return Proposal((*meanings, NOTE), _time(text, now, zone))


def names_another(text: str, code: str) -> str:
    """A number in the text that has the form of the call's `code` and is another; empty where there is none.

    A text that names the call itself as well speaks of it.
    """
    alike = re.findall(rf"(?<![0-9:.,/+]){'[0-9]' * len(code)}(?![0-9:.,/])", latin_digits(text))
    return "" if code in alike else next(iter(alike), "")


def _meaning(entry: Mapping[str, object], file: str, number: int) -> Meaning:
    place = f"reply {number}"
    kind = str(entry.get("event", ""))
    if kind not in PROPOSED:
        known = ", ".join(sorted(each.value for each in PROPOSED))
        raise BadInput(file, repr(kind), f"one of {known}", column=f"{place}.event")
    owner = str(entry.get("owner", ""))
    if owner and owner not in set(Owner):
        raise BadInput(file, repr(owner), f"one of {', '.join(Owner)}", column=f"{place}.owner")
    reason = str(entry.get("reason", ""))
    if kind == EventKind.PAUSED and not (reason and owner):
        raise BadInput(file, "neither reason nor owner", "both, for a wait", column=place)
    return Meaning(EventKind(kind), reason, Owner(owner) if owner else None)


def _phrases(entry: Mapping[str, object], file: str, place: str) -> Iterator[tuple[str, ...]]:
    for language in ("fa", "en"):
        listed = entry.get(language, [])
        if not isinstance(listed, list) or not all(isinstance(phrase, str) for phrase in listed):
            raise BadInput(file, repr(listed), "a list of phrases", column=f"{place}.{language}")
        for phrase in listed:
            folded = tuple(words(phrase))
            if not folded:
                raise BadInput(file, repr(phrase), "a phrase of words", column=f"{place}.{language}")
            yield folded


def _found(said: Sequence[str], vocabulary: Vocabulary) -> Iterator[Meaning | None]:
    """The phrases of a text from its first word on; of those that begin at one word the longest."""
    longest = max(map(len, vocabulary.phrases), default=0)
    place = 0
    while place < len(said):
        for length in range(min(longest, len(said) - place), 0, -1):
            phrase = tuple(said[place : place + length])
            if phrase in vocabulary.phrases:
                yield vocabulary.phrases[phrase]
                place += length
                break
        else:
            place += 1


def _time(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The last time written in the text: the news of a message stands at its end."""
    figures = latin_digits(text)
    times = [time(int(hour), int(minute)) for hour, minute in _TIME.findall(figures)]
    times += [time(int(hour)) for hour in _HOUR.findall(figures) if not times]
    if not times:
        return None
    local = now.astimezone(zone)
    at = datetime.combine(local.date(), times[-1], zone)
    return (at if at <= local else at - timedelta(days=1)).astimezone(now.tzinfo)
