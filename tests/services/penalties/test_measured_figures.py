"""Figures that no job carries: stated, approved by a second person, charged as `replay --measured` does."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.commands import replay
from app.commands.command_line import CommandLine, common_options
from app.domain.errors import BadInput, RuleBroken
from app.domain.jalali import JalaliMonth, from_jalali
from app.i18n import speaking
from app.models.measured_figures import MeasuredFigure
from app.models.penalties import PenaltyCase
from app.services.agreement_book import book
from app.services.penalties.cases import case_row, lines
from app.services.penalties.drafting import draft
from app.services.penalties.life import CaseRef, approve, mark_issued, review
from app.services.penalties.measured_figures import (
    Statement,
    approve_figure,
    figures,
    refuse_figure,
    state_figure,
    withdraw_figure,
)
from app.services.penalties.recalculated import propose_recalculated
from app.services.penalties.waiting_figures import waiting_figures
from tests.factories import dump
from tests.services.contract import TEHRAN, contractor_scene, local

SAMPLES = Path(__file__).resolve().parents[3] / "data/agreements"
FARVARDIN, ORDIBEHESHT, KHORDAD = (JalaliMonth(1405, month) for month in (1, 2, 3))


def document(number, **prices):
    text = (SAMPLES / f"cs-{number:02}.toml").read_text("utf-8")
    for name, rial in prices.items():
        found = next(line for line in text.splitlines() if line.startswith(f"{name} = "))
        text = text.replace(found, f"{name} = {rial}")
    return text


@pytest.fixture
def under(tmp_path):
    """A scene under one of the sample agreements."""
    opened = []

    def build(number, **prices):
        context = contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", document(number, **prices))
        scene = context.__enter__()
        opened.append(context)
        scene.clock.turn_to(local(12, 1, 10))
        scene.document, scene.agreement = document(number, **prices), f"CS-{number:02}"
        return scene

    yield build
    for context in opened:
        context.__exit__(None, None, None)


def do(scene, command, *arguments, **details):
    with scene.store.writing() as session:
        return command(session, scene.clock, *arguments, **details)


def statement(scene, kind, **keys):
    return Statement(
        party_id=scene.party_id,
        agreement=scene.agreement,
        kind=kind,
        keys=keys,
        evidence=keys.pop("evidence", "minutes 17"),
    )


def counted(scene, kind, **keys):
    """A figure stated by one person and approved by another; its id."""
    figure = do(scene, state_figure, statement(scene, kind, **keys), by="Nasrin")
    do(scene, approve_figure, figure, by="Omid")
    return figure


def charged(scene, month, *, now=None):
    """The case of a month drafted anew: what it asks for, and its lines."""
    scene.clock.turn_to(now or local(12, 1, 10))
    case = do(scene, draft, party_id=scene.party_id, agreement=scene.agreement, month=month)
    with scene.store.reading() as session:
        return int(case_row(session, case).payable), lines(session, case), case


def out(scene, case):
    """Bring a draft to its notice."""
    do(scene, review, CaseRef(case), by="Nasrin")
    do(scene, approve, CaseRef(case), by="Omid")
    with scene.store.writing() as session:
        mark_issued(session, scene.clock, session.get_one(PenaltyCase, case), by="Omid", letter="1405-PM-1")


def replayed(scene, folder, measured, period):
    """What `replay --measured` says that contractor C1 has to pay."""
    for name, text in (
        ("a.toml", scene.document),
        ("m.toml", measured),
        ("jobs.csv", "job,service\n"),
        ("events.csv", "job,at,event\n"),
    ):
        (folder / name).write_text(text, "utf-8")
    words = ["replay", "--agreement", "a.toml", "--jobs", "jobs.csv", "--events", "events.csv"]
    words = [str(folder / word) if "." in word else word for word in words]
    parser = CommandLine(prog="poshtiban")
    with speaking("en"):
        replay.add_to(parser.add_subparsers(), common_options())
        asked = [*words, "--measured", str(folder / "m.toml"), "--period", period]
        arguments = parser.parse_args([*asked, "--output", str(folder / "out")])
        assert arguments.run(arguments, scene.clock) == 0
    told = json.loads((folder / "out/summary.json").read_text("utf-8"))
    return told["contractors"]["C1"]["payable"]


def told(kind, **keys):
    shown = {"contractor": "C1", **keys}
    return f"[[{kind}]]\n" + "".join(
        f"{key} = {value}\n" if isinstance(value, int | date | list) else f"{key} = {json.dumps(value)}\n"
        for key, value in shown.items()
    )


@pytest.mark.parametrize(("days", "rial"), [(20, 10_000_000), (60, 41_750_000), (120, 73_000_000)])
def test_cs_1_a_late_milestone_is_charged_month_by_month_as_in_one(under, tmp_path, days, rial):
    scene = under(1)
    due = from_jalali(1405, 1, 12)
    keys = {"name": "فاز ۱", "remaining_value": 1_000_000_000, "length_days": 365}
    done = due + timedelta(days=days)
    counted(scene, "milestone", **keys, due=due.isoformat(), done=done.isoformat())
    total, month = 0, FARVARDIN
    for _each in range(6):
        payable, _lines, case = charged(scene, month)
        total += payable
        if payable:
            out(scene, case)
        month = month.next()
    assert total == rial
    assert (
        replayed(scene, tmp_path, told("milestone", **keys, due=due, done=done), "2026-03-21/2026-09-23")
        == rial
    )


def test_cs_1_the_first_month_is_late_up_to_its_own_end(under):
    scene = under(1)
    due = from_jalali(1405, 1, 12)
    counted(
        scene, "milestone",
        name="M1", remaining_value=1_000_000_000, length_days=365, due=due.isoformat(),
    )  # fmt: skip
    payable, (line,), _case = charged(scene, FARVARDIN)
    assert (payable, line.quantity, line.done_at) == (9_500_000, 19, None)


@pytest.mark.parametrize(
    ("value", "severity", "rial"),
    [
        ("99.6", "high", 200_000_000),
        ("99.6", "medium", 100_000_000),
        ("98.2", "low", 150_000_000),
        ("99.95", "high", 0),
    ],
)
def test_cs_7_violations_of_a_quarter_stand_in_the_case_of_its_last_month(
    under, tmp_path, value, severity, rial
):
    scene = under(7, quarter_invoice=10_000_000_000)
    keys = {"figure": "availability", "period": "1405-Q1", "severity": severity}
    figure = counted(scene, "figure", **keys, value=value)
    assert charged(scene, FARVARDIN)[:2] == (0, [])
    payable, charge, _case = charged(scene, KHORDAD)
    assert payable == rial
    assert [line.figure_id for line in charge] == [figure] * bool(rial)
    measured = told("figure", **keys) + f"value = {value}\n"
    assert replayed(scene, tmp_path, measured, "2026-03-21/2026-06-22") == rial


def test_cs_7_months_below_the_floor_and_a_target_missed_before_cost_more(under, tmp_path):
    scene = under(7)
    keys = {"figure": "in-time", "period": "1405-Q1", "severity": "low", "missed_before": 1}
    counted(scene, "figure", **keys, value="85", months=["84.9", "85", "80"])
    payable, _lines, _case = charged(scene, KHORDAD)
    measured = told("figure", **keys) + "value = 85\nmonths = [84.9, 85, 80]\n"
    assert payable == replayed(scene, tmp_path, measured, "2026-03-21/2026-06-22") == 60_000_000


def test_cs_8_a_level_that_was_missed_costs_its_share_of_what_is_at_risk(under, tmp_path):
    scene = under(8, month_invoice=100_000)
    figure = counted(scene, "level", level="em-resolve", period="1405-01")
    counted(scene, "level", level="pm", period="1405-01", met=True)
    payable, (line,), _case = charged(scene, FARVARDIN)
    assert (payable, line.figure_id) == (2_000, figure)
    measured = told("level", level="em-resolve", period="1405-01")
    assert replayed(scene, tmp_path, measured, "2026-03-21/2026-04-21") == 2_000


def test_cs_8_a_month_costs_no_more_than_what_is_at_risk(under):
    scene = under(8)
    for number in range(3):
        counted(scene, "level", level=f"level {number}", period="1405-01", pool="100%", share="60%")
    payable, charge, _case = charged(scene, FARVARDIN)
    assert (payable, len(charge)) == (100_000_000, 3)


def test_a_figure_counts_once_a_second_person_has_approved_it(under):
    scene = under(8)
    figure = do(scene, state_figure, statement(scene, "level", level="pm", period="1405-01"), by="Nasrin")
    assert charged(scene, FARVARDIN)[0] == 0
    before = dump(scene.store)
    with pytest.raises(RuleBroken, match="figure-by-second-person"):
        do(scene, approve_figure, figure, by=" nasrin ")
    assert dump(scene.store) == before
    do(scene, approve_figure, figure, by="Omid")
    assert charged(scene, FARVARDIN)[0] == 10_000_000
    with pytest.raises(RuleBroken, match="figure-decided"):
        do(scene, approve_figure, figure, by="Omid")


def test_a_later_figure_takes_the_place_of_the_earlier_one(under):
    scene = under(7)
    keys = {"figure": "availability", "period": "1405-Q1", "severity": "high"}
    first = counted(scene, "figure", **keys, value="99.6")
    second = counted(scene, "figure", **keys, value="99.8")
    with scene.store.reading() as session:
        assert [(row.id, row.state) for row in figures(session)] == [
            (second, "approved"),
            (first, "replaced"),
        ]
    assert charged(scene, KHORDAD)[0] == 30_000_000
    do(scene, withdraw_figure, second, "read wrongly", by="Omid")
    assert charged(scene, KHORDAD)[0] == 0


def test_a_figure_told_after_the_notice_is_proposed_as_a_correction(under):
    scene = under(8)
    counted(scene, "level", level="pm", period="1405-01")
    _payable, _lines, case = charged(scene, FARVARDIN)
    out(scene, case)
    figure = counted(scene, "level", level="install", period="1405-01")
    assert do(scene, propose_recalculated, CaseRef(case)) is not None
    with scene.store.reading() as session:
        assert (figure, 0) in [(line.figure_id, int(line.payable)) for line in lines(session, case)]


@pytest.mark.parametrize(
    ("kind", "keys", "code"),
    [
        ("level", {"level": "pm", "period": "1405-09"}, "figure-not-measured-yet"),
        (
            "milestone",
            {"name": "M", "remaining_value": 1, "length_days": 9, "due": "2026-04-01", "done": "2027-01-01"},
            "figure-not-measured-yet",
        ),
        ("level", {"level": "pm", "period": "1405-01", "evidence": " "}, "figure-needs-evidence"),
    ],
)
def test_what_cannot_be_known_is_refused(under, kind, keys, code):
    scene = under(8 if kind == "level" else 1)
    before = dump(scene.store)
    with pytest.raises(RuleBroken, match=code):
        do(scene, state_figure, statement(scene, kind, **keys), by="Nasrin")
    assert dump(scene.store) == before


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ({"level": "x", "period": "1405-01"}, "level.level"),
        ({"level": "pm", "period": "1405-Q1"}, "level.period"),
        ({"level": "pm", "period": "1405-01", "pool": "50%"}, "level.share"),
        ({"level": "pm", "period": "1405-01", "value": "3"}, "level.value"),
    ],
)
def test_a_wrong_key_is_named(under, keys, place):
    scene = under(8)
    with pytest.raises(BadInput) as wrong:
        do(scene, state_figure, statement(scene, "level", **keys), by="Nasrin")
    assert (wrong.value.file, wrong.value.column) == ("CS-08", place)


def waits(scene, month):
    with scene.store.reading() as session:
        agreement = book(session).named(scene.agreement)
        found = waiting_figures(session, agreement, scene.party_id, month)
    return [(each.clause, each.kind, each.name, each.period, each.is_stated) for each in found]


def test_what_a_clause_waits_for_is_told(under):
    scene = under(7)
    project = ("CS-7-D", "milestone", "", "", False)
    assert waits(scene, FARVARDIN) == [project]
    do(
        scene, state_figure,
        statement(scene, "figure", figure="in-time", period="1405-Q1", severity="low", value="99"),
        by="Nasrin",
    )  # fmt: skip
    assert waits(scene, KHORDAD) == [
        ("CS-7-A", "figure", "availability", "1405-Q1", False),
        ("CS-7-T", "figure", "in-time", "1405-Q1", True),
        project,
    ]


def test_a_level_that_was_met_is_waited_for_no_longer(under):
    scene = under(8)
    counted(scene, "level", level="pm", period="1405-01", met=True)
    assert [each[2] for each in waits(scene, FARVARDIN)] == [
        *("em-resolve", "install", "first-time-fix", "data-accuracy", "merchant-complaint"),
    ]
    assert charged(scene, FARVARDIN)[0] == 0


def test_a_refused_figure_charges_nobody_and_says_why(under):
    scene = under(8)
    figure = do(scene, state_figure, statement(scene, "level", level="pm", period="1405-01"), by="Nasrin")
    with pytest.raises(RuleBroken, match="needs-a-note"):
        do(scene, refuse_figure, figure, " ", by="Omid")
    do(scene, refuse_figure, figure, "not measured", by="Omid")
    with scene.store.reading() as session:
        (row,) = figures(session)
    assert (row.state, row.decided_by, row.reason) == ("refused", "Omid", "not measured")
    assert row.recorded_at.astimezone(TEHRAN).date() == date(2026, 12, 1)


@pytest.mark.parametrize("name", ["phase 1", " Phase  1 ", "فاز یک", "فاز يك"])
def test_a_milestone_is_one_however_its_name_is_spelled(under, name):
    scene = under(1)
    keys = {"remaining_value": 1_000_000_000, "length_days": 365, "due": "2026-04-10", "done": "2026-04-30"}
    counted(scene, "milestone", name="Phase 1" if "1" in name else "فاز یک", **keys)
    once = charged(scene, FARVARDIN)[0]
    do(scene, state_figure, statement(scene, "milestone", name=name, **keys), by="Sara")
    before = dump(scene.store)
    with pytest.raises(RuleBroken) as told:
        do(scene, state_figure, statement(scene, "milestone", name=name.upper(), **keys), by="Sara")
    assert told.value.code == "figure-stated-already"
    assert dump(scene.store) == before
    with scene.store.reading() as session:
        waiting = figures(session)[0]
    do(scene, approve_figure, waiting.id, by="Reza")
    total, charges, _case = charged(scene, FARVARDIN)
    assert (total, len(charges)) == (once, 1)


@pytest.mark.parametrize("period", ["1405/Q1", "1405-q1", "۱۴۰۵-Q۱"])
def test_a_period_is_kept_in_one_spelling(under, period):
    scene = under(7)
    figure = {"figure": "availability", "severity": "high"}
    counted(scene, "figure", **figure, period="1405-Q1", value="99.6")
    counted(scene, "figure", **figure, period=period, value="99.8")
    with scene.store.reading() as session:
        assert [(row.period, row.state) for row in figures(session)] == [
            ("1405-Q1", "approved"),
            ("1405-Q1", "replaced"),
        ]
        named = book(session).named(scene.agreement)
        wanted = [each.name for each in waiting_figures(session, named, scene.party_id, KHORDAD)]
    assert "availability" not in wanted
    assert len(charged(scene, KHORDAD)[1]) == 1


def test_figures_that_were_kept_in_two_spellings_count_once(under):
    scene = under(7)
    figure = {"figure": "availability", "severity": "high"}
    counted(scene, "figure", **figure, period="1405-Q1", value="99.6")
    first = charged(scene, KHORDAD)[0]
    with scene.store.writing() as session:
        kept = session.scalars(select(MeasuredFigure)).one()
        columns = [column.key for column in MeasuredFigure.__table__.columns if column.key != "id"]
        values = {name: getattr(kept, name) for name in columns}
        session.add(MeasuredFigure(**{**values, "period": "1405/Q1"}))
    total, charges, _case = charged(scene, KHORDAD)
    assert (total, len(charges)) == (first, 1)


@pytest.mark.parametrize(
    ("kind", "keys", "place"),
    [
        ("figure", {"figure": "availability", "severity": "high", "value": "99.6%"}, "figure.value"),
        (
            "figure",
            {"figure": "availability", "severity": "high", "value": "99.6", "months": ["99 %"]},
            "figure.months",
        ),
        (
            "figure",
            {"figure": "availability", "severity": "high", "value": "99.6", "met": True},
            "figure.met",
        ),
    ],
)
def test_a_sign_of_percent_is_refused_where_the_figure_is_in_percent(under, kind, keys, place):
    scene = under(7)
    before = dump(scene.store)
    with pytest.raises(BadInput) as told:
        do(scene, state_figure, statement(scene, kind, period="1405-Q1", **keys), by="Sara")
    assert told.value.column == place
    assert dump(scene.store) == before


@pytest.mark.parametrize("met", ["no", "false", 0, 1, False])
def test_a_level_is_met_or_it_is_not(under, met):
    scene = under(8)
    keys = {"level": "em-resolve", "period": "1405-01", "met": met}
    before = dump(scene.store)
    with pytest.raises(BadInput) as told:
        do(scene, state_figure, statement(scene, "level", **keys), by="Sara")
    assert (told.value.column, told.value.expected) == ("level.met", "true, of a level that was met")
    assert dump(scene.store) == before
