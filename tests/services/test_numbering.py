from threading import Barrier, Thread

import pytest

from app.services.numbering import next_call_number, next_serial


def take(store, series="penalty", year=1405):
    with store.writing() as session:
        return next_serial(session, series, year)


def test_numbers_rise_by_one_in_each_series_and_year(store):
    assert [take(store) for _ in range(3)] == [1, 2, 3]
    assert take(store, year=1406) == 1
    assert take(store, series="letter") == 1
    with store.writing() as session:
        assert [next_serial(session, "penalty", 1405) for _ in range(2)] == [4, 5]
        assert [next_call_number(session) for _ in range(2)] == ["10001", "10002"]


def test_a_number_of_a_transaction_that_fails_is_given_back(store):
    take(store)

    def fail():
        with store.writing() as session:
            assert next_serial(session, "penalty", 1405) == 2
            assert next_serial(session, "new", 1405) == 1
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert (take(store), take(store, series="new")) == (2, 1)


@pytest.mark.parametrize("begun", [True, False])
def test_desks_at_once_leave_no_gap_and_take_no_number_twice(store, begun):
    if begun:
        take(store)
    start, taken, faults = Barrier(4), [], []

    def desk():
        start.wait()
        try:
            taken.extend(take(store) for _ in range(15))
        except Exception as fault:  # noqa: BLE001 - whatever it is, the test tells it
            faults.append(fault)

    threads = [Thread(target=desk) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(taken) == [number + begun for number in range(1, 61)]
