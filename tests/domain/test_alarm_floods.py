"""Floods of alarms: what is grouped, by which cause, and what is not."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.alarm_floods import Cause, FloodRules, Member, floods

START = datetime(2026, 6, 1, 8, tzinfo=UTC)
APN = Cause("سپیدار", "شهریار", "SIM-01", "S90")


def member(number, *, minute=0.0, cause=APN, priority="P2", job=None, side=""):
    at = START + timedelta(minutes=minute)
    return Member(id=number, job_id=job or number, priority=priority, announced_at=at, cause=cause, side=side)


def found(members, **rules):
    return [([m.id for m in flood.members], flood.cause) for flood in floods(members, FloodRules(**rules))]


def test_one_cause_is_one_group_and_a_p1_stands_alone():
    members = [member(n, priority="P1" if n == 7 else "P2") for n in range(1, 51)]
    assert found(members) == [([n for n in range(1, 51) if n != 7], APN)]


def test_four_jobs_of_one_cause_are_no_flood_and_five_are():
    assert found([member(n) for n in range(4)]) == []
    assert found([member(n) for n in range(5)]) == [([0, 1, 2, 3, 4], APN)]
    assert found([member(n, job=n % 4 + 1) for n in range(8)]) == []


def test_one_thing_in_common_is_a_cause_only_above_the_number_of_a_flood():
    def sharing(n):
        return Cause("سپیدار", f"city {n}", f"fault {n}", f"model {n}")

    assert found([member(n, cause=sharing(n)) for n in range(10)]) == []
    assert found([member(n, cause=sharing(n)) for n in range(11)]) == [([*range(11)], Cause("سپیدار"))]
    assert found([member(n, cause=sharing(n)) for n in range(4)], alarms=3) == [
        ([0, 1, 2, 3], Cause("سپیدار"))
    ]


def test_too_many_of_nothing_in_common_are_a_group_too():
    members = [member(n, cause=Cause(f"c{n}", f"t{n}", f"f{n}", f"m{n}")) for n in range(12)]
    assert found(members) == [([*range(12)], Cause())]
    assert found(members[:10]) == []


def test_slowly_they_are_no_flood():
    assert found([member(n, minute=3 * n) for n in range(20)]) == []
    assert found([member(n, minute=2 * n) for n in range(20)]) == [([*range(20)], APN)]


def test_two_causes_are_two_groups_and_the_rest_stands_alone():
    other = Cause("توسکا", "کرج", "PRN-01", "P2")
    members = [
        *(member(n) for n in range(6)),
        *(member(n, cause=other, minute=1) for n in range(10, 17)),
        member(30, cause=Cause("آوند", "ورامین", "KPD-01", "X")),
    ]
    assert found(members) == [([*range(6)], APN), ([*range(10, 17)], other)]


def test_what_is_acknowledged_is_not_grouped_with_what_is_not():
    members = [member(n, side="acknowledged" if n < 5 else "") for n in range(10)]
    assert found(members) == [([*range(5)], APN), ([*range(5, 10)], APN)]


causes = st.builds(Cause, *(st.sampled_from(["", "a", "b"]) for _part in range(4)))
crowds = st.lists(
    st.tuples(
        st.floats(0, 60),
        causes,
        st.sampled_from(["P1", "P2", "P3"]),
        st.integers(1, 15),
    ),
    max_size=60,
)


@given(crowds)
def test_each_alarm_is_in_one_group_at_most_and_shares_what_the_group_says(crowd):
    members = [
        member(n, minute=minute, cause=cause, priority=priority, job=job)
        for n, (minute, cause, priority, job) in enumerate(crowd, 1)
    ]
    groups = floods(members, FloodRules())
    numbers = [m.id for group in groups for m in group.members]
    assert len(numbers) == len(set(numbers))
    for group in groups:
        assert group.jobs > 1
        assert all(m.priority != "P1" for m in group.members)
        for m in group.members:
            pairs = zip(m.cause.parts(), group.cause.parts(), strict=True)
            assert all(shared in {"", mine} for mine, shared in pairs)
    assert floods(reversed(members), FloodRules()) == groups
