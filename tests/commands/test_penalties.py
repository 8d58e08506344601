"""`poshtiban penalties` and `poshtiban letter`: a month is priced, its letters issued and reprinted."""

import argparse
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.commands import letter, penalties
from app.commands.command_line import CommandLine, common_options
from app.domain.errors import BadInput, RuleBroken
from app.i18n import speaking
from app.models.penalties import LetterDocument
from app.services.letters.archive import letter_pdf, letters
from app.services.penalties.cases import cases
from tests.frozen import thaw
from tests.services.contract import contractor_scene, local

ABAN_OVER = local(11, 22, 10)


@pytest.fixture
def scene(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as built:
        built.repaired(local(10, 26, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
        built.clock.turn_to(ABAN_OVER)
        yield built


def called(scene, *words: str) -> int:
    """The exit status of a call of the program on the scene's store and clock."""
    parser = CommandLine(prog="poshtiban")
    subparsers = parser.add_subparsers(required=True)
    common = common_options()
    with speaking("en"):
        for command in (penalties, letter):
            command.add_to(subparsers, common)
        arguments: argparse.Namespace = parser.parse_args([*words, "--store", str(scene.store.url)])
        return arguments.run(arguments, scene.clock)


def told(scene, capsys, *words: str) -> dict[str, object]:
    assert called(scene, *words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_a_month_is_priced_and_shown(scene, capsys):
    assert called(scene, "penalties", "1405-08") == 0
    assert capsys.readouterr().out == (
        "1405-08\n"
        "contractor  agreement  obligations  missed    gross  payable  letter\n"
        "C1          UC-1                 2       1  500,000  500,000  -\n"
    )


def test_json_names_every_contractor(scene, capsys):
    owed = {"obligations": 2, "missed": 1, "gross": 500_000, "payable": 500_000, "letter": None}
    priced = {"period": "1405-08", "interim": False, "contractors": {"C1": owed}}
    assert told(scene, capsys, "penalties", "۱۴۰۵/۰۸", "--contractor", "C1") == priced
    issued = told(scene, capsys, "penalties", "1405-08", "--issue")
    assert issued["contractors"] == {"C1": {**owed, "letter": "1405-PM-0001"}}
    assert told(scene, capsys, "penalties", "1405-08", "--issue") == issued
    with scene.store.reading() as session:
        assert [row.number for row in letters(session)] == ["1405-PM-0001"]
        assert [row.approved_by for row in cases(session)] == ["desk"]


def test_a_month_without_anything_to_charge_has_no_letter(scene, capsys):
    scene.clock.turn_to(local(12, 22, 10))
    owed = {"obligations": 0, "missed": 0, "gross": 0, "payable": 0, "letter": None}
    assert told(scene, capsys, "penalties", "1405-09", "--issue")["contractors"] == {"C1": owed}


def test_an_open_month_is_priced_as_interim_alone(scene, capsys):
    scene.clock.turn_to(local(11, 1, 10))
    with pytest.raises(BadInput) as wrong:
        called(scene, "penalties", "1405-08")
    assert str(wrong.value) == (
        "command line, PERIOD: found '1405-08', expected a month that is over, or --interim"
    )
    with scene.store.reading() as session:
        assert cases(session) == []
    assert told(scene, capsys, "penalties", "1405-08", "--interim")["interim"] is True
    assert called(scene, "penalties", "1405-08", "--interim") == 0
    assert capsys.readouterr().out.startswith("1405-08 (interim: the month is not over)\n")


def test_a_named_approver_is_a_second_person(scene):
    for name, code in (("Desk", "case-by-second-person"), ("Omid", None)):
        if code is not None:
            with pytest.raises(RuleBroken, match=code):
                called(scene, "penalties", "1405-08", "--issue", "--by", name)
            continue
        assert called(scene, "penalties", "1405-08", "--issue", "--by", name) == 0
    with scene.store.reading() as session:
        (row,) = cases(session)
    assert (row.reviewed_by, row.approved_by, row.letter) == ("desk", "Omid", "1405-PM-0001")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("1405-08", "--contractor", "C9"), "'C9', expected one of C1"),
        (("1405-08", "--by", "Omid"), "'Omid', expected --issue beside it"),
        (("1405-10",), "'1405-10', expected a month that has begun"),
        (("2026-08",), "'2026-08', expected a Jalali month such as 1405-08"),
        (("Aban",), "'Aban', expected a Jalali month such as 1405-08"),
    ],
)
def test_a_wrong_call_is_refused_in_one_line(scene, words, found):
    with pytest.raises(BadInput) as wrong:
        called(scene, "penalties", *words)
    assert str(wrong.value).endswith(f"found {found}")
    with scene.store.reading() as session:
        assert cases(session) == []


def test_a_letter_is_reprinted(scene, capsys, tmp_path):
    called(scene, "penalties", "1405-08", "--issue")
    capsys.readouterr()
    file = tmp_path / "out.pdf"
    assert called(scene, "letter", "۱۴۰۵/پ‌م/۱", "--output", str(file)) == 0
    with scene.store.reading() as session:
        assert file.read_bytes() == letter_pdf(session, "1405-PM-0001", "fa")
    told_again = told(scene, capsys, "letter", "1405-PM-0001", "--output", str(file), "--language", "en")
    with scene.store.reading() as session:
        assert file.read_bytes() == letter_pdf(session, "1405-PM-0001", "en")
    assert told_again == {
        "number": "1405-PM-0001",
        "output": str(file),
        "bytes": len(file.read_bytes()),
    }


def test_an_unknown_letter_is_refused_and_nothing_written(scene, tmp_path):
    file = tmp_path / "out.pdf"
    with pytest.raises(BadInput) as wrong:
        called(scene, "letter", "1405-PM-0007", "--output", str(file))
    assert str(wrong.value) == (
        "command line, NUMBER: found '1405-PM-0007', expected the number of an issued letter"
    )
    assert not file.exists()


def test_a_letter_that_cannot_be_written_is_told(scene, tmp_path):
    called(scene, "penalties", "1405-08", "--issue")
    with pytest.raises(BadInput, match="a file that can be written"):
        called(scene, "letter", "1405-PM-0001", "--output", str(tmp_path / "nowhere" / "out.pdf"))


def test_a_letter_not_yet_printed_is_told(scene, tmp_path):
    called(scene, "penalties", "1405-08", "--issue")
    with scene.store.writing() as session:
        thaw(session)
        for document in session.scalars(select(LetterDocument)):
            document.pdf = None
    with pytest.raises(RuleBroken, match="letter-not-printed"):
        called(scene, "letter", "1405-PM-0001", "--output", str(tmp_path / "out.pdf"))
