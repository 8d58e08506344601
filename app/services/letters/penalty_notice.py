"""A penalty case in the words of an official notice (docs/algorithms/penalties.md, letters)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.domain.agreements import Agreement, Unit
from app.domain.jalali import JalaliMonth, jalali_text, long_date, parse_jalali
from app.domain.penalties.facts import late_dates
from app.domain.persian import (
    Language,
    duration_words,
    grouped,
    isolate,
    latin_digits,
    number_words,
    persian_digits,
)
from app.services.letters.wording import Wording, wording
from app.services.penalties.cases import CaseRow, LineRow
from app.services.typesetting.columns import Column, Kind
from app.services.typesetting.letter_content import (
    Copies,
    Labelled,
    LetterContent,
    LetterTable,
    Signature,
)

ROWS_A_SHEET = 30
ACTION_PLAN_DAYS = 10
"""Days the contractor has for its action plan, unless the contract says otherwise."""

_ZERO = Decimal(0)
_INSTANT = timedelta(microseconds=1)
_LATIN_LETTER = re.compile("[A-Za-z]")
_KINDS: dict[str, Kind] = {
    **{"row": "number", "job": "latin", "terminal": "latin", "promise": "text", "due": "latin"},
    **{"done": "latin", "delay": "text", "clause": "number", "amount": "money"},
}


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a notice is written from."""

    agreement: Agreement
    case: CaseRow
    lines: Sequence[LineRow]
    legal_id: str
    company: str = ""
    """The payment company's name, where the contract names no other sender."""
    company_en: str = ""
    number: str
    number_fa: str
    written_at: datetime
    earlier_number: str = ""
    """The interim notice of the same period that this one takes the place of."""
    earlier_number_fa: str = ""
    earlier_at: datetime | None = None


def penalty_notice(notice: Notice, language: Language) -> LetterContent:
    """The whole letter in one language."""
    return _Writer(notice, language).content()


