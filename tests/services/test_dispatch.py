from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app import i18n
from app.domain.dispatch_weights import SHIPPED
from app.domain.errors import BadInput, RuleBroken
from app.models.jobs import Job, JobEvent
from app.models.merchants import Terminal
from app.models.parties import Party, Technician
from app.models.technicians import (
    DispatchSetting,
    TechnicianCertificate,
    TechnicianLeave,
    TechnicianPart,
    TechnicianShift,
)
from app.services import dispatch
from app.services.dispatch_settings import keep_weights, weights
from app.services.jobs.commands import JobRef, Said
from app.services.refusals import worded_note
from tests.factories import BY_DESK, MINUTE, Statements, dump, founded


@pytest.fixture
def ground(store):
    return founded(store)


def candidates(ground, job):
    with ground.store.reading() as session:
        return dispatch.candidates(session, ground.clock, job)


def by_name(ground, job):
    return {candidate.name_en: candidate for candidate in candidates(ground, job)}


def keep(ground, *rows):
    with ground.store.writing() as session:
        session.add_all(rows)


def codes(candidate):
    return [rule.code for rule in candidate.broken]


def test_the_nearest_of_the_contractor_in_charge_comes_first(ground):
    found = candidates(ground, ground.call())
    # Yekta lives at the terminal, Delir a tenth of a degree north (11.1 km); Soroush has another territory.
    assert [(c.name_en, c.is_legal, codes(c)) for c in found] == [
        ("Yekta", True, []),
        ("Delir", True, []),
        ("Soroush", False, ["out-of-territory"]),
    ]
    assert found[0].km == pytest.approx(0)
    assert found[1].km == pytest.approx(11.12, abs=0.01)
    # 11.12 km of 1.3 road at 22 km an hour.
    assert found[1].travel_minutes == pytest.approx(39.42, abs=0.01)
    assert found[1].score == pytest.approx(39.42, abs=0.01)
    assert (found[2].contractor_en, found[2].knows_site, found[2].may_be_overridden) == (
        "Contractor two",
        False,
        True,
    )


def test_the_arrival_is_held_against_the_first_due_instant(ground):
    found = by_name(ground, ground.call())
    # On site within 60 minutes; resolved within 120 with 30 minutes of work would be later.
    assert found["Delir"].due_at == ground.clock.now() + 60 * MINUTE
    assert found["Delir"].arrives_at - ground.clock.now() == timedelta(minutes=found["Delir"].travel_minutes)
    assert found["Delir"].late_minutes == 0
    call = ground.call()
    ground.wait(30)
    assert by_name(ground, call)["Delir"].late_minutes == pytest.approx(9.42, abs=0.01)


def test_what_he_carries_is_load_and_comes_first_where_it_is_due_first(ground):
    for terminal in (1, 2):
        ground.assign(ground.call(terminal=terminal))
    found = candidates(ground, ground.call())
    # Two open jobs at the same door cost 24 minutes: less than Delir's way of 39.
    assert [(c.name_en, c.open_jobs) for c in found[:2]] == [("Yekta", 2), ("Delir", 0)]
    assert found[0].makes_late_minutes == 0
    assert [(part.name, part.minutes) for part in found[0].parts if part.minutes] == [("load", 24)]


def test_visits_of_the_plan_are_no_load(ground):
    visit = ground.call(service="PM", priority="P4")
    ground.assign(visit)
    assert [c.open_jobs for c in candidates(ground, ground.call(terminal=1))] == [0, 0, 0]


def test_who_knows_the_site_is_said_and_counts(ground):
    earlier = ground.call()
    ground.assign(earlier, 1)
    ground.act(earlier, "resolve", remedy="R03")
    found = by_name(ground, ground.call())
    assert {name: c.knows_site for name, c in found.items()} == {
        "Yekta": False,
        "Delir": True,
        "Soroush": False,
    }
    assert found["Delir"].parts[-1].minutes == -10


def test_who_is_away_is_not_offered_and_a_place_that_is_not_known_costs_an_hour(ground):
    with ground.store.writing() as session:
        session.get_one(Technician, ground.technicians[0]).is_active = False
        session.get_one(Technician, ground.technicians[1]).lat = None
    found = candidates(ground, ground.call())
    assert [(c.name_en, c.km is None, c.travel_minutes) for c in found[:1]] == [("Delir", True, 60)]
    assert [c.name_en for c in found] == ["Delir", "Soroush"]


