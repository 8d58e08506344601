"""The shipped catalogue of faults, and every kind of mistake that one may hold."""

import re
from collections import Counter
from pathlib import Path

import pytest

from app.domain.errors import BadInput
from app.domain.events import Owner, Priority
from app.domain.faults import Fault, Term, Wording, load_faults, load_remedies

SHIPPED = (Path(__file__).parent.parent.parent / "data" / "faults.toml").read_text(encoding="utf-8")

SMALL = """
[categories]
power = { fa = "برق", en = "Power" }
[parts]
adapter = { fa = "آداپتور", en = "Adapter" }
[remedies]
R01 = { fa = "رفع تلفنی", en = "Fixed by phone" }
[faults.PWR-01]
category = "power"
problem = { fa = "روشن نمی‌شود", en = "Does not switch on" }
causes = [{ fa = "آداپتور", en = "Adapter" }]
remedy = { fa = "تعویض", en = "Replace" }
minutes = 20
parts = ["adapter"]
owner = "merchant"
chargeable = true
priority = "P2"
"""


def test_one_fault_whole():
    assert load_faults(SMALL) == {
        "PWR-01": Fault(
            code="PWR-01",
            category=Term("power", Wording("برق", "Power")),
            problem=Wording("روشن نمی‌شود", "Does not switch on"),
            causes=(Wording("آداپتور", "Adapter"),),
            remedy=Wording("تعویض", "Replace"),
            priority=Priority.P2,
            minutes=20,
            parts=(Term("adapter", Wording("آداپتور", "Adapter")),),
            owner=Owner.MERCHANT,
            chargeable=True,
        )
    }
    assert load_remedies(SMALL) == {"R01": Term("R01", Wording("رفع تلفنی", "Fixed by phone"))}


def test_what_may_be_left_out():
    short = re.sub(r"(?m)^(minutes|parts =|owner|chargeable).*\n", "", SMALL)
    fault = load_faults(short)["PWR-01"]
    assert (fault.minutes, fault.parts, fault.owner, fault.chargeable) == (None, (), None, False)


def test_wording_in_both_languages():
    wording = Wording("برق", "Power")
    assert (wording.spoken("fa"), wording.spoken("en")) == ("برق", "Power")


def test_shipped_faults():
    faults = load_faults(SHIPPED)
    assert len(faults) == 34
    assert Counter(fault.priority for fault in faults.values()) == {"P1": 3, "P2": 13, "P3": 13, "P4": 5}
    assert {code for code, fault in faults.items() if fault.chargeable} == {"SITE-01", "DMG-01"}
    assert {code: fault.owner for code, fault in faults.items() if fault.owner} == {
        "COM-03": "network",
        "TAX-01": "merchant",
        "REG-02": "merchant",
        "SITE-01": "merchant",
        "DMG-01": "merchant",
    }
    assert [code for code, fault in faults.items() if not fault.causes] == ["NDF-01"]
    assert [code for code, fault in faults.items() if fault.minutes is None] == ["SITE-01"]


def test_shipped_categories_and_parts_are_all_used():
    faults = load_faults(SHIPPED).values()
    sections = SHIPPED.split("\n\n")
    named = {
        name: set(re.findall(r"(?m)^([a-z-]+) = ", next(s for s in sections if s.startswith(f"[{name}]"))))
        for name in ("categories", "parts")
    }
    assert {fault.category.code for fault in faults} == named["categories"]
    assert {part.code for fault in faults for part in fault.parts} == named["parts"]


def test_shipped_remedies():
    assert list(load_remedies(SHIPPED)) == [f"R{number:02}" for number in range(1, 12)]


def test_shipped_persian_uses_persian_letters_and_digits():
    persian = "".join(re.findall(r'fa = "([^"]*)"', SHIPPED))
    assert not set(persian) & set("يىكة0123456789,;?")


@pytest.mark.parametrize(
    ("right", "wrong", "place", "found", "expected"),
    [
        ('"power"\n', '"steam"\n', "faults.PWR-01.category", "'steam'", "one of power"),
        ('["adapter"]', '["rope"]', "faults.PWR-01.parts", "'rope'", "one of adapter"),
        ('["adapter"]', '"adapter"', "faults.PWR-01.parts", "'adapter'", "a list"),
        ("PWR-01", "power", "faults.power", "power", "a code such as PWR-01"),
        ('"P2"', '"P5"', "faults.PWR-01.priority", "'P5'", "one of P1, P2, P3, P4"),
        ('"P2"', "2", "faults.PWR-01.priority", "2", "one of P1, P2, P3, P4"),
        ("20", "0", "faults.PWR-01.minutes", "0", "whole minutes above 0"),
        ("20", "true", "faults.PWR-01.minutes", "True", "whole minutes above 0"),
        ("true", '"yes"', "faults.PWR-01.chargeable", "'yes'", "true or false"),
        ('"merchant"', '"me"', "faults.PWR-01.owner", "'me'", "one of " + ", ".join(Owner)),
        ('"Replace"', '" "', "faults.PWR-01.remedy.en", "' '", "a text"),
        (', en = "Adapter" }]', " }]", "faults.PWR-01.causes.1.en", "nothing", "a value"),
        ('{ fa = "تعویض", en = "Replace" }', '"Replace"', "faults.PWR-01.remedy", "'Replace'", "a table"),
        ('priority = "P2"', "", "faults.PWR-01.priority", "nothing", "a value"),
        (', en = "Power" }', ', de = "Strom", en = "Power" }', "categories.power.de", "de", "one of fa, en"),
        ("[remedies]", "[cures]", "remedies", "nothing", "a value"),
        ("[faults.PWR-01]", "faults = 1\n[x]", "x", "x", "one of categories, parts, remedies, faults"),
    ],
)
def test_a_mistake_is_named(right: str, wrong: str, place: str, found: str, expected: str):
    assert right in SMALL
    text = SMALL.replace(right, wrong, 1)
    if "faults = 1" in wrong:
        text = "faults = {}\n" + text.replace("faults = 1\n", "")
    with pytest.raises(BadInput) as refused:
        load_faults(text)
    assert refused.value == BadInput(file="faults.toml", column=place, found=found, expected=expected)


def test_what_is_no_toml_is_refused():
    with pytest.raises(BadInput, match=r"faults.toml: found .*line 1.*, expected TOML"):
        load_faults("= nothing")
