"""Persian letters of two pages with a table of 40 rows, each with figures of its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from app.domain.persian import grouped, isolate, number_words, persian_digits
from app.services.typesetting.columns import Column
from app.services.typesetting.letter_content import (
    Labelled,
    LetterContent,
    LetterTable,
    Signature,
)

ROWS = 40
_SEED = 7
_WRITTEN = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
_COLUMNS = (
    Column("ردیف", "number"),
    Column("درخواست", "latin"),
    Column("پایانه", "latin"),
    Column("نوع تعهد"),
    Column("موعد", "latin"),
    Column("زمان انجام", "latin"),
    Column("تأخیر"),
    Column("بند", "number"),
    Column("مبلغ (ریال)", "money"),
)
_PROMISES = ("رفع خرابی", "حضور در محل", "بازدید دوره‌ای (PM)", "نصب و راه‌اندازی")
_CONTRACTORS = ("پشتیبان گستر شرق", "ماندگار ارتباط البرز", "کارت‌افزار پارسیان جنوب", "نگهداشت تهران")


def sample_letters(count: int, *, seed: int = _SEED) -> list[LetterContent]:
    """So many letters; the same ones for each seed."""
    random = Random(seed)
    return [_letter(random, number) for number in range(1, count + 1)]


def _letter(random: Random, number: int) -> LetterContent:
    rows, total = [], 0
    for place in range(1, ROWS + 1):
        amount = random.randrange(50, 90_000) * 1000
        total += amount
        rows.append(_row(random, place, amount))
    return replace(
        _FRAME,
        title=f"ابلاغ جریمه آبان ۱۴۰۵ – {number}",
        number=f"1405-PM-{number:04}",
        issued_at=_WRITTEN + timedelta(minutes=number),
        meta=(
            Labelled("تاریخ", "۱۴۰۵/۰۹/۰۱"),
            Labelled("شماره", persian_digits(f"1405/پ‌م/{number}")),
            Labelled("پیوست", "ندارد"),
        ),
        addressee=(
            "جناب آقای مهندس نمونه",
            f"مدیرعامل محترم شرکت {random.choice(_CONTRACTORS)} (شناسه ملی: {isolate('۱۰۳۸۰۲۸۴۷۹۰')})",
        ),
        table=LetterTable(_COLUMNS, tuple(rows)),
        totals=(
            Labelled("جمع پیش از سقف", f"{grouped(total, 'fa')} ریال"),
            Labelled("جمع قابل اعمال", f"{grouped(total, 'fa')} ریال"),
        ),
        amount_in_words=f"(به حروف: {number_words(total, 'fa')} ریال)",
    )


def _row(random: Random, place: int, amount: int) -> tuple[str, ...]:
    day = f"1405/08/{random.randrange(1, 31):02}"
    hours, minutes = random.randrange(1, 40), random.randrange(1, 60)
    return (
        persian_digits(str(place)),
        f"EM-{random.randrange(10_000, 99_999)}",
        persian_digits(str(random.randrange(10_000_000, 99_999_999))),
        random.choice(_PROMISES),
        persian_digits(f"{day} {random.randrange(24):02}:{random.randrange(60):02}"),
        persian_digits(f"{day} {random.randrange(24):02}:{random.randrange(60):02}"),
        persian_digits(f"{hours} ساعت و {minutes} دقیقه"),
        persian_digits(f"3-{random.randrange(1, 9)}"),
        grouped(amount, "fa"),
    )


_FRAME = LetterContent(
    language="fa",
    title="",
    issued_at=_WRITTEN,
    invocation="بسمه تعالی",
    letterhead=("شرکت پرداخت الکترونیک نمونه", "مدیریت پشتیبانی منطقه شمال"),
    meta=(),
    addressee=(),
    subject=Labelled("موضوع", "ابلاغ جریمه نقض تعهدات سطح خدمت – آبان ۱۴۰۵"),
    opening=(
        "با سلام و احترام،",
        "با استناد به ماده ۱۲ قرارداد فوق‌الذکر (مورخ ۱۴۰۴/۱۲/۲۰) و بندهای ۳-۱ و ۳-۳ پیوست «توافق‌نامه سطح "
        "خدمات»، به اطلاع می‌رساند بررسی عملکرد آن شرکت در بازه زمانی ۱۴۰۵/۰۸/۰۱ لغایت ۱۴۰۵/۰۸/۳۰ "
        "نشان‌دهنده موارد نقض تعهد به شرح جدول زیر است:",
    ),
    remaining=(
        "مقتضی است چنانچه نسبت به موارد فوق اعتراضی دارید، مراتب را حداکثر ظرف پنج روز کاری از تاریخ ابلاغ "
        "با مستندات اعلام نمایید؛ در غیر این صورت مبلغ یادشده از صورت‌وضعیت دوره جاری و در صورت عدم کفایت "
        "از محل تضامین کسر خواهد شد.",
    ),
    closing="با تجدید احترام",
    signatures=(Signature("مریم راستگو", "مدیر پشتیبانی منطقه شمال"),),
    footer_note="اثر انگشت سند (SHA-256):",
)
