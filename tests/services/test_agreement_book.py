from datetime import date

import pytest
from sqlalchemy import select

from app.bootstrap import main
from app.domain.errors import BadInput, RuleBroken
from app.models.agreements import AgreementDocument, Holiday
from app.services.agreement_book import book, record_agreement
from tests.factories import agreement_text, dump, founded


@pytest.fixture
def ground(store):
    return founded(store)


def record(ground, text):
    with ground.store.writing() as session:
        return record_agreement(session, ground.clock, text, file="new.toml", by="manager")


def codes(ground):
    with ground.store.reading() as session:
        return [agreement.code for agreement in book(session).agreements]


def test_an_agreement_is_kept_as_it_was_written(ground):
    text = agreement_text("UC", code="UC3", contractor="C2")
    assert record(ground, text) == "UC3"
    assert codes(ground) == ["SLA", "UC1", "UC2", "UC3"]
    with ground.store.reading() as session:
        row = session.scalars(select(AgreementDocument).where(AgreementDocument.code == "UC3")).one()
        assert (row.document, row.kind, row.recorded_by) == (text, "UC", "manager")
        assert (row.recorded_at, row.party_id) == (ground.clock.now(), 2)


def test_one_of_the_same_code_takes_its_place(ground):
    record(ground, agreement_text("SLA", body=""))
    assert codes(ground) == ["SLA", "UC1", "UC2"]
    with ground.store.reading() as session:
        assert book(session).named("SLA").versions[0].targets == ()


USED = [
    ("another target", ("limit = 60", "limit = 90")),
    ("another start", ("effective_from = 2026-01-01", "effective_from = 2026-02-01")),
    ("dropped", ("number = 1\n", "number = 2\n")),
    ("another zone", ('time_zone = "UTC"', 'time_zone = "Europe/Rome"')),
    ("another calendar", ('["08:00", "17:00"]', '["08:00", "16:00"]')),
    ("closed when told to", ("weekly.sat", "declared_closures = true\nweekly.sat")),
    ("closed on holidays", ("weekly.sat", "official_holidays = true\nweekly.sat")),
]
LATER = """
[[version]]
number = 2
effective_from = 2026-09-01
"""


def in_office_hours(text):
    office = '[calendars.office]\nweekly.sat = [["08:00", "17:00"]]\nweekly.mon = [["08:00", "17:00"]]\n'
    calendar = text.replace('unit = "minutes"', 'unit = "minutes"\ncalendar = "office"')
    return calendar.replace("[[version]]", f"{office}[[version]]", 1)


@pytest.mark.parametrize(("_change", "words"), USED)
def test_a_version_that_is_in_use_never_changes(ground, _change, words):
    text = in_office_hours(agreement_text("SLA"))
    record(ground, text)
    ground.call()
    before = dump(ground.store)
    assert words[0] in text
    with pytest.raises(RuleBroken) as broken:
        record(ground, text.replace(*words))
    assert broken.value.code == "version-in-use"
    assert broken.value.parameters == {"agreement": "SLA", "version": 1}
    assert dump(ground.store) == before


def test_a_later_version_may_follow_one_in_use(ground):
    record(ground, in_office_hours(agreement_text("SLA")))
    ground.call()
    record(ground, in_office_hours(agreement_text("SLA")) + LATER)
    with ground.store.reading() as session:
        assert [version.number for version in book(session).named("SLA").versions] == [1, 2]


def test_an_import_that_changes_a_used_version_is_refused_in_one_line(ground, tmp_path, capsys):
    ground.call()
    file = tmp_path / "sla.toml"
    file.write_text(agreement_text("SLA").replace("limit = 60", "limit = 90"), encoding="utf-8")
    before = dump(ground.store)
    url = ground.store.url.render_as_string(hide_password=False)
    assert main(["import", "agreements", str(file), "--store", url]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == (
        "",
        "poshtiban: Version 1 of agreement SLA is in use and cannot change; add a later version.\n",
    )
    assert dump(ground.store) == before


def test_a_transaction_sees_what_it_has_recorded(ground):
    with ground.store.writing() as session:
        before = book(session)
        record_agreement(session, ground.clock, agreement_text("OLA"), file="ola.toml", by="manager")
        assert before.named("OLA") is None
        assert book(session).named("OLA").code == "OLA"


def test_a_bad_file_changes_nothing(ground):
    before = dump(ground.store)
    with pytest.raises(BadInput) as told:
        record(ground, agreement_text("UC", code="UC3") + 'unknown = "key"')
    assert told.value.file == "new.toml"
    assert dump(ground.store) == before


def test_the_book_is_read_once_a_transaction_and_parsed_once_a_change(ground):
    with ground.store.reading() as session:
        first = book(session)
        assert book(session) is first
    with ground.store.reading() as session:
        assert book(session) is first
    with ground.store.writing() as session:
        session.add_all(
            [
                Holiday(day=date(2026, 6, 2), name="تعطیل"),
                Holiday(day=date(2026, 6, 3), name="استانی", province="گیلان"),
            ]
        )
    with ground.store.reading() as session:
        assert book(session) is not first


def test_which_agreements_speak_of_a_job(ground):
    text = agreement_text("SLA", code="NORTH").replace(
        "[[version]]", 'psp = "P"\nregions = ["N"]\n[[version]]'
    )
    record(ground, text)
    with ground.store.reading() as session:
        found = book(session)
    assert [a.code for a in found.for_job("P", "N")] == ["NORTH", "SLA", "UC1", "UC2"]
    assert [a.code for a in found.for_job("P", "S")] == ["SLA", "UC1", "UC2"]
    assert [a.code for a in found.for_job("Q", "N")] == ["SLA", "UC1", "UC2"]
