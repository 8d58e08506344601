"""`poshtiban proof`: the sheets of a job as text, as figures and as one PDF."""

import argparse
import json

import pypdfium2
import pytest

from app.commands import proof
from app.commands.command_line import CommandLine, common_options
from app.domain.errors import BadInput
from app.i18n import speaking
from tests.factories import founded


@pytest.fixture
def ground(store):
    found = founded(store)
    job = found.call()
    found.assign(job)
    found.wait(90)
    found.act(job, "arrive")
    return found


@pytest.fixture
def call(ground, monkeypatch):
    def called(*words: str) -> int:
        parser = CommandLine(prog="poshtiban")
        with speaking("en"):
            proof.add_to(parser.add_subparsers(), common_options())
            url = ground.store.url.render_as_string(hide_password=False)
            arguments: argparse.Namespace = parser.parse_args(["proof", *words, "--store", url])
            return int(arguments.run(arguments, ground.clock))

    return called


def test_one_promise_is_told_as_text(call, capsys):
    assert call("10001", "--metric", "arrive", "--agreement", "SLA", "--language", "en") == 0
    told = capsys.readouterr().out
    assert told.splitlines()[:2] == [
        "Proof sheet: Arrive on site, job 10001",
        "Missed: due 2026-06-01 09:00:00, 30 min late.",
    ]
    assert told.count("Proof sheet: ") == 1


def test_all_promises_of_a_job_follow_each_other(call, capsys):
    assert call("10001", "--language", "fa") == 0
    told = capsys.readouterr().out
    assert told.count("برگه") == 4


def test_json_gives_the_figures_and_the_text(call, capsys):
    assert call("10001", "--metric", "arrive", "--agreement", "SLA", "--language", "en", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    (sheet,) = found["sheets"]
    assert (found["job"], found["output"]) == ("10001", None)
    figures = {name: sheet[name] for name in ("kind", "state", "started", "due", "overrun_seconds")}
    assert figures == {
        "kind": "SLA",
        "state": "missed",
        "started": "2026-06-01T08:00:00+00:00",
        "due": "2026-06-01T09:00:00+00:00",
        "overrun_seconds": 1800,
    }
    assert sum(part["counted_seconds"] for part in sheet["segments"]) == 5400
    assert sheet["text"].startswith("Proof sheet: ")


def test_a_pdf_holds_every_sheet_from_a_page_of_its_own(call, capsys, tmp_path):
    file = tmp_path / "proof.pdf"
    assert call("10001", "--language", "en", "--output", str(file)) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"{file.stat().st_size} bytes written to {file}\n")
    document = pypdfium2.PdfDocument(file)
    texts = [page.get_textpage().get_text_range() for page in document]
    assert sum("Proof sheet: " in text for text in texts) == 4
    assert all(f"Page {number} of {len(texts)}" in text for number, text in enumerate(texts, 1))
    document.close()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("10009",), "JOB: found '10009', expected the code of a job"),
        (("10001", "--agreement", "X"), "--agreement: found 'X', expected one of SLA, "),
        (("10001", "--metric", "pm"), "--metric: found 'pm', expected one of arrive, resolve"),
    ],
)
def test_what_is_not_there_is_one_line(call, words, line):
    with pytest.raises(BadInput) as refused:
        call(*words)
    assert line in str(refused.value)


def test_a_file_that_cannot_be_written_is_one_line(call, tmp_path):
    with pytest.raises(BadInput, match="expected a file that can be written"):
        call("10001", "--output", str(tmp_path))
