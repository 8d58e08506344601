"""Jobs by the column: every job comes back as it was put, in a slot of its own."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.services.job_row import JobRow
from app.views.board.job_columns import JobColumns

PLAIN = JobRow(
    id=1, version=1, code="10482", service="EM", priority="P1", stage="new", hold_reason="", fault="PRN-01",
    zone="A", city="تهران", city_en="Tehran", merchant="سوپر بهار", merchant_en="Bahar", terminal="T-1",
    contractor="", contractor_en="", technician="", technician_en="",
    reported_at=datetime(2026, 6, 1, 8, 0, 0, 7, tzinfo=UTC), due_to=None, clock_state="running",
    clock_metric="resolve", clock_due_at=None, clock_limit_seconds=14_400, clock_left_seconds=-3,
    is_open=True,
)  # fmt: skip
IDS = st.integers(1, 40) | st.integers(2**40, 2**40 + 3)
STEPS = st.lists(st.tuples(st.booleans(), st.lists(IDS, max_size=6)), max_size=12)


@given(STEPS)
def test_a_job_stays_in_its_slot_until_it_is_dropped(steps: list[tuple[bool, list[int]]]) -> None:
    jobs, there = JobColumns(), dict[int, JobRow]()
    for turn, (comes, ids) in enumerate(steps):
        before = {job_id: jobs.slot(job_id) for job_id in there}
        if comes:
            rows = [replace(PLAIN, id=job_id, version=turn, merchant=f"{job_id} {turn}") for job_id in ids]
            slots = jobs.put(rows)
            there |= {row.id: row for row in rows}
            assert slots.tolist() == [jobs.slot(job_id) for job_id in ids]
        else:
            freed = jobs.drop(ids)
            assert sorted(freed.tolist()) == sorted(before[job_id] for job_id in set(ids) & set(there))
            there = {job_id: row for job_id, row in there.items() if job_id not in ids}
            assert all(jobs.slot(job_id) is None for job_id in ids)
        slots_of = {job_id: jobs.slot(job_id) for job_id in there}
        assert len(set(slots_of.values())) == len(jobs) == len(there)
        assert all(slots_of[job_id] == before.get(job_id, slots_of[job_id]) for job_id in there)
        assert {int(slot) for slot in jobs.live()} == set(slots_of.values())
        assert [jobs.row(slot) for slot in slots_of.values()] == list(there.values())


def test_numbers_of_any_size_come_back() -> None:
    jobs = JobColumns()
    rows = [
        replace(PLAIN, id=place, version=number, clock_limit_seconds=number, clock_left_seconds=-number)
        for place, number in enumerate((1, 127, 128, 40_000, 2**31, 2**62), 1)
    ]
    for row in rows:
        jobs.put([row])
    assert [jobs.row(slot) for slot in range(len(rows))] == rows


def test_more_words_than_a_byte_can_count_come_back() -> None:
    jobs = JobColumns()
    rows = [replace(PLAIN, id=number, fault=f"F-{number}", technician_id=number) for number in range(1, 400)]
    jobs.put(rows)
    assert [jobs.row(slot) for slot in range(len(rows))] == rows
    assert jobs.has("fault", ("F-300", "EM")).nonzero()[0].tolist() == [299]
