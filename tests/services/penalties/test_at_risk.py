"""What the present month costs so far and may still cost, over a real store."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select

from app.domain.jalali import JalaliMonth
from app.domain.penalties.outlook import StepKind
from app.models.penalties import PenaltyCase
from app.services.bulk_pricing.pricing import Owed
from app.services.penalties.at_risk import at_risk
from app.services.penalties.drafting import draft
from tests.services.contract import CONTRACT, contractor_scene, local

ABAN = JalaliMonth(1405, 8)
SCALES = """
[[version.clause]]
code = "4"
trigger = "compliance"
metric = "arrive"
title = { fa = "درصد حضور به‌موقع", en = "Share of arrivals in time" }
base = "month_invoice"
tiers = "flat"
services = ["EM"]
  [[version.clause.bracket]]
  from = 0
  below = 50
  rate = "5%"
  [[version.clause.bracket]]
  from = 50
  below = 90
  rate = "2%"
  [[version.clause.bracket]]
  from = 90
  rate = "0%"

[[version.cap]]
over = "month"
amount = 900000
"""
WITH_SCALES = CONTRACT.replace("pm_fee = 1800000", "pm_fee = 1800000\nmonth_invoice = 10000000") + SCALES


@pytest.fixture
def scene(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as built:
        yield built


def risks(scene):
    with scene.store.reading() as session:
        return at_risk(session, scene.clock)


def interim(scene):
    with scene.store.writing() as session:
        case = draft(
            session, scene.clock, party_id=scene.party_id, agreement="UC-1", month=ABAN, interim=True
        )
        return Owed(
            *session.execute(
                select(PenaltyCase.gross, PenaltyCase.payable).where(PenaltyCase.id == case)
            ).one()
        )


def test_a_month_without_jobs_costs_nothing(scene):
    scene.clock.turn_to(local(11, 1))
    (risk,) = risks(scene)
    assert (risk.contractor, risk.agreement, risk.month, risk.due) == ("C1", "UC-1", ABAN, 0)
    assert (risk.so_far, risk.if_missed, risk.steps) == (Owed(0, 0), Owed(0, 0), ())
    assert (risk.missed_jobs, risk.open_jobs) == ((), ())


def test_open_clocks_cost_their_first_unit_if_they_are_missed(scene):
    """Two hours late on site are 500,000; a call that is open may come to 360,000, a day of its repair."""
    late = scene.repaired(local(10, 26, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    open_call = scene.call(local(11, 1, 9))
    scene.clock.turn_to(local(11, 1, 10))
    (risk,) = risks(scene)
    assert (risk.due, risk.missed_jobs, risk.open_jobs) == (2, (late,), (open_call, open_call))
    assert risk.so_far == interim(scene) == Owed(500_000, 500_000)
    assert risk.if_missed == Owed(500_000 + 250_000 + 360_000, 860_000)
    assert risk.at_stake == 360_000


def test_an_open_visit_is_late_by_a_date(scene):
    scene.visit(local(11, 1), local(11, 6))
    scene.clock.turn_to(local(11, 3))
    assert risks(scene)[0].if_missed == Owed(180_000, 180_000)


def test_what_is_due_next_month_is_no_part_of_this_one(scene):
    scene.call(local(11, 21, 12))
    scene.clock.turn_to(local(11, 21, 13))
    (risk,) = risks(scene)
    assert len(risk.open_jobs) == 1
    assert risk.at_stake == 250_000


def test_open_and_overdue_is_missed_and_grows(scene):
    call = scene.call(local(11, 1, 9))
    for hours, payable in ((3, 250_000), (4, 500_000), (25, 500_000), (26, 500_000), (49, 720_000)):
        scene.clock.turn_to(local(11, 1, 9) + timedelta(hours=hours, seconds=-1))
        (risk,) = risks(scene)
        assert risk.so_far.payable == payable
        assert risk.so_far == interim(scene)
        assert set(risk.missed_jobs) == {call}


def test_lateness_that_other_months_charged_is_not_charged_again(scene):
    scene.call(local(10, 21, 9))
    scene.clock.turn_to(local(11, 25))
    assert risks(scene)[0].so_far.payable == 1_800_000


def test_more_misses_lead_to_the_next_bracket_and_to_the_cap(tmp_path):
    """Nine of ten kept cost nothing; one more miss of eleven, the open one, leaves 81.8 %: two percent."""
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", WITH_SCALES) as scene:
        for day in range(1, 10):
            scene.repaired(local(11, day, 9), arrived=timedelta(hours=1), resolved=timedelta(hours=2))
        scene.repaired(local(11, 10, 9), arrived=timedelta(hours=3), resolved=timedelta(hours=4))
        scene.call(local(11, 11, 9))
        scene.clock.turn_to(local(11, 11, 10))
        (risk,) = risks(scene)
        bracket, cap = risk.steps
        assert (bracket.kind, bracket.clause, bracket.misses) == (StepKind.COMPLIANCE, "4", 1)
        assert (bracket.rate_then, bracket.now, bracket.then) == (Fraction(1, 50), 0, 200_000)
        assert bracket.figure == Fraction(1000, 11)
        assert risk.so_far == Owed(250_000, 250_000)
        assert (cap.kind, cap.misses, cap.then) == (StepKind.CAP, 3, Decimal(900_000))
        assert risk.if_missed == Owed(250_000 + 250_000 + 360_000 + 200_000, 810_000)


POINTS = """
[[version.clause]]
code = "5"
metric = "pm"
title = { fa = "امتیاز بازدید", en = "Points of a visit" }
points = 2

[[version.clause]]
code = "6"
trigger = "points"
title = { fa = "امتیاز ماه", en = "Points of the month" }
tiers = "flat"
  [[version.clause.bracket]]
  from = 0
  to = 5
  amount = 0
  [[version.clause.bracket]]
  over = 5
  amount = 700000
"""


def test_points_lead_to_their_bracket(tmp_path):
    """Two visits missed give four points; one more miss gives six, which is over five."""
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", CONTRACT + POINTS) as scene:
        for day in (1, 2):
            scene.visit(local(11, day), local(11, day + 1))
        scene.visit(local(11, 4), local(11, 9))
        scene.clock.turn_to(local(11, 5))
        (risk,) = risks(scene)
        (step,) = risk.steps
        assert (step.kind, step.clause, step.misses, step.figure, step.edge) == (
            StepKind.POINTS,
            "6",
            1,
            4,
            5,
        )
        assert (step.now, step.then) == (0, 700_000)
        assert risk.so_far == interim(scene) == Owed(360_000, 360_000)
        assert risk.if_missed == Owed(540_000 + 700_000, 540_000 + 700_000)


def test_so_far_is_what_an_interim_case_comes_to(tmp_path):
    """The share kept so far is charged with it: 50 % of two arrivals cost two percent."""
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", WITH_SCALES) as scene:
        scene.repaired(local(11, 1, 9), arrived=timedelta(hours=1), resolved=timedelta(hours=2))
        scene.repaired(local(11, 2, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=5))
        scene.clock.turn_to(local(11, 3))
        assert risks(scene)[0].so_far == interim(scene) == Owed(700_000, 700_000)


def test_one_contractor_alone(scene):
    with scene.store.reading() as session:
        assert at_risk(session, scene.clock, contractor="C2") == []
        assert len(at_risk(session, scene.clock, contractor="C1")) == 1
