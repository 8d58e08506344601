"""Days off are proposed by one person, approved by another, corrected by later facts."""

from datetime import UTC, date, datetime
from threading import Thread

import pytest

from app.domain.calendars import Closure
from app.domain.errors import RuleBroken
from app.services.agreement_book import book, book_with
from app.services.agreements.taking_in import record_agreement
from app.services.calendars import days_off as commands
from app.services.calendars.days import DayOffState, days_of_year
from app.services.calendars.days_off import DayOff
from app.services.calendars.in_force import days_off
from app.services.calendars.official import load_holidays
from app.services.calendars.provinces import provinces
from app.services.intake.promises import promises
from tests.factories import agreement_text, dump, founded

TUESDAY = date(2026, 6, 2)
COLD = DayOff(
    day=TUESDAY, name="برودت هوا", province="تهران", declared_by="استانداری تهران", reference="1405/12"
)
FITR = DayOff(day=date(2027, 3, 10), name="عید فطر", name_en="Fitr", is_official=True, is_estimated=True)
OFFICE = """
[calendars.office]
official_holidays = true
weekly = { mon = [["08:00", "17:00"]], tue = [["08:00", "17:00"]], wed = [["08:00", "17:00"]] }

[[version]]"""


@pytest.fixture
def ground(store):
    ground = founded(store)
    text = agreement_text("SLA").replace("[[version]]", OFFICE, 1)
    text = text.replace('unit = "minutes"', 'unit = "minutes"\ncalendar = "office"')
    with store.writing() as session:
        record_agreement(session, ground.clock, text, file="sla.toml", by="manager")
    return ground


def do(ground, command, *arguments, **named):
    with ground.store.writing() as session:
        return getattr(commands, command)(session, ground.clock, *arguments, **named)


def recorded(ground, stated):
    """An official holiday as it is loaded: it holds at once."""
    with ground.store.writing() as session:
        row = commands.note(ground.clock, stated, by="loader")
        commands.keep_all(session, ground.clock, [(row, None)])
        return row.id


def holding(ground):
    with ground.store.reading() as session:
        return days_off(session)


def refused(ground, command, *arguments, **named):
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as broken:
        do(ground, command, *arguments, **named)
    assert dump(ground.store) == before
    return broken.value.code


def told_besides_days_off(ground):
    """Every row but the days off, the news of them, and that they moved no job."""
    return [
        table
        for table in dump(ground.store).items()
        if table[0] not in {"holiday", "notice", "recalculation"}
    ]


def test_desks_that_decide_at_once_decide_once(ground):
    closure = do(ground, "declare_closure", COLD, by="supervisor")
    told = []

    def reject():
        try:
            do(ground, "reject_day_off", closure, by="manager")
        except RuleBroken as broken:
            told.append(broken.code)

    other = Thread(target=reject)
    with ground.store.writing() as session:
        commands.approve_day_off(session, ground.clock, closure, by="contracts")
        other.start()
        other.join(0.5)  # long enough to read what is not decided yet, unless it has to wait
    other.join()
    assert told == ["day-off-already-decided"]
    assert listed(ground) == [(closure, TUESDAY, DayOffState.IN_FORCE)]


def listed(ground, year=1405, **how):
    with ground.store.reading() as session:
        return [(row.id, row.day, row.state) for row in days_of_year(session, year, **how)]


def test_a_closure_holds_once_a_second_person_approved_it(ground):
    closure = do(ground, "declare_closure", COLD, by="supervisor")
    assert holding(ground).closures == frozenset()
    assert listed(ground) == [(closure, TUESDAY, DayOffState.PROPOSED)]
    for same in ("supervisor", " Supervisor "):
        assert refused(ground, "approve_day_off", closure, by=same) == "second-person-needed"
    assert refused(ground, "approve_day_off", closure, by=" ") == "approval-needs-a-name"
    do(ground, "approve_day_off", closure, by="contracts")
    assert holding(ground).closures == {Closure(TUESDAY, "تهران")}
    with ground.store.reading() as session:
        (row,) = days_of_year(session, 1405, province="تهران")
        assert days_of_year(session, 1405, province="گیلان") == days_of_year(session, 1404) == []
    assert (row.declared_by, row.reference, row.name) == ("استانداری تهران", "1405/12", "برودت هوا")
    assert (row.recorded_by, row.recorded_at) == ("supervisor", ground.clock.now())
    assert (row.decided_by, row.decided_at) == ("contracts", ground.clock.now())
    for command in ("approve_day_off", "reject_day_off"):
        assert refused(ground, command, closure, by="admin") == "day-off-already-decided"


