"""A sum spread over others to the last rial."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.shares import percent_of, spread

SUMS = st.lists(st.integers(-(10**12), 10**15).map(Decimal), min_size=1, max_size=30)


def test_what_is_left_by_rounding_goes_to_the_greatest_remainders():
    assert spread(Decimal(100), [Decimal(1)] * 100) == [Decimal(1)] * 100
    assert spread(Decimal(10), [Decimal(10), Decimal(10), Decimal(10)]) == [4, 3, 3]
    assert spread(Decimal(10), [Decimal(300), Decimal(-40), Decimal(0), Decimal(700)]) == [3, 0, 0, 7]
    assert spread(Decimal(0), [Decimal(0)]) == [0]


@given(SUMS, st.data())
def test_nothing_is_lost_and_nobody_gets_more_than_there_is(over, data):
    most = sum(max(int(amount), 0) for amount in over)
    total = Decimal(data.draw(st.integers(0, most)))
    parts = spread(total, over)
    assert sum(parts) == total
    assert all(0 <= part <= max(amount, 0) for part, amount in zip(parts, over, strict=True))
    assert all(part == part.to_integral_value() for part in parts)


def test_a_share_is_never_rounded_below_an_edge():
    assert percent_of(Decimal(100), Decimal(1000)) == 10
    assert percent_of(Decimal(10**14 + 1), Decimal(10**15)) == Decimal("10.000001")
    assert percent_of(Decimal(5), Decimal(0)) == 0
