from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.clocks import ClockState
from app.domain.events import Event, EventKind, Owner
from app.domain.job_life import read_life
from app.domain.segments import SegmentState, segments
from app.domain.turns import turn_at, turns
from tests.domain.promises import HOUR, agreement, at, job, only, promised, said, target

REPORTED = said("reported", "09:00")
OFFICE = agreement("SLA", target("resolve", 4, calendar="office"))
HISTORY = [
    said("reported", "15:00"),
    said("dispatched", "15:20", value="C1"),
    said("paused", "16:00", owner="merchant", reason="shop-closed"),
    said("resumed", "09:00", day=2),
    said("resolved", "13:30", day=2),
]


def cut(found, events, contractor=""):
    return [
        (s.start, s.end, s.state.value, s.owner, s.party, s.counted_seconds)
        for s in segments(found, turns(read_life(events), contractor))
    ]


def test_a_clock_is_cut_where_something_changes():
    found = only(OFFICE, HISTORY, at("20:00", 2))
    # 20 + 40 min, the merchant's wait over night, 3 h until due at 12:00, late until 13:30.
    assert cut(found, HISTORY) == [
        (at("15:00"), at("15:20"), "counting", "unit", "", 1200),
        (at("15:20"), at("16:00"), "counting", "contractor", "C1", 2400),
        (at("16:00"), at("09:00", 2), "waiting", "merchant", "", 0),
        (at("09:00", 2), at("12:00", 2), "counting", "contractor", "C1", 3 * HOUR),
        (at("12:00", 2), at("13:30", 2), "late", "contractor", "C1", 5400),
    ]


def test_a_wait_of_no_length_is_nobodys_turn():
    events = [
        REPORTED,
        said("dispatched", "09:10", value="C1"),
        said("paused", "10:00", owner="merchant"),
        said("resumed", "10:00"),
        said("resolved", "11:00"),
    ]
    found = only(agreement("UC", target("resolve", 4), contractor="C1"), events, at("20:00"))
    assert cut(found, events) == [(at("09:10"), at("11:00"), "counting", "contractor", "C1", 6600)]


def test_closed_hours_are_nobodys_and_count_nothing():
    events = [said("reported", "16:00")]
    found = only(OFFICE, events, at("09:00", 2))
    assert cut(found, events) == [
        (at("16:00"), at("17:00"), "counting", "unit", "", HOUR),
        (at("17:00"), at("08:00", 2), "closed", "", "", 0),
        (at("08:00", 2), at("09:00", 2), "counting", "unit", "", HOUR),
    ]


def test_a_wait_that_does_not_stop_the_clock_counts_and_is_its_owners():
    uc = agreement("UC", target("resolve", 4), contractor="C1")
    events = [
        REPORTED,
        said("dispatched", "09:10", value="C1"),
        said("paused", "10:00", owner="contractor", reason="no-part"),
    ]
    (_, waiting) = segments(only(uc, events, at("11:00")), turns(read_life(events), ""))
    assert (waiting.state, waiting.owner, waiting.party, waiting.reason) == (
        SegmentState.COUNTING,
        "contractor",
        "C1",
        "no-part",
    )
    assert waiting.counted_seconds == HOUR


def test_between_end_and_reopening_the_promise_is_shut_and_the_contractor_has_the_job_again():
    sla = agreement("SLA", target("resolve", 4))
    events = [
        REPORTED,
        said("dispatched", "09:30", value="C1"),
        said("resolved", "10:00"),
        said("reopened", "12:00"),
    ]
    assert cut(only(sla, events, at("12:30")), events) == [
        (at("09:00"), at("09:30"), "counting", "unit", "", 1800),
        (at("09:30"), at("10:00"), "counting", "contractor", "C1", 1800),
        (at("10:00"), at("12:00"), "shut", "", "", 0),
        (at("12:00"), at("12:30"), "counting", "contractor", "C1", 1800),
    ]


