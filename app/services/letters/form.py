"""The form of an official letter: everything that letters of all kinds have alike (domain: ISIRI 379)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.domain.jalali import parse_jalali
from app.domain.persian import number_words
from app.i18n import Language
from app.services.letters.kinds import FORM
from app.services.letters.occasion import Occasion
from app.services.letters.script import Script
from app.services.letters.wording import wording
from app.services.typesetting.columns import Column, Kind
from app.services.typesetting.letter import annex_sheets
from app.services.typesetting.letter_content import (
    Annex,
    Copies,
    Labelled,
    LetterContent,
    LetterTable,
    Signature,
)


@dataclass(frozen=True, kw_only=True)
class Body:
    """What a kind of letter says of its own."""

    title: str
    subject: str
    opening: str
    table: LetterTable | None = None
    totals: tuple[Labelled, ...] = ()
    amount: Decimal | None = None
    """Told in words as well; None where the letter asks for no money."""
    remaining: tuple[str, ...] = ()
    annex: Annex | None = None
    is_interim: bool = False


class Form:
    """One letter in one language, without its body."""

    def __init__(self, occasion: Occasion, kind: str, language: Language) -> None:
        texts = {each: occasion.texts.get((each, language), "") for each in (FORM, kind)}
        self.occasion = occasion
        self.language: Language = language
        self.words = wording(occasion.agreement, language, texts, kind)
        self.script = Script(language, ZoneInfo(occasion.agreement.time_zone))

    @property
    def today(self) -> date:
        """The day of the letter."""
        return self.script.local(self.occasion.written_at)

    def fields(self) -> dict[str, str]:
        """The fields that every sentence of every kind may use."""
        words, own = self.words, self.words.own
        number = self.script.code(own["contract_number"])
        earlier_number, earlier_date = self._earlier()
        return {
            "penalty": words.term("penalty"),
            "contractor": self.contractor(),
            "contract_number": number,
            "contract": words.part("contract", contract_number=number),
            "article": words.part("article", article=self.script.figures(own["article"])),
            "contract_date": words.part("contract_date", contract_date=self._contract_date()),
            "earlier_number": earlier_number,
            "earlier_date": earlier_date,
            "further": words.part("further", earlier_number=earlier_number, earlier_date=earlier_date),
        }

    def letter(self, body: Body) -> LetterContent:
        """The whole content."""
        words, occasion = self.words, self.occasion
        content = LetterContent(
            language=self.language,
            title=body.title,
            issued_at=occasion.written_at,
            number=occasion.number,
            logo=occasion.sender.logo,
            invocation=words.say("invocation"),
            letterhead=self._letterhead(),
            meta=(),
            addressee=self._addressee(),
            subject=Labelled(words.say("subject_label"), body.subject),
            opening=(self._salutation(), _capital(body.opening)),
            table=body.table,
            totals=body.totals,
            amount_in_words="" if body.amount is None else self._in_words(body.amount),
            remaining=tuple(filter(None, body.remaining)),
            closing=words.say("closing"),
            signatures=self._signatures(),
            copies=self._copies(),
            annex=body.annex,
            footer_note=words.say("footer"),
            interim=body.is_interim,
        )
        return replace(content, meta=self._meta(annex_sheets(content)))

    def contractor(self) -> str:
        """The contractor's name without the word for company, which the letter says itself."""
        occasion = self.occasion
        name = self._either(occasion.contractor, occasion.contractor_en)
        return self.script.name(name.removeprefix("شرکت "))

    def table(self, kinds: Mapping[str, Kind], rows: Sequence[tuple[str, ...]]) -> LetterTable:
        """A table whose columns are headed by the words of the form."""
        columns = tuple(Column(self.words.word("columns", name), kind) for name, kind in kinds.items())
        return LetterTable(columns, tuple(rows))

    def sum(self, sentence: str, amount: Decimal) -> Labelled:
        """A sum with its label."""
        return Labelled(self.words.say(sentence), self.words.say("rial", amount=self.script.amount(amount)))

    def annex_heading(self) -> str:
        """Which letter the annex belongs to."""
        return self.words.say("annex_heading", number=self._number(), date=self.script.day(self.today))

    def clause(self, version: int, code: str) -> str:
        """A clause as the contract numbers it."""
        article, _title = self._clause(version, code)
        return self.script.figures(article or code)

    def promise(self, metric: str, version: int, code: str) -> str:
        """What was promised; where no promise is named, what the contract calls the clause."""
        _article, title = self._clause(version, code)
        return self.words.word("promises", metric, title or code)

    def reason(self, code: str, note: str = "") -> str:
        """Why something was decided; what no word is kept for says the note."""
        return self.words.word("reasons", code, self.script.name(note))

    def _clause(self, version: int, code: str) -> tuple[str, str]:
        """Article and title of a clause; empty where the contract has none of that code."""
        versions = [each for each in self.occasion.agreement.versions if each.number == version]
        found = [clause for each in versions for clause in each.clauses if clause.code == code]
        return (found[0].article, found[0].title.get(self.language, "")) if found else ("", "")

    def _meta(self, sheets: int) -> tuple[Labelled, ...]:
        words = self.words
        attached = (
            words.say("attachment_value", sheets=self.script.figures(sheets))
            if sheets
            else words.say("attachment_none")
        )
        return (
            Labelled(words.say("date"), self.script.day(self.today)),
            Labelled(words.say("number"), self._number()),
            Labelled(words.say("attachment"), attached),
        )

    def _number(self) -> str:
        return self.occasion.number_fa if self.language == "fa" else self.occasion.number

    def _letterhead(self) -> tuple[str, ...]:
        own, sender = self.words.own, self.occasion.sender
        company = (
            own["company"] or self._either(sender.company, sender.company_en) or self.words.say("company")
        )
        unit = own["unit"] or self._either(sender.unit, sender.unit_en) or self.words.say("unit")
        return tuple(filter(None, (company, unit, self._either(sender.address, sender.address_en))))

    def _either(self, persian: str, english: str) -> str:
        return persian if self.language == "fa" else english or persian

    def _addressee(self) -> tuple[str, ...]:
        words = self.words
        legal_id = words.part("legal_id", legal_id=self.script.code(self.occasion.legal_id))
        company = words.say(
            "addressee_company", post=words.term("post"), contractor=self.contractor(), legal_id=legal_id
        )
        return tuple(filter(None, (words.term("addressee"), company)))

    def _salutation(self) -> str:
        if self.words.own["salutation"]:
            return self.words.own["salutation"]
        addressee = self.words.term("addressee")
        return (
            self.words.say("salutation", addressee=addressee)
            if addressee
            else self.words.say("salutation_plain")
        )

    def _signatures(self) -> tuple[Signature, ...]:
        """The contract's own signatory, or else those of the region, or else a place for a name."""
        own, signatories = self.words.own, self.occasion.sender.signatories
        if signatories and not (own["signatory"] or own["signatory_post"]):
            return tuple(
                Signature(self._either(each.name, each.name_en), self._either(each.post, each.post_en))
                for each in signatories
            )
        return (Signature(self.words.term("signatory"), self.words.term("signatory_post")),)

    def _earlier(self) -> tuple[str, str]:
        earlier = self.occasion.earlier
        if earlier is None:
            return "", ""
        number = earlier.number_fa if self.language == "fa" else earlier.number
        return number, self.script.day(self.script.local(earlier.written_at))

    def _contract_date(self) -> str:
        written = self.words.own["contract_date"]
        try:
            return self.script.day(parse_jalali(written))
        except ValueError:
            return self.script.figures(written)

    def _in_words(self, amount: Decimal) -> str:
        return self.words.say("words", words=number_words(amount, self.language))

    def _copies(self) -> Copies | None:
        receivers = tuple(line.strip() for line in self.words.term("copies").splitlines() if line.strip())
        return Copies(self.words.say("copies_heading"), receivers) if receivers else None


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
