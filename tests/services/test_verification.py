"""A store that is as it should be, and one hidden fault after the other that a verification finds."""

import hashlib
import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.commands import verify as verify_command
from app.commands.command_line import CommandLine, common_options
from app.domain.errors import BadInput
from app.domain.events import Owner
from app.domain.jalali import JalaliMonth
from app.i18n import speaking
from app.services.letters.archive import letter_pdf
from app.services.letters.batch import approve_and_issue
from app.services.penalties.month import price_month
from app.services.sla_watch import raise_due
from app.services.verification.presented import sealed_text
from app.services.verification.whole import verify
from tests.factories import founded
from tests.frozen import thaw
from tests.services.contract import contractor_scene, local


@pytest.fixture
def ground(store):
    found = founded(store)
    first, second = found.call(), found.call(terminal=1)
    found.assign(first)
    found.wait(20)
    found.act(first, "arrive")
    found.act(first, "pause", reason="shop-closed", owner=Owner.MERCHANT)
    found.wait(30)
    found.act(first, "resume")
    found.act(second, "acknowledge")
    return found


def found_in(ground):
    told = []
    seen = verify(ground.store, ground.clock, lambda done, total: told.append((done, total)))
    assert told == [(2, 2)]
    return seen


def broken(ground, statement):
    with ground.store.writing() as session:
        session.execute(text(statement))
    return [(f.kind, f.subject, f.part, f.kept, f.right) for f in found_in(ground).findings]


def test_what_was_derived_is_as_the_events_make_it(ground):
    seen = found_in(ground)
    assert (seen.jobs, seen.obligations, seen.letters, seen.announcements_due, seen.findings) == (
        2,
        6,
        0,
        0,
        (),
    )


def test_a_due_time_that_was_changed_behind_our_back_is_found(ground):
    right = ground.job(2).clock_due_at
    statement = (
        "UPDATE obligation SET due_at = '2026-06-01 12:34:56.000000+00:00' "
        "WHERE job_id = 2 AND metric = 'arrive' AND agreement = 'SLA'"
    )
    assert broken(ground, statement) == [
        ("obligation", "10002", "SLA/arrive/0 due_at", "2026-06-01T12:34:56+00:00", right.isoformat()),
        # Of what is kept, the repair is due next; the job still names the visit.
        ("job", "10002", "clock_due_at", right.isoformat(), "2026-06-01T10:00:00+00:00"),
    ]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE obligation SET state = 'met' WHERE job_id = 2 AND metric = 'resolve'",
            ("obligation", "10002", "SLA/resolve/0 state", "met", "running"),
        ),
        (
            "UPDATE obligation SET limit_seconds = 1 WHERE job_id = 2 AND metric = 'resolve'",
            ("obligation", "10002", "SLA/resolve/0 limit_seconds", "1", "7200"),
        ),
        ("UPDATE job SET stage = 'closed' WHERE id = 2", ("job", "10002", "stage", "closed", "new")),
        ("UPDATE job SET priority = 'P1' WHERE id = 2", ("job", "10002", "priority", "P1", "P2")),
        (
            "UPDATE job SET resolved_at = '2026-06-01 12:34:56.000000+00:00' WHERE id = 2",
            ("job", "10002", "resolved_at", "2026-06-01T12:34:56+00:00", "None"),
        ),
        ("UPDATE job SET party_id = NULL WHERE id = 1", ("job", "10001", "party", "nothing", "C1")),
        (
            "UPDATE job SET technician_id = (SELECT min(id) FROM technician) WHERE id = 2",
            ("job", "10002", "technician", "T1", "nothing"),
        ),
        (
            "UPDATE job SET clock_state = 'met' WHERE id = 2",
            ("job", "10002", "clock_state", "met", "running"),
        ),
        (
            "UPDATE obligation SET kind = 'OLA' WHERE job_id = 2 AND metric = 'resolve'",
            ("obligation", "10002", "SLA/resolve/0 kind", "OLA", "SLA"),
        ),
        (
            "UPDATE obligation SET target = '9' WHERE job_id = 2 AND metric = 'resolve'",
            ("obligation", "10002", "SLA/resolve/0 target", "9", "120"),
        ),
        (
            "UPDATE obligation SET unit = 'hours' WHERE job_id = 2 AND metric = 'resolve'",
            ("obligation", "10002", "SLA/resolve/0 unit", "hours", "minutes"),
        ),
        (
            "DELETE FROM obligation WHERE job_id = 2 AND metric = 'resolve'",
            ("obligation", "10002", "SLA/resolve/0", "nothing", "running"),
        ),
        (
            "UPDATE obligation SET sequence = 7 WHERE job_id = 2 AND metric = 'resolve'",
            ("obligation", "10002", "SLA/resolve/0", "nothing", "running"),
        ),
    ],
)
def test_every_kind_of_difference_is_named(ground, statement, expected):
    assert expected in broken(ground, statement)


