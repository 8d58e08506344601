"""Warnings and requests for corrective action, in the words of an official letter."""

from datetime import timedelta

from app.domain.persian import Language, number_words
from app.services.letters.form import Body, Form
from app.services.letters.kinds import LetterKind
from app.services.letters.occasion import Occasion
from app.services.letters.subjects import Admonition
from app.services.typesetting.columns import Kind
from app.services.typesetting.letter_content import LetterContent

_MATTERS: dict[str, Kind] = {"row": "number", "matter": "text"}


def warning_letter(
    occasion: Occasion, kind: LetterKind, warning: Admonition, language: Language
) -> LetterContent:
    """The whole letter in one language; what it names stands in a table, a row each."""
    form = Form(occasion, kind.value, language)
    script, words = form.script, form.words
    fields = form.fields() | {
        "about": script.name(warning.about),
        "days": number_words(warning.answer_days, language),
        "answer_day": script.day(form.today + timedelta(days=warning.answer_days)),
    }
    rows = [(script.figures(place), reason) for place, reason in enumerate(warning.reasons, start=1)]
    return form.letter(
        Body(
            title=words.say("title", **fields),
            subject=words.say("subject", **fields),
            opening=words.say("opening", **fields),
            table=form.table(_MATTERS, rows),
            remaining=(words.say("demand", **fields), words.say("consequence", **fields)),
        )
    )
