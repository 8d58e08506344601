"""`poshtiban report`: the ledger and the statements as files for the accountants."""

import csv
import io
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.commands import report
from app.commands.command_line import CommandLine, common_options
from app.domain.errors import BadInput
from app.i18n import speaking
from app.models.parties import Party
from app.services.letters.batch import approve_and_issue
from app.services.penalties.cases import cases, lines
from app.services.penalties.corrections import (
    Correction,
    LineAfter,
    approve_correction,
    propose_correction,
)
from app.services.penalties.life import CaseRef
from app.services.penalties.month import price_month
from app.services.penalties.serving import Proof, mark_served
from tests.services.contract import contractor_scene, local
from tests.services.penalties.cases import ABAN
from tests.services.typesetting.glyph_order import pages_of, visual_lines

PROOF = Proof(kind="registered-post", served_on=date(2026, 11, 22), reference="128")
RANGE = ("--from", "2026-10-23", "--to", "2026-11-22")


@pytest.fixture
def scene(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as built:
        built.repaired(local(10, 26, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
        built.clock.turn_to(local(11, 22, 10))
        ids = price_month(built.store, built.clock, ABAN)
        approve_and_issue(built.store, built.clock, ids, "desk")
        yield built


def called(scene, *words: str) -> int:
    parser = CommandLine(prog="poshtiban")
    subparsers = parser.add_subparsers(required=True)
    with speaking("en"):
        report.add_to(subparsers, common_options())
        arguments = parser.parse_args(["report", *words, "--store", str(scene.store.url)])
        return arguments.run(arguments, scene.clock)


def test_the_ledger_is_a_csv_with_persian_headings(scene, tmp_path):
    file = tmp_path / "ledger.csv"
    assert called(scene, "ledger", *RANGE, "--format", "csv", "--output", str(file)) == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    heading, row, total = csv.reader(io.StringIO(file.read_text("utf-8-sig")))
    assert heading[:6] == ["کد پیمانکار", "پیمانکار", "قرارداد", "دوره", "وضعیت", "علی‌الحساب"]
    assert heading[-1] == "مانده (ریال)"
    assert row[:4] == ["C1", "پشتیبان گستر آزمون", "UC-1", "1405-08"]
    assert row[6:] == ["500000", "0", "500000", "0", "500000", "0", "0", "500000"]
    assert total[6:] == row[6:]


def test_no_text_becomes_a_formula(scene, tmp_path):
    with scene.store.writing() as session:
        session.scalars(select(Party)).one().name = "=1+1\x01"
    workbook, text = tmp_path / "ledger.xlsx", tmp_path / "ledger.csv"
    assert called(scene, "ledger", *RANGE, "--output", str(workbook)) == 0
    sheet = load_workbook(workbook).worksheets[0]
    assert sheet.sheet_view.rightToLeft
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["B2"].quotePrefix) == ("=1+1", "s", True)
    assert not sheet["C2"].quotePrefix
    assert (sheet["I2"].value, sheet["I2"].data_type) == (500_000, "n")
    assert called(scene, "ledger", *RANGE, "--output", str(text)) == 0
    assert ",'=1+1\x01," in text.read_text("utf-8-sig")


def test_json_says_the_same_on_paper_and_on_the_screen(scene, tmp_path, capsys):
    file = tmp_path / "statement.json"
    assert called(scene, "statement", *RANGE, "--output", str(file), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert json.loads(file.read_text("utf-8")) == said
    (found,) = said["statements"]
    assert (found["contractor"], found["month"], found["has_contract_file"]) == ("C1", "1405-08", False)
    assert found["lines"] == [
        {"service": "EM", "quantity": 1, "price": 2_500_000, "amount": 2_500_000},
        {"service": "TERMINAL", "quantity": 1, "price": 900_000, "amount": 900_000},
    ]
    assert (found["services"], found["penalties"], found["payable"]) == (3_400_000, 0, 3_400_000)


def test_a_statement_is_a_table_of_entries(scene, tmp_path):
    file = tmp_path / "statement.csv"
    assert called(scene, "statement", *RANGE, "--output", str(file)) == 0
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    assert [row[4] for row in rows] == [
        "شرح",
        "پشتیبانی موردی (EM)",
        "پایانه‌های تحت پشتیبانی",
        "جمع خدمات",
        "سپرده حسن انجام کار",
        "مالیات بر ارزش افزوده",
        "قابل پرداخت",
    ]
    assert {row[9] for row in rows[1:]} == {""}
    assert [row[7] for row in rows[1:]] == ["2500000", "900000", "3400000", "0", "0", "3400000"]


def test_a_claim_that_differs_is_answered_with_one(scene, tmp_path):
    claim, file = tmp_path / "claim.csv", tmp_path / "out.csv"
    claim.write_text("service,quantity,amount\nEM,2,5000000\nTERMINAL,1,900000\n", encoding="utf-8")
    words = ("statement", *RANGE, "--contractor", "C1", "--claim", str(claim), "--output", str(file))
    assert called(scene, *words) == 1
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    assert rows[1][4:] == ["1", "2", "2500000", "5000000", "2500000"]
    claim.write_text("service,quantity,amount\nEM,1,2500000\nTERMINAL,1,900000\n", encoding="utf-8")
    assert called(scene, *words) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("weather", *RANGE), "NAME: found 'weather', expected one of ledger, statement, handover"),
        (("ledger", "--from", "1405/13/01", "--to", "2026-11-22"), "--from: found '1405/13/01'"),
        (
            ("ledger", "--from", "0001-01-01", "--to", "2026-11-22"),
            "--from: found '0001-01-01', expected a year",
        ),
        (
            ("ledger", "--from", "2026-10-24", "--to", "2026-11-22"),
            "--to: found '2026-11-22', expected a day after",
        ),
        (
            ("statement", "--from", "2026-10-23", "--to", "2026-11-23"),
            "--to: found '2026-11-23', expected months that are over",
        ),
        (
            ("ledger", *RANGE, "--format", "odt"),
            "--format: found 'odt', expected one of pdf, xlsx, csv, json",
        ),
        (
            ("ledger", *RANGE, "--basis", "late"),
            "--basis: found 'late', expected one of opened, due, done, closed",
        ),
        (
            ("ledger", *RANGE, "--basis", "done"),
            "--basis: found 'done', expected due, by which the ledger counts",
        ),
        (
            ("statement", *RANGE, "--basis", "due"),
            "--basis: found 'due', expected done or opened or closed, by which the statement counts",
        ),
        (
            ("ledger", *RANGE, "--as-of", "2026-11-22"),
            "--as-of: found '2026-11-22', expected an instant such",
        ),
        (("ledger", *RANGE, "--as-of", "soon"), "--as-of: found 'soon', expected an instant such as"),
        (
            ("ledger", *RANGE, "--as-of", "2026-11-22T10:01"),
            "--as-of: found '2026-11-22T10:01', expected an instant that has come",
        ),
        (("ledger", *RANGE, "--contractor", "C9"), "--contractor: found 'C9', expected one of C1"),
        (("ledger", *RANGE, "--claim", "x.csv"), "--claim: found 'x.csv', expected a report statement"),
    ],
)
def test_a_wrong_call_is_refused_in_one_line(scene, tmp_path, words, said):
    file = tmp_path / "out.csv"
    with pytest.raises(BadInput) as wrong:
        called(scene, *words, "--output", str(file))
    assert said in str(wrong.value)
    assert not file.exists()
    with scene.store.reading() as session:
        assert len(cases(session)) == 1


