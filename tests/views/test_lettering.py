"""Texts that are shortened to fit."""

from app.views.appearance import Appearance

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
