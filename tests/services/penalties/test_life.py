"""A penalty case from draft to notice: two people, and an audit that says what they did."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.models.parties import User
from app.models.penalty_life import PenaltyEvent
from app.services.penalties.life import CaseRef, approve, approve_unseen, review, send_back
from app.services.penalties.trail import seal, trail
from tests.factories import dump
from tests.services.penalties.cases import ABAN_OVER, refused


def test_one_person_reviews_and_another_approves(told):
    assert (told.row().state, told.row().drafted_by) == ("draft", "")
    told.do(review, told.case, by=" Nasrin ")
    told.do(approve, told.case, by="Omid", remark="as agreed")
    row = told.row()
    assert (row.state, row.reviewed_by, row.approved_by) == ("approved", "Nasrin", "Omid")
    assert told.audit() == [
        ("drafted", "", "draft"),
        ("reviewed", "Nasrin", "reviewed"),
        ("approved", "Omid", "approved"),
    ]
    first, _second, last = told.ask(trail, told.case.id)
    assert (first.before, first.after) == (None, 1_180_000)
    assert (last.after, last.note, last.recorded_at) == (1_180_000, "as agreed", ABAN_OVER)


@pytest.mark.parametrize("name", ["Nasrin", " nasrin", "NASRIN "])
def test_nobody_approves_what_they_reviewed(told, name):
    told.do(review, told.case, by="Nasrin")
    assert refused(told, "case-by-second-person", approve, told.case, by=name) == {"by": name.strip()}


def test_a_login_and_the_names_of_its_account_are_one_person(told):
    with told.scene.store.writing() as session:
        session.add(User(login="n.karimi", name="نسرین کریمی", name_en="Nasrin Karimi", role="supervisor"))
    told.do(review, told.case, by="n.karimi")
    for name in ("نسرین کریمی", "nasrin karimi", "N.Karimi"):
        refused(told, "case-by-second-person", approve, told.case, by=name)
    told.do(approve, told.case, by="Omid")


def test_nobody_approves_what_they_drafted(told):
    told.scene.repaired(
        ABAN_OVER - timedelta(days=5), arrived=timedelta(hours=4), resolved=timedelta(hours=6)
    )
    told.scene.clock.turn_to(ABAN_OVER + timedelta(hours=1))
    told.draft(by="Sara")
    assert told.row().drafted_by == "Sara"
    told.do(review, told.case, by="Nasrin")
    refused(told, "case-by-second-person", approve, told.case, by="Sara")
    told.do(approve, told.case, by="Omid")


def test_a_draft_is_reviewed_before_it_is_approved(told):
    parameters = refused(told, "not-in-this-case-state", approve, told.case, by="Omid")
    assert parameters == {"state": "draft", "action": "approved"}


def test_a_name_is_needed(told):
    refused(told, "needs-a-name", review, told.case, by=" ")
    told.do(review, told.case, by="Nasrin")
    refused(told, "needs-a-name", approve, told.case, by="")
    refused(told, "needs-a-name", send_back, told.case, "figures", by="")


def test_a_case_that_somebody_changed_meanwhile_is_refused(told):
    seen = CaseRef(told.case.id, told.row().version)
    told.do(review, seen, by="Nasrin")
    refused(told, "changed-meanwhile", approve, seen, by="Omid")
    refused(told, "unknown-case", approve, CaseRef(99), by="Omid")


def test_what_was_sent_back_is_a_draft_that_nobody_has_seen(told):
    told.approved()
    told.do(send_back, told.case, "other", by="Sara", remark="wrong addressee")
    row = told.row()
    assert (row.state, row.reviewed_by, row.approved_by) == ("draft", "", "")
    assert told.audit()[-1] == ("sent-back", "Sara", "draft")
    refused(told, "not-in-this-case-state", send_back, told.case, "figures", by="Sara")
    told.do(review, told.case, by="Nasrin")
    refused(told, "needs-a-note", send_back, told.case, "other", by="Sara")
    refused(told, "unknown-code", send_back, told.case, "mood", by="Sara")


def test_an_issued_case_is_not_sent_back(told):
    told.issued()
    refused(told, "not-in-this-case-state", send_back, told.case, "figures", by="Sara")


def test_drafting_again_leaves_no_row_where_nothing_changed(told):
    before = dump(told.scene.store)
    told.draft(by="Sara")
    assert dump(told.scene.store) == before


def test_a_draft_reckoned_anew_says_what_changed(told):
    late = told.scene.repaired(
        ABAN_OVER - timedelta(days=3), arrived=timedelta(hours=4), resolved=timedelta(hours=6)
    )
    told.do(review, told.case, by="Nasrin")
    told.scene.act(
        told.scene.visit(ABAN_OVER - timedelta(days=9), ABAN_OVER), ABAN_OVER, "cancel", reason="by-mistake"
    )
    told.draft()
    assert told.audit()[1:] == [("reviewed", "Nasrin", "reviewed"), ("drafted", "", "draft")]
    row = told.ask(trail, told.case.id)[-1]
    assert (row.before, row.after) == (1_180_000, 1_680_000)
    assert row.evidence == f"+ 1 · {told.scene.code(late)}: 500000"
    assert told.row().reviewed_by == ""


def test_the_command_line_stands_for_the_first_person(told):
    told.do(approve_unseen, told.case, by="desk")
    assert told.audit()[1:] == [("reviewed", "", "reviewed"), ("approved", "desk", "approved")]
    told.do(approve_unseen, told.case, by="desk")
    assert len(told.audit()) == 3


def test_a_named_reviewer_and_approver_are_two_people(told):
    refused(told, "case-by-second-person", approve_unseen, told.case, by="desk", reviewer="Desk")
    told.do(approve_unseen, told.case, by="Omid", reviewer="desk")
    assert told.audit()[1:] == [("reviewed", "desk", "reviewed"), ("approved", "Omid", "approved")]


def test_every_row_is_sealed_with_the_one_before_it(told):
    told.issued()
    with told.scene.store.reading() as session:
        rows = session.scalars(select(PenaltyEvent).order_by(PenaltyEvent.number)).all()
        seals = ["", *(row.sha256 for row in rows)]
        assert [row.sha256 for row in rows] == [
            seal(before, row) for before, row in zip(seals, rows, strict=False)
        ]
        assert len(set(seals)) == 5
