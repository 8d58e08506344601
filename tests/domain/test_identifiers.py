"""Check figures of Iranian identifiers: published vectors, every single misprint, and made-up samples."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identifiers import (
    canonical,
    is_iban,
    is_legal_id,
    is_mobile,
    is_national_id,
    is_usual_postal_code,
    sample_iban,
    sample_legal_id,
    sample_merchant_number,
    sample_mobile,
    sample_national_id,
    sample_serial,
    sample_terminal_number,
)

SEEDS = st.integers(0, 2**32).map(Random)


@pytest.mark.parametrize(
    "code", ["0076229645", "1583250689", "0010350829", "0013542419", "۰۰۷۶۲۲۹۶۴۵", " 007-622964-5 "]
)
def test_right_national_ids(code: str):
    assert is_national_id(code)


@pytest.mark.parametrize(
    "code",
    ["1234567890", "1111111111", "0000000000", "1230000001", "007622964", "00762296450", "007622964²", ""],
)
def test_wrong_national_ids(code: str):
    assert not is_national_id(code)


@pytest.mark.parametrize("code", ["10380284790", "14005893875", "۱۰۳۸۰۲۸۴۷۹۰"])
def test_right_legal_ids(code: str):
    assert is_legal_id(code)


@pytest.mark.parametrize("code", ["10380284791", "1038028479", "10300000000", "1038028479A", ""])
def test_wrong_legal_ids(code: str):
    assert not is_legal_id(code)


@pytest.mark.parametrize(
    "code",
    ["IR580540105180021273113007", "IR820540102680020817909002", "ir82 0540 1026 8002 0817 9090 02"],
)
def test_right_ibans(code: str):
    assert is_iban(code)


@pytest.mark.parametrize(
    "code",
    [
        "IR820540102680020817909003",
        "DE820540102680020817909002",
        "IR82054010268002081790900",
        "820540102680",
        "",
    ],
)
def test_wrong_ibans(code: str):
    assert not is_iban(code)


def test_mobile_numbers():
    assert is_mobile("09121234567")
    assert is_mobile("۰۹۱۲ ۱۲۳ ۴۵۶۷")
    assert not is_mobile("9121234567")
    assert not is_mobile("0912123456")
    assert not is_mobile("02112345678")


def test_postal_codes():
    assert is_usual_postal_code("1619735744")
    assert is_usual_postal_code("۱۶۱۹۷-۳۵۷۴۴")
    assert not is_usual_postal_code("1111135744")
    assert not is_usual_postal_code("1619735742")
    assert not is_usual_postal_code("161973574")


def test_canonical_form():
    assert canonical("\u2066ir ۸۲-۰۵\u2069\u200c") == "IR8205"


@given(SEEDS)
def test_samples_are_check_valid(random: Random):
    assert is_national_id(sample_national_id(random))
    assert is_legal_id(sample_legal_id(random))
    assert is_iban(sample_iban(random))
    assert is_mobile(sample_mobile(random))


@given(SEEDS)
def test_samples_have_their_lengths(random: Random):
    terminal, merchant = sample_terminal_number(random), sample_merchant_number(random)
    assert (len(terminal), terminal.isdigit()) == (8, True)
    assert (len(merchant), merchant.isdigit()) == (15, True)
    serial = sample_serial(random)
    assert (len(serial), serial[:2].isalpha(), serial[2:].isdigit()) == (10, True, True)
    assert canonical(serial) == serial


@given(SEEDS, st.integers(2, 25), st.integers(1, 9))
def test_one_wrong_figure_in_an_iban_is_caught(random: Random, place: int, change: int):
    code = sample_iban(random)
    wrong = str((int(code[place]) + change) % 10)
    assert not is_iban(code[:place] + wrong + code[place + 1 :])


@given(SEEDS, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_figure_in_a_national_id_is_caught_or_shares_its_check(
    random: Random, place: int, change: int
):
    # Remainders 1 and 10 write the same check figure, so one misprint in eleven or so may pass.
    code = sample_national_id(random)
    wrong = code[:place] + str((int(code[place]) + change) % 10) + code[place + 1 :]
    remainders = {_remainder(code), _remainder(wrong)}
    assert is_national_id(wrong) == (remainders == {1, 10})


@pytest.mark.parametrize("sample", [sample_national_id, sample_legal_id, sample_iban, sample_serial])
def test_samples_repeat_by_seed(sample: Callable[[Random], str]):
    assert [sample(Random(7)) for _ in range(2)] == [sample(Random(7))] * 2
    random = Random(7)
    assert len({sample(random) for _ in range(50)}) == 50


def _remainder(code: str) -> int:
    return sum(int(code[place]) * (10 - place) for place in range(9)) % 11
