"""Penalty cases over a real store: what is charged in which month, once, and who approved it."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.models.penalties import PenaltyCase, PenaltyLineRow
from app.services.jobs.commands import Said
from app.services.penalties.cases import LineRow, cases, lines
from app.services.penalties.drafting import contracts, draft
from app.services.penalties.life import CaseRef, approve, review
from app.services.penalties.month import price_month
from app.services.routines import last_month_drafts
from tests.services.contract import CONTRACT, contractor_scene, local

MEHR, ABAN, AZAR = JalaliMonth(1405, 7), JalaliMonth(1405, 8), JalaliMonth(1405, 9)
DEY = JalaliMonth(1405, 10)
ABAN_OVER = local(11, 22)
AZAR_OVER = local(12, 22)
DEY_OVER = local(1, 21, year=2027)
SUPERVISOR = Said("supervisor")


@pytest.fixture
def scene(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as built:
        yield built


def drafted(scene, month, at, *, interim=False):
    scene.clock.turn_to(at)
    with scene.store.writing() as session:
        return draft(
            session, scene.clock, party_id=scene.party_id, agreement="UC-1", month=month, interim=interim
        )


def approved(scene, month, at, *, interim=False):
    case_id = drafted(scene, month, at, interim=interim)
    look_through(scene, case_id)
    if case_of(scene, case_id).state == "reviewed":
        with scene.store.writing() as session:
            approve(session, scene.clock, CaseRef(case_id), by="manager")
    return case_id


def look_through(scene, case_id):
    """Review a case, as one person does before another approves it."""
    with scene.store.writing() as session:
        if session.get_one(PenaltyCase, case_id).state == "draft":
            review(session, scene.clock, CaseRef(case_id), by="reviewer")


def case_of(scene, case_id):
    with scene.store.reading() as session:
        return next(row for row in cases(session) if row.id == case_id)


def lines_of(scene, case_id) -> list[LineRow]:
    with scene.store.reading() as session:
        return lines(session, case_id)


def charged(scene, case_id):
    return [
        (line.job_id, line.clause, int(line.amount), int(line.payable), line.reasons)
        for line in lines_of(scene, case_id)
    ]


def issue(scene, case_id):
    """Mark a case as issued, as a letter does."""
    with scene.store.writing() as session:
        session.get_one(PenaltyCase, case_id).state = "issued"


def test_a_month_is_priced_line_by_line(scene):
    kept = scene.repaired(local(10, 25, 9), arrived=timedelta(hours=2), resolved=timedelta(hours=5))
    late = scene.repaired(
        local(10, 26, 9), arrived=timedelta(hours=4, minutes=30), resolved=timedelta(hours=6)
    )
    visit = scene.visit(local(10, 27), local(11, 3), done=local(11, 11, 10))
    case_id = drafted(scene, ABAN, ABAN_OVER)
    case = case_of(scene, case_id)
    assert charged(scene, case_id) == [
        (late, "1", 750_000, 500_000, ("most-units",)),
        (visit, "3", 360_000, 360_000, ()),
    ]
    assert (case.obligations, case.missed, case.gross, case.payable) == (5, 2, 1_110_000, 860_000)
    assert (case.state, case.period, case.revision, case.is_interim) == ("draft", "1405-08", 0, False)
    assert (case.contractor, case.name_en, case.letter) == ("C1", "Test Support", "")
    first = lines_of(scene, case_id)[0]
    assert (first.job, first.terminal, first.merchant_en) == (scene.code(late), "10020030", "Sample shop")
    assert (first.overrun_seconds, first.quantity, first.base_amount) == (9000, 3, 2_500_000)
    assert kept not in {line.job_id for line in lines_of(scene, case_id)}


def test_drafting_twice_changes_nothing(scene):
    scene.repaired(local(10, 26, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    first = drafted(scene, ABAN, ABAN_OVER)
    before = lines_of(scene, first), case_of(scene, first)
    assert drafted(scene, ABAN, ABAN_OVER) == first
    assert (lines_of(scene, first), case_of(scene, first)) == before
    with scene.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(PenaltyLineRow)) == 1


def test_a_draft_follows_what_is_learnt_later(scene):
    job = scene.repaired(local(10, 26, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    case_id = drafted(scene, ABAN, ABAN_OVER)
    assert case_of(scene, case_id).payable == 500_000
    scene.act(job, ABAN_OVER + timedelta(hours=1), "excuse", reason="wrong-address")
    assert drafted(scene, ABAN, ABAN_OVER + timedelta(hours=2)) == case_id
    case = case_of(scene, case_id)
    assert (case.obligations, case.missed, case.gross, case.payable) == (1, 0, 0, 0)
    assert lines_of(scene, case_id) == []


def test_what_was_withdrawn_before_it_was_due_costs_nothing(scene):
    job = scene.call(local(10, 26, 9))
    scene.act(job, local(10, 26, 10), "cancel", reason="by-mistake")
    case = case_of(scene, drafted(scene, ABAN, ABAN_OVER))
    assert (case.obligations, case.missed, case.payable) == (0, 0, 0)


def test_of_one_incident_the_dearest_line_is_charged(scene):
    job = scene.repaired(local(10, 26, 9), arrived=timedelta(hours=30), resolved=timedelta(hours=50))
    case_id = drafted(scene, ABAN, ABAN_OVER)
    assert charged(scene, case_id) == [
        (job, "1", 7_000_000, 0, ("most-units", "one-charge-per-incident")),
        (job, "2", 720_000, 720_000, ()),
    ]


def test_a_wait_for_the_merchant_is_no_lateness(scene):
    job = scene.call(local(10, 26, 9))
    scene.wait_for_merchant(job, local(10, 26, 10), local(10, 26, 15))
    scene.act(job, local(10, 26, 16, 30), "arrive")
    scene.act(job, local(10, 26, 17), "resolve", remedy="R03")
    case_id = drafted(scene, ABAN, ABAN_OVER)
    assert [(line.overrun_seconds, line.payable) for line in lines_of(scene, case_id)] == [(1800, 250_000)]


ASKS = 'stops = ["arrive", "resolve"]\napproval_above_minutes = 60'


def late_with_a_long_wait(scene):
    """Due 12:00 without its wait of four hours, and 13:00 as long as nobody has decided it; arrived 15:00."""
    job = scene.call(local(11, 2, 10))
    scene.wait_for_merchant(job, local(11, 2, 10, 30), local(11, 2, 14, 30))
    return scene.act(
        scene.act(job, local(11, 2, 15), "arrive"), local(11, 2, 15, 30), "resolve", remedy="R03"
    )


@pytest.mark.parametrize("decided", [False, True])
def test_what_waits_for_a_decision_costs_nothing_until_it_is_decided(tmp_path, decided):
    contract = CONTRACT.replace('stops = ["arrive", "resolve"]', ASKS)
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", contract) as scene:
        job = late_with_a_long_wait(scene)
        held = (job, "1", 0, 0, ("waits-for-decision",))
        case = drafted(scene, ABAN, ABAN_OVER)
        assert charged(scene, case) == [held]
        assert (case_of(scene, case).missed, int(case_of(scene, case).payable)) == (1, 0)
        began = local(11, 2, 10, 30)
        if decided:
            scene.act(job, ABAN_OVER, "decide_wait", said=SUPERVISOR, began_at=began, is_approved=True)
            assert charged(scene, drafted(scene, ABAN, ABAN_OVER)) == []
            return
        # A case that was approved meanwhile stands: what it left out is taken in by the next one.
        approved(scene, ABAN, ABAN_OVER)
        assert charged(scene, drafted(scene, AZAR, AZAR_OVER)) == [held]
        scene.act(job, AZAR_OVER, "decide_wait", said=SUPERVISOR, began_at=began, is_approved=False)
        refused = (job, "1", 750_000, 500_000, ("most-units",))
        assert charged(scene, approved(scene, AZAR, AZAR_OVER)) == [refused]
        assert charged(scene, drafted(scene, DEY, DEY_OVER)) == []


POINTS = """
[[version.clause]]
code = "8"
metric = "arrive"
title = { fa = "امتیاز", en = "Points" }
points = 2