@pytest.mark.parametrize(("first", "beyond"), [("1405-08-01", "1405-09-01"), ("۱۴۰۵/۰۸/۰۱", "1405/09/01")])
def test_the_days_may_be_jalali_like_the_months_of_penalties(scene, tmp_path, first, beyond):
    files = [tmp_path / "gregorian.csv", tmp_path / "jalali.csv"]
    for days, file in zip((RANGE, ("--from", first, "--to", beyond)), files, strict=True):
        assert called(scene, "ledger", *days, "--output", str(file)) == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_file_that_cannot_be_written_is_told(scene, tmp_path):
    with pytest.raises(BadInput, match="a file that can be written"):
        called(scene, "ledger", *RANGE, "--output", str(tmp_path / "nowhere" / "ledger.csv"))


def told(scene, tmp_path, *words):
    """What a report says as JSON."""
    file = tmp_path / "told.json"
    assert called(scene, *words, *RANGE, "--output", str(file)) == 0
    return json.loads(file.read_text("utf-8"))


def test_the_ledger_as_it_stood(scene, tmp_path):
    """Issued at ten, served at eleven, corrected an hour later: each instant sees what had been recorded."""
    with scene.store.reading() as session:
        (case,) = cases(session)
    line = CaseRef(case.id)
    steps = (
        (1, lambda session: mark_served(session, scene.clock, line, PROOF, by="Sara")),
        (2, lambda session: corrected(session, scene.clock, line)),
    )
    for hours, act in steps:
        scene.clock.turn_to(local(11, 22, 10 + hours))
        with scene.store.writing() as session:
            act(session)
    scene.clock.turn_to(local(11, 23))
    seen = {
        at: [
            (row["state"], row["payable"], row["due"])
            for row in told(scene, tmp_path, "ledger", "--as-of", f"2026-11-22T{at}")["rows"]
        ]
        for at in ("09:59", "10:00", "11:30", "12:00")
    }
    assert seen == {
        "09:59": [],
        "10:00": [("issued", 500_000, 500_000)],
        "11:30": [("served", 500_000, 500_000)],
        "12:00": [("served", 500_000, 400_000)],
    }
    now = told(scene, tmp_path, "ledger")
    assert now["rows"] == told(scene, tmp_path, "ledger", "--as-of", "2026-11-23T00:00+03:30")["rows"]
    assert (now["basis"], now["as_of"]) == ("due", None)


