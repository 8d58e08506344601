import pytest
from sqlalchemy import delete, insert, select

from app.models.merchants import Merchant, Terminal
from app.services.intake.search import TerminalRow, find_terminals
from tests.factories import founded


@pytest.fixture
def ground(store):
    return founded(store)


def find(ground, typed, **more):
    with ground.store.reading() as session:
        return [row.number for row in find_terminals(session, typed, **more)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("10020032", ["10020032"]),
        ("۱۰۰۲۰۰۳۲", ["10020032"]),
        ("٠٩١٢٠٠٠٠٠٠١", ["10020031"]),
        ("0912 000 0001", ["10020031"]),
        ("\u2066(0912) 000.0001\u2069", ["10020031"]),
        ("0912-000-0001", ["10020031"]),
        ("+98 912 000 0001", ["10020031"]),
        ("0098 912 000 0001", ["10020031"]),
        ("98912000 0001", ["10020031"]),
        ("912000", ["10020030", "10020031", "10020032", "10020033"]),
        ("0912 نیکی", ["10020031"]),
        ("نیکی 0913", []),
        ("M3", ["10020033"]),
        ("m3", ["10020033"]),
        ("كوهسار", ["10020030"]),
        ("دكتر نيكي", ["10020031"]),
        ("نیکی داروخانه", ["10020031"]),
        ("کافه‌یاس", ["10020032"]),
        ("  یاس  ", ["10020032"]),
        ("یا کا", ["10020032"]),
        ("کافهیا", ["10020032"]),
        ("دُکتر نیکی", ["10020031"]),
        ("shop 2", ["10020032"]),
        ("SHOP2", ["10020032"]),
        ("shop", ["10020030", "10020031", "10020032", "10020033"]),
        ("هسار", []),
        ("' OR 1 --", []),
        ('"', []),
        ("یاس & گندم", []),
        ("\U0010ffff", []),
        ("1002003", ["10020030", "10020031", "10020032", "10020033"]),
        ("کافه نیکی", []),
        ("%", []),
        ("_", []),
        ("", []),
        ("   ", []),
    ],
)
def test_a_terminal_is_found_by_whatever_the_caller_says(ground, typed, found):
    assert find(ground, typed) == found


def test_no_more_is_shown_than_asked_for(ground):
    assert find(ground, "1002003", limit=2) == ["10020030", "10020031"]


def test_a_terminal_is_offered_with_its_merchant_and_its_open_job(ground):
    ground.call()
    newest = ground.call()
    with ground.store.reading() as session:
        row, other = find_terminals(session, "1002003", limit=2)
    assert row == TerminalRow(
        id=ground.terminals[0],
        number="10020030",
        model="S90",
        device_type="POS",
        merchant="سوپرمارکت کوهسار",
        merchant_en="Shop 0",
        merchant_code="M0",
        merchant_class="standard",
        phone="09120000000",
        city="تهران",
        city_en="Tehran",
        zone="A",
        address="خیابان نمونه",
        psp="پرداخت نمونه",
        psp_en="",
        open_job=ground.job(newest).code,
    )
    assert other.open_job == ""


def test_exact_numbers_come_first_then_what_begins_so_then_names(ground):
    with ground.store.writing() as session:
        owner = session.scalar(select(Merchant).where(Merchant.code == "M3"))
        for code, name in (("777", "نمونه"), ("5", "فروشگاه 777"), ("6", "فروشگاه 7770"), ("8", "777")):
            session.add(Terminal(number=f"9{code}", merchant=Merchant(code=code, name=name)))
        session.add_all([Terminal(number=number, merchant=owner) for number in ("7771", "77700", "777")])
    assert find(ground, "777") == ["777", "9777", "77700", "7771", "95", "96", "98"]
    assert find(ground, "777", limit=3) == ["777", "9777", "77700"]
    assert find(ground, "77") == ["777", "77700", "7771", "9777", "95", "96", "98"]


