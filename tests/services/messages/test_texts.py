"""What a technician is told, to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput, RuleBroken
from app.models.jobs import Job
from app.models.merchants import Merchant
from app.models.parties import Technician
from app.services.messages.texts import (
    NAMES,
    SHIPPED,
    dispatch_message,
    filled,
    language_of,
    read_template,
)
from app.settings import MessageSettings
from tests.factories import founded

PERSIAN = """درخواست ۱۰۰۰۱ (اولویت ۲)
پذیرنده: سوپرمارکت کوهسار
نشانی: تهران، خیابان نمونه
تلفن: 09120000000
پایانه: 10020030 S90
خرابی: چاپ نمی‌کند
مهلت: ۱۴۰۵/۰۳/۱۱ ۱۳:۳۰
نقشه: https://www.openstreetmap.org/?mlat=35.70000&mlon=51.40000#map=17/35.70000/51.40000"""
ENGLISH = """Call 10001 (P2)
Merchant: Shop 0
Address: خیابان نمونه, Tehran
Phone: 09120000000
Terminal: 10020030 S90
Fault: Does not print
Due: 2026-06-01 13:30
Map: https://www.openstreetmap.org/?mlat=35.70000&mlon=51.40000#map=17/35.70000/51.40000"""


@pytest.fixture
def ground(store):
    return founded(store)


USUAL = MessageSettings()


def told(ground, job, settings=USUAL):
    with ground.store.reading() as session:
        return dispatch_message(session, job, settings)


def test_the_message_in_the_language_of_the_technician(ground):
    job = ground.call()
    ground.assign(job)
    found = told(ground, job)
    assert (found.language, found.text) == ("fa", PERSIAN)
    with ground.store.writing() as session:
        session.get_one(Technician, ground.technicians[0]).name = "Yekta"
    found = told(ground, job)
    assert (found.language, found.text) == ("en", ENGLISH)


def test_what_is_not_known_leaves_out_its_line(ground):
    job = ground.call()
    ground.assign(job)
    with ground.store.writing() as session:
        merchant = session.get_one(Merchant, session.get_one(Job, job).merchant_id)
        merchant.phone, merchant.address, merchant.lat = "", "", None
    lines = told(ground, job).text.split("\n")
    assert [line.partition(":")[0] for line in lines[1:]] == ["پذیرنده", "نشانی", "پایانه", "خرابی", "مهلت"]
    assert lines[2] == "نشانی: تهران"


def test_nothing_is_said_twice(ground):
    job = ground.call(description="چاپ نمی‌کند")
    ground.assign(job)
    with ground.store.writing() as session:
        session.get_one(Merchant, session.get_one(Job, job).merchant_id).address = "تهران، خیابان ۲"
    lines = told(ground, job).text.split("\n")
    assert lines[2] == "نشانی: تهران، خیابان ۲"
    assert [line for line in lines if "چاپ" in line] == ["خرابی: چاپ نمی‌کند"]


def test_the_words_and_the_map_are_the_desks_own(ground, tmp_path):
    job = ground.call(description="زنگ بزنید")
    ground.assign(job)
    file = tmp_path / "own.toml"
    file.write_text('[dispatch]\nfa = ["{code} {description}", "{map}"]\nen = ["{code}"]', encoding="utf-8")
    settings = MessageSettings(texts_file=file, map_link="geo:{lat},{lon}")
    assert told(ground, job, settings).text == "۱۰۰۰۱ زنگ بزنید\ngeo:35.70000,51.40000"


def test_without_a_technician_nobody_is_told(ground):
    job = ground.call()
    with pytest.raises(RuleBroken) as refused:
        told(ground, job)
    assert refused.value.code == "no-technician"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('[dispatch]\nfa = ["{codes}"]\nen = ["x"]', "dispatch.fa, line 1"),
        ('[dispatch]\nfa = ["x", "{code"]\nen = ["x"]', "dispatch.fa, line 2"),
        ('[dispatch]\nfa = ["{}"]\nen = ["x"]', "dispatch.fa, line 1"),
        ('[dispatch]\nfa = ["x"]', "dispatch.en"),
        ('[dispatch]\nfa = "x"\nen = ["x"]', "dispatch.fa"),
        ("[dispatch", None),
    ],
)
def test_a_template_that_is_wrong_is_refused_with_its_place(tmp_path, text, column):
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_template(file)
    assert refused.value.column == column


def test_the_language_is_that_of_the_name():
    assert [language_of(name) for name in ("یکتا", "Yekta", "", "Yekta (یکتا)")] == ["fa", "en", "en", "fa"]


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), st.text(st.characters(codec="utf-8"), max_size=20)))
def test_whatever_is_known_fills_the_shipped_words(values):
    template = read_template(SHIPPED)
    for lines in template.values():
        assert "{code}" not in filled(lines, {**values, "code": "7"})
