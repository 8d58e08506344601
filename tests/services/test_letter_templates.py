"""Texts of letters: what ships is whole, and whatever is wrong with one is told with its line."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from app.domain.errors import BadInput
from app.i18n import LANGUAGES
from app.services.letters.kinds import FORM, TEXT_KINDS
from app.services.letters.letterheads import LetterheadRow
from app.services.letters.occasion import Signatory
from app.services.letters.preview import preview
from app.services.letters.templates import fields, read_template, shipped
from app.services.typesetting.letter import TEXT_NAME

EVERY = pytest.mark.parametrize(("kind", "language"), [(k, lang) for k in TEXT_KINDS for lang in LANGUAGES])
WAIVER = shipped("waiver", "en")
FORM_TEXT = shipped(FORM, "en")


def said_in(pdf: bytes) -> str:
    (text,) = PdfReader(io.BytesIO(pdf)).attachments[TEXT_NAME]
    return text.decode("utf-8")


def refusal(text: str, kind: str = "waiver") -> str:
    with pytest.raises(BadInput) as refused:
        read_template(text, kind, "en")
    return str(refused.value)


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


@EVERY
def test_what_ships_is_whole_and_can_be_shown(kind, language):
    template = read_template(shipped(kind, language), kind, language)
    assert set(template.sentences) == set(fields(kind))
    assert preview(shipped(kind, language), kind, language).startswith(b"%PDF")


def test_an_unknown_field_is_named_with_its_line():
    text = WAIVER.replace("waived or reduced as follows", "waived {amout} as follows")
    row = line_of(text, "{amout}")
    told = refusal(text)
    assert told.startswith(
        f"waiver.en.toml, line {row}, opening: found the field {{amout}}, expected one of "
    )
    assert "{reason}" in told


def test_a_field_in_a_long_text_is_found_on_the_line_where_it_stands():
    text = FORM_TEXT.replace("Contracts office, for the file", "Contracts office, for {whom}")
    row = line_of(text, "{whom}")
    assert refusal(text, FORM).startswith(
        f"form.en.toml, line {row}, copies: found the field {{whom}}, expected no field here"
    )


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("{period.__class__}", "the field {period.__class__}"),
        ("{period[0]}", "the field {period[0]}"),
        ("{period!r}", "the field {period}"),
        ("{period:>99999999}", "the field {period}"),
        ("{}", "the field {}"),
        ("{0}", "the field {0}"),
        ("{ period }", "the field { period }"),
        ("{period", "a brace without its partner"),
        ("period}", "a brace without its partner"),
        ("{", "a brace without its partner"),
        ("{period:{days}}", "the field {period}"),
    ],
)
def test_a_field_is_a_bare_name_between_braces(field, found):
    text = WAIVER.replace('before = "Amount before"', f'before = "Amount {field}"')
    text = text.replace('subject = "', f'subject = "{field} ')
    row = line_of(text, "subject =")
    assert refusal(text).startswith(f"waiver.en.toml, line {row}, subject: found {found}, expected ")


def test_doubled_braces_are_braces():
    text = WAIVER.replace('subject = "', 'subject = "{{draft}} ')
    assert "Subject: {draft} Waiver or reduction" in said_in(preview(text, "waiver", "en"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("opening =", "openning ="),
            "line 6, openning: found unknown key 'openning', expected one of further, title",
        ),
        (('before = "Amount before"', ""), "line 12, before: found nothing, expected the sentence 'before'"),
        (
            ('before = "Amount before"', "before = 7"),
            "line 7, before: found 7, expected a text in quotation marks",
        ),
        (('before = "Amount before"', 'before = " "'), "line 7, before: found nothing, expected a sentence"),
        (
            ('before = "Amount before"', 'before = "a\\u202eb"'),
            "line 7, before: found the character U+202E, expected letters that can be printed",
        ),
        (
            ('before = "Amount before"', 'before = "a\\u0000b"'),
            "line 7, before: found the character U+0000, expected letters that can be printed",
        ),
        (('before = "Amount before"', 'before = "open'), "line 7: found "),
        (
            ('before = "Amount before"', 'before = "a"\nbefore = "b"'),
            "line 8: found Cannot overwrite a value",
        ),
    ],
)
def test_what_is_wrong_is_told_in_one_line_with_its_place(change, told):
    message = refusal(WAIVER.replace(*change))
    assert message.startswith(f"waiver.en.toml, {told}")
    assert "\n" not in message.replace("\\n", "")


def test_a_table_of_words_has_every_word():
    assert refusal(FORM_TEXT.replace('upheld = "upheld"', ""), FORM).endswith(
        "decisions.upheld: found nothing, expected the sentence 'upheld'"
    )
    row = line_of(FORM_TEXT, 'pm = "Per')
    assert f"line {row}, promises.mp: found unknown key 'mp'" in refusal(
        FORM_TEXT.replace('\npm = "Per', '\nmp = "Per'), FORM
    )
    renamed = FORM_TEXT.replace("[decisions]", "[verdicts]")
    assert f"line {line_of(renamed, '[verdicts]')}, verdicts: found unknown key" in refusal(renamed, FORM)
    cut = FORM_TEXT[: FORM_TEXT.index("[decisions]")]
    assert "decisions: found nothing, expected a table [decisions]" in refusal(cut, FORM)


def test_a_text_as_large_as_a_book_is_refused():
    assert refusal("#" * 100_001) == "waiver.en.toml: found 100,001 characters, expected at most 100,000"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("opening = " + "[" * 5_000, "waiver.en.toml: found "),
        ("opening = " + "1" * 5_000, "waiver.en.toml: found Exceeds the limit (4300 digits)"),
    ],
)
def test_endless_nesting_and_figures_are_told_in_one_line(text: str, told: str):
    message = refusal(text)
    assert message.startswith(told)
    assert message.endswith("expected valid TOML")
    assert "\n" not in message


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_whatever_is_typed_is_taken_or_refused_in_one_line(typed):
    for text in (typed, f"{WAIVER}\n{typed}", WAIVER.replace("Amount before", typed)):
        with suppress(BadInput):
            read_template(text, "waiver", "en")


def test_the_preview_shows_what_is_written_in_the_region_of_the_letterhead():
    head = LetterheadRow(
        region_id=1,
        company="شرکت نمونه",
        company_en="Sample Company",
        unit_en="North",
        signatories=(Signatory(name="مریم", post="مدیر", name_en="Maryam", post_en="Head"),),
    )
    text = WAIVER.replace("has been waived or reduced as follows", "is waived in part")
    told = said_in(preview(text, "waiver", "en", head))
    assert told.startswith("Sample Company\nNorth\n\nDate: 22 Nov 2026 / 1405-09-01\nRef: 1405-PM-0012\n")
    assert "In view" not in told
    assert "in view of an error in the recorded data, the penalty for Aban 1405 is waived in part:" in told
    assert "\nMaryam\nHead\n" in told


def test_a_text_of_before_says_what_it_lacks_as_the_shipped_one_does():
    start, end = (
        FORM_TEXT.index("# What a clause charges that is no promise."),
        FORM_TEXT.index("[decisions]"),
    )
    older = (FORM_TEXT[:start] + FORM_TEXT[end:]).replace('figure = "Delay / figure"\n', "")
    older = older.replace('points = "{figure} points"\n', "").replace("Yours sincerely,", "Yours,")
    read, whole = read_template(older, FORM, "en"), read_template(FORM_TEXT, FORM, "en")
    assert read.tables == whole.tables
    assert read.sentences == {**whole.sentences, "closing": "Yours,"}
    assert preview(older, FORM, "en").startswith(b"%PDF")