def test_neither_a_proposal_nor_its_approval_touches_a_clock_that_does_not_reach_it(ground):
    job = ground.call()
    before = told_besides_days_off(ground)
    closure = do(ground, "declare_closure", COLD, by="supervisor")
    do(ground, "approve_day_off", closure, by="contracts")
    assert told_besides_days_off(ground) == before
    assert ground.job(job).province == "تهران"


def test_the_book_of_a_transaction_knows_what_it_has_approved(ground):
    closure = do(ground, "declare_closure", COLD, by="supervisor")
    with ground.store.writing() as session:

        def opens(agreements):
            sla = agreements.named("SLA")
            return agreements.calendars.of(sla, "office", "تهران").is_working_day(TUESDAY)

        assert opens(book(session))
        assert not opens(book_with(session, [closure]))
        assert opens(book(session))
        commands.approve_day_off(session, ground.clock, closure, by="contracts")
        assert not opens(book(session))


def test_a_call_is_promised_what_the_closures_of_its_province_leave(ground):
    """Monday at 16:30 two hours reach into Tuesday, 09:30; with Tuesday closed into Wednesday."""
    closure = do(ground, "declare_closure", COLD, by="supervisor")
    ground.wait(8.5 * 60)

    def resolved_by():
        with ground.store.reading() as session:
            asked = {"terminal_id": ground.terminals[0], "fault": "PRN-01", "priority": "P2"}
            found = promises(session, ground.clock, **asked)
        return next(p.due_at for p in found.promises if (p.kind, p.metric) == ("SLA", "resolve"))

    assert resolved_by() == datetime(2026, 6, 2, 9, 30, tzinfo=UTC)
    do(ground, "approve_day_off", closure, by="contracts")
    assert resolved_by() == datetime(2026, 6, 3, 9, 30, tzinfo=UTC)


def test_a_rejected_closure_never_holds(ground):
    closure = do(ground, "declare_closure", COLD, by="supervisor")
    do(ground, "reject_day_off", closure, by="supervisor")
    assert holding(ground).closures == frozenset()
    assert listed(ground) == []
    assert listed(ground, states=frozenset(DayOffState)) == [(closure, TUESDAY, DayOffState.REJECTED)]
    assert do(ground, "declare_closure", COLD, by="supervisor") > closure


def test_a_withdrawal_is_a_fact_of_its_own(ground):
    closure = do(ground, "declare_closure", COLD, by="supervisor")
    assert refused(ground, "withdraw_closure", closure, by="supervisor") == "day-off-not-in-force"
    do(ground, "approve_day_off", closure, by="contracts")
    withdrawal = do(ground, "withdraw_closure", closure, by="supervisor")
    assert refused(ground, "withdraw_closure", closure, by="admin") == "already-proposed"
    assert holding(ground).closures == {Closure(TUESDAY, "تهران")}
    do(ground, "approve_day_off", withdrawal, by="contracts")
    assert holding(ground).closures == frozenset()
    assert refused(ground, "withdraw_closure", closure, by="admin") == "day-off-not-in-force"
    assert refused(ground, "withdraw_closure", 99, by="admin") == "unknown-day-off"
    assert listed(ground, states=frozenset(DayOffState)) == [
        (closure, TUESDAY, DayOffState.REPLACED),
        (withdrawal, TUESDAY, DayOffState.WITHDRAWAL),
    ]


