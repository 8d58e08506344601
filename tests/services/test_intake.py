import pytest

from app.services import intake
from app.services.jobs import commands
from app.services.jobs.commands import NewCall
from tests.factories import BY_DESK, MINUTE, Statements, dump, founded


@pytest.fixture
def ground(store):
    return founded(store)


def find(ground, typed, **more):
    with ground.store.reading() as session:
        return [row.number for row in intake.find_terminals(session, typed, **more)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("10020032", ["10020032"]),
        ("۱۰۰۲۰۰۳۲", ["10020032"]),
        ("٠٩١٢٠٠٠٠٠٠١", ["10020031"]),
        ("0912 000 0001", ["10020031"]),
        ("\u2066(0912) 000.0001\u2069", ["10020031"]),
        ("0912-000-0001", ["10020031"]),
        ("M3", ["10020033"]),
        ("m3", ["10020033"]),
        ("كوهسار", ["10020030"]),
        ("دكتر نيكي", ["10020031"]),
        ("نیکی داروخانه", ["10020031"]),
        ("کافه‌یاس", ["10020032"]),
        ("  یاس  ", ["10020032"]),
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
    with Statements(ground.store) as statements, ground.store.reading() as session:
        row, other = intake.find_terminals(session, "1002003", limit=2)
    assert len(statements.asked) == 1
    assert row == intake.TerminalRow(
        id=ground.terminals[0],
        number="10020030",
        model="S90",
        device_type="POS",
        merchant="سوپرمارکت کوهسار",
        merchant_en="Shop 0",
        merchant_class="standard",
        phone="09120000000",
        city="تهران",
        city_en="Tehran",
        zone="A",
        address="خیابان نمونه",
        open_job=ground.job(newest).code,
    )
    assert other.open_job == ""


def test_the_promises_shown_are_those_that_are_made(ground):
    before = dump(ground.store)
    with ground.store.reading() as session:
        shown = intake.promises(
            session, ground.clock, terminal_id=ground.terminals[0], fault="PRN-01", priority="P2"
        )
    assert dump(ground.store) == before
    now = ground.clock.now()
    assert shown == [
        intake.Promise(kind="SLA", metric="arrive", due_at=now + 60 * MINUTE),
        intake.Promise(kind="SLA", metric="resolve", due_at=now + 120 * MINUTE),
    ]
    call = NewCall(terminal_id=ground.terminals[0], fault="PRN-01", priority="P2")
    with ground.store.writing() as session:
        job = commands.register(session, ground.clock, call, BY_DESK)
    with ground.store.reading() as session:
        made = commands.Job.__mapper__.class_
        found = session.get_one(made, job).obligations
        assert [(row.kind, row.metric, row.due_at) for row in found] == [
            (p.kind, p.metric, p.due_at) for p in shown
        ]


def test_an_unknown_terminal_is_promised_nothing(ground):
    with ground.store.reading() as session:
        assert intake.promises(session, ground.clock, terminal_id=999, fault="", priority="P2") == []
