"""Strings in the chosen language: gettext catalogues, marking, and the direction of writing."""

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["fa", "en"]

LANGUAGES: tuple[Language, ...] = ("fa", "en")
LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "locale"

# A thread or task speaks the language of the reader it works for: a letter may be
# Persian while the screen that asked for it is English.
_spoken: ContextVar[Language] = ContextVar("spoken", default="fa")


def choose(language: Language) -> None:
    """Speak `language` in this thread from now on."""
    _spoken.set(language)


def chosen() -> Language:
    """The language spoken in this thread."""
    return _spoken.get()


def is_rtl() -> bool:
    """Whether the chosen language is written from right to left."""
    return chosen() == "fa"


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak `language` inside the block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def _(message: str) -> str:
    """The message in the chosen language."""
    return _catalogue(chosen()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The message for `count` things in the chosen language."""
    return _catalogue(chosen()).ngettext(singular, plural, count)


def pgettext(context: str, message: str) -> str:
    """The message in the chosen language, where one English word has several meanings."""
    return _catalogue(chosen()).pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, do not translate"
    """Mark a message for translation without translating it."""
    return message


@cache
def _catalogue(language: Language) -> _gettext.NullTranslations:
    if language == "en":
        return _gettext.NullTranslations()
    return _gettext.translation("poshtiban", LOCALE_FOLDER, languages=[language])