def test_a_code_with_a_hyphen_is_found_in_any_spelling(ground):
    with ground.store.writing() as session:
        session.add(Terminal(number="T-777", merchant=Merchant(code="m-5", name="یاس")))
    for typed in ("T-777", "t-77", "T-۷۷۷", "m-5", "M-5"):
        assert find(ground, typed) == (["T-777"] if typed != "M-5" else [])


def test_whole_words_stand_before_those_that_only_begin_so(ground):
    with ground.store.writing() as session:
        session.add(Terminal(number="1", merchant=Merchant(code="5", name="یاسمن")))
        session.add(Terminal(number="2", merchant=Merchant(code="6", name="گل یاس")))
    assert find(ground, "یاس") == ["10020032", "2", "1"]


def test_a_fixed_line_is_found_with_and_without_its_area(ground):
    with ground.store.writing() as session:
        session.add(Terminal(number="1", merchant=Merchant(code="5", name="یاس", phone="021-88776655")))
    for typed in ("02188776655", "88776655", "8877 66", "+98 21 8877", "021-8877"):
        assert find(ground, typed) == ["1"]


def test_a_terminal_that_is_out_of_use_is_not_offered(ground):
    with ground.store.writing() as session:
        session.get_one(Terminal, ground.terminals[2]).is_active = False
    assert find(ground, "یاس") == find(ground, "10020032") == []


def test_the_search_follows_every_change_of_a_merchant(ground):
    with ground.store.writing() as session:
        merchant = session.scalars(select(Merchant).where(Merchant.code == "M2")).one()
        merchant.name, merchant.phone = "قنادی لاله", "09350000000"
    assert find(ground, "یاس") == find(ground, "09120000002") == []
    assert find(ground, "لاله قنادی") == find(ground, "935") == ["10020032"]
    with ground.store.writing() as session:
        session.delete(session.get_one(Terminal, ground.terminals[2]))
        session.flush()
        gone = delete(Merchant).where(Merchant.code == "M2").execution_options(announced=True)
        session.execute(gone)
    assert find(ground, "لاله") == []


def test_a_refused_change_leaves_the_search_as_it_was(ground):
    with ground.store.writing() as session:
        session.scalars(select(Merchant).where(Merchant.code == "M2")).one().name = "قنادی لاله"
        session.flush()
        session.rollback()
    assert find(ground, "لاله") == []
    assert find(ground, "یاس") == ["10020032"]


def test_what_many_names_have_is_found_in_the_order_of_the_merchants(ground):
    with ground.store.writing() as session:
        session.add_all(
            Terminal(number=f"{5000 - place}", merchant=Merchant(code=f"{place}", name=f"بانک شعبه {place}"))
            for place in range(900, 1400)
        )
    assert find(ground, "شعبه بانک", limit=3) == ["4100", "4099", "4098"]
    assert find(ground, "ب", limit=2) == ["4100", "4099"]
    assert find(ground, "بانک 1399") == ["3601"]


def test_what_is_rare_is_found_however_far_behind_it_stands(ground):
    rare = {3: "لاله سرخ", 6_100: "لاله سپید", 6_150: "لاله"}
    merchants = [
        {"id": 100 + place, "code": f"c{place}", "name": name, "search_key": name, "phone_key": ""}
        for place in range(6_200)
        for name in [rare.get(place, "بانک")]
    ]
    terminals = [
        {"number": f"t{each['id']}", "merchant_id": each["id"], "is_active": True} for each in merchants
    ]
    with ground.store.writing() as session:
        session.execute(insert(Merchant), merchants)
        session.execute(insert(Terminal), terminals)
    assert find(ground, "لاله") == ["t103", "t6200", "t6250"]
    assert find(ground, "لا") == ["t103", "t6200", "t6250"]
    assert find(ground, "لا سپ") == ["t6200"]
    assert find(ground, "با", limit=2) == ["t100", "t101"]