[[version.clause]]
code = "9"
trigger = "points"
title = { fa = "جمع", en = "Sum" }
amount = 50000
"""


def test_points_that_waited_for_a_decision_count_once(tmp_path):
    contract = CONTRACT.replace('stops = ["arrive", "resolve"]', ASKS)
    terms = contract[: contract.index("[[version.clause]]")] + POINTS
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", terms) as scene:
        job = late_with_a_long_wait(scene)
        approved(scene, ABAN, ABAN_OVER)
        began = local(11, 2, 10, 30)
        scene.act(job, ABAN_OVER, "decide_wait", said=SUPERVISOR, began_at=began, is_approved=False)
        azar = approved(scene, AZAR, AZAR_OVER)
        assert sorted((row[1], row[3]) for row in charged(scene, azar)) == [("8", 0), ("9", 100_000)]
        assert charged(scene, drafted(scene, DEY, DEY_OVER)) == []


def test_lateness_over_the_end_of_a_month_is_charged_in_parts(scene):
    """Due 12:00 on 20 November, done on the 24th: 1.5 days at the end of the month, then 4 in all."""
    job = scene.call(local(11, 19, 12))
    scene.act(job, local(11, 19, 13), "arrive")
    scene.act(job, local(11, 24, 11), "resolve", remedy="R03")
    aban = approved(scene, ABAN, ABAN_OVER + timedelta(days=5))
    azar = drafted(scene, AZAR, AZAR_OVER)
    assert charged(scene, aban) == [(job, "2", 720_000, 720_000, ())]
    assert lines_of(scene, aban)[0].overrun_seconds == 36 * 3600
    assert lines_of(scene, aban)[0].done_at is None
    assert charged(scene, azar) == [(job, "2", 720_000, 720_000, ("charged-before",))]
    assert lines_of(scene, azar)[0].done_at == local(11, 24, 11)
    assert (case_of(scene, aban).missed, case_of(scene, azar).missed) == (1, 0)
    assert (case_of(scene, aban).obligations, case_of(scene, azar).obligations) == (2, 0)


def test_a_clock_that_still_runs_is_measured_at_the_end_of_the_month(scene):
    job = scene.call(local(11, 19, 12))
    scene.act(job, local(11, 19, 13), "arrive")
    case_id = drafted(scene, ABAN, ABAN_OVER + timedelta(days=9))
    assert [(line.overrun_seconds, line.quantity) for line in lines_of(scene, case_id)] == [(36 * 3600, 2)]


def test_an_item_cap_holds_for_the_life_of_the_item(scene):
    """Two monthly fees are the most one repair may cost: 1,440,000 in the first month, the rest after."""
    job = scene.call(local(11, 17, 12))
    scene.act(job, local(11, 17, 13), "arrive")
    aban, azar = approved(scene, ABAN, AZAR_OVER), approved(scene, AZAR, AZAR_OVER)
    dey = drafted(scene, AZAR.next(), local(1, 21, year=2027))
    assert [row[2:4] for row in charged(scene, aban)] == [(1_440_000, 1_440_000)]
    assert [row[2:] for row in charged(scene, azar)] == [
        (10_800_000, 360_000, ("item-cap", "charged-before"))
    ]
    assert charged(scene, dey) == []


def test_an_incident_charged_before_pays_only_what_is_dearer(scene):
    """The late arrival was charged 500,000 in Aban; the late repair costs 720,000 in all by Azar."""
    job = scene.call(local(11, 21, 12))
    scene.act(job, local(11, 21, 18), "arrive")
    scene.act(job, local(11, 24, 10), "resolve", remedy="R03")
    aban, azar = approved(scene, ABAN, AZAR_OVER), drafted(scene, AZAR, AZAR_OVER)
    assert charged(scene, aban) == [(job, "1", 1_000_000, 500_000, ("most-units",))]
    assert charged(scene, azar) == [(job, "2", 720_000, 220_000, ("charged-before",))]


def test_a_visit_due_at_the_closing_midnight_belongs_to_the_month(scene):
    visit = scene.visit(local(11, 15), ABAN_OVER, done=local(11, 23, 10))
    aban, azar = approved(scene, ABAN, AZAR_OVER), drafted(scene, AZAR, AZAR_OVER)
    assert (case_of(scene, aban).obligations, case_of(scene, aban).missed) == (1, 1)
    assert charged(scene, aban) == []
    assert (case_of(scene, azar).obligations, case_of(scene, azar).missed) == (0, 0)
    assert charged(scene, azar) == [(visit, "3", 180_000, 180_000, ())]


def test_an_open_visit_is_late_up_to_the_last_day_of_the_month(scene):
    """Due by 14 November; on the 21st, the last day of Aban, it is seven dates late: one week."""
    scene.visit(local(11, 5), local(11, 15))
    case_id = approved(scene, ABAN, AZAR_OVER)
    assert [(line.quantity, line.payable) for line in lines_of(scene, case_id)] == [(1, 180_000)]
    azar = drafted(scene, AZAR, AZAR_OVER)
    assert [(line.quantity, line.amount, line.payable) for line in lines_of(scene, azar)] == [
        (6, 900_000, 900_000)
    ]


def test_a_month_that_is_not_over_is_refused(scene):
    scene.clock.turn_to(ABAN_OVER - timedelta(seconds=1))
    with pytest.raises(RuleBroken) as broken, scene.store.writing() as session:
        draft(session, scene.clock, party_id=scene.party_id, agreement="UC-1", month=ABAN)
    assert (broken.value.code, broken.value.parameters) == ("period-not-over", {"period": "1405-08"})
    with pytest.raises(RuleBroken, match="period-not-begun"):
        price_month(scene.store, scene.clock, AZAR, interim=True)
    with scene.store.reading() as session:
        assert cases(session) == []


def test_an_interim_draft_is_reckoned_anew_when_the_month_is_over(scene):
    scene.call(local(10, 26, 9))
    interim = drafted(scene, ABAN, local(10, 26, 12), interim=True)
    assert (case_of(scene, interim).obligations, case_of(scene, interim).payable) == (1, 250_000)
    assert case_of(scene, interim).is_interim
    assert drafted(scene, ABAN, ABAN_OVER) == interim
    case = case_of(scene, interim)
    assert (case.is_interim, case.obligations, case.missed, case.payable) == (False, 2, 2, 1_800_000)


def test_an_issued_interim_case_is_followed_by_the_final_one(scene):
    scene.call(local(10, 26, 9))
    interim = drafted(scene, ABAN, local(10, 26, 12), interim=True)
    issue(scene, interim)
    assert drafted(scene, ABAN, local(10, 27, 12), interim=True) == interim
    final = approved(scene, ABAN, ABAN_OVER)
    assert final != interim
    assert (case_of(scene, interim).payable, case_of(scene, interim).is_superseded) == (250_000, True)
    assert (case_of(scene, final).revision, case_of(scene, final).payable) == (1, 1_800_000)
    azar = drafted(scene, AZAR, AZAR_OVER)
    assert charged(scene, azar) == []


def test_an_approved_or_issued_case_is_never_touched(scene):
    job = scene.repaired(local(10, 26, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    case_id = drafted(scene, ABAN, ABAN_OVER)
    look_through(scene, case_id)
    with scene.store.writing() as session:
        approve(session, scene.clock, CaseRef(case_id), by="manager")
    approved = case_of(scene, case_id)
    assert (approved.state, approved.reviewed_by, approved.approved_by) == ("approved", "reviewer", "manager")
    scene.act(job, ABAN_OVER + timedelta(hours=1), "excuse", reason="wrong-address")
    assert drafted(scene, ABAN, ABAN_OVER + timedelta(hours=2)) == case_id
    assert case_of(scene, case_id) == approved
    issue(scene, case_id)
    assert drafted(scene, ABAN, ABAN_OVER + timedelta(hours=3)) == case_id
    assert case_of(scene, case_id).payable == 500_000
    with pytest.raises(RuleBroken, match="not-in-this-case-state"), scene.store.writing() as session:
        approve(session, scene.clock, CaseRef(case_id), by="another")


def late_for_three_months(scene):
    """Due 18 November and done on 28 December: late in Aban, Azar and Dey; the arrival late as well."""
    job = scene.call(local(11, 17, 12))
    scene.act(job, local(11, 17, 18), "arrive")
    scene.act(job, local(12, 28, 12), "resolve", remedy="R03")
    visit = scene.visit(local(11, 5), local(11, 15), done=local(12, 23, 10))
    return job, visit


def total(scene):
    with scene.store.reading() as session:
        return sum(row.payable for row in cases(session))


def test_a_draft_has_charged_nobody(scene):
    late_for_three_months(scene)
    drafted(scene, ABAN, DEY_OVER)
    azar = drafted(scene, AZAR, DEY_OVER)
    assert [line.payable for line in lines_of(scene, azar)] == [1_080_000, 1_800_000]
    assert not any("charged-before" in line.reasons for line in lines_of(scene, azar))


def test_a_month_approved_after_a_later_one_charges_nothing_again(scene):
    late_for_three_months(scene)
    azar = approved(scene, AZAR, DEY_OVER)
    assert case_of(scene, azar).payable == 2_880_000
    aban = approved(scene, ABAN, DEY_OVER)
    assert case_of(scene, aban).payable == 0
    assert {line.clause for line in lines_of(scene, aban)} == {"1"}


def test_what_was_reviewed_is_not_approved_with_other_figures(scene):
    late_for_three_months(scene)
    aban, azar = drafted(scene, ABAN, DEY_OVER), drafted(scene, AZAR, DEY_OVER)
    look_through(scene, azar)
    shown = case_of(scene, azar)
    approved(scene, ABAN, DEY_OVER)
    with pytest.raises(RuleBroken, match="figures-changed"), scene.store.writing() as session:
        approve(session, scene.clock, CaseRef(azar), by="manager")
    assert case_of(scene, azar) == shown
    assert drafted(scene, AZAR, DEY_OVER) == azar
    assert (case_of(scene, azar).state, case_of(scene, azar).reviewed_by) == ("draft", "")
    approved(scene, AZAR, DEY_OVER)
    assert case_of(scene, aban).payable + case_of(scene, azar).payable == shown.payable


@pytest.mark.parametrize("interim", [False, True])
def test_a_month_waits_for_an_earlier_one_that_may_still_change(scene, interim):
    late_for_three_months(scene)
    if interim:
        issue(scene, drafted(scene, ABAN, local(11, 20), interim=True))
    else:
        drafted(scene, ABAN, DEY_OVER)
    azar = drafted(scene, AZAR, DEY_OVER)
    look_through(scene, azar)
    before = case_of(scene, azar)
    with pytest.raises(RuleBroken) as broken, scene.store.writing() as session:
        approve(session, scene.clock, CaseRef(azar), by="manager")
    assert (broken.value.code, broken.value.parameters) == ("earlier-month-open", {"period": "1405-08"})
    assert case_of(scene, azar) == before
    approved(scene, ABAN, DEY_OVER)
    approved(scene, AZAR, DEY_OVER)
    assert case_of(scene, azar).state == "approved"


def test_a_draft_that_costs_nothing_holds_up_no_later_month(scene):
    scene.repaired(local(11, 25, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    drafted(scene, ABAN, DEY_OVER)
    assert case_of(scene, approved(scene, AZAR, DEY_OVER)).payable == 500_000


STEPS = st.lists(st.tuples(st.sampled_from([ABAN, AZAR, DEY]), st.booleans()), max_size=8)


@settings(max_examples=15, deadline=None)
@given(steps=STEPS)
def test_the_total_does_not_depend_on_the_order_of_the_months(steps, tmp_path_factory):
    file = tmp_path_factory.mktemp("order") / "store.sqlite"
    with contractor_scene(f"sqlite:///{file}") as scene:
        late_for_three_months(scene)
        for month, is_approved in steps:
            with suppress(RuleBroken):
                (approved if is_approved else drafted)(scene, month, DEY_OVER)
        for month in (ABAN, AZAR, DEY):
            approved(scene, month, DEY_OVER)
        assert total(scene) == 1_800_000 + 1_080_000


def test_an_approval_carries_a_name(scene):
    case_id = drafted(scene, ABAN, ABAN_OVER)
    look_through(scene, case_id)
    with pytest.raises(RuleBroken, match="needs-a-name"), scene.store.writing() as session:
        approve(session, scene.clock, CaseRef(case_id), by=" ")
    assert case_of(scene, case_id).state == "reviewed"


def test_every_contract_of_the_month_is_drafted(scene):
    with scene.store.reading() as session:
        assert [(c.contractor, c.agreement) for c in contracts(session, ABAN)] == [("C1", "UC-1")]
        assert contracts(session, JalaliMonth(1403, 12)) == []
        assert contracts(session, ABAN, contractor="C2") == []
    scene.clock.turn_to(ABAN_OVER)
    found = price_month(scene.store, scene.clock, ABAN)
    assert price_month(scene.store, scene.clock, ABAN) == found
    with scene.store.reading() as session:
        assert [row.id for row in cases(session, period="1405-08", party_id=scene.party_id)] == found
        assert cases(session, period="1405-07") == []


def test_the_month_that_is_over_is_drafted_contract_by_contract(scene):
    scene.clock.turn_to(ABAN_OVER)
    with scene.store.reading() as session:
        (piece,) = last_month_drafts(session, scene.clock)
    with scene.store.writing() as session:
        case_id = piece(session, scene.clock)
    with scene.store.reading() as session:
        assert [row.id for row in cases(session, period="1405-08")] == [case_id]


def test_what_does_not_exist_is_refused(scene):
    scene.clock.turn_to(ABAN_OVER)
    for party_id, agreement, code in ((999, "UC-1", "unknown-party"), (1, "UC-9", "unknown-agreement")):
        with pytest.raises(RuleBroken, match=code), scene.store.writing() as session:
            draft(session, scene.clock, party_id=party_id, agreement=agreement, month=ABAN)


def test_a_contract_for_whoever_does_the_work_is_drafted_for_them(tmp_path):
    document = CONTRACT.replace('contractor = "C1"\n', "")
    with contractor_scene(f"sqlite:///{tmp_path / 'open.sqlite'}", document) as scene:
        with scene.store.reading() as session:
            assert contracts(session, ABAN) == []
        scene.repaired(local(10, 26, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
        assert case_of(scene, drafted(scene, ABAN, ABAN_OVER)).payable == 500_000
