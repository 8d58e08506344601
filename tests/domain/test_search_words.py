import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.persian import persian_digits
from app.domain.search_words import after_prefix, figures, phone_beginnings, phone_key, search_key, words

ZWNJ = "\u200c"
PARTS = st.lists(st.text("ابپتجدرسشفقکگلمنوهی", min_size=1, max_size=6), min_size=1, max_size=4)
AS_ARABIC = str.maketrans("یکه", "يكة")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("سوپرمارکت  كوهسار", ["سوپرمارکت", "کوهسار"]),
        ("علی‌اصغر", ["علی", "اصغر"]),
        ("دُکتر-نیکی/۲۲", ["دکتر", "نیکی", "22"]),
        ("Café #5", ["cafe", "5"]),
        ("\u2066T-12\u2069", ["t", "12"]),
        ("٠٩١٢", ["0912"]),
        ("½", ["12"]),
        ("- ، .", []),
        ("", []),
    ],
)
def test_a_text_falls_into_folded_words(text, found):
    assert words(text) == found


@given(PARTS)
def test_a_name_has_one_key_however_its_letters_are_written(parts):
    name = " ".join(parts)
    key = search_key(name, "", "")
    assert search_key(name.translate(AS_ARABIC), "", "") == key
    assert search_key(ZWNJ.join(parts), "", "") == key
    assert search_key("ـَ ".join(parts), "", "") == key
    for word in (*parts, "".join(parts)):
        assert words(word)[0] in key.split()


@given(st.text())
def test_words_are_letters_and_figures_alone_and_fold_no_further(text):
    for word in words(text):
        assert word
        assert word.isalnum()
        assert words(word) == [word]


@given(st.text("0123456789", min_size=1, max_size=12))
def test_both_kinds_of_figures_are_one(number):
    assert words(persian_digits(number)) == [number]
    assert figures(f"({persian_digits(number)[:1]}) {number[1:]}") == number


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("09120000001", "9120000001"),
        ("+98 (912) 000-0001", "9120000001"),
        ("+98 0912 000 0001", "9120000001"),
        ("۰۰۹۸۹۱۲۰۰۰۰۰۰۱", "9120000001"),
        ("989120000001", "9120000001"),
        ("02188776655", "2188776655"),
        ("9821", "9821"),
        ("phone", ""),
        ("", ""),
    ],
)
def test_a_phone_number_has_one_key_however_it_is_dialled(phone, key):
    assert phone_key(phone) == key


@given(st.from_regex(r"0[1-9][0-9]{9}", fullmatch=True), st.integers(2, 10))
def test_a_phone_number_is_recognised_while_it_is_typed(phone, typed):
    key, bare = phone_key(phone), phone[1:]
    for begun in (
        phone[:typed],
        bare[:typed],
        f"+98{bare[:typed]}",
        f"0098{bare[:typed]}",
        f"98{bare[:typed]}",
    ):
        assert any(key.startswith(each) for each in phone_beginnings(begun))


def test_a_fixed_line_is_known_by_its_local_number_too():
    assert search_key("یاس", "", "021 88776655") == "یاس 88776655"
    assert search_key("یاس", "", "0912 0000001") == "یاس"


@given(st.text("0129کی", min_size=1), st.text("0129کی"))
def test_what_begins_with_a_prefix_lies_before_what_comes_after_it(prefix, rest):
    assert prefix <= prefix + rest < after_prefix(prefix)
