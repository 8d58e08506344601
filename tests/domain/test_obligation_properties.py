"""What holds for every history; that due undoes elapsed and spans add up is shown of calendars themselves."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.agreements import Unit
from app.domain.clocks import ClockState
from app.domain.events import Event, EventKind, Owner
from app.domain.job_life import contractor_runs, read_life
from app.domain.obligations import Obligation
from app.domain.segments import segments
from app.domain.turns import turns
from tests.domain.promises import agreement, at, job, promised, said, target, version

MINUTE = timedelta(minutes=1)
BEGIN = at("00:00")
LAST = 6 * 1440
WINDOW = 48
K = EventKind

VALUES = {
    K.PRIORITY: ("P1", "P2", "P3"),
    K.CONTRACTOR: ("C1", "C2"),
    K.DISPATCHED: ("C1", "C2"),
    K.EXCUSED: ("", "arrive"),
}
HAPPENING = [kind for kind in EventKind if kind not in {K.NOTE, K.WAIT_APPROVED, K.WAIT_REFUSED}]
LOSES = (K.CONTRACTOR, K.REJECTED, K.RESOLVED, K.REOPENED)
THREE_DAYS = 3 * 1440
TARGETS = (
    target("arrive", 2, calendar="office"),
    target("resolve", 8, calendar="office", priorities=("P3",)),
    target("resolve", 4, priorities=("P2",)),
    target("resolve", 90, "minutes", priorities=("P1",)),
    target("install", 2, "working days", calendar="office"),
)
OBSERVING = {"holiday_calendars": frozenset({"office"})}
PROMISES = [
    agreement("SLA", version(*TARGETS, declaration_hours=WINDOW), **OBSERVING),
    agreement("UC", version(*TARGETS, declaration_hours=WINDOW), contractor="C1", code="UC1", **OBSERVING),
    agreement("UC", version(*TARGETS, declaration_hours=WINDOW), contractor="C2", code="UC2", **OBSERVING),
]


@st.composite
def event(draw: st.DrawFn, first: int = 0, last: int = LAST, kinds: tuple[EventKind, ...] = ()) -> Event:
    """Something that happened on a whole minute and was written down at once."""
    kind = draw(st.sampled_from(kinds or HAPPENING))
    moment = BEGIN + draw(st.integers(first, last)) * MINUTE
    value = draw(st.sampled_from(VALUES.get(kind, ("",))))
    owner = draw(st.sampled_from(Owner)) if kind is K.PAUSED else None
    return Event(kind=kind, at=moment, recorded_at=moment, owner=owner, value=value)


def history(
    last: int = LAST, *, without: frozenset[EventKind] = frozenset()
) -> st.SearchStrategy[list[Event]]:
    """A call that is dispatched at once, and up to a dozen facts in any order."""
    kinds = tuple(kind for kind in HAPPENING if kind not in without)
    return st.lists(event(last=last, kinds=kinds), max_size=12).map(
        lambda events: [said("reported", "00:00"), said("dispatched", "00:00", value="C1"), *events]
    )


def undispatched() -> st.SearchStrategy[list[Event]]:
    """A call of a contractor that nobody dispatches, and that is taken from it or done and reopened."""
    kinds = tuple(kind for kind in HAPPENING if kind is not K.DISPATCHED)
    return st.lists(event(last=THREE_DAYS, kinds=kinds), max_size=6).flatmap(
        lambda events: st.lists(event(last=THREE_DAYS, kinds=LOSES), max_size=3).map(
            lambda lost: [said("reported", "00:00"), *events, *lost]
        )
    )


def after(minute: int, *, without: frozenset[EventKind] = frozenset()) -> st.SearchStrategy[list[Event]]:
    """Up to six facts that happened later than a minute."""
    kinds = tuple(kind for kind in HAPPENING if kind not in without)
    return st.lists(event(minute + 1, minute + LAST, kinds), max_size=6)


def by_key(found: list[Obligation]) -> dict[tuple[str, str, int], Obligation]:
    return {(o.agreement, o.metric.value, o.sequence): o for o in found}


def end_of(events: list[Event]) -> datetime:
    return max(e.recorded_at for e in events)


NOW = BEGIN + THREE_DAYS * MINUTE


@settings(max_examples=60)
@given(history(), st.data())
def test_when_and_in_which_order_facts_are_written_down_within_the_window_says_nothing(events, data):
    # A priority is taken as it is said: told after the end it may no longer break what was kept.
    minutes = st.integers(0, WINDOW * 60)
    late = [
        e if e.kind is K.PRIORITY else replace(e, recorded_at=e.at + data.draw(minutes) * MINUTE)
        for e in events
    ]
    now = BEGIN + (LAST + WINDOW * 60) * MINUTE
    shuffled = data.draw(st.permutations(late))
    assert promised(PROMISES, shuffled, now) == promised(PROMISES, events, now)


@settings(max_examples=60)
@given(history(THREE_DAYS), after(THREE_DAYS, without=frozenset({K.REOPENED})), st.data())
def test_what_is_kept_stays_kept_whatever_comes_later(events, later, data):
    kept = by_key([o for o in promised(PROMISES, events, NOW) if o.reading.state is ClockState.MET])
    raised = data.draw(st.lists(event(0, THREE_DAYS, (K.PRIORITY,)), max_size=2))
    told_late = [replace(e, recorded_at=NOW + data.draw(st.integers(1, 9)) * MINUTE) for e in raised]
    found = by_key(promised(PROMISES, [*events, *later, *told_late], NOW + LAST * MINUTE))
    for key, obligation in kept.items():
        assert found[key].reading.state is ClockState.MET
        assert found[key].reading.stopped_at == obligation.reading.stopped_at


@settings(max_examples=60)
@given(history(THREE_DAYS), after(THREE_DAYS, without=frozenset({K.EXCUSED})))
def test_a_breach_is_sticky(events, later):
    broken = by_key([o for o in promised(PROMISES, events, NOW) if o.reading.state is ClockState.MISSED])
    found = by_key(promised(PROMISES, [*events, *later], NOW + LAST * MINUTE))
    for key, obligation in broken.items():
        reading = found[key].reading
        assert (reading.state, reading.due_at) == (ClockState.MISSED, obligation.reading.due_at)
        assert reading.overrun_seconds >= obligation.reading.overrun_seconds


@settings(max_examples=60)
@given(undispatched(), after(THREE_DAYS, without=frozenset({K.EXCUSED})))
def test_a_breach_before_any_dispatch_is_sticky_once_somebody_else_has_the_job(events, later):
    # The clock that runs at the first dispatch began with it: until then the report stood in for it.
    facts = job(contractor="C1")
    broken = by_key(
        [o for o in promised(PROMISES, events, NOW, facts=facts) if o.reading.state is ClockState.MISSED]
    )
    over = {run.sequence for run in contractor_runs(read_life(events), "C1", None, None) if run.ended_at}
    found = by_key(promised(PROMISES, [*events, *later], NOW + LAST * MINUTE, facts=facts))
    for key, obligation in broken.items():
        if obligation.sequence in over or obligation.agreement == "SLA":
            reading = found[key].reading
            assert (reading.state, reading.due_at) == (ClockState.MISSED, obligation.reading.due_at)


@settings(max_examples=60)
@given(history(THREE_DAYS), st.integers(0, LAST))
def test_a_verdict_needs_no_second_look(events, minutes):
    found = promised(PROMISES, events, NOW)
    assert promised(PROMISES, events, NOW) == found
    later = by_key(promised(PROMISES, events, NOW + minutes * MINUTE))
    for key, obligation in by_key(found).items():
        reading = obligation.reading
        if reading.stopped_at is not None:
            assert later[key].reading == reading
        elif reading.state is ClockState.MISSED:
            assert later[key].reading.state is ClockState.MISSED
            assert later[key].reading.due_at == reading.due_at


@settings(max_examples=60)
@given(
    history(without=frozenset({K.PRIORITY})), st.frozensets(st.integers(0, 9), max_size=4), st.integers(0, 9)
)
def test_one_more_holiday_makes_nothing_due_earlier(events, days, one_more):
    # Without priorities: a change that comes after the due instant on one calendar comes in time on another.
    # Without working days that stood still: what a wait takes of the start day it does not take of a holiday.
    now = BEGIN + LAST * MINUTE
    off = frozenset(date(2026, 6, 1) + timedelta(days=day) for day in days)
    fewer = promised(PROMISES, events, now, holidays=off)
    more = promised(PROMISES, events, now, holidays=off | {date(2026, 6, 1) + timedelta(days=one_more)})
    for before, afterwards in zip(fewer, more, strict=True):
        if before.reading.paused_seconds and before.target.unit is Unit.WORKING_DAYS:
            continue
        if before.reading.due_at is not None and afterwards.reading.due_at is not None:
            assert afterwards.reading.due_at >= before.reading.due_at
        assert afterwards.reading.due_at is None or before.reading.due_at is not None
        assert afterwards.reading.used_seconds <= before.reading.used_seconds


WORK = target("resolve", 6)
SAME = [
    agreement("SLA", WORK),
    agreement("UC", WORK, contractor="C1", code="UC1"),
    agreement("UC", WORK, contractor="C2", code="UC2"),
]


@given(
    st.lists(st.tuples(st.integers(1, 2000), st.sampled_from(("C1", "C2"))), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 600)), max_size=4),
    st.integers(0, 2600),
)
@settings(max_examples=100)
def test_the_time_of_the_merchant_is_that_of_the_desk_and_of_each_contractor(dispatches, waits, done):
    # Every wait is the merchant's and stops both; one contractor hands over to the next without a gap.
    def happened(kind, minute, **more):
        moment = BEGIN + minute * MINUTE
        return Event(kind=kind, at=moment, recorded_at=moment, **more)

    events = [said("reported", "00:00")]
    events += [happened(K.DISPATCHED, minute, value=code) for minute, code in dispatches]
    for minute, length in waits:
        events.append(happened(K.PAUSED, minute, owner=Owner.MERCHANT))
        events.append(happened(K.RESUMED, minute + length))
    done = max(done, *(minute for minute, _ in dispatches))
    events.append(happened(K.RESOLVED, done))
    sla, *contracts = promised(SAME, events, BEGIN + 3000 * MINUTE)
    by_party = {"": 0, "C1": 0, "C2": 0}
    for segment in segments(sla, turns(read_life(events), "")):
        by_party[segment.party] += segment.counted_seconds
    for code in ("C1", "C2"):
        used = sum(o.reading.used_seconds for o in contracts if o.party == code)
        assert by_party[code] == used
    assert sum(by_party.values()) == sla.reading.used_seconds
