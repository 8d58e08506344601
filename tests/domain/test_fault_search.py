import pytest

from app.domain.fault_search import fitting_faults
from app.domain.proposed_priority import Because, ProposedPriority, proposed_priority
from app.services.fault_catalogue import fault_catalogue

FAULTS = fault_catalogue().faults


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("PRN-01", "PRN-01"),
        ("prn", "PRN-01"),
        ("prn 02", "PRN-02"),
        ("چاپ نمی", "PRN-01"),
        ("نمي چاپ", "PRN-01"),
        ("كمرنگ", "PRN-02"),
        ("روشن", "PWR-01"),
        ("۰۱", None),
    ],
)
def test_a_fault_is_found_by_code_or_a_few_letters(typed, first):
    found = [fault.code for fault in fitting_faults(FAULTS.values(), typed)]
    assert (found[0] if found else None) == first


def test_english_words_find_the_same_faults():
    for fault in FAULTS.values():
        assert fault in fitting_faults(FAULTS.values(), fault.problem.en)
        assert fault in fitting_faults(FAULTS.values(), fault.problem.fa)
        assert fitting_faults(FAULTS.values(), fault.code)[0] is fault


def test_without_a_letter_the_whole_catalogue_is_there_and_nonsense_finds_nothing():
    assert fitting_faults(FAULTS.values(), "  ") == list(FAULTS.values())
    assert fitting_faults(FAULTS.values(), "ققق") == []


@pytest.mark.parametrize(
    ("code", "merchant_class", "others_down", "proposed"),
    [
        ("PWR-01", "standard", 0, ("P2", Because.FAULT, 1)),
        ("PWR-01", "premium", 0, ("P1", Because.PREMIUM_DOWN, 1)),
        ("PWR-01", "low", 1, ("P1", Because.SEVERAL_DOWN, 2)),
        ("PWR-01", "premium", 2, ("P1", Because.SEVERAL_DOWN, 3)),
        ("PRN-02", "premium", 3, ("P3", Because.FAULT, 3)),
        ("TMP-02", "low", 0, ("P1", Because.FAULT, 0)),
    ],
)
def test_a_priority_is_proposed_with_its_reason(code, merchant_class, others_down, proposed):
    found = proposed_priority(FAULTS[code], merchant_class=merchant_class, others_down=others_down)
    assert found == ProposedPriority(*proposed)
