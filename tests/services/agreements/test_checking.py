import pytest
from sqlalchemy import select

from app.domain.agreement_support import check_support
from app.domain.errors import RuleBroken
from app.models.agreements import AgreementRevision
from app.services.agreements import checking
from app.services.agreements.checking import checked_draft, findings
from app.services.agreements.revisions import RevisionRef, approve_agreement, draft_agreement
from app.services.agreements.taking_in import record_agreement
from tests.factories import TARGETS, agreement_text, dump, founded

LATER = "\n[[version]]\nnumber = 2\neffective_from = 2026-07-01\n"
STRICT = agreement_text("SLA") + LATER + TARGETS.replace("limit = 120", "limit = 30")
EVEN = agreement_text("SLA") + LATER + TARGETS


@pytest.fixture
def ground(store):
    return founded(store)


def found(ground, document):
    with ground.store.reading() as session:
        return [
            (finding.severity.value, finding.code, finding.agreement)
            for finding in findings(session, document, now=ground.clock.now())
        ]


def drafted(ground, document):
    with ground.store.writing() as session:
        return RevisionRef(draft_agreement(session, ground.clock, document, by="Nasrin"))


def approve(ground, draft, **checked):
    with ground.store.writing() as session:
        approve_agreement(session, ground.clock, draft, by="Omid", **checked)


def checked(ground, draft):
    with ground.store.reading() as session:
        return checked_draft(session, draft.id, now=ground.clock.now())


@pytest.fixture
def looks(monkeypatch):
    """Every time that agreements were held against each other."""
    made = []

    def noted(*arguments, **more):
        made.append(arguments)
        return check_support(*arguments, **more)

    monkeypatch.setattr(checking, "check_support", noted)
    return made


def test_a_promise_that_the_contracts_do_not_support_is_drafted_but_not_approved(ground):
    errors = [each for each in found(ground, STRICT) if each[0] == "error"]
    assert errors == [("error", "support-looser", code) for code in ("UC1", "UC2")]
    draft = drafted(ground, STRICT)
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as broken:
        approve(ground, draft)
    assert broken.value.code == "agreement-error"
    told = broken.value.parameters
    assert (told["agreement"], told["place"]) == ("UC1", "version[1].target[2]")
    assert told["finding"].code == "support-looser"
    assert dump(ground.store) == before


def test_a_promise_that_the_contracts_support_is_approved(ground):
    assert [each for each in found(ground, EVEN) if each[0] == "error"] == []
    approve(ground, drafted(ground, EVEN))


def test_what_others_left_open_refuses_nobody(ground):
    """A contract that was looser before is no fault of the draft that leaves it so."""
    with ground.store.writing() as session:
        record_agreement(session, ground.clock, STRICT.replace("2026-07-01", "2026-05-01"), file="s", by="N")
    approve(
        ground, drafted(ground, agreement_text("UC", code="UC1", contractor="C1").replace("توافق", "تازه"))
    )


def test_what_was_checked_before_is_not_checked_while_it_is_written(ground, looks):
    draft = drafted(ground, EVEN)
    ground.wait(1)
    before = checked(ground, draft)
    assert len(looks) == 1
    approve(ground, draft, checked=before)
    assert len(looks) == 1


def test_what_changed_since_it_was_checked_is_checked_again(ground):
    slower = TARGETS.replace("limit = 120", "limit = 180")
    contract = drafted(ground, agreement_text("UC", code="UC1", contractor="C1") + LATER + slower)
    promise = drafted(ground, agreement_text("SLA") + LATER + slower)
    approve(ground, promise)
    before = checked(ground, contract)
    back = "\n[[version]]\nnumber = 3\neffective_from = 2026-08-01\n" + TARGETS
    approve(ground, drafted(ground, agreement_text("SLA") + LATER + slower + back))
    stands = dump(ground.store)
    with pytest.raises(RuleBroken) as broken:
        approve(ground, contract, checked=before)
    assert broken.value.code == "agreement-error"
    assert dump(ground.store) == stands


def test_an_error_that_was_approved_long_ago_refuses_no_later_version(ground):
    tied = TARGETS + TARGETS[TARGETS.index("[[version.pause]]") :] + "evidence = true\n"
    with ground.store.writing() as session:
        row = session.scalars(select(AgreementRevision).where(AgreementRevision.code == "SLA")).one()
        row.document = agreement_text("SLA", body=tied)
    later = row.document + LATER
    assert [each for each in found(ground, later + TARGETS) if each[0] == "error"] == []
    assert ("error", "pause-tie", "SLA") in found(ground, later + tied)