def corrected(session, clock, case):
    (line,) = lines(session, case.id)
    correction = Correction(reason="other", note="one hour", lines=[LineAfter(line.id, Decimal(400_000))])
    row = propose_correction(session, clock, case, correction, by="Sara")
    approve_correction(session, clock, row, by="Omid")


def test_a_statement_counts_by_the_instant_that_is_asked_for(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as scene:
        scene.repaired(local(10, 22, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=30))
        scene.clock.turn_to(local(11, 22, 10))
        counted = {
            words: [
                line["service"]
                for line in told(scene, tmp_path, "statement", *words)["statements"][0]["lines"]
            ]
            for words in ((), ("--basis", "opened"), ("--as-of", "2026-10-23T12:00"))
        }
        assert counted == {
            (): ["EM", "TERMINAL"],
            ("--basis", "opened"): ["TERMINAL"],
            ("--as-of", "2026-10-23T12:00"): ["TERMINAL"],
        }


@pytest.mark.parametrize("name", ["ledger", "statement"])
def test_a_report_on_paper_says_every_figure(scene, tmp_path, name):
    file, again = tmp_path / "report.pdf", tmp_path / "again.pdf"
    assert called(scene, name, *RANGE, "--output", str(file)) == 0
    assert called(scene, name, *RANGE, "--format", "pdf", "--output", str(again)) == 0
    assert file.read_bytes() == again.read_bytes()
    (page,) = pages_of(file.read_bytes())
    seen = "\n".join(visual_lines(page))
    assert "۵۰۰٬۰۰۰" in seen if name == "ledger" else "۳٬۴۰۰٬۰۰۰" in seen
    assert (float(page.mediabox.width) > float(page.mediabox.height)) is True
