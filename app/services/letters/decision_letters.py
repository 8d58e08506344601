"""Answers to objections, waivers and corrections: what a case charged before, and what it charges now."""

from app.domain.persian import Language, number_words
from app.services.letters.form import Body, Form
from app.services.letters.kinds import LetterKind
from app.services.letters.occasion import Occasion
from app.services.letters.penalty_notice import ROWS_IN_LETTER
from app.services.letters.periods import period_label
from app.services.letters.subjects import Decided, DecidedLine
from app.services.typesetting.columns import Kind
from app.services.typesetting.letter_content import Annex, LetterContent

_COLUMNS: dict[str, Kind] = {
    **{"row": "number", "job": "latin", "terminal": "latin", "promise": "text", "clause": "number"},
    **{"before": "money", "after": "money", "decision": "text", "reason": "text"},
}


def decision_letter(
    occasion: Occasion, kind: LetterKind, decided: Decided, language: Language
) -> LetterContent:
    """The whole letter in one language; a long table goes to an annex."""
    form = Form(occasion, kind.value, language)
    fields = form.fields() | _fields(form, decided)
    words = form.words
    rows = [_row(form, place, line) for place, line in enumerate(decided.lines, start=1)]
    table = form.table(_COLUMNS, rows) if rows else None
    is_long = len(rows) > ROWS_IN_LETTER
    last = "remaining_raised" if decided.after > decided.before else "remaining"
    return form.letter(
        Body(
            title=words.say("title", **fields),
            subject=words.say("subject", **fields),
            opening=words.say("opening", **fields),
            table=None if is_long else table,
            totals=(
                form.sum("before", decided.before),
                form.sum("difference", decided.after - decided.before),
                form.sum("after", decided.after),
            ),
            amount=decided.after,
            remaining=(words.say(last, **fields),),
            annex=Annex(form.annex_heading(), table) if is_long and table else None,
        )
    )


def _fields(form: Form, decided: Decided) -> dict[str, str]:
    script, language = form.script, form.language
    number = script.code(decided.their_number)
    return {
        "period": period_label(decided.period.name, language),
        "first_day": script.day(decided.period.first),
        "last_day": script.day(decided.period.last),
        "reason": form.reason(decided.reason, decided.note),
        "received_day": script.day(decided.received_on) if decided.received_on else "",
        "their_number": form.words.part("their_number", their_number=number),
        "days": number_words(form.occasion.agreement.objection_days, language),
        "decided_day": script.day(form.today),
    }


def _row(form: Form, place: int, line: DecidedLine) -> tuple[str, ...]:
    script = form.script
    return (
        script.figures(place),
        script.figures(line.job),
        script.figures(line.terminal),
        form.promise(line.metric, line.version, line.clause),
        form.clause(line.version, line.clause),
        script.amount(line.before),
        script.amount(line.after),
        form.words.word("decisions", line.decision),
        form.reason(line.reason, line.note) if line.reason else "",
    )
