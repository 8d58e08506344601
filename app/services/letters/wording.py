"""The words of a letter in one language, read from resources/letters; a contract may put in its own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.domain.agreements import Agreement
from app.i18n import LOCALE_FOLDER, Language

FOLDER = LOCALE_FOLDER.parent / "letters"

OWN_WORDS = ("company", "unit", "addressee", "post", "signatory", "signatory_post", "article", "copies")
"""What a contract's `letters` table may say in Persian under this key, in English under KEY_en."""


@dataclass(frozen=True)
class Wording:
    """Sentences with places in braces, and what the contract itself says."""

    language: Language
    sentences: Mapping[str, str]
    columns: Mapping[str, str]
    promises: Mapping[str, str]
    own: Mapping[str, str]

    def say(self, sentence: str, **words: object) -> str:
        """The sentence with its places filled in."""
        return self.sentences[sentence].format(**words)

    def part(self, sentence: str, **words: str) -> str:
        """A part of a sentence, or nothing where any of its words is missing."""
        return self.say(sentence, **words) if all(words.values()) else ""

    def term(self, key: str) -> str:
        """What the contract says under `key`, or else the usual wording; empty where there is neither."""
        return self.own.get(key) or self.sentences.get(key, "")

    def listed(self, words: list[str]) -> str:
        """Words in a row, the last one joined by "and"."""
        if len(words) < 2:
            return "".join(words)
        return self.sentences["comma"].join(words[:-1]) + self.sentences["and"] + words[-1]


def wording(agreement: Agreement, language: Language) -> Wording:
    """The words of penalty letters under `agreement`."""
    document = _document("penalty", language)
    letters = agreement.letters
    suffix = "" if language == "fa" else f"_{language}"
    own = {key: letters.get(key + suffix, "") for key in OWN_WORDS}
    own |= {key: letters.get(key, "") for key in ("contract_number", "contract_date")}
    sentences = {key: value for key, value in document.items() if isinstance(value, str)}
    return Wording(language, sentences, document["columns"], document["promises"], own)


@cache
def _document(kind: str, language: Language) -> Mapping[str, Any]:
    file: Path = FOLDER / f"{kind}.{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
