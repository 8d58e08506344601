"""A made-up letter set with a text that is being written: what the editor of wordings shows."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from app.domain.agreement_file import read_agreement
from app.i18n import Language
from app.services.letters.decision_letters import decision_letter
from app.services.letters.kinds import FORM, WARNINGS, LetterKind
from app.services.letters.letterheads import LetterheadRow
from app.services.letters.occasion import Earlier, Occasion, Sender
from app.services.letters.penalty_notice import penalty_notice
from app.services.letters.subjects import (
    Admonition,
    Decided,
    DecidedLine,
    Notice,
    NoticeLine,
    Period,
)
from app.services.letters.templates import read_template
from app.services.letters.warning_letters import warning_letter
from app.services.typesetting.letter import set_letter
from app.services.typesetting.letter_content import LetterContent

_CONTRACT = """
code = "UC"
kind = "UC"
title = { fa = "قرارداد نمونه", en = "Sample contract" }
time_zone = "Asia/Tehran"
letter_languages = ["fa", "en"]

[letters]
contract_number = "1405-17"
contract_date = "1404/12/20"
article = "۱۲"
article_en = "12"
addressee = "جناب آقای مهندس نمونه"
addressee_en = "Mr Sample"

[[version]]
number = 1
effective_from = 2025-03-21

[version.prices]
visit_fee = 2500000

[[version.target]]
metric = "arrive"
limit = 2
unit = "hours"
services = ["EM"]

[[version.clause]]
code = "1"
metric = "arrive"
title = { fa = "دیرکرد حضور", en = "Late arrival" }
article = "۳-۱"
unit = "hour"
base = "visit_fee"
rate = "10%"
"""
_WRITTEN = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
_MONTH = Period(name="1405-08", first=date(2026, 10, 23), last=date(2026, 11, 21))
_AMOUNT = Decimal(500_000)
_ABOUT = {"fa": "عملکرد آبان ۱۴۰۵", "en": "performance in Aban 1405"}
_SHOWN = {
    "fa": ("تأخیر در حضور در محل", "ثبت نشدن عکس پایان کار"),
    "en": ("Late arrivals", "No closing photo"),
}


def preview(
    text: str, kind: str, language: Language, letterhead: LetterheadRow | None = None, *, form: str = ""
) -> bytes:
    """A letter of `kind` with made-up figures, worded by `text`; the text of kind `form` on a penalty notice.

    `form` words what letters share while another kind is written. Raises BadInput as `read_template` does.
    """
    read_template(text, kind, language)
    texts = {(FORM, language): form} | {(kind, language): text}
    occasion = _occasion(texts, letterhead)
    shown = LetterKind.PENALTY if kind == FORM else LetterKind(kind)
    content = _content(occasion, shown, language)
    if letterhead is None or not letterhead.logo:
        return set_letter(content)
    sha256 = hashlib.sha256(letterhead.logo).hexdigest()
    return set_letter(replace(content, logo=sha256), images={sha256: letterhead.logo})


def _content(occasion: Occasion, kind: LetterKind, language: Language) -> LetterContent:
    if kind is LetterKind.PENALTY:
        return penalty_notice(occasion, _notice(), language)
    if kind in WARNINGS:
        warning = Admonition(about=_ABOUT[language], reasons=_SHOWN[language], answer_days=10)
        return warning_letter(occasion, kind, warning, language)
    return decision_letter(occasion, kind, _decided(), language)


def _occasion(texts: Mapping[tuple[str, Language], str], letterhead: LetterheadRow | None) -> Occasion:
    sender = Sender()
    if letterhead is not None:
        sender = Sender(
            company=letterhead.company,
            company_en=letterhead.company_en,
            unit=letterhead.unit,
            unit_en=letterhead.unit_en,
            address=letterhead.address,
            address_en=letterhead.address_en,
            signatories=letterhead.signatories,
        )
    return Occasion(
        agreement=read_agreement(_CONTRACT, file="preview.toml"),
        contractor="پشتیبان نمونه",
        contractor_en="Sample Support",
        legal_id="10380284790",
        sender=sender,
        number="1405-PM-0012",
        number_fa="۱۴۰۵/پ‌م/۱۲",
        written_at=_WRITTEN,
        earlier=Earlier(
            number="1405-PM-0007", number_fa="۱۴۰۵/پ‌م/۷", written_at=_WRITTEN - timedelta(days=20)
        ),
        texts=texts,
    )


def _notice() -> Notice:
    due = datetime(2026, 10, 26, 7, 30, tzinfo=UTC)
    lines = [
        NoticeLine(
            job=str(10_001 + place),
            terminal=str(10_020_030 + place),
            metric="arrive",
            target_unit="hours",
            due_at=due + timedelta(days=place),
            done_at=due + timedelta(days=place, hours=2),
            overrun_seconds=7200,
            clause="1",
            version=1,
            amount=_AMOUNT,
        )
        for place in range(2)
    ]
    gross = 2 * _AMOUNT
    return Notice(
        period=_MONTH,
        is_interim=False,
        as_of=_WRITTEN,
        lines=lines,
        gross=gross,
        incident=Decimal(0),
        waived=Decimal(0),
        payable=gross,
    )


def _decided() -> Decided:
    line = DecidedLine(
        job="10001",
        terminal="10020030",
        metric="arrive",
        clause="1",
        version=1,
        before=_AMOUNT,
        after=_AMOUNT / 2,
        decision="reduced",
        reason="evidence-partial",
    )
    return Decided(
        period=_MONTH,
        lines=[line],
        before=_AMOUNT,
        after=_AMOUNT / 2,
        reason="data-error",
        received_on=date(2026, 11, 25),
        their_number="405/221",
    )