def test_a_breach_nobody_announced_yet_is_no_fault(ground):
    ground.clock.turn_by(timedelta(days=2))
    seen = found_in(ground)
    assert (seen.findings, seen.announcements_due > 0) == ((), True)
    with ground.store.writing() as session:
        raise_due(session, ground.clock)
    seen = found_in(ground)
    assert (seen.findings, seen.announcements_due) == ((), 0)


# --- Letters ----------------------------------------------------------------------------------------


@pytest.fixture
def scene(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as built:
        built.repaired(local(10, 26, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
        built.clock.turn_to(local(11, 22, 10))
        (case,) = price_month(built.store, built.clock, JalaliMonth(1405, 8), contractor="C1", interim=False)
        assert approve_and_issue(built.store, built.clock, [case], "manager") == ["1405-PM-0001"]
        yield built


def letters_off(scene, *statements):
    with scene.store.writing() as session:
        thaw(session)
        for statement in statements:
            session.execute(text(statement))
    seen = verify(scene.store, scene.clock, lambda _done, _total: None)
    return [(f.kind, f.subject, f.part) for f in seen.findings]


def test_letters_as_they_were_issued_are_as_they_should_be(scene):
    seen = verify(scene.store, scene.clock, lambda _done, _total: None)
    assert (seen.letters, seen.findings) == (1, ())


def test_a_case_taken_back_behind_its_printed_notice_is_found(scene):
    told = letters_off(
        scene,
        "DELETE FROM penalty_event WHERE what = 'issued'",
        "UPDATE penalty_case SET audited = audited - 1, state = 'approved'",
    )
    assert told == [("letter-case", "UC-1 1405-08", "case 1")]


def test_a_letter_whose_bytes_changed_is_found(scene):
    changed = "UPDATE letter_document SET pdf = x'25504446' WHERE language = 'en'"
    assert letters_off(scene, changed) == [("letter-bytes", "1405-PM-0001", "en")]


def test_a_letter_whose_bytes_are_gone_is_found(scene):
    assert letters_off(scene, "UPDATE letter_document SET pdf = NULL WHERE language = 'fa'") == [
        ("letter-bytes", "1405-PM-0001", "fa")
    ]


def test_a_number_that_was_given_out_and_has_no_letter_is_found(scene):
    gap = "UPDATE numbering SET last = 3 WHERE year = 1405"
    assert letters_off(scene, gap) == [
        ("letter-number", "1405-PM-0002", "letter"),
        ("letter-number", "1405-PM-0003", "letter"),
        ("letter-number", "1405-PM", "last number"),
    ]


def test_a_letter_that_was_deleted_leaves_a_gap_that_is_found(scene):
    deleted = ("DELETE FROM letter_document", "DELETE FROM letter")
    assert letters_off(scene, *deleted) == [
        ("letter-number", "1405-PM-0001", "letter"),
        ("letter-case", "UC-1 1405-08", "case 1"),
    ]


def test_a_number_that_reads_otherwise_is_found(scene):
    assert letters_off(scene, "UPDATE letter SET number = '1405-PM-0009'") == [
        ("letter-number", "1405-PM-0001", "number")
    ]


def test_a_content_that_was_changed_after_it_was_frozen_is_found(scene):
    changed = "UPDATE letter_document SET payload = replace(payload, '500', '400') WHERE language = 'en'"
    assert letters_off(scene, changed) == [("letter-content", "1405-PM-0001", "en")]


def test_bytes_with_the_seal_of_another_letter_are_found(scene):
    other = "(SELECT {0} FROM letter_document WHERE language = 'fa')"
    put = f"UPDATE letter_document SET pdf = {other.format('pdf')}, sha256 = {other.format('sha256')}"
    assert letters_off(scene, put) == [("letter-seal", "1405-PM-0001", "en")]


def test_bytes_that_are_no_document_are_found_even_with_their_own_sum(scene):
    sha256 = hashlib.sha256(b"%PDF").hexdigest()
    put = f"UPDATE letter_document SET pdf = x'25504446', sha256 = '{sha256}' WHERE language = 'fa'"
    assert letters_off(scene, put) == [("letter-seal", "1405-PM-0001", "fa")]


def test_a_notice_without_its_case_is_found(scene):
    assert letters_off(scene, "UPDATE letter SET case_id = NULL") == [
        ("letter-case", "1405-PM-0001", "case"),
        ("letter-case", "UC-1 1405-08", "case 1"),
    ]


def test_a_case_that_is_out_before_its_letter_is_printed_is_found(scene):
    unprinted = "UPDATE letter SET state = 'numbered'"
    assert letters_off(scene, unprinted) == [("letter-case", "UC-1 1405-08", "case 1")]


def test_a_letter_in_no_language_is_found(scene):
    assert letters_off(scene, "DELETE FROM letter_document") == [
        ("letter-content", "1405-PM-0001", "document")
    ]


# --- The command ------------------------------------------------------------------------------------


def called(scene, *words):
    parser = CommandLine(prog="poshtiban")
    with speaking("en"):
        verify_command.add_to(parser.add_subparsers(required=True), common_options())
        arguments = parser.parse_args(["verify", *words, "--store", str(scene.store.url)])
        return arguments.run(arguments, scene.clock)


def test_the_command_says_what_is_off_and_answers_1(scene, capsys):
    assert called(scene) == 0
    assert capsys.readouterr().out == "1 jobs, 2 obligations and 1 letters were checked; 0 are off\n"
    letters_off(scene, "UPDATE obligation SET due_at = '2026-06-01 12:34:56.000000' WHERE metric = 'arrive'")
    assert called(scene) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("10001 UC-1/arrive/0 due_at: kept 2026-06-01T12:34:56+00:00, right 2026-10-26T")
    assert last == "1 jobs, 2 obligations and 1 letters were checked; 1 are off"


def test_the_command_answers_as_json(scene, capsys):
    letters_off(scene, "UPDATE letter SET number = '1405-PM-0009'")
    assert called(scene, "--json") == 1
    assert json.loads(capsys.readouterr().out) == {
        "jobs": 1,
        "obligations": 2,
        "announcements_due": 0,
        "letters": 1,
        "findings": [
            {
                "kind": "letter-number",
                "subject": "1405-PM-0001",
                "part": "number",
                "kept": "1405-PM-0009",
                "right": "1405-PM-0001",
            }
        ],
    }


# --- One letter that is presented -------------------------------------------------------------------


def presented(scene, capsys, what):
    status = called(scene, "--letter", what, "--json")
    told = json.loads(capsys.readouterr().out)
    assert status == (0 if told["verdict"] == "genuine" else 1)
    return told["number"], told["language"], told["verdict"]


def issued_file(scene, tmp_path, change=lambda pdf: pdf):
    with scene.store.reading() as session:
        pdf = letter_pdf(session, "1405-PM-0001", "en")
    file = tmp_path / "presented.pdf"
    file.write_bytes(change(pdf))
    return file


def test_a_letter_on_paper_is_known_by_its_code(scene, capsys, tmp_path):
    code = sealed_text(issued_file(scene, tmp_path).read_bytes())
    assert presented(scene, capsys, code) == ("1405-PM-0001", "en", "genuine")
    forged = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert presented(scene, capsys, forged) == ("1405-PM-0001", "en", "other-content")
    later = code.replace("20261122T", "20261123T")
    assert presented(scene, capsys, later) == ("1405-PM-0001", "en", "other-content")
    assert presented(scene, capsys, code.replace("-0001", "-0002")) == (
        "1405-PM-0002",
        "en",
        "unknown-letter",
    )
    assert presented(scene, capsys, "POSHTIBAN of old") == ("", "", "no-seal")


def test_a_letter_in_a_file_is_known_by_its_bytes(scene, capsys, tmp_path):
    assert called(scene, "--letter", str(issued_file(scene, tmp_path))) == 0
    assert capsys.readouterr().out == "Letter 1405-PM-0001 (en) is just as it was issued.\n"
    longer = issued_file(scene, tmp_path, lambda pdf: pdf + b"\n")
    assert presented(scene, capsys, str(longer)) == ("1405-PM-0001", "en", "other-bytes")
    other = issued_file(scene, tmp_path, lambda _pdf: b"no document")
    assert presented(scene, capsys, str(other)) == ("", "", "no-seal")


def test_a_file_that_is_not_there_is_refused(scene, tmp_path):
    with pytest.raises(BadInput, match=r"no-such\.pdf: found No such file or directory"):
        called(scene, "--letter", str(tmp_path / "no-such.pdf"))
