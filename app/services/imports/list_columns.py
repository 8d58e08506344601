"""The columns of every list, and the headings by which they are known (docs/import-lists.md)."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.events import EventKind, Owner, Priority, Service
from app.services.imports import list_cells as cells
from app.services.imports import technician_cells as of_work
from app.services.imports.list_cells import Parse


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: what its cells hold and what it may be called beside its own name."""

    name: str
    parse: Parse
    synonyms: tuple[str, ...] = ()
    is_required: bool = False


_NAME = ListColumn("name", cells.text, ("نام", "عنوان", "name_fa", "title"), is_required=True)
_NAME_EN = ListColumn("name_en", cells.text, ("نام انگلیسی", "english name", "نام لاتین"))
_PHONE = ListColumn(
    "phone", cells.phone, ("تلفن", "شماره تماس", "موبایل", "تلفن همراه", "telephone", "mobile")
)
_CITY = ListColumn("city", cells.text, ("شهر", "شهرستان", "town"))
_LAT = ListColumn("lat", cells.latitude, ("عرض جغرافیایی", "عرض", "latitude"))
_LON = ListColumn("lon", cells.longitude, ("طول جغرافیایی", "طول", "longitude", "lng"))
_REGION = ListColumn("region", cells.code, ("منطقه", "ناحیه", "کد منطقه", "region code"))
_IS_ACTIVE = ListColumn("is_active", cells.flag, ("فعال", "وضعیت", "active", "status"))
_ZONE = ListColumn("zone", cells.zone, ("زون", "پهنه"))
_CLASS = ListColumn("merchant_class", cells.merchant_class, ("کلاس", "رده", "گروه پذیرنده", "class", "grade"))
_JOB = ("درخواست", "شماره درخواست", "کد درخواست", "job code", "call")
_TERMINAL = ("شماره پایانه", "شماره ترمینال", "پایانه", "ترمینال", "terminal number", "tid")
_MERCHANT = ("شماره پذیرنده", "کد پذیرنده", "پذیرنده", "merchant code", "merchant id", "mid")
_CONTRACTOR = ("پیمانکار", "کد پیمانکار", "پشتیبان", "contractor code", "party")

