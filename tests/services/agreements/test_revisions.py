from functools import partial

import pytest

from app.domain.errors import BadInput, RuleBroken
from app.services.agreement_book import book
from app.services.agreements.register import agreements, history, revision_text
from app.services.agreements.revisions import (
    RevisionRef,
    approve_agreement,
    draft_agreement,
    save_draft,
    withdraw_draft,
)
from tests.factories import agreement_text, dump, founded

OFFICE = '[calendars.office]\nweekly.sat = [["08:00", "17:00"]]\nweekly.mon = [["08:00", "17:00"]]\n'
TEXT = (
    agreement_text("SLA", code="NEW")
    .replace('unit = "minutes"', 'unit = "minutes"\ncalendar = "office"')
    .replace("[[version]]", f"{OFFICE}[[version]]", 1)
)
LATER = "\n[[version]]\nnumber = 2\neffective_from = 2026-05-01\n"


@pytest.fixture
def ground(store):
    return founded(store)


def do(ground, command, *arguments, **more):
    with ground.store.writing() as session:
        return command(session, ground.clock, *arguments, **more)


def ask(ground, question, *arguments):
    with ground.store.reading() as session:
        return question(session, *arguments)


def drafted(ground, text=TEXT, by="Nasrin"):
    return RevisionRef(do(ground, draft_agreement, text, by=by))


def approved(ground, text=TEXT):
    do(ground, approve_agreement, drafted(ground, text), by="Omid")


def refusal(ground, command, *arguments, **more):
    """The code and parameters of a refusal that left everything as it was."""
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as broken:
        do(ground, command, *arguments, **more)
    assert dump(ground.store) == before
    return broken.value.code, broken.value.parameters


def test_a_draft_holds_only_once_a_second_person_approves_it(ground):
    draft = drafted(ground)
    assert ask(ground, book).named("NEW") is None
    ground.wait(5)
    do(ground, approve_agreement, draft, by="Omid")
    assert ask(ground, book).named("NEW").code == "NEW"
    (row,) = ask(ground, history, "NEW")
    assert (row.drafted_by, row.saved_by, row.decided_by, row.state) == (
        "Nasrin",
        "Nasrin",
        "Omid",
        "approved",
    )
    assert (row.decided_at - row.drafted_at).seconds == 300


def test_nobody_approves_what_they_wrote(ground):
    draft = drafted(ground)
    approve = partial(refusal, ground, approve_agreement, draft)
    told = "approval-by-second-person"
    assert approve(by="Nasrin") == (told, {"agreement": "NEW", "by": "Nasrin"})
    assert approve(by=" nasrin ") == (told, {"agreement": "NEW", "by": "nasrin"})
    assert approve(by=" ") == ("approval-needs-a-name", {})
    do(ground, save_draft, draft, TEXT + LATER, by="Omid")
    assert approve(by="Nasrin")[0] == approve(by="Omid")[0] == told
    do(ground, approve_agreement, draft, by="Parisa")


def test_a_draft_is_saved_again_and_withdrawn(ground):
    draft = drafted(ground)
    ground.wait(1)
    do(ground, save_draft, draft, TEXT + LATER, by="Omid", note=" longer ")
    found = ask(ground, revision_text, draft.id)
    assert (found.document, found.approved_document) == (TEXT + LATER, "")
    assert (found.revision.drafted_by, found.revision.saved_by, found.revision.note) == (
        "Nasrin",
        "Omid",
        "longer",
    )
    do(ground, withdraw_draft, draft, by="Nasrin")
    assert ask(ground, history, "NEW")[0].state == "withdrawn"
    assert [row.code for row in ask(ground, agreements)] == ["SLA", "UC1", "UC2"]
    decided = ("revision-decided", {"agreement": "NEW", "by": "Nasrin"})
    assert refusal(ground, save_draft, draft, TEXT, by="Nasrin") == decided
    assert refusal(ground, withdraw_draft, draft, by="Nasrin") == decided
    assert refusal(ground, approve_agreement, draft, by="Omid") == decided
    assert drafted(ground) != draft
    assert [row.number for row in ask(ground, history, "NEW")] == [2, 1]


def test_two_people_on_one_draft_do_not_overwrite_each_other(ground):
    draft = drafted(ground)
    seen = ask(ground, revision_text, draft.id).revision.version
    do(ground, save_draft, RevisionRef(draft.id, seen), TEXT + LATER, by="Omid")
    changed = ("changed-meanwhile", {"agreement": "NEW"})
    assert refusal(ground, save_draft, RevisionRef(draft.id, seen), TEXT, by="Parisa") == changed
    assert refusal(ground, approve_agreement, RevisionRef(draft.id, seen), by="Parisa") == changed
    assert refusal(ground, withdraw_draft, RevisionRef(draft.id, seen), by="Parisa") == changed


