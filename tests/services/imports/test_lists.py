"""Lists of contractors, technicians, merchants, terminals and holidays: new, changed, known, refused."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from app.clock import TurnedClock
from app.domain.calendars import Closure
from app.domain.errors import BadInput
from app.domain.identifiers import sample_legal_id
from app.domain.technician_texts import write_certificates, write_leave, write_shifts, write_van
from app.models.agreements import Holiday
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Psp, Region, Technician
from app.models.store import Store
from app.models.technicians import TechnicianPart
from app.services.calendars.days_off import approve_day_off, current, move_holiday, withdraw_closure
from app.services.calendars.in_force import days_off
from app.services.imports.calendar_lists import import_agreements, import_holidays, read_agreements
from app.services.imports.list_columns import LISTS
from app.services.imports.list_rows import read_list
from app.services.imports.lists import import_list
from app.services.imports.outcome import Outcome
from app.services.technician_file import AtWork, at_work
from tests.factories import dump

ROOT = Path(__file__).resolve().parents[3]
Take = Callable[[str, str | bytes], Outcome]


@pytest.fixture
def take(store: Store, clock: TurnedClock, tmp_path: Path) -> Take:
    """Imports a text as one kind of list."""

    def taken(kind: str, text: str | bytes) -> Outcome:
        path = tmp_path / "list.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        reading = read_list(kind, [path])
        with store.writing() as session:
            if kind == "holidays":
                return import_holidays(session, clock, reading, by="admin")
            return import_list(session, clock, kind, reading, progress=lambda _done, _all: None)

    return taken


def figures(outcome: Outcome) -> tuple[int, int, int, int]:
    return (outcome.read, outcome.accepted, outcome.unchanged, outcome.rejected)


def test_the_page_tells_every_column_and_all_its_names() -> None:
    page = (ROOT / "docs" / "import-lists.md").read_text(encoding="utf-8")
    told = {}
    for part in page.split("\n## ")[1:]:
        rows = re.findall(r"^\| `(\w+)` \|.*\| (.*) \|$", part, flags=re.MULTILINE)
        told[part.split("\n")[0]] = rows
    assert told == {
        kind: [(column.name, "، ".join(column.synonyms)) for column in columns]
        for kind, columns in LISTS.items()
    }


def test_a_region_is_filled_from_four_lists(store: Store, take: Take) -> None:
    legal = sample_legal_id(Random(1))
    outcomes = [
        take(
            "contractors", f"کد پیمانکار,نام,شناسه ملی,تلفن,منطقه\nC-1,پشتیبان گستر,{legal},۰۲۱-۸۸۷۷,north\n"
        ),
        take("technicians", "code,name,contractor,mobile,lat,lon\nT1,م. الف,C-1,9500000001,۳۵٫۷,51.4\n"),
        take("merchants", "شماره پذيرنده;نام فروشگاه;زون;رده;شرکت پرداخت\n700;نانوايي;b;ویژه;alpha\n"),
        take("terminals", "TID,MID,Model,Contractor,Status\n12345678.0,۷۰۰,S80,C-1,غیر فعال\n"),
    ]
    assert [figures(outcome) for outcome in outcomes] == [(1, 1, 0, 0)] * 4
    with store.reading() as session:
        party = session.scalars(select(Party)).one()
        assert (party.code, party.legal_id, party.phone, party.region_id) == ("C-1", legal, "0218877", 1)
        technician = session.scalars(select(Technician)).one()
        assert (technician.party_id, technician.phone) == (party.id, "09500000001")
        assert (technician.lat, technician.lon) == (35.7, 51.4)
        merchant = session.scalars(select(Merchant)).one()
        assert (merchant.zone, merchant.merchant_class, merchant.search_key) == ("B", "premium", "نانوایی")
        terminal = session.scalars(select(Terminal)).one()
        assert (terminal.number, terminal.merchant_id, terminal.is_active) == ("12345678", merchant.id, False)
        assert session.scalars(select(Psp.code)).all() == ["alpha"]
        assert session.scalars(select(Region.code)).all() == ["north"]


def test_what_is_known_is_changed_or_left(store: Store, take: Take) -> None:
    take("contractors", "code,name,phone\nc1,One,1234\nc2,Two,5678\n")
    outcome = take("contractors", "code,name,phone\n۱,x,\nc1,One,\nC2,Deux,5678\n".replace("۱,x", "c3,Three"))

    assert figures(outcome) == (3, 2, 1, 0)
    with store.reading() as session:
        rows = session.execute(select(Party.code, Party.name, Party.phone).order_by(Party.code))
        assert [tuple(row) for row in rows] == [
            ("c1", "One", "1234"),
            ("c2", "Deux", "5678"),
            ("c3", "Three", ""),
        ]


AT_WORK = (
    "کد تکنسین,نام,پیمانکار,محل استقرار,شیفت,مرخصی,گواهی‌ها,موجودی خودرو\n"
    "T1,م. الف,C-1,کرج,شنبه-چهارشنبه ۰۸:۰۰-۱۷:۰۰؛ پنجشنبه 08:00-13:00,"
    '1405/03/20..1405/03/22 دوره; 2026-05-01,"atm 1405/12/29, s90","adapter ۲، sim 5"\n'
)


def known_of(store: Store, clock: TurnedClock, technician: int = 1) -> AtWork:
    with store.reading() as session:
        return at_work(session, clock, technician)


def test_technicians_come_with_their_work_and_the_same_list_again_changes_nothing(
    store: Store, take: Take, clock: TurnedClock
) -> None:
    take("contractors", "code,name\nC-1,x\n")
    assert figures(take("technicians", AT_WORK)) == (1, 1, 0, 0)
    known = known_of(store, clock)
    assert known.shifts == {**dict.fromkeys((5, 6, 0, 1, 2), "08:00-17:00"), 3: "08:00-13:00"}
    assert known.leave == ((date(2026, 6, 10), date(2026, 6, 12), "دوره"),)
    assert known.certificates == {"ATM": date(2027, 3, 20), "S90": None}
    assert known.van == {"adapter": 2, "sim": 5}
    with store.reading() as session:
        technician = session.scalars(select(Technician)).one()
        assert (technician.lat, technician.lon) == (35.83266, 50.99155)
    clock.turn_by(timedelta(hours=1))
    before = dump(store)
    assert figures(take("technicians", AT_WORK)) == (1, 0, 1, 0)
    assert figures(take("technicians", "code,name,contractor,shifts,van\nT1,م. الف,C-1,,\n")) == (1, 0, 1, 0)
    assert dump(store) == before
    text = "code,name,contractor,leave,van\nT1,م. الف,C-1,ندارد,adapter 4\n"
    assert figures(take("technicians", text)) == (1, 1, 0, 0)
    changed = known_of(store, clock)
    assert (changed.leave, changed.van, changed.shifts) == ((), {"adapter": 4}, known.shifts)
    with store.reading() as session:
        assert session.scalars(select(TechnicianPart.counted_at)).all() == [clock.now()]


def test_what_the_form_writes_of_a_technician_is_read_by_the_list(
    store: Store, take: Take, clock: TurnedClock
) -> None:
    take("contractors", "code,name\nC-1,x\n")
    take("technicians", AT_WORK)
    known = known_of(store, clock)
    written = (
        write_shifts(known.shifts, "fa"),
        write_leave(known.leave, "fa"),
        write_certificates(known.certificates, "fa"),
        write_van(known.van),
    )
    cells = ",".join(f'"{each}"' for each in written)
    text = f"code,name,contractor,shifts,leave,certificates,van\nT2,ن,C-1,{cells}\n"
    assert figures(take("technicians", text)) == (1, 1, 0, 0)
    assert known_of(store, clock, 2) == known


def test_a_home_beside_degrees_is_refused(store: Store, take: Take) -> None:
    take("contractors", "code,name\nC,x\n")
    before = dump(store)
    outcome = take("technicians", "code,name,contractor,home,lat,lon\nT,x,C,کرج,35.5,51\n")
    assert [str(each) for each in outcome.rejects] == [
        "list.csv, line 2, lat: found '35.5', expected nothing beside a home"
    ]
    assert dump(store) == before


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("contractors", "code,name\n,x\n", "line 2, code: found nothing, expected a value"),
        ("contractors", "code,name\n1.5E+07,x\n", "found '1.5E+07', expected all its figures"),
        ("contractors", "code,name\na,=1+1\n", "line 2, name: found '=1+1', expected a value, not a formula"),
        ("contractors", "code,name\na,x\0y\n", "expected text without NUL characters"),
        ("contractors", "code,name,legal_id\na,x,10380284791\n", "expected a national ID of eleven figures"),
        ("contractors", "code,name,phone\na,x,call me\n", "expected a phone number of 4 to 15 figures"),
        ("contractors", "code,name,active\na,x,maybe\n", "expected true or false"),
        ("contractors", f"code,name\na,{'x' * 501}\n", "expected at most 500 characters"),
        ("contractors", "code,name\na,x,y\n", "line 2: found 3 cells, expected 2 as in the headings"),
        ("merchants", "code,name,zone\na,x,E\n", "line 2, zone: found 'E', expected one of A, B, C, D"),
        ("merchants", "code,name,class\na,x,gold\n", "found 'gold', expected one of premium, standard, low"),
        ("merchants", "کد,نام,زون\na,x,ت\n", "list.csv, line 2, زون: found 'ت', expected one of A, B, C, D"),
        ("merchants", "code,name,lat\na,x,91\n", "line 2, lat: found '91', expected degrees from -90 to 90"),
        ("merchants", "code,name,lon\na,x,nan\n", "expected degrees from -180 to 180"),
        (
            "terminals",
            "tid,mid\n1,9\n",
            "line 2, mid: found '9', expected the code of a merchant that is known",
        ),
        ("technicians", "code,name,contractor\n1,x,9\n", "expected the code of a contractor that is known"),
        *(
            ("technicians", f"code,name,contractor,{column}\nT,x,C,{cell}\n", f"line 2, {column}: {said}")
            for column, cell, said in (
                ("shifts", "sat-wed 8-17", "found 'sat-wed 8-17', expected hours such as"),
                ("shifts", "sat 08:00-12:00; sat 13:00-17:00", "found 'sat 08:00-12:00; sat 13:00-17:00'"),
                ("shifts", "wed-sat 08:00-17:00", "found 'wed-sat 08:00-17:00', expected days in the order"),
                ("leave", "next week", "found 'next week', expected leave such as 2026-12-01..2026"),
                ("leave", "2026-12-03..2026-12-01", "found '2026-12-03..2026-12-01', expected a last day"),
                ("leave", "9999-12-31", "found '9999-12-31', expected a day of the years 1970 to 2199"),
                ("certificates", "ATM 2027-13-20", "found 'ATM 2027-13-20', expected certificates such as"),
                ("certificates", "S90; s90", "found 'S90; s90', expected each certificate once"),
                ("van", "flux 2", "found 'flux 2', expected parts such as adapter 2, sim 5; parts: "),
                ("van", "adapter 1000", "found 'adapter 1000', expected parts such as adapter 2"),
                ("home", "Atlantis", "found 'Atlantis', expected a city of the country, or degrees such as"),
                ("home", "95 51.4", "found '95 51.4', expected degrees from -90 to 90"),
            )
        ),
        ("holidays", "date,name,province\n2026-01-01,x,Tehrann\n", "expected a province of the country"),
        ("holidays", "date,name,hours\n2026-01-01,x,8 to 12\n", "expected hours such as 08:00-12:00"),
        ("holidays", "date,name,hours\n2026-01-01,x,12:00-08:00\n", "expected an end after its start"),
        ("holidays", "date,name\n1404/12/30,x\n", "expected a date such as 2026-03-21 or 1405/01/01"),
    ],
)
def test_a_bad_row_is_explained_and_the_others_are_taken(
    take: Take, store: Store, kind: str, text: str, expected: str
) -> None:
    outcome = take(kind, text)
    assert figures(outcome) == (1, 0, 0, 1)
    assert expected in str(outcome.rejects[0])
    with store.reading() as session:
        for table in (Party, Technician, Merchant, Terminal, Holiday):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_what_stands_twice_but_for_its_letters_is_refused(take: Take) -> None:
    outcome = take("contractors", "code,name\nعلي1,One\nعلی۱,Two\n")
    assert figures(outcome) == (2, 1, 0, 1)
    assert "expected each once; it stands on line 2 of list.csv already" in str(outcome.rejects[0])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "list.csv: found an empty file"),
        (b"code,title?\n1,x\n", "list.csv, line 1: found headings without name, expected columns code, name"),
        (
            b"code,Contractor,name\n1,2,x\n",
            "list.csv, line 1: found code and Contractor, expected one column",
        ),
        (b"code,name\n1,\xff\xfe\xfd\n", "line 2: found the byte 0xff, which is not UTF-8"),
        (b"a" + b"," * 1_000_000, "found 1,000,001 columns, expected at most 2,000"),
        (b"code,name\n1," + b"x" * 200_000, "found field larger than field limit"),
    ],
)
def test_a_file_that_is_no_list_changes_nothing(take: Take, raw: bytes, expected: str) -> None:
    with pytest.raises(BadInput) as failure:
        take("contractors", raw)
    assert expected in str(failure.value)


def test_a_title_may_stand_above_the_headings(take: Take) -> None:
    assert figures(take("contractors", "فهرست پیمانکاران,\n\nکد,نام\n1,x\n")) == (1, 1, 0, 0)
    assert figures(take("contractors", "کد,نام\n")) == (0, 0, 0, 0)


def test_holidays_are_taken_changed_and_known(store: Store, take: Take) -> None:
    first = take(
        "holidays", "date,name_fa,name_en,estimated\n1405/01/01,نوروز,Nowruz,0\n2026-06-25,عاشورا,,1\n"
    )
    again = take("holidays", "تاریخ,مناسبت,estimated\n۱۴۰۵/۰۱/۰۱,نوروز,0\n2026-06-25,عاشورا,0\n")

    assert (figures(first), figures(again)) == ((2, 2, 0, 0), (2, 1, 1, 0))
    with store.reading() as session:
        rows = [(row.day, row.name_en, row.is_estimated) for row in current(session)]
    assert rows == [(date(2026, 3, 21), "Nowruz", False), (date(2026, 6, 25), "", False)]


def test_a_province_and_open_hours_make_a_declared_closure(store: Store, take: Take) -> None:
    text = "date,name,province,hours\n2026-01-20,سرما,Tehran,\n1404/10/30,سرما,گیلان,۱۰:۰۰ – ۱۴:۰۰\n"
    assert figures(take("holidays", text)) == (2, 2, 0, 0)
    assert figures(take("holidays", text)) == (2, 0, 2, 0)
    with store.reading() as session:
        found = days_off(session)
    assert found.holidays == frozenset()
    closed = ((0, 10 * 3600), (14 * 3600, 86_400))
    assert found.closures == {
        Closure(date(2026, 1, 20), "تهران"),
        Closure(date(2026, 1, 20), "گیلان", closed),
    }


def test_a_holiday_that_was_moved_withdrawn_or_rejected_stays_so(
    store: Store, clock: TurnedClock, take: Take
) -> None:
    text = "date,name,estimated\n2027-03-10,عید فطر,1\n2027-03-11,عید فطر,1\n2026-06-25,عاشورا,1\n"
    take("holidays", text)
    with store.writing() as session:
        ids = {row.day: row.id for row in current(session)}
        changes = [
            move_holiday(session, clock, ids[date(2027, 3, 11)], to=date(2027, 3, 12), by="contracts"),
            withdraw_closure(session, clock, ids[date(2026, 6, 25)], by="contracts"),
        ]
        for change in changes:
            approve_day_off(session, clock, change, by="admin")
    assert figures(take("holidays", text)) == (3, 0, 3, 0)
    with store.reading() as session:
        assert days_off(session).holidays == {date(2027, 3, 10), date(2027, 3, 12)}


def test_the_holidays_that_ship_are_such_a_list(take: Take) -> None:
    text = (ROOT / "data" / "holidays" / "ir_1400-1406.csv").read_bytes()
    outcome = take("holidays", text)
    assert (outcome.accepted, outcome.rejected) == (outcome.read, 0)
    assert take("holidays", text).unchanged == outcome.read


def test_agreements_are_kept_once(store: Store, clock: TurnedClock, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        'code = "A"\nkind = "SLA"\ntime_zone = "UTC"\ntitle = { fa = "الف", en = "A" }\n'
        "[[version]]\nnumber = 1\neffective_from = 2024-01-01\n[[version.target]]\n"
        'metric = "resolve"\nlimit = 4\nunit = "hours"\n',
        encoding="utf-8",
    )
    for expected in ((1, 1, 0, 0), (1, 0, 1, 0)):
        with store.writing() as session:
            assert (
                figures(import_agreements(session, clock, read_agreements([path]), by="Nasrin")) == expected
            )
    path.write_text('code = "A"', encoding="utf-8")
    with pytest.raises(BadInput):
        read_agreements([path])
