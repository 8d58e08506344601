"""The hours of one day: what they must be, what is left of them once a part is closed, their text."""

import re

DAY_SECONDS = 86_400

Hours = tuple[tuple[int, int], ...]
"""Hours of one day: sorted, disjoint, half-open seconds of the local day; 86400 is 24:00."""

WHOLE_DAY: Hours = ((0, DAY_SECONDS),)

_TIME = re.compile(r"([0-9]{2}):([0-5][0-9])(?::([0-5][0-9]))?")


def flaw(hours: Hours) -> str | None:
    """What the hours of a day should be and are not."""
    previous = 0
    for opens, closes in hours:
        if not 0 <= opens < closes <= DAY_SECONDS:
            return "an end after its start in the same day (split a night at 24:00)"
        if opens < previous:
            return "in order and without overlap"
        previous = closes
    return None


def without(hours: Hours, closed: Hours) -> Hours:
    """What is left of `hours` outside `closed`."""
    left = []
    for opens, closes in hours:
        for shut, until in closed:
            if until <= opens or closes <= shut:
                continue
            if opens < shut:
                left.append((opens, shut))
            opens = until
        if opens < closes:
            left.append((opens, closes))
    return tuple(left)


def joined(one: Hours, other: Hours) -> Hours:
    """The hours that lie in either."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((*one, *other)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def second_of(text: str) -> int | None:
    """The second of the day that "08:00" or "08:00:30" names, at most 24:00; None where it names none."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    at = hour * 3600 + minute * 60 + second
    return at if at <= DAY_SECONDS else None


def read_hours(text: str) -> Hours:
    """The hours that a text such as "08:00-12:00 13:00-24:00" names; ValueError says what was expected."""
    pairs = []
    for part in text.split():
        opens, dash, closes = part.partition("-")
        pair = second_of(opens), second_of(closes)
        if not dash or pair[0] is None or pair[1] is None:
            raise ValueError("hours such as 08:00-12:00 13:00-17:00")
        pairs.append((pair[0], pair[1]))
    hours = tuple(sorted(pairs))
    if wrong := flaw(hours):
        raise ValueError(wrong)
    return hours


def hours_in_words(hours: Hours) -> str:
    """ "08:00-12:00 13:00-24:00"; empty for a closed day."""
    return " ".join(f"{time_text(opens)}-{time_text(closes)}" for opens, closes in hours)


def time_text(second: int) -> str:
    """ "08:00", or "08:00:30" where there are seconds: what `second_of` reads."""
    return f"{second // 3600:02}:{second // 60 % 60:02}" + (f":{second % 60:02}" if second % 60 else "")
