"""The agreements that ship: the twelve clause sets, and the sample promises of a payment company."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from app.domain.agreement_file import read_agreement
from app.domain.agreement_text import write_agreement
from app.domain.agreements import AgreementKind, Described, Metric, Unit
from app.domain.events import Owner
from app.domain.penalties.clauses import LateUnit, Rounding

FOLDER = Path(__file__).parents[2] / "data" / "agreements"
FILES = sorted(FOLDER.glob("*.toml"))
CLAUSE_SETS = [f"cs-{number:02}" for number in range(1, 13)]
SAMPLES = ["ola-control-room", "sla-psp", "uc-bidmeshk", "uc-gazbon", "uc-kajban", "uc-takpeyma"]
MEASURED = "ms-takpeyma"

ZONES = "ABCD"
ON_SITE = {"P1": (2, 4, 8, 16), "P2": (4, 8, 16, 24), "P3": (8, 16, 24, 48)}
REPAIR = {"P1": (4, 8, 16, 24), "P2": (8, 16, 24, 48), "P3": (16, 24, 48, 72), "P4": (24, 48, 72, 96)}
ANSWER = {"P1": 15, "P2": 30, "P3": 60, "P4": 240}
IN_MINUTES = {Unit.MINUTES: 1, Unit.HOURS: 60}


def shipped(name):
    return read_agreement((FOLDER / f"{name}.toml").read_text("utf-8"), file=name)


def terms(name):
    (version,) = shipped(name).versions
    return version


def minutes(version, metric, **job):
    """What is promised for a job, in minutes; None where nothing is."""
    target = version.target_for(metric, Described(**job))
    return target and target.limit * IN_MINUTES[target.unit]


def told(target):
    return target.metric.value, target.limit, target.unit.value, target.calendar


def without_comments(text):
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#")).lstrip("\n")


def test_nothing_else_ships():
    assert [file.stem for file in FILES] == [*CLAUSE_SETS, MEASURED, *SAMPLES]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_is_written_as_it_stands(file):
    text = file.read_text("utf-8")
    assert write_agreement(read_agreement(text, file=file.name)) == without_comments(text)


@pytest.mark.parametrize("name", CLAUSE_SETS)
def test_a_clause_set_names_its_source(name):
    assert (FOLDER / f"{name}.toml").read_text("utf-8").startswith("# Source terms: ")


@pytest.mark.parametrize("name", CLAUSE_SETS)
def test_a_clause_set_is_a_contract_with_the_common_prices(name):
    agreement, version = shipped(name), terms(name)
    assert (agreement.code, agreement.kind) == (name.upper(), AgreementKind.UC)
    assert (agreement.time_zone, agreement.contractor, agreement.psp) == ("Asia/Tehran", "", "")
    assert version.effective_from.isoformat() == "2024-03-20"
    assert version.prices == {
        "monthly_fee": 900_000,
        "install_fee": 6_000_000,
        "visit_fee": 2_500_000,
        "pm_fee": 1_800_000,
        "month_invoice": 1_000_000_000,
        "quarter_invoice": 3_000_000_000,
    }


@pytest.mark.parametrize("name", CLAUSE_SETS)
@pytest.mark.parametrize("metric", [metric for metric in Metric if metric is not Metric.APPOINTMENT])
def test_every_wait_but_the_contractors_own_stops_its_clocks(name, metric):
    stopped_by = {owner for owner in Owner if terms(name).pause_rule(metric, owner, "")}
    assert stopped_by == set(Owner) - {Owner.CONTRACTOR}


PM_WINDOW = ("pm", 0, "window", "")


@pytest.mark.parametrize(
    ("name", "promised"),
    [
        *((name, []) for name in ("cs-01", "cs-06", "cs-07", "cs-08", "cs-10", "cs-12")),
        *((name, [PM_WINDOW]) for name in ("cs-02", "cs-03", "cs-04")),
        ("cs-05", [("arrive", 2, "hours", ""), ("arrive", 5, "hours", "")]),
        ("cs-09", [("resolve", 24, "hours", ""), PM_WINDOW]),
        ("cs-11", [("resolve", 48, "hours", "")]),
    ],
)
def test_what_a_clause_set_promises(name, promised):
    assert [told(target) for target in terms(name).targets] == promised


def test_the_way_to_a_village_takes_longer():
    version = terms("cs-05")
    assert [minutes(version, Metric.ARRIVE, service="EM", zone=zone) for zone in ZONES] == [
        120,
        120,
        300,
        300,
    ]
    assert minutes(version, Metric.ARRIVE, service="SWAP", zone="A") is None


@pytest.mark.parametrize(
    ("name", "clause"),
    [
        ("cs-02", (LateUnit.WEEK, "pm_fee", Fraction(1, 10), Fraction(1), None)),
        ("cs-03", (LateUnit.DAY, "pm_fee", Fraction(1, 50), Fraction(1, 10), None)),
        ("cs-04", (LateUnit.DAY, "monthly_fee", Fraction(1, 15), None, None)),
        ("cs-05", (LateUnit.HOUR, "visit_fee", Fraction(1, 10), None, Decimal(2))),
        ("cs-11", (LateUnit.DAY, "monthly_fee", Fraction(1, 20), None, None)),
    ],
)
def test_what_a_clause_set_charges(name, clause):
    (found,) = terms(name).clauses
    assert (found.unit, found.base, found.rate, found.item_cap_rate, found.most_units) == clause
    assert found.rounding is Rounding.STARTED


@pytest.mark.parametrize("name", CLAUSE_SETS)
def test_each_clause_set_charges_something(name):
    assert terms(name).clauses


@pytest.mark.parametrize("priority", ANSWER)
def test_the_merchants_are_promised_the_default_matrix(priority):
    version = terms("sla-psp")
    for zone, place in zip(ZONES, range(4), strict=True):
        job = {"service": "EM", "zone": zone, "priority": priority}
        assert minutes(version, Metric.ACKNOWLEDGE, **job) == ANSWER[priority]
        assert minutes(version, Metric.RESOLVE, **job) == REPAIR[priority][place] * 60
        on_site = ON_SITE.get(priority)
        assert minutes(version, Metric.ARRIVE, **job) == (on_site[place] * 60 if on_site else None)


@pytest.mark.parametrize("priority", ["", *ANSWER])
def test_a_swap_is_a_matter_of_p2(priority):
    version = terms("sla-psp")
    for zone, place in zip(ZONES, range(4), strict=True):
        job = {"service": "SWAP", "zone": zone, "priority": priority}
        assert minutes(version, Metric.ACKNOWLEDGE, **job) == 30
        assert minutes(version, Metric.ARRIVE, **job) == ON_SITE["P2"][place] * 60
        assert minutes(version, Metric.RESOLVE, **job) == REPAIR["P2"][place] * 60


@pytest.mark.parametrize(
    ("service", "metric", "days"),
    [("INSTALL", Metric.INSTALL, (3, 4, 5, 7)), ("DEINSTALL", Metric.RESOLVE, (5, 5, 7, 10))],
)
def test_installing_and_collecting_take_working_days(service, metric, days):
    version = terms("sla-psp")
    found = [version.target_for(metric, Described(service=service, zone=zone)) for zone in ZONES]
    assert [(target.limit, target.unit) for target in found] == [(day, Unit.WORKING_DAYS) for day in days]


def test_a_periodic_visit_is_made_in_its_window():
    version = terms("sla-psp")
    target = version.target_for(Metric.PM, Described(service="PM"))
    assert target.unit is Unit.WINDOW
    assert (version.pm.every_months, version.pm.window_percent) == (
        {"premium": 1, "standard": 2, "low": 3},
        10,
    )


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.startswith("uc-")])
@pytest.mark.parametrize("service", ["EM", "SWAP"])
@pytest.mark.parametrize("priority", ANSWER)
def test_each_contractor_promises_less_time_than_the_company(name, service, priority):
    company, contractor, desk = terms("sla-psp"), terms(name), terms("ola-control-room")
    for zone in ZONES:
        job = {"service": service, "zone": zone, "priority": priority}
        dispatch = minutes(desk, Metric.DISPATCH, **job)
        for metric in (Metric.ARRIVE, Metric.RESOLVE):
            own, whole = minutes(contractor, metric, **job), minutes(company, metric, **job)
            assert (own is None) == (whole is None)
            assert own is None or own + dispatch <= whole