class _Writer:
    """Writes one notice in one language."""

    def __init__(self, notice: Notice, language: Language) -> None:
        self._notice = notice
        self._case = notice.case
        self._language: Language = language
        self._words: Wording = wording(notice.agreement, language)
        self._zone = ZoneInfo(notice.agreement.time_zone)
        self._period = JalaliMonth.parse(notice.case.period).label(language)

    def content(self) -> LetterContent:
        words, notice = self._words, self._notice
        return LetterContent(
            language=self._language,
            title=words.say(self._kind("title"), period=self._period, contractor=self._contractor()),
            issued_at=notice.written_at,
            invocation=words.term("invocation"),
            letterhead=tuple(filter(None, (self._company(), words.term("unit")))),
            meta=self._meta(),
            addressee=self._addressee(),
            subject=Labelled(words.say("subject_label"), self._subject()),
            opening=(self._salutation(), self._opening()),
            table=self._table(),
            totals=self._totals(),
            amount_in_words=words.say("words", words=number_words(self._case.payable, self._language)),
            remaining=self._remaining(),
            closing=words.say("closing"),
            signatures=(Signature(words.term("signatory"), words.term("signatory_post")),),
            number=notice.number,
            copies=self._copies(),
            footer_note=words.say("footer"),
            interim=self._case.is_interim,
        )

    def _kind(self, sentence: str) -> str:
        return f"{sentence}_interim" if self._case.is_interim else sentence

    def _meta(self) -> tuple[Labelled, ...]:
        words = self._words
        sheets = -(-len(self._notice.lines) // ROWS_A_SHEET)
        number = self._notice.number_fa if self._language == "fa" else self._notice.number
        return (
            Labelled(words.say("date"), self._day(self._local(self._notice.written_at))),
            Labelled(words.say("number"), number),
            Labelled(words.say("attachment"), words.say("attachment_value", sheets=self._figures(sheets))),
        )

    def _addressee(self) -> tuple[str, ...]:
        words = self._words
        number = self._notice.legal_id
        legal_id = words.part("legal_id", legal_id=self._code(number) if number else "")
        company = words.say(
            "addressee_company", post=words.term("post"), contractor=self._contractor(), legal_id=legal_id
        )
        return tuple(filter(None, (words.term("addressee"), company)))

    def _contractor(self) -> str:
        name = self._case.name_fa if self._language == "fa" else self._case.name_en
        return name.removeprefix("شرکت ")

    def _company(self) -> str:
        sender = self._notice.company if self._language == "fa" else self._notice.company_en
        return self._words.own["company"] or sender or self._words.sentences["company"]

    def _subject(self) -> str:
        number = self._words.own["contract_number"]
        contract = self._words.part("contract", contract_number=self._code(number) if number else "")
        return self._words.say(
            self._kind("subject"),
            period=self._period,
            contract=contract,
            last_day=self._day(self._last_day()),
        )

    def _salutation(self) -> str:
        addressee = self._words.term("addressee")
        if not addressee and "salutation_plain" in self._words.sentences:
            return self._words.say("salutation_plain")
        return self._words.say("salutation", addressee=addressee)

    def _opening(self) -> str:
        words = self._words
        opening = words.say(
            "opening",
            further=self._further(),
            article=words.part("article", article=self._figures(words.own["article"])),
            contract_date=words.part("contract_date", contract_date=self._contract_date()),
            clauses=self._clauses_of_law(),
            first_day=self._day(self._case.period_from),
            last_day=self._day(self._last_day()),
        )
        return opening[0].upper() + opening[1:]

    def _further(self) -> str:
        notice = self._notice
        if notice.earlier_at is None:
            return ""
        number = notice.earlier_number_fa if self._language == "fa" else notice.earlier_number
        return self._words.say(
            "further", earlier_number=number, earlier_date=self._day(self._local(notice.earlier_at))
        )

    def _contract_date(self) -> str:
        written = self._words.own["contract_date"]
        try:
            return self._day(parse_jalali(written))
        except ValueError:
            return self._figures(written)

    def _clauses_of_law(self) -> str:
        cited = sorted({self._clause(line) for line in self._notice.lines})
        sentence = "clause" if len(cited) == 1 else "clauses"
        return self._words.part(sentence, clauses=self._words.listed(cited))

    def _table(self) -> LetterTable:
        columns = tuple(Column(self._words.columns[name], kind) for name, kind in _KINDS.items())
        rows = tuple(self._row(place, line) for place, line in enumerate(self._notice.lines, start=1))
        return LetterTable(columns, rows)

    def _row(self, place: int, line: LineRow) -> tuple[str, ...]:
        return (
            self._figures(place),
            self._figures(line.job),
            self._figures(line.terminal),
            self._words.promises[line.metric],
            self._due(line),
            self._instant(line.done_at) if line.done_at else self._words.say("not_done"),
            self._delay(line),
            self._clause(line),
            grouped(line.amount, self._language),
        )

    def _due(self, line: LineRow) -> str:
        if line.target_unit == Unit.WINDOW.value:
            return self._short_day(self._local(line.due_at - _INSTANT))
        return self._instant(line.due_at)

    def _delay(self, line: LineRow) -> str:
        if line.target_unit != Unit.WINDOW.value:
            return duration_words(line.overrun_seconds, self._language)
        measured = line.done_at or self._case.as_of - _INSTANT
        days = late_dates(line.due_at.astimezone(self._zone), measured.astimezone(self._zone))
        return self._words.say("days_late", days=self._figures(days))

    def _clause(self, line: LineRow) -> str:
        version = next(v for v in self._notice.agreement.versions if v.number == line.version)
        clause = next(clause for clause in version.clauses if clause.code == line.clause)
        return self._figures(clause.article or clause.code)

    def _totals(self) -> tuple[Labelled, ...]:
        """Every rial between the sum of the table and what is payable, by what took it off."""
        incident = sum(
            (line.amount for line in self._notice.lines if "one-charge-per-incident" in line.reasons), _ZERO
        )
        caps = self._case.gross - self._case.payable - incident
        parts = [("gross", self._case.gross), ("caps", caps)]
        parts += [("incident", incident)] if incident else []
        parts += [("payable", self._case.payable)]
        return tuple(Labelled(self._words.say(part), self._rial(amount)) for part, amount in parts)

    def _remaining(self) -> tuple[str, ...]:
        words = self._words
        if self._case.is_interim:
            return (words.say("interim", period=self._period),)
        days = self._notice.agreement.objection_days
        return (
            words.say("objection", days=number_words(days, self._language)),
            words.say("action_plan", action_day=self._day(self._action_day())),
        )

    def _action_day(self) -> date:
        days = self._notice.agreement.letters.get("action_plan_days", "")
        return self._local(self._notice.written_at) + timedelta(
            days=int(days) if days.isdecimal() else ACTION_PLAN_DAYS
        )

    def _copies(self) -> Copies:
        receivers = tuple(line.strip() for line in self._words.term("copies").splitlines() if line.strip())
        return Copies(self._words.say("copies_heading"), receivers)

    def _last_day(self) -> date:
        if not self._case.is_interim:
            return self._case.period_to
        return min(self._local(self._case.as_of), self._case.period_to)

    def _local(self, instant: datetime) -> date:
        return instant.astimezone(self._zone).date()

    def _day(self, day: date) -> str:
        if self._language == "fa":
            return persian_digits(jalali_text(day))
        return f"{long_date(day, 'en').partition(' ')[2]} / {jalali_text(day).replace('/', '-')}"

    def _short_day(self, day: date) -> str:
        return persian_digits(jalali_text(day)) if self._language == "fa" else day.isoformat()

    def _instant(self, instant: datetime) -> str:
        local = instant.astimezone(self._zone)
        return f"{self._short_day(local.date())} {self._figures(f'{local:%H:%M}')}"

    def _rial(self, amount: Decimal) -> str:
        return self._words.say("rial", amount=grouped(amount, self._language))

    def _figures(self, told: int | str) -> str:
        """Figures as the language writes them; a code with Latin letters stays as it is."""
        text = str(told)
        if self._language == "en":
            return latin_digits(text)
        return text if _LATIN_LETTER.search(text) else persian_digits(text)

    def _code(self, text: str) -> str:
        """A number of the office: digits as the language writes them, set off from the words around."""
        return isolate(self._figures(text)) if self._language == "fa" else self._figures(text)