def test_reassigned_the_blame_is_split():
    sla = agreement("SLA", target("resolve", 4))
    events = [
        REPORTED,
        said("dispatched", "10:00", value="C1"),
        said("rejected", "11:00"),
        said("dispatched", "12:00", value="C2"),
    ]
    owners = [(owner, party) for *_, owner, party, _ in cut(only(sla, events, at("12:30")), events)]
    assert owners == [("unit", ""), ("contractor", "C1"), ("unit", ""), ("contractor", "C2")]


def test_of_a_window_only_what_is_late_is_counted():
    pm = agreement("UC", target("pm", 0, "window"), contractor="C1")
    facts = job(service="PM", contractor="C1", due_from=at("00:00"), due_to=at("00:00", 3))
    events = [said("resolved", "01:00", day=3)]
    found = only(pm, events, at("12:00", 4), facts=facts)
    assert cut(found, events, "C1")[-1] == (at("00:00", 3), at("01:00", 3), "late", "contractor", "C1", HOUR)
    assert sum(row[-1] for row in cut(found, events, "C1")) == found.reading.overrun_seconds == HOUR


def test_before_the_first_fact_the_job_is_with_whom_it_was_registered():
    nothing = read_life([])
    assert turn_at(turns(nothing, ""), at("09:00")).owner == "unit"
    assert turn_at(turns(nothing, "C1"), at("09:00")).party == "C1"


@st.composite
def history(draw):
    """Any events of one job to the microsecond, some recorded late."""
    kinds = st.sampled_from(list(EventKind))
    owners = st.sampled_from([None, *Owner])
    micros = st.integers(0, 6 * 86_400_000_000)
    late = st.sampled_from([0, 0, 30, 300, 6000])
    values = {
        EventKind.PRIORITY: ["P1", "P2", "P3"],
        EventKind.CONTRACTOR: ["C1", "C2"],
        EventKind.DISPATCHED: ["", "C1", "C2"],
    }
    events = []
    for kind, micro, owner, delay in draw(st.lists(st.tuples(kinds, micros, owners, late), max_size=14)):
        moment = at("00:00") + timedelta(microseconds=micro)
        value = draw(st.sampled_from(values.get(kind, [""])))
        recorded = moment + timedelta(minutes=delay)
        events.append(Event(kind=kind, at=moment, recorded_at=recorded, owner=owner, value=value))
    return events


TERMS = {"declaration_hours": 2, "minimum_grace_minutes": 30}
PROMISES = [
    agreement(
        "SLA",
        target("resolve", 9, calendar="office", priorities=("P2", "P3")),
        target("resolve", 3, priorities=("P1",)),
        target("arrive", 90, "minutes"),
        target("appointment", 0, "window"),
        terms=TERMS,
    ),
    agreement("UC", target("resolve", 1, "working days", calendar="office"), terms=TERMS),
    agreement("OLA", target("dispatch", 15, "minutes", calendar="office")),
]


@settings(max_examples=150)
@given(history(), st.integers(0, 8 * 86_400_000_000))
def test_the_seconds_of_the_segments_add_up_to_the_reading(events, now):
    facts = job(due_from=at("00:00", 2), due_to=at("00:00", 4), contractor="C1")
    whose = turns(read_life(events), "C1")
    for found in promised(PROMISES, events, at("00:00") + timedelta(microseconds=now), facts=facts):
        parts = segments(found, whose)
        reading = found.reading
        assert all(part.start < part.end for part in parts)
        assert [part.end for part in parts[:-1]] == [part.start for part in parts[1:]]
        if parts:
            assert parts[-1].end == found.read_until
        late = sum(part.counted_seconds for part in parts if part.state is SegmentState.LATE)
        counted = sum(part.counted_seconds for part in parts)
        if found.counting is not None:
            assert counted == reading.used_seconds
            assert counted - late == min(reading.used_seconds, reading.limit_seconds)
        # A miss is a second late at least, even where nothing counted in it.
        least = 1 if reading.state is ClockState.MISSED else 0
        if reading.state is not ClockState.EXCUSED:
            assert reading.overrun_seconds == max(late, least)
