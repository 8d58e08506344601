"""Invented names in both scripts: people, shops, streets and models; nobody and nothing real is meant."""

from random import Random

Pair = tuple[str, str]
"""A name in Persian and in Latin script."""

# fmt: off
GIVEN_MEN: tuple[Pair, ...] = (
    ("علی", "Ali"), ("رضا", "Reza"), ("محمد", "Mohammad"), ("حسین", "Hossein"), ("مهدی", "Mehdi"),
    ("امیر", "Amir"), ("سعید", "Saeed"), ("حمید", "Hamid"), ("بهنام", "Behnam"), ("کامران", "Kamran"),
    ("فرهاد", "Farhad"), ("پیمان", "Peyman"), ("آرش", "Arash"), ("نیما", "Nima"), ("سامان", "Saman"),
    ("مجید", "Majid"), ("یاسر", "Yaser"), ("وحید", "Vahid"), ("داوود", "Davoud"), ("ایمان", "Iman"),
)
GIVEN_WOMEN: tuple[Pair, ...] = (
    ("مریم", "Maryam"), ("سارا", "Sara"), ("زهرا", "Zahra"), ("نرگس", "Narges"), ("الهام", "Elham"),
    ("لیلا", "Leila"), ("شیما", "Shima"), ("نگار", "Negar"), ("فاطمه", "Fatemeh"), ("پریسا", "Parisa"),
)
FAMILIES: tuple[Pair, ...] = (
    ("رضایی", "Rezaei"), ("محمدی", "Mohammadi"), ("کریمی", "Karimi"), ("حسینی", "Hosseini"),
    ("احمدی", "Ahmadi"), ("جعفری", "Jafari"), ("رحیمی", "Rahimi"), ("صادقی", "Sadeghi"),
    ("مرادی", "Moradi"), ("نوری", "Nouri"), ("قاسمی", "Ghasemi"), ("یوسفی", "Yousefi"),
    ("ابراهیمی", "Ebrahimi"), ("شریفی", "Sharifi"), ("عباسی", "Abbasi"), ("سلیمانی", "Soleimani"),
    ("بهرامی", "Bahrami"), ("کاظمی", "Kazemi"), ("اکبری", "Akbari"), ("طاهری", "Taheri"),
    ("میرزایی", "Mirzaei"), ("فلاحی", "Fallahi"), ("نجفی", "Najafi"), ("امینی", "Amini"),
    ("زارعی", "Zarei"), ("باقری", "Bagheri"), ("حیدری", "Heydari"), ("ملکی", "Maleki"),
)
TRADES: tuple[Pair, ...] = (
    ("سوپرمارکت", "Supermarket"), ("نانوایی", "Bakery"), ("داروخانه", "Pharmacy"),
    ("میوه‌فروشی", "Greengrocer"), ("پوشاک", "Clothing"), ("کفش", "Shoes"), ("رستوران", "Restaurant"),
    ("کافه", "Café"), ("لوازم‌التحریر", "Stationery"), ("کتاب‌فروشی", "Bookshop"),
    ("لوازم خانگی", "Household Goods"), ("موبایل", "Mobile Phones"), ("آرایشگاه", "Hairdresser"),
    ("قنادی", "Confectionery"), ("قصابی", "Butcher"), ("ابزارآلات", "Tools"), ("عینک", "Opticians"),
    ("گل‌فروشی", "Florist"), ("خشکشویی", "Dry Cleaner"), ("تعمیرگاه", "Garage"),
    ("لوازم یدکی", "Car Parts"), ("آجیل و خشکبار", "Nuts and Dried Fruit"), ("درمانگاه", "Clinic"),
    ("هتل", "Hotel"), ("جایگاه سوخت", "Filling Station"), ("فروشگاه زنجیره‌ای", "Chain Store"),
)
GRAND_TRADES = frozenset({"هتل", "جایگاه سوخت", "فروشگاه زنجیره‌ای", "درمانگاه"})
"""Trades with much traffic: mostly premium merchants with several terminals."""

SHOPS: tuple[Pair, ...] = (
    ("بهار", "Bahar"), ("نسیم", "Nasim"), ("باران", "Baran"), ("سپیده", "Sepideh"), ("آفتاب", "Aftab"),
    ("مهتاب", "Mahtab"), ("یاس", "Yas"), ("نیلوفر", "Niloufar"), ("لاله", "Laleh"), ("شقایق", "Shaghayegh"),
    ("سرو", "Sarv"), ("صنوبر", "Senobar"), ("پونه", "Pouneh"), ("ریحان", "Reyhan"), ("ترنج", "Toranj"),
    ("انار", "Anar"), ("زیتون", "Zeytoun"), ("چکاوک", "Chakavak"), ("پرستو", "Parastoo"),
    ("قاصدک", "Ghasedak"),
    ("دریا", "Darya"), ("ساحل", "Sahel"), ("کوهسار", "Kouhsar"), ("دشت", "Dasht"), ("آبشار", "Abshar"),
    ("رنگین‌کمان", "Rangin Kaman"), ("ستاره", "Setareh"), ("کهکشان", "Kahkeshan"), ("آرامش", "Aramesh"),
    ("مهربان", "Mehraban"), ("همسایه", "Hamsayeh"), ("صبا", "Saba"), ("شبنم", "Shabnam"),
    ("بنفشه", "Banafsheh"),
    ("گندم", "Gandom"), ("نارون", "Narvan"), ("فانوس", "Fanous"), ("مینا", "Mina"), ("هدیه", "Hedieh"),
    ("امید", "Omid"),
)
STREETS = (
    "خیابان بهار", "خیابان سرو", "بلوار گلستان", "خیابان نسیم", "خیابان شهید گمنام", "بلوار معلم",
    "خیابان دانش", "خیابان لاله", "میدان مرکزی", "خیابان باغ", "خیابان بازار", "بلوار ساحلی",
)
MODELS: dict[str, tuple[str, ...]] = {
    "POS": (
        "PAX S80", "PAX S910", "PAX D210", "Verifone VX520", "Verifone VX675", "Ingenico iCT220",
        "Ingenico Move 2500", "Newland SP630", "Sunmi P2",
    ),
    "PINPAD": ("Verifone P400", "Ingenico Link 2500"),
    "ATM": ("GRG H22", "Nautilus 7600"),
    "KIOSK": ("Verifone UX300",),
    "SOFTPOS": ("SoftPOS",),
}
# fmt: on


def person(random: Random, *, woman: bool | None = None) -> Pair:
    """A made-up person's full name."""
    is_woman = random.random() < 0.4 if woman is None else woman
    given = random.choice(GIVEN_WOMEN if is_woman else GIVEN_MEN)
    family = random.choice(FAMILIES)
    return f"{given[0]} {family[0]}", f"{given[1]} {family[1]}"


def shop(random: Random) -> tuple[Pair, str]:
    """A made-up shop's name and the trade (in Persian) it is in."""
    trade, name = random.choice(TRADES), random.choice(SHOPS)
    return (f"{trade[0]} {name[0]}", f"{name[1]} {trade[1]}"), trade[0]
