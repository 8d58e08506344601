import pytest

from app.models.parties import Technician
from app.services import dispatch
from tests.factories import Statements, founded


@pytest.fixture
def ground(store):
    return founded(store)


def candidates(ground, job):
    with ground.store.reading() as session:
        return dispatch.candidates(session, job)


def test_the_nearest_of_the_contractor_in_charge_comes_first(ground):
    found = candidates(ground, ground.call())
    # Yekta lives at the terminal, Delir a tenth of a degree north (11.1 km); Soroush has another territory.
    assert [(c.name_en, c.is_territory) for c in found] == [
        ("Yekta", True),
        ("Delir", True),
        ("Soroush", False),
    ]
    assert found[0].km == pytest.approx(0)
    assert found[1].km == pytest.approx(11.1, abs=0.1)
    assert (found[2].contractor_en, found[2].knows_site, found[2].open_jobs) == ("Contractor two", False, 0)


def test_open_jobs_weigh_as_much_as_a_way(ground):
    for terminal in (1, 2):
        ground.assign(ground.call(terminal=terminal))
    found = candidates(ground, ground.call())
    # Two open jobs of 8 km each are more than Delir's 11 km.
    assert [(c.name_en, c.open_jobs) for c in found[:2]] == [("Delir", 0), ("Yekta", 2)]


def test_visits_of_the_plan_are_no_load(ground):
    visit = ground.call(service="PM", priority="P4")
    ground.assign(visit)
    assert [c.open_jobs for c in candidates(ground, ground.call(terminal=1))] == [0, 0, 0]


def test_who_knows_the_site_is_said_and_counts(ground):
    earlier = ground.call()
    ground.assign(earlier, 1)
    ground.act(earlier, "resolve", remedy="R03")
    found = candidates(ground, ground.call())
    assert {c.name_en: c.knows_site for c in found} == {"Yekta": False, "Delir": True, "Soroush": False}


def test_who_is_away_or_has_no_place_is_not_offered_first(ground):
    with ground.store.writing() as session:
        session.get_one(Technician, ground.technicians[0]).is_active = False
        session.get_one(Technician, ground.technicians[1]).lat = None
    assert [(c.name_en, c.km is None) for c in candidates(ground, ground.call())] == [
        ("Delir", True),
        ("Soroush", False),
    ]


def test_the_best_of_several_jobs(ground):
    first, second = ground.call(), ground.call(terminal=1)
    with ground.store.reading() as session:
        found = dispatch.best(session, [first, second, 999])
    assert {job: candidate.name_en for job, candidate in found.items()} == {first: "Yekta", second: "Yekta"}


def test_a_job_that_is_not_there_has_no_candidates_and_four_questions_are_enough(ground):
    assert candidates(ground, 999) == []
    job = ground.call()
    with Statements(ground.store) as statements:
        candidates(ground, job)
    assert len(statements.asked) == 4
