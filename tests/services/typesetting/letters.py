"""Made-up letters for the tests: a Persian and an English penalty notice of any length."""

from datetime import UTC, datetime

from app.domain.persian import grouped, persian_digits
from app.services.typesetting.bidi import isolate
from app.services.typesetting.columns import Column
from app.services.typesetting.letter_content import (
    Copies,
    Labelled,
    LetterContent,
    LetterTable,
    Signature,
)

ISSUED_AT = datetime(2026, 10, 1, 6, 30, tzinfo=UTC)
_FAULTS_FA = ("رفع خرابی", "حضور در محل", "بازدید دوره‌ای (PM)", "تعویض دستگاه و بازگرداندن آن به انبار منطقه")
_FAULTS_EN = ("Resolution", "On-site arrival", "Periodic visit (PM)", "Swap and return to the regional store")


def persian_letter(rows: int, *, interim: bool = False) -> LetterContent:
    """A notice of penalty with so many rows."""
    amounts = [1_650_000 + 37_000 * (row % 7) for row in range(rows)]
    total = sum(amounts)
    return LetterContent(
        language="fa",
        title="ابلاغ جریمهٔ شهریور ۱۴۰۵ – شرکت پشتیبان نمونهٔ شرق",
        issued_at=ISSUED_AT,
        invocation="بسمه تعالی",
        letterhead=("شرکت پرداخت الکترونیک نمونه", "مدیریت پشتیبانی منطقهٔ شمال شرق"),
        meta=(
            Labelled("تاریخ", "۱۴۰۵/۰۷/۰۹"),
            Labelled("شماره", "۱۴۰۵/پ‌م/۱۲۳۴"),
            Labelled("پیوست", "دارد (۱ برگ جدول)"),
        ),
        addressee=(
            "جناب آقای مهندس سیدمحمدمهدی حسینی‌نژاد رفسنجانی",
            f"مدیرعامل محترم شرکت پشتیبان نمونهٔ شرق (شناسه ملی: {isolate('۱۰۳۸۰۲۸۴۷۹۰')})",
        ),
        subject=Labelled(
            "موضوع",
            f"ابلاغ جریمهٔ نقض تعهدات سطح خدمت – شهریور ۱۴۰۵ – قرارداد شمارهٔ {isolate('۱۴۰۴/۳۷۲۱')}",
        ),
        opening=(
            "با سلام و احترام،",
            f"پیرو نامهٔ شمارهٔ {isolate('۱۴۰۵/۱۱۰۸')} مورخ ۱۴۰۵/۰۶/۱۵ و با استناد به مادهٔ ۱۲ "
            "قرارداد فوق‌الذکر و بندهای ۳ و ۴ پیوست "
            "«توافق‌نامهٔ سطح خدمات»، به اطلاع می‌رساند بررسی عملکرد آن شرکت در بازهٔ زمانی ۱۴۰۵/۰۶/۰۱ لغایت "
            f"۱۴۰۵/۰۶/۳۱ (ساعات کاری {isolate('08:00-16:30')}) نشان‌دهندهٔ موارد نقض تعهد به شرح جدول زیر است:",
        ),
        table=LetterTable(
            columns=(
                Column("ردیف", "number"),
                Column("شمارهٔ درخواست", "latin"),
                Column("شمارهٔ پایانه", "latin"),
                Column("نوع تعهد"),
                Column("موعد", "latin"),
                Column("زمان انجام", "latin"),
                Column("تأخیر"),
                Column("بند قرارداد", "number"),
                Column("مبلغ (ریال)", "money"),
            ),
            rows=tuple(
                (
                    persian_digits(str(row + 1)),
                    f"EM-{1405000 + row}",
                    f"T-{2204871 + row}",
                    _FAULTS_FA[row % 4],
                    f"۱۴۰۵/۰۶/{persian_digits(f'{row % 31 + 1:02}')} ۱۲:۳۰",
                    f"۱۴۰۵/۰۶/{persian_digits(f'{row % 31 + 1:02}')} ۱۶:۰۵",
                    "۳ ساعت و ۳۵ دقیقه",
                    "۴-۲",
                    grouped(amount, "fa"),
                )
                for row, amount in enumerate(amounts)
            ),
        ),
        totals=(
            Labelled("جمع پیش از سقف", f"{grouped(total, 'fa')} ریال"),
            Labelled("سقف قراردادی", f"{grouped(250_000_000, 'fa')} ریال"),
            Labelled("جمع قابل اعمال", f"{grouped(total, 'fa')} ریال"),
        ),
        amount_in_words="(به حروف: یکصد و بیست و پنج میلیون و چهارصد هزار ریال)",
        remaining=(
            "مقتضی است چنانچه نسبت به موارد فوق اعتراضی دارید، مراتب را حداکثر ظرف پنج روز کاری "
            "از تاریخ ابلاغ با مستندات اعلام نمایید؛ در غیر این صورت مبلغ یادشده از صورت‌وضعیت دورهٔ جاری "
            "و در صورت عدم کفایت از محل تضامین کسر خواهد شد.",
            "خواهشمند است دستور فرمایید برنامهٔ اقدام اصلاحی حداکثر تا تاریخ ۱۴۰۵/۰۷/۲۰ ارسال گردد.",
        ),
        closing="با تجدید احترام",
        signatures=(Signature("مریم کاظمی‌فرد", "مدیر پشتیبانی منطقهٔ شمال شرق"),),
        copies=Copies(
            "رونوشت",
            (
                "معاونت محترم مالی جهت استحضار و اقدام",
                "امور قراردادها جهت درج در پرونده",
                "اتاق کنترل پشتیبانی – بایگانی",
            ),
        ),
        number="1405-PM-1234",
        footer_note="اثر انگشت سند (SHA-256):",
        interim=interim,
    )


