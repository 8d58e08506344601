import pytest

from app.domain.errors import RuleBroken
from app.services.agreements.checking import findings
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


def approve(ground, draft):
    with ground.store.writing() as session:
        approve_agreement(session, ground.clock, draft, by="Omid")


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
