"""A draft beside what holds, over jobs that really went so."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.domain.agreement_file import read_agreement
from app.domain.clocks import ClockState
from app.models.jobs import ObligationRow
from app.services.replay.past import what_if
from tests.services.contract import CONTRACT, contractor_scene, local

ABAN = (date(2026, 10, 23), date(2026, 11, 22))
ABAN_OVER = local(11, 22)


@pytest.fixture
def scene(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as built:
        built.repaired(local(10, 25, 9), arrived=timedelta(hours=2), resolved=timedelta(hours=5))
        built.repaired(local(10, 26, 9), arrived=timedelta(hours=4, minutes=30), resolved=timedelta(hours=6))
        built.visit(local(10, 27), local(11, 3), done=local(11, 11, 10))
        built.clock.turn_to(ABAN_OVER)
        yield built


def answered(scene, document, *, goes_on=True):
    steps = []

    def told(done, total):
        steps.append((done, total))
        return goes_on

    draft = read_agreement(document, file="draft.toml")
    found = what_if(
        scene.store,
        scene.clock,
        draft,
        ABAN,
        told=told,
    )
    return found, steps


def test_the_same_agreement_changes_nothing(scene):
    found, told = answered(scene, CONTRACT)
    (change,) = found.contractors
    # What the month's case charges as well (test_penalties.py).
    assert (change.contractor, change.before.obligations, change.before.missed) == ("C1", 5, 2)
    assert (change.before.gross, change.before.payable) == (1_110_000, 860_000)
    assert change.after == change.before
    assert found.promises == ()
    assert told == [(0, 3), (3, 3)]


def test_a_draft_is_held_against_what_holds(scene):
    tighter = CONTRACT.replace("limit = 2\n", "limit = 1\n")
    found, _told = answered(scene, tighter)
    (change,) = found.contractors
    assert (change.before.missed, change.after.missed) == (2, 3)
    # On site after two hours instead of one: an hour of 250,000; the other stays at its two hours.
    assert change.payable == 250_000
    arrive = next(rule for rule in found.rules if rule.before != rule.after)
    assert (arrive.before.limit, arrive.after.limit, arrive.promises) == (2, 1, 2)
    assert (arrive.met_to_missed, arrive.missed_to_met, arrive.otherwise) == (1, 0, 0)
    (moved,) = found.promises
    assert (moved.before.state, moved.after.state) == (ClockState.MET, ClockState.MISSED)
    assert (moved.before.payable, moved.after.payable) == (Decimal(0), Decimal(250_000))


def test_an_agreement_that_is_new_is_held_against_nothing(scene):
    found, _told = answered(scene, CONTRACT.replace('code = "UC-1"', 'code = "UC-NEW"'))
    (change,) = found.contractors
    assert (change.before.obligations, change.after.obligations) == (0, 5)
    assert {rule.before for rule in found.rules} == {None}


def test_a_draft_of_another_region_speaks_of_none_of_the_jobs(scene):
    elsewhere = CONTRACT.replace('contractor = "C1"\n', 'contractor = "C1"\nregions = ["ELSEWHERE"]\n')
    found, _told = answered(scene, elsewhere)
    (change,) = found.contractors
    assert (change.before.obligations, change.after.obligations) == (5, 0)


def test_it_can_be_given_up_and_changes_nothing(scene):
    def rows():
        with scene.store.reading() as session:
            return [(row.id, row.state, row.due_at) for row in session.scalars(select(ObligationRow))]

    before = rows()
    found, told = answered(scene, CONTRACT, goes_on=False)
    assert (found, told) == (None, [(0, 3)])
    answered(scene, CONTRACT.replace("limit = 2\n", "limit = 1\n"))
    assert rows() == before