def test_an_agreement_has_one_open_draft(ground):
    drafted(ground)
    assert refusal(ground, draft_agreement, TEXT, by="Omid") == (
        "draft-open",
        {"agreement": "NEW", "by": "Nasrin"},
    )


def test_what_cannot_be_drafted(ground):
    draft = drafted(ground)
    other = agreement_text("SLA", code="OTHER")
    assert refusal(ground, save_draft, draft, other, by="Nasrin") == (
        "other-agreement",
        {"agreement": "NEW", "found": "OTHER"},
    )
    assert refusal(ground, save_draft, RevisionRef(99), TEXT, by="Nasrin") == (
        "unknown-revision",
        {"revision": 99},
    )
    assert refusal(ground, draft_agreement, other, by="")[0] == "draft-needs-a-name"
    before = dump(ground.store)
    with pytest.raises(BadInput, match=r"other\.toml"):
        do(ground, draft_agreement, other + 'unknown = "key"', by="Nasrin", file="other.toml")
    assert dump(ground.store) == before


CHANGES = [
    ("target", ("limit = 60", "limit = 90")),
    ("effective_from", ("effective_from = 2026-01-01", "effective_from = 2026-02-01")),
    ("calendars.office", ('["08:00", "17:00"]', '["08:00", "16:00"]')),
    ("calendars.office", ("weekly.sat", "declared_closures = true\nweekly.sat")),
    ("calendars.office", ("weekly.sat", "official_holidays = true\nweekly.sat")),
    ("reopen_days", ("number = 1\n", "number = 1\nreopen_days = 9\n")),
    ("pause", ('owner = "merchant"', 'owner = "psp"')),
]


@pytest.mark.parametrize(("key", "words"), CHANGES)
def test_an_approved_version_never_changes(ground, key, words):
    approved(ground)
    assert words[0] in TEXT
    place = key if key.startswith("calendars") else f"version.{key}"
    assert refusal(ground, draft_agreement, TEXT.replace(*words) + LATER, by="Nasrin") == (
        "version-approved",
        {"agreement": "NEW", "version": 1, "key": place},
    )


TERMS = [
    ("time_zone", ('time_zone = "UTC"', 'time_zone = "Europe/Rome"')),
    ("kind", ('kind = "SLA"', 'kind = "OLA"')),
    ("contractor", ('contractor = ""', 'contractor = "C1"')),
    ("psp", ('kind = "SLA"', 'kind = "SLA"\npsp = "P"')),
    ("regions", ('kind = "SLA"', 'kind = "SLA"\nregions = ["N"]')),
]


@pytest.mark.parametrize(("key", "words"), TERMS)
def test_what_holds_for_every_version_never_changes(ground, key, words):
    approved(ground)
    assert refusal(ground, draft_agreement, TEXT.replace(*words) + LATER, by="Nasrin") == (
        "agreement-approved",
        {"agreement": "NEW", "key": key},
    )


def test_no_version_comes_between_or_goes(ground):
    text = TEXT.replace("number = 1\n", "number = 5\n")
    approved(ground, text)
    before = "[[version]]\nnumber = 3\neffective_from = 2025-01-01\n\n[[version]]\nnumber = 5"
    between = text.replace("[[version]]\nnumber = 5", before)
    assert refusal(ground, draft_agreement, between, by="Nasrin") == (
        "version-between",
        {"agreement": "NEW", "version": 3, "key": "version.number"},
    )
    assert refusal(ground, draft_agreement, TEXT, by="Nasrin") == (
        "version-approved",
        {"agreement": "NEW", "version": 5, "key": "version"},
    )


def test_a_revision_may_add_versions_papers_and_letters(ground):
    approved(ground)
    paper = '[[document]]\nnumber = "12/3"\ndate = 2026-04-01\nkind = "amendment"\n'
    paper += 'title = { fa = "الحاقیه", en = "Amendment" }\n\n[letters]\nto = "Somebody"\n'
    text = TEXT.replace(OFFICE, paper + OFFICE).replace("توافق", "توافق تازه") + LATER
    draft = drafted(ground, text)
    (listed,) = [row for row in ask(ground, agreements) if row.code == "NEW"]
    assert [(v.number, v.state) for v in listed.versions] == [(1, "approved"), (2, "draft")]
    assert (listed.approved.number, listed.draft.number, listed.title["fa"]) == (1, 2, "توافق تازه")
    assert ask(ground, revision_text, draft.id).approved_document == TEXT
    do(ground, approve_agreement, draft, by="Omid")
    (listed,) = [row for row in ask(ground, agreements) if row.code == "NEW"]
    assert [(v.number, v.state) for v in listed.versions] == [(1, "approved"), (2, "approved")]
    assert (listed.approved.number, listed.draft) == (2, None)
    assert [version.number for version in ask(ground, book).named("NEW").versions] == [1, 2]
