"""What a visit used comes off the technician's van, and goes back with a report that is taken back."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select, text

from app.domain.errors import RuleBroken
from app.domain.events import EventKind
from app.models.jobs import Job, JobEvent
from app.models.technicians import TechnicianPart
from app.services.dispatch import candidates
from app.services.jobs.commands import Done, JobRef, Said, append
from app.services.jobs.undoing import redo, undo
from app.services.technician_file import at_work, count_van
from app.services.visits.reporting import PartUsed, Visit, report
from app.services.visits.story import to_report, visit_file
from tests.factories import BY_DESK, dump, founded

HEAD = PartUsed("thermal-head", 1, from_van=True)
ROLLS = PartUsed("paper-roll", 2, from_van=True)


def counted(ground, **van):
    parts = {name.replace("_", "-"): count for name, count in van.items()}
    with ground.store.writing() as session:
        count_van(session, ground.clock, ground.technicians[0], parts)


def van(ground):
    with ground.store.reading() as session:
        return dict(at_work(session, ground.clock, ground.technicians[0]).van)


def on_site(ground, **more):
    job = ground.call(fault="PRN-02", **more)
    ground.assign(job)
    ground.act(job, "arrive")
    ground.wait(20)
    return job


def told(ground, job, *parts, **more):
    said = more.pop("said", Said("desk-1", note="هد چاپگر عوض شد"))
    visit = Visit(fault="PRN-02", cause=2, remedy=more.pop("remedy", "R04"), parts=parts)
    with ground.store.writing() as session:
        return report(session, ground.clock, JobRef(job), said, visit, **more)


def resolution(ground, job):
    query = select(func.max(JobEvent.id)).where(JobEvent.job_id == job, JobEvent.kind == "resolved")
    with ground.store.reading() as session:
        return Done(job, session.scalar(query), EventKind.RESOLVED)


def parts(ground, job):
    with ground.store.reading() as session:
        found = visit_file(session, ground.clock, job)
    return [
        (part.code, part.count, part.in_van, part.is_beyond_van)
        for row in found.reports
        if not row.is_replaced
        for part in row.parts
    ]


def test_what_came_out_of_the_van_is_taken_off_it_and_nothing_else(ground):
    counted(ground, thermal_head=2, paper_roll=5)
    job = on_site(ground)
    told(ground, job, HEAD, PartUsed("paper-roll", 2))
    assert van(ground) == {"thermal-head": 1, "paper-roll": 5}
    assert parts(ground, job) == [("thermal-head", 1, 2, False), ("paper-roll", 2, None, False)]


def test_the_choice_sees_that_the_last_part_is_gone(ground):
    counted(ground, thermal_head=1)
    waiting = ground.call(terminal=1, fault="PRN-02")

    def lacking():
        with ground.store.reading() as session:
            found = candidates(session, ground.clock, waiting)
        return next(each.missing_parts for each in found if each.technician_id == ground.technicians[0])

    assert "thermal-head" not in lacking()
    told(ground, on_site(ground), HEAD)
    assert "thermal-head" in lacking()


def test_more_than_the_van_was_said_to_hold_is_kept_as_it_was_and_shown(ground):
    counted(ground, paper_roll=1)
    job = on_site(ground)
    told(ground, job, ROLLS, HEAD)
    assert van(ground) == {"paper-roll": 0}
    assert parts(ground, job) == [("paper-roll", 2, 1, True), ("thermal-head", 1, 0, True)]
    with ground.store.writing() as session:
        undo(session, ground.clock, resolution(ground, job), BY_DESK)
    assert van(ground) == {"paper-roll": 1}


def test_a_van_that_nobody_counts_is_left_alone(ground):
    job = on_site(ground)
    told(ground, job, HEAD)
    assert van(ground) == {}
    assert parts(ground, job) == [("thermal-head", 1, None, False)]


def test_a_report_that_is_taken_back_gives_back_and_done_again_takes_again(ground):
    counted(ground, thermal_head=2)
    job = on_site(ground)
    told(ground, job, HEAD)
    with ground.store.writing() as session:
        undone = undo(session, ground.clock, resolution(ground, job), BY_DESK)
    assert van(ground) == {"thermal-head": 2}
    with ground.store.writing() as session:
        redo(session, ground.clock, undone, BY_DESK)
    assert van(ground) == {"thermal-head": 1}
    with ground.store.writing() as session:
        undo(session, ground.clock, resolution(ground, job), BY_DESK)
    assert van(ground) == {"thermal-head": 2}


def test_a_second_report_of_one_visit_takes_the_place_of_the_first(ground):
    counted(ground, thermal_head=2, paper_roll=5)
    job = on_site(ground)
    told(ground, job, HEAD)
    with ground.store.reading() as session:
        first = to_report(session, job).last
    assert [part.code for part in first.parts] == ["thermal-head"]
    told(ground, job, ROLLS)
    assert van(ground) == {"thermal-head": 2, "paper-roll": 3}
    with ground.store.reading() as session:
        found = visit_file(session, ground.clock, job).reports
    assert [(row.number, row.is_replaced) for row in found] == [(2, False), (1, True)]
    with ground.store.writing() as session:
        undo(session, ground.clock, resolution(ground, job), BY_DESK)
    assert van(ground) == {"thermal-head": 2, "paper-roll": 5}


def closed_without_a_resolution(ground, terminal):
    """As a log tells it that knows of no repair."""
    job = ground.call(fault="PRN-02", terminal=terminal)
    ground.assign(job)
    with ground.store.writing() as session:
        append(session, ground.clock, session.get_one(Job, job), EventKind.CLOSED, BY_DESK)
    return job


def test_reports_of_jobs_that_no_fact_resolved_have_nothing_to_do_with_each_other(ground):
    counted(ground, thermal_head=5)
    first, second = (closed_without_a_resolution(ground, place) for place in (0, 1))
    told(ground, first, HEAD)
    told(ground, second, HEAD)
    assert van(ground) == {"thermal-head": 3}
    told(ground, first, PartUsed("thermal-head", 2, from_van=True))
    assert van(ground) == {"thermal-head": 2}
    with ground.store.reading() as session:
        assert to_report(session, second).last.number == 1
        found = visit_file(session, ground.clock, first).reports
    assert [(row.number, row.is_replaced) for row in found] == [(2, False), (1, True)]


def test_a_reopened_job_is_another_visit_and_keeps_what_the_first_used(ground):
    counted(ground, thermal_head=2)
    job = on_site(ground)
    told(ground, job, HEAD)
    ground.act(job, "reopen", reason="same-fault-again")
    ground.wait(10)
    with ground.store.reading() as session:
        assert to_report(session, job).last is None
        assert to_report(session, job).van == {"thermal-head": 1}
    told(ground, job, HEAD)
    assert van(ground) == {"thermal-head": 0}


def test_a_visit_before_the_van_was_counted_is_in_the_count_already(ground):
    job = on_site(ground)
    done_at = ground.clock.now()
    ground.wait(60)
    counted(ground, thermal_head=3)
    told(ground, job, HEAD, said=Said("desk-1", at=done_at, note="دیروز انجام شد"))
    assert van(ground) == {"thermal-head": 3}
    assert parts(ground, job) == [("thermal-head", 1, None, False)]
    again = on_site(ground, terminal=1)
    told(ground, again, HEAD)
    ground.wait(5)
    counted(ground, thermal_head=4)
    with ground.store.writing() as session:
        undo(session, ground.clock, resolution(ground, again), BY_DESK)
    assert van(ground) == {"thermal-head": 4}


def test_a_report_that_is_refused_leaves_the_van_as_it_was(ground):
    counted(ground, thermal_head=2)
    job = on_site(ground)
    before = dump(ground.store)
    with pytest.raises(RuleBroken, match="unknown-code"):
        told(ground, job, HEAD, remedy="R99")
    assert dump(ground.store) == before


def test_what_was_counted_stays_so_until_somebody_counts_again(ground):
    counted(ground, thermal_head=2)
    ground.clock.turn_by(timedelta(hours=1))
    with ground.store.writing() as session:
        assert not count_van(session, ground.clock, ground.technicians[0], {"thermal-head": 2})
    with ground.store.reading() as session:
        row = session.scalars(select(TechnicianPart)).one()
    assert row.counted_at == ground.clock.now() - timedelta(hours=1)


@pytest.mark.parametrize("prepared_url", ["postgres"], indirect=True)
def test_two_desks_that_report_at_once_both_take_their_part(store):
    ground = founded(store)
    counted(ground, thermal_head=2)
    first, second = on_site(ground), on_site(ground, terminal=1)
    thread = Thread(target=told, args=(ground, second, HEAD))
    with ground.store.writing() as session:
        visit = Visit(fault="PRN-02", cause=2, remedy="R04", parts=(HEAD,))
        report(session, ground.clock, JobRef(first), BY_DESK, visit)
        thread.start()
        while thread.is_alive() and not somebody_waits(ground):
            pass
    thread.join()
    assert van(ground) == {"thermal-head": 0}


def somebody_waits(ground):
    with ground.store.reading() as session:
        return session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) > 0
