"""The Persian catalogue: parts merged and compiled, and held against the strings the program says."""

import argparse
import io
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
PERSIAN = Path("resources/locale/fa")
MERGED = PERSIAN / "LC_MESSAGES" / "poshtiban.po"

# {name}, {0}, {} and {name:format}; %s, %d and %(name)s. "50 % off" holds none.
PLACEHOLDER = re.compile(r"\{\w*(?:[!:.\[][^{}]*)?\}|%(?:\(\w+\))?[0-9.]*[sdifgr](?![a-z])")
NAMED = re.compile(r"\{\w|%\(")
ARABIC_LETTERS = re.compile("[يىك]")

Key = tuple[str, str]  # context and English singular
Parts = Mapping[Path, Catalog]


class Said(NamedTuple):
    """A marked string of the program: its English plural if it has one, and where it stands."""

    plural: str
    place: str


class PersianCatalogue(Catalog):
    """A catalogue whose header is the same in every build."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The lines that gettext reads."""
        return [
            ("Project-Id-Version", "poshtiban"),
            ("Language", "fa"),
            ("Plural-Forms", f"nplurals={self.num_plurals}; plural={self.plural_expr};"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def main() -> int:
    """Write the catalogue, or with --check only compare; 1 if a string or a translation is wrong."""
    options = _options()
    said = strings_said(options.root / "app")
    parts = read_parts(options.root / PERSIAN / "parts")
    texts = _texts(parts)
    wrong = list(faults(said, parts))
    if options.check:
        wrong += _outdated(options.root, texts)
    else:
        _write(options.root, texts)
    for line in wrong:
        print(line, file=sys.stderr)
    for line in unused(said, parts):
        print(f"warning: {line}", file=sys.stderr)
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--root", type=Path, default=Path(), help="the folder that holds app/ and resources/")
    return parser.parse_args()


def strings_said(folder: Path) -> dict[Key, Said]:
    """Every marked string of the Python files under `folder`."""
    said: dict[Key, Said] = {}
    found = extract_from_dir(folder, [("**.py", "python")], keywords=KEYWORDS)
    for name, line, message, _comments, context in found:
        singular, plural = (message, "") if isinstance(message, str) else message[:2]
        key = (context or "", singular)
        if key not in said or plural:
            said[key] = Said(plural, f"{folder.name}/{name}:{line}")
    return said


def read_parts(folder: Path) -> dict[Path, Catalog]:
    """The translations of every room, by file."""
    parts = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            parts[path] = read_po(file, locale="fa", charset="utf-8", abort_invalid=True)
    return parts


def faults(said: Mapping[Key, Said], parts: Parts) -> Iterator[str]:
    """One line for every string without a Persian text and every translation that cannot be right."""
    translated: dict[Key, Message] = {}
    for path, message in _messages(parts):
        earlier = translated.setdefault(_key(message), message)
        if earlier.string != message.string:
            yield f'{path.name}: "{_key(message)[1]}" is translated twice, in two ways'
        yield from (f"{path.name}: {fault}" for fault in _message_faults(message))
    for key, (plural, place) in said.items():
        found = translated.get(key)
        if found is None or not all(_strings(found)):
            yield f'{place}: "{key[1]}" has no Persian text'
        elif plural and found.id != (key[1], plural):
            yield f'{place}: "{key[1]}" has a plural that its translation does not know'


def unused(said: Mapping[Key, Said], parts: Parts) -> Iterator[str]:
    """One line for every translation of a string that the program does not say."""
    for path, message in _messages(parts):
        if _key(message) not in said:
            yield f'{path.name}: "{_key(message)[1]}" is said nowhere'


def _message_faults(message: Message) -> Iterator[str]:
    wanted = _placeholders(message.id if isinstance(message.id, str) else message.id[-1])
    for text in filter(None, _strings(message)):
        if _placeholders(text) != wanted:
            yield f'"{_key(message)[1]}" has other placeholders than "{text}"'
        if ARABIC_LETTERS.search(text):
            yield f'"{text}" has an Arabic yeh or kaf in place of the Persian letter'


def _placeholders(text: str) -> tuple[set[str], list[str]]:
    """The placeholders of `text`: named ones, which may change places, and bare ones, which may not."""
    found = PLACEHOLDER.findall(text)
    named = {one for one in found if NAMED.match(one)}
    return named, [one for one in found if one not in named]


def _messages(parts: Parts) -> Iterator[tuple[Path, Message]]:
    for path, catalog in parts.items():
        yield from ((path, message) for message in catalog if message.id)


def _key(message: Message) -> Key:
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _texts(parts: Parts) -> dict[Path, bytes]:
    """The merged catalogue and its compiled form, byte for byte the same for the same parts."""
    merged = PersianCatalogue(locale="fa", header_comment="# Merged from parts/ by tools/catalogues.py.")
    merged.fuzzy = False
    for _path, message in _messages(parts):
        merged.add(message.id, message.string, context=message.context)
    readable, compiled = io.BytesIO(), io.BytesIO()
    write_po(readable, merged, width=110, sort_output=True)
    write_mo(compiled, merged)
    return {MERGED: readable.getvalue(), MERGED.with_suffix(".mo"): compiled.getvalue()}


def _outdated(root: Path, texts: Mapping[Path, bytes]) -> Iterator[str]:
    for path, content in texts.items():
        if not (root / path).exists() or (root / path).read_bytes() != content:
            yield f"{path} is out of date; run `make catalogues`"


def _write(root: Path, texts: Mapping[Path, bytes]) -> None:
    for path, content in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
