from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.technician_texts import (
    read_certificates,
    read_leave,
    read_shifts,
    read_van,
    write_certificates,
    write_leave,
    write_shifts,
    write_van,
)

PARTS = ("adapter", "sim", "backup-battery")
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


def test_shifts_by_day_and_by_days():
    read = read_shifts("sat-wed 08:00-12:00 13:00-17:00; thu 08:00-13:00")
    assert read == {**dict.fromkeys((5, 6, 0, 1, 2), "08:00-12:00 13:00-17:00"), 3: "08:00-13:00"}
    assert read_shifts("شنبه-چهارشنبه ۰۸:۰۰-۱۲:۰۰ ۱۳:۰۰-۱۷:۰۰؛ پنجشنبه ۰۸:۰۰-۱۳:۰۰") == read
    assert write_shifts(read, "en") == "sat-wed 08:00-12:00 13:00-17:00; thu 08:00-13:00"
    assert write_shifts(read, "fa").startswith("شنبه-چهارشنبه 08:00-12:00")
    assert read_shifts(" ") == {}


@pytest.mark.parametrize(
    "text",
    [
        "sat",
        "sat 8-17",
        "someday 08:00-17:00",
        "wed-sat 08:00-17:00",
        "sat 08:00-09:00; sat 10:00-11:00",
        "sat-",
    ],
)
def test_shifts_that_are_none(text):
    with pytest.raises(ValueError, match=r"shifts such as|hours|each day once|order of the week"):
        read_shifts(text)


def test_leave_by_either_calendar():
    read = read_leave("1405/09/10..۱۴۰۵/۰۹/۱۲ مرخصی استحقاقی; 2026-12-20")
    assert read == (
        (date(2026, 12, 1), date(2026, 12, 3), "مرخصی استحقاقی"),
        (date(2026, 12, 20), date(2026, 12, 20), ""),
    )
    assert write_leave(read, "fa") == "1405/09/10..1405/09/12 مرخصی استحقاقی; 1405/09/29"


@pytest.mark.parametrize(
    "text", ["soon", "2026-12-03..2026-12-01", "2026-12-01..2026-12-05; 2026-12-05", "2026-13-01"]
)
def test_leave_that_is_none(text):
    with pytest.raises(ValueError, match=r"leave|first"):
        read_leave(text)


def test_certificates_with_and_without_an_end():
    read = read_certificates("atm 2027-03-20، Sunmi P2, s90 1406/01/01")
    assert read == {"ATM": date(2027, 3, 20), "SUNMI P2": None, "S90": date(2027, 3, 21)}
    with pytest.raises(ValueError, match=r"each certificate once"):
        read_certificates("ATM, atm 2027-03-20")
    with pytest.raises(ValueError, match=r"certificates such as"):
        read_certificates("ATM 2027-13-20")


def test_parts_of_the_catalogue():
    assert read_van("adapter 2، SIM ۵", PARTS) == {"adapter": 2, "sim": 5}
    for text in ("adapter", "wheel 2", "adapter -1", "adapter 1000", "adapter 1, adapter 2"):
        with pytest.raises(ValueError, match=r"parts such as|each part once"):
            read_van(text, PARTS)


hours = st.sampled_from(("08:00-17:00", "13:00-22:00", "08:00-12:00 13:00-17:00"))


@given(st.dictionaries(st.integers(0, 6), hours), st.sampled_from(("fa", "en")))
def test_shifts_are_read_as_they_were_written(shifts, language):
    assert read_shifts(write_shifts(shifts, language)) == shifts


@given(
    st.dictionaries(st.sampled_from(("ATM", "S90", "SUNMI P2", "INSTALL")), st.none() | days),
    st.dictionaries(st.sampled_from(PARTS), st.integers(0, 999)),
    st.tuples(days, st.integers(0, 9)),
    st.sampled_from(("fa", "en")),
)
def test_the_others_too(certificates, van, away, language):
    first, length = away
    last = date.fromordinal(first.toordinal() + length)
    leave = ((first, last, "دوره"),)
    assert read_certificates(write_certificates(certificates, language)) == certificates
    assert read_van(write_van(van), PARTS) == van
    assert read_leave(write_leave(leave, language)) == leave
