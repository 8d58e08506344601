"""Founds the sample region in an empty store: parties, people, merchants, terminals, agreements, plans."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.clock import Clock
from app.domain import identifiers
from app.domain.persian import persian_digits
from app.models.alarms import UserHours
from app.models.background import UserAddress
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, PartyKind, Psp, Region, Technician, User
from app.services import maintenance
from app.services.agreements.taking_in import record_agreement
from app.services.alarm_rules import set_rules
from app.services.calendars.official import load_between
from app.services.sample_region import measured, names
from app.services.sample_region.crews import equip
from app.services.sample_region.territory import (
    CONTRACTORS,
    Site,
    agreement_documents,
    sample_places,
    sites,
)

PSP = "SAMPLE"
REGION = "TEHRAN"
CONTROL_ROOM = "CONTROL-ROOM"
FOUNDER = "sample-region"
"""Who is named as having recorded the agreements."""

_CLASSES = ("premium", "standard", "low")
_CLASS_WEIGHTS = (8, 42, 50)
_GRAND_CLASS_WEIGHTS = (60, 35, 5)
_DEVICES = ("POS", "PINPAD", "ATM", "KIOSK", "SOFTPOS")
_DEVICE_WEIGHTS = (88, 5, 2, 2, 3)
_HOLIDAY_YEARS_BACK = 2
_PLAN_AGE_DAYS = 30
_WARRANTY_SEED = 8
_OLDEST_DAYS = 5 * 365

USERS = (
    ("dispatcher1", "dispatcher", True),
    ("dispatcher2", "dispatcher", False),
    ("dispatcher3", "dispatcher", True),
    ("supervisor", "supervisor", False),
    ("contracts", "contract-manager", True),
    ("auditor", "auditor", False),
    ("admin", "administrator", False),
)
"""Login, role, and whether the sample person is a woman."""
_ALARM_RULES = {"flood-alarms": 12, "same-cause": 6}
"""What the supervisor has set otherwise than it ships."""
_DUTY = {
    "supervisor": (7 * 60, 19 * 60, (5, 6, 0, 1, 2, 3)),
    "contracts": (8 * 60, 16 * 60, (5, 6, 0, 1, 2)),
}
"""Begin and end in minutes after midnight, and the days; Saturday is 5; the dispatchers are always there."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a sample region is."""

    merchants: int = 3000
    terminals: int = 4000
    technicians: int = 40
    waiting_share: float = 0.09
    """Share of the terminals that wait to be installed."""


def found(session: Session, clock: Clock, random: Random, *, today: date, size: Size) -> None:
    """Fill an empty store with the sample region as it stands on the morning of `today`."""
    psp = Psp(code=PSP, name="شرکت پرداخت نمونه", name_en="Sample Payment Company")
    region = Region(code=REGION, name="تهران و البرز", name_en="Tehran and Alborz")
    session.add_all((psp, region))
    parties = _parties(session, random, region)
    _users(session, random, region)
    _technicians(session, random, parties, size.technicians)
    first = date(today.year - _HOLIDAY_YEARS_BACK, 1, 1)
    load_between(session, clock, first, date(today.year + 1, 12, 31), by=FOUNDER)
    session.flush()
    equip(session, session.scalars(select(Technician).order_by(Technician.id)).all(), today)
    for file, document in agreement_documents():
        record_agreement(session, clock, document, file=file, by=FOUNDER)
    measured.agree(session, clock, by=FOUNDER)
    set_rules(session, clock, _ALARM_RULES, by="supervisor")
    merchants = _merchants(random, (psp, region), size.merchants)
    session.add_all(merchant for merchant, _site in merchants)
    _terminals(session, random, merchants, (parties, size))
    _warranties(session, today)
    session.flush()
    _plans(session, random, today)


def _parties(session: Session, random: Random, region: Region) -> dict[str, Party]:
    parties = {
        CONTROL_ROOM: Party(
            code=CONTROL_ROOM,
            kind=PartyKind.IN_HOUSE.value,
            name="اتاق کنترل پشتیبانی",
            name_en="Support control room",
            region_id=None,
        )
    }
    for contractor in CONTRACTORS:
        parties[contractor.code] = Party(
            code=contractor.code,
            name=contractor.name,
            name_en=contractor.name_en,
            legal_id=identifiers.sample_legal_id(random),
            phone=identifiers.sample_mobile(random),
        )
    session.add_all(parties.values())
    session.flush()
    for party in parties.values():
        party.region_id = region.id
    return parties


def _users(session: Session, random: Random, region: Region) -> None:
    for login, role, woman in USERS:
        name, name_en = names.person(random, woman=woman)
        user = User(login=login, name=name, name_en=name_en, role=role, region_id=region.id)
        session.add(user)
        opens, closes, days = _DUTY.get(login, (0, 0, ()))
        session.flush()
        session.add(UserAddress(user_id=user.id, channel="mail", address=f"{login}@control-room.example"))
        session.add_all(UserHours(user_id=user.id, weekday=day, opens=opens, closes=closes) for day in days)


