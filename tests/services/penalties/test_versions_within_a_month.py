"""A version that takes effect within a period: what adds up over it is judged once, by the last one."""

from datetime import timedelta

import pytest

from app.domain.jalali import JalaliMonth
from app.models.penalties import PenaltyCase
from app.services.penalties.drafting import draft
from tests.services.contract import contractor_scene, local

FARVARDIN, ORDIBEHESHT = JalaliMonth(1405, 1), JalaliMonth(1405, 2)
HEAD = """
code = "UC-V"
kind = "UC"
title = { fa = "نمونه", en = "Sample" }
time_zone = "Asia/Tehran"
contractor = "C1"
"""
VERSION = """
[[version]]
number = %d
effective_from = %s
[version.prices]
month_invoice = 1000000
monthly_fee = 900000
[[version.target]]
metric = "arrive"
unit = "hours"
limit = 2
services = ["EM"]
"""
SHARE = """
[[version.clause]]
code = "K"
trigger = "compliance"
metric = "arrive"
title = { fa = "پایبندی", en = "Compliance" }
base = "month_invoice"
escalation_after = 2
escalation_rate = "8%"
tiers = "flat"
[[version.clause.bracket]]
from = 0
below = 90
rate = "5%"
[[version.clause.bracket]]
from = 90
rate = 0
"""
DOWN = """
[[version.clause]]
code = "D"
trigger = "downtime-hours"
title = { fa = "خرابی", en = "Downtime" }
base = "monthly_fee"
tiers = "flat"
[[version.clause.bracket]]
from = 0
below = 10
rate = 0
[[version.clause.bracket]]
from = 10
rate = "10%"
"""
FIRST = "2024-03-20"


def document(clause, *days, other=""):
    """An agreement whose versions take effect on these days, the last with `other` in place of the clause."""
    versions = [VERSION % (number, day) + clause for number, day in enumerate(days, 1)]
    if other:
        versions[-1] = versions[-1].replace(clause, other)
    return HEAD + "".join(versions)


@pytest.fixture
def under(tmp_path):
    opened = []

    def build(text):
        context = contractor_scene(f"sqlite:///{tmp_path / f'{len(opened)}.sqlite'}", text)
        opened.append(context)
        return context.__enter__()

    yield build
    for context in opened:
        context.__exit__(None, None, None)


def charged(scene, month):
    """Clause, version and rial of every line of a month."""
    with scene.store.writing() as session:
        case = draft(session, scene.clock, party_id=scene.party_id, agreement="UC-V", month=month)
        rows = session.get_one(PenaltyCase, case).lines
        return [(line.clause, line.agreement_version, int(line.payable)) for line in rows]


def half_kept(scene, month=3):
    """Before and after the fifth of April (or of its month) one call in time and one late."""
    for day in (25, 26, 7, 8):
        at = local(month if day > 20 else month + 1, day, 9)
        hours = 1 if day in (25, 7) else 4
        scene.repaired(at, arrived=timedelta(hours=hours), resolved=timedelta(hours=6))


def test_a_month_has_one_share_and_one_charge_however_many_versions_it_has(under):
    once, twice = under(document(SHARE, FIRST)), under(document(SHARE, FIRST, "2026-04-05"))
    for scene in (once, twice):
        half_kept(scene)
        scene.clock.turn_to(local(6, 1))
    assert charged(once, FARVARDIN) == [("K", 1, 50_000)]
    assert charged(twice, FARVARDIN) == [("K", 2, 50_000)]


def test_the_last_version_of_the_month_that_has_the_clause_says_what_it_costs(under):
    dearer = SHARE.replace('rate = "5%"', 'rate = "7%"')
    scene = under(document(SHARE, FIRST, "2026-04-05", other=dearer))
    half_kept(scene)
    scene.clock.turn_to(local(6, 1))
    assert charged(scene, FARVARDIN) == [("K", 2, 70_000)]


def test_a_clause_of_another_code_counts_its_own_version_alone(under):
    other = SHARE.replace('code = "K"', 'code = "K2"')
    scene = under(document(SHARE, FIRST, "2026-04-05", other=other))
    half_kept(scene)
    scene.clock.turn_to(local(6, 1))
    assert charged(scene, FARVARDIN) == [("K", 1, 50_000), ("K2", 2, 50_000)]


def test_hours_out_of_order_add_up_over_the_versions_of_a_month(under):
    once, twice = under(document(DOWN, FIRST)), under(document(DOWN, FIRST, "2026-04-05"))
    for scene in (once, twice):
        half_kept(scene)
        scene.clock.turn_to(local(6, 1))
    assert charged(once, FARVARDIN) == [("D", 1, 90_000)]
    assert charged(twice, FARVARDIN) == [("D", 2, 90_000)]


def test_a_target_missed_under_the_version_before_was_missed_before(under):
    once, twice = under(document(SHARE, FIRST)), under(document(SHARE, FIRST, "2026-04-21"))
    found = []
    for scene in (once, twice):
        for month in (3, 4):
            scene.repaired(local(month, 25, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=8))
        scene.clock.turn_to(local(6, 1))
        found.append([sum(line[2] for line in charged(scene, month)) for month in (FARVARDIN, ORDIBEHESHT)])
    assert found == [[50_000, 130_000], [50_000, 130_000]]
