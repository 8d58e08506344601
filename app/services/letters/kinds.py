"""The kinds of letters: what each is called in the store, and which text words it."""

from enum import StrEnum


class LetterKind(StrEnum):
    """What a letter tells a contractor."""

    PENALTY = "penalty"
    INTERIM_PENALTY = "interim-penalty"
    FIRST_WARNING = "first-warning"
    SECOND_WARNING = "second-warning"
    CORRECTIVE_ACTION = "corrective-action"
    OBJECTION_ANSWER = "objection-answer"
    WAIVER = "waiver"
    CORRECTION = "correction"

    @property
    def text_kind(self) -> str:
        """The kind of text that words it: an interim notice is written by that of the final one."""
        return LetterKind.PENALTY.value if self is LetterKind.INTERIM_PENALTY else self.value


NOTICES = (LetterKind.PENALTY.value, LetterKind.INTERIM_PENALTY.value)
"""Letters that tell what a case charges: the first letter of every case."""
WARNINGS = (LetterKind.FIRST_WARNING, LetterKind.SECOND_WARNING, LetterKind.CORRECTIVE_ACTION)

FORM = "form"
"""The text with the words that all letters share."""
TEXT_KINDS = (FORM, *dict.fromkeys(kind.text_kind for kind in LetterKind))