def english_letter(rows: int, *, interim: bool = False) -> LetterContent:
    """The same notice for an English reader."""
    amounts = [1_650_000 + 37_000 * (row % 7) for row in range(rows)]
    total = sum(amounts)
    return LetterContent(
        language="en",
        title="Notice of service-level penalty, Shahrivar 1405",
        issued_at=ISSUED_AT,
        letterhead=("Sample Electronic Payment Company", "Field support, north-east region"),
        meta=(
            Labelled("Date", "1 Oct 2026 / 1405-07-09"),
            Labelled("Ref.", "1405/PM/1234"),
            Labelled("Enc.", "1 page"),
        ),
        addressee=("Mr S. M. M. Hosseininejad-Rafsanjani", "Managing Director, Sample Support East Co."),
        subject=Labelled(
            "Subject", "Notice of service-level penalty – Shahrivar 1405 – Contract No. 1404/3721"
        ),
        opening=(
            "Dear Mr Hosseininejad,",
            "Further to our letter No. 1405/1108 and under Article 12 of the contract and Schedule 3 "
            "“Service levels”, the review of your work from 1405/06/01 to 1405/06/31 (شهریور ۱۴۰۵) found "
            "the breaches listed below.",
        ),
        table=LetterTable(
            columns=(
                Column("No.", "number"),
                Column("Request", "latin"),
                Column("Terminal", "latin"),
                Column("Promise"),
                Column("Due", "latin"),
                Column("Done", "latin"),
                Column("Late by"),
                Column("Clause", "number"),
                Column("Amount (IRR)", "money"),
            ),
            rows=tuple(
                (
                    str(row + 1),
                    f"EM-{1405000 + row}",
                    f"T-{2204871 + row}",
                    _FAULTS_EN[row % 4],
                    f"1405-06-{row % 31 + 1:02} 12:30",
                    f"1405-06-{row % 31 + 1:02} 16:05",
                    "3 h 35 min",
                    "4-2",
                    grouped(amount, "en"),
                )
                for row, amount in enumerate(amounts)
            ),
        ),
        totals=(
            Labelled("Total before cap", f"IRR {grouped(total, 'en')}"),
            Labelled("Cap under the contract", f"IRR {grouped(250_000_000, 'en')}"),
            Labelled("Payable", f"IRR {grouped(total, 'en')}"),
        ),
        amount_in_words="(one hundred and twenty-five million four hundred thousand Iranian rials)",
        remaining=(
            "You may object in writing with evidence within five working days of this notice; otherwise the "
            "amount will be set off against the current statement and, if that does not suffice, against the "
            "guarantees.",
            "Please send a corrective action plan by 12 Oct 2026.",
        ),
        closing="Yours sincerely,",
        signatures=(Signature("Maryam Kazemifard", "Manager, Field Support North-East"),),
        copies=Copies("cc", ("Finance", "Contracts, for the file", "Support control room, archive")),
        number="1405-PM-1234",
        footer_note="Fingerprint (SHA-256):",
        interim=interim,
    )
