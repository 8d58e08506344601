"""`poshtiban clock`: a whole file is answered, a wrong one is refused, one bad case spoils no other."""

import argparse
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import SystemClock
from app.commands.clock import add_to, answer
from app.commands.command_line import common_options
from app.domain.errors import BadInput
from app.i18n import speaking

OFFICE = {
    "tz": "Asia/Tehran",
    "weekly": {day: [["08:00", "17:00"]] for day in ("sat", "sun", "mon", "tue", "wed")},
    "holidays": ["2026-08-09"],
}
SATURDAY = "2026-08-01T09:00:00+03:30"
DUE = {"id": "a", "op": "due", "calendar": "office", "start": SATURDAY, "working_seconds": 3600}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def asked(*cases: object) -> list[dict[str, object]]:
    """The answers to these cases."""
    document = {"calendars": {"office": OFFICE}, "cases": list(cases), "meta": "left alone"}
    return answer(document, file="a.json")["results"]


def test_each_kind_of_question_is_answered_in_order():
    cases = [
        {**DUE, "working_seconds": 14400, "note": "left alone"},
        {"id": "b", "op": "elapsed", "calendar": "office", "start": SATURDAY, "end": "2026-08-02T05:30:00Z"},
        {**DUE, "id": 3, "op": "due_with_pauses", "pauses": [["2026-08-01T09:30", "2026-08-02T08:00"]]},
        {"id": "d", "op": "is_open", "calendar": "office", "at": "2026-08-01T17:00"},
        {"id": "d", "op": "is_open", "calendar": "office", "at": "2026-08-01T16:59:59.999"},
    ]
    assert asked(*cases) == [
        {"id": "a", "due": "2026-08-01T13:00:00+03:30"},
        {"id": "b", "seconds": 32_400 - 3600 + 3600},
        {"id": 3, "due": "2026-08-02T08:30:00+03:30"},
        {"id": "d", "open": False},
        {"id": "d", "open": True},
    ]


def test_an_instant_without_offset_is_the_wall_clock_of_the_calendar():
    assert asked({**DUE, "start": "2026-08-01T09:00"}) == asked(DUE)
    assert asked({**DUE, "start": "2026-08-01 05:30Z"}) == asked(DUE)


@pytest.mark.parametrize(("seconds", "due"), [(0, "09:00:00"), (0.4, "09:00:00"), (120.5, "09:02:01")])
def test_working_time_is_rounded_half_up_to_whole_seconds(seconds: float, due: str):
    assert asked({**DUE, "working_seconds": seconds}) == [{"id": "a", "due": f"2026-08-01T{due}+03:30"}]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"op": "sum"}, "op: found 'sum', expected one of due, elapsed, due_with_pauses, is_open"),
        ({"op": ["due"]}, "op: found a list, expected a text"),
        ({"calendar": "shop"}, "calendar: found 'shop', expected the name of one of the calendars"),
        ({"calendar": None}, "calendar: found None, expected a text"),
        ({"calendar": {}}, "calendar: found a dict, expected a text"),
        ({"op": "elapsed"}, "end: found nothing, expected a value"),
        ({"op": "due_with_pauses"}, "pauses: found nothing, expected a value"),
        ({"op": "due_with_pauses", "pauses": {}}, "pauses: found a dict, expected a list of pairs"),
        ({"op": "due_with_pauses", "pauses": [[]]}, "pauses[0]: found a list, expected a pair of instants"),
        ({"working_seconds": True}, "working_seconds: found True, expected a number of seconds, 0 or more"),
        ({"working_seconds": "60"}, "working_seconds: found '60', expected a number of seconds, 0 or more"),
        ({"working_seconds": None}, "working_seconds: found None, expected a number of seconds, 0 or more"),
        (
            {"working_seconds": float("nan")},
            "working_seconds: found nan, expected a number of seconds, 0 or more",
        ),
        (
            {"working_seconds": float("inf")},
            "working_seconds: found inf, expected a number of seconds, 0 or more",
        ),
        ({"working_seconds": -1}, "working_seconds: found -1, expected a number of seconds, 0 or more"),
        ({"working_seconds": 10**400}, "never-due (years=40)"),
        ({"working_seconds": 1e300}, "never-due (years=40)"),
        ({"start": "0001-01-01T00:00+14:00"}, "found '0001-01-01T00:00+14:00', expected an ISO-8601"),
        ({"start": "1066-10-14T09:00Z"}, "outside-calendar (first_year=1900, last_year=2299)"),
        ({"start": "2026-08-01"}, "start: found '2026-08-01', expected an ISO-8601 instant"),
        ({"start": "2026-08-01T25:00"}, "start: found '2026-08-01T25:00', expected an ISO-8601 instant"),
        ({"start": "۲۰۲۶-۰۸-۰۱T۰۹:۰۰"}, "expected an ISO-8601 instant"),
        ({"start": 1_785_562_200}, "start: found 1785562200, expected an ISO-8601 instant"),
        ({"start": None}, "start: found None, expected an ISO-8601 instant"),
    ],
)
def test_a_case_without_an_answer_says_why_and_the_others_are_answered(change: dict[str, object], error: str):
    before, refused, after = asked(DUE, {**DUE, "id": "x", **change}, DUE)
    assert set(refused) == {"id", "error"}
    assert refused["id"] == "x"
    assert error in str(refused["error"])
    assert before == after == {"id": "a", "due": "2026-08-01T10:00:00+03:30"}


@pytest.mark.parametrize(
    "case", [None, 5, [], "due", {}, {**DUE, "id": None}, {**DUE, "id": [1]}, {**DUE, "id": True}]
)
def test_a_case_without_a_name_is_refused_in_its_place(case: object):
    refused, answered = asked(case, DUE)
    assert refused.keys() == {"id", "error"}
    assert refused["id"] is None
    assert answered["id"] == "a"


