"""Instants as foreign logs write them: strptime forms, Jalali ones, ISO 8601, seconds since 1970."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.jalali import from_jalali
from app.domain.persian import latin_digits

ISO = "iso"
EPOCH = "epoch"
JALALI = "jalali "

_PARTS = {"%Y": 4, "%m": 2, "%d": 2, "%H": 2, "%M": 2, "%S": 2}
_DIRECTIVE = re.compile("%.")
_PROBE = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)


def is_time_form(form: str) -> bool:
    """Whether a form can be read: each has to name at least a day."""
    if form in {ISO, EPOCH}:
        return True
    if form.startswith(JALALI):
        parts = _DIRECTIVE.findall(form)
        return {"%Y", "%m", "%d"} <= set(parts) <= set(_PARTS) and len(parts) == len(set(parts))
    try:
        read = datetime.strptime(_PROBE.strftime(form), form)  # noqa: DTZ007 - the form alone is on trial
    except (ValueError, re.error):
        return False
    return (read.year, read.month, read.day) == (_PROBE.year, _PROBE.month, _PROBE.day)


def read_instant(text: str, forms: Iterable[str], zone: ZoneInfo) -> datetime | None:
    """The instant in UTC by the first form that fits, None for none.

    A reading without an offset is one of the zone's wall clock: of an hour that comes twice the first,
    of an hour that is left out the instant as if the clock had not been turned.
    """
    figures = latin_digits(text.strip())
    for form in forms:
        try:
            read = _read(figures, form)
            return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            continue
    return None


def _read(figures: str, form: str) -> datetime:
    if form == ISO:
        return datetime.fromisoformat(figures)
    if form == EPOCH:
        return datetime.fromtimestamp(int(figures), UTC)
    if form.startswith(JALALI):
        return _read_jalali(figures, form.removeprefix(JALALI))
    return datetime.strptime(figures, form)  # noqa: DTZ007 - the zone is put on by the caller


def _read_jalali(figures: str, form: str) -> datetime:
    pattern = re.escape(form)
    for directive, width in _PARTS.items():
        pattern = pattern.replace(re.escape(directive), f"(?P<{directive[1]}>[0-9]{{1,{width}}})")
    found = re.fullmatch(pattern, figures)
    if found is None:
        raise ValueError(figures)
    parts = {name: int(value) for name, value in found.groupdict().items()}
    day = from_jalali(parts["Y"], parts["m"], parts["d"])
    hour, minute, second = (parts.get(name, 0) for name in "HMS")
    return datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - likewise
