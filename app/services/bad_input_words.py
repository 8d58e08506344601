"""What is wrong with a file or a text, in the chosen language: place, found, expected."""

import re
from functools import cache

from app.domain.errors import BadInput
from app.domain.persian import isolate, persian_digits
from app.i18n import N_, _, chosen

PHRASES: tuple[str, ...] = (
    N_("valid TOML"),
    N_("a sentence"),
    N_("a word"),
    N_("a text in quotation marks"),
    N_("letters that can be printed"),
    N_("no field here"),
    N_("a brace without its partner"),
    N_("every { closed by its } on the same line; {{ and }} for braces"),
    N_("no picture"),
    N_("a damaged picture"),
    N_("a picture that can be read"),
    N_("a file that can be read"),
    N_("a file that can be written"),
    N_("each service once"),
    N_("a text that is not empty"),
    N_("both pool and share, or neither"),
    N_("100 % at most"),
)
"""Said as they are."""

FORMS: tuple[str, ...] = (
    N_("one of {choices}"),
    N_("unknown key {key}"),
    N_("the field {field}"),
    N_("the character {code}"),
    N_("a table {table}"),
    N_("the sentence {key}"),
    N_("the columns {columns}"),
    N_("a value for {key}"),
    N_("at most {most} characters"),
    N_("at most {most} bytes"),
    N_("at most {most}"),
    N_("{count} characters"),
    N_("{count} bytes"),
    N_("{count} cells"),
    N_("{width} x {height} pixels"),
    N_("a whole number from {least} to {most}"),
    N_("a number from {least} to {most}"),
    N_("a PNG or JPEG picture of at most {most} KiB and {side} pixels a side"),
    N_("{mistake} (at line {line}, column {column})"),
)
"""Said with what stands in them; the first that fits counts."""


def spoken(words: str) -> str:
    """What was found or expected, in the chosen language; a value that somebody wrote stays as it is."""
    if words == "nothing":
        return _("no text or value")
    if words in PHRASES:
        return _(words)
    for form in FORMS:
        found = _pattern(form).fullmatch(words)
        if found is not None:
            return _(form).format_map({name: _figures(value) for name, value in found.groupdict().items()})
    return isolate(words)


def bad_input_words(error: BadInput, *, with_file: bool = True) -> str:
    """The whole in one line: file, line, key, found and expected."""
    parts = [isolate(error.file)] if with_file and error.file else []
    if error.row is not None:
        parts.append(_("Line {row}").format(row=_figures(str(error.row))))
    if error.column:
        parts.append(isolate(error.column))
    place = ("، " if chosen() == "fa" else ", ").join(parts)
    said = _("found {found}; expected {expected}").format(
        found=spoken(error.found), expected=spoken(error.expected)
    )
    return f"{place}: {said}" if place else said


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(form)))


def _figures(value: str) -> str:
    """Numbers in the digits of the language, whatever else is written kept together."""
    bare = value.replace(",", "")
    if bare.isascii() and bare.isdecimal():
        return persian_digits(value).replace(",", "٬") if chosen() == "fa" else value
    return isolate(value)
