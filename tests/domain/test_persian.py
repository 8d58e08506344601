"""Figures and words in both languages, and what search holds for equal."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.persian import (
    Language,
    clock_text,
    duration_words,
    fold,
    grouped,
    isolate,
    latin_digits,
    number_words,
    persian_digits,
)

BOTH: tuple[Language, ...] = ("fa", "en")
SCALES = {
    "fa": {"هزار": 10**3, "میلیون": 10**6, "میلیارد": 10**9, "تریلیون": 10**12, "کوادریلیون": 10**15},
    "en": {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "quadrillion": 10**15},
}


def read_back(words: str, language: Language) -> int:
    """The number that `words` name, read word by word."""
    small = {number_words(n, language): n for n in (*range(21), *range(30, 100, 10))}
    if language == "fa":
        small |= {number_words(n, language): n for n in range(100, 1000, 100)}
    total = group = 0
    for word in words.replace("-", " ").split():
        if word in SCALES[language]:
            total, group = total + group * SCALES[language][word], 0
        elif word == "hundred":
            group *= 100
        elif word not in ("و", "and"):
            group += small[word]
    return total + group


def test_digits_of_three_scripts():
    assert persian_digits("TID 0123456789 ٤٥٦") == "TID ۰۱۲۳۴۵۶۷۸۹ ۴۵۶"
    assert latin_digits("۰۱۲۳۴۵۶۷۸۹ و ٠١٢٣٤٥٦٧٨٩") == "0123456789 و 0123456789"


@given(st.text())
def test_digits_round_trip(text: str):
    latin = latin_digits(text)
    assert latin_digits(persian_digits(latin)) == latin


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("علي كريمي", "علی کریمی"),
        ("علی‌اصغر", "علی اصغر"),
        ("علیاصغر", "علی اصغر"),
        ("فروشگاهِ آفتـــاب", "فروشگاه افتاب"),
        ("مؤسسۀ رؤیا", "موسسه رویا"),
        ("سوپر مارکت ۱۲٣", "سوپرمارکت 123"),
        ("\u2066TRM-0042\u2069", "trm-0042"),
        ("Orūmīyeh", "orumiyeh"),
        ("  two\twords\n", "twowords"),
        ("ﻻﻟﻪ", "لاله"),
        ("خانهٔ سبز\ufeff", "خانه سبز"),
        ("Straße", "STRASSE"),
    ],
)
def test_search_holds_for_equal(written: str, same: str):
    assert fold(written) == fold(same)


@pytest.mark.parametrize(("one", "other"), [("کرج", "کرخ"), ("پدر", "بدر"), ("گل", "کل"), ("۱۲", "۲۱")])
def test_search_tells_letters_apart(one: str, other: str):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)


def test_figures_in_groups():
    assert grouped(125400000, "fa") == "۱۲۵٬۴۰۰٬۰۰۰"
    assert grouped(125400000, "en") == "125,400,000"
    assert grouped(0, "fa") == "۰"
    assert grouped(Decimal("1234.50"), "fa") == "۱٬۲۳۴٫۵۰"
    assert grouped(Decimal("1E+6"), "en") == "1,000,000"
    assert grouped(-1500, "en") == "-1,500"
    assert grouped(-1500, "fa") == "\u200e-۱٬۵۰۰"


@pytest.mark.parametrize(
    ("number", "persian", "english"),
    [
        (0, "صفر", "zero"),
        (7, "هفت", "seven"),
        (19, "نوزده", "nineteen"),
        (21, "بیست و یک", "twenty-one"),
        (100, "یکصد", "one hundred"),
        (111, "یکصد و یازده", "one hundred and eleven"),
        (1000, "یک هزار", "one thousand"),
        (1005, "یک هزار و پنج", "one thousand and five"),
        (2340, "دو هزار و سیصد و چهل", "two thousand three hundred and forty"),
        (
            125_400_000,
            "یکصد و بیست و پنج میلیون و چهارصد هزار",
            "one hundred and twenty-five million four hundred thousand",
        ),
        (1_000_000_000_000, "یک تریلیون", "one trillion"),
        (
            123_456_789_012_345,
            "یکصد و بیست و سه تریلیون و چهارصد و پنجاه و شش میلیارد و هفتصد و هشتاد و نه میلیون"
            " و دوازده هزار و سیصد و چهل و پنج",
            "one hundred and twenty-three trillion four hundred and fifty-six billion"
            " seven hundred and eighty-nine million twelve thousand three hundred and forty-five",
        ),
        (
            2_000_000_000_000_001,
            "دو کوادریلیون و یک",
            "two quadrillion and one",
        ),
    ],
)
def test_numbers_in_words(number: int, persian: str, english: str):
    assert number_words(number, "fa") == persian
    assert number_words(Decimal(number), "en") == english


@pytest.mark.parametrize("language", BOTH)
def test_no_two_numbers_share_their_words(language: Language):
    assert len({number_words(number, language) for number in range(10_000)}) == 10_000


@given(st.integers(0, 10**18 - 1), st.sampled_from(BOTH))
def test_words_read_back_as_the_number(number: int, language: Language):
    assert read_back(number_words(number, language), language) == number


@pytest.mark.parametrize("amount", [-1, 10**18, Decimal("0.5"), Decimal("-0.5")])
@pytest.mark.parametrize("language", BOTH)
def test_what_has_no_words_is_refused(amount: int | Decimal, language: Language):
    with pytest.raises(ValueError, match="no words for"):
        number_words(amount, language)


@pytest.mark.parametrize(
    ("seconds", "persian", "english"),
    [
        (0, "۰ ثانیه", "0 s"),
        (45, "۴۵ ثانیه", "45 s"),
        (60, "۱ دقیقه", "1 min"),
        (7200, "۲ ساعت", "2 h"),
        (7505, "۲ ساعت و ۵ دقیقه", "2 h 5 min"),
        (3600 * 1200 + 60, "۱٬۲۰۰ ساعت و ۱ دقیقه", "1,200 h 1 min"),
    ],
)
def test_durations_in_words(seconds: int, persian: str, english: str):
    assert duration_words(seconds, "fa") == persian
    assert duration_words(seconds, "en") == english


def test_clocks():
    assert clock_text(3959, "fa") == "۱:۰۵:۵۹"
    assert clock_text(312, "en") == "05:12"
    assert clock_text(0, "en") == "00:00"
    assert clock_text(360_000, "en") == "100:00:00"


@pytest.mark.parametrize("text_of", [clock_text, duration_words])
def test_negative_durations_are_refused(text_of):
    with pytest.raises(ValueError, match="not negative"):
        text_of(-1, "en")


def test_codes_are_isolated():
    assert isolate("AB-12") == "\u2066AB-12\u2069"
