"""Strings in the chosen language: gettext catalogues, marking, and the direction of writing."""

import gettext as _gettext
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from struct import unpack_from
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


class _Compiled(_gettext.NullTranslations):
    """A compiled catalogue, searched where it lies: the first picture would wait for the reading of all."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._bytes = file.read_bytes()
        # Magic, form, how many texts, and where the tables of the messages and of their texts begin.
        _magic, _form, self._count, self._messages, self._texts = unpack_from("<5I", self._bytes)
        self._known: dict[str, list[str] | None] = {}

    def gettext(self, message: str) -> str:
        found = self._found(message)
        return message if found is None else found[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        found = self._found(msgid1)
        if found is None:
            return super().ngettext(msgid1, msgid2, n)
        return found[0]  # Persian counts in one form

    def pgettext(self, context: str, message: str) -> str:
        found = self._found(f"{context}\x04{message}")
        return message if found is None else found[0]

    def _found(self, message: str) -> list[str] | None:
        if message not in self._known:
            self._known[message] = self._searched(message.encode())
        return self._known[message]

    def _searched(self, message: bytes) -> list[str] | None:
        place = bisect_left(range(self._count), message, key=self._message)
        if place == self._count or self._message(place) != message:
            return None
        return self._at(self._texts, place).decode().split("\0")

    def _message(self, place: int) -> bytes:
        return self._at(self._messages, place).partition(b"\0")[0]

    def _at(self, table: int, place: int) -> bytes:
        length, begin = unpack_from("<2I", self._bytes, table + 8 * place)
        return self._bytes[begin : begin + length]


@cache
def _catalogue(language: Language) -> _gettext.NullTranslations:
    if language == "en":
        return _gettext.NullTranslations()
    return _Compiled(LOCALE_FOLDER / language / "LC_MESSAGES" / "poshtiban.mo")