def _technicians(session: Session, random: Random, parties: dict[str, Party], count: int) -> None:
    homes: dict[str, list[Site]] = {contractor.code: [] for contractor in CONTRACTORS}
    places = sample_places()
    # Each contractor gets its share of the people, at home where its merchants are.
    while any(len(spots) < count for spots in homes.values()):
        spot = sites(random, places, 1)[0]
        homes[spot.contractor].append(spot)
    for place in range(count):
        code = CONTRACTORS[place % len(CONTRACTORS)].code
        home = homes[code][place // len(CONTRACTORS)]
        name, name_en = names.person(random, woman=False)
        session.add(
            Technician(
                code=f"{code[:3]}-{place // len(CONTRACTORS) + 1:02}",
                name=name,
                name_en=name_en,
                phone=identifiers.sample_mobile(random),
                party=parties[code],
                city=home.place.city_fa,
                lat=home.lat,
                lon=home.lon,
                skills=_skills(random, place // len(CONTRACTORS)),
            )
        )


def _skills(random: Random, place: int) -> str:
    skills = ["POS", "PINPAD", "SOFTPOS"]
    if place < 2 or random.random() < 0.3:
        skills.append("ATM")
    if place < 2 or random.random() < 0.4:
        skills.append("KIOSK")
    return ",".join(skills)


def _merchants(random: Random, owner: tuple[Psp, Region], count: int) -> list[tuple[Merchant, Site]]:
    psp, region = owner
    found: list[tuple[Merchant, Site]] = []
    codes: set[str] = set()
    for site in sites(random, sample_places(), count):
        code = _fresh(codes, lambda: identifiers.sample_merchant_number(random))
        (name, name_en), trade = names.shop(random)
        weights = _GRAND_CLASS_WEIGHTS if trade in names.GRAND_TRADES else _CLASS_WEIGHTS
        merchant = Merchant(
            code=code,
            name=name,
            name_en=name_en,
            phone=identifiers.sample_mobile(random),
            merchant_class=random.choices(_CLASSES, weights)[0],
            zone=site.zone,
            province=site.place.province_fa,
            city=site.place.city_fa,
            city_en=site.city_en,
            address=_address(random, site),
            lat=site.lat,
            lon=site.lon,
            psp=psp,
            region=region,
        )
        found.append((merchant, site))
    return found


def _address(random: Random, site: Site) -> str:
    number = persian_digits(str(random.randrange(1, 300)))
    near = "روستاهای اطراف" if site.village else random.choice(names.STREETS)
    return f"{site.place.city_fa}، {near}، پلاک {number}"


def _fresh(taken: set[str], draw: Callable[[], str]) -> str:
    code = draw()
    while code in taken:
        code = draw()
    taken.add(code)
    return code


def _terminals(
    session: Session,
    random: Random,
    merchants: list[tuple[Merchant, Site]],
    whose: tuple[dict[str, Party], Size],
) -> None:
    parties, size = whose
    busy = [merchant.merchant_class == "premium" for merchant, _site in merchants]
    extra = random.choices(merchants, [6 if many else 1 for many in busy], k=size.terminals - len(merchants))
    taken: set[str] = set()
    for merchant, site in [*merchants, *extra]:
        device = random.choices(_DEVICES, _DEVICE_WEIGHTS)[0]
        session.add(
            Terminal(
                number=_fresh(taken, lambda: identifiers.sample_terminal_number(random)),
                device_type=device,
                model=random.choice(names.MODELS[device]),
                serial=identifiers.sample_serial(random),
                merchant=merchant,
                party=parties[site.contractor],
                is_active=random.random() >= size.waiting_share,
            )
        )


def _warranties(session: Session, today: date) -> None:
    """Every terminal in use was set up some time ago; the maker answers for two years, for some three.

    Drawn by themselves, so that the region's other luck stays as it was.
    """
    random = Random(_WARRANTY_SEED)
    for terminal in session.scalars(select(Terminal).order_by(Terminal.id)):
        age, years = timedelta(days=random.randrange(_OLDEST_DAYS)), random.choices((2, 3), (3, 1))[0]
        if terminal.is_active:
            terminal.installed_on = today - age
            terminal.warranty_until = today - age + timedelta(days=365 * years)


def _plans(session: Session, random: Random, today: date) -> None:
    agreements = {contractor.code: contractor.agreement for contractor in CONTRACTORS}
    terminals = session.scalars(
        select(Terminal)
        .where(Terminal.is_active)
        .options(joinedload(Terminal.merchant), joinedload(Terminal.party))
        .order_by(Terminal.id)
    )
    with session.no_autoflush:
        for terminal in terminals.all():
            anchor = today - timedelta(days=random.randrange(_PLAN_AGE_DAYS * 12))
            code = terminal.party.code if terminal.party else ""
            plan = maintenance.plan_for(session, terminal, agreement=agreements[code], anchor=anchor)
            session.add(plan)