def test_he_sets_out_from_where_he_last_arrived(ground):
    earlier = ground.call(terminal=1)
    ground.assign(earlier, 1)
    ground.act(earlier, "arrive")
    with ground.store.reading() as session:
        places = {place.name_en: place for place in dispatch.last_places(session, ground.clock)}
    assert (places["Delir"].lat, places["Delir"].job_id, places["Delir"].since) == (
        35.70,
        earlier,
        ground.clock.now(),
    )
    assert (places["Yekta"].lat, places["Yekta"].since, places["Yekta"].job_id) == (35.70, None, None)
    ground.act(earlier, "resolve", remedy="R03")
    assert by_name(ground, ground.call())["Delir"].km == pytest.approx(0)
    ground.wait(17 * 60)
    with ground.store.reading() as session:
        later = {place.name_en: place for place in dispatch.last_places(session, ground.clock)}
    assert (later["Delir"].lat, later["Delir"].since) == (35.80, None)


def test_a_shift_that_begins_soon_is_waited_for_and_one_far_away_is_a_rule(ground):
    first, second, _third = ground.technicians
    # It is Monday 08:00 UTC. Yekta begins at noon, Delir on Wednesday.
    keep(
        ground,
        TechnicianShift(technician_id=first, weekday=0, hours="12:00-16:00"),
        TechnicianShift(technician_id=second, weekday=2, hours="08:00-12:00 13:00-17:00"),
    )
    found = by_name(ground, ground.call())
    assert found["Yekta"].is_legal
    assert found["Yekta"].arrives_at == datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert found["Yekta"].late_minutes == 180
    assert codes(found["Delir"]) == ["off-shift"]
    assert found["Delir"].broken[0].parameters == {"since": datetime(2026, 6, 3, 8, tzinfo=UTC)}


def test_leave_is_never_overridden(ground):
    first, _second, _third = ground.technicians
    now = ground.clock.now()
    keep(
        ground,
        TechnicianLeave(technician_id=first, starts_at=now - 60 * MINUTE, ends_at=now + 60 * MINUTE),
    )
    call = ground.call()
    assert codes(by_name(ground, call)["Yekta"]) == ["on-leave"]
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as told, ground.store.writing() as session:
        dispatch.send(
            session, ground.clock, JobRef(call), BY_DESK, technician_id=first, override="only he is near"
        )
    assert told.value.code == "on-leave"
    assert dump(ground.store) == before


def test_a_skill_and_a_certificate_are_asked_for_by_model_kind_and_service(ground):
    first, second, _third = ground.technicians
    with ground.store.writing() as session:
        session.get_one(Technician, first).skills = "ATM"
        session.get_one(Technician, second).skills = "pos, ATM"
        keep_weights(session, ground.clock, replace(SHIPPED, certified=("S90",)))
        session.add(TechnicianCertificate(technician_id=second, covers="S90", valid_until=date(2026, 5, 31)))
    found = by_name(ground, ground.call())
    assert codes(found["Yekta"]) == ["no-skill", "no-certificate"]
    assert codes(found["Delir"]) == ["certificate-expired"]
    assert found["Delir"].skilled_for == "POS"


def test_a_part_that_is_not_in_the_van_costs_a_way(ground):
    first, second, _third = ground.technicians
    keep(
        ground,
        TechnicianPart(technician_id=first, part="adapter", count=0),
        TechnicianPart(technician_id=second, part="adapter", count=2),
        TechnicianPart(technician_id=second, part="battery", count=1),
    )
    found = by_name(ground, ground.call(fault="PWR-01"))
    assert (found["Yekta"].missing_parts, found["Yekta"].needs_parts) == (("adapter", "battery"), True)
    assert (found["Delir"].missing_parts, found["Delir"].needs_parts) == ((), True)
    assert found["Soroush"].needs_parts is False
    assert {part.name: part.minutes for part in found["Yekta"].parts}["part"] == 60