def test_a_withdrawal_that_was_turned_down_may_be_proposed_again(ground):
    closure = do(ground, "declare_closure", COLD, by="supervisor")
    do(ground, "approve_day_off", closure, by="contracts")
    withdrawal = do(ground, "withdraw_closure", closure, by="supervisor")
    do(ground, "reject_day_off", withdrawal, by="contracts")
    assert do(ground, "withdraw_closure", closure, by="supervisor") > withdrawal


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "day-off-needs-a-name"),
        ({"closed": ()}, "day-off-needs-hours"),
        ({"closed": ((50, 10),)}, "day-off-needs-hours"),
        ({"province": "Atlantis"}, "unknown-province"),
    ],
)
def test_a_closure_that_says_too_little_is_refused(ground, change, code):
    told = {"day": TUESDAY, "name": "سرما", "province": "Tehran"} | change
    assert refused(ground, "declare_closure", DayOff(**told), by="supervisor") == code


def test_a_closure_is_declared_once_and_its_parts_add_up(ground):
    do(ground, "declare_closure", COLD, by="supervisor")
    assert refused(ground, "declare_closure", COLD, by="admin") == "already-off"
    morning = DayOff(day=TUESDAY, name="سرما", province="Tehran", closed=((0, 36_000),))
    do(ground, "declare_closure", morning, by="admin")
    assert len(listed(ground)) == 2


def test_an_estimated_day_is_confirmed_at_once_and_for_good(ground):
    fitr = recorded(ground, FITR)
    confirmed = do(ground, "confirm_holiday", fitr, by="contracts", reference="rms.ir")
    with ground.store.reading() as session:
        (row,) = days_of_year(session, 1405)
    assert (row.id, row.is_estimated, row.state) == (confirmed, False, DayOffState.IN_FORCE)
    assert (row.replaces_id, row.reference, row.decided_by) == (fitr, "rms.ir", "contracts")
    assert holding(ground).holidays == {FITR.day}
    assert refused(ground, "confirm_holiday", confirmed, by="admin") == "day-off-not-estimated"
    assert refused(ground, "confirm_holiday", fitr, by="admin") == "day-off-not-in-force"


def test_an_estimated_day_moves_by_a_proposal(ground):
    fitr, nowruz = recorded(ground, FITR), date(2027, 3, 21)
    recorded(ground, DayOff(day=nowruz, name="نوروز", is_official=True))
    assert refused(ground, "move_holiday", fitr, to=nowruz, by="contracts") == "already-off"
    moved = do(ground, "move_holiday", fitr, to=date(2027, 3, 11), by="contracts")
    assert holding(ground).holidays == {FITR.day, nowruz}
    assert refused(ground, "confirm_holiday", fitr, by="admin") == "already-proposed"
    do(ground, "approve_day_off", moved, by="admin")
    assert holding(ground).holidays == {date(2027, 3, 11), nowruz}


def test_the_holidays_of_a_year_are_loaded_once_and_edits_are_left(ground):
    with ground.store.writing() as session:
        first = load_holidays(session, ground.clock, 1405, by="admin")
    assert (first.in_force, first.proposed, first.known) == (26, 0, 0)
    with ground.store.reading() as session:
        estimated = [row for row in days_of_year(session, 1405) if row.is_estimated]
    assert [row.day for row in estimated[-2:]] == [date(2027, 3, 10), date(2027, 3, 11)]
    moved = do(ground, "move_holiday", estimated[-1].id, to=date(2027, 3, 12), by="contracts")
    do(ground, "approve_day_off", moved, by="admin")
    with ground.store.writing() as session:
        again = load_holidays(session, ground.clock, 1405, by="admin")
    assert (again.in_force, again.proposed, again.known) == (0, 0, 26)


def test_holidays_that_jobs_are_measured_across_are_proposed(ground):
    """Two hours of office time from Wednesday 16:30 reach into the next Monday; Thursday the 4th is off."""
    ground.wait(2 * 1440 + 8.5 * 60)
    ground.call()
    with ground.store.writing() as session:
        loaded = load_holidays(session, ground.clock, 1405, by="admin")
    assert (loaded.in_force, loaded.proposed) == (24, 2)
    assert [day for _id, day, state in listed(ground) if state is DayOffState.PROPOSED] == [
        date(2026, 6, 4),
        date(2026, 6, 5),
    ]


def test_every_province_is_known():
    assert len(provinces()) == 31


@pytest.mark.parametrize("by", ["", " "])
def test_nobody_declares_a_closure_without_a_name(ground, by):
    assert refused(ground, "declare_closure", COLD, by=by) == "proposal-needs-a-name"
