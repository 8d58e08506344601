"""What a search compares: the words of a name, the figures of a phone number, the range of a prefix."""

import unicodedata
from itertools import pairwise

from app.domain.persian import fold, latin_digits

_ZWNJ = "\u200c"
_COUNTRY, _ABROAD = "98", "0098"
_LOCAL_FIGURES = 8
"""A fixed line has so many figures behind those of its area."""
_SUBSCRIBER_FIGURES = 10


def words(text: str) -> list[str]:
    """The words of a text, folded: letters and figures alone; all else but vowel signs parts them."""
    parted = "".join(" " if _parts(letter) else letter for letter in text)
    folded = ("".join(filter(str.isalnum, fold(word))) for word in parted.split())
    return [word for word in folded if word]


def figures(text: str) -> str:
    """The figures of a number that is only set apart, as a phone number is; empty if it is none."""
    bare = "".join(filter(str.isalnum, latin_digits(text)))
    return bare if bare.isascii() and bare.isdecimal() else ""


def search_key(name: str, name_en: str, phone: str) -> str:
    """Every word by which a merchant is found, each once, parted by spaces.

    Neighbours are written together as well: «علی‌اصغر», «علی اصغر» and «علیاصغر» are one name.
    """
    found: dict[str, None] = {}
    for text in (name, name_en):
        parts = words(text)
        found.update(dict.fromkeys(parts))
        found.update(dict.fromkeys(first + second for first, second in pairwise(parts)))
        found["".join(parts)] = None
    subscriber = phone_key(phone)
    if len(subscriber) == _SUBSCRIBER_FIGURES and not subscriber.startswith("9"):
        found[subscriber[-_LOCAL_FIGURES:]] = None  # in its own town nobody says the area
    return " ".join(filter(None, found))


def phone_key(phone: str) -> str:
    """A phone number without what only says how it is dialled: «+98 912…», 0098912…, 0912… are 912…"""
    number = figures(phone)
    if number.startswith(_ABROAD):
        number = number[len(_ABROAD) :]
    national = number.removeprefix(_COUNTRY).removeprefix("0")
    return national if len(national) == _SUBSCRIBER_FIGURES else number.removeprefix("0")


def phone_beginnings(typed: str) -> list[str]:
    """How the keys of the phone numbers begin that a number begins like, as far as it is typed."""
    number = figures(typed)
    if number.startswith(_ABROAD):
        begun = [number[len(_ABROAD) :]]
    elif number.startswith(_COUNTRY) and typed.lstrip().startswith("+"):
        begun = [number[len(_COUNTRY) :]]
    elif number.startswith(_COUNTRY):
        begun = [number, number[len(_COUNTRY) :]]
    else:
        begun = [number]
    return [key for key in (each.removeprefix("0") for each in begun) if key]


def after_prefix(prefix: str) -> str:
    """The first text, letter by letter, that no longer begins with `prefix`."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _parts(letter: str) -> bool:
    return letter == _ZWNJ or not (letter.isalnum() or unicodedata.category(letter) in {"Mn", "Cf"})
