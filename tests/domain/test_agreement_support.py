import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.domain.agreement_cells import Cell
from app.domain.agreement_checks import Severity
from app.domain.agreement_file import read_agreement
from app.domain.agreement_support import LOOKED_AHEAD, check_support
from app.domain.agreements import Metric
from app.domain.calendars import Calendars
from tests.domain.promises import agreement, target, version

DATA = Path(__file__).parents[2] / "data"
SINCE = datetime(2026, 6, 1, tzinfo=UTC)
"""A Monday; the office is open from Monday to Friday, 08:00-17:00."""


def at(day, clock):
    hour, minute, *second = map(int, clock.split(":"))
    return datetime(2026, 6, day, hour, minute, *second, tzinfo=UTC)


def found(*agreements, since=SINCE, calendars=None):
    return check_support(agreements, calendars or Calendars(), since=since)


def resolve(kind, limit, unit="hours", **more):
    return agreement(kind, target("resolve", limit, unit, services=["EM"], **more))


def dispatch(limit, unit="minutes", **more):
    return agreement("OLA", target("dispatch", limit, unit, **more))


def test_a_contract_that_leaves_time_for_the_dispatch_is_quick_enough():
    assert found(resolve("SLA", 4), resolve("UC", 210, "minutes"), dispatch(30)) == []
    assert found(resolve("SLA", 4), resolve("UC", 4)) == []


def test_a_minute_too_much_is_told_with_both_due_instants():
    (told,) = found(resolve("SLA", 4), resolve("UC", 211, "minutes"), dispatch(30))
    assert (told.severity, told.code, told.agreement, told.place) == (
        Severity.ERROR,
        "support-looser",
        "UC",
        "version[1].target[1]",
    )
    every = frozenset({"P1", "P2", "P3", "P4"})
    assert told.parameters == {
        "metric": Metric.RESOLVE,
        "cells": (Cell(services=frozenset({"EM"}), priorities=every, zones=frozenset("ABCD")),),
        "sla": "SLA",
        "sla_place": "version[1].target[1]",
        "ola": "OLA",
        "ola_place": "version[1].target[1]",
        "time_zone": "UTC",
        "start": SINCE,
        "due": at(1, "04:01"),
        "allowed": at(1, "04:00"),
    }


def test_units_are_compared_over_the_calendar():
    """48 calendar hours do not bridge a weekend, 72 do."""
    loose = found(resolve("SLA", 48), resolve("UC", 1, calendar="office"))
    assert [(f.parameters["start"], f.parameters["due"], f.parameters["allowed"]) for f in loose] == [
        # Friday 5 June, one second too late for that day's last hour: due on Monday at 08:00:01.
        (at(5, "16:00:01"), at(8, "08:00:01"), at(7, "16:00:01")),
    ]
    assert found(resolve("SLA", 72), resolve("UC", 1, calendar="office")) == []


def test_a_holiday_makes_a_contract_looser():
    sla, uc = resolve("SLA", 72), resolve("UC", 1, calendar="office")
    uc = replace(uc, holiday_calendars=frozenset({"office"}))
    (told,) = found(sla, uc, calendars=Calendars(frozenset({date(2026, 6, 8)})))
    assert (told.parameters["start"], told.parameters["due"]) == (at(5, "16:00:01"), at(9, "08:00:01"))


def test_working_days_after_a_dispatch():
    """A working day for the dispatch and two for the work are three from the call; of three they are four."""
    sla = agreement("SLA", target("install", 3, "working days", calendar="office", services=["INSTALL"]))
    desk = dispatch(1, "working days", calendar="office")

    def uc(days):
        return agreement("UC", target("install", days, "working days", calendar="office"))

    assert found(sla, uc(2), desk) == []
    (told,) = found(sla, uc(3), desk)
    # From Tuesday the weekend lies between: dispatched on Wednesday, due on Monday; promised for Friday.
    assert (told.parameters["start"], told.parameters["due"], told.parameters["allowed"]) == (
        at(2, "00:00"),
        at(8, "17:00"),
        at(5, "17:00"),
    )


def test_taking_the_call_counts_where_nobody_dispatches():
    desk = agreement("OLA", target("acknowledge", 30, "minutes"))
    (told,) = found(resolve("SLA", 4), resolve("UC", 4), desk)
    assert told.parameters["ola_place"] == "version[1].target[1]"
    both = agreement("OLA", target("acknowledge", 30, "minutes"), target("dispatch", 10, "minutes"))
    (told,) = found(resolve("SLA", 4), resolve("UC", 4), both)
    assert told.parameters["due"] - told.parameters["allowed"] == timedelta(minutes=10)


def test_each_cell_is_held_against_its_own_target():
    sla = agreement(
        "SLA",
        target("resolve", 4, services=["EM"], zones=["A", "B"]),
        target("resolve", 9, services=["EM"], zones=["C", "D"]),
    )
    (told,) = found(sla, resolve("UC", 5))
    (cell,) = told.parameters["cells"]
    assert cell.zones == {"A", "B"}


def test_agreements_that_never_meet_are_not_compared():
    sla, uc = resolve("SLA", 4), resolve("UC", 5)
    assert found(replace(sla, psp="ONE"), replace(uc, psp="TWO")) == []
    assert found(replace(sla, regions=frozenset({"N"})), replace(uc, regions=frozenset({"S"}))) == []
    assert len(found(replace(sla, psp="ONE"), replace(uc, psp="ONE"))) == 1


def test_versions_are_compared_while_they_hold():
    later = version(target("resolve", 6, services=["EM"]), number=2, since=date(2026, 9, 1))
    uc = agreement("UC", version(target("resolve", 4, services=["EM"])), later)
    (told,) = found(resolve("SLA", 4), uc)
    assert (told.place, told.parameters["start"]) == (
        "version[2].target[1]",
        datetime(2026, 9, 1, tzinfo=UTC),
    )
    assert found(resolve("SLA", 4), uc, since=SINCE - LOOKED_AHEAD) == []


def test_windows_belong_to_the_job():
    sla = agreement("SLA", target("resolve", 0, "window"))
    assert found(sla, resolve("UC", 8000)) == []


def test_the_sample_contracts_are_quick_enough():
    with (DATA / "holidays" / "ir_1400-1406.csv").open(encoding="utf-8-sig", newline="") as table:
        holidays = frozenset(date.fromisoformat(row["date"]) for row in csv.DictReader(table))
    files = [file for file in (DATA / "agreements").glob("*.toml") if not file.name.startswith("cs-")]
    samples = [read_agreement(file.read_text("utf-8"), file=file.name) for file in sorted(files)]
    assert check_support(samples, Calendars(holidays), since=datetime(2026, 3, 21, tzinfo=UTC)) == []
