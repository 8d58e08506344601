import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from app.domain.agreement_cells import Cell, cells_of, merged
from app.domain.agreement_checks import Severity, check_agreement, ties
from app.domain.agreement_file import read_agreement
from app.domain.agreements import ZONES, Described, Metric, PauseRule
from app.domain.events import Owner, Priority, Service
from app.domain.penalties.clauses import PenaltyClause
from tests.domain.promises import agreement, target, version

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "agreements"
EVERY_SHAPE = ROOT / "tests" / "data" / "agreements" / "every-shape.toml"


def checked(*targets, kind="UC", **terms):
    """What the checks find in a version of these targets, its pauses left out unless told."""
    terms.setdefault("pauses", ())
    found = check_agreement(agreement(kind, version(*targets, **terms)))
    return [finding for finding in found if finding.code != "calendar-unused"]


def told(findings):
    return [(finding.severity.value, finding.code, finding.place) for finding in findings]


def test_a_plain_agreement_has_nothing_wrong():
    assert checked(target("resolve", 4, services=["EM"]), target("pm", 0, "window", services=["PM"])) == []


def test_a_tie_names_both_targets():
    one = target("resolve", 4, zones=["A", "B"])
    (found,) = checked(one, target("resolve", 5, zones=["C"]), target("resolve", 6, zones=["B", "D"]))
    assert (found.severity, found.code, found.place) == (
        Severity.ERROR,
        "target-tie",
        "version[1].target[3]",
    )
    assert found.parameters == {"first": 1, "second": 3}


def test_what_names_different_things_never_ties():
    by_zone, by_priority = target("resolve", 4, zones=["A"]), target("resolve", 5, priorities=["P1"])
    assert list(ties([by_zone, by_priority])) == []
    # The stated order decides: priorities come before zones.
    job = Described(service="EM", zone="A", priority="P1")
    assert version(by_zone, by_priority).target_for(Metric.RESOLVE, job) is by_priority


def test_a_gap_is_told_in_few_cells():
    served = {"services": ["EM", "SWAP"]}
    (found,) = checked(
        target("resolve", 4, zones=["A", "B"], **served),
        target("resolve", 8, zones=["C"], priorities=["P1", "P2"], **served),
    )
    assert (found.severity, found.code, found.place) == (
        Severity.WARNING,
        "target-gap",
        "version[1].target",
    )
    assert found.parameters["metric"] is Metric.RESOLVE
    both = frozenset({Service.EM, Service.SWAP})
    assert set(found.parameters["cells"]) == {
        Cell(services=both, priorities=frozenset({"P3", "P4"}), zones=frozenset({"C", "D"})),
        Cell(services=both, priorities=frozenset({"P1", "P2"}), zones=frozenset({"D"})),
    }


def test_a_class_of_merchants_that_nobody_named_is_a_gap():
    (found,) = checked(target("resolve", 4, services=["EM"], merchant_classes=["premium"]))
    (cell,) = found.parameters["cells"]
    assert (cell.services, cell.merchant_classes, cell.zones) == ({"EM"}, {""}, ZONES)


def test_a_promise_for_one_fault_alone_is_no_gap():
    assert checked(target("resolve", 4, services=["EM"], faults=["TMP-01"])) == []


def test_a_service_without_any_target_is_no_gap():
    assert checked(target("resolve", 4, services=["EM"])) == []


ALL_SERVICES = [service.value for service in Service]


def test_a_target_that_another_always_beats():
    found = checked(
        target("resolve", 4, zones=["A"], faults=["X"]),
        target("resolve", 6, zones=["A"], faults=["X"], services=ALL_SERVICES),
        target("resolve", 9),
    )
    assert told(found) == [("warning", "target-shadowed", "version[1].target[1]")]
    assert found[0].parameters == {"target": 1, "by": (2,)}


def test_a_target_to_which_several_leave_nothing():
    found = checked(
        target("resolve", 4, faults=["X"]),
        target("resolve", 6, faults=["X"], services=["EM"]),
        target("resolve", 6, faults=["X"], services=ALL_SERVICES[1:]),
        target("resolve", 9),
    )
    assert told(found) == [("warning", "target-unreachable", "version[1].target[1]")]
    assert found[0].parameters == {"target": 1, "by": (2, 3)}


def test_a_job_without_a_zone_is_measured_by_the_target_of_every_zone():
    assert checked(target("resolve", 4), target("resolve", 6, zones=[*"ABCD"])) == []


@pytest.mark.parametrize("kind", ["UC", "SLA", "OLA"])
def test_only_a_contract_may_not_be_stopped_by_the_contractor(kind):
    own = PauseRule(owner=Owner.CONTRACTOR, stops=frozenset({Metric.RESOLVE}))
    harmless = PauseRule(owner=Owner.CONTRACTOR, stops=frozenset())
    found = checked(target("resolve", 4), kind=kind, pauses=(harmless, own))
    expected = [("error", "contractor-pause", "version[1].pause[2].owner")] if kind == "UC" else []
    assert told(found) == expected


def clause(metric, **more):
    return PenaltyClause(code="1", metric=metric, title={}, base="visit_fee", rate=Fraction("0.1"), **more)


