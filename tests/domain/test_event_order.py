"""Facts of one instant: which counts first follows from what the job can have by then."""

from itertools import permutations

import pytest

from app.domain.event_order import counted, in_order
from app.domain.events import EventKind
from app.domain.job_states import Stage, state_after
from tests.domain.promises import agreement, at, job, promised, said, target

K = EventKind
OF_ANYBODY = agreement("UC", target("resolve", 4))
REPORTED = said("reported", "08:00")
TO_C1 = said("dispatched", "08:00", value="C1")


def kinds(events):
    return [event.kind.value for event in events]


def states(events):
    found = promised(OF_ANYBODY, events, at("20:00"), facts=job())
    return [(o.party, o.started_at, o.reading.state.value) for o in found]


def test_a_rejection_beside_the_next_dispatch_is_of_who_had_the_job():
    tie = [said("rejected", "09:00"), said("dispatched", "09:00", value="C2")]
    for both in permutations(tie):
        events = [REPORTED, TO_C1, *both, said("resolved", "10:00")]
        assert states(events) == [("C1", at("08:00"), "cancelled"), ("C2", at("09:00"), "met")]
        state = state_after(events[:-1])
        assert (state.stage, state.contractor) == (Stage.DISPATCHED, "C2")


def test_a_first_dispatch_that_is_rejected_at_once_came_before_its_rejection():
    tie = [said("rejected", "09:00"), said("dispatched", "09:00", value="C1"), said("accepted", "09:00")]
    for all_three in permutations(tie):
        assert kinds(in_order([REPORTED, *all_three])) == ["reported", "dispatched", "accepted", "rejected"]
        assert state_after([REPORTED, *all_three]).stage is Stage.NEW


def test_a_rejection_beside_a_new_contractor_is_of_the_one_before():
    tie = [said("rejected", "09:00"), said("contractor", "09:00", value="C2")]
    facts = job(contractor="C1")
    for both in permutations(tie):
        found = promised(OF_ANYBODY, [REPORTED, *both], at("10:00"), facts=facts)
        assert [(o.party, o.reading.state.value) for o in found] == [("C1", "cancelled"), ("C2", "running")]


def test_a_rejection_alone_follows_what_was_accepted():
    tie = [said("accepted", "09:00"), said("rejected", "09:00")]
    assert kinds(in_order([TO_C1, *reversed(tie)])) == ["dispatched", "accepted", "rejected"]


def test_once_withdrawn_a_dispatch_and_its_rejection_are_of_the_new_contractor():
    tie = [said("dispatched", "09:30", value="C2"), said("rejected", "09:30")]
    withdrawn = [REPORTED, TO_C1, said("contractor", "09:00", value="C2")]
    for both in permutations(tie):
        assert kinds(in_order([*withdrawn, *both]))[-2:] == ["dispatched", "rejected"]
    # Said again who has it: C1 still does, and gives it back.
    kept = [REPORTED, TO_C1, said("contractor", "09:00", value="C1")]
    for both in permutations(tie):
        assert kinds(in_order([*kept, *both]))[-2:] == ["rejected", "dispatched"]


def test_the_dispatch_of_a_reopened_job_follows_its_reopening():
    tie = [said("reopened", "12:00"), said("dispatched", "12:00", value="C2")]
    for both in permutations(tie):
        events = [REPORTED, TO_C1, said("resolved", "10:00"), *both]
        assert states(events) == [
            ("C1", at("08:00"), "met"),
            ("C1", at("12:00"), "cancelled"),
            ("C2", at("12:00"), "missed"),
        ]


@pytest.mark.parametrize(
    ("before", "tie", "expected"),
    [
        # Open until then: done, and reopened.
        ([], ["resolved", "reopened"], ["resolved", "reopened"]),
        ([], ["resolved", "resolved", "reopened"], ["resolved", "reopened"]),
        ([], ["dispatched", "resolved", "closed"], ["dispatched", "resolved", "closed"]),
        # Over until then: only a reopening lets it be done again.
        (["resolved"], ["closed", "reopened"], ["closed", "reopened"]),
        (["resolved"], ["reopened", "resolved"], ["reopened", "resolved"]),
        (["cancelled"], ["reopened", "arrived", "resolved"], ["reopened", "arrived", "resolved"]),
        (["closed"], ["resolved", "arrived"], []),
    ],
)
def test_what_a_finished_job_cannot_have_comes_after_its_reopening(before, tie, expected):
    earlier = [REPORTED, *(said(kind, "09:00") for kind in before)]
    for drawn in permutations(said(kind, "10:00") for kind in tie):
        assert kinds(counted([*earlier, *drawn]))[len(earlier) :] == expected
