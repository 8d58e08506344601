"""Scorecards over a real store: every figure counts the jobs it names."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.domain.scorecards import USUAL_WEIGHTS, Kpi
from app.models.parties import Party
from app.services.scorecards import scorecards, trend
from tests.services.contract import CONTRACT, contractor_scene, local

MEHR, ABAN = JalaliMonth(1405, 7), JalaliMonth(1405, 8)
ABAN_OVER = local(11, 22, 10)
HOUR = timedelta(hours=1)


@pytest.fixture
def scene(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as built:
        yield built


def card(scene, month=ABAN, at=ABAN_OVER):
    scene.clock.turn_to(at)
    with scene.store.reading() as session:
        return scorecards(session, scene.clock, month)[0]


def figures(measure):
    return measure.numerator, measure.denominator, measure.counted, measure.jobs


def test_a_month_in_figures(scene):
    good = scene.repaired(local(10, 24, 9), arrived=HOUR, resolved=3 * HOUR)
    late = scene.repaired(local(10, 29, 9), arrived=5 * HOUR, resolved=30 * HOUR)
    scene.visit(local(10, 27), local(11, 3), done=local(11, 1))
    missed_visit = scene.visit(local(10, 28), local(11, 4))
    overdue = scene.call(local(11, 10, 9))
    row = card(scene)
    measures = row.measures
    assert (row.party, row.name_en, row.kind) == ("C1", "Test Support", "contractor")
    assert figures(measures[Kpi.RESOLVE]) == (1, 3, (good,), (good, late, overdue))
    assert figures(measures[Kpi.ARRIVE]) == (1, 3, (good,), (good, late, overdue))
    assert measures[Kpi.PM].numerator == 1
    assert missed_visit in measures[Kpi.PM].jobs
    assert figures(measures[Kpi.FIRST_TIME_FIX]) == (0, 2, (), (good, late))
    assert figures(measures[Kpi.REPEAT_7]) == (1, 2, (good,), (good, late))
    assert figures(measures[Kpi.REPEAT_30]) == (2, 2, (good, late), (good, late))
    assert figures(measures[Kpi.MTTR]) == (33 * 3600, 2, (good, late), (good, late))
    assert measures[Kpi.INSTALL].denominator == 0
    assert {measure.value for measure in measures.values()} == {None}
    assert (row.points, row.grade, row.is_provisional) == (None, "", True)


def test_a_figure_with_enough_cases_is_scored(scene):
    for day in range(20):
        start = local(10, 23, 9) + timedelta(days=day)
        scene.visit(start, start + timedelta(days=1, hours=15), done=start + HOUR)
    row = card(scene)
    assert row.measures[Kpi.PM].value == 100
    assert (row.points, row.grade) == (100, "A")
    assert row.measures[Kpi.RESOLVE].value is None


def test_the_agreement_in_force_says_what_each_figure_weighs(tmp_path):
    version = "effective_from = 2025-03-21\n"
    weights = f"{version}\n[version.weights]\nresolve = 60\npm = 40\n"
    document = CONTRACT.replace(version, weights)
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", document) as scene:
        row = card(scene)
        assert row.weights == {Kpi.RESOLVE: 60, Kpi.PM: 40}
        before = card(scene, JalaliMonth(1403, 12))
        assert before.weights == USUAL_WEIGHTS


def test_an_excused_promise_stands_apart(scene):
    job = scene.repaired(local(10, 24, 9), arrived=5 * HOUR, resolved=30 * HOUR)
    scene.act(job, local(10, 27, 9), "excuse", reason="road-closed")
    measure = card(scene).measures[Kpi.RESOLVE]
    assert (measure.numerator, measure.denominator, measure.excluded) == (0, 0, 1)


def test_three_times_to_repair(scene):
    job = scene.call(local(10, 24, 9), dispatched=local(10, 24, 10))
    scene.act(job, local(10, 24, 11), "arrive")
    scene.wait_for_merchant(job, local(10, 24, 12), local(10, 24, 15))
    scene.act(job, local(10, 24, 16), "resolve", remedy="R03")
    times = card(scene).times
    assert times.elapsed.mean == 7 * 3600
    assert times.contract.mean == 3 * 3600
    assert (times.hands_on.count, times.hands_on.mean, times.hands_on.p90) == (1, 2 * 3600, 2 * 3600)


def test_a_second_visit_is_no_first_time_fix(scene):
    job = scene.call(local(10, 24, 9))
    scene.act(job, local(10, 24, 10), "arrive")
    scene.act(job, local(10, 24, 11), "resolve", remedy="R03")
    scene.act(job, local(10, 25, 9), "reopen", reason="same-fault")
    scene.act(job, local(10, 25, 10), "arrive")
    scene.act(job, local(10, 25, 11), "resolve", remedy="R04")
    assert figures(card(scene).measures[Kpi.FIRST_TIME_FIX]) == (0, 1, (), (job,))


def test_the_repairs_of_a_month_settle_when_repeats_can_no_longer_come(scene):
    job = scene.repaired(local(10, 24, 9), arrived=HOUR, resolved=3 * HOUR)
    assert figures(card(scene).measures[Kpi.FIRST_TIME_FIX]) == (1, 1, (job,), (job,))
    assert card(scene, at=local(12, 21, 23)).is_provisional
    assert not card(scene, at=local(12, 22)).is_provisional


def test_a_trend_by_month_and_by_week(scene):
    first = scene.repaired(local(10, 20, 9), arrived=HOUR, resolved=30 * HOUR)
    second = scene.repaired(local(10, 24, 9), arrived=HOUR, resolved=3 * HOUR)
    scene.clock.turn_to(ABAN_OVER)
    with scene.store.reading() as session:
        asked = {"party_id": scene.party_id, "kpi": Kpi.RESOLVE}
        months = trend(session, scene.clock, **asked, months=[MEHR, ABAN])
        weeks = trend(session, scene.clock, **asked, months=[ABAN], by="week")
    assert [(p.measure.jobs, p.measure.value) for p in months] == [((first,), 0), ((second,), 100)]
    assert [(p.first, p.last) for p in weeks][:2] == [
        (date(2026, 10, 23), date(2026, 10, 23)),
        (date(2026, 10, 24), date(2026, 10, 30)),
    ]
    assert (weeks[-1].last, len(weeks)) == (date(2026, 11, 21), 6)
    assert [p.measure.value for p in weeks] == [None, Fraction(100), None, None, None, None]


def test_an_unknown_party_has_no_trend(scene):
    with pytest.raises(RuleBroken, match="unknown-party"), scene.store.reading() as session:
        trend(session, scene.clock, party_id=999, kpi=Kpi.PM, months=[ABAN])


def test_only_active_parties_are_scored(scene):
    with scene.store.writing() as session:
        session.add(Party(code="B0", name="تیم داخلی", kind="in-house"))
        session.add(Party(code="A0", name="سابق", is_active=False))
    scene.clock.turn_to(ABAN_OVER)
    with scene.store.reading() as session:
        rows = scorecards(session, scene.clock, ABAN)
    assert [(row.party, row.kind, row.grade) for row in rows] == [
        ("B0", "in-house", ""),
        ("C1", "contractor", ""),
    ]
