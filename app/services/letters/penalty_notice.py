"""A penalty case in the words of an official notice (docs/algorithms/letters.md)."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.domain.agreements import Unit
from app.domain.penalties.clauses import BY_PERIOD, LateUnit, Trigger
from app.domain.penalties.facts import late_dates
from app.domain.penalties.lines import ESCALATION, STEP_IN
from app.domain.persian import Language, duration_words, number_words
from app.services.letters.form import Body, Form
from app.services.letters.kinds import LetterKind
from app.services.letters.occasion import Occasion
from app.services.letters.periods import period_label
from app.services.letters.subjects import Notice, NoticeLine
from app.services.typesetting.columns import Kind
from app.services.typesetting.letter_content import Annex, Labelled, LetterContent, LetterTable

ROWS_IN_LETTER = 12
"""Lines that stand in the letter itself; more of them go to an annex, and the letter sums them up."""
ACTION_PLAN_DAYS = 10
"""Days the contractor has for its action plan, unless the contract says otherwise."""

_ZERO = Decimal(0)
_INSTANT = timedelta(microseconds=1)
_PARTS = frozenset({STEP_IN, ESCALATION})
_FIGURES = {
    LateUnit.PERCENT: "share_kept",
    LateUnit.HOUR: "down_hours",
    LateUnit.DAY: "down_days",
    LateUnit.POINT: "points",
}
_LINE: dict[str, Kind] = {
    **{"row": "number", "job": "latin", "terminal": "latin", "promise": "text", "due": "latin"},
    **{"done": "latin", "delay": "text", "clause": "number", "amount": "money"},
}
_LINE_WITH_FIGURE = {"figure" if name == "delay" else name: kind for name, kind in _LINE.items()}
_SUMMARY: dict[str, Kind] = {
    **{"row": "number", "clause": "number", "promise": "text", "count": "number", "amount": "money"},
}


def penalty_notice(occasion: Occasion, notice: Notice, language: Language) -> LetterContent:
    """The whole letter in one language."""
    form = Form(occasion, LetterKind.PENALTY.value, language)
    return form.letter(_Writer(form, notice).body())


class _Writer:
    """Writes what a notice says of its own."""

    def __init__(self, form: Form, notice: Notice) -> None:
        self._form = form
        self._notice = notice
        self._words = form.words
        self._script = form.script
        self._is_long = len(notice.lines) > ROWS_IN_LETTER
        self._fields = form.fields() | self._own_fields()

    def body(self) -> Body:
        notice = self._notice
        return Body(
            title=self._say(self._kind("title")),
            subject=self._say(self._kind("subject")),
            opening=self._say("opening_annex" if self._is_long else "opening"),
            table=self._summary() if self._is_long else self._lines(),
            totals=self._totals(),
            amount=notice.payable,
            remaining=(self._say("interim"),)
            if notice.is_interim
            else (self._say("objection"), self._say("action_plan")),
            annex=self._annex() if self._is_long else None,
            is_interim=notice.is_interim,
        )

    def _kind(self, sentence: str) -> str:
        return f"{sentence}_interim" if self._notice.is_interim else sentence

    def _say(self, sentence: str) -> str:
        return self._words.say(sentence, **self._fields)

    def _own_fields(self) -> dict[str, str]:
        period, script = self._notice.period, self._script
        agreement = self._form.occasion.agreement
        return {
            "period": period_label(period.name, self._form.language),
            "first_day": script.day(period.first),
            "last_day": script.day(self._last_day()),
            "clauses": self._clauses(),
            "days": number_words(agreement.objection_days, self._form.language),
            "action_day": script.day(self._action_day()),
            "rows": script.figures(len(self._notice.lines)),
        }

    def _clauses(self) -> str:
        cited = sorted({self._form.clause(line.version, line.clause) for line in self._notice.lines})
        return self._words.part("clause" if len(cited) == 1 else "clauses", clauses=self._words.listed(cited))

    def _last_day(self) -> date:
        notice = self._notice
        last = notice.period.last
        return min(self._script.local(notice.as_of), last) if notice.is_interim else last

    def _action_day(self) -> date:
        days = self._form.occasion.agreement.letters.get("action_plan_days", "")
        return self._form.today + timedelta(days=int(days) if days.isdecimal() else ACTION_PLAN_DAYS)

    def _lines(self) -> LetterTable:
        rows = [self._row(place, line) for place, line in enumerate(self._notice.lines, start=1)]
        is_delay_alone = all(line.trigger == Trigger.MISSED for line in self._notice.lines)
        return self._form.table(_LINE if is_delay_alone else _LINE_WITH_FIGURE, rows)

    def _row(self, place: int, line: NoticeLine) -> tuple[str, ...]:
        script = self._script
        return (
            script.figures(place),
            script.figures(line.job),
            script.figures(line.terminal),
            self._what(line),
            self._due(line),
            script.instant(line.done_at) if line.done_at else self._not_done(line),
            self._words.say("comma").join(filter(None, (self._delay(line), self._figure(line)))),
            self._form.clause(line.version, line.clause),
            script.amount(line.amount),
        )

    def _what(self, line: NoticeLine) -> str:
        """What was promised, or else what happened."""
        happened = next((code for code in line.reasons if code in _PARTS), line.trigger)
        if happened == Trigger.COMPLIANCE:
            promise = self._form.promise(line.metric, line.version, line.clause)
            return self._words.say("share_of", promise=promise)
        if happened == Trigger.MISSED:
            return self._form.promise(line.metric, line.version, line.clause)
        return self._words.word("happenings", happened)

    def _figure(self, line: NoticeLine) -> str:
        """What was counted, where that is neither a delay nor a single event."""
        sentence = _FIGURES.get(LateUnit(line.unit)) if line.unit else None
        is_counted = line.trigger != Trigger.MISSED or line.unit == LateUnit.POINT
        if sentence is None or not is_counted:
            return ""
        return self._words.say(sentence, figure=self._script.measure(line.quantity))

    def _due(self, line: NoticeLine) -> str:
        if line.trigger in BY_PERIOD:
            return ""
        if line.target_unit == Unit.WINDOW.value:
            return self._script.short_day(self._script.local(line.due_at - _INSTANT))
        return self._script.instant(line.due_at)

    def _not_done(self, line: NoticeLine) -> str:
        """A promise that was not kept; a line about no promise has nothing to do."""
        return self._words.say("not_done") if line.job and line.target_unit else ""

    def _delay(self, line: NoticeLine) -> str:
        if line.target_unit != Unit.WINDOW.value:
            return duration_words(line.overrun_seconds, self._form.language) if line.overrun_seconds else ""
        measured = line.done_at or self._notice.as_of - _INSTANT
        days = late_dates(self._zoned(line.due_at), self._zoned(measured))
        return self._words.say("days_late", days=self._script.figures(days))

    def _zoned(self, instant: datetime) -> datetime:
        return instant.astimezone(self._script.zone)

    def _summary(self) -> LetterTable:
        """The lines of the annex summed up: a row a clause and promise."""
        groups: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
        for line in self._notice.lines:
            clause = self._form.clause(line.version, line.clause)
            promise = self._what(line)
            groups[clause, promise].append(line.amount)
        rows = [
            (
                self._script.figures(place),
                clause,
                promise,
                self._script.figures(len(amounts)),
                self._script.amount(sum(amounts, _ZERO)),
            )
            for place, ((clause, promise), amounts) in enumerate(sorted(groups.items()), start=1)
        ]
        return self._form.table(_SUMMARY, rows)

    def _annex(self) -> Annex:
        return Annex(
            self._form.annex_heading(), self._lines(), (self._form.sum("gross", self._notice.gross),)
        )

    def _totals(self) -> tuple[Labelled, ...]:
        """Every rial between the sum of the table and what is payable, by what took it off."""
        notice = self._notice
        caps = notice.gross - notice.payable - notice.incident - notice.waived
        parts = [("gross", notice.gross), ("caps", caps)]
        parts += [("incident", notice.incident)] if notice.incident else []
        parts += [("lowered", notice.waived)] if notice.waived else []
        parts += [("payable", notice.payable)]
        return tuple(self._form.sum(part, amount) for part, amount in parts)
