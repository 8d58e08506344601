"""Texts that are shortened to fit."""

from app.views.appearance import Appearance
from app.views.lettering import MOST_SHAPED

CODE = "HD-Case 4217"


def test_a_name_is_shortened_at_its_end_and_an_identifier_in_its_middle(persian: Appearance) -> None:
    lettering = persian.lettering
    room = lettering.width(CODE, 14) - 20
    assert lettering.elided(CODE, room, 14).endswith("…")
    in_middle = lettering.elided(CODE, room, 14, middle=True)
    assert in_middle.startswith("HD")
    assert in_middle.endswith("17")
    assert lettering.elided(CODE, room * 2, 14) == CODE
    assert lettering.cut() == {CODE}


def test_a_text_is_shaped_once_and_again_only_after_thousands_of_others(persian: Appearance) -> None:
    lettering = persian.lettering
    first = lettering.line(CODE, 14)
    assert lettering.line(CODE, 14) is first
    assert lettering.line(CODE, 14, leftward=True) is not first
    assert (round(first.width), first.height) == (lettering.width(CODE, 14), lettering.line("", 14).height)
    for number in range(MOST_SHAPED):
        lettering.line(str(number), 14)
    assert lettering.line(CODE, 14) is not first