def test_a_contractor_without_an_agreement_for_the_job_may_not(ground):
    with ground.store.writing() as session:
        other = Party(code="C3", name="سوم", name_en="Third")
        session.add(Technician(code="T4", name="مانی", name_en="Mani", party=other, lat=35.7, lon=51.4))
        session.get_one(Terminal, ground.terminals[0]).party = other
    found = by_name(ground, ground.call())
    assert codes(found["Mani"]) == ["no-contract"]


def test_a_reason_overrides_a_rule_and_stays_in_the_event(ground):
    call, third = ground.call(), ground.technicians[2]
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as told, ground.store.writing() as session:
        dispatch.send(session, ground.clock, JobRef(call), BY_DESK, technician_id=third, override="  ")
    assert told.value.code == "out-of-territory"
    assert dump(ground.store) == before
    said = Said("desk-1", note="hurry")
    with ground.store.writing() as session:
        dispatch.send(
            session, ground.clock, JobRef(call), said, technician_id=third, override="only he is near"
        )
    with ground.store.reading() as session:
        event = session.get_one(Job, call).events[-1]
        assert isinstance(event, JobEvent)
        assert (event.kind, event.technician) == ("dispatched", "T3")
        assert event.note == "hurry\n[out-of-territory] only he is near"


def test_the_overridden_rules_are_read_in_words():
    with i18n.speaking("en"):
        assert worded_note("hurry\n[no-skill off-shift] only he is near") == (
            "hurry\nWithout the skill: Off shift: only he is near"
        )
        assert worded_note("[something] else") == "[something] else"
    with i18n.speaking("fa"):
        assert worded_note("[out-of-territory] نزدیک") == "در قلمرو پیمانکار دیگر: نزدیک"


def test_rules_of_one_card_and_of_one_technician_say_the_same(ground):
    jobs = [ground.call(), ground.call(terminal=1)]
    with ground.store.reading() as session:
        by_technician = dispatch.rules_by_technician(session, ground.clock, jobs[0])
        by_job = dispatch.rules_against_one(session, ground.clock, [*jobs, 999], ground.technicians[2])
        nobody = dispatch.rules_against_one(session, ground.clock, jobs, 999)
    assert [[rule.code for rule in rules] for rules in by_technician.values()] == [
        [],
        [],
        ["out-of-territory"],
    ]
    assert {job: [rule.code for rule in rules] for job, rules in by_job.items()} == {
        job: ["out-of-territory"] for job in jobs
    }
    assert [rules[0].code for rules in nobody.values()] == ["technician-not-available"] * 2


def test_the_best_of_several_jobs(ground):
    first, second = ground.call(), ground.call(terminal=1)
    with ground.store.reading() as session:
        found = dispatch.best(session, ground.clock, [first, second, 999])
    assert {job: candidate.name_en for job, candidate in found.items()} == {first: "Yekta", second: "Yekta"}


def test_weights_are_kept_where_they_differ_and_a_wrong_one_is_named(ground):
    chosen = replace(SHIPPED, travel=2.0, certified=("ATM", "S90"), busy_slot="block")
    with ground.store.writing() as session:
        keep_weights(session, ground.clock, replace(SHIPPED, load=1.0))
        keep_weights(session, ground.clock, chosen)
    with ground.store.reading() as session:
        assert weights(session) == chosen
        assert [row.name for row in session.query(DispatchSetting).order_by(DispatchSetting.name)] == [
            "busy_slot",
            "certified",
            "travel",
        ]
    with pytest.raises(BadInput) as told, ground.store.writing() as session:
        keep_weights(session, ground.clock, replace(SHIPPED, road=9.0))
    assert str(told.value) == "dispatch settings, road: found '9.0', expected a number from 1 to 5"
    with ground.store.reading() as session:
        assert weights(session) == chosen


def test_a_job_that_is_not_there_has_no_candidates_and_few_questions_are_enough(ground):
    assert candidates(ground, 999) == []
    job = ground.call()
    with Statements(ground.store) as statements:
        candidates(ground, job)
    alone = len(statements.asked)
    for terminal in (1, 2):
        ground.assign(ground.call(terminal=terminal))
    with Statements(ground.store) as statements:
        candidates(ground, job)
    # One more, for the due instants of what is carried, however much it is.
    assert (alone, len(statements.asked)) == (13, 14)