def test_a_calendar_that_never_opens_answers_what_it_can():
    document = {
        "calendars": {"shut": {"tz": "UTC", "weekly": {}}},
        "cases": [{**DUE, "calendar": "shut"}, {**DUE, "calendar": "shut", "op": "is_open", "at": SATURDAY}],
    }
    assert answer(document, file="a.json")["results"] == [
        {"id": "a", "error": "never-due (years=40)"},
        {"id": "a", "open": False},
    ]


@pytest.mark.parametrize(
    ("document", "column"),
    [
        (None, None),
        ([], None),
        ({}, "calendars"),
        ({"calendars": {}}, "cases"),
        ({"calendars": [], "cases": []}, "calendars"),
        ({"calendars": {}, "cases": {}}, "cases"),
        ({"calendars": {"a": None}, "cases": []}, "calendars.a"),
        ({"calendars": {"a": {"weekly": {}}}, "cases": []}, "calendars.a.tz"),
        ({"calendars": {"a": {"tz": "UTC"}}, "cases": []}, "calendars.a.weekly"),
    ],
)
def test_a_wrong_document_is_refused_at_its_place(document: object, column: str | None):
    with pytest.raises(BadInput) as refused:
        answer(document, file="a.json")
    assert (refused.value.file, refused.value.column) == ("a.json", column)


@given(st.dictionaries(st.sampled_from([*DUE, "at", "end", "pauses"]), JSON))
def test_any_case_gets_one_answer_that_can_be_written(change: dict[str, object]):
    (result,) = asked({**DUE, "at": SATURDAY, "end": SATURDAY, "pauses": []} | change)
    assert len(result) == 2
    assert json.loads(json.dumps(result, allow_nan=False)) == result


@given(JSON, JSON)
def test_any_document_is_answered_or_refused(calendars: object, cases: object):
    with suppress(BadInput):
        answer({"calendars": calendars, "cases": cases}, file="a.json")


@pytest.mark.parametrize(
    ("content", "row", "found"),
    [
        (b"", 1, "Expecting value"),
        (b'{"calendars": {},\n "cases": [}', 2, "Expecting value"),
        (b"\xff\xfe{\x00}\x00", None, "byte 0 that is no UTF-8"),
        (b"[" * 200_000, None, "values nested too deeply"),
        (b"9" * 5000, None, "a number too long to read"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes, row: int | None, found: str):
    path = tmp_path / "questions.json"
    path.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        answered(path)
    assert (refused.value.file, refused.value.row, refused.value.found) == (str(path), row, found)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(BadInput, match="No such file"):
        answered(tmp_path / "nothing.json")


def written(folder: Path) -> Path:
    """A file with one question, with a byte order mark as some editors leave it."""
    path = folder / "questions.json"
    path.write_text(json.dumps({"calendars": {"office": OFFICE}, "cases": [DUE]}), encoding="utf-8-sig")
    return path


def command(*arguments: str) -> argparse.Namespace:
    """The parsed call."""
    parser = argparse.ArgumentParser()
    with speaking("en"):
        add_to(parser.add_subparsers(), common_options())
    return parser.parse_args(arguments)


def answered(*arguments: object) -> int:
    """The exit status of the call."""
    called = command("clock", *map(str, arguments))
    return called.run(called, SystemClock())


def test_the_command_prints_when_no_output_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    called = command("clock", str(written(tmp_path)))
    assert called.run(called, SystemClock()) == 0
    assert json.loads(capsys.readouterr().out) == {"results": asked(DUE)}


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_the_command_writes_to_the_named_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: list[str]
):
    output = tmp_path / "answers.json"
    called = command("clock", *flags, str(written(tmp_path)), "--output", str(output))
    assert called.run(called, SystemClock()) == 0
    assert json.loads(output.read_text(encoding="utf-8")) == {"results": asked(DUE)}
    assert capsys.readouterr().out == (output.read_text(encoding="utf-8") if flags else "")


def test_an_output_that_cannot_be_written_is_refused(tmp_path: Path):
    with pytest.raises(BadInput) as refused:
        answered(written(tmp_path), "--output", str(tmp_path / "nowhere" / "answers.json"))
    assert refused.value.file.endswith("answers.json")


@pytest.mark.parametrize("begun", ["0001-01-01T00:00", "0001-01-01T00:00+03:30", "1700-01-01T00:00Z"])
def test_a_pause_may_have_begun_before_anybody_counted(begun):
    pauses = [[begun, "2026-08-01T10:00"]]
    assert asked({**DUE, "op": "due_with_pauses", "pauses": pauses}) == [
        {"id": "a", "due": "2026-08-01T11:00:00+03:30"}
    ]


def test_a_pause_may_end_after_the_last_instant_that_utc_can_tell():
    pauses = [["2026-08-01T09:30", "9999-12-31T23:59-12:00"]]
    (told,) = asked({**DUE, "op": "due_with_pauses", "pauses": pauses})
    assert "never" in str(told["error"])


def test_a_start_that_utc_cannot_tell_is_still_no_start():
    (told,) = asked({**DUE, "start": "0001-01-01T00:00"})
    assert str(told["error"]).startswith("start: found '0001-01-01T00:00'")


def test_hours_of_a_day_may_come_in_any_order():
    hours = [["13:00", "17:00"], ["08:00", "12:00"]]
    document = {
        "calendars": {"office": OFFICE | {"weekly": {"sat": hours}}},
        "cases": [{**DUE, "working_seconds": 4 * 3600}],
    }
    assert answer(document, file="a.json")["results"] == [{"id": "a", "due": "2026-08-01T14:00:00+03:30"}]
