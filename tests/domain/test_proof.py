from datetime import date, timedelta

from app.domain.agreements import AgreementKind
from app.domain.calendars import Calendars
from app.domain.derivation import derive
from app.domain.events import Source
from app.domain.proof import SpecialDay, proof_sheet, stopping_fact
from tests.domain.promises import HOUR, agreement, at, job, said, target

REPORTED = said("reported", "09:00")


def sheet(which, events, as_of, *, facts=None, holidays=frozenset()):
    calendars, about = Calendars(holidays), facts or job()
    (found,) = derive(about, events, [which], calendars, as_of=as_of)
    return proof_sheet(about, events, found, which, calendars, read_at=as_of)


def test_the_running_total_ends_with_what_was_used():
    sla = agreement("SLA", target("resolve", 4))
    events = [
        REPORTED,
        said("paused", "10:00", owner="merchant", reason="shop-closed"),
        said("resumed", "11:00"),
        said("resolved", "15:00"),
    ]
    found = sheet(sla, events, at("20:00"))
    # 1 h, the wait, 3 h until due at 14:00, 1 h late.
    assert [line.total_seconds for line in found.lines] == [HOUR, HOUR, 4 * HOUR, 5 * HOUR]
    assert found.obligation.reading.used_seconds == 5 * HOUR
    (wait,) = found.waits
    assert (wait.owner, wait.reason, wait.left_out, wait.rule) == (
        "merchant",
        "shop-closed",
        False,
        found.version.pauses[0],
    )
    assert stopping_fact(found).event is events[3]


def test_it_says_by_what_the_target_won_and_which_it_beat():
    general, zone = target("resolve", 8), target("resolve", 6, zones=("A",))
    best = target("resolve", 4, priorities=("P2",), services=("EM",))
    other = target("resolve", 1, priorities=("P1",))
    found = sheet(agreement("SLA", general, zone, best, other), [REPORTED], at("10:00"))
    assert (found.matched, found.beaten) == (("priorities", "services"), (general, zone))


def test_what_it_beat_is_judged_by_the_priority_that_brought_the_target():
    general, first = target("resolve", 8), target("resolve", 6, priorities=("P2",))
    raised = target("resolve", 4, priorities=("P1",))
    sla = agreement("SLA", general, first, raised)
    found = sheet(sla, [REPORTED, said("priority", "10:00", value="P1")], at("11:00"))
    assert (found.obligation.target, found.beaten) == (raised, (general,))
    kept = [REPORTED, said("resolved", "10:00"), said("priority", "10:30", value="P1")]
    found = sheet(sla, kept, at("11:00"))
    assert (found.obligation.target, found.beaten) == (first, (general,))


def test_declarations_that_contradict_each_other_are_flagged_and_not_averaged():
    uc = agreement("UC", target("arrive", 4), contractor="C1")
    events = [
        REPORTED,
        said("dispatched", "09:00", value="C1"),
        said("arrived", "10:00", source=Source.CONTRACTOR),
        said("arrived", "10:40", source=Source.TERMINAL),
        said("arrived", "10:50", source=Source.TERMINAL),
    ]
    found = sheet(uc, events, at("12:00"))
    assert [fact.conflicts for fact in found.facts] == [False, False, True, True, True]
    assert found.has_conflicts
    assert found.obligation.reading.stopped_at == at("10:00")
    assert not sheet(uc, events[:3], at("12:00")).has_conflicts


def test_a_new_dispatch_or_reopening_is_another_arrival():
    uc = agreement("UC", target("resolve", 4), contractor="C1")
    events = [
        REPORTED,
        said("dispatched", "09:00", value="C1"),
        said("resolved", "10:00", source=Source.CONTRACTOR),
        said("reopened", "11:00"),
        said("resolved", "12:00", source=Source.TERMINAL),
    ]
    calendars = Calendars()
    found = derive(job(), events, [uc], calendars, as_of=at("13:00"))
    sheets = [proof_sheet(job(), events, o, uc, calendars, read_at=at("13:00")) for o in found]
    assert [sheet.has_conflicts for sheet in sheets] == [False, False]


def test_what_was_recorded_late_and_what_does_not_count_is_told():
    sla = agreement("SLA", target("resolve", 4))
    late = said("resolved", "10:00", recorded=at("12:30"))
    found = sheet(sla, [REPORTED, late, said("arrived", "11:00")], at("13:00"))
    assert [fact.declared_late for fact in found.facts] == [
        timedelta(),
        timedelta(hours=2, minutes=30),
        timedelta(),
    ]
    assert [fact.counts for fact in found.facts] == [True, True, False]


def test_the_days_on_which_the_calendar_was_not_as_usual_are_named():
    sla = agreement("SLA", target("resolve", 10, calendar="office"), holiday_calendars=frozenset({"office"}))
    found = sheet(sla, [REPORTED], at("10:00", 1), holidays=frozenset({date(2026, 6, 2), date(2026, 6, 20)}))
    # 8 h on Monday; Tuesday is off; 2 h on Wednesday.
    assert found.obligation.reading.due_at == at("10:00", 3)
    assert found.special_days == (SpecialDay(date(2026, 6, 2), "holiday"),)
    always = sheet(agreement("SLA", target("resolve", 4)), [REPORTED], at("10:00"))
    assert always.special_days == ()


def test_a_wait_declared_too_late_is_shown_as_left_out():
    sla = agreement("SLA", target("resolve", 4), terms={"declaration_hours": 1})
    events = [
        REPORTED,
        said("paused", "12:00", owner="merchant", recorded=at("15:00")),
        said("resumed", "14:00", recorded=at("15:00")),
    ]
    (wait,) = sheet(sla, events, at("16:00")).waits
    assert (wait.left_out, wait.rule is None) == (True, False)


def test_the_contractors_own_wait_has_no_rule_in_its_contract():
    uc = agreement("UC", target("resolve", 4), contractor="C1")
    events = [REPORTED, said("dispatched", "09:00", value="C1"), said("paused", "10:00", owner="contractor")]
    found = sheet(uc, events, at("11:00"))
    assert found.agreement.kind is AgreementKind.UC
    assert [wait.rule for wait in found.waits] == [None]


def test_a_window_has_a_sheet_too():
    sla = agreement("SLA", target("appointment", 0, "window"))
    facts = job(due_from=at("08:00"), due_to=at("00:00", 2))
    found = sheet(sla, [REPORTED, said("arrived", "10:00")], at("12:00"), facts=facts)
    assert [(line.segment.state.value, line.total_seconds) for line in found.lines] == [("counting", 0)]
    assert found.special_days == ()
