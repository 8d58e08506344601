import pytest

from app.bootstrap import main
from app.domain.errors import RuleBroken
from app.services.agreement_book import book
from app.services.agreements.register import agreements, history
from app.services.agreements.taking_in import Taken, record_agreement
from tests.factories import agreement_text, dump, founded

LATER = "\n[[version]]\nnumber = 2\neffective_from = 2026-09-01\n"
TEXT = agreement_text("SLA")


@pytest.fixture
def ground(store):
    return founded(store)


def take(ground, text, by="manager"):
    with ground.store.writing() as session:
        return record_agreement(session, ground.clock, text, file="sla.toml", by=by)


def states(ground):
    with ground.store.reading() as session:
        return [(row.number, row.state, row.decided_by) for row in history(session, "SLA")]


def versions(ground):
    with ground.store.reading() as session:
        return [version.number for version in book(session).named("SLA").versions]


def test_founders_approve_what_they_take_in_and_may_correct_it(ground):
    corrected = TEXT.replace("limit = 60", "limit = 90")
    assert [take(ground, text) for text in (TEXT, corrected, corrected)] == [
        Taken.UNCHANGED,
        Taken.APPROVED,
        Taken.UNCHANGED,
    ]
    assert states(ground) == [(2, "approved", "manager"), (1, "approved", "desk-1")]


def test_once_there_are_jobs_a_file_is_a_draft(ground):
    ground.call()
    assert take(ground, TEXT + LATER) is Taken.DRAFTED
    assert states(ground) == [(2, "draft", ""), (1, "approved", "desk-1")]
    assert versions(ground) == [1]
    assert take(ground, TEXT + LATER) is Taken.UNCHANGED
    assert take(ground, TEXT + LATER.replace("09", "10")) is Taken.DRAFTED
    assert len(states(ground)) == 2


def test_a_file_never_takes_the_place_of_a_colleagues_draft(ground):
    ground.call()
    take(ground, TEXT + LATER, by="Nasrin")
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as broken:
        take(ground, TEXT + LATER.replace("09", "10"), by="Omid")
    assert broken.value.code == "draft-open"
    assert dump(ground.store) == before


def call(ground, *words):
    url = ground.store.url.render_as_string(hide_password=False)
    return main(["import", "agreements", *map(str, words), "--store", url])


def test_an_import_is_recorded_in_the_name_of_the_desk(ground, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("POSHTIBAN_USER", "Nasrin")
    ground.call()
    file = tmp_path / "sla.toml"
    file.write_text(TEXT + LATER, encoding="utf-8")
    before = dump(ground.store)
    assert call(ground, file, "--dry-run") == 0
    assert dump(ground.store) == before
    assert [call(ground, file), call(ground, file)] == [0, 0]
    drafted = [
        "read 1, accepted 1, unchanged 0, rejected 0, drafted 1",
        "1 waits as a draft: it holds once a second person has approved it.",
    ]
    unchanged = "read 1, accepted 0, unchanged 1, rejected 0"
    assert capsys.readouterr().out.splitlines() == [*drafted, *drafted, unchanged]
    with ground.store.reading() as session:
        (row,) = [row for row in agreements(session) if row.code == "SLA"]
    assert (row.draft.drafted_by, row.draft.state) == ("Nasrin", "draft")


def test_an_import_that_changes_an_approved_version_is_rejected(ground, tmp_path, capsys):
    ground.call()
    file, rejects = tmp_path / "sla.toml", tmp_path / "rejects.csv"
    file.write_text(TEXT.replace("limit = 60", "limit = 90"), encoding="utf-8")
    assert call(ground, file, "--rejects", rejects) == 1
    assert capsys.readouterr().out == "read 1, accepted 0, unchanged 0, rejected 1\n"
    assert rejects.read_text(encoding="utf-8-sig").splitlines()[1:] == [
        'sla.toml,,version.target,"a change of version 1, which is approved",a later version'
    ]
    assert call(ground, file) == 1
    assert capsys.readouterr().err == (
        "sla.toml, version.target: found a change of version 1, which is approved, expected a later version\n"
    )
    assert states(ground) == [(1, "approved", "desk-1")]
