"""Calling merchants back: what is taken, who is still to be called, what it makes of the scorecard."""

from datetime import timedelta
from fractions import Fraction

import pytest

from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.domain.scorecards import Kpi, Measure, mean_score, response_rate
from app.services.jobs.commands import JobRef, Said
from app.services.scorecards import scorecards
from app.services.visits.call_backs import awaiting, call_back, call_backs
from tests.factories import dump


def done(ground, **more):
    job = ground.call(**more)
    ground.assign(job)
    ground.wait(10)
    ground.act(job, "resolve", remedy="R03")
    return job


def call(ground, job, outcome="answered", **more):
    with ground.store.writing() as session:
        more.setdefault("said", Said("desk-2", note="راضی بود"))
        return call_back(session, ground.clock, JobRef(job), more.pop("said"), outcome=outcome, **more)


def waiting(ground):
    with ground.store.reading() as session:
        return [row.code for row in awaiting(session, ground.clock)]


def test_a_call_back_is_kept_with_who_answered_and_takes_the_job_off_the_list(ground):
    first, second = done(ground), done(ground, terminal=1)
    assert waiting(ground) == [ground.job(first).code, ground.job(second).code]
    ground.wait(30)
    call(ground, first, "no-answer")
    assert waiting(ground) == [ground.job(first).code, ground.job(second).code]
    call(ground, first, person="آقای کوهسار", score=4)
    with ground.store.reading() as session:
        calls = call_backs(session, first)
    assert [(each.outcome, each.score, each.person) for each in calls] == [
        ("no-answer", None, ""),
        ("answered", 4, "آقای کوهسار"),
    ]
    assert waiting(ground) == [ground.job(second).code]
    call(ground, second, "refused")
    assert waiting(ground) == []


def test_after_three_calls_or_a_week_nobody_is_called_any_more(ground):
    job = done(ground)
    for _each in range(3):
        call(ground, job, "no-answer")
    assert waiting(ground) == []
    done(ground, terminal=1)
    ground.clock.turn_by(timedelta(days=8))
    assert waiting(ground) == []


def test_a_job_that_was_reopened_and_solved_again_is_called_back_again(ground):
    answered, silent = done(ground), done(ground, terminal=1)
    call(ground, answered, person="او", score=2)
    for _each in range(3):
        call(ground, silent, "no-answer")
    for job in (answered, silent):
        ground.act(job, "reopen", reason="same-fault")
    assert waiting(ground) == []
    ground.wait(30)
    for job in (answered, silent):
        ground.act(job, "resolve", remedy="R03")
    with ground.store.reading() as session:
        assert [row.attempts for row in awaiting(session, ground.clock)] == [0, 0]
    call(ground, answered, person="او", score=5)
    assert waiting(ground) == [ground.job(silent).code]


@pytest.mark.parametrize(
    ("outcome", "more", "code"),
    [
        ("answered", {"person": "او"}, "score-needed"),
        ("answered", {"person": "او", "score": 0}, "score-needed"),
        ("answered", {"person": "او", "score": 6}, "score-needed"),
        ("answered", {"person": " ", "score": 5}, "person-needed"),
        ("no-answer", {"score": 5}, "score-without-answer"),
        ("perhaps", {}, "unknown-code"),
    ],
)
def test_a_wrong_call_back_changes_nothing(ground, outcome, more, code):
    job = done(ground)
    before = dump(ground.store)
    with pytest.raises(RuleBroken, match=code):
        call(ground, job, outcome, **more)
    assert dump(ground.store) == before


def test_only_finished_work_is_asked_about_and_only_after_it(ground):
    job = ground.call()
    with pytest.raises(RuleBroken, match="not-in-this-stage"):
        call(ground, job, "no-answer")
    with pytest.raises(RuleBroken, match="unknown-job"):
        call(ground, 999, "no-answer")
    ground.assign(job)
    ground.wait(10)
    ground.act(job, "resolve", remedy="R03")
    early, late = ground.clock.now() - timedelta(minutes=1), ground.clock.now() + timedelta(minutes=1)
    with pytest.raises(RuleBroken, match="before-the-repair"):
        call(ground, job, "no-answer", said=Said("d", at=early))
    with pytest.raises(RuleBroken, match="in-the-future"):
        call(ground, job, "no-answer", said=Said("d", at=late))


def test_the_last_answer_counts_and_silence_is_no_score():
    measure = mean_score(Kpi.SATISFACTION, {1: 5, 2: None, 3: 2, 4: None}, least=2)
    assert (measure.value, response_rate(measure)) == (Fraction(7, 2), Fraction(50))
    assert measure.points == Fraction(500, 12)
    assert measure.jobs == (1, 3)
    nobody = Measure(kpi=Kpi.SATISFACTION, numerator=0, denominator=0)
    assert (nobody.value, nobody.points, response_rate(nobody)) == (None, None, None)


def test_the_scorecard_says_what_merchants_said_and_no_data_below_the_sample(ground):
    for place, score in enumerate((5, 4, 3)):
        job = done(ground, terminal=place)
        call(ground, job, person="او", score=1)
        call(ground, job, person="او", score=score)
    call(ground, done(ground, terminal=3), "no-answer")
    month = JalaliMonth.of(ground.clock.now().date())
    with ground.store.reading() as session:
        card = next(each for each in scorecards(session, ground.clock, month) if each.party == "C1")
    measure = card.measures[Kpi.SATISFACTION]
    assert (measure.numerator, measure.denominator, measure.excluded) == (12, 3, 1)
    assert measure.value is None
