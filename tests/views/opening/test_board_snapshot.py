"""A snapshot comes back as it was kept; whatever is wrong with it is passed over, and said."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import shiboken6
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import BadInput
from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.columns import Column
from app.views.opening.board_snapshot import (
    BoardSnapshot,
    KeptColumn,
    KeptRow,
    read_snapshot,
    snapshot_file,
    write_snapshot,
)
from app.views.opening.first_window import FirstBoard

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
ROW = JobRow(
    **dict.fromkeys(
        ("service", "priority", "stage", "hold_reason", "fault", "zone", "city", "city_en", "merchant"), "الف"
    ),
    **dict.fromkeys(("merchant_en", "terminal", "contractor", "contractor_en", "technician"), "b"),
    **dict.fromkeys(("technician_en", "clock_metric"), ""),
    id=7,
    version=2,
    code="10001",
    reported_at=NOW,
    due_to=None,
    clock_state="running",
    clock_due_at=NOW + timedelta(hours=1, microseconds=5),
    clock_limit_seconds=7200,
    clock_left_seconds=0,
    is_open=True,
    lat=35.5,
)
SNAPSHOT = BoardSnapshot(
    taken_at=NOW,
    language="fa",
    margins=(18, 240, 380, 60),
    row_height=52,
    columns=(KeptColumn(Column.CLOCK, "زمان SLA", 176), KeptColumn(Column.PRIORITY, "اولویت", 58)),
    rows=(KeptRow(ROW, {Column.CALL: "۱۰۰۰۱", Column.FAULT: "رسید چاپ نمی‌شود"}),),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "board.json"


def test_what_is_kept_comes_back_and_is_for_one_pair_of_eyes(file: Path) -> None:
    write_snapshot(file, replace(SNAPSHOT, rows=()))
    write_snapshot(file, SNAPSHOT)
    assert read_snapshot(file, now=NOW + timedelta(hours=24), language="fa") == SNAPSHOT
    assert file.stat().st_mode & 0o077 == 0
    assert [each.name for each in file.parent.iterdir()] == ["board.json"]


def test_another_language_or_yesterday_or_the_future_is_no_board_of_now(file: Path) -> None:
    write_snapshot(file, SNAPSHOT)
    assert read_snapshot(file, now=NOW, language="en") is None
    assert read_snapshot(file, now=NOW + timedelta(hours=24, seconds=1), language="fa") is None
    assert read_snapshot(file, now=NOW - timedelta(seconds=1), language="fa") is None
    assert read_snapshot(file.with_name("none.json"), now=NOW, language="fa") is None


def test_rows_of_another_kind_are_not_read(file: Path) -> None:
    write_snapshot(file, SNAPSHOT)
    kept = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**kept, "form": kept["form"] + 1}), encoding="utf-8")
    assert read_snapshot(file, now=NOW, language="fa") is None


RUBBISH = [
    *(None, True, -1, 0, 1, 12, 300, 10_000, 10**30, 0.5, float("inf"), float("nan"), "", "x", "\ud800"),
    *([], {}, [None], [[]], [{}], {"row": {}}),
    *("2026-06-01T08:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
]


def places(whole: object) -> list[tuple[dict | list, str | int]]:
    """Every place of a document that could hold something else."""
    pairs = whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ()
    return [place for key, inner in pairs for place in ((whole, key), *places(inner))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_spoilt_file_is_said_to_be_spoilt_or_can_be_painted(
    tmp_path_factory: pytest.TempPathFactory, persian: Appearance, data: st.DataObject
) -> None:
    file = tmp_path_factory.getbasetemp() / "spoilt.json"
    write_snapshot(file, SNAPSHOT)
    whole = json.loads(file.read_text(encoding="utf-8"))
    for _turn in range(data.draw(st.integers(1, 2))):
        within, key = data.draw(st.sampled_from(places(whole)))
        within[key] = data.draw(st.sampled_from(RUBBISH))
    file.write_text(json.dumps(whole), encoding="utf-8")
    with suppress(BadInput):  # and nothing else is raised
        found = read_snapshot(file, now=NOW, language="fa")
        assert found is None or found.taken_at == NOW
        picture = FirstBoard(persian, found, NOW)
        picture.resize(900, 600)
        picture.grab()
        shiboken6.delete(picture)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("rows", 0, "texts"), []),
        (("rows", 0, "row", "clock_limit_seconds"), "x"),
        (("rows", 0, "row", "id"), 2**63),
        (("rows", 0, "row", "is_open"), 1),
        (("rows", 0, "row", "merchant"), "\ud800"),
        (("margins", 0), float("inf")),
        (("margins", 0), 10**30),
        (("columns", 0, "width"), -1),
        (("columns", 0, "width"), 10_001),
        (("row_height",), 301),
        (("columns", 0, "column"), 99),
    ],
)
def test_what_could_not_be_painted_is_not_read(
    file: Path, place: tuple[str | int, ...], value: object
) -> None:
    write_snapshot(file, SNAPSHOT)
    whole = within = json.loads(file.read_text(encoding="utf-8"))
    for key in place[:-1]:
        within = within[key]
    within[place[-1]] = value
    file.write_text(json.dumps(whole), encoding="utf-8")
    with pytest.raises(BadInput):
        read_snapshot(file, now=NOW, language="fa")


def test_a_file_too_large_to_be_ours_is_not_read(file: Path) -> None:
    write_snapshot(file, SNAPSHOT)
    file.write_text(file.read_text(encoding="utf-8") + " " * 1_000_000, encoding="utf-8")
    with pytest.raises(BadInput, match="more than 1000000 bytes"):
        read_snapshot(file, now=NOW, language="fa")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "[" * 100_000, "\udcff".encode("utf-8", "surrogatepass")]
)
def test_what_is_no_snapshot_at_all_is_said(file: Path, text: str | bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInput):
        read_snapshot(file, now=NOW, language="fa")


def test_every_store_and_user_has_a_file_that_names_neither() -> None:
    files = {
        snapshot_file(url, user)
        for url in ("postgresql+psycopg://ali:secret@host/db", "sqlite:///a.sqlite")
        for user in ("ali", "sara")
    }
    assert len(files) == 4
    assert not [each for each in files if "secret" in each.name or "ali" in each.name]
