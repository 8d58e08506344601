import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ranking import cost, ranked

ENTRIES = [
    ("assign", ("Assign the job", "سپردن کار")),
    ("hold", ("Put on hold", "توقف")),
    ("call", ("10482", "سوپرمارکت کوهسار", "Koohsar Market")),
    ("ali", ("علی‌اصغر رضایی", "Ali-Asghar Rezaei", "T-7")),
    ("look", ("Dark or light", "تیره یا روشن")),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["assign", "hold", "call", "ali", "look"]),
        ("assign", ["assign"]),
        ("ass", ["assign"]),
        ("job ass", ["assign"]),
        ("١٠٤", ["call"]),
        ("۱۰۴۸۲", ["call"]),
        ("كوهسار", ["call"]),
        ("علی اصغر", ["ali"]),
        ("علیاصغر", ["ali"]),
        ("ROSH", []),
        ("روشن", ["look"]),
        ("ight", ["look"]),
        ("assign hold", []),
    ],
)
def test_every_word_has_to_be_found_in_either_script(typed, found):
    assert ranked(typed, ENTRIES, {}) == found


def test_a_word_comes_before_what_begins_so_and_that_before_what_holds_it():
    entries = [("within", ("Unpark",)), ("begins", ("Parking",)), ("is", ("Park",)), ("later", ("The park",))]
    assert ranked("park", entries, {}) == ["is", "later", "begins", "within"]


def test_of_equals_the_one_used_last_comes_first():
    entries = [("a", ("Next page",)), ("b", ("Next job",)), ("c", ("Next alarm",))]
    assert ranked("next", entries, {"c": 0, "b": 1}) == ["c", "b", "a"]
    assert ranked("next job", entries, {"c": 0}) == ["b"]


@given(st.text(max_size=8), st.lists(st.text(max_size=12), min_size=1, max_size=3))
def test_whatever_is_typed_the_answer_is_part_of_what_there_is(typed, texts):
    assert set(ranked(typed, [(0, texts)], {})) <= {0}
    assert cost([], texts) == 0