def test_a_clause_needs_a_target_that_can_be_missed():
    prices = {"visit_fee": Decimal(5)}
    promised = target("resolve", 4, services=["EM"])
    assert checked(promised, prices=prices, clauses=(clause("resolve"),)) == []
    for idle in (clause("arrive"), clause("resolve", services=frozenset({"SWAP"}))):
        found = checked(promised, prices=prices, clauses=(idle,))
        assert told(found) == [("warning", "clause-without-target", "version[1].clause[1].metric")]


def test_what_nobody_uses_is_told():
    found = check_agreement(
        agreement("UC", version(target("resolve", 4), prices={"gold": Decimal(1)}, pauses=()))
    )
    assert told(found) == [
        ("warning", "calendar-unused", "calendars.office"),
        ("warning", "price-unused", "version[1].prices.gold"),
    ]


def test_a_calendar_of_downtime_is_used_and_points_need_both_sides():
    shapes = read_agreement(EVERY_SHAPE.read_text("utf-8"), file="every-shape")
    assert {found.code for found in check_agreement(shapes)} == {
        "clause-measured",
        "clause-without-target",
    }
    version = shapes.versions[0]

    def found(*left_out):
        kept = tuple(each for each in version.clauses if each.code not in left_out)
        only = replace(shapes, versions=(replace(version, clauses=kept),))
        return [(one.code, one.place) for one in check_agreement(only) if "points" in one.code]

    assert found("9") == [
        ("points-not-counted", "version[1].clause[7].points"),
        ("points-not-counted", "version[1].clause[8].points"),
    ]
    assert found("9a", "9b") == [("points-not-given", "version[1].clause[7].points")]
    assert found("9", "9a", "9b") == []


def test_weights_make_a_hundred():
    (found,) = checked(target("resolve", 4), weights={"resolve": 60, "pm": 30})
    assert (found.severity, found.code, found.place) == (Severity.ERROR, "weights-sum", "version[1].weights")
    assert found.parameters == {"total": 90}
    assert checked(target("resolve", 4), weights={"resolve": 60, "pm": 40}) == []


@pytest.mark.parametrize("second", [(1, date(2027, 1, 1)), (2, date(2026, 1, 1)), (2, date(2025, 1, 1))])
def test_a_version_comes_after_those_before_it(second):
    number, since = second
    later = version(target("resolve", 4), number=number, since=since, pauses=())
    found = check_agreement(agreement("UC", version(target("resolve", 4), pauses=()), later))
    assert ("error", "versions-order", "version[2]") in told(found)


def test_a_later_version_is_in_order():
    plain = version(target("resolve", 4), pauses=())
    later = version(target("resolve", 4), number=2, since=date(2027, 1, 1), pauses=())
    assert told(check_agreement(agreement("UC", plain, later))) == [
        ("warning", "calendar-unused", "calendars.office")
    ]


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_the_shipped_agreements_have_no_errors(file):
    found = check_agreement(read_agreement(file.read_text("utf-8"), file=file.name))
    assert [finding for finding in found if finding.severity is Severity.ERROR] == []


def test_cells_hold_every_job_once():
    targets = [target("resolve", 4, zones=["A"], priorities=["P1"]), target("arrive", 4, faults=["X"])]
    cells = cells_of(targets)
    jobs = [
        (service, priority, zone, fault)
        for cell in cells
        for service in cell.services
        for priority in cell.priorities
        for zone in cell.zones
        for fault in cell.faults
    ]
    assert len(jobs) == len(set(jobs)) == len(Service) * len(Priority) * len(ZONES) * 2
    assert len(cells) == 2 * 2 * 2
    (whole,) = merged(cells)
    assert (whole.services, whole.zones, whole.faults) == (set(Service), ZONES, {"", "X"})


def test_the_documentation_lists_every_code():
    written = (ROOT / "docs" / "agreement-file.md").read_text("utf-8").partition("## Checks")[2]
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", written, re.MULTILINE))
    modules = ("agreement_checks.py", "agreement_support.py")
    code = "".join((ROOT / "app" / "domain" / module).read_text("utf-8") for module in modules)
    told = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', code))
    assert documented == told


def waits(*rules):
    """What the checks find in these rules of waits, each (reasons, stops, evidence, approval above)."""
    pauses = tuple(
        PauseRule(
            owner=Owner.MERCHANT,
            reasons=frozenset(reasons),
            stops=frozenset(map(Metric, stops)),
            evidence=evidence,
            approval_above_minutes=above,
        )
        for reasons, stops, evidence, above in rules
    )
    return told(checked(target("resolve", 4, services=["EM"]), kind="SLA", pauses=pauses))


@pytest.mark.parametrize(
    ("first", "second", "is_tie"),
    [
        (
            (("closed",), ("resolve",), False, 30),
            (("closed", "away"), ("resolve", "arrive"), False, 60),
            True,
        ),
        (((), ("resolve",), False, None), ((), ("resolve",), True, None), True),
        (((), ("resolve",), False, 30), ((), ("resolve",), False, 30), False),
        (((), ("resolve",), False, 30), ((), ("arrive",), False, 60), False),
        ((("closed",), ("resolve",), False, 30), (("away",), ("resolve",), False, 60), False),
        ((("closed",), ("resolve",), False, 30), ((), ("resolve",), False, 60), False),
    ],
)
def test_waits_that_fit_equally_well_and_ask_for_different_things_tie(first, second, is_tie):
    assert waits(first, second) == ([("error", "pause-tie", "version[1].pause[2]")] if is_tie else [])
