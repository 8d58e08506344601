"""The words of one letter: the text of its kind over the text that all share, and what the contract says."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.agreements import Agreement
from app.i18n import Language
from app.services.letters.kinds import FORM
from app.services.letters.templates import DIRECTING, Template, read_template, shipped

OWN_WORDS = (
    *("company", "unit", "addressee", "post", "signatory", "signatory_post", "article", "copies"),
    *("salutation", "penalty"),
)
"""What a contract's `letters` table may say in Persian under this key, in English under KEY_en."""


@dataclass(frozen=True)
class Wording:
    """Sentences with places in braces, and what the contract itself says."""

    language: Language
    form: Template
    kind: Template
    own: Mapping[str, str]

    def say(self, sentence: str, **words: object) -> str:
        """The sentence with its places filled in."""
        source = self.kind if sentence in self.kind.sentences else self.form
        return source.sentences[sentence].format(**words)

    def part(self, sentence: str, **words: str) -> str:
        """A part of a sentence, or nothing where any of its words is missing."""
        return self.say(sentence, **words) if all(words.values()) else ""

    def term(self, key: str) -> str:
        """What the contract says under `key`, or else the usual wording; empty where there is neither."""
        return self.own.get(key) or self.form.sentences.get(key, "")

    def word(self, table: str, key: str, otherwise: str = "") -> str:
        """A word of one of the tables."""
        return self.form.tables[table].get(key, otherwise or key)

    def listed(self, words: list[str]) -> str:
        """Words in a row, the last one joined by "and"."""
        if len(words) < 2:
            return "".join(words)
        return self.say("comma").join(words[:-1]) + self.say("and") + words[-1]


def wording(agreement: Agreement, language: Language, texts: Mapping[str, str], kind: str) -> Wording:
    """The words of letters of a kind under `agreement`; `texts` by kind of text, what lacks is as shipped."""
    suffix = "" if language == "fa" else f"_{language}"
    keys = {key: key + suffix for key in OWN_WORDS}
    keys |= {key: key for key in ("contract_number", "contract_date")}
    own = {key: DIRECTING.sub("", agreement.letters.get(name, "")) for key, name in keys.items()}
    read = {
        each: read_template(texts.get(each) or shipped(each, language), each, language)
        for each in (FORM, kind)
    }
    return Wording(language, read[FORM], read[kind], own)
