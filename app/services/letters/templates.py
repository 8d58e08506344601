"""Texts of letters as a contract manager writes them: sentences in TOML with {fields}, read and checked."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter
from typing import Any
from unicodedata import category

from app.domain.errors import BadInput
from app.i18n import LOCALE_FOLDER, Language
from app.services.letters.template_keys import CAME_LATER, MAY_BE_EMPTY, SENTENCES, TABLES

FOLDER = LOCALE_FOLDER.parent / "letters"
MOST_CHARACTERS = 100_000

_PLACE = re.compile(r"\(at line (\d+)")
DIRECTING = re.compile("[\u202a-\u202e]")
"""Embeddings and overrides: they would turn figures round that follow."""
_TRIPLE = re.compile('"""|' + "'''")


@dataclass(frozen=True)
class Template:
    """One text, checked: its sentences, and its tables of words."""

    kind: str
    language: Language
    sentences: Mapping[str, str]
    tables: Mapping[str, Mapping[str, str]]


def fields(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The fields that each sentence of a text may use, by its key."""
    return SENTENCES[kind]


@cache
def shipped(kind: str, language: Language) -> str:
    """The text in `resources/letters`."""
    return (FOLDER / f"{kind}.{language}.toml").read_text(encoding="utf-8")


@lru_cache(64)
def read_template(text: str, kind: str, language: Language, file: str = "") -> Template:
    """The text, checked whole.

    Raises BadInput with the line: no TOML, a key that is unknown or missing, no text, an empty sentence,
    an unknown or unclosed field, a character that is not to be printed.
    """
    name = file or f"{kind}.{language}.toml"
    if len(text) > MOST_CHARACTERS:
        raise BadInput(name, f"{len(text):,} characters", f"at most {MOST_CHARACTERS:,}")
    document = _document(text, name)
    _complete(document, kind, language)
    tables = TABLES.get(kind, {})
    known = {**SENTENCES[kind], **tables}
    source = _Source(text, name)
    for key in document:
        if key not in known:
            raise source.wrong(key, f"unknown key {key!r}", "one of " + ", ".join(known))
    sentences = {key: _sentence(source, document, key, allowed) for key, allowed in SENTENCES[kind].items()}
    return Template(
        kind, language, sentences, {key: _words(source, document, key, tables[key]) for key in tables}
    )


def _complete(document: dict[str, Any], kind: str, language: Language) -> None:
    """Let a text say what was not there yet when it was written as the shipped one does."""
    whole = tomllib.loads(shipped(kind, language))
    for path in CAME_LATER.get(kind, ()):
        table, _dot, key = path.rpartition(".")
        said, words = (document.get(table), whole[table]) if table else (document, whole)
        if isinstance(said, dict) and key in words:
            said.setdefault(key, words[key])


def _document(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        row = int(found[1]) if found else text.count("\n") + 1
        raise BadInput(name, str(error), "valid TOML", row=row) from error
    except (ValueError, RecursionError) as error:  # endless figures, endless nesting: nobody says where
        raise BadInput(name, " ".join(str(error).split()), "valid TOML") from error


def _sentence(source: "_Source", document: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> str:
    said = _text(source, document, key, key)
    if not said.strip() and key not in MAY_BE_EMPTY:
        raise source.wrong(key, "nothing", "a sentence")
    _check_fields(source, key, said, allowed)
    return said


def _words(
    source: "_Source", document: Mapping[str, Any], table: str, keys: tuple[str, ...]
) -> Mapping[str, str]:
    found = document.get(table)
    if not isinstance(found, dict):
        raise source.wrong(table, "nothing" if found is None else repr(found), f"a table [{table}]")
    for key in found:
        if key not in keys:
            raise source.wrong(f"{table}.{key}", f"unknown key {key!r}", "one of " + ", ".join(keys))
    said = {key: _text(source, found, key, f"{table}.{key}") for key in keys}
    for key, words in said.items():
        if not words.strip():
            raise source.wrong(f"{table}.{key}", "nothing", "a word")
        _check_fields(source, f"{table}.{key}", words, ())
    return said


def _text(source: "_Source", found: Mapping[str, Any], key: str, path: str) -> str:
    if key not in found:
        raise source.wrong(path, "nothing", f"the sentence {key!r}")
    said = found[key]
    if not isinstance(said, str):
        raise source.wrong(path, repr(said), "a text in quotation marks")
    for character in said:
        if (category(character) == "Cc" and character != "\n") or DIRECTING.match(character):
            raise source.wrong(path, f"the character U+{ord(character):04X}", "letters that can be printed")
    return said


def _check_fields(source: "_Source", path: str, said: str, allowed: tuple[str, ...]) -> None:
    expected = "one of " + ", ".join(f"{{{name}}}" for name in allowed) if allowed else "no field here"
    for line in said.split("\n"):
        try:
            found = list(_fields_of(line))
        except ValueError as error:
            partner = "every { closed by its } on the same line; {{ and }} for braces"
            raise source.wrong(path, "a brace without its partner", partner, near=line) from error
        for name, is_plain in found:
            if name not in allowed or not is_plain:
                raise source.wrong(path, f"the field {{{name}}}", expected, near="{" + name)


def _fields_of(said: str) -> Iterator[tuple[str, bool]]:
    """Names between braces as they are written, and whether nothing but a name stands there."""
    for _literal, name, form, conversion in Formatter().parse(said):
        if name is not None:
            yield name, not form and conversion is None


class _Source:
    """The text as it was written, to find the line of what is wrong."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = text.split("\n")
        self._name = name

    def wrong(self, path: str, found: str, expected: str, *, near: str = "") -> BadInput:
        """The refusal, with the line of the key, or within its text the one that holds `near`."""
        start = self._line_of(path)
        if start is not None and near:
            start = next(
                (row for row in range(start, len(self._lines) + 1) if near in self._lines[row - 1]), start
            )
        # A key that is missing is missed at the end.
        return BadInput(self._name, found, expected, row=start or len(self._lines), column=path)

    def _line_of(self, path: str) -> int | None:
        table, _dot, key = path.rpartition(".")
        begins = re.compile(rf"""\s*(?:{re.escape(key)}|"{re.escape(key)}"|'{re.escape(key)}')\s*[=.]""")
        within, is_inside = "", False
        for row, line in enumerate(self._lines, start=1):
            if not is_inside:
                if heading := re.fullmatch(r"\s*\[\s*(.+?)\s*\]\s*(?:#.*)?", line):
                    within = heading[1]
                    if not table and within == key:
                        return row
                elif within == table and begins.match(line):
                    return row
            is_inside ^= len(_TRIPLE.findall(line)) % 2 == 1
        return None
