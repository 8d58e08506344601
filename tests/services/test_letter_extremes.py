"""Letters at their limits: long names, one line and four hundred, nothing to pay, great sums."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from app.domain.agreement_file import read_agreement
from app.services.letters.decision_letters import decision_letter
from app.services.letters.kinds import LetterKind
from app.services.letters.occasion import Earlier, Occasion, Sender, Signatory
from app.services.letters.penalty_notice import penalty_notice
from app.services.letters.periods import period_label
from app.services.letters.subjects import Decided, DecidedLine, Notice, NoticeLine, Period
from app.services.typesetting.letter import set_letter
from app.services.typesetting.plain_text import plain_text
from tests.services.contract import CONTRACT
from tests.services.typesetting.glyph_order import pages_of, placed_glyphs, visual_lines

GREATEST = Decimal(999_999_999_999)
MONTH = Period(name="1405-08", first=date(2026, 10, 23), last=date(2026, 11, 21))
WRITTEN = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
NAME_FA = (
    "شرکت مهندسی و پشتیبانی سامانه‌های پرداخت الکترونیک و خدمات پس از فروش ایرانیان آریا گستر شمال‌شرق "
    "خاورمیانه (سهامی خاص) ABC-Tech International"
)
NAME_EN = (
    "International Engineering, Maintenance and After-Sales Support of Electronic Payment Systems Company "
    "of the North-East (Private Joint Stock) Ltd. پشتیبان"
)
SIGNER = Signatory(
    name="سیدمحمدمهدی حسینی‌نژاد رفسنجانی",
    post="مدیر پشتیبانی منطقه شمال شرق و استان‌های مرزی",
    name_en="Seyed Mohammad Mehdi Hosseininejad-Rafsanjani",
    post_en="Head of regional support and of the border provinces",
)
OCCASION = Occasion(
    agreement=read_agreement(CONTRACT, file="uc-1.toml"),
    contractor=NAME_FA,
    contractor_en=NAME_EN,
    legal_id="10380284790",
    sender=Sender(
        company=NAME_FA, company_en=NAME_EN, unit=NAME_FA, address=NAME_FA, signatories=(SIGNER,) * 3
    ),
    number="1405-PM-0012",
    number_fa="۱۴۰۵/پ‌م/۱۲",
    written_at=WRITTEN,
    earlier=Earlier(number="1405-PM-0007", number_fa="۱۴۰۵/پ‌م/۷", written_at=WRITTEN),
)
BOTH = pytest.mark.parametrize("language", ["fa", "en"])


def line(place):
    due = datetime(2026, 10, 26, 7, 30, tzinfo=UTC) + timedelta(hours=place)
    return NoticeLine(
        job=f"EM-1405/{place:05}-TEH" if place % 3 == 0 else str(10_001 + place),
        terminal=f"PAX-S90_SN{place:08}X" if place % 4 == 0 else str(10_020_030 + place),
        metric=("arrive", "resolve", "pm", "no-show")[place % 4],
        target_unit="hours",
        due_at=due,
        done_at=None if place % 5 == 0 else due + timedelta(hours=3),
        overrun_seconds=7200 + place * 60,
        clause="1",
        version=1,
        amount=GREATEST if place % 7 == 0 else Decimal(1000 * place + 1),
    )


def notice(count):
    lines = [line(place) for place in range(count)]
    gross = sum((each.amount for each in lines), Decimal(0))
    return Notice(
        period=MONTH,
        is_interim=False,
        as_of=WRITTEN,
        lines=lines,
        gross=gross,
        incident=Decimal(0),
        waived=Decimal(1) if count > 1 else Decimal(0),
        payable=gross - (1 if count > 1 else 0),
    )


def checked_pages(content):
    """The lines of every page, none of whose glyphs is over an edge or on another."""
    pages = pages_of(set_letter(content))
    for page in pages:
        by_line: dict[float, list] = {}
        for glyph in placed_glyphs(page):
            assert 53.9 <= glyph.left <= glyph.right <= 541.4
            assert glyph.baseline >= 30
            by_line.setdefault(round(glyph.baseline, 1), []).append(glyph)
        for glyphs in by_line.values():
            ordered = sorted(glyphs, key=lambda glyph: glyph.left)
            for first, second in pairwise(ordered):
                assert second.left - first.right > -0.35 * first.size
    return [visual_lines(page) for page in pages]


@BOTH
@pytest.mark.parametrize("count", [1, 12, 13, 90])
def test_nothing_of_a_notice_is_clipped_or_printed_over_something_else(language, count):
    content = penalty_notice(OCCASION, notice(count), language)
    pages = checked_pages(content)
    sheets = len(pages) - len(checked_pages(replace(content, annex=None)))
    attached = content.meta[2].value
    if count <= 12:
        assert (sheets, attached) == (0, "ندارد" if language == "fa" else "none")
    elif language == "en":
        assert attached == f"{sheets}-sheet table"
    told = "".join(text for page in pages for text in page)
    assert all(told.count(each.job) >= 1 for each in notice(count).lines if each.job.startswith("EM"))
    assert told.count("PAX-S90_SN00000000X") == 1


def test_four_hundred_lines_are_summed_up_in_the_letter_and_listed_in_the_annex():
    content = penalty_notice(OCCASION, notice(400), "fa")
    assert content.annex is not None
    assert len(content.annex.table.rows) == 400
    assert content.table is not None
    assert [row[2:4] for row in content.table.rows] == [
        ("بازدید دوره‌ای (PM)", "۱۰۰"),
        ("حضور در محل", "۱۰۰"),
        ("دیرکرد حضور", "۱۰۰"),
        ("رفع خرابی", "۱۰۰"),
    ]
    pages = checked_pages(content)
    foot = pages[-1][-1]
    count = "".join("۰۱۲۳۴۵۶۷۸۹"[int(figure)] for figure in str(len(pages)))
    assert foot.startswith(f"{count} زا {count}")
    headings = [page for page in pages if any("فیدر" in text for text in page)]
    rows = [page for page in pages if any("EM-1405" in text for text in page)]
    assert len(rows) >= 20
    assert all(page in headings for page in rows)
    assert "۹۹۹٬۹۹۹٬۹۹۹٬۹۹۹" in "".join(pages[2])


@BOTH
def test_a_correction_to_nothing_with_words_the_typeface_does_not_know(language):
    note = "北京 🙂 مستندات پیوست نامه شماره ABC/12-34 پذیرفته شد"
    decided_line = DecidedLine(
        job="EM-1",
        terminal="PAX-S90_SN00000001X",
        metric="arrive",
        clause="1",
        version=1,
        before=GREATEST,
        after=Decimal(0),
        decision="cancelled",
        reason="other",
        note=note,
    )
    decided = Decided(
        period=MONTH, lines=[decided_line], before=GREATEST, after=Decimal(0), reason="objection"
    )
    content = decision_letter(OCCASION, LetterKind.CORRECTION, decided, language)
    checked_pages(content)
    told = plain_text(content)
    assert ("صفر ریال" if language == "fa" else "zero Iranian rials") in told
    assert note in told


def test_a_quarter_is_named_like_a_month():
    assert period_label("1405-Q2", "fa") == "سه‌ماهه دوم ۱۴۰۵"
    assert period_label("1405-Q4", "en") == "quarter 4 of 1405"
    with pytest.raises(ValueError, match="1405-Q5"):
        period_label("1405-Q5", "fa")


HAPPENED = [
    {"trigger": "compliance", "metric": "arrive", "quantity": Decimal("89.375"), "unit": "percent"},
    {"trigger": "points", "quantity": Decimal(17), "unit": "point"},
    {"trigger": "downtime-hours", "quantity": Decimal("15.2"), "unit": "hour"},
    {"trigger": "downtime-days", "quantity": Decimal(1), "unit": "day"},
    {"trigger": "repeat", "quantity": Decimal(1), "unit": "event"},
    {"trigger": "no-show", "quantity": Decimal(3), "unit": "point"},
    {"trigger": "wrong-report", "quantity": Decimal(1), "unit": "event"},
    {"trigger": "terminal-lost", "quantity": Decimal(1), "unit": "event"},
    {"trigger": "missed", "metric": "pm", "quantity": Decimal(1), "unit": "event", "reasons": ("step-in",)},
    {
        **{"trigger": "compliance", "metric": "arrive", "quantity": Decimal(1), "unit": "event"},
        "reasons": ("escalation",),
    },
    {
        **{"trigger": "missed", "metric": "resolve", "quantity": Decimal(2), "unit": "point"},
        "overrun_seconds": 7200,
    },
]
TOLD = {
    "fa": [
        ("سهم انجام‌شده: حضور در محل", "۸۹٫۳۸ درصد انجام شده"),
        ("مجموع امتیاز منفی", "۱۷ امتیاز منفی"),
        ("قطعی پایانه", "۱۵٫۲ ساعت قطعی"),
        ("قطعی پایانه", "۱ روز قطعی"),
        ("خرابی مجدد پس از رفع", ""),
        ("عدم حضور در محل", "۳ امتیاز منفی"),
        ("گزارش خلاف واقع", ""),
        ("فقدان پایانه", ""),
        ("هزینه انجام کار به دست غیر", ""),
        ("تکرار نقض در دوره‌های پیاپی", ""),
        ("رفع خرابی", "۲ ساعت، ۲ امتیاز منفی"),
    ],
    "en": [
        ("Share kept: On-site arrival", "89.38 % kept"),
        ("Points in all", "17 points"),
        ("Terminal down", "15.2 h down"),
        ("Terminal down", "1 d down"),
        ("Failed again after a repair", ""),
        ("Nobody came", "3 points"),
        ("Wrong report", ""),
        ("Terminal lost", ""),
        ("Cost of the work done by others", ""),
        ("Missed in several periods running", ""),
        ("Repair", "2 h, 2 points"),
    ],
}


@BOTH
def test_what_is_no_promise_is_told_with_its_figure(language):
    bare = {"metric": "", "target_unit": "", "overrun_seconds": 0}
    lines = [replace(line(place), **(bare | said)) for place, said in enumerate(HAPPENED)]
    content = penalty_notice(OCCASION, replace(notice(1), lines=lines), language)
    checked_pages(content)
    assert [(row[3], row[6]) for row in content.table.rows] == TOLD[language]
    assert content.table.columns[6].heading == {"fa": "تأخیر / میزان", "en": "Delay / figure"}[language]
    # What is counted over a period was due at no instant of it.
    assert [bool(row[4]) for row in content.table.rows[:5]] == [False, False, False, False, True]
