"""People, as long as all that is known of them is the name they gave."""


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are one: neither spaces around a name nor its case make a second person."""
    return one.strip().casefold() == other.strip().casefold()
