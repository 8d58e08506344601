"""What is wrong with a text is said in the language of the window; what somebody wrote stays as it is."""

import pytest

from app.domain.errors import BadInput
from app.i18n import speaking
from app.services.bad_input_words import FORMS, PHRASES, bad_input_words, spoken
from app.services.letters.templates import read_template, shipped


@pytest.mark.parametrize(
    ("words", "persian"),
    [
        ("a sentence", "یک جمله"),
        ("one of {period}, {company}", "یکی از \u2066{period}, {company}\u2069"),
        ("the field {summ}", "فیلد \u2066{summ}\u2069"),
        ("at most 2,097,152 bytes", "حداکثر ۲٬۰۹۷٬۱۵۲ بایت"),
        ("a whole number from 1 to 365", "عددی صحیح از ۱ تا ۳۶۵"),
        ("کلمه", "\u2068کلمه\u2069"),
    ],
)
def test_it_is_said_in_persian(words, persian):
    with speaking("fa"):
        assert spoken(words).translate({0x2066: None, 0x2068: None, 0x2069: None}) == persian.translate(
            {0x2066: None, 0x2068: None, 0x2069: None}
        )
    with speaking("en"):
        bare = spoken(words).translate({0x2066: None, 0x2068: None, 0x2069: None})
        assert bare == words


def test_every_phrase_and_form_has_a_persian_text():
    with speaking("fa"):
        assert [each for each in PHRASES if spoken(each) == each] == []
        assert [each for each in FORMS if each.isascii() and spoken(each).isascii()] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("}", "", 1), "آکولاد"),
        (lambda text: text + '\nnew = "x"\n', "کلید ناشناختهٔ"),
        (lambda text: text + "\nnew = \n", "اشتباه نگارشی"),
    ],
)
def test_a_mistake_in_the_text_of_a_letter_is_told_with_its_line(change, said):
    text = shipped("penalty", "fa")
    with pytest.raises(BadInput) as wrong:
        read_template(change(text), "penalty", "fa")
    with speaking("fa"):
        told = bad_input_words(wrong.value, with_file=False)
    assert told.startswith("سطر ")
    assert said in told
    assert " found " not in told
