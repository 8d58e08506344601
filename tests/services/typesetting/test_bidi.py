"""UAX #9: levels and order, by hand and against an independent implementation."""

from unicodedata import bidirectional

import pytest
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.typesetting.bidi import (
    CONTROLS,
    first_strong_isolate,
    isolate,
    levels,
    visual_order,
    without_controls,
)

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
LRE, RLE, PDF, LRO, RLO = "\u202a", "\u202b", "\u202c", "\u202d", "\u202e"
INVISIBLE = CONTROLS | {"\u200c"}
NOT_AT_THE_END = {"WS", "LRI", "RLI", "FSI", "PDI", "BN", "PDF", "LRE", "RLE", "LRO", "RLO"}
ALPHABET = (
    "ab zاب یکש ۱۲٣4 5()[]{}«» -+/:.,%٬٫$!?\u064b\u0300\u200c\u200e\u200f\u061c"
    + LRI + RLI + FSI + PDI * 2 + LRE + RLE + PDF * 2 + LRO + RLO
)  # fmt: skip


def displayed(text: str, base: int) -> str:
    order = visual_order(levels(text, base))
    return "".join(text[index] for index in order if text[index] not in INVISIBLE)


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("abc", 0, "abc"),
        ("اب ج", 1, "ج با"),
        ("اب abc ج", 1, "ج abc با"),
        ("abc اب ج def", 0, "abc ج با def"),
        ("مبلغ ۱۶٬۵۰۰٬۰۰۰ ریال", 1, "لایر ۱۶٬۵۰۰٬۰۰۰ غلبم"),
        ("۱۶٬۵۰۰٬۰۰۰", 1, "۱۶٬۵۰۰٬۰۰۰"),
        ("۱۶٬۵۰۰٬۰۰۰", 0, "۱۶٬۵۰۰٬۰۰۰"),
        ("تاریخ ۱۴۰۵/۰۷/۰۹", 1, "۱۴۰۵/۰۷/۰۹ خیرات"),
        ("سریال T-2204871 است", 1, "تسا T-2204871 لایرس"),
        ("شماره ۱۴۰۵/پ/۱۲", 1, "۱۲/پ/۱۴۰۵ هرامش"),
        ("ساعت 08:00-16:30", 1, "16:30-08:00 تعاس"),
        (f"ساعت {LRI}08:00-16:30{PDI} تا", 1, "ات 08:00-16:30 تعاس"),
        (f"تلفن {LRI}021-88776655{PDI}", 1, "021-88776655 نفلت"),
        ("الف (ب) ج", 1, "ج )ب( فلا"),
        ("الف (abc) ج", 1, "ج )abc( فلا"),
        ("abc (الف) def", 0, "abc (فلا) def"),
        ("a (ب [c] د) e", 0, "a (ب [c] د) e"),
        ("۵۰٪ تخفیف", 1, "فیفخت ۵۰٪"),
        ("بهای $100 است", 1, "تسا 100$ یاهب"),
        (f"الف {FSI}abc{PDI} ب", 1, "ب abc فلا"),
        (f"a {FSI}ب abc ج{PDI} d", 0, "a ج abc ب d"),
        (f"الف {LRI}a {RLI}ب c د{PDI} e{PDI} ه", 1, "ه a د c ب e فلا"),
        (f"الف {LRI}ab", 1, "ab فلا"),
        (f"الف {PDI}ب", 1, "ب فلا"),
        (f"ab {RLO}cd{PDF} ef", 0, "ab dc ef"),
        (f"الف {LRO}ب ج{PDF} د", 1, "د ب ج فلا"),
        (f"ab {RLE}الف cd{PDF} ef", 0, "ab cd فلا ef"),
        ("ab\u200fا", 0, "abا"),
        ("او\u200cل", 1, "لوا"),
        ("", 1, ""),
    ],
)
def test_order_of_self_made_cases(text: str, base: int, expected: str) -> None:
    assert displayed(text, base) == expected


def test_levels_of_nested_isolates() -> None:
    assert levels(f"ا{LRI}a{RLI}ب{PDI}b{PDI}ا", 1) == [1, 1, 2, 2, 3, 2, 2, 1, 1]


def test_depth_is_bounded() -> None:
    text = (RLE + LRE) * 80 + "a" + RLI * 3 + "ب" + PDI * 3
    assert max(levels(text, 0)) <= 126
    assert get_display(text, base_dir="L").count("a") == 1


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=24), st.sampled_from([0, 1]))
def test_order_is_that_of_an_independent_implementation(text: str, base: int) -> None:
    while text and bidirectional(text[-1]) in NOT_AT_THE_END:
        text = text[:-1]
    theirs = get_display(text, base_dir="R" if base else "L")
    assert displayed(text, base) == "".join(each for each in theirs if each not in INVISIBLE)


def test_an_isolated_field_cannot_reach_outside() -> None:
    assert isolate(f"12{PDI}{RLO}34") == f"{LRI}1234{PDI}"
    assert isolate(isolate("a")) == isolate("a")
    assert first_strong_isolate("۱۴۰۵/پ") == f"{FSI}۱۴۰۵/پ{PDI}"
    assert without_controls(f"{LRI}نام{PDI}") == "نام"


@given(st.text("0۱۲٬٫12", min_size=1), st.sampled_from([0, 1]))
def test_an_amount_alone_has_the_levels_that_all_the_rules_give_it(amount: str, base: int) -> None:
    field = isolate(amount)
    # With a mark behind it no short cut is taken; the mark changes nothing inside the isolate.
    assert levels(field, base) == levels(f"{field}\u200e", base)[: len(field)]
