"""When two names are one person."""

import pytest

from app.domain.people import is_same_person


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ali", " ali ", True),
        ("نسرین", "نسرین", True),
        ("علی کریمی", "علي كريمي", True),
        ("علی‌اصغر", "علی  اصغر", True),
        ("desk 2", "desk ۲", True),
        ("Ali", "Alireza", False),
        ("", "Ali", False),
    ],
)
def test_how_a_name_is_typed_makes_no_second_person(one: str, other: str, same: bool) -> None:
    assert is_same_person(one, other) is same
    assert is_same_person(other, one) is same