LISTS: Mapping[str, tuple[ListColumn, ...]] = {
    "contractors": (
        ListColumn(
            "code", cells.code, ("کد", "کد پیمانکار", "contractor", "contractor code"), is_required=True
        ),
        _NAME,
        _NAME_EN,
        ListColumn("legal_id", cells.legal_id, ("شناسه ملی", "national id", "legal id")),
        _PHONE,
        _REGION,
        _IS_ACTIVE,
    ),
    "technicians": (
        ListColumn(
            "code",
            cells.code,
            ("کد", "کد تکنسین", "کد پرسنلی", "technician", "technician code"),
            is_required=True,
        ),
        _NAME,
        _NAME_EN,
        ListColumn("contractor", cells.code, _CONTRACTOR, is_required=True),
        _PHONE,
        _CITY,
        _LAT,
        _LON,
        ListColumn("skills", cells.text, ("مهارت", "مهارت‌ها", "skill")),
        ListColumn("home", of_work.home, ("محل استقرار", "مبدأ حرکت", "home place", "base")),
        ListColumn("shifts", of_work.shifts, ("شیفت", "شیفت‌ها", "شیفت هفتگی", "weekly shifts", "shift")),
        ListColumn("leave", of_work.leave, ("مرخصی", "مرخصی‌ها", "leaves", "days off")),
        ListColumn(
            "certificates", of_work.certificates, ("گواهی", "گواهی‌ها", "گواهینامه", "certificate", "certs")
        ),
        ListColumn("van", of_work.van, ("موجودی خودرو", "قطعات خودرو", "van stock", "parts")),
        _IS_ACTIVE,
    ),
    "merchants": (
        ListColumn(
            "code",
            cells.code,
            ("کد", "شماره پذیرنده", "کد پذیرنده", "merchant", "merchant code", "merchant id", "mid"),
            is_required=True,
        ),
        ListColumn(
            "name",
            cells.text,
            ("نام", "نام فروشگاه", "نام پذیرنده", "فروشگاه", "name_fa", "shop", "store"),
            is_required=True,
        ),
        _NAME_EN,
        _PHONE,
        _CLASS,
        _ZONE,
        ListColumn("province", cells.text, ("استان", "state")),
        _CITY,
        ListColumn("city_en", cells.text, ("شهر انگلیسی", "english city")),
        ListColumn("address", cells.text, ("نشانی", "آدرس")),
        _LAT,
        _LON,
        ListColumn("psp", cells.code, ("شرکت پرداخت", "شرکت", "کد شرکت", "psp code")),
        _REGION,
    ),
    "terminals": (
        ListColumn(
            "number",
            cells.code,
            ("شماره پایانه", "شماره ترمینال", "پایانه", "ترمینال", "terminal", "terminal number", "tid"),
            is_required=True,
        ),
        ListColumn("merchant", cells.code, _MERCHANT, is_required=True),
        ListColumn("device_type", cells.text, ("نوع دستگاه", "نوع", "device", "type")),
        ListColumn("model", cells.text, ("مدل", "مدل دستگاه")),
        ListColumn("serial", cells.code, ("سریال", "شماره سریال", "serial number")),
        ListColumn("contractor", cells.code, _CONTRACTOR),
        ListColumn("installed_on", cells.day, ("تاریخ نصب", "installed")),
        ListColumn("warranty_until", cells.day, ("پایان گارانتی", "گارانتی تا", "پایان ضمانت", "warranty")),
        _IS_ACTIVE,
    ),
    "holidays": (
        ListColumn("date", cells.day, ("تاریخ", "روز", "day"), is_required=True),
        ListColumn("name", cells.text, ("نام", "مناسبت", "عنوان", "name_fa", "title"), is_required=True),
        _NAME_EN,
        ListColumn("province", cells.text, ("استان",)),
        ListColumn("hours", cells.hours, ("ساعات کاری", "ساعت کاری", "open hours")),
        ListColumn("estimated", cells.flag, ("تخمینی", "is_estimated")),
    ),
    "jobs": (
        ListColumn("job", cells.code, _JOB, is_required=True),
        ListColumn("service", cells.one_of(Service), ("خدمت", "نوع خدمت"), is_required=True),
        ListColumn("terminal", cells.code, _TERMINAL),
        ListColumn("merchant", cells.code, _MERCHANT),
        _ZONE,
        _CITY,
        ListColumn("priority", cells.one_of(Priority), ("اولویت",)),
        _CLASS,
        ListColumn("contractor", cells.code, _CONTRACTOR),
        ListColumn("technician", cells.code, ("تکنسین", "کد تکنسین", "technician code")),
        ListColumn("fault", cells.text, ("خرابی", "کد خرابی", "fault code")),
        ListColumn("due_from", cells.edge, ("از تاریخ", "شروع بازه", "from")),
        ListColumn("due_to", cells.edge, ("تا تاریخ", "پایان بازه", "to")),
        ListColumn("cost", cells.rial, ("هزینه",)),
    ),
    "events": (
        ListColumn("job", cells.code, _JOB, is_required=True),
        ListColumn("at", cells.instant, ("زمان", "زمان وقوع", "happened at"), is_required=True),
        ListColumn("event", cells.one_of(EventKind), ("رویداد",), is_required=True),
        ListColumn("reason", cells.text, ("علت",)),
        ListColumn("owner", cells.one_of(Owner), ("مسئول",)),
        ListColumn("value", cells.text, ("مقدار",)),
        ListColumn("source", cells.text, ("اعلام‌کننده",)),
        ListColumn("recorded_at", cells.instant, ("زمان ثبت",)),
    ),
    "visits": (
        ListColumn("terminal", cells.code, _TERMINAL, is_required=True),
        ListColumn("earliest", cells.day, ("از تاریخ", "شروع بازه", "from"), is_required=True),
        ListColumn("latest", cells.day, ("تا تاریخ", "پایان بازه", "to"), is_required=True),
        ListColumn("planned", cells.day, ("تاریخ برنامه", "تاریخ بازدید", "planned date")),
        ListColumn("contractor", cells.code, _CONTRACTOR),
        ListColumn("agreement", cells.code, ("توافق‌نامه", "کد توافق‌نامه", "agreement code")),
    ),
}
"""By kind; the first column tells one row from another."""
