"""People, as long as all that is known of them is the name they gave."""

from app.domain.persian import fold


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are one: neither spaces, case nor the form of a letter make a second person."""
    return fold(one) == fold(other)
